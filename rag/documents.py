"""Files to documents: id by content hash, title, publisher, published, source, text."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rag.cleaning import clean_news_page, find_title
from rag.errors import SourceError
from rag.index_folder import is_index_folder
from rag.korean import normalize

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
RECORD_SUFFIXES = frozenset({".jsonl"})

_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_YEAR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HANGUL = re.compile(r"[가-힣]{2}")
# Above this share of control and private characters, a file that decodes is still not text.
_MOST_UNWANTED = 0.02
_HASH_DIGITS = 16
# How many unreadable files of a folder are named; thousands would bury the rest of the log.
_MOST_NAMED = 10
# Of files of another kind, nothing but the name is told.
_MOST_OTHERS_NAMED = 5
_AS_TEXT = "save it as plain text (a web page: from the browser, or copy its text to a .txt file)"
_AS_TEXT_KOREAN = (
    "텍스트 파일로 저장해 주세요. 웹 페이지는 브라우저에서 텍스트로 저장하거나 글을 복사해 "
    ".txt 파일로 만들면 됩니다."
)
_NAME_TARGET = "to have the target of one read, name it as a source of its own"
_MB = 10**6
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """One document, as everything after loading sees it.

    Attributes:
        id: The id given in the source, else the first 16 hex digits of the SHA-256 of ``text``.
        title: Title, or the file's name without extension where no title is found.
        text: Normalised, cleaned text; all offsets in the package point into it.
        source: Where it came from: a path as given, or the record's URL.
        publisher: Outlet, when the page names it.
        published: ISO 8601 date or date and time of first publication, or year and month where
            no more is known, when the page says it.
        header_end: End of the lines at the start of ``text`` that hold title, outlet and dates;
            0 when the text starts with the body.
    """

    id: str
    title: str
    text: str
    source: str
    publisher: str | None = None
    published: str | None = None
    header_end: int = 0


def load_documents(
    *sources: Path, leave_out: Path | None = None, max_bytes: int | None = None
) -> list[Document]:
    """Read files, or all files of folders and the folders in them.

    Read are ``.txt``, ``.text`` and ``.md`` (one document each; web pages are cleaned, see
    :func:`rag.cleaning.clean_news_page`) and ``.jsonl`` (one ``{"id", "title", "text"}`` a line
    with optional ``url``, ``publisher``, ``published``, an ISO 8601 date; the text is kept as it
    is but for :func:`rag.korean.normalize`). Hidden files and folders that hold an index are
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
            raise _empty(source)
    return list(documents.values())


def sources_digest(
    sources: Path, *, leave_out: Path | None = None, max_bytes: int | None = None
) -> str:
    """Hash the names and contents of what :func:`load_documents` would read.

    Args:
        sources: A file or a folder.
        leave_out: A folder in it that is not read.
        max_bytes: Size of the largest file that is read; ``None`` reads all.

    Returns:
        SHA-256 in hexadecimal; equal as long as no file is added, removed, renamed or changed.

    Raises:
        SourceError: Nothing is there, or the folder holds no file to read.
    """
    digest = hashlib.sha256()
    for path in _list_files(sources, leave_out).read:
        name = _relative_name(path, sources).encode("utf-8", "surrogatepass")
        try:
            content = hashlib.sha256(_read_bytes(path, max_bytes)).digest()
        except SourceError:
            if path == sources:
                raise
            content = b""  # left out as long as it cannot be read
        digest.update(len(name).to_bytes(8, "big") + name + content)
    return digest.hexdigest()


def exists(source: Path) -> bool:
    """Tell whether there is something to read at a path that may be no path at all."""
    try:
        return source.exists()
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a source, in the order of their names.

    Attributes:
        read: Those of a kind that is read; at least one.
        other: Those of other kinds.
        links: Links that are not followed, each with the reason.
    """

    read: list[Path]
    other: list[Path]
    links: list[str]


def _list_files(sources: Path, leave_out: Path | None) -> _Files:
    try:
        if sources.is_dir():
            walk = _Walk(sources, leave_out)
            found = sorted(walk.files(), key=lambda path: _relative_name(path, sources))
            other = [path for path in found if not _is_read(path)]
            if len(other) == len(found):
                raise _empty(sources, other, walk.links)
            return _Files([path for path in found if _is_read(path)], other, walk.links)
        is_there = sources.exists()
    except OSError as error:
        raise _unreadable(sources, error) from error
    if not is_there:
        raise SourceError(
            f"{sources} does not exist; give a file or a folder: rag index SOURCE --index DIR",
            korean=f"문서 위치 {sources}를 찾지 못했습니다. 파일이나 폴더가 있는지 확인해 주세요.",
        )
    if not _is_read(sources):
        raise SourceError(
            f"{sources} is none of {_suffix_list()}; {_AS_TEXT}",
            korean=f"{sources.name}은(는) 읽을 수 있는 종류의 파일이 아닙니다. {_AS_TEXT_KOREAN}",
        )
    return _Files([sources], [], [])


def _is_read(path: Path) -> bool:
    return path.suffix.lower() in TEXT_SUFFIXES | RECORD_SUFFIXES


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
                self.links.append(f"{_relative_name(link, self._top)} {reason}")
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


def _relative_name(path: Path, sources: Path) -> str:
    """Return the path below the sources folder, composed (NFC), with forward slashes."""
    name = path.name if path == sources else path.relative_to(sources).as_posix()
    return unicodedata.normalize("NFC", name)


def _suffix_list() -> str:
    return ", ".join(sorted(TEXT_SUFFIXES | RECORD_SUFFIXES))


def _names(paths: Sequence[Path], sources: Path) -> str:
    """Name the first few of a folder's files."""
    named = ", ".join(_relative_name(path, sources) for path in paths[:_MOST_OTHERS_NAMED])
    return f"{named}, …" if paths[_MOST_OTHERS_NAMED:] else named


def _empty(sources: Path, other: Sequence[Path] = (), links: Sequence[str] = ()) -> SourceError:
    if sources.is_file():
        return SourceError(
            f"{sources} is empty; put text in it, or give another file",
            korean=f"{sources.name} 파일이 비어 있습니다. 글을 넣거나 다른 파일을 골라 주세요.",
        )
    if other:
        return SourceError(
            f"{sources} holds no document, only files that are none of {_suffix_list()}: "
            f"{_names(other, sources)}; for each of interest, {_AS_TEXT}",
            korean=f"{sources}에 읽을 수 있는 종류의 파일이 없습니다. {_AS_TEXT_KOREAN}",
        )
    if links:
        return SourceError(
            f"{sources} holds no document, only links that are not followed: {links[0]}; "
            f"{_NAME_TARGET}",
            korean=f"{sources}에는 따라가지 않는 링크만 있습니다. 링크가 가리키는 파일이나 "
            "폴더를 직접 지정해 주세요.",
        )
    return SourceError(
        f"{sources} holds no document; put {_suffix_list()} files with text there",
        korean=f"{sources}에 읽을 문서가 없습니다. 글이 든 {_suffix_list()} 파일을 넣어 주세요.",
    )


def _read_source(
    source: Path, leave_out: Path | None, max_bytes: int | None
) -> Iterator[tuple[Path, Document]]:
    """Read the documents of a source, each with its file."""
    refused: list[SourceError] = []
    listed = _list_files(source, leave_out)
    files = listed.read
    for path in files:
        name = normalize(_relative_name(path, source))
        try:
            text = _decode(_read_bytes(path, max_bytes), name)
            _refuse_markup(text, name)
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
            _NAME_TARGET,
            _list(listed.links),
        )
    if listed.other:
        _LOG.warning(
            "%s: %d files are left out, being none of %s: %s; to have one read, %s",
            source,
            len(listed.other),
            _suffix_list(),
            _names(listed.other, source),
            _AS_TEXT,
        )


def _list(problems: Sequence[object]) -> str:
    """List the first few, one a line."""
    named = "".join(f"\n  {problem}" for problem in problems[:_MOST_NAMED])
    more = f"\n  and {len(problems) - _MOST_NAMED:,} more" if problems[_MOST_NAMED:] else ""
    return named + more


def _documents_of(text: str, path: Path, name: str) -> Iterator[Document]:
    if text.strip() and path.suffix.lower() in RECORD_SUFFIXES:
        yield from _read_records(text, name)
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


def _read_bytes(path: Path, max_bytes: int | None) -> bytes:
    try:
        size = path.stat().st_size
        if max_bytes is None or size <= max_bytes:
            return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    raise SourceError(
        f"{path} has {size / _MB:,.1f} MB, and a file may have {max_bytes / _MB:,g}; split it, or "
        "raise RAG_MAX_FILE_MB, for which about 100 MB of memory are needed for each MB",
        korean=f"{path.name}은(는) {size / _MB:,.1f}MB로, 파일 하나의 한도인 "
        f"{max_bytes / _MB:,g}MB를 넘습니다. 파일을 나누거나 RAG_MAX_FILE_MB 값을 올려 주세요.",
    )


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        f"{path} cannot be read: {error.strerror}; check its name and permissions",
        korean=f"{path.name}을(를) 열 수 없습니다. 이름과 읽기 권한을 확인해 주세요.",
    )


def _decode(content: bytes, name: str) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or CP949, in this order."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in content and not wide:
        raise _not_text(name, "it holds NUL bytes")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _is_damaged_utf8(content):
                # CP949 would take most of these bytes, and make other syllables of them.
                raise _not_text(name, f"its UTF-8 is damaged at byte {error.start}") from error
            continue
        if len(_UNWANTED.findall(text)) > _MOST_UNWANTED * len(text):
            raise _not_text(name, "it is full of control characters")
        return text
    raise _not_text(name, "it is neither UTF-8, UTF-16 nor CP949")


def _refuse_markup(text: str, name: str) -> None:
    """Refuse a page's HTML source, of which tags and scripts would be indexed as text."""
    if _MARKUP.match(text):
        raise SourceError(
            f"{name} is the HTML of a web page; {_AS_TEXT}",
            korean=f"{name}은(는) 웹 페이지의 HTML입니다. {_AS_TEXT_KOREAN}",
        )


def _is_damaged_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    damage = text.count("\ufffd")
    return damage <= max(1, _MOST_UNWANTED * len(text)) and _HANGUL.search(text) is not None


def _not_text(name: str, reason: str) -> SourceError:
    return SourceError(
        f"{name} is not text: {reason}; save it as UTF-8 or take it out of the folder",
        korean=f"{name}은(는) 글 파일이 아닙니다. UTF-8로 저장하거나 폴더에서 빼 주세요.",
    )


def _page_document(text: str, name: str) -> Document:
    page = clean_news_page(text)
    return Document(
        id=_content_id(page.text),
        title=page.title or Path(name).stem,
        text=page.text,
        source=name,
        publisher=page.publisher,
        published=page.published,
        header_end=page.header_end,
    )


def _read_records(text: str, name: str) -> Iterator[Document]:
    undated: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        document = _record_document(line, f"{name}#{number}")
        if document.published and not _is_iso_date(document.published):
            undated.append(f"{name}#{number}: {document.published!r}")
            document = replace(document, published=None)
        yield document
    if undated:
        _LOG.warning(
            '%s: %d records have a "published" that is not ISO 8601 and is left out; the first: %s',
            name,
            len(undated),
            undated[0],
        )


def _record_document(line: str, place: str) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _bad_record(place, f"is not JSON ({error})") from error
    if not isinstance(record, dict):
        raise _bad_record(place, "is not a JSON object")
    text = _field(record, "text", place) or ""
    if not text.strip():
        raise _bad_record(place, 'has no "text"')
    title = (_field(record, "title", place) or "").strip()
    return Document(
        id=_field(record, "id", place) or _content_id(text),
        title=title or find_title(text) or place,
        text=text,
        source=_field(record, "url", place) or place,
        publisher=_field(record, "publisher", place),
        published=_field(record, "published", place),
        header_end=len(title) if title and text.partition("\n")[0] == title else 0,
    )


def _field(record: dict[str, object], key: str, place: str) -> str | None:
    """Return a field, normalised; an id may also be a whole number. Empty counts as missing."""
    value = record.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _bad_record(place, f'has "{key}": {value!r}, which is not text')
    return normalize(value or "") or None


def _is_iso_date(text: str) -> bool:
    """Tell whether a text is a date, a date and time, or a year with or without its month."""
    if _YEAR_MONTH.fullmatch(text):
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _bad_record(place: str, problem: str) -> SourceError:
    return SourceError(
        f'{place} {problem}; each line is to be {{"id": "...", "title": "...", "text": "..."}}',
        korean=f"{place} 줄을 읽을 수 없습니다. id, title, text가 있는 JSON인지 확인해 주세요.",
    )


def _content_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
