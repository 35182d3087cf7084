"""Morphemes, and what is made of them: the terms of an index, words without their particles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean.hanja import hanja_readings
from rag.korean.notation import other_terms

# Sejong tags whose morphemes carry meaning: nouns, numerals, verbs, adjectives, roots, general
# adverbs, Latin and Chinese letters, numbers. Particles, endings and punctuation are left out.
CONTENT_TAGS = frozenset(
    {"NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "XR", "MAG", "MM", "SL", "SH", "SN"}
)
NOUN_TAGS = frozenset({"NNG", "NNP", "NNB", "NR", "SL", "SH", "SN", "XPN", "XSN"})
"""Sejong tags of what a noun is written with: letters, numbers and affixes among them."""
CONTRASTING = frozenset("지만 으나 나 는데 은데 ᆫ데".split())
"""Endings behind which what holds is told, and before them what was so or only wanted."""
_NOMINAL_TAGS = NOUN_TAGS | {"XR"}
_SIGN_TAGS = frozenset({"SF", "SP", "SE", "SO", "SW"})
_DENIALS = frozenset({"안", "못", "않", "없", "아니", "못하", "말"})
_TOPIC, _PAST = frozenset({"은", "는"}), frozenset({"었", "았", "였"})
_ADVERB = "MAG"
_REPORTING, _SAID = ("다는", "라는"), ("다고", "라고")
_CLAIMED = frozenset({"보도", "주장"})
_REPORTS = frozenset("소문 루머 글 말 이야기 얘기 보도 주장 의혹 추측 설".split())
# What is said of a report that is no fact.
_FALSE = frozenset("거짓 허위 오보 낭설 헛소문 사실무근 가짜 다르 잘못".split())
_PUT_RIGHT = frozenset({"바로잡", "정정"})
# "잘못 적은", but not "주문을 잘못 받은 음료".
_WRITTEN = frozenset("적 쓰 세 알리 표기 기재 안내 인쇄 나가".split())
# A denial stands no farther behind what it denies: 지을 수 없다, 짓지 않기로 했다.
_DENIED_WITHIN = 5

_HANGUL_RUN = re.compile(r"[가-힣]+")
_LATIN_DIGIT_RUN = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One morpheme of a text.

    Attributes:
        form: Dictionary form, in Hangul syllables or compatibility-free jamo as Kiwi gives it.
        tag: Sejong part-of-speech tag, without Kiwi's suffix for irregular verbs.
        start: First character in the analysed text.
        end: One past the last character.
    """

    form: str
    tag: str
    start: int
    end: int


def content_form(morpheme: Morpheme) -> str:
    """Return the form under which a content morpheme is compared: Latin in lower case."""
    return morpheme.form.lower() if morpheme.tag == "SL" else morpheme.form


def without_signs(morphemes: Iterable[Morpheme]) -> list[Morpheme]:
    """Leave out what is written between words."""
    return [m for m in morphemes if m.tag not in _SIGN_TAGS]


def nouns_before(
    morphemes: Sequence[Morpheme], end: int, tags: frozenset[str] = NOUN_TAGS
) -> range:
    """Return where the nouns stand that end right before a place; an empty range for none."""
    first = end
    while first > 0 and morphemes[first - 1].tag in tags:
        first -= 1
    return range(first, end)


def index_terms(morphemes: Sequence[Morpheme], text: str) -> list[str]:
    """List the terms by which a text is found.

    Two readings in one list: the content morphemes, which see through endings and particles,
    and the Hangul character bigrams of each word, which find names that Kiwi does not know
    (it reads 사피온 as 사, 피, 온). Latin and digit runs also count joined ("X220"), and what is
    written in another notation also counts in the plain one: 1만2,500 as 12500, 李舜臣 as 이순신.

    Args:
        morphemes: The text's morphemes, offsets into ``text`` or not.
        text: The normalised text.

    Returns:
        Terms in order, repeated as often as they occur.
    """
    terms = [content_form(m) for m in morphemes if m.tag in CONTENT_TAGS]
    for run in _HANGUL_RUN.findall(text):
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    mixed = (run for run in _LATIN_DIGIT_RUN.findall(text) if not run.isalpha())
    terms.extend(run.lower() for run in mixed if not run.isdigit())
    terms.extend(other_terms(text))
    for reading in hanja_readings(text):
        terms.append(reading)
        terms.extend(reading[i : i + 2] for i in range(len(reading) - 1) if len(reading) > 2)
    return terms


def is_denial(morpheme: Morpheme) -> bool:
    """Tell whether a morpheme denies: 안, 못, 않다, 없다, 아니다, 못하다, 말다; not 가방 안."""
    return morpheme.form in _DENIALS and not morpheme.tag.startswith("N")


def is_topic(morpheme: Morpheme) -> bool:
    """Tell whether a morpheme marks the topic of a sentence."""
    return morpheme.tag == "JX" and morpheme.form in _TOPIC


def is_past(morpheme: Morpheme) -> bool:
    """Tell whether a morpheme puts a predicate into the past."""
    return morpheme.tag == "EP" and morpheme.form in _PAST


def is_denied(morphemes: Sequence[Morpheme], place: int) -> bool:
    """Tell whether a predicate is denied: 짓지 않다, 못 짓다, 지을 수 없다."""
    before = morphemes[max(place - 1, 0) : place]
    behind = morphemes[place + 1 : place + 1 + _DENIED_WITHIN]
    return any(is_denial(m) and m.tag == _ADVERB for m in before) or any(map(is_denial, behind))


def puts_right(tokens: Sequence[Morpheme]) -> bool:
    """Tell whether a sentence says that something told was a mistake."""
    return any(
        m.form in _PUT_RIGHT
        or (m.form == "잘못" and any(o.form in _WRITTEN for o in tokens[n + 1 : n + 3]))
        for n, m in enumerate(tokens)
    )


def report_in(morphemes: Sequence[Morpheme]) -> tuple[Morpheme, bool] | None:
    """Find what a sentence calls a report: 소문 in "문을 닫는다는 소문은 사실이 아니다".

    Returns:
        The noun that what is reported stands before, and whether it is called false.
    """
    for place, (m, noun) in enumerate(pairwise(morphemes)):
        if m.tag == "EC" and m.form.endswith(_SAID) and noun.form in _CLAIMED:
            return noun, False
        if m.tag == "ETM" and m.form.endswith(_REPORTING):
            behind = morphemes[place + 2 :]
            is_false = any(b.form in _FALSE or is_denial(b) for b in behind)
            if is_false or noun.form in _REPORTS:
                return noun, is_false
    return None


def nominal_runs(morphemes: Iterable[Morpheme]) -> Iterator[tuple[Morpheme, ...]]:
    """Find words without their particles: nouns, names, letters and numbers written as one.

    Args:
        morphemes: The morphemes of a text, in order.

    Yields:
        Runs of morphemes that follow one another without a blank.
    """
    run: list[Morpheme] = []
    for m in morphemes:
        is_nominal = m.tag in _NOMINAL_TAGS and m.end > m.start
        if run and not (is_nominal and m.start == run[-1].end):
            yield tuple(run)
            run = []
        if is_nominal:
            run.append(m)
    if run:
        yield tuple(run)
