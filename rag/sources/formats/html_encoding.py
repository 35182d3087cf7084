"""The encoding of a web page: as it says, or else as any text's."""

from __future__ import annotations

import codecs
import re

from rag.errors import SourceError
from rag.sources.decoding import decode
from rag.sources.formats.extract import Reason, RefusedError

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# How much of a page names its encoding, as browsers look for it.
_HEAD_BYTES = 4096
# What the names of Korean encodings stand for in practice.
_ENCODINGS = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949"}


def page_text(content: bytes) -> str:
    """Decode a page as it says, or else as any text."""
    is_wide = content.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    if b"\0" in content and not is_wide:
        raise RefusedError(Reason.DAMAGED)
    declared = _CHARSET.search(content[:_HEAD_BYTES])
    name = declared[1].decode().lower() if declared else ""
    if is_wide or content.startswith(codecs.BOM_UTF8):
        return decoded(content)
    return decoded(content, name or "utf-8")


def decoded(content: bytes, charset: str = "") -> str:
    """Decode a text by the encoding that it names, in small letters, or else as any text."""
    if charset:
        try:
            return content.decode(_ENCODINGS.get(charset, charset))
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode(content, "")
    except SourceError as error:
        raise RefusedError(Reason.DAMAGED) from error
