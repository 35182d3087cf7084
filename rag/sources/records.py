"""Lines of JSON to documents."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rag.errors import SourceError
from rag.korean import normalize
from rag.sources.cleaning import find_title
from rag.sources.document import Document, content_id
from rag.sources.structure import find_blocks

_YEAR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_LOG = logging.getLogger(__name__)


class RecordError(SourceError):
    """A line of a file of records is none."""


def read_records(text: str, name: str) -> Iterator[Document]:
    """Read a document a line.

    Raises:
        RecordError: If a line is no record.
    """
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
    header_end = len(title) if title and text.partition("\n")[0] == title else 0
    return Document(
        id=_field(record, "id", place) or content_id(text),
        title=title or find_title(text) or place,
        text=text,
        source=_field(record, "url", place) or place,
        publisher=_field(record, "publisher", place),
        published=_field(record, "published", place),
        header_end=header_end,
        blocks=find_blocks(text, header_end),
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


def _bad_record(place: str, problem: str) -> RecordError:
    return RecordError(
        f'{place} {problem}; each line is to be {{"id": "...", "title": "...", "text": "..."}}',
        korean=f"{place} 줄을 읽을 수 없습니다. id, title, text가 있는 JSON인지 확인해 주세요.",
    )
