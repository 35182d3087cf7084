"""A language model in this process, through transformers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Sequence
from dataclasses import asdict
from queue import Queue
from typing import TYPE_CHECKING, NamedTuple, cast

from rag.errors import ModelError, reason_of
from rag.settings import Settings
from rag.writing.generation.chat import ContextOverflowError, Message, Relay, read_relay
from rag.writing.generation.device import Placement, list_placements

if TYPE_CHECKING:
    from transformers import (
        BatchEncoding,
        PretrainedConfig,
        PreTrainedModel,
        PreTrainedTokenizerBase,
    )

_LOG = logging.getLogger(__name__)


class LoadedModel(NamedTuple):
    """A model on its device, ready to write, and its tokenizer, with a chat template."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and reply together have at most."""
        positions = getattr(self.model.config.get_text_config(), "max_position_embeddings", None)
        return min(int(positions or 4096), int(self.tokenizer.model_max_length))


class TransformersChatModel:
    """Any chat model by hub name or folder; replies come one at a time."""

    def __init__(self, model: str, settings: Settings) -> None:
        """Say which model, by hub name or folder; it is read at the first use."""
        self._model = model
        self._device = settings.generator_device
        self._max_new_tokens = settings.generator_max_new_tokens
        self._stall_s = settings.generator_timeout_s
        self._allow_network = settings.allow_network
        # One reply at a time: two share the processor and are both late.
        self._lock = threading.Lock()
        self._loaded: LoadedModel | None = None

    @property
    def name(self) -> str:
        """``transformers:MODEL``."""
        return f"transformers:{self._model}"

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Write the next message; closing the generator stops the model at its next token.

        Raises:
            ContextOverflowError: If the messages leave no room for a reply.
            ModelError: If the model is missing, too large, fails, or falls silent, also before
                its first word; or if it still writes another reply after as long a wait.
        """
        relay: Relay = Queue()
        stopped = threading.Event()
        threading.Thread(
            target=self._write, args=(messages, relay, stopped), name=self.name, daemon=True
        ).start()
        try:
            yield from read_relay(relay, self.name, self._stall_s)
        finally:
            stopped.set()

    def load(self) -> LoadedModel:
        """Read the model from disk, unless that was done before.

        Raises:
            ModelError: If it is missing, too large, or no chat model.
        """
        if self._loaded is None:
            try:
                self._loaded = self._read()
            except ModelError:
                raise
            except Exception as error:  # whatever the model's own files bring about
                raise self._unusable(error) from error
        return self._loaded

    def _write(self, messages: Sequence[Message], relay: Relay, stopped: threading.Event) -> None:
        """Put what the model writes into the relay, then the end or what went wrong."""
        if not self._lock.acquire(timeout=self._stall_s):
            busy = (
                f"the language model {self._model!r} still writes another reply after "
                f"{self._stall_s:g} s; ask again later, or raise RAG_GENERATOR_TIMEOUT_S"
            )
            relay.put(ModelError(busy, korean="언어 모델이 다른 답을 쓰고 있습니다."))
            return
        try:
            if stopped.is_set():
                return
            loaded = self.load()
            relay.put("")  # the time limit counts from here: reading weights may take minutes
            if not stopped.is_set():
                self._generate(loaded, messages, relay, stopped)
        except ModelError as error:
            relay.put(error)
        except Exception as error:  # out of memory, a fault of the device, …
            relay.put(self._unusable(error))
        finally:
            self._lock.release()

    def _generate(
        self,
        loaded: LoadedModel,
        messages: Sequence[Message],
        relay: Relay,
        stopped: threading.Event,
    ) -> None:
        import torch
        from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

        class Stopped(StoppingCriteria):
            def __call__(
                self, input_ids: torch.Tensor, _scores: object, **_more: object
            ) -> torch.Tensor:
                # Each token is a sign of life, also while the streamer waits for a word's end.
                relay.put("")
                return torch.full((len(input_ids),), stopped.is_set(), device=input_ids.device)

        inputs = _encode(loaded.tokenizer, messages)
        prompt_tokens = inputs["input_ids"].shape[1]
        room = loaded.context_tokens - self._max_new_tokens
        if prompt_tokens > room:
            raise ContextOverflowError(self.name, share=max(room, 1) / prompt_tokens)
        streamer = TextIteratorStreamer(
            loaded.tokenizer, skip_prompt=True, skip_special_tokens=True
        )
        streamer.text_queue = relay
        with torch.inference_mode():
            loaded.model.generate(  # type: ignore[operator]  # a mixin's method
                input_ids=inputs["input_ids"].to(loaded.model.device),
                attention_mask=inputs["attention_mask"].to(loaded.model.device),
                streamer=streamer,
                stopping_criteria=StoppingCriteriaList([Stopped()]),
                max_new_tokens=self._max_new_tokens,
                # The likeliest words; the rest of the model's own settings stay.
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
            )

    def _read(self) -> LoadedModel:
        import torch
        from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

        where = {"local_files_only": not self._allow_network, "trust_remote_code": False}
        config = AutoConfig.from_pretrained(self._model, **where)
        tokenizer = AutoTokenizer.from_pretrained(self._model, **where)
        if not tokenizer.chat_template:
            raise ModelError(
                f"the language model {self._model!r} has no chat template, so it is no chat "
                "model; name an instruct model in RAG_GENERATOR",
                korean=f"'{self._model}'은(는) 대화용 모델이 아닙니다.",
            )
        placement = self._place(config)
        model = AutoModelForCausalLM.from_pretrained(
            self._model, config=config, dtype=getattr(torch, placement.dtype), **where
        )
        model.to(placement.device)  # type: ignore[arg-type]  # its wrapper hides its parameters
        _LOG.info("%s runs on %s as %s", self.name, placement.device, placement.dtype)
        return LoadedModel(model, tokenizer)

    def _place(self, config: PretrainedConfig) -> Placement:
        import torch
        from transformers import AutoModelForCausalLM

        with torch.device("meta"):  # counts without taking memory
            empty = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
        parameters = sum(weight.numel() for weight in empty.parameters())
        for placement in list_placements(self._device):
            if placement.takes(parameters):
                return placement
        raise ModelError(
            f"the language model {self._model!r} has {parameters / 1e9:.1f} billion weights, "
            "more than the free memory holds; name a smaller one in RAG_GENERATOR",
            korean=f"'{self._model}' 모델이 너무 커서 이 컴퓨터의 메모리에 들어가지 않습니다.",
        )

    def _unusable(self, error: Exception) -> ModelError:
        reason = reason_of(error)
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
            return ModelError(
                f"the memory does not hold the language model {self._model!r} and its reply: "
                f"{reason}; name a smaller one in RAG_GENERATOR",
                korean=f"'{self._model}' 모델을 쓰기에는 메모리가 모자랍니다.",
            )
        remedy = (
            "check the name"
            if self._allow_network
            else "check the name or path, or set RAG_ALLOW_NETWORK=1 to fetch it"
        )
        return ModelError(
            f"the language model {self._model!r} cannot be used: {reason}; {remedy}",
            korean=f"'{self._model}' 모델이 없거나 불러올 수 없습니다.",
        )


def _encode(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]) -> BatchEncoding:
    """Write messages as the model's template has them, with thinking off where it allows that."""
    from jinja2 import TemplateError

    def apply(conversation: Sequence[Message]) -> BatchEncoding:
        encoded = tokenizer.apply_chat_template(
            [asdict(message) for message in conversation],
            add_generation_prompt=True,
            enable_thinking=False,
            return_tensors="pt",
            return_dict=True,
        )
        return cast("BatchEncoding", encoded)

    try:
        return apply(messages)
    except TemplateError:
        if len(messages) < 2 or messages[0].role != "system":
            raise
        # Some templates know no system message.
        system, first, *rest = messages
        return apply([Message(first.role, f"{system.content}\n\n{first.content}"), *rest])
