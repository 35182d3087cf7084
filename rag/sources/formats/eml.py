"""Letters (.eml): subject, sender and date, the text, and the files attached."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from rag.sources.document import BlockKind
from rag.sources.formats import html
from rag.sources.formats.extract import Extract, Left, Limits, Member, Piece, Reason, RefusedError
from rag.sources.formats.html_encoding import decoded
from rag.sources.formats.registry import format_of

_MOST_PARTS = 1_000
_QUOTED = re.compile(r"^(?:>[^\S\n]?)+", re.MULTILINE)
_SHOWN = {"From": "보낸 사람", "To": "받는 사람"}


def read(content: bytes, limits: Limits) -> Iterator[Extract | Member | Left]:
    """Read a letter: its text, and the files attached."""
    letter = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(letter, EmailMessage) or not {"From", "Subject", "Date"} & set(letter.keys()):
        raise RefusedError(Reason.DAMAGED)
    if sum(1 for _ in letter.walk()) > _MOST_PARTS:
        raise RefusedError(Reason.MANY_FILES)
    yield _letter(letter)
    for part in letter.iter_attachments() if letter.is_multipart() else ():
        name = part.get_filename()
        if not name:  # a picture in the text, or a letter that is passed on
            continue
        if format_of(name) is None:
            yield Member(name, b"")
            continue
        attached = part.get_payload(decode=True)
        if not isinstance(attached, bytes):
            yield Left(name, Reason.NESTED)
        elif len(attached) > limits.file_bytes:
            yield Left(name, Reason.TOO_LARGE)
        else:
            yield Member(name, attached)


def _letter(letter: EmailMessage) -> Extract:
    pieces = [Piece(BlockKind.TITLE, str(letter.get("Subject", "")))]
    pieces += [
        Piece(BlockKind.METADATA, f"{shown}: {letter[name]}")
        for name, shown in _SHOWN.items()
        if letter.get(name)
    ]
    sent = _sent(letter)
    if sent is not None:
        day = f"{sent.year}년 {sent.month}월 {sent.day}일 {sent.hour:02}:{sent.minute:02}"
        pieces.append(Piece(BlockKind.METADATA, f"보낸 날: {day}"))
    body = letter.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = _text(body)
        if body.get_content_subtype() == "html":
            pieces += html.read_page(text).pieces
        else:
            pieces += [Piece(BlockKind.PARAGRAPH, paragraph) for paragraph in _paragraphs(text)]
    return Extract(tuple(pieces), published=sent.isoformat() if sent else "")


def _sent(letter: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(letter.get("Date", ""))
    except ValueError:
        return None


def _text(body: MIMEPart) -> str:
    """Decode a part as it says, or else as any text."""
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = (body.get_content_charset() or "utf-8").lower()
    return decoded(content, charset)


def _paragraphs(text: str) -> list[str]:
    # What is quoted from an earlier letter is text like any other.
    unmarked = _QUOTED.sub("", text.replace("\r\n", "\n"))
    lines = [line.rstrip() for line in unmarked.split("\n")]
    return "\n".join(lines).split("\n\n")
