"""Where a language model runs, and in which precision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rag.errors import ModelError

# Weights are not all: activations and the attention cache of a few thousand tokens come on top.
_HEADROOM = 1.2


class Placement(NamedTuple):
    """Where a model runs, and the type of its weights, as torch names them: ``cuda:1``."""

    device: str
    dtype: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device that could be used.

    Attributes:
        name: As torch names it.
        dtypes: Names of the torch types that run well on it, best first.
        free_bytes: Memory that is free; ``None`` where that cannot be read.
    """

    name: str
    dtypes: tuple[str, ...]
    free_bytes: int | None


_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


def choose_placement(parameters: int, devices: Sequence[Device]) -> Placement | None:
    """Choose the first device, and its first precision, in which so many weights fit, if any."""
    for device in devices:
        for dtype in device.dtypes:
            needed = parameters * _BYTES[dtype] * _HEADROOM
            if device.free_bytes is None or needed <= device.free_bytes:
                return Placement(device.name, dtype)
    return None


def list_devices(requested: str) -> list[Device]:
    """List the devices of this machine that a request allows, best first.

    For ``auto``, that is an accelerator if there is one, then the CPU.

    Raises:
        ModelError: If there is no such device.
    """
    import torch

    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if requested == "auto":
        names = [accelerator.type] if accelerator else []
        return [_describe(name) for name in [*names, "cpu"]]
    kind = requested.partition(":")[0]
    if kind != "cpu" and (accelerator is None or accelerator.type != kind):
        there = f"cpu and {accelerator.type}" if accelerator else "only cpu"
        raise ModelError(
            f"RAG_GENERATOR_DEVICE={requested!r} cannot be used: this machine has {there}; "
            "correct it or unset it",
            korean=f"이 컴퓨터에서는 '{requested}' 장치를 쓸 수 없습니다.",
        )
    return [_describe(requested)]


def _describe(name: str) -> Device:
    import torch

    if name == "cpu":
        # Without such instructions bfloat16 is slower, but half the size.
        native = torch.cpu.get_capabilities().get("avx512_bf16", False)
        dtypes = ("bfloat16",) if native else ("float32", "bfloat16")
        return Device(name, dtypes, free_memory())
    if name.startswith("cuda"):
        dtype = "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
        return Device(name, (dtype,), torch.cuda.mem_get_info(name)[0])
    return Device(name, ("float16",) if name == "mps" else ("bfloat16",), None)


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes of main memory that can still be taken, by what Linux and its containers say."""
    free: list[int] = []
    try:
        meminfo = (root / "proc/meminfo").read_text(encoding="ascii")
        free += [int(kib) * 1024 for kib in re.findall(r"^MemAvailable:\s+(\d+)", meminfo, re.M)]
        limit = (root / "sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        used = (root / "sys/fs/cgroup/memory.current").read_text(encoding="ascii")
        free += [] if limit == "max" else [int(limit) - int(used)]
    except OSError:  # neither is everywhere
        pass
    return min(free, default=None)
