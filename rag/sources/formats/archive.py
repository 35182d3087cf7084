"""ZIP archives: the files in them, each to be read as if it lay in a folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from rag.sources.formats.extract import Left, Limits, Member, Reason, RefusedError
from rag.sources.formats.packed import is_outside, open_zip, true_name, unpack
from rag.sources.formats.registry import format_of

# What the files in it may hold together, as a multiple of what one of them may.
_MOST_TIMES = 5


def read(content: bytes, limits: Limits) -> Iterator[Member | Left]:
    """Read an archive, but for hidden files; those of kinds that are not read come empty."""
    packed = open_zip(content)
    room = _MOST_TIMES * limits.file_bytes
    for member in sorted(packed.infolist(), key=true_name):
        name = true_name(member).replace("\\", "/")
        parts = name.split("/")
        is_hidden = any(p.startswith(".") and p != ".." for p in parts) or parts[0] == "__MACOSX"
        if member.is_dir() or (is_hidden and not is_outside(name)):
            continue
        if is_outside(name) or stat.S_ISLNK(member.external_attr >> 16):
            yield Left(name, Reason.OUTSIDE)
        elif format_of(name) is None:
            yield Member(name, b"")
        elif member.file_size > min(limits.file_bytes, room):
            yield Left(name, Reason.TOO_LARGE)
        elif member.flag_bits & 0x1:
            yield Left(name, Reason.ENCRYPTED)
        else:
            room -= member.file_size
            try:
                yield Member(name, unpack(packed, member))
            except RefusedError as error:
                yield Left(name, error.reason)
