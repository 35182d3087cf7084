from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.writing.generation.device import (
    Device,
    Placement,
    choose_placement,
    free_memory,
    list_devices,
)

GPU = Device("cuda", ("bfloat16",), free_bytes=8 * 10**9)
CPU = Device("cpu", ("float32", "bfloat16"), free_bytes=16 * 10**9)


def place(parameters: float, *devices: Device) -> Placement | None:
    return choose_placement(int(parameters), devices)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (2e9, Placement("cuda", "bfloat16")),  # 2 billion take 4.8 GB
        (3.3e9, Placement("cuda", "bfloat16")),
        (3.4e9, Placement("cpu", "bfloat16")),  # too large for the GPU, and as float32
        (6.6e9, Placement("cpu", "bfloat16")),
        (7e9, None),
    ],
)
def test_the_first_place_that_fits(parameters: float, expected: Placement | None) -> None:
    assert place(parameters, GPU, CPU) == expected


def test_precision_goes_before_size_on_a_processor() -> None:
    assert place(2e9, CPU) == Placement("cpu", "float32")


def test_unknown_memory_is_tried() -> None:
    assert place(1e12, Device("mps", ("float16",), None)) == Placement("mps", "float16")


def test_auto_ends_with_the_processor() -> None:
    assert list_devices("auto")[-1].name == "cpu"
    assert [device.name for device in list_devices("cpu")] == ["cpu"]


def test_a_device_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="RAG_GENERATOR_DEVICE='xpu:3'"):
        list_devices("xpu:3")


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
