"""Two things side by side: what the documents say of each, and which has more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.amounts import amounts_of
from rag.answering.coordination import DIFFERENCE
from rag.answering.plan import MORE
from rag.korean import NOUN_TAGS, Analyzer, Morpheme, Sentence, attach, is_topic, kind_of_unit
from rag.reading import (
    DATE,
    TIME,
    Evidence,
    Measured,
    Question,
    amounts_in,
    analyse_question,
    enumerated,
    find_values,
    is_least,
    kinds_of_degree,
    measured,
    settle_mark,
)

Ask = Callable[[str], Sequence[Evidence]]
"""Finds the sentences that answer a question, each with its likeliest short answer."""
Span = tuple[int, int]

_SENTENCES = 2
# By how much one has more than another: "얼마나 더 비싸", "몇 대 더".
_BY_HOW_MUCH = re.compile(r"(?:얼마나?|몇\s?\S+)\s+")
_GAP = re.compile(r"차이\S*\s(?:얼마|몇)")
_MORE_THAN = re.compile(r"((?:얼마나?|몇\s?\S+)\s+)더\s+")
_ASIDE = frozenset({"EC", "ETM", "MAG", "MAJ", "IC", "SP"})
_OF = frozenset("이 가 은 는".split())
_NOUNS = NOUN_TAGS - {"NNB"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared.

    Attributes:
        name: Its name, as asked.
        evidence: What the documents say of it; empty where they say nothing.
        value: The number compared, as written; "" where numbers are not compared.
    """

    name: str
    evidence: tuple[Evidence, ...]
    value: str = ""


def sides_of(question: str, names: Sequence[str], ask: Ask, analyzer: Analyzer) -> list[Side]:
    """Find what the documents say of each of some things."""
    what = _what_of(question, _compared_in(question, analyzer), names)
    found = []
    for name in names:
        topic = attach(f"{name} {what}".strip(), "은")
        about = _telling(_about([name], ask(f"{topic} 어떤가요?")), what)
        about.sort(key=lambda e: -e.score)
        kept = sorted(about[:_SENTENCES], key=lambda e: e.candidate.position)
        found.append(Side(name, tuple(kept)))
    return found


def _about(words: Sequence[str], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that hold a name's words, else those that stand under some of them."""
    return [e for e in evidence if holds_words(words, e.candidate.sentence.text)] or [
        e
        for e in evidence
        if holds_words(
            words, f"{e.candidate.title} {e.candidate.heading} {e.candidate.sentence.text}"
        )
    ]


def _telling(evidence: Sequence[Evidence], what: str) -> list[Evidence]:
    """Those that hold the most of what is compared; all, where nothing is said of it."""
    held = [sum(word in _written(item) for word in what.split()) for item in evidence]
    return [e for e, own in zip(evidence, held, strict=True) if own == max(held)]


def _written(item: Evidence) -> str:
    """A sentence, with the names of its columns."""
    block = item.candidate.block
    return " ".join((item.candidate.sentence.text, *(block.columns if block else ())))


def _compared_in(question: str, analyzer: Analyzer) -> Sequence[Morpheme]:
    """What stands before the word that asks for a comparison; nothing where none does."""
    body = analyzer.morphemes(question)
    return body[: next((n for n, m in enumerate(body) if m.form in DIFFERENCE), 0)]


def asked_of_all(question: str, analyzer: Analyzer) -> str:
    """Ask of what a comparison names by one word: "통신사들을 비교해줘" as "통신사들은 어떤가요?".

    Args:
        question: The comparison.
        analyzer: Reads it.

    Returns:
        The question; as it is where nothing is named before what asks for a comparison.
    """
    named = [m for m in _compared_in(question, analyzer) if m.tag in _NOUNS or m.tag[0] == "X"]
    return f"{attach(question[: named[-1].end], '은')} 어떤가요?" if named else question


def names_told(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Name what some sentences are each about: their topics, each once."""
    names = (_topic(item) for item in evidence)
    return tuple(dict.fromkeys(name for name in names if name))


def whether_more(question: str, analyzer: Analyzer) -> tuple[str, tuple[str, str]] | None:
    """Ask which of two has more, where it is asked of one: "배가 사과보다 비싸?", "… 얼마나 비싸?".

    Returns:
        The question for :func:`compared`, and the two, the one of which it is asked first;
        ``None`` where no two nouns are compared.
    """
    two = _two_in(question, analyzer)
    if two is None:
        return None
    of, than, end = two
    names = question[slice(*of)], question[slice(*than)]
    rest = _BY_HOW_MUCH.sub("", question[end:].strip(), count=1).removeprefix("더 ")
    return (f"{attach(names[0], '과')} {names[1]} 중에 더 {rest}", names) if rest else None


def _two_in(question: str, analyzer: Analyzer) -> tuple[Span, Span, int] | None:
    """The one of which it is asked, the one that it is compared with, and where both are said."""
    body = analyzer.morphemes(question)
    than = next((n for n, m in enumerate(body) if m.form == "보다" and m.tag == "JKB"), None)
    of = next((n for n, m in enumerate(body) if m.tag in {"JKS", "JX"} and m.form in _OF), None)
    if than is None or of is None:
        return None
    spans = _phrase_before(body, of), _phrase_before(body, than)
    if spans[0] is None or spans[1] is None:
        return None
    return spans[0], spans[1], body[max(of, than)].end


def each_asked(question: str, names: Sequence[str], analyzer: Analyzer) -> dict[str, str]:
    """Ask of each of two how much, where it is asked by how much they differ.

    Args:
        question: "강해가 유진보다 몇 점 더 넣었어?", "2021년과 작년 수출액 차이는 얼마야?".
        names: The two, where they stand side by side.
        analyzer: Reads it.

    Returns:
        A question for each by its name; nothing where no two are compared.
    """
    if names:
        what = _what_of(question, _compared_in(question, analyzer), names)
        return {name: f"{attach(f'{name} {what}'.strip(), '은')} 얼마인가요?" for name in names}
    two = _two_in(question, analyzer)
    if two is None:
        return {}
    of, than, _ = two
    own, other = question[slice(*of)], question[slice(*than)]
    # Without the one that it is compared with: "… 몇 점 더 넣었어?".
    left = f"{question[: than[0]]}{question[than[1] :].removeprefix('보다').lstrip()}"
    left = _MORE_THAN.sub(r"\1", left)
    particle = next((p for p in _OF if question.startswith(p, of[1])), "")
    return {own: left, other: left.replace(own + particle, attach(other, particle), 1)}


def asks_by_how_much(question: str) -> bool:
    """Tell whether a question asks by how much one thing has more than another."""
    return _BY_HOW_MUCH.search(question) is not None or _GAP.search(question) is not None


def asks_for_less(question: str, analyzer: Analyzer) -> bool:
    """Tell whether it is asked by how much there is less: 싸, 덜."""
    return any(is_least(m.form) != (m.form == "덜") for m in analyzer.morphemes(question))


def difference(sides: Sequence[Side]) -> str:
    """Say by how much the values of two sides differ.

    Returns:
        An amount with its unit; "" where they are not one amount of the same unit each.
    """
    told = [amounts_of(side.value) for side in sides]
    if len(told) != 2 or any(len(own) != 1 for own in told):
        return ""
    ((one, unit),), ((other, same),) = told
    gap = abs(one - other)
    if not gap or unit != same:
        return ""
    hundred_millions, rest = divmod(gap, 10**8)
    if hundred_millions and gap.denominator == 1 and not rest % 10**4:
        return f"{hundred_millions:,}억 {f'{rest // 10**4:,}만' * bool(rest)}{unit}"
    return f"{gap.numerator:,}{unit}" if gap.denominator == 1 else f"{float(gap):g}{unit}"


def _phrase_before(body: Sequence[Morpheme], end: int) -> Span | None:
    """What stands before a particle, from the particle, clause or adverb before it: "온결 3000".

    "미국에 판 것" says nothing without its clause.
    """
    first = end
    while first and body[first - 1].tag[0] != "J" and body[first - 1].tag not in _ASIDE:
        first -= 1
    if all(m.tag == "NNB" for m in body[first:end]) and first < end:
        while first and not (
            body[first - 1].form in {*_OF, "보다"} and body[first - 1].tag[0] == "J"
        ):
            first -= 1
    return (body[first].start, body[end - 1].end) if first < end else None


def words_apart(names: Sequence[str], analyzer: Analyzer) -> dict[str, tuple[str, ...]]:
    """What of each name no other has: 미국 of "미국에 판 것"; all of it where that is nothing."""
    words = {n: [m.form for m in analyzer.morphemes(n) if m.tag[0] in "NSMX"] for n in names}
    return {
        name: tuple(
            word
            for word in own
            if not any(word in other for key, other in words.items() if key != name)
        )
        or (name,)
        for name, own in words.items()
    }


def values_of_each(
    questions: Mapping[str, str], ask: Ask, analyzer: Analyzer
) -> tuple[list[Side], list[Measured]] | None:
    """Find the one number that the documents give of each of some things.

    Args:
        questions: What asks for it, by the name of each.
        ask: Finds the sentences.
        analyzer: Reads the questions, which tell of what kind it must be; of any where they do not.

    Returns:
        The sides with their numbers as written, and these numbers; ``None`` where one is not
        given, or they are not of one kind.
    """
    apart = words_apart([*questions], analyzer)
    sides: list[Side] = []
    amounts: list[Measured] = []
    for name, asked in questions.items():
        wanted = analyse_question(asked, analyzer.morphemes(asked))
        own = next(filter(None, (kinds_of_degree(m.form) for m in wanted.morphemes)), ())
        own = (kind_of_unit(wanted.unit),) if wanted.unit else own
        found = _value_of(apart[name], wanted, own, _about(apart[name], ask(asked)))
        if found is None:
            return None
        item, text, amount = found
        sides.append(Side(name, (item,), text))
        amounts.append(amount)
    return (sides, amounts) if len({amount.kind for amount in amounts}) == 1 else None


def compared(
    question: str, names: Sequence[str], ask: Ask, analyzer: Analyzer
) -> tuple[list[Side], str] | None:
    """Compare numbers of one kind: "A와 B 중에 더 긴 쪽은?".

    Returns:
        The sides with their numbers, and the name of what is asked for, "" where all are equal;
        ``None`` where the documents do not give each a number of one kind.
    """
    body = analyzer.morphemes(question)
    more = next((n for n, m in enumerate(body) if m.form in MORE and m.tag == "MAG"), None)
    if more is None or more + 1 == len(body):
        return None
    degrees = (m for m in body[more + 1 :] if kinds_of_degree(m.form) is not None)
    stem = next(degrees, None)
    if stem is None:
        return None
    what = _what_of(question, body[:more], names)
    asking = question[body[more].end : stem.end].strip()
    questions = {name: " ".join(f"{name} {what} 얼마나 {asking}?".split()) for name in names}
    found = values_of_each(questions, ask, analyzer)
    if found is None:
        return None
    sides, amounts = found
    ordered = sorted(set(amounts), key=lambda amount: amount.first)
    if any(low.last >= high.first for low, high in pairwise(ordered)):
        return None  # "5~10분" is neither longer nor shorter than 7분
    least = is_least(stem.form) != (body[more].form == "덜")
    best = ordered[0] if least else ordered[-1]
    most = [side.name for side, own in zip(sides, amounts, strict=True) if own == best]
    return sides, ", ".join(most) if len(ordered) > 1 else ""


def _what_of(question: str, before: Sequence[Morpheme], names: Sequence[str]) -> str:
    """What of the two is compared: "아메리카노가" in "A와 B 중 아메리카노가 더 …"."""
    at = max(question.find(name) + len(name) for name in names)
    own = [m for m in before if m.start >= at and m.tag[0] in "NS" and m.form not in {"중", "쪽"}]
    own = [m for m in own if m.tag not in {"NP", "NNB"} and m.tag != "SP"]
    return question[own[0].start : own[-1].end] if own else ""


def _value_of(
    words: Sequence[str], asked: Question, wanted: Sequence[str], evidence: Sequence[Evidence]
) -> tuple[Evidence, str, Measured] | None:
    """The amount that a sentence gives of something: the short answer's, or its only one."""
    for item in sorted(evidence, key=lambda e: -e.score):
        sentence, row = item.candidate.sentence, item.candidate.block
        pairs = enumerated(item.candidate, wanted) if row is None else ()
        own = [p for p in pairs if holds_words(words, text_at(sentence, p.name))]
        if len(own) == 1:
            return item, text_at(sentence, own[0].place), own[0].value
        if row is not None and row.columns:
            told = amounts_in(row, sentence.text, sentence.start, asked.text)
            told = [(text, own) for text, own in told if own.kind in wanted] or told
            if len(told) == 1:
                return item, *told[0]
        tokens = sentence.own_morphemes
        values = [v for v in find_values(sentence.text, tokens) if v.kind not in {"", DATE, TIME}]
        values = [v for v in values if not wanted or v.kind in wanted]
        if item.highlight is not None:
            start, end = (at - sentence.start for at in item.highlight)
            values = [v for v in values if v.start < end and start < v.end] or values
        # Of several the words around tell which is said of this side.
        mark = settle_mark(sentence, (values[0].start, values[0].end), asked) if values else None
        kinds = {value.kind for value in values}
        text = sentence.text[slice(*mark)] if mark is not None else ""
        amount = measured(text, kinds.pop()) if len(kinds) == 1 else None
        if amount is not None:
            return item, text, amount
    return None


def text_at(sentence: Sentence, span: Span) -> str:
    """Return what stands at a place of a document, in a sentence."""
    return sentence.text[span[0] - sentence.start : span[1] - sentence.start]


def holds_words(words: Sequence[str], text: str) -> bool:
    """Tell whether a text holds some words, however it is spaced."""
    written = "".join(text.split())
    return all("".join(word.split()) in written for word in words)


def _topic(item: Evidence) -> str:
    """The noun phrase with 은 or 는 that a sentence begins with."""
    sentence = item.candidate.sentence
    for n, m in enumerate(sentence.morphemes):
        if is_topic(m) and n:
            return sentence.text[: m.start - sentence.start].strip()
        if m.tag not in _NOUNS:
            return ""
    return ""
