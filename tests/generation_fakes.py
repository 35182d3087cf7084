"""A language model that says what a test has written down, and a tiny real one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from rag.writing import Message

Script = Callable[[str], Iterable[str]]
"""From what the model is given as user to the pieces that it writes."""


@dataclass
class ScriptedModel:
    """Writes by a script and remembers what it was given, and whether it was stopped.

    Attributes:
        script: Says what is written; an exception that it raises is the model's failure.
        given: The messages of each call.
        stopped: Whether a stream was closed before its end.
    """

    script: Script
    name: str = "scripted"
    given: list[tuple[Message, ...]] = field(default_factory=list)
    stopped: bool = False

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        self.given.append(tuple(messages))
        try:
            yield from self.script(messages[-1].content)
        except GeneratorExit:
            self.stopped = True
            raise


def says(*pieces: str) -> ScriptedModel:
    """Make a model that always writes the same."""
    return ScriptedModel(lambda _prompt: pieces)


_PIECES = st.sampled_from(
    [
        *("[1]", "[2", "]", "[", "【3】", "［１］", "[1,2]", "[1-3]", "[99]", "(1)", "[문장 2]"),
        *(
            "다리는 길이가 1,200미터입니다",
            "공사비는 350억원입니다",
            ".",
            ". ",
            " ",
            "\n",
            "\n\n",
            "- ",
            "## ",
            "1. ",
            "**",
            "```",
            "|",
            ":",
            "?",
            '"',
        ),
        *(
            "<think>",
            "</think>",
            "<",
            ">",
            "<|im_end|>",
            "[1](http://x)",
            "2.5%",
            "10일.",
            "\ud800",
        ),
        *("답을 찾을 수 없음", "[3]에 따르면 ", "\u1100\u1161", "\x00", "!", "…", "”", "“"),
    ]
)
REPLIES = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=25).map("".join)
"""What a model might write: true and false starts of everything that a reply may hold."""

# As chat models of today have them: roles in special tokens, and a switch for thinking.
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|> {{ message.role }} {{ message.content }} <|im_end|> "
    "{% endfor %}{% if add_generation_prompt %}<|im_start|> assistant "
    "{% if enable_thinking is defined and enable_thinking is false %}<think> </think> {% endif %}"
    "{% endif %}"
)
# As Gemma's.
CHAT_TEMPLATE_WITHOUT_SYSTEM = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}" + CHAT_TEMPLATE
)
_SPECIAL = ["<unk>", "<|im_start|>", "<|im_end|>"]
_WORDS = [
    *("system", "user", "assistant", "<think>", "</think>", "[1]", "[2]", "[3]", "."),
    *("문서", "질문", "다리는", "길이가", "이다", "한다"),
    *(f"낱말{number}" for number in range(300)),
]


def make_tiny_model(
    folder: Path, *, context_tokens: int = 4096, chat_template: str | None = CHAT_TEMPLATE
) -> Path:
    """Write a two-layer model with random weights, which never ends by itself, and a tokenizer.

    Args:
        folder: Where it is written, as ``from_pretrained`` reads it.
        context_tokens: What it is made for.
        chat_template: ``None`` makes a model that is not for chat.

    Returns:
        The folder. A token is a word.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = {
        word: number for number, word in enumerate([*_SPECIAL, *map("▁{}".format, _WORDS)])
    }
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="<unk>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        additional_special_tokens=["<|im_start|>"],
        chat_template=chat_template,
        model_max_length=context_tokens,
    ).save_pretrained(folder)
    torch.manual_seed(5)
    end = vocabulary["<|im_end|>"]
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(vocabulary),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=context_tokens,
            bos_token_id=None,
            eos_token_id=end,
            pad_token_id=end,
        )
    )
    with torch.no_grad():
        model.lm_head.weight[: len(_SPECIAL)] = 0  # special tokens are never the likeliest
    model.save_pretrained(folder)
    return folder
