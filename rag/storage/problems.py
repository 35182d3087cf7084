"""Errors of an index folder, each with the command that mends it."""

from __future__ import annotations

import shlex
from pathlib import Path

from rag.errors import IndexCorruptError, IndexMismatchError, IndexUnreadableError


def rebuild_command(index_dir: Path, sources: tuple[str, ...] = ()) -> str:
    """Return the command that builds the index anew, as it is typed, for error messages."""
    return shlex.join(["rag", "index", *(sources or ["SOURCE"]), "--index", str(index_dir)])


def mismatch(
    index_dir: Path, what: str, built: object, asked: object, sources: tuple[str, ...]
) -> IndexMismatchError:
    """Make the error for an index that was built otherwise than is asked for now."""
    command = rebuild_command(index_dir, sources)
    return IndexMismatchError(
        f"the index in {index_dir} was built with {what} {built!r}, but now it is {asked!r}; "
        f"set it back, or build the index again with: {command}",
        korean=f"색인이 지금 설정과 맞지 않습니다({what}: {built} → {asked}). "
        f"다음 명령으로 다시 만들어 주세요: {command}",
    )


def corrupt(index_dir: Path, what: str, sources: tuple[str, ...] = ()) -> IndexCorruptError:
    """Make the error for a damaged index."""
    command = rebuild_command(index_dir, sources)
    return IndexCorruptError(
        f"the index in {index_dir} is damaged: {what}; build it again with: {command}",
        korean=f"색인이 손상되었습니다({index_dir}). 다음 명령으로 다시 만들어 주세요: {command}",
    )


def unreadable(index_dir: Path, error: OSError) -> IndexUnreadableError:
    """Make the error for what may be a sound index, to which only permission is missing."""
    place = error.filename or index_dir
    return IndexUnreadableError(
        f"the index in {index_dir} may not be read: {place}: {error.strerror}; give permission to "
        "read it, as with chmod -R u+rX, or name another folder with --index",
        korean=f"색인을 읽을 권한이 없습니다({place}). 읽기 권한을 주거나 --index 로 다른 폴더를 "
        "지정해 주세요.",
    )


def foreign(index_dir: Path, why: str) -> IndexCorruptError:
    """Make the error for a folder that holds something else than an index."""
    return IndexCorruptError(
        f"{index_dir} is not an index folder: {why}; name an empty or new folder with --index",
        korean=f"{index_dir}에는 색인이 아닌 것이 들어 있습니다. "
        "--index 로 비어 있거나 새로운 폴더를 지정해 주세요.",
    )
