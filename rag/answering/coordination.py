"""Nouns side by side in a question, and in what respects they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.korean import AND, NOUN_TAGS, Analyzer, Morpheme

DIFFERENCE = frozenset("다르 차이 차이점 비교 대조 공통점".split())
"""What asks how things differ."""
# Each is looked up for each of the things.
_MOST_ATTRIBUTES = 6


@dataclass(frozen=True, slots=True)
class Coordination:
    """Nouns side by side: A와 B.

    Attributes:
        names: The nouns as written.
        start: First character.
        end: One past the last, the particle behind it left out.
    """

    names: tuple[str, ...]
    start: int
    end: int


def coordinated(text: str, body: Sequence[Morpheme]) -> Coordination | None:
    """Find the first nouns that stand side by side.

    Args:
        text: The question.
        body: Its morphemes without signs.
    """
    for n in range(1, len(body) - 1):
        second = n + _joint(body, n)
        if second == n:
            continue
        first = n
        while first > 0 and is_naming(body, first - 1):
            first -= 1
        last = second
        while last < len(body) and is_naming(body, last) and body[last].form not in {"중"}:
            if last > second and "," in text[body[last - 1].end : body[last].start]:
                break
            last += 1
        if first == n or last == second:
            continue
        # What both have stands behind the second: "A랑 B 공정", one word each.
        own, words = last, text[body[first].start : body[n].start].count(" ")
        while own > second and _spaces(text, body[second:own]) > words:
            own -= 1
        if own < last and first and body[first - 1].tag == "ETM":
            first, own = _with_clause(text, body, first, (n, second), last), last
        if own == second or first < 0:
            continue
        names = (
            text[body[first].start : body[n].start],
            text[body[second].start : body[own - 1].end],
        )
        return Coordination(names, body[first].start, body[own - 1].end)
    return None


def _joint(body: Sequence[Morpheme], n: int) -> int:
    """How many morphemes join nouns here: 와 is one; 하고 may be taken for a verb's, two."""
    if body[n].tag in {"JC", "JKB"} and body[n].form in AND:
        return 1
    taken_for = body[n].form, body[n + 1].form, body[n + 1].tag
    is_one_word = body[n - 1].end == body[n].start and body[n - 1].tag in NOUN_TAGS
    return 2 * (taken_for == ("하", "고", "EC") and is_one_word and n + 2 < len(body))


def _spaces(text: str, tokens: Sequence[Morpheme]) -> int:
    return text[tokens[0].start : tokens[-1].end].count(" ")


def _with_clause(
    text: str, body: Sequence[Morpheme], first: int, joint: tuple[int, int], last: int
) -> int:
    """Where the first noun begins with the clause before it, if both are as long then.

    진 of "이긴 팀과 진 팀" is taken for a noun.

    Args:
        text: The question.
        body: Its morphemes.
        first: The first noun.
        joint: What joins the two, and one past it.
        last: One past the second.

    Returns:
        The first morpheme of the text; -1 where the clause does not begin with the text, or the
        second noun has as much before it as the first, and no comma behind it.
    """
    is_closed = text[body[last - 1].end : body[last - 1].end + 1] == ","
    one, other = _spaces(text, body[: joint[0]]), _spaces(text, body[joint[1] : last])
    has_phrase = any(m.tag[0] == "J" for m in body[:first])
    return 0 if (one == other or (is_closed and other < one)) and not has_phrase else -1


def is_naming(body: Sequence[Morpheme], n: int) -> bool:
    """Tell whether a morpheme is of a noun, whatever else the analyser took it for."""
    following = body[n + 1] if n + 1 < len(body) else None
    return body[n].tag in NOUN_TAGS or (
        following is not None
        and body[n].tag in {"MM", "MAG", "XR"}
        and body[n].end == following.start
        and following.tag in NOUN_TAGS
    )


def attributes_in(text: str, names: Sequence[str], analyzer: Analyzer) -> tuple[str, ...]:
    """Find in what some things are to be compared: "무게와 보증 기간" of "A와 B의 … 비교해 줘".

    Args:
        text: The question.
        names: The things.
        analyzer: Reads it.

    Returns:
        Noun phrases, each once, the first six; none where the question names only the things.
    """
    begin = max(text.find(name) + len(name) for name in names)
    body = [m for m in analyzer.morphemes(text) if m.start >= begin]
    stop = next((n for n, m in enumerate(body) if m.form in DIFFERENCE), 0)
    found: list[list[Morpheme]] = [[]]
    for n, m in enumerate(body[:stop]):
        if m.tag == "SP" or (found[-1] and n + 1 < stop and _joint(body, n)):
            found.append([])
        elif found[-1] or m.tag[0] != "J":
            found[-1].append(m)
    phrases = []
    for tokens in found:
        nouns = [n for n, m in enumerate(tokens) if m.tag in NOUN_TAGS and m.form != "점"]
        if nouns:
            phrases.append(text[tokens[0].start : tokens[nouns[-1]].end])
    return tuple(dict.fromkeys(phrases))[:_MOST_ATTRIBUTES]
