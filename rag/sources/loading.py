"""Reads files, folders and records to documents."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import SourceError
from rag.korean import normalize
from rag.sources.apart import WALL_SECONDS, ApartReader, Found
from rag.sources.assembling import read_file
from rag.sources.decoding import AS_TEXT, read_bytes
from rag.sources.document import Document
from rag.sources.files import (
    NAME_TARGET,
    Files,
    empty,
    list_files,
    names,
    other_kind,
    relative_name,
    suffix_list,
)
from rag.sources.formats import (
    MOST_PDF_PAGES,
    Left,
    Limits,
    Member,
    Place,
    Reason,
    format_of,
    install_command,
    missing_packages,
    refusal,
)
from rag.sources.records import RecordError

# How many unreadable files of a folder are named; thousands would bury the rest of the log.
_MOST_NAMED = 10
# An archive may hold letters with attachments, and a letter an archive; no more.
_MOST_DEEP = 2
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not read.

    Attributes:
        name: Its name below the source.
        reason: Why, and what to do: English, for the terminal.
        korean: The same for a person in the chat.
    """

    name: str
    reason: str
    korean: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was read of some sources, and what was not.

    Attributes:
        documents: Source by source, by file name and then as they stand in the file.
        left_out: The files that were not read, with those within archives and letters.
    """

    documents: tuple[Document, ...]
    left_out: tuple[LeftOut, ...]


def load_documents(
    *sources: Path, leave_out: Path | None = None, max_bytes: int | None = None
) -> list[Document]:
    """Read the documents of files and folders, as :func:`read_sources` does."""
    return list(read_sources(*sources, leave_out=leave_out, max_bytes=max_bytes).documents)


def read_sources(
    *sources: Path,
    leave_out: Path | None = None,
    max_bytes: int | None = None,
    pdf_pages: int = MOST_PDF_PAGES,
) -> LoadReport:
    """Read files, or all files of folders and the folders in them.

    Read is what :mod:`rag.sources.formats` knows; docs/formats.md tells how. Plain text of web
    pages is cleaned, see :func:`rag.sources.cleaning.clean_news_page`; a ``.jsonl`` holds one
    ``{"id", "title", "text"}`` a line with optional ``url``, ``publisher``, ``published``, an
    ISO 8601 date, whose text is kept as it is but for :func:`rag.korean.normalize`. Hidden files
    and folders that hold an index are skipped; so are, with a warning, a folder's files of other
    kinds, those that cannot be read or are too large, and links that lead out of it, nowhere, or
    around in a circle. What a link leads to within the folder is read, once. Documents of the
    same id and text are one; the first stays, and names the files of the others.

    Args:
        sources: Files and folders.
        leave_out: A folder in them that is not read: where the index is to be.
        max_bytes: Size of the largest file that is read; ``None`` reads all.
        pdf_pages: How many pages a PDF may have.

    Raises:
        SourceError: Nothing is there; a source holds no document; a file that is named, or every
            file of a folder, cannot be read or is too large; a record is not as described; two
            documents of different text have one id.
    """
    documents: dict[str, Document] = {}
    file_of: dict[str, Path] = {}
    left_out: list[LeftOut] = []
    with closing(ApartReader()) as apart:
        for source in sources:
            is_empty = True
            reader = _SourceReader(source, apart, max_bytes, pdf_pages)
            for path, document in reader.documents(leave_out):
                is_empty = False
                earlier = documents.setdefault(document.id, document)
                file_of.setdefault(document.id, path)
                if earlier.text != document.text:
                    raise SourceError(
                        f"{path}: {document.source}: id {document.id!r} is already taken by "
                        f"{earlier.source} in {file_of[document.id]}, which has another text; give "
                        "each record an id of its own",
                        korean=f"문서 번호 {document.id!r}이(가) 두 문서에 쓰였습니다. "
                        "문서마다 다른 번호를 붙여 주세요.",
                    )
                if earlier is not document and path != file_of[document.id]:
                    documents[document.id] = _with_copy(earlier, document)
                    _LOG.info("%s repeats %s and is left out", document.source, earlier.source)
            if is_empty:
                raise empty(source)
            left_out += reader.left_out
    return LoadReport(tuple(documents.values()), tuple(left_out))


def read_content(
    content: bytes,
    name: str,
    *,
    max_bytes: int,
    pdf_pages: int = MOST_PDF_PAGES,
    is_trusted: bool = True,
) -> LoadReport:
    """Read a file that lies nowhere: one that somebody sent.

    It is read as :func:`read_sources` reads one of a folder, in a worker of its own.

    Args:
        content: The file.
        name: What it is called, by which its kind is known; nothing is opened by it.
        max_bytes: How much it may hold when it is unpacked.
        pdf_pages: How many pages a PDF may have.
        is_trusted: Whether plain text may be read in this process. What was written to exhaust
            that which takes text apart would stop a server.

    Returns:
        Its documents, and what of it was not read: the file itself, or files in it.
    """
    name = normalize(name)
    with closing(ApartReader(WALL_SECONDS)) as apart:
        reader = _SourceReader(Path(name), apart, max_bytes, pdf_pages, is_trusted=is_trusted)
        return LoadReport(reader.of_content(content, name), tuple(reader.left_out))


class _MissingError(SourceError):
    """What reads a file is not installed."""


class _SourceReader:
    """Reads one source.

    Attributes:
        left_out: After :meth:`documents`, what could not be read.
    """

    def __init__(
        self,
        source: Path,
        apart: ApartReader,
        max_bytes: int | None,
        pdf_pages: int,
        *,
        is_trusted: bool = True,
    ) -> None:
        self._source = source
        self._apart = apart
        self._is_trusted = is_trusted
        self._max_bytes = max_bytes
        self._limits = Limits(sys.maxsize if max_bytes is None else max_bytes, pdf_pages)
        self.left_out: list[LeftOut] = []

    def documents(self, leave_out: Path | None) -> Iterator[tuple[Path, Document]]:
        """Read the documents of the source, each with its file."""
        refused: list[SourceError] = []
        listed = list_files(self._source, leave_out)
        for path in listed.read:
            name = normalize(relative_name(path, self._source))
            try:
                content = read_bytes(path, self._max_bytes)
                for document in self._of_file(content, name, depth=0):
                    yield path, document
            except RecordError:
                raise
            except SourceError as error:
                refused.append(error)
                self._leave(name, error)
        if len(refused) == len(listed.read):
            if len(refused) == 1:
                raise refused[0]
            raise SourceError(
                f"none of the {len(refused)} files in {self._source} can be read; the first: "
                f"{refused[0]}",
                korean=f"{self._source}에 읽을 수 있는 파일이 없습니다. {refused[0].korean}",
            )
        for path in listed.other:
            name = relative_name(path, self._source)
            self._leave(name, other_kind(name))
        self._warn(listed, refused)

    def of_content(self, content: bytes, name: str) -> tuple[Document, ...]:
        """Read the documents of a file that is in memory, each once."""
        documents: dict[str, Document] = {}
        try:
            for document in self._of_file(content, name, depth=0):
                earlier = documents.setdefault(document.id, document)
                if earlier.source != document.source:
                    documents[document.id] = _with_copy(earlier, document)
        except SourceError as error:
            self._leave(name, error)
        return tuple(documents.values())

    def _of_file(self, content: bytes, name: str, depth: int) -> Iterator[Document]:
        """Read the documents of one file, or of the files in it.

        Raises:
            SourceError: If it cannot be read.
        """
        format_ = format_of(name)
        if format_ is None:
            raise other_kind(name)
        if missing := missing_packages(format_):
            raise _MissingError(
                f"{name} needs {', '.join(missing)}, which is not installed: {install_command()}",
                korean=f"{name}: 이 형식을 읽는 패키지가 설치되어 있지 않습니다. "
                f"다음 명령으로 설치해 주세요: {install_command()}",
            )
        if format_.holds_files and depth >= _MOST_DEEP:
            raise refusal(Reason.NESTED, name)
        found_all: Iterable[Found]
        if self._is_trusted and format_.place is not Place.APART:
            found_all, problem = read_file(content, name, self._limits), None
        else:
            found_all, problem = self._apart.read(content, name, self._limits)
        for found in found_all:
            if isinstance(found, Document):
                yield found
            else:
                yield from self._inner(found, name, depth)
        if problem is not None:
            raise problem

    def _inner(self, found: Member | Left, name: str, depth: int) -> Iterator[Document]:
        """Read a file within a file, as if it lay in a folder."""
        inner = f"{name}/{normalize(found.name)}" if found.name else name
        try:
            if isinstance(found, Left):
                raise refusal(found.reason, inner)
            yield from self._of_file(found.content, inner, depth + 1)
        except SourceError as error:
            _LOG.warning("%s", error)
            self._leave(inner, error)

    def _leave(self, name: str, error: SourceError) -> None:
        self.left_out.append(LeftOut(name, str(error), error.korean))

    def _warn(self, listed: Files, refused: Sequence[SourceError]) -> None:
        others = [error for error in refused if not isinstance(error, _MissingError)]
        if missing := len(refused) - len(others):
            what = f"{missing} files are left out, as what reads them is not installed"
            _LOG.warning("%s: %s; install it with: %s", self._source, what, install_command())
        if others:
            of = f"{len(others)} of {len(listed.read)}"
            _LOG.warning("%s: %s files are left out: %s", self._source, of, _list(others))
        if listed.links:
            what = f"{len(listed.links)} links are not followed; {NAME_TARGET}"
            _LOG.warning("%s: %s: %s", self._source, what, _list(listed.links))
        if listed.other:
            what = f"{len(listed.other)} files are left out, being none of {suffix_list()}"
            named = f"{names(listed.other, self._source)}; to have one read, {AS_TEXT}"
            _LOG.warning("%s: %s: %s", self._source, what, named)


def _with_copy(document: Document, copy: Document) -> Document:
    return replace(document, copies=(*document.copies, copy.source))


def _list(problems: Sequence[object]) -> str:
    """List the first few, one a line."""
    named = "".join(f"\n  {problem}" for problem in problems[:_MOST_NAMED])
    more = f"\n  and {len(problems) - _MOST_NAMED:,} more" if problems[_MOST_NAMED:] else ""
    return named + more
