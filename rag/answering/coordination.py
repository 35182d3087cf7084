"""Nouns side by side in a question, and in what respects they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.korean import AND, NOUN_TAGS, Analyzer, Morpheme, find_moments

DIFFERENCE = frozenset("다르 차이 차이점 비교 대조 공통점".split())
"""What asks how things differ."""
# Each is looked up for each of the things.
_MOST_ATTRIBUTES = 6
_AMONG = frozenset({"중", "가운데"})
Run = tuple[int, int]


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
        first, last = _run_start(text, body, n), _run_end(text, body, second)
        if first == n or last == second or (second == n and not _is_parted(text, body, n)):
            continue
        runs = _with_others(text, body, [(first, n), (second, last)])
        if second == n and (len(runs) == 2 or not _is_among(body, runs[-1][1])):
            continue
        begin, last = runs[-1]
        # What all have stands behind the last: "A랑 B 공정", one word each.
        own, words = last, text[body[first].start : body[n].start].count(" ")
        while own > begin and _spaces(text, body[begin:own]) > words:
            own -= 1
        if own < last and first and body[first - 1].tag == "ETM":
            runs[0], own = (_with_clause(text, body, first, (n, second), last), n), last
        if own == begin or runs[0][0] < 0:
            continue
        spans = [(body[a].start, body[b - 1].end) for a, b in (*runs[:-1], (begin, own))]
        return Coordination(tuple(text[a:b] for a, b in spans), spans[0][0], spans[-1][1])
    return None


def _run_start(text: str, body: Sequence[Morpheme], end: int) -> int:
    """Where the noun that ends before a morpheme begins; a comma parts it from another."""
    first = end
    while first > 0 and is_naming(body, first - 1):
        if first < end and _is_parted(text, body, first):
            break
        first -= 1
    return first


def _run_end(text: str, body: Sequence[Morpheme], start: int) -> int:
    last = start
    while last < len(body) and is_naming(body, last) and body[last].form not in _AMONG:
        if last > start and _is_parted(text, body, last):
            break
        last += 1
    return last


def _is_parted(text: str, body: Sequence[Morpheme], n: int) -> bool:
    return "," in text[body[n - 1].end : body[n].start]


def _with_others(text: str, body: Sequence[Morpheme], runs: list[Run]) -> list[Run]:
    """Two nouns with what else is named beside them: "A와 B와 C", "A, B, C 중".

    Behind a comma, and behind the 랑 of "A랑 B랑", something else may begin: "A랑 B랑 값 차이".
    """
    found = [*runs]
    while (at := found[-1][1]) + 1 < len(body):
        is_parted = _is_parted(text, body, at)
        start = at if is_parted else at + _joint(body, at)
        end = _run_end(text, body, start)
        goes_on = end < len(body) and (is_parted or bool(_joint(body, end)))
        is_listed = start > at and body[at].form in {"와", "과"}
        if end == start or not (is_listed or (start > at and goes_on) or is_parted):
            break
        found.append((start, end))
    if not _is_among(body, found[-1][1]):
        found = [run for n, run in enumerate(found) if n < 2 or run[0] > found[n - 1][1]]
    start = body[found[0][0]].start
    named = text[start : body[found[-1][1] - 1].end]
    if bool(find_moments(text[:start])) is not bool(find_moments(named)):
        return found  # "내일, A와 B"
    while (at := found[0][0]) and _is_parted(text, body, at) and is_naming(body, at - 1):
        found.insert(0, (_run_start(text, body, at), at))
    return found


def _is_among(body: Sequence[Morpheme], n: int) -> bool:
    return n < len(body) and body[n].form in _AMONG


def _joint(body: Sequence[Morpheme], n: int) -> int:
    """How many morphemes join nouns here: 와 is one; 하고 may be taken for a verb's, two."""
    if body[n].tag in {"JC", "JKB"} and body[n].form in AND:
        return 1
    if n + 2 >= len(body):
        return 0
    taken_for = body[n].form, body[n + 1].form, body[n + 1].tag
    is_one_word = body[n - 1].end == body[n].start and body[n - 1].tag in NOUN_TAGS
    return 2 * (taken_for == ("하", "고", "EC") and is_one_word)


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
