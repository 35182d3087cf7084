"""The lower half of the encoder, which sees each text alone, while it learns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from rag.encoder.layers import ADAPTERS
from rag.encoder.tokens import MAX_TOKENS, as_query, first_letters, owners
from training.encoder.examples import ClaimExample, WindowExample
from training.encoder.graph import MATRICES
from training.encoder.network import ATTENTION, HALF, MASKED, Batch

RANK = 16
"""Rows of an adapter's thin matrices."""
# Token of what is no token; never looked at.
_PADDING = 1

Example = WindowExample | ClaimExample


class Adapter(nn.Module):
    """A linear layer that stays, and beside it two thin matrices that learn.

    Hu et al., 2021, arXiv:2106.09685. What it adds is nothing at first.
    """

    def __init__(self, linear: nn.Linear) -> None:
        """Stand beside a layer."""
        super().__init__()
        self.linear = linear
        inputs = linear.in_features
        self.down = nn.Parameter(torch.randn(RANK, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (..., inputs) to (..., outputs)."""
        return self.linear(x) + (x @ self.down.T) @ self.up.T


class LowerLayers:
    """Lower states of texts, computed at every step: adapters on all matrices learn."""

    def __init__(self, folder: Path, *, fast: bool = True, adapted: bool = True) -> None:
        """Load a pretrained encoder.

        Args:
            folder: As ``unpack.py`` wrote it.
            fast: Multiplies in bfloat16, which newer processors do several times as fast.
            adapted: Whether adapters are put on the layers.
        """
        self._fast = fast
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation=ATTENTION).eval()
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._adapters: dict[str, Adapter] = {}
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        for number, layer in enumerate(self.encoder.encoder.layer[:HALF]):
            layer.requires_grad_(requires_grad=False)
            for short, long in MATRICES.items() if adapted else ():
                owner, _, name = long.rpartition(".")
                adapter = Adapter(layer.get_submodule(long))
                setattr(layer.get_submodule(owner), name, adapter)
                self._adapters[f"{ADAPTERS}{number}.{short}"] = adapter

    def parameters(self) -> list[nn.Parameter]:
        """What learns."""
        return [p for a in self._adapters.values() for p in (a.down, a.up)]

    def state(self) -> dict[str, Tensor]:
        """The thin matrices by the names that they ship under."""
        return {
            f"{name}.{part}": getattr(adapter, part).detach()
            for name, adapter in self._adapters.items()
            for part in ("down", "up")
        }

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take what :meth:`state` returned, or a folder ships; what it lacks stays."""
        for name, adapter in self._adapters.items():
            for part in ("down", "up"):
                if f"{name}.{part}" in state:
                    getattr(adapter, part).data.copy_(state[f"{name}.{part}"])

    def add(self, texts: Iterable[str]) -> None:
        """Tokenise what is not known yet."""
        for text in texts:
            if text not in self._known:
                found = self._tokenizer(
                    text, truncation=True, max_length=MAX_TOKENS, return_offsets_mapping=True
                )
                self._known[text] = np.array(found["input_ids"]), np.array(found["offset_mapping"])

    def tokens(self, example: Example) -> int:
        """How many tokens an example has."""
        return sum(len(self._known[text][0]) for text in (example.first, example.second))

    def states(self, texts: Collection[str]) -> dict[str, Tensor]:
        """States of texts that were added, shape (tokens, width) each, with their gradient."""
        # Questions are short and windows long: run together, questions would be padding mostly.
        asked = [text for text in texts if text.startswith(as_query(""))]
        others = [text for text in texts if not text.startswith(as_query(""))]
        parts = [part for part in (asked, others) if part]
        return {t: s for part in parts for t, s in zip(part, self._run(part), strict=True)}

    def batch(self, examples: Sequence[Example]) -> Batch:
        """Put examples together; their texts must be known."""
        rows, tokens = len(examples), max(map(self.tokens, examples))
        states = self.states(dict.fromkeys(t for e in examples for t in (e.first, e.second)))
        mask = torch.zeros(rows, tokens, dtype=torch.bool)
        role = torch.zeros(rows, tokens, dtype=torch.long)
        sentence = torch.full((rows, tokens), -1)
        second = torch.zeros(rows, dtype=torch.long)
        answer = torch.full((rows, 2), -1)
        joined = []
        for n, example in enumerate(examples):
            first, other = states[example.first], states[example.second]
            cut, end = len(first), len(first) + len(other)
            joined.append(torch.cat([first, other, first.new_zeros(tokens - end, first.shape[1])]))
            mask[n, :end], role[n, cut:end], second[n] = True, 1, cut
            offsets = self._known[example.second][1]
            starts = first_letters(example.second, offsets)
            sentence[n, cut:end] = torch.from_numpy(owners(starts, example.sentences))
            if isinstance(example, WindowExample) and example.answer:
                start, stop = example.answer
                inside = np.flatnonzero((offsets[:, 1] > start) & (starts < stop) & (starts >= 0))
                if inside.size:
                    answer[n] = torch.tensor([int(inside[0]), int(inside[-1])]) + cut
        sentences = torch.tensor([max(len(e.sentences), 1) for e in examples])
        return Batch(torch.stack(joined), mask, role, sentence, second, sentences, answer)

    def _run(self, texts: Sequence[str]) -> list[Tensor]:
        rows = [torch.from_numpy(self._known[text][0]) for text in texts]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=_PADDING)
        lengths = torch.tensor([len(row) for row in rows])
        there = torch.arange(ids.shape[1]) < lengths[:, None]
        bias = torch.where(there[:, None, None], 0.0, MASKED)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._fast):
            x = self.encoder.embeddings(input_ids=ids)
            for layer in self.encoder.encoder.layer[:HALF]:
                x = layer(x, attention_mask=bias)
                x = x[0] if isinstance(x, tuple) else x
        return [row[:length] for row, length in zip(x.float(), lengths, strict=True)]
