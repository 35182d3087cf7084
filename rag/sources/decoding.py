"""Bytes of a file to text, or why it is none."""

from __future__ import annotations

import re
from pathlib import Path

from rag.errors import SourceError

_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HANGUL = re.compile(r"[가-힣]{2}")
_SYLLABLE = re.compile(r"[가-힣]")
_HANJA = re.compile(r"[\u4e00-\u9fff\uf900-\ufaff]")
# The commonest syllables of Korean text, of which a third of it consists.
_COMMON = frozenset("다이는을의에가고지로하서도한사기은를자정")
_ENOUGH_SYLLABLES = 20
_LEAST_COMMON = 0.06
# Japanese mail is written in seven bits, with an escape before each change of characters.
_SHIFTED = re.compile(rb"\x1b[$(][@A-Z]")
# Above this share of control and private characters, a file that decodes is still not text.
_MOST_UNWANTED = 0.02
AS_TEXT = "save it as one of these (.doc as .docx, .xls as .xlsx) or as plain text"
AS_TEXT_KOREAN = "읽을 수 있는 형식(.doc은 .docx, .xls는 .xlsx)이나 텍스트 파일로 저장해 주세요."
_LETTER = re.compile(r"[\u3131-\u318e]")
_MANY_LETTERS = 6
_MB = 10**6


def read_bytes(path: Path, max_bytes: int | None) -> bytes:
    """Read a file of at most so many bytes.

    Raises:
        SourceError: If it cannot be read or is larger.
    """
    try:
        size = path.stat().st_size
        if max_bytes is None or size <= max_bytes:
            return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    raise SourceError(
        f"{path} has {size / _MB:,.1f} MB, and a file may have {max_bytes / _MB:,g}; split it, or "
        "raise RAG_MAX_FILE_MB, for which about 100 MB of memory are needed for each MB",
        korean=f"{path.name}은(는) {size / _MB:,.1f}MB로, 파일 하나의 한도인 "
        f"{max_bytes / _MB:,g}MB를 넘습니다. 파일을 나누거나 RAG_MAX_FILE_MB 값을 올려 주세요.",
    )


def unreadable(path: Path, error: OSError) -> SourceError:
    """Make the error for a file that cannot be opened."""
    return SourceError(
        f"{path} cannot be read: {error.strerror}; check its name and permissions",
        korean=f"{path.name}을(를) 열 수 없습니다. 이름과 읽기 권한을 확인해 주세요.",
    )


def decode(content: bytes, name: str) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or CP949, in this order."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in content and not wide:
        raise _not_text(name, "it holds NUL bytes")
    if _SHIFTED.search(content):
        raise _not_text(name, "its encoding is ISO-2022, which is not read")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _is_damaged_utf8(content):
                # CP949 would take most of these bytes, and make other syllables of them.
                raise _not_text(name, f"its UTF-8 is damaged at byte {error.start}") from error
            continue
        if encoding == "cp949" and not _reads_as_korean(text):
            raise _not_text(name, "its encoding is none of UTF-8, UTF-16 and CP949")
        if len(_UNWANTED.findall(text)) > _MOST_UNWANTED * len(text):
            raise _not_text(name, "it is full of control characters")
        return text
    raise _not_text(name, "it is neither UTF-8, UTF-16 nor CP949")


def refuse_markup(text: str, name: str) -> None:
    """Refuse a page's HTML source, of which tags and scripts would be indexed as text."""
    if _MARKUP.match(text):
        raise SourceError(
            f"{name} is the HTML of a web page; let its name end in .html",
            korean=f"{name}은(는) 웹 페이지의 HTML입니다. 이름 끝을 .html로 바꿔 주세요.",
        )


def _is_damaged_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    damage = text.count("\ufffd")
    return damage <= max(1, _MOST_UNWANTED * len(text)) and _HANGUL.search(text) is not None


def _reads_as_korean(text: str) -> bool:
    """Tell whether what decodes as CP949 is Korean.

    Bytes of Chinese and Japanese encodings become rare syllables and Hanja. Of 322 Korean news
    texts the one with the fewest common syllables has 12 % of them.
    """
    syllables = _SYLLABLE.findall(text)
    if len(_HANJA.findall(text)) > len(syllables):
        return False
    # Japanese kana in EUC-JP become single letters of many kinds; ㅋㅋㅋ are of few.
    letters = _LETTER.findall(text)
    if len(set(letters)) >= _MANY_LETTERS and 2 * len(letters) > len(syllables):
        return False
    common = sum(syllable in _COMMON for syllable in syllables)
    return len(syllables) < _ENOUGH_SYLLABLES or common >= _LEAST_COMMON * len(syllables)


def _not_text(name: str, reason: str) -> SourceError:
    return SourceError(
        f"{name} is not text: {reason}; save it as UTF-8 or take it out of the folder",
        korean=f"{name}은(는) 글 파일이 아닙니다. 글이라면 UTF-8로 다시 저장해 주세요.",
    )
