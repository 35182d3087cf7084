"""What a reader takes from a file, and why it takes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ConfigDict

from rag.errors import SourceError
from rag.sources.document import BlockKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before its document is put together.

    Attributes:
        kind: What it is.
        text: Its text. A form feed in it says that a page begins there.
        level: Of a heading 1 for the highest; of a list item how deep it is nested.
        cells: Of a table's row the text of each cell, in place of ``text``.
        columns: Of a table's row the name of the column of each cell, where there are such names.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """One document as its file gives it.

    Attributes:
        pieces: Its parts in reading order.
        title: The title that the file's own data give, which its text may not show.
        author: Who wrote it, by the same data.
        publisher: The outlet.
        published: When it appeared or was made, ISO 8601.
        is_wrapped: Whether lines within paragraphs end where the page had no more room, in the
            middle of words too.
        is_paged: Whether it has pages: the first begins before the first piece.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    is_wrapped: bool = False
    is_paged: bool = False


MOST_PDF_PAGES = 5_000
"""Pages that a PDF may have where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read.

    Attributes:
        file_bytes: How large a file in it may be.
        pdf_pages: How many pages a PDF may have.
    """

    file_bytes: int
    pdf_pages: int = MOST_PDF_PAGES


@dataclass(frozen=True, slots=True)
class Member:
    """A file within a file: in an archive, or attached to a letter."""

    __pydantic_config__ = ConfigDict(val_json_bytes="base64")

    name: str
    content: bytes


class Reason(StrEnum):
    """Why a file, or one within it, is left out: what is wrong with it, and what to do.

    Attributes:
        english: For the terminal, to be put behind the file's name.
        korean: For a person in the chat.
    """

    english: str
    korean: str

    def __new__(cls, name: str, english: str, korean: str) -> Reason:
        """Make a member of its name and the two wordings."""
        member = str.__new__(cls, name)
        member._value_, member.english, member.korean = name, english, korean
        return member

    CRASHED = (
        "crashed",
        "cannot be taken apart: the library that reads it ended; save it anew or as plain text",
        "읽는 도중에 프로그램이 멈췄습니다. 다시 저장하거나 텍스트 파일로 바꿔 주세요.",
    )
    DAMAGED = (
        "damaged",
        "is damaged, or is not what its ending says; open it in its program and save it anew",
        "손상되었거나 확장자와 다른 파일입니다. 원래 프로그램에서 열어 다시 저장해 주세요.",
    )
    ENCRYPTED = (
        "encrypted",
        "is protected by a password; save it without one",
        "암호가 걸려 있습니다. 암호를 풀고 다시 저장해 주세요.",
    )
    ENTITIES = (
        "entities",
        "declares XML entities, which no such program writes; save it anew",
        "안전하지 않은 XML 선언이 들어 있어 읽지 않았습니다. 다시 저장해 주세요.",
    )
    MANY_FILES = (
        "many_files",
        "holds more files than are read from one; split it",
        "안에 든 파일이 너무 많습니다. 나누어 주세요.",
    )
    MANY_PAGES = (
        "many_pages",
        "has more pages than are read; split it, or raise RAG_MAX_PDF_PAGES",
        "쪽수가 너무 많습니다. 나누거나 RAG_MAX_PDF_PAGES 값을 올려 주세요.",
    )
    MEMORY = (
        "memory",
        "needs more memory than reading one file may take; split it or save it as plain text",
        "읽는 데 메모리가 너무 많이 듭니다. 나누거나 텍스트 파일로 바꿔 주세요.",
    )
    NESTED = (
        "nested",
        "is nested deeper than is read; take it out of what it lies in",
        "너무 여러 겹으로 들어 있습니다. 꺼내서 따로 넣어 주세요.",
    )
    NO_TEXT = (
        "no_text",
        "holds no text; take it out of the folder",
        "글이 없는 파일입니다.",
    )
    OLD = (
        "old",
        "is of a version that is not read; save it as .docx, .xlsx, .pptx or .hwpx",
        "읽을 수 없는 옛 형식입니다. 새 형식(.docx, .xlsx, .pptx, .hwpx)으로 저장해 주세요.",
    )
    OUTSIDE = (
        "outside",
        "is named as if it lay outside of its archive, and is not unpacked",
        "압축 파일 밖을 가리키는 이름이어서 풀지 않았습니다.",
    )
    SCAN = (
        "scan",
        "has pages but no text, as a scan has; recognise its text (OCR) first",
        "글자 정보가 없는 스캔 문서입니다. 문자 인식(OCR)을 한 파일을 넣어 주세요.",
    )
    TOO_LARGE = (
        "too_large",
        "unpacks to more than is read; split it, or raise RAG_MAX_FILE_MB",
        "풀면 한도를 넘는 크기입니다. 나누거나 RAG_MAX_FILE_MB 값을 올려 주세요.",
    )
    TOO_SLOW = (
        "too_slow",
        "takes longer to read than one file may; split it or save it as plain text",
        "읽는 데 너무 오래 걸립니다. 나누거나 텍스트 파일로 바꿔 주세요.",
    )


@dataclass(frozen=True, slots=True)
class Left:
    """A file within a file that is left out; without a name it is the file itself."""

    name: str
    reason: Reason


Found = Extract | Member | Left


class RefusedError(Exception):
    """A file is not read, for a reason that is known."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason."""
        super().__init__(reason.value)
        self.reason = reason


def shown_title(title: str, pieces: Sequence[Piece]) -> str:
    """Return a title where the text shows it: 한글 keeps that of the file one began with."""
    return title if any(title in piece.text for piece in pieces) else ""


def refusal(reason: Reason, name: str) -> SourceError:
    """Make the error for a file that is left out."""
    return SourceError(f"{name} {reason.english}", korean=f"{name}: {reason.korean}")
