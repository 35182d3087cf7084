"""An index folder on disk: generations built aside, one pointer swapped in atomically.

``CURRENT`` names the generation in use. A build writes a new generation beside the old one and
replaces the pointer last, so an interrupted build leaves the old index as it was. Builds take
turns by a lock; who reads while a build swaps reads again. Files that are not ours (a README,
say) are never touched.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from rag.errors import IndexCorruptError, IndexMissingError, IndexWriteError
from rag.storage.manifest import FORMAT_VERSION, MANIFEST_FILE, Head, Manifest, digests
from rag.storage.problems import corrupt, foreign, mismatch, rebuild_command, unreadable

_T = TypeVar("_T")
_Record = TypeVar("_Record", bound=BaseModel)
_POINTER = "CURRENT"
_GENERATION_PREFIX = "generation-"
# A name and nothing else: with a slash in it, the pointer would open what lies elsewhere.
_GENERATION = re.compile(rf"{_GENERATION_PREFIX}[\w-]+", re.ASCII)
_LOCK = "CURRENT.lock"
# Begins the name of a pointer that is not yet in its place.
_UNSWAPPED = f"{_POINTER}.{_GENERATION_PREFIX}"
# Left in every folder that a file manager shows; names that begin with a dot are, too.
_OF_FILE_MANAGERS = frozenset({"thumbs.db", "desktop.ini"})
# What an index folder may hold before its first build.
_HARMLESS = ("README", ".git")


def is_index_folder(folder: Path) -> bool:
    """Tell whether a folder holds an index, so that nobody takes its files for documents."""
    return (folder / _POINTER).is_file() and any(folder.glob(f"{_GENERATION_PREFIX}*"))


def write_generation(index_dir: Path, manifest: Manifest, write: Callable[[Path], None]) -> None:
    """Build a generation aside and make it the current one.

    Args:
        index_dir: The index folder; made if missing.
        manifest: What to record; ``files`` is filled in here.
        write: Writes all files into the folder it is given.

    Raises:
        IndexCorruptError: If the folder holds something else than an index.
        IndexUnreadableError: If it may not be looked into.
        IndexWriteError: If it cannot be written.
    """
    from filelock import FileLock

    refuse_foreign(index_dir)
    # As it was looked into: once "none" is made, "none/.." is another place than it was before.
    index_dir = _resolved(index_dir)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / _LOCK):
            _write_locked(index_dir, manifest, write)
    except OSError as error:
        raise IndexWriteError(
            f"the index cannot be written to {index_dir}: {error.strerror or error}; make room or "
            "give permission there, or name another folder with --index",
            korean=f"{index_dir} 폴더에 색인을 쓸 수 없습니다. 남은 공간과 쓰기 권한을 "
            "확인하거나 --index 로 다른 폴더를 지정해 주세요.",
        ) from error


def _write_locked(index_dir: Path, manifest: Manifest, write: Callable[[Path], None]) -> None:
    generation = index_dir / f"{_GENERATION_PREFIX}{uuid.uuid4().hex[:12]}"
    generation.mkdir()
    try:
        write(generation)
        complete = manifest.model_copy(update={"files": digests(generation)})
        (generation / MANIFEST_FILE).write_text(
            complete.model_dump_json(indent=2), encoding="utf-8"
        )
        pointer = index_dir / f"{_POINTER}.{generation.name}"
        pointer.write_text(generation.name, encoding="utf-8")
        pointer.replace(index_dir / _POINTER)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    finally:
        # Nobody else writes while the lock is held: these are of builds that did not end.
        for left in index_dir.glob(f"{_UNSWAPPED}*"):
            with suppress(OSError):
                left.unlink()
    for old in index_dir.glob(f"{_GENERATION_PREFIX}*"):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)


def read_current(index_dir: Path, read: Callable[[Path], _T]) -> _T:
    """Read the current generation; when a build replaces it meanwhile, read the new one.

    Args:
        index_dir: The index folder.
        read: Reads from the generation's folder that it is given, see :func:`checked_manifest`.

    Returns:
        What ``read`` returns.

    Raises:
        IndexMissingError: If there is no index in the folder.
        IndexUnreadableError: If it may not be read.
        IndexCorruptError: If the folder is not an index, or ``read`` raises it.
    """
    index_dir = _resolved(index_dir)
    name = _current_name(index_dir)
    while True:
        try:
            return read(index_dir / name)
        except IndexCorruptError:
            before, name = name, _current_name(index_dir)
            if name == before:
                raise


def checked_manifest(generation: Path) -> Manifest:
    """Read the manifest of a generation and check every file's digest.

    Raises:
        IndexMismatchError: If another version of the package wrote it.
        IndexUnreadableError: If a file may not be read.
        IndexCorruptError: If a file is missing, damaged or not recorded.
    """
    index_dir = generation.parent
    head = _read_manifest(generation, Head)
    if head.format_version != FORMAT_VERSION:
        raise mismatch(index_dir, "format", head.format_version, FORMAT_VERSION, head.sources)
    manifest = _read_manifest(generation, Manifest)
    try:
        found = digests(generation)
        # A folder that may not be read has no files, as far as anybody sees.
        for name in manifest.files.keys() - found.keys():
            with suppress(FileNotFoundError):
                (generation / name).stat()
    except PermissionError as error:
        raise unreadable(index_dir, error) from error
    except OSError as error:
        raise corrupt(index_dir, f"{error.filename}: {error.strerror}", head.sources) from error
    damage = [
        f"{name} is not in its manifest"
        for name in sorted(found.keys() - manifest.files.keys())
        if not name.startswith(".") and name.lower() not in _OF_FILE_MANAGERS
    ]
    damage += [f"{name} is missing" for name in manifest.files.keys() - found.keys()]
    damage += [
        f"{name} has SHA-256 {found[name][:12]}…, recorded is {digest[:12]}…"
        for name, digest in manifest.files.items()
        if found.get(name, digest) != digest
    ]
    if damage:
        raise corrupt(index_dir, damage[0], manifest.sources)
    return manifest


def recorded_sources(index_dir: Path) -> tuple[str, ...]:
    """Return what an index was built from, whichever version wrote it; no digest is checked.

    Raises:
        IndexMissingError: If there is no index in the folder.
        IndexCorruptError: If the folder is not an index, or its manifest is damaged.
    """
    return read_current(index_dir, lambda generation: _read_manifest(generation, Head)).sources


def _current_name(index_dir: Path) -> str:
    pointer = index_dir / _POINTER
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        refuse_foreign(index_dir)
        command = rebuild_command(index_dir)
        raise IndexMissingError(
            f"no index in {index_dir}; build it with: {command}",
            korean=f"색인이 아직 없습니다({index_dir}). 다음 명령으로 만들어 주세요: {command}",
        ) from error
    except PermissionError as error:
        raise unreadable(index_dir, error) from error
    except OSError as error:
        raise foreign(index_dir, f"{_POINTER} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise corrupt(index_dir, f"{_POINTER} is not text") from error
    if not _GENERATION.fullmatch(name):
        raise corrupt(index_dir, f"{_POINTER} names {name[:40]!r}")
    return name


def _read_manifest(generation: Path, kind: type[_Record]) -> _Record:
    try:
        return kind.model_validate_json((generation / MANIFEST_FILE).read_text(encoding="utf-8"))
    except PermissionError as error:
        raise unreadable(generation.parent, error) from error
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise corrupt(
            generation.parent, f"its manifest cannot be read ({type(error).__name__})"
        ) from error


def refuse_foreign(index_dir: Path) -> None:
    """Make sure that a folder is missing, empty, or an index folder.

    Looked at is what the path leads to, as in "none/..".

    Raises:
        IndexCorruptError: If it holds something else, or cannot be looked into.
        IndexUnreadableError: If it may not be looked into.
    """
    index_dir = _resolved(index_dir)
    try:
        if not index_dir.exists():
            return
        if not index_dir.is_dir():
            raise foreign(index_dir, "it is a file")
        if is_index_folder(index_dir) or _names_generation(index_dir / _POINTER):
            return
        names = sorted(entry.name for entry in index_dir.iterdir())
    except PermissionError as error:
        raise unreadable(index_dir, error) from error
    except OSError as error:
        raise foreign(index_dir, f"it cannot be read ({error.strerror})") from error
    for name in names:
        ours = name == _LOCK or name.startswith((_GENERATION_PREFIX, _UNSWAPPED))
        if not ours and not name.startswith(_HARMLESS):
            raise foreign(index_dir, f"it holds {name}")


def _resolved(index_dir: Path) -> Path:
    try:
        return index_dir.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle; a NUL
        raise foreign(index_dir, f"it leads nowhere ({error})") from error


def _names_generation(pointer: Path) -> bool:
    """Tell whether a file is a pointer of ours, and not one of that name that somebody wrote."""
    try:
        return _GENERATION.fullmatch(pointer.read_text(encoding="utf-8").strip()) is not None
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
        return False
