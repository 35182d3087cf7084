from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import IndexCorruptError, IndexMissingError
from rag.index_folder import Manifest, open_generation, write_generation

MANIFEST = Manifest(
    sources=("/문서",),
    sources_digest="d",
    embedder="e",
    embedder_fingerprint="f",
    dimension=4,
    query_prompt="",
    passage_prompt="",
    analyzer="a",
    passage_chars=600,
    documents=1,
    passages=1,
    sentences=1,
)


def write(index_dir: Path, content: str) -> None:
    def write_files(folder: Path) -> None:
        (folder / "sub").mkdir()
        (folder / "sub" / "data.txt").write_text(content)

    write_generation(index_dir, MANIFEST, write_files)


def read(index_dir: Path) -> str:
    generation, manifest = open_generation(index_dir)
    assert set(manifest.files) == {"sub/data.txt"}
    return (generation / "sub" / "data.txt").read_text()


def test_a_second_build_replaces_the_first_and_leaves_the_readme(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("keep")
    write(tmp_path, "one")
    assert read(tmp_path) == "one"
    write(tmp_path, "two")
    assert read(tmp_path) == "two"
    assert (tmp_path / "README.md").read_text() == "keep"
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_an_interrupted_build_leaves_the_old_index(tmp_path: Path) -> None:
    write(tmp_path, "one")

    def interrupted(folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_generation(tmp_path, MANIFEST, interrupted)
    assert read(tmp_path) == "one"
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, "one")
    (tmp_path / "generation-killed").mkdir()
    assert read(tmp_path) == "one"
    write(tmp_path, "two")
    assert read(tmp_path) == "two"
    assert not (tmp_path / "generation-killed").exists()


@pytest.mark.parametrize("folder", ["none", "empty"])
def test_no_index(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexMissingError, match="rag index"):
        open_generation(tmp_path / folder)


def test_a_foreign_folder_is_neither_read_nor_written(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_text("mine")
    with pytest.raises(IndexCorruptError, match=r"holiday\.jpg"):
        open_generation(tmp_path)
    with pytest.raises(IndexCorruptError, match=r"holiday\.jpg"):
        write(tmp_path, "x")
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_is_not_an_index_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(IndexCorruptError, match="it is a file"):
        write(tmp_path / "file", "x")


def damage_byte(generation: Path) -> None:
    (generation / "sub" / "data.txt").write_text("0ne")


def remove_file(generation: Path) -> None:
    (generation / "sub" / "data.txt").unlink()


def cut_manifest(generation: Path) -> None:
    manifest = generation / "manifest.json"
    manifest.write_text(manifest.read_text()[:40])


def remove_generation(generation: Path) -> None:
    generation.rename(generation.with_name("moved"))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damage_byte, r"data\.txt has SHA-256"),
        (remove_file, r"data\.txt is missing"),
        (cut_manifest, "manifest cannot be read"),
        (remove_generation, "manifest cannot be read"),
    ],
)
def test_damage_is_named(tmp_path: Path, damage, message: str) -> None:
    write(tmp_path, "one")
    generation, _ = open_generation(tmp_path)
    damage(generation)
    with pytest.raises(IndexCorruptError, match=message) as caught:
        open_generation(tmp_path)
    assert "rag index" in str(caught.value)
    assert "rag index" in caught.value.korean
