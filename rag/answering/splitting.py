"""Several questions asked in one, each made to stand by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.korean import Analyzer, Morpheme, attach, holds_word, without_signs
from rag.reading import INTERROGATIVES, Kind, analyse_question

_QUESTION_END = re.compile(r"(?<=[?？])(?![”’\"'」』)])\s*(?=\S)")
_QUOTED = re.compile(r"[“”‘’\"']")
# "KT는?", "KT도?"
_WHAT_OF = frozenset({"은", "는", "ᆫ", "도"})
# "몇 명이고 얼마야?", "얼만데 언제까지야?", "얼마인지 언제까지인지 알려 줘"
_LINKING = frozenset("고 며 으며 는데 ᆫ데 은데 는지 ᆫ지 은지 을지 ᆯ지".split())
TOLD_APART = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY, Kind.WHY, Kind.HOW})
"""What is asked for by itself, of one predicate or by one noun beside another."""


def questions_in(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Split what asks several questions; one question comes back as it is.

    They are told apart by question marks, by the end of an asking clause ("… 몇 명이고 … 몇
    명이야?"), and by what is asked for with one predicate ("언제 어디서 해?").
    """
    pieces = [piece for piece in _QUESTION_END.split(text) if holds_word(piece)]
    if len(pieces) > 1 and not all(asks(analyzer.morphemes(piece)) for piece in pieces):
        pieces = [text]
    clauses = (part for piece in pieces for part in _clauses(piece, analyzer))
    return tuple(part for clause in clauses for part in _of_one_predicate(clause, analyzer))


def asks(morphemes: Sequence[Morpheme]) -> bool:
    """Tell whether a piece of what was said asks something by itself."""
    body = without_signs(morphemes)
    if not body:
        return False
    if body[-1].tag == "EF" or (body[-1].tag == "JX" and body[-1].form in _WHAT_OF):
        return True
    return any(m.form in INTERROGATIVES for m in body)


def _clauses(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Split where one asking clause ends and another follows."""
    body = without_signs(analyzer.morphemes(text))
    asking = [n for n, m in enumerate(body) if m.form in INTERROGATIVES]
    if len(asking) < 2:
        return (text,)
    for n in range(asking[0] + 1, asking[-1]):
        m = body[n]
        if m.tag == "EF" and not _QUOTED.search(text):
            head, rest = text[: m.end], text[m.end :]
        elif _links(body, n):
            head, rest = _ended(text, body[:n], m, analyzer), text[m.end :]
        else:
            continue
        rest = rest.lstrip(" ,.")
        following = next((o for o in body[n + 1 :] if o.tag == "MAJ"), None)
        if following is not None and following.start == body[n + 1].start:  # 그리고
            rest = text[following.end :].lstrip(" ,")
        return f"{head}?", *_clauses(rest, analyzer)
    return (text,)


def _links(body: Sequence[Morpheme], n: int) -> bool:
    """Whether a clause ends with a morpheme and goes on with another: not 타고 of "타고 가"."""
    m, before, after = body[n], body[n - 1], body[n + 1]
    if m.form not in _LINKING or after.tag in {"VV", "VA", "VX"}:
        return False
    # 거고 and 까지고 are taken apart without their copula.
    is_bare = m.form == "고" and m.start == before.end and before.tag[0] in "NJ"
    return m.tag == "EC" or (is_bare and m.end < after.start)


def _ended(text: str, clause: Sequence[Morpheme], link: Morpheme, analyzer: Analyzer) -> str:
    """A clause with the ending of a question in place of what links it to the next."""
    stem = clause[-1]
    if stem.tag == "EP":
        return f"{text[: stem.end]}어요"
    if stem.tag == "VCP" and len(clause) > 1:
        noun = clause[-2]  # also 얼마 of "얼만데"
        return attach(text[: noun.start] + noun.form, "이야")
    if link.tag != "EC":
        return attach(text[: stem.end], "이야")
    return text[: stem.start] + analyzer.join([(stem.form, stem.tag), ("어요", "EF")])


def _of_one_predicate(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Ask by itself for each of two things of one predicate: "몇 시에 해?", "어디서 해?"."""
    body = without_signs(analyzer.morphemes(text))
    asking = [n for n, m in enumerate(body) if m.form in INTERROGATIVES]
    if len(asking) > 2:
        return _each_alone(text, body, asking, analyzer)
    for first, second in pairwise(asking):
        one, other = _phrase(body, first), _phrase(body, second)
        if not one or not other or any(m.tag[0] in "VEM" for m in body[one.stop : second]):
            continue
        if any(m.form == "씩" for m in body[second + 1 : other.stop + 1]):
            continue  # of each its share: "누가 몇 개씩"
        head, rest = text[: body[one.stop - 1].end], text[body[other.stop - 1].end :]
        between = text[len(head) : body[second].start].rstrip()
        is_copular = body[other.stop : other.stop + 1] == [] or body[other.stop].tag == "VCP"
        left = f"{attach(head, '이야')}?" if is_copular else f"{head}{between}{rest}"
        right = f"{text[: body[first].start]}{text[len(head) :].lstrip()}"
        kinds = [analyse_question(t, analyzer.morphemes(t)).kind for t in (left, right)]
        if kinds[0] is not kinds[1] and TOLD_APART.issuperset(kinds):
            return left, right
    return (text,)


def _each_alone(
    text: str, body: Sequence[Morpheme], asking: Sequence[int], analyzer: Analyzer
) -> tuple[str, ...]:
    """Ask for each of three things or more that stand side by side: "언제 어디서 누가 해?"."""
    phrases = [_phrase(body, n) for n in asking]
    if any(one.stop != other.start for one, other in pairwise(phrases)):
        return (text,)
    spans = [(body[p.start].start, body[p.stop - 1].end) for p in phrases]
    before, behind = text[: spans[0][0]], text[spans[-1][1] :]
    parts = tuple(f"{before}{text[start:end]}{behind}" for start, end in spans)
    kinds = {analyse_question(part, analyzer.morphemes(part)).kind for part in parts}
    return parts if len(kinds) == len(parts) and kinds <= TOLD_APART else (text,)


def _phrase(body: Sequence[Morpheme], n: int) -> range:
    """An interrogative with what it counts or names, and its particles."""
    last = n + 1
    while last < len(body) and body[last].tag[0] == "N" and body[last].form not in INTERROGATIVES:
        if body[n].form not in {"몇", "어느", "어떤", "무슨"}:
            break
        last += 1
    while last < len(body) and body[last].tag[0] == "J":
        last += 1
    return range(n, last)
