"""Reads files, folders and records to documents."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.errors import SourceError
from rag.korean import normalize
from rag.sources.cleaning import clean_news_page
from rag.sources.decoding import AS_TEXT, decode, read_bytes, refuse_markup
from rag.sources.document import Document, content_id
from rag.sources.files import (
    MARKDOWN_SUFFIXES,
    NAME_TARGET,
    RECORD_SUFFIXES,
    empty,
    list_files,
    names,
    relative_name,
    suffix_list,
)
from rag.sources.markdown import read_markdown
from rag.sources.records import read_records
from rag.sources.structure import find_blocks, is_title

# How many unreadable files of a folder are named; thousands would bury the rest of the log.
_MOST_NAMED = 10
_LOG = logging.getLogger(__name__)


def load_documents(
    *sources: Path, leave_out: Path | None = None, max_bytes: int | None = None
) -> list[Document]:
    """Read files, or all files of folders and the folders in them.

    Read are ``.txt``, ``.text`` and ``.md`` (one document each; web pages are cleaned, see
    :func:`rag.sources.cleaning.clean_news_page`) and ``.jsonl`` (one ``{"id", "title", "text"}`` a
    line with optional ``url``, ``publisher``, ``published``, an ISO 8601 date; the text is kept as
    it is but for :func:`rag.korean.normalize`). Hidden files and folders that hold an index are
    skipped; so are, with a warning, a folder's files of other kinds, those that are not text, are
    HTML or are too large, and links that lead out of it, nowhere, or around in a circle. What a
    link leads to within the folder is read, once. Documents of the same id and text are one; the
    first stays.

    Args:
        sources: Files and folders.
        leave_out: A folder in them that is not read: where the index is to be.
        max_bytes: Size of the largest file that is read; ``None`` reads all.

    Returns:
        Documents, source by source, by file name and then in the order of the lines.

    Raises:
        SourceError: Nothing is there; a source holds no document; a file that is named, or every
            file of a folder, is not text, is HTML or is too large; a record is not as described;
            two documents of different text have one id.
    """
    documents: dict[str, Document] = {}
    file_of: dict[str, Path] = {}
    for source in sources:
        is_empty = True
        for path, document in _read_source(source, leave_out, max_bytes):
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
            if earlier is not document:
                _LOG.info("%s repeats %s and is left out", document.source, earlier.source)
        if is_empty:
            raise empty(source)
    return list(documents.values())


def sources_digest(
    *sources: Path, leave_out: Path | None = None, max_bytes: int | None = None
) -> str:
    """Hash the names and contents of what :func:`load_documents` would read.

    Args:
        sources: Files and folders.
        leave_out: A folder in them that is not read.
        max_bytes: Size of the largest file that is read; ``None`` reads all.

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


def _read_source(
    source: Path, leave_out: Path | None, max_bytes: int | None
) -> Iterator[tuple[Path, Document]]:
    """Read the documents of a source, each with its file."""
    refused: list[SourceError] = []
    listed = list_files(source, leave_out)
    files = listed.read
    for path in files:
        name = normalize(relative_name(path, source))
        try:
            text = decode(read_bytes(path, max_bytes), name)
            refuse_markup(text, name)
        except SourceError as error:
            refused.append(error)
        else:
            for document in _documents_of(text, path, name):
                yield path, document
    if len(refused) == len(files):
        raise refused[0] if len(files) == 1 else _all_unreadable(source, refused)
    if refused:
        _LOG.warning(
            "%s: %d of %d files are left out: %s", source, len(refused), len(files), _list(refused)
        )
    if listed.links:
        _LOG.warning(
            "%s: %d links are not followed; %s: %s",
            source,
            len(listed.links),
            NAME_TARGET,
            _list(listed.links),
        )
    if listed.other:
        _LOG.warning(
            "%s: %d files are left out, being none of %s: %s; to have one read, %s",
            source,
            len(listed.other),
            suffix_list(),
            names(listed.other, source),
            AS_TEXT,
        )


def _list(problems: Sequence[object]) -> str:
    """List the first few, one a line."""
    named = "".join(f"\n  {problem}" for problem in problems[:_MOST_NAMED])
    more = f"\n  and {len(problems) - _MOST_NAMED:,} more" if problems[_MOST_NAMED:] else ""
    return named + more


def _documents_of(text: str, path: Path, name: str) -> Iterator[Document]:
    if text.strip() and path.suffix.lower() in RECORD_SUFFIXES:
        yield from read_records(text, name)
        return
    document = _page_document(text, name)
    if document.text.strip():
        yield document
    else:
        _LOG.warning("%s is empty and is left out", name)


def _all_unreadable(source: Path, refused: list[SourceError]) -> SourceError:
    return SourceError(
        f"none of the {len(refused)} files in {source} can be read; the first: {refused[0]}",
        korean=f"{source}에 읽을 수 있는 파일이 없습니다. {refused[0].korean}",
    )


def _page_document(text: str, name: str) -> Document:
    page = clean_news_page(text)
    if not page.is_news and Path(name).suffix.lower() in MARKDOWN_SUFFIXES:
        document = read_markdown(text, name)
        if document is not None:
            return document
    blocks = () if page.is_news else find_blocks(page.text, page.header_end)
    return Document(
        id=content_id(page.text),
        title=(page.title if is_title(page.title, page.text, blocks) else "") or Path(name).stem,
        text=page.text,
        source=name,
        publisher=page.publisher,
        published=page.published,
        header_end=page.header_end,
        blocks=blocks,
    )
