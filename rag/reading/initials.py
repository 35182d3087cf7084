"""Names that Koreans shorten to Latin letters: SKT for SK텔레콤, LGD for LG디스플레이."""

from __future__ import annotations

import re
from functools import lru_cache

# The Hangul onsets, in the order of their code points, that a Latin letter may stand for.
_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_STANDS_FOR = {
    **dict.fromkeys("aiueowy", "ㅇ"),
    "b": "ㅂ",
    "c": "ㅅㅊㅋ",
    "d": "ㄷ",
    "f": "ㅍ",
    "g": "ㄱ",
    "h": "ㅎ",
    "j": "ㅈ",
    "k": "ㅋㄱ",
    "l": "ㄹ",
    "m": "ㅁ",
    "n": "ㄴ",
    "p": "ㅍ",
    "r": "ㄹ",
    "s": "ㅅㅆ",
    "t": "ㅌㅊ",
    "v": "ㅂ",
    "z": "ㅈ",
}
_SHORTENED = re.compile(r"[a-z]{3,5}")
_SYLLABLES_AN_ONSET = 588


def stands_for(form: str, compact: str) -> bool:
    """Tell whether a text holds a name that a word shortens to its initials.

    Args:
        form: A word of the question, in lower case.
        compact: The text in lower case, without white space.

    Returns:
        Whether all its letters but the last stand in the text, with a Korean word behind them that
        the last letter stands for.
    """
    pattern = _pattern(form)
    return pattern is not None and pattern.search(compact) is not None


@lru_cache(maxsize=1024)
def _pattern(form: str) -> re.Pattern[str] | None:
    onsets = _STANDS_FOR.get(form[-1:], "") if _SHORTENED.fullmatch(form) else ""
    if not onsets:
        return None
    firsts = [0xAC00 + _ONSETS.index(onset) * _SYLLABLES_AN_ONSET for onset in onsets]
    ranges = "".join(f"{chr(f)}-{chr(f + _SYLLABLES_AN_ONSET - 1)}" for f in firsts)
    # Two syllables and more are a word; one may be a particle.
    return re.compile(f"(?<![a-z]){form[:-1]}[{ranges}][가-힣]")
