"""Finds the files of a source that are read, and tells which are not."""

from __future__ import annotations

import hashlib
import logging
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import SourceError
from rag.sources.decoding import AS_TEXT, AS_TEXT_KOREAN, read_bytes, unreadable
from rag.sources.formats import format_of, suffixes
from rag.storage import is_index_folder

# Of files of another kind, nothing but the name is told.
_MOST_OTHERS_NAMED = 5
NAME_TARGET = "to have the target of one read, name it as a source of its own"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a source, in the order of their names.

    Attributes:
        read: Those of a kind that is read; at least one.
        other: Those of other kinds.
        links: Links that are not followed, each with the reason.
    """

    read: list[Path]
    other: list[Path]
    links: list[str]


def list_files(sources: Path, leave_out: Path | None) -> Files:
    """List the files of a source, a file or a folder, without one folder in it.

    Raises:
        SourceError: If nothing is there, or nothing that is read.
    """
    try:
        if sources.is_dir():
            walk = _Walk(sources, leave_out)
            found = sorted(walk.files(), key=lambda path: relative_name(path, sources))
            other = [path for path in found if not _is_read(path)]
            if len(other) == len(found):
                raise empty(sources, other, walk.links)
            return Files([path for path in found if _is_read(path)], other, walk.links)
        is_there = sources.exists()
    except OSError as error:
        raise unreadable(sources, error) from error
    if not is_there:
        raise SourceError(
            f"{sources} does not exist; give a file or a folder: rag index SOURCE --index DIR",
            korean=f"문서 위치 {sources}를 찾지 못했습니다. 파일이나 폴더가 있는지 확인해 주세요.",
        )
    if not _is_read(sources):
        raise other_kind(str(sources))
    return Files([sources], [], [])


def _is_read(path: Path) -> bool:
    return format_of(path) is not None


class _Walk:
    """Finds the files below a folder that are not hidden; an index holds no documents.

    Links are looked at last, so that a file is known by its own name where it has one in the
    folder. One that leads out of the folder could bring in anything that its owner may read; who
    wants that names its target as a source.

    Attributes:
        links: After :meth:`files`, the links that were not followed, each with the reason.
    """

    def __init__(self, top: Path, leave_out: Path | None) -> None:
        """Begin at a folder, without another within it."""
        self._top = top
        self._root = top.resolve()
        self._skipped = leave_out.resolve() if leave_out else None
        self._seen: set[Path] = set()
        self._waiting: list[Path] = []
        self.links: list[str] = []

    def files(self) -> Iterator[Path]:
        """Find them, in no particular order.

        Raises:
            OSError: If the folder itself cannot be read.
        """
        yield from self._below(self._top)
        while self._waiting:
            self._waiting.sort(reverse=True)
            link = self._waiting.pop()
            target, reason = self._target(link)
            if reason:
                self.links.append(f"{relative_name(link, self._top)} {reason}")
            elif target not in self._seen and target.is_dir():
                yield from self._below(link)
            elif target not in self._seen and target.is_file():
                self._seen.add(target)
                yield link

    def _below(self, folder: Path) -> Iterator[Path]:
        """Find what lies in a folder and the folders in it, and keep the links for later."""
        for name, folders, files in os.walk(folder, onerror=self._tell):
            place = Path(name)
            real = place.resolve()
            if real in self._seen or real == self._skipped or self._is_closed(place):
                folders.clear()
                continue
            self._seen.add(real)
            folders[:] = [name for name in folders if not name.startswith(".")]
            entries = [place / name for name in [*folders, *files] if not name.startswith(".")]
            self._waiting.extend(path for path in entries if path.is_symlink())
            folders[:] = [name for name in folders if not (place / name).is_symlink()]
            for path in (place / name for name in files):
                if not (path.name.startswith(".") or path.is_symlink()) and path.is_file():
                    self._seen.add(path.resolve())
                    yield path

    def _is_closed(self, folder: Path) -> bool:
        """Whether a folder's files are not for reading: an index, or without permission."""
        try:
            return is_index_folder(folder)
        except OSError as error:
            self._tell(error)
            return True

    def _target(self, link: Path) -> tuple[Path, str]:
        """What a link leads to, and why it is not followed; empty when it is."""
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):  # in a circle: an OSError from Python 3.13 on
            return link, "leads nowhere"
        if not target.is_relative_to(self._root):
            return target, f"leads out of the folder, to {target}"
        if link.parent.resolve().is_relative_to(target):
            return target, "leads back to a folder that it lies in"
        if self._is_left_out(target):
            return target, f"leads to what is not read, {target}"
        return target, ""

    def _is_left_out(self, target: Path) -> bool:
        """Whether a place in the folder lies in an index or in what is left out."""
        within = [target, *target.parents]
        within = within[: within.index(self._root)]
        return any(place == self._skipped or is_index_folder(place) for place in within)

    def _tell(self, error: OSError) -> None:
        if Path(error.filename) == self._top:
            raise error
        _LOG.warning("%s cannot be read (%s) and is left out", error.filename, error.strerror)


def relative_name(path: Path, sources: Path) -> str:
    """Return the path below the sources folder, composed (NFC), with forward slashes."""
    name = path.name if path == sources else path.relative_to(sources).as_posix()
    return unicodedata.normalize("NFC", name)


def suffix_list() -> str:
    """Return the endings of the files that are read, for messages."""
    return ", ".join(suffixes())


def names(paths: Sequence[Path], sources: Path) -> str:
    """Name the first few of a folder's files."""
    named = ", ".join(relative_name(path, sources) for path in paths[:_MOST_OTHERS_NAMED])
    return f"{named}, …" if paths[_MOST_OTHERS_NAMED:] else named


def empty(sources: Path, other: Sequence[Path] = (), links: Sequence[str] = ()) -> SourceError:
    """Make the error for a source without a document, by what else lies there."""
    if sources.is_file():
        return SourceError(
            f"{sources} is empty; put text in it, or give another file",
            korean=f"{sources.name} 파일이 비어 있습니다. 글을 넣거나 다른 파일을 골라 주세요.",
        )
    if other:
        return SourceError(
            f"{sources} holds no document, only files that are none of {suffix_list()}: "
            f"{names(other, sources)}; for each of interest, {AS_TEXT}",
            korean=f"{sources}에 읽을 수 있는 종류의 파일이 없습니다. {AS_TEXT_KOREAN}",
        )
    if links:
        return SourceError(
            f"{sources} holds no document, only links that are not followed: {links[0]}; "
            f"{NAME_TARGET}",
            korean=f"{sources}에는 따라가지 않는 링크만 있습니다. 링크가 가리키는 파일이나 "
            "폴더를 직접 지정해 주세요.",
        )
    return SourceError(
        f"{sources} holds no document; put {suffix_list()} files with text there",
        korean=f"{sources}에 읽을 문서가 없습니다. 글이 든 {suffix_list()} 파일을 넣어 주세요.",
    )


def other_kind(name: str) -> SourceError:
    """Say that a file is of no kind that is read."""
    return SourceError(
        f"{name} is none of {suffix_list()}; {AS_TEXT}",
        korean=f"{name}: 읽을 수 있는 종류의 파일이 아닙니다. {AS_TEXT_KOREAN}",
    )


def sources_digest(
    *sources: Path, leave_out: Path | None = None, max_bytes: int | None = None
) -> str:
    """Hash the names and contents of what :func:`rag.sources.load_documents` would read.

    Returns:
        SHA-256 in hexadecimal, one for each source, with blanks between; equal as long as no file
        is added, removed, renamed or changed.

    Raises:
        SourceError: Nothing is there, or the folder holds no file to read.
    """
    return " ".join(_digest(source, leave_out, max_bytes) for source in sources)


def _digest(sources: Path, leave_out: Path | None, max_bytes: int | None) -> str:
    digest = hashlib.sha256()
    for path in list_files(sources, leave_out).read:
        name = relative_name(path, sources).encode("utf-8", "surrogatepass")
        try:
            content = hashlib.sha256(read_bytes(path, max_bytes)).digest()
        except SourceError:
            if path == sources:
                raise
            content = b""  # left out as long as it cannot be read
        digest.update(len(name).to_bytes(8, "big") + name + content)
    return digest.hexdigest()


def named_paths(sources: str | Path | Sequence[str | Path]) -> list[Path]:
    """Take one or several names of sources as paths.

    Raises:
        SourceError: If there is none.
    """
    named = [sources] if isinstance(sources, str | Path) else sources
    # An empty name would be the current folder, which nobody meant.
    paths = [Path(source) for source in named if source != ""]
    if not paths:
        raise SourceError(
            "no source is named; give a file or a folder: rag index SOURCE --index DIR",
            korean="문서가 지정되지 않았습니다. 파일이나 폴더를 지정해 주세요.",
        )
    return paths


def exists(source: Path) -> bool:
    """Tell whether there is something to read at a path that may be no path at all."""
    try:
        return source.exists()
    except OSError:
        return False
