"""Joins a word and a particle, whose form depends on the word's last sound."""

from __future__ import annotations

import re

# After a consonant, after a vowel; 이야 to 이지 begin the copula.
_PAIRS = [
    pair.split("/")
    for pair in "은/는 이랑/랑 이나/나 이란/란 이야/야 이었/였 이에요/예요 이죠/죠 이지/지 "
    "을/를 과/와 으로/로 이/가".split()
]
# Digits and capitals are read by name (영, 엘, 엠); small letters as a word (북, 웹). ㄹ is kept
# apart because of 으로/로.
_CONSONANT = re.compile(r"[036MNbckmnpt]$|ng$")
_RIEUL = re.compile(r"[178LRl]$|le$")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS, _FINAL_RIEUL = 0xAC00, 0xD7A3, 28, 8
AND = frozenset({"과", "와", "랑", "이랑", "하고"})
"""Particles between nouns that are listed."""
_ONE_FORM = {"가": "이", "께서": "이", "는": "은", "ᆫ": "은", "를": "을", "ᆯ": "을"}
_ONE_FORM |= {"서": "에서", "으로": "로"}
_CLOSING = "\"'”’)]」』》〉 "


def attach(word: str, particle: str) -> str:
    """Join a word and a particle in the form that the word asks for.

    Args:
        word: A noun phrase; Hangul, Latin letters or digits, possibly in quotation marks.
        particle: A particle in either of its forms ("은" or "는"), several in a row ("에는"),
            the rest of a copula ("이야", "였어"), or "".
    """
    consonant, rieul = _ending(word)
    for after_consonant, after_vowel in _PAIRS:
        if particle.startswith((after_consonant, after_vowel)):
            used = after_consonant if particle.startswith(after_consonant) else after_vowel
            rest = particle.removeprefix(used)
            if after_vowel in {"가", "는", "를", "와"} and rest:
                break
            closed = consonant and not (rieul and after_vowel == "로")
            return word + (after_consonant if closed else after_vowel) + rest
    return word + particle


def in_one_form(particle: str) -> str:
    """Return the form in which a particle is compared: 이 for 가, 로 for 으로."""
    return _ONE_FORM.get(particle, particle)


def _ending(word: str) -> tuple[bool, bool]:
    """Whether a word ends in a consonant, and whether that is ㄹ."""
    word = word.rstrip(_CLOSING)
    if not word:
        return False, False
    last = ord(word[-1])
    if _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE:
        final = (last - _FIRST_SYLLABLE) % _FINALS
        return final > 0, final == _FINAL_RIEUL
    rieul = _RIEUL.search(word) is not None
    return rieul or _CONSONANT.search(word) is not None, rieul
