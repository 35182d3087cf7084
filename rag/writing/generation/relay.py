"""From the thread in which a model runs to the caller who reads what it writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Empty, Queue

from rag.errors import ModelError

# How long a caller is kept waiting at most for the next, possibly empty, piece.
_POLL_S = 0.25

Relay = Queue[str | Exception | None]
"""What a model's thread puts in: pieces of text, then what went wrong, or ``None`` at the end."""


def read(relay: Relay, name: str, stall_s: float) -> Iterator[str]:
    """Yield pieces as they come, those that wait joined; an empty one each quarter of a second.

    Args:
        relay: Filled by the thread in which the model runs. Its first item, which may be empty
            text, says that the model has started; until then there is no time limit.
        name: The model as the settings name it.
        stall_s: Seconds without a new piece after which the model counts as down.

    Raises:
        ModelError: If nothing came for ``stall_s`` seconds.
        Exception: What the thread put in.
    """
    deadline = float("inf")
    while True:
        try:
            items = [relay.get(timeout=min(_POLL_S, stall_s))]
        except Empty:
            if time.monotonic() > deadline:
                raise ModelError(
                    f"the language model {name!r} wrote nothing for {stall_s:g} s; check that it "
                    "runs, or raise RAG_GENERATOR_TIMEOUT_S",
                    korean=f"언어 모델이 {stall_s:g}초 동안 답하지 않았습니다.",
                ) from None
            yield ""
            continue
        while not relay.empty():
            items.append(relay.get())
        deadline = time.monotonic() + stall_s
        text = "".join(item for item in items if isinstance(item, str))
        if text:
            yield text
        end = items[-1]
        if isinstance(end, Exception):
            raise end
        if end is None:
            return
