"""ZIP files, of which Office files are some: opened only when they are what they may be.

What Word, Excel and PowerPoint files have in common is how they are opened and what they tell.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar
from xml.parsers import expat

from rag.sources.formats.extract import Extract, Piece, Reason, RefusedError

T = TypeVar("T")
MOST_FILES = 10_000
MOST_UNPACKED_BYTES = 300 * 10**6
# A table of a million equal cells packs to a hundredth; only what is made to grow packs more.
_MOST_RATIO = 1_000
_LARGE_BYTES = 10**7
_ENCRYPTED = 0x1
_UTF8 = 0x800
# An Office file with a password is an OLE file around the ZIP.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open a ZIP file whose files together are neither too many nor too large.

    Raises:
        RefusedError: If it is none, or is not to be unpacked.
    """
    if content.startswith(OLE_MAGIC):
        raise RefusedError(Reason.ENCRYPTED)
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    members = packed.infolist()
    if len(members) > MOST_FILES:
        raise RefusedError(Reason.MANY_FILES)
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > _LARGE_BYTES and unpacked > _MOST_RATIO * len(content)
    if is_bomb or unpacked > MOST_UNPACKED_BYTES:
        raise RefusedError(Reason.TOO_LARGE)
    return packed


def open_office(content: bytes) -> zipfile.ZipFile:
    """Open the ZIP of an Office file: nothing in it may lie outside, be locked or be a trap.

    Raises:
        RefusedError: If it is not what such a program writes.
    """
    packed = open_zip(content)
    for member in packed.infolist():
        if member.flag_bits & _ENCRYPTED:
            raise RefusedError(Reason.ENCRYPTED)
        if is_outside(member.filename):
            raise RefusedError(Reason.OUTSIDE)
        if member.filename.lower().endswith((".xml", ".rels", ".hpf", ".vml")):
            refuse_entities(unpack(packed, member))
    return packed


def unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo | str) -> bytes:
    """Read a file of a ZIP; it is never longer than its entry says.

    Raises:
        RefusedError: If it is damaged, missing or locked.
    """
    try:
        return packed.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    except (RuntimeError, NotImplementedError) as error:  # a password, or an unknown method
        raise RefusedError(Reason.ENCRYPTED) from error


def is_outside(name: str) -> bool:
    """Tell whether a name would lie outside of the folder that a ZIP is unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in name


def true_name(member: zipfile.ZipInfo) -> str:
    """Return a file's name in a ZIP; Windows in Korean writes it in CP949 without saying so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


class _RootError(Exception):
    """The root element has begun, behind which no entity is declared."""


def refuse_entities(xml: bytes) -> None:
    """Refuse XML with a document type, in which entities are declared.

    Raises:
        RefusedError: If there is one.
    """
    parser = expat.ParserCreate()

    def declares(*_: object) -> None:
        raise RefusedError(Reason.ENTITIES)

    def begins(*_: object) -> None:
        raise _RootError

    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler = begins
    try:
        parser.Parse(xml, True)
    except (_RootError, expat.ExpatError):  # one that is damaged is told by who reads it
        return


def opened(content: bytes, load: Callable[[io.BytesIO], T], not_found: type[Exception]) -> T:
    """Open an Office file with its library.

    Raises:
        RefusedError: If it is protected, damaged, or not to be unpacked.
    """
    open_office(content)
    try:
        return load(io.BytesIO(content))
    except (not_found, KeyError, ValueError) as error:
        raise RefusedError(Reason.DAMAGED) from error


def with_properties(
    pieces: Sequence[Piece], properties: Any, author: str | None, *, is_paged: bool = False
) -> Extract:
    """Put what stands in a file together with what it tells of itself, read by its library."""
    made = properties.created
    return Extract(
        tuple(pieces),
        title=(properties.title or "").strip(),
        author=(author or "").strip(),
        published=made.date().isoformat() if made else "",
        is_paged=is_paged,
    )
