"""Who says a line: in a chat, in minutes and in answers the name stands before what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.korean import Morpheme, content_form, is_denied
from rag.reading.features import ReadSentence
from rag.reading.grid import Span
from rag.reading.kinds import Kind
from rag.reading.labels import field_of
from rag.reading.question import EMPTY, Question, is_predicate
from rag.reading.tables import AskedCell
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind, speaker_in

_QUOTES = ("다고", "라고", "자고", "냐고")
_SENDER = re.compile(r"[>\s]*(?:from|보낸\s?(?:사람|이)|발신[인자]?)\s?[:：]", re.I)
_ONESELF = frozenset({"나", "저", "내", "제"})


def asked_speaker(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
) -> AskedCell | None:
    """Find the line whose speaker a question asks for: who said something, or who promised it.

    Returns:
        The line, and where its speaker lies if in the line itself; ``None`` where the speaker of
        no line, or of more than one, has said all that the question repeats.
    """
    said = said_in(asked.morphemes)
    terms = _terms(asked.morphemes if said is None else said, asked)
    if asked.kind is not Kind.WHO or not terms:
        return None
    lines = [
        (number, speaker)
        for number, s in enumerate(sentences)
        if _tells(s.candidate, terms)
        and (
            (speaker := speaker_of(s.candidate)) is not None
            or (said is not None and sender_line(s.candidate, found) is not None)
        )
        and (said is not None or _speaks_of_oneself(s.candidate))
    ]
    if len(lines) != 1:
        return None
    ((number, speaker),) = lines
    return AskedCell(number, speaker, is_whole=True, is_sure=True)


def said_in(morphemes: Sequence[Morpheme]) -> Sequence[Morpheme] | None:
    """Return what a question repeats: the words before 고 of "못 간다고 한 사람이 누구야?"."""
    ends = [
        n for n, m in enumerate(morphemes) if m.tag in {"EC", "JKQ"} and m.form.endswith(_QUOTES)
    ]
    return morphemes[: ends[0]] if ends else None


def speaker_of(candidate: SentenceCandidate) -> Span | None:
    """Find who says a sentence, as offsets into the document."""
    text, begin = candidate.sentence.text, candidate.sentence.start
    if candidate.kind in {BlockKind.SPEECH, BlockKind.ANSWER}:
        span = speaker_in(text, is_spoken=candidate.kind is BlockKind.SPEECH)
    else:
        field = field_of(text, candidate.kind)
        # "포스터: 5월 2일까지" is said by nobody.
        is_said = field and any(m.tag == "EF" for m in candidate.sentence.morphemes)
        span = field[0] if field and is_said else None
    return (begin + span[0], begin + span[1]) if span else None


def sender_line(candidate: SentenceCandidate, found: SearchResult) -> SentenceCandidate | None:
    """Find the line that names who sent the message that a sentence stands in."""
    for number in reversed(found.document_of(candidate)[: candidate.position]):
        above = found.candidate(number)
        if _SENDER.match(above.sentence.text):
            return above
    return None


def _terms(morphemes: Sequence[Morpheme], asked: Question) -> set[str]:
    own = {content_form(m) for m in morphemes}
    return {t.form for t in asked.terms if t.form in own and not t.is_focus} - EMPTY


def _tells(candidate: SentenceCandidate, terms: set[str]) -> bool:
    """Whether a sentence, with the question that it answers, holds words and denies none."""
    above = candidate.heading if candidate.kind is BlockKind.ANSWER else ""
    text = f"{above} {candidate.sentence.text}".lower()
    own = candidate.sentence.morphemes
    forms = {content_form(m) for m in own}
    return all(term in forms or (len(term) > 1 and term in text) for term in terms) and not any(
        content_form(m) in terms and is_predicate(own, n) and is_denied(own, n)
        for n, m in enumerate(own)
    )


def _speaks_of_oneself(candidate: SentenceCandidate) -> bool:
    """Whether it says what its speaker does: "내가 챙길게", "준비하겠습니다"."""
    return any(
        (m.tag == "NP" and m.form in _ONESELF)
        or (m.tag == "EP" and m.form == "겠")
        or (m.tag == "EF" and m.form.startswith("ᆯ게"))
        for m in candidate.sentence.morphemes
    )
