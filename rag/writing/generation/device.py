"""Where a language model runs, and in which precision."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from rag.errors import ModelError

# Weights are not all: activations and the attention cache of a few thousand tokens come on top.
_HEADROOM = 1.2
_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class Placement(NamedTuple):
    """A device, the type of a model's weights on it, and its free memory.

    Attributes:
        device: As torch names it: ``cuda:1``.
        dtype: As torch names it: ``bfloat16``.
        free_bytes: ``None`` where that cannot be read.
    """

    device: str
    dtype: str
    free_bytes: int | None

    def takes(self, parameters: int) -> bool:
        """Tell whether a model of so many weights fits."""
        needed = parameters * _BYTES[self.dtype] * _HEADROOM
        return self.free_bytes is None or needed <= self.free_bytes


def list_placements(requested: str) -> list[Placement]:
    """List where a model may run on this machine when a device is asked for, best first.

    For ``auto``, that is an accelerator if there is one, then the CPU.

    Raises:
        ModelError: If there is no such device.
    """
    import torch

    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if requested == "auto":
        names = [accelerator.type] if accelerator else []
        return [each for name in [*names, "cpu"] for each in _on(name)]
    kind = requested.partition(":")[0]
    if kind != "cpu" and (accelerator is None or accelerator.type != kind):
        there = f"cpu and {accelerator.type}" if accelerator else "only cpu"
        raise ModelError(
            f"RAG_GENERATOR_DEVICE={requested!r} cannot be used: this machine has {there}; "
            "correct it or unset it",
            korean=f"이 컴퓨터에서는 '{requested}' 장치를 쓸 수 없습니다.",
        )
    return _on(requested)


def _on(name: str) -> list[Placement]:
    import torch

    if name == "cpu":
        # Without such instructions bfloat16 is slower, but half the size.
        native = torch.cpu.get_capabilities().get("avx512_bf16", False)
        dtypes = ("bfloat16",) if native else ("float32", "bfloat16")
        free = free_memory()
        return [Placement(name, dtype, free) for dtype in dtypes]
    if name.startswith("cuda"):
        dtype = "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
        return [Placement(name, dtype, torch.cuda.mem_get_info(name)[0])]
    return [Placement(name, "float16" if name == "mps" else "bfloat16", None)]


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
