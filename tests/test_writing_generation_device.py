from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.writing.generation.device import Placement, free_memory, list_placements

GPU = Placement("cuda", "bfloat16", free_bytes=8 * 10**9)
WIDE = Placement("cpu", "float32", free_bytes=16 * 10**9)
NARROW = Placement("cpu", "bfloat16", free_bytes=16 * 10**9)


@pytest.mark.parametrize(
    ("parameters", "taken"),
    [
        (2e9, [GPU, WIDE, NARROW]),  # 2 billion take 4.8 GB
        (3.3e9, [GPU, WIDE, NARROW]),
        (3.4e9, [NARROW]),  # too large for the GPU, and as float32
        (6.6e9, [NARROW]),
        (7e9, []),
    ],
)
def test_where_a_model_fits(parameters: float, taken: list[Placement]) -> None:
    assert [place for place in (GPU, WIDE, NARROW) if place.takes(int(parameters))] == taken


def test_unknown_memory_is_tried() -> None:
    assert Placement("mps", "float16", None).takes(10**12)


def test_auto_ends_with_the_processor() -> None:
    assert list_placements("auto")[-1].device == "cpu"
    assert {place.device for place in list_placements("cpu")} == {"cpu"}


def test_a_device_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="RAG_GENERATOR_DEVICE='xpu:3'"):
        list_placements("xpu:3")


def test_free_memory_is_the_least_that_anyone_allows(tmp_path: Path) -> None:
    assert free_memory(tmp_path) is None
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9000 kB\nMemAvailable:    8000 kB\n")
    assert free_memory(tmp_path) == 8000 * 1024
    cgroup = tmp_path / "sys/fs/cgroup"
    cgroup.mkdir(parents=True)
    (cgroup / "memory.current").write_text("1000000\n")
    (cgroup / "memory.max").write_text("max\n")
    assert free_memory(tmp_path) == 8000 * 1024
    (cgroup / "memory.max").write_text("5000000\n")
    assert free_memory(tmp_path) == 4_000_000
