"""Sentences that say what a word means: "X는 …을 뜻한다", "X란 …이다"."""

from __future__ import annotations

from collections.abc import Sequence

from rag.korean import Morpheme
from rag.reading.question import Kind, Question
from rag.retrieval import SentenceCandidate

# Verbs and nouns by which a sentence says that it explains a word.
_MEANS = frozenset("의미 뜻 뜻하 말하 말 일컫 가리키 이르 지칭 정의 부르 불리".split())
# Said of the word in the question itself: "X의 뜻은?".
_ASKED = frozenset("의미 뜻 말 개념 정의 용어 단어".split())
# How many morphemes at the end of a sentence hold its predicate.
_PREDICATE = 8


def defining_sentence(
    question: Question, candidates: Sequence[SentenceCandidate]
) -> SentenceCandidate | None:
    """Find the sentence that explains the word asked about.

    Args:
        question: The question.
        candidates: Sentences to choose from, best first.

    Returns:
        The first whose topic is that word and whose predicate tells its meaning; ``None`` when
        none does, or when the question does not ask for a meaning.
    """
    if question.kind is not Kind.DEFINITION:
        return None
    asked = [term.form for term in question.terms if term.form not in _ASKED]
    name = "".join(asked)
    if not name:
        return None
    return next(
        (
            candidate
            for candidate in candidates
            if _topic(candidate.sentence.morphemes) == name
            and _tells_meaning(candidate.sentence.morphemes)
        ),
        None,
    )


def _topic(morphemes: Sequence[Morpheme]) -> str:
    """The words before the first particle, if that particle marks a topic or a subject."""
    forms: list[str] = []
    for morpheme in morphemes:
        if morpheme.tag in {"JX", "JKS"}:
            return "".join(forms)
        if morpheme.tag[0] in "JEV":
            return ""
        if morpheme.tag[0] != "S" or morpheme.tag in {"SL", "SH", "SN"}:
            forms.append(morpheme.form.lower() if morpheme.tag == "SL" else morpheme.form)
    return ""


def _tells_meaning(morphemes: Sequence[Morpheme]) -> bool:
    end = morphemes[-_PREDICATE:]
    return any(m.form in _MEANS or m.tag == "VCP" for m in end)
