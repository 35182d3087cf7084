"""Example questions, kept only when they are answered, and questions to ask after a refusal.

What the page shows above its text, its title and its date, nobody needs to ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import Protocol

from rag.answering.answer import Answer, AnswerStatus
from rag.answering.asking import statement_to_questions, without_mark
from rag.answering.offering import offered_by
from rag.index import Passage
from rag.korean import Analyzer, Morpheme, Sentence, default_analyzer
from rag.reading import Kind, analyse_question, fitting
from rag.sources import Document

# Spread over this many documents, and made from the beginning of each.
_DOCUMENTS = 10
_DOCUMENT_CHARS = 4000
# At most this many are tried, so that a large index does not keep the page waiting.
_TRIED = 40
# Longer ones, which drag whole clauses along, come last.
_SHORT_CHARS = 50
SUMMARY = "세 문장으로 요약해 줘"
"""Asks for what is answered of any document."""
# A shorter document is its own summary.
_SUMMED_UP_CHARS = 400
# Made of what comes closest to a question that nothing answers.
_NEAR = 2
_NOUN_TAGS = frozenset({"NNG", "NNP", "SL", "SN"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and where its answer should be found.

    Attributes:
        text: The question.
        document_id: The document that it was made from.
        start: First character in ``Document.text`` of what it was made from.
        end: One past the last; 0 when any part of the document will do.
        is_sure: Whether it need not be asked to know that it is answered.
    """

    text: str
    document_id: str
    start: int = 0
    end: int = 0
    is_sure: bool = False


class QuotingPipeline(Protocol):
    """What is asked of a pipeline here; :class:`rag.pipeline.RagPipeline` has it."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The indexed documents by id."""

    def quote(self, question: str) -> Answer:
        """Answer a question without a language model."""


def example_questions(
    pipeline: QuotingPipeline, count: int = 5, *, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[str, ...]:
    """Find questions that the pipeline answers from the place they were made from.

    Args:
        pipeline: Holds the documents and answers the questions.
        count: How many are wanted.
        is_wanted: Asked before each question is; no more are tried once it says no.

    Returns:
        At most ``count`` questions, no two from the same sentence; fewer when the documents
        give no more.
    """
    documents = _spread(list(pipeline.documents.values()))
    is_only = len(pipeline.documents) == 1
    found: list[_Candidate] = []
    for candidate in islice(_candidates(documents, is_only), _TRIED):
        if any(_same_place(candidate, other) for other in found):
            continue
        if candidate.is_sure or _is_answered(pipeline, candidate):
            found.append(candidate)
        if len(found) == count or not is_wanted():
            break
    return tuple(candidate.text for candidate in found)


def nearby_questions(
    question: str,
    passages: Iterable[tuple[Passage, Sequence[Sentence]]],
    documents: Mapping[str, Document],
    analyzer: Analyzer,
) -> tuple[str, ...]:
    """Make questions that some passages answer, near to one that they do not.

    None of them is asked here: each asks for what its sentence tells in so many words.

    Args:
        question: What was asked.
        passages: The passages that come closest, best first, each with its sentences.
        documents: By id.
        analyzer: Finds the morphemes.

    Returns:
        Those with a noun of the question in them, those with more first; there may be none.
    """
    wanted = _nouns(analyzer.morphemes(question))
    near: dict[str, int] = {}
    for passage, sentences in passages:
        if passage.is_header:
            continue
        document = documents[passage.document_id]
        offered = offered_by(document, passage.start, passage.end, analyzer)
        for text in chain((each.text for each in offered), _told_in(sentences, analyzer)):
            shared = len(wanted & _nouns(analyzer.morphemes(text)))
            if shared and text != question:
                near.setdefault(text, shared)
    return tuple(sorted(near, key=lambda text: -near[text])[:_NEAR])


def _told_in(sentences: Iterable[Sentence], analyzer: Analyzer) -> Iterator[str]:
    """Make of each sentence the first question that it answers for certain, if any."""
    for statement in map(without_mark, sentences):
        for text in statement_to_questions(statement):
            asked = analyse_question(text, analyzer.morphemes(text))
            if asked.kind is Kind.DEFINITION or fitting(statement, asked) is not None:
                yield text
                break


def _nouns(morphemes: Iterable[Morpheme]) -> set[str]:
    return {m.form.lower() for m in morphemes if m.tag in _NOUN_TAGS}


def _spread(documents: Sequence[Document]) -> Sequence[Document]:
    step = max(1, len(documents) // _DOCUMENTS)
    return documents[::step][:_DOCUMENTS]


def _candidates(documents: Sequence[Document], is_only: bool) -> Iterator[_Candidate]:
    """Take one from each kind and each document in turn, so that the examples differ."""
    kinds: list[Iterable[_Candidate]] = [
        _about_content(document, default_analyzer(), is_only=is_only) for document in documents
    ]
    if is_only and len(documents[0].text) > _SUMMED_UP_CHARS:
        kinds.insert(0, [_Candidate(SUMMARY, documents[0].id, is_sure=True)])
    for round_ in zip_longest(*kinds):
        yield from (candidate for candidate in round_ if candidate is not None)


def _about_content(
    document: Document, analyzer: Analyzer, *, is_only: bool
) -> Iterator[_Candidate]:
    """Ask for what the document sets apart first: it is told in the words that one would use.

    "장소는 어디인가요?" says nothing among several documents, and comes last there.
    """
    end = document.header_end + _DOCUMENT_CHARS
    offered = [
        _Candidate(each.text, document.id, each.start, each.end)
        for each in offered_by(document, document.header_end, end, analyzer)
    ]
    yield from sorted(offered, key=lambda each: not is_only and len(each.text.split()) < 3)
    body = document.text[document.header_end : document.header_end + _DOCUMENT_CHARS]
    made = [
        _Candidate(
            text,
            document.id,
            document.header_end + sentence.start,
            document.header_end + sentence.end,
        )
        for sentence in analyzer.sentences(body)
        for text in statement_to_questions(without_mark(sentence))
    ]
    yield from sorted(made, key=lambda candidate: len(candidate.text) > _SHORT_CHARS)


def _same_place(one: _Candidate, other: _Candidate) -> bool:
    if one.text == other.text:
        return True
    return one.end > 0 and (one.document_id, one.start) == (other.document_id, other.start)


def _is_answered(pipeline: QuotingPipeline, candidate: _Candidate) -> bool:
    answer = pipeline.quote(candidate.text)
    if answer.status is not AnswerStatus.ANSWERED:
        return False
    return any(
        cited.document_id == candidate.document_id
        and (not candidate.end or (cited.start < candidate.end and candidate.start < cited.end))
        for cited in answer.citations
    )
