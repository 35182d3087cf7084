from __future__ import annotations

import errno
import json
import shlex
import threading
from pathlib import Path

import pytest
from fakes import open_generation

from rag.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    IndexUnreadableError,
    IndexWriteError,
)
from rag.storage import (
    Manifest,
    checked_manifest,
    is_index_folder,
    read_current,
    rebuild_command,
    recorded_sources,
    write_generation,
)

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


def test_a_pointer_that_was_never_swapped_in_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "CURRENT.generation-killed").write_text("generation-killed")
    write(tmp_path, "one")
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {
        "CURRENT", "CURRENT.lock", "generation",
    }  # fmt: skip


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


@pytest.mark.parametrize("name", ["CURRENT", "holiday.jpg"])
@pytest.mark.parametrize("way", ["none/..", "none/../other/..", "empty/../none/../."])
def test_a_way_around_leads_to_no_foreign_folder_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / name).write_text("mine")
    with pytest.raises(IndexCorruptError, match="it holds"):
        write(tmp_path / way, "x")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IndexCorruptError, match="it holds"):
        write(Path(way), "x")
    assert {path.name for path in tmp_path.iterdir()} == {"empty", name}


def test_a_file_that_happens_to_have_our_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("my notes")
    with pytest.raises(IndexCorruptError, match="it holds CURRENT"):
        write(tmp_path, "x")
    assert (tmp_path / "CURRENT").read_text() == "my notes"


def test_a_way_in_a_circle_is_no_index_folder(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for place in (tmp_path / "loop", tmp_path / "a\0b"):
        with pytest.raises(IndexCorruptError, match="leads nowhere"):
            write(place, "x")
        with pytest.raises(IndexCorruptError, match="leads nowhere"):
            open_generation(place)


def test_a_way_around_leads_to_the_same_index(tmp_path: Path) -> None:
    write(tmp_path / "none" / ".." / "index", "one")
    assert read(tmp_path / "index") == read(tmp_path / "other" / ".." / "index") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize(
    "name",
    ["generation-x/../../other", "../other", "generation-\0", "generation-", "generation-a b", "x"],
)
def test_the_pointer_opens_nothing_elsewhere(tmp_path: Path, name: str) -> None:
    write(tmp_path / "index", "one")
    write(tmp_path / "other" / "index", "two")
    (tmp_path / "index" / "CURRENT").write_text(name)
    with pytest.raises(IndexCorruptError, match="CURRENT names"):
        open_generation(tmp_path / "index")
    with pytest.raises(IndexCorruptError, match="CURRENT names"):
        recorded_sources(tmp_path / "index")
    write(tmp_path / "index", "three")
    assert read(tmp_path / "index") == "three"


@pytest.mark.parametrize("place", ["added.txt", "sub/added.txt", "sub/manifest.json"])
def test_what_the_manifest_does_not_record_is_damage(tmp_path: Path, place: str) -> None:
    write(tmp_path, "one")
    generation, _ = open_generation(tmp_path)
    (generation / place).write_text("{}")
    with pytest.raises(IndexCorruptError, match=f"{place} is not in its manifest"):
        open_generation(tmp_path)


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", ".nfs0001"])
def test_what_a_file_manager_leaves_is_no_damage(tmp_path: Path, name: str) -> None:
    write(tmp_path, "one")
    generation, _ = open_generation(tmp_path)
    (generation / name).write_bytes(b"\0")
    assert read(tmp_path) == "one"


def test_a_digest_that_is_taken_out_hides_no_change(tmp_path: Path) -> None:
    write(tmp_path, "one")
    generation, manifest = open_generation(tmp_path)
    damage_byte(generation)
    (generation / "manifest.json").write_text(
        manifest.model_copy(update={"files": {}}).model_dump_json()
    )
    with pytest.raises(IndexCorruptError, match=r"sub/data\.txt is not in its manifest"):
        open_generation(tmp_path)


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "data.txt"])
def test_what_may_not_be_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path, "one")
    opened = Path.open

    # Not by chmod, which does not hold for root.
    def forbidden(path: Path, *arguments: object, **more: object) -> object:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(
        IndexUnreadableError, match=rf"{name}: Permission denied.*--index"
    ) as caught:
        open_generation(tmp_path)
    assert "읽기 권한" in caught.value.korean


def test_a_file_is_not_an_index_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(IndexCorruptError, match="it is a file"):
        write(tmp_path / "file", "x")


def test_two_builds_at_once_take_turns(tmp_path: Path) -> None:
    other = threading.Thread(target=write, args=(tmp_path, "two"))

    def write_slowly(folder: Path) -> None:
        other.start()
        other.join(0.5)  # time enough to end, were it let in
        (folder / "sub").mkdir()
        (folder / "sub" / "data.txt").write_text("one")

    write_generation(tmp_path, MANIFEST, write_slowly)
    other.join()
    assert read(tmp_path) == "two"
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_a_build_in_the_middle_of_reading_is_read_instead(tmp_path: Path) -> None:
    write(tmp_path, "one")
    read_from: list[str] = []

    def read_slowly(generation: Path) -> str:
        if not read_from:
            write(tmp_path, "two")
        read_from.append(generation.name)
        checked_manifest(generation)
        return (generation / "sub" / "data.txt").read_text()

    assert read_current(tmp_path, read_slowly) == "two"
    assert len(set(read_from)) == 2


@pytest.mark.parametrize("place", ["file/index", "가" * 300, "/proc/index"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises((IndexWriteError, IndexCorruptError), match="--index"):
        write(tmp_path / place, "x")


@pytest.mark.parametrize("place", ["file/index", "가" * 300])
def test_a_place_that_cannot_be_read_holds_no_index(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises((IndexMissingError, IndexCorruptError), match="--index"):
        open_generation(tmp_path / place)


def test_a_full_disk_is_named_and_leaves_the_old_index(tmp_path: Path) -> None:
    write(tmp_path, "one")

    def fill(_folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(IndexWriteError, match="No space left on device") as caught:
        write_generation(tmp_path, MANIFEST, fill)
    assert str(tmp_path) in caught.value.korean
    assert read(tmp_path) == "one"
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_another_format_is_a_mismatch_and_still_says_its_sources(tmp_path: Path) -> None:
    write(tmp_path, "one")
    generation, _ = open_generation(tmp_path)
    manifest = {"format_version": 0, "sources": ["/문서"], "something": "else"}
    (generation / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(IndexMismatchError, match=r"format 0, but now it is 4.*rag index"):
        open_generation(tmp_path)
    assert recorded_sources(tmp_path) == ("/문서",)


def test_the_sources_are_told_without_reading_all_files(tmp_path: Path) -> None:
    write(tmp_path, "one")
    generation, _ = open_generation(tmp_path)
    (generation / "sub" / "data.txt").write_text("0ne")
    assert recorded_sources(tmp_path) == ("/문서",)


def test_an_index_folder_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("my notes")
    assert not is_index_folder(tmp_path)
    write(tmp_path / "index", "one")
    assert is_index_folder(tmp_path / "index")


def test_the_command_can_be_typed(tmp_path: Path) -> None:
    sources = ("/내 문서/a b.txt", "/it's")
    command = rebuild_command(tmp_path / "내 색인", sources)
    assert shlex.split(command) == [
        "rag", "index", *sources, "--index", str(tmp_path / "내 색인"),
    ]  # fmt: skip


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
        (lambda generation: generation.with_name("CURRENT").write_text(""), "CURRENT names ''"),
        (lambda generation: generation.with_name("CURRENT").write_bytes(b"\xff"), "is not text"),
        (lambda generation: generation.with_name("CURRENT").write_bytes(b"\0"), "CURRENT names"),
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
