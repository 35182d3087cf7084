"""The upper half of the encoder, which sees two texts together, and what is read off."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

HALF = 6
MASKED = -1e4

ATTENTION = "plain"
"""Name of :func:`plain_attention` for transformers."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Examples, padded: T tokens, S sentences.

    Attributes:
        states: Lower states of both texts, shape (B, T, width).
        mask: Which tokens are there, shape (B, T).
        role: 0 for the first text, 1 for the second, shape (B, T).
        sentence: The sentence of each token, -1 for none, shape (B, T).
        second: Place of the second text's first token, shape (B,).
        sentences: How many sentences there are, shape (B,).
        answer: First and last token of the short answer, -1 for none, shape (B, 2).
    """

    states: Tensor
    mask: Tensor
    role: Tensor
    sentence: Tensor
    second: Tensor
    sentences: Tensor
    answer: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the heads say.

    Attributes:
        evidence: Log odds of each sentence, shape (B, S); very low where there is none.
        answerable: Log odds that the window answers, shape (B,).
        span: Scores of each token as first and last of the short answer, shape (B, T, 2).
        claim: Scores of entailed, not told, contradicted, shape (B, 3).
    """

    evidence: Tensor
    answerable: Tensor
    span: Tensor
    claim: Tensor


class Reader(nn.Module):
    """The upper layers and the heads."""

    def __init__(self, encoder: BertModel, *, fast: bool = True) -> None:
        """Take the upper layers of a pretrained encoder, without dropout.

        Attention with dropout has no fast path on a processor: a step takes five times as long.

        Args:
            encoder: The pretrained encoder.
            fast: Multiplies in bfloat16, which newer processors do several times as fast.
        """
        super().__init__()
        self._fast = fast
        width = encoder.config.hidden_size
        encoder.config._attn_implementation = ATTENTION
        self.layers = nn.ModuleList(encoder.encoder.layer[HALF:])
        self.role = nn.Embedding(2, width)
        self.sent = _head(4 * width, width, 1)
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.ans = _head(3 * width, width, 1)
        self.ans_mix = nn.Parameter(torch.tensor([1.0, 0.0]))
        self.claim = _head(3 * width, width, 3)
        self.span = nn.Linear(width, 2)
        nn.init.zeros_(self.role.weight)
        self.eval()

    def forward(self, batch: Batch) -> Scores:
        """Score a batch."""
        x = self._states(batch)
        count = int(batch.sentences.max())
        first = torch.where((batch.role == 0) & batch.mask, 0, -1)
        second = torch.where((batch.role == 1) & batch.mask, 0, -1)
        sentences = _means(x, batch.sentence, count)
        asked, source = _means(x, first, 1), _means(x, second, 1)[:, 0]
        there = torch.arange(count)[None] < batch.sentences[:, None]
        wide = asked.expand_as(sentences)
        features = [wide, sentences, wide * sentences, (wide - sentences).abs()]
        evidence = self.sent(torch.cat(features, -1))[..., 0]
        evidence = evidence + self.scale * (
            functional.cosine_similarity(asked, sentences, dim=-1) - 0.8
        )
        evidence = evidence.masked_fill(~there, MASKED)
        best = (torch.softmax(evidence, 1)[:, None] @ sentences)[:, 0]
        start = x[torch.arange(len(x)), batch.second]
        answerable = self.ans(torch.cat([x[:, 0], start, best], -1))[:, 0]
        answerable = answerable + self.ans_mix[0] * evidence.amax(1) + self.ans_mix[1]
        asked = asked[:, 0]
        claim = torch.cat([x[:, 0], asked * source, (asked - source).abs()], -1)
        return Scores(evidence, answerable, self.span(x), self.claim(claim))

    def _states(self, batch: Batch) -> Tensor:
        bias = torch.where(batch.mask[:, None, None], 0.0, MASKED)
        x = batch.states + self.role(batch.role)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._fast):
            for layer in self.layers:
                x = layer(x, attention_mask=bias)
                x = x[0] if isinstance(x, tuple) else x
        return x.float()


def plain_attention(
    _module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor,
    scaling: float,
    **_: object,
) -> tuple[Tensor, None]:
    """Attention as two products and a softmax.

    Its gradient takes a quarter of the time of PyTorch's own on a processor, a whole step three
    quarters; memory for all scores is there.

    Args:
        _module: The layer, not looked at.
        query: Shape (B, heads, T, width of a head), as are ``key`` and ``value``.
        key: What is compared.
        value: What is taken.
        attention_mask: Added to the scores, shape (B, 1, 1, T).
        scaling: Factor of the scores.

    Returns:
        Shape (B, T, heads, width of a head); and nothing, where transformers has weights.
    """
    shape = query.shape
    q, k, v = (x.reshape(-1, *shape[2:]) for x in (query * scaling, key, value))
    scores = torch.bmm(q, k.transpose(1, 2)).view(*shape[:2], shape[2], shape[2])
    scores = scores + attention_mask.to(scores.dtype)
    with torch.autocast("cpu", enabled=False):
        shares = torch.softmax(scores, -1).view(-1, shape[2], shape[2])
        taken = torch.bmm(shares, v)
    return taken.view(shape).transpose(1, 2).contiguous(), None


ALL_ATTENTION_FUNCTIONS.register(ATTENTION, plain_attention)


def _head(width: int, inner: int, out: int) -> nn.Sequential:
    head = nn.Sequential(nn.Linear(width, inner), nn.GELU("tanh"), nn.Linear(inner, out))
    nn.init.normal_(head[2].weight, std=0.02)
    nn.init.zeros_(head[2].bias)
    return head


def _means(x: Tensor, group: Tensor, groups: int) -> Tensor:
    """Mean states of groups of tokens, shape (B, groups, width); -1 is no group."""
    member = functional.one_hot(group.clamp(min=0), groups).float() * (group >= 0)[..., None]
    return member.transpose(1, 2) @ x / member.sum(1)[..., None].clamp(min=1)
