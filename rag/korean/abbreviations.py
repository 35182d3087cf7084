"""Names cut short to letters: SKT is SK텔레콤."""

from __future__ import annotations

import re

# The letter of each first consonant of a syllable, in the order of Unicode; ㅇ has none.
_LETTERS = "GGNDDLMBBSS JJCKTPH"
_FIRST, _PER_CONSONANT = 0xAC00, 588
_MIXED = re.compile(r"(?<![A-Za-z])([A-Z]{2,4})\s?([가-힣]{2,})")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|의|과|와|도|에|에서|에게|으로|로)$")


def spelled_out(short: str, text: str) -> str | None:
    """Find the name in a text that some letters stand for.

    Args:
        short: Capital letters, such as SKT.
        text: Where the name may stand.

    Returns:
        The name as the text writes it; ``None`` where it holds none that begins with these
        letters and goes on with the consonant of the last.
    """
    for latin, rest in _MIXED.findall(text):
        if latin + _LETTERS[(ord(rest[0]) - _FIRST) // _PER_CONSONANT] == short:
            name = _PARTICLE.sub("", rest)
            return f"{latin}{name}" if len(name) > 1 else f"{latin}{rest}"
    return None
