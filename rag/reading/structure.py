"""What a list, a table or a heading changes in what is read and shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.korean import (
    NOUN_TAGS,
    Morpheme,
    Sentence,
    content_form,
    is_topic,
    nouns_before,
    ordinals_in,
    other_terms,
)
from rag.reading.evidence import Evidence
from rag.reading.features import FloatArray, ReadSentence
from rag.reading.kinds import Kind
from rag.reading.question import Question
from rag.retrieval import SearchResult, SentenceCandidate, lead_of, listed_below, told_in_order
from rag.sources import NAMING, BlockKind, mark_style

# Log odds from which a sentence counts as likely evidence.
_LIKELY = -2.0
_NOUNS = NOUN_TAGS | {"SS", "SW"}
_NAMES = frozenset({"NNP", "SL"})
_LEADING = frozenset({"은", "는", "이", "가"})
_NO_SUBJECT = frozenset({"EC", "EF", "JKO", "JKB"})
_CLOSING = "\"'”’」 "
APART = frozenset({BlockKind.TABLE_ROW, BlockKind.LIST_ITEM, BlockKind.SPEECH})
"""What stands beside others of its kind and is told apart by its words."""
# Marks that count within a paragraph, too.
_COUNTING = frozenset({"bracketed", "circled", "hangul_bracketed", "triangle"})
# "아래와 같다", "다음 각 호의 서류를 낸다.", "준비물:"
_LEADS = re.compile(r"다음|아래|이하|각\s?호|[:：]$|[가-힣]같(?:다|음|습니다)\.?$")
# What may be asked of several things at once, and what is told of one thing by its name.
_OF_STEPS = frozenset({Kind.WHAT, Kind.WHO, Kind.HOW, Kind.DEFINITION, Kind.WHY})
_OF_ONE = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY})
# The title that a mail gives itself.
_TITLE_LINE = re.compile(r"(?:제목|subject)\s?[:：]", re.I)
_LED_TO = frozenset({BlockKind.LIST_ITEM, BlockKind.CODE, BlockKind.TABLE_HEADER})
_STOPPED = re.compile(r"(?:[.!?]|[다요죠까])[\"'”’」)]*$")


def nearest(
    sentences: Sequence[ReadSentence],
    chosen: Sequence[int],
    asked: Question,
    gained: FloatArray,
) -> list[int]:
    """Leave out rows, items and sections beside one that holds more words of the question.

    Args:
        sentences: What was read.
        chosen: Numbers of those to be shown, best first.
        asked: The question.
        gained: What each sentence's score gains by its labels, shape (sentences,).

    Returns:
        Numbers, best first; of text without structure all.
    """
    # Words in common make no answer of what the encoder takes for none.
    likely = [n for n in chosen if sentences[n].encoder > _LIKELY] or list(chosen)
    held = {n: (float(gained[n]), *_held(sentences[n].candidate, asked)) for n in chosen}
    fullest = max(likely, key=lambda n: held[n])
    return [
        n
        for n in chosen
        if held[n] == held[fullest]
        or not _is_apart(sentences[n].candidate, sentences[fullest].candidate)
    ]


def on_topic(
    sentences: Sequence[ReadSentence],
    chosen: Sequence[int],
    asked: Question,
) -> list[int]:
    """Leave out sentences that are about something else than the question names.

    To a question about one company, a sentence that begins with another one and does not name the
    first is no part of the answer, however alike what they tell is. The best sentence is left out
    only where another holds a name of the question.

    Args:
        sentences: What was read.
        chosen: Numbers of those to be shown, best first.
        asked: The question.

    Returns:
        Numbers, best first; all where none of them says what the question names.
    """
    is_named = asked.kind is Kind.DEFINITION
    wanted = (t for t in asked.terms if not t.is_predicate and (is_named or not t.is_focus))
    named = {t.form.lower() for t in wanted}
    about = named if is_named else _asked_about(asked.morphemes) if asked.kind in _OF_ONE else set()
    if about and _tells_of(sentences[chosen[0]].candidate.sentence, about):
        # What is so of other things is told beside it.
        chosen = [n for n in chosen if _tells_of(sentences[n].candidate.sentence, about)]
    names = named & {m.form.lower() for m in asked.morphemes if m.tag in _NAMES}
    best = chosen[0]
    text = {n: _squeezed(sentences[n].candidate.sentence.text) for n in chosen}
    away = {n for n in chosen if _is_on_another(sentences[n].candidate, asked.text)}
    holding = [n for n in chosen if any(name in text[n] for name in names)]
    if best in away and best not in holding and holding:
        return [n for n in chosen if n in holding or n not in away]
    if not any(form in text[best] for form in named):
        return list(chosen)
    return [n for n in chosen if n not in away or any(form in text[n] for form in named)]


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


def _is_on_another(candidate: SentenceCandidate, question: str) -> bool:
    names = _leading_names(candidate.sentence.morphemes)
    return bool(names) and not any(name in _squeezed(question) for name in names)


def names_another(candidate: SentenceCandidate, asked: Question) -> bool:
    """Tell whether a sentence is about another name than the one that a question is about."""
    own = _leading_names(candidate.sentence.morphemes)
    said = _squeezed(f"{candidate.title} {candidate.heading} {candidate.sentence.text}")
    names = [
        name
        for n, m in enumerate(asked.morphemes)
        if _is_leading(m)
        for name in _names_at_end(asked.morphemes[:n])
    ]
    question = {m.form.lower() for m in asked.morphemes}
    return bool(own) and not own & question and bool(names) and all(n not in said for n in names)


def _leading(morphemes: Sequence[Morpheme]) -> Sequence[Morpheme]:
    """The nouns before the first 은 or 이; none where anything else comes first."""
    end = next((n for n, m in enumerate(morphemes) if m.tag not in _NOUNS), 0)
    leads = end < len(morphemes) and _is_leading(morphemes[end])
    return morphemes[:end] if leads else ()


def _is_leading(m: Morpheme) -> bool:
    return m.tag in {"JX", "JKS"} and m.form in _LEADING


def _leading_names(morphemes: Sequence[Morpheme]) -> set[str]:
    return set(_names_at_end(_leading(morphemes)))


def _names_at_end(before: Sequence[Morpheme]) -> list[str]:
    """The names in the run of nouns that some morphemes end with."""
    run = nouns_before(before, len(before), _NOUNS)
    return [before[n].form.lower() for n in run if before[n].tag in _NAMES]


def _tells_of(sentence: Sentence, named: set[str]) -> bool:
    """Whether a sentence begins with what a question names, or takes its topic over."""
    topic = _squeezed(subject_of(sentence))
    return not topic or all(form in topic for form in named)


def subject_of(sentence: Sentence) -> str:
    """Return what a sentence first says that it is about, clause and all: "두부 만들기 체험".

    Returns:
        Its words up to the first 은, 이 or 이란; "" where another part of it comes first.
    """
    for m in sentence.morphemes[1:]:
        if m.tag == "VCP" or _is_leading(m):
            return sentence.text[: m.start - sentence.start]
        if m.tag in _NO_SUBJECT:
            break
    return ""


def _asked_about(morphemes: Sequence[Morpheme]) -> set[str]:
    """The nouns that a question begins with and is about: 총무 of "총무는 누가 뽑아?"."""
    return {m.form for m in _leading(morphemes) if m.tag in NOUN_TAGS}


def topic_of(sentence: Sentence) -> str:
    """Return the topic or subject that a sentence begins with; "" where it takes one over."""
    nouns = _leading(sentence.morphemes)
    return sentence.text[: nouns[-1].end - sentence.start] if nouns else ""


def _is_apart(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    return one.heading != other.heading or (_stands_apart(one) and _stands_apart(other))


def _stands_apart(candidate: SentenceCandidate) -> bool:
    """Whether it is one of several told side by side: a row, an item, what ① stands before."""
    return candidate.kind in APART or mark_style(candidate.sentence.text) in _COUNTING


def _held(candidate: SentenceCandidate, asked: Question) -> tuple[int, int]:
    """How many words of a question stand in a sentence or above it, and how many are nouns."""
    text = f"{candidate.heading} {candidate.sentence.text}".lower()
    forms = {content_form(m) for m in candidate.sentence.morphemes} | {*other_terms(text)}
    held = [t for t in asked.terms if t.form in forms or t.form in text]
    return len(held), sum(not term.is_predicate for term in held)


def tells(sentence: ReadSentence) -> bool:
    """Tell what answers from a title or a question in the text, which only name what is told."""
    candidate = sentence.candidate
    text = candidate.sentence.text.rstrip(_CLOSING)
    is_title = candidate.kind is BlockKind.LIST_ITEM and _TITLE_LINE.match(text) is not None
    names = candidate.kind in NAMING or is_title or text.endswith("?")
    # What a letter says of itself is asked for otherwise: see "header.py".
    names = names or candidate.passage.is_header or candidate.kind is BlockKind.METADATA
    return not names or heads_list(candidate)


def heads_list(candidate: SentenceCandidate) -> bool:
    """Tell whether a list stands right below a heading, which then says what the items are."""
    return candidate.kind is BlockKind.HEADING and candidate.block_below in (
        BlockKind.LIST_ITEM,
        BlockKind.CODE,
    )


def leads(candidate: SentenceCandidate) -> bool:
    """Tell whether a sentence leads to the list or the code below it."""
    is_row = candidate.kind is BlockKind.TABLE_ROW
    if candidate.block_below not in _LED_TO or candidate.passage.is_header or is_row:
        return False
    text = candidate.sentence.text.rstrip(_CLOSING)
    return _LEADS.search(text) is not None or not _STOPPED.search(text)


def with_lists(
    evidence: Sequence[Evidence], asked: Question, found: SearchResult, likely: Collection[int]
) -> list[Evidence]:
    """Put the items of a list to the sentence that leads to it, and leave its heading out.

    An item that shares no word with the question was found by what leads to it, where that shares
    one or all of them are likely: in readers' own words an item that answers alone shares none.

    Args:
        evidence: What is shown, not empty.
        asked: The question.
        found: Knows the documents.
        likely: Places, in the best one's document, of all sentences that come close to it.
    """
    whole: dict[int, Evidence] = {}
    best = max(evidence, key=lambda item: item.score)
    terms = {term.form for term in asked.terms}
    above = None if _shares(best.candidate, terms) else lead_of(found, best.candidate)
    if above is not None and not _shares(above, terms):
        is_likely = all(item.position in likely for item in listed_below(found, above))
        above = above if is_likely else None
    by_lead = above is not None
    if above is not None and leads(above):
        evidence = [Evidence(above, best.score)]
    for item in evidence:
        candidate = item.candidate
        is_lead = leads(candidate) or heads_list(candidate)
        below = listed_below(found, candidate) if is_lead and (by_lead or item is best) else []
        if not (below and candidate.kind is BlockKind.HEADING):
            # What leads to a list names no part of the answer.
            whole.setdefault(candidate.position, replace(item, highlight=None) if below else item)
        for each in (*below, *_all_steps(item.candidate, asked, found)):
            whole.setdefault(each.position, Evidence(each, item.score))
    return list(whole.values())


def _all_steps(
    candidate: SentenceCandidate, asked: Question, found: SearchResult
) -> list[SentenceCandidate]:
    """What is told one after the other, where no one of it is asked for."""
    if asked.kind not in _OF_STEPS or ordinals_in(asked.text):
        return []
    steps = told_in_order(found, candidate)
    lead = found.before(steps[0]) if steps else None
    most = max((_held(step, asked) for step in steps), default=(0, 0))
    return steps if lead is not None and _held(lead, asked) >= most else []


def _shares(candidate: SentenceCandidate, terms: set[str]) -> bool:
    return any(content_form(m) in terms for m in candidate.sentence.morphemes)


def has_subject(sentence: Sentence) -> bool:
    """Whether a sentence says who; else the one before it does."""
    return any(m.tag == "JKS" or is_topic(m) for m in sentence.morphemes)
