"""The same done to many things, on all cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 64


def on_all_cores(do: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Do the same to each of many things, in processes of their own; results in order.

    Args:
        do: A function of a module, so that another process finds it.
        items: What it is done to.
    """
    # A process that is forked would share the threads of onnxruntime, which hang there.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return [*pool.map(do, items, chunksize=_CHUNK)]
