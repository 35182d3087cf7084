"""How near two spellings are: by the letters of Hangul, and by what Latin letters sound like.

A word is written as the letters of its syllables. Those that are easily taken for one another
(ㅐ and ㅔ, ㄱ and ㅋ) lie closer together than others, and vowels closer than consonants, which is
what differs between spellings of one foreign name. Latin letters are read in Hangul, by their names
(TSMC, 티에스엠씨) and as a word (Nixon, 닉슨); and some stand for a name (SKT, SK텔레콤).
"""

from __future__ import annotations

import re

_LATIN = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_DOUBLED = re.compile(r"([^\d])\1+")
_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 "
        "더블유 엑스 와이 제트".split(),
        strict=True,
    )
)
# A word shorter than this is read by the names of its letters alone.
_PRONOUNCED_CHARS = 3
# What letters sound like that are not read one by one; the first that fits is taken.
_SOUNDS = {
    "sch|sh|th|s|c(?=[eiy])": "ㅅ",
    "tch|ch": "ㅊ",
    "dge?$|dg(?=[eiy])|g(?=[eiy])|j|z": "ㅈ",
    "gue?$|g": "ㄱ",
    "x": "ㅋㅅ",
    "ck|c|k|q": "ㅋ",
    "ph|p|f": "ㅍ",
    "ng$": "ㅇ",
    "(?<!^)e$|r(?![aeiouy])": "",
    "ee|ea|i|y": "ㅣ",
    "oo|u|w": "ㅜ",
    "b|v": "ㅂ",
    "d": "ㄷ",
    "h": "ㅎ",
    "l|r": "ㄹ",
    "m": "ㅁ",
    "n": "ㄴ",
    "t": "ㅌ",
    "a": "ㅏ",
    "e": "ㅔ",
    "o": "ㅗ",
}
_SOUND = re.compile("|".join(f"({spelling})" for spelling in _SOUNDS))
_SOUND_OF_GROUP = ("", *_SOUNDS.values())
_FIRST_SYLLABLE, _SYLLABLES = 0xAC00, 11172
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆ ㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅞ ㅞ ㅛ ㅜ ㅜㅓ ㅞ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split()
# Last consonants as they are said before a pause.
_LAST = " ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅂㄹㅁㅂㅂㄷㄷㅇㄷㄷㄱㄷㅂㄷ"
_VOWELS = frozenset("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣㅞ")
# Letters that are taken for one another; the first stands for all.
_ALIKE = {
    letter: group[0]
    for group in "ㄱㄲㅋ ㄷㄸㅌ ㅂㅃㅍ ㅅㅆ ㅈㅉㅊ ㅔㅐㅒㅖㅞ ㅏㅑ ㅓㅕ ㅗㅛ ㅜㅠ".split()
    for letter in group
}
_ALIKE_SHARE = 0.3
_VOWEL_COST = 0.5
# ㅡ is put in where a foreign name has no vowel; ㅎ between vowels is hardly heard.
_WEAK = {"ㅡ": 0.25, "ㅎ": 0.5}
# The letter of each first consonant of a syllable, in the order of Unicode; ㅇ has none.
_LETTERS = "GGNDDLMBBSS JJCKTPH"
_PER_CONSONANT = 588
_MIXED = re.compile(r"(?<![A-Za-z])([A-Z]{2,4})\s?([가-힣]{2,})")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|의|과|와|도|에|에서|에게|으로|로)$")


def has_latin(word: str) -> bool:
    """Tell whether a word holds a Latin letter."""
    return _LATIN.search(word.lower()) is not None


def letters(word: str) -> str:
    """Write a word letter by letter: Hangul as compatibility jamo, the rest in lower case."""
    return _DOUBLED.sub(r"\1", "".join(map(_letters, word.lower())))


def readings(word: str) -> tuple[str, ...]:
    """Write a word with Latin letters as :func:`letters` would write it in Hangul.

    Returns:
        As read by the names of its Latin letters, and as pronounced; nothing where it has none.
    """
    word = word.lower()
    if not has_latin(word):
        return ()
    spelled = "".join(_NAMES.get(character, character) for character in word)
    said = _LATIN.sub(lambda run: _said(run[0]), word)
    return tuple(dict.fromkeys([letters(spelled), letters(said)]))


def grams(written: str) -> list[str]:
    """List pairs of neighbouring letters, those that are taken for one another as one.

    Args:
        written: What :func:`letters` or :func:`readings` gave.
    """
    folded = "".join(_ALIKE.get(letter, letter) for letter in written if letter != "ㅡ")
    folded = "^" + _DOUBLED.sub(r"\1", folded) + "$"
    return [folded[i : i + 2] for i in range(len(folded) - 1)]


def spelling_distance(one: str, other: str) -> float:
    """Tell how far two words lie apart.

    Returns:
        0 for the same letters, 1 for none in common, ``inf`` where their digits differ. A word in
        Hangul is compared with the nearest reading of one in Latin letters.
    """
    if _DIGIT.findall(one) != _DIGIT.findall(other):
        return float("inf")
    if has_latin(one) == has_latin(other):
        return _distance(letters(one), letters(other))
    return min(_distance(a, b) for a in _in_hangul(one) for b in _in_hangul(other))


def _in_hangul(word: str) -> tuple[str, ...]:
    return readings(word) or (letters(word),)


def _letters(character: str) -> str:
    number = ord(character) - _FIRST_SYLLABLE
    if not 0 <= number < _SYLLABLES:
        return character
    first, middle, last = number // 588, number // 28 % 21, number % 28
    return (_FIRST[first] + _MIDDLE[middle] + _LAST[last]).replace(" ", "")


def _said(run: str) -> str:
    if len(run) < _PRONOUNCED_CHARS:
        return "".join(_NAMES[letter] for letter in run)
    return _SOUND.sub(lambda found: _SOUND_OF_GROUP[found.lastindex or 0], run)


def _cost(letter: str) -> float:
    if letter.isdigit():  # which are the same on both sides
        return 0.0
    return _WEAK.get(letter, _VOWEL_COST if letter in _VOWELS else 1.0)


def _exchange(one: str, other: str) -> float:
    cost = max(_cost(one), _cost(other))
    return cost * _ALIKE_SHARE if _ALIKE.get(one, one) == _ALIKE.get(other, other) else cost


def _distance(one: str, other: str) -> float:
    """Edit distance with the costs above, as a share of what the costlier word costs."""
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _cost(letter))
    whole = row[-1]
    for letter in one:
        above, row = row, [row[0] + _cost(letter)]
        for place, theirs in enumerate(other):
            kept = above[place] + (0.0 if letter == theirs else _exchange(letter, theirs))
            row.append(min(kept, above[place + 1] + _cost(letter), row[place] + _cost(theirs)))
    return row[-1] / max(whole, sum(map(_cost, one)), 1.0)


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
        if latin + _LETTERS[(ord(rest[0]) - _FIRST_SYLLABLE) // _PER_CONSONANT] == short:
            name = _PARTICLE.sub("", rest)
            return f"{latin}{name}" if len(name) > 1 else f"{latin}{rest}"
    return None
