"""Questions with candidate sentences under several index conditions, and what is right.

A user's index may hold thousands of documents or one, so the reader learns from all of:

- ``whole``: every paragraph of every article;
- ``article``: the paragraphs of one article;
- ``few``: the paragraph that holds the answer, with at most one sibling;
- ``news``: one news article with its header.

Each has its unanswerable twins: the paragraph that holds the answer taken out, its siblings left
in (``*-removed``), a question put to another article (``*-foreign``), or one that was changed to
ask for what no sentence says (``*-made``, see ``unanswerable.py``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from rag.documents import Document
from rag.index import PassageIndex, _passage_numbers, _terms_of_passages, _title_terms
from rag.index_folder import Manifest
from rag.korean import Morpheme, Sentence, default_analyzer, index_terms
from rag.lexical import TermIndex
from rag.passages import Passage, split_passages
from rag.reading.ranking import READ
from rag.reading.reader import naming
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sentence_table import SentenceTable
from training.reader.questions import Asked
from training.reader.unanswerable import unanswerable

_PASSAGE_CHARS = 600
_SENTENCE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """A question under one condition.

    Attributes:
        asked: The question.
        condition: As in the module's docstring.
        candidates: What retrieval gives the reader.
        idf: The index's inverse document frequency.
        gold: For each candidate whether it holds the answer.
        answerable: Whether the index holds the answer.
    """

    asked: Asked
    condition: str
    candidates: tuple[SentenceCandidate, ...]
    idf: Callable[[str], float]
    gold: tuple[bool, ...]
    answerable: bool


class MemoryIndex:
    """An index in memory, searched by words alone, with paragraphs that can be hidden."""

    def __init__(self, documents: Sequence[Document], sentences: dict[str, list[Sentence]]) -> None:
        """Index documents whose sentences are known."""
        analyzer = default_analyzer()
        sentences_of = [sentences[d.id] for d in documents]
        passages: list[Passage] = []
        passages_of: list[list[int]] = []
        for document, own in zip(documents, sentences_of, strict=True):
            split = split_passages(document, own, _PASSAGE_CHARS)
            passages_of.append(_passage_numbers(own, split, len(passages)))
            passages.extend(split)
        terms = [index_terms(s.morphemes, s.text) for own in sentences_of for s in own]
        titles = {d.id: _title_terms(d, analyzer) for d in documents}
        table = SentenceTable.build(documents, sentences_of, passages_of)
        self.index = PassageIndex(
            manifest=Manifest.__new__(Manifest),
            documents=tuple(documents),
            passages=tuple(passages),
            vectors=faiss.IndexFlatIP(1),
            passage_terms=TermIndex.build(_terms_of_passages(passages, passages_of, terms, titles)),
            sentence_terms=TermIndex.build(terms),
            sentences=table,
        )
        self.idf = self.index.sentence_terms.idf
        counts = np.bincount(table.passage_of, minlength=len(passages))
        self._first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._document_of_passage = np.array([p.document_id for p in passages])

    def candidates(
        self, text: str, morphemes: Sequence[Morpheme], hidden: str | None = None
    ) -> tuple[SentenceCandidate, ...]:
        """Candidate sentences, as :meth:`rag.retrieval.SearchResult.candidates` gives them."""
        terms = index_terms(morphemes, text)
        sentence_scores = self.index.sentence_terms.scores(terms).copy()
        lexical = self.index.passage_terms.scores(terms)
        if hidden is not None:
            out = self._document_of_passage == hidden
            lexical[out] = 0
            sentence_scores[out[self.index.sentences.passage_of]] = 0
        lexical = lexical + _SENTENCE_WEIGHT * np.maximum.reduceat(sentence_scores, self._first)
        fused = lexical / (float(lexical.max()) or 1.0)
        if hidden is not None:
            fused[out] = np.nan
        ranking = np.lexsort((np.arange(len(fused)), -fused))
        ranking = ranking[: int(np.count_nonzero(~np.isnan(fused)))]
        found = SearchResult(self.index, ranking, fused, fused, lexical, sentence_scores)
        return tuple(c for c in found.candidates() if c.passage.document_id != hidden)


def sentences_by_document(documents: Sequence[Document]) -> dict[str, list[Sentence]]:
    """Analyse documents once."""
    found = default_analyzer().sentences_of(d.text for d in documents)
    return {d.id: s for d, s in zip(documents, found, strict=True)}


def _case(
    asked: Asked,
    condition: str,
    index: MemoryIndex,
    hidden: str | None = None,
    *,
    foreign: bool = False,
) -> Case:
    candidates = index.candidates(asked.text, asked.morphemes, hidden)
    candidates = tuple(c for c in candidates if not c.passage.is_header) or candidates
    candidates = tuple(naming(asked.text, candidates) or candidates)[:READ]
    answerable = hidden is None and not foreign and bool(asked.spans)
    gold = tuple(
        answerable
        and c.passage.document_id == asked.document
        and any(c.sentence.start < e and s < c.sentence.end for s, e in asked.spans)
        for c in candidates
    )
    return Case(asked, condition, candidates, index.idf, gold, answerable)


def korquad_cases(
    documents: Sequence[Document], asked: Sequence[Asked], seed: int
) -> Iterator[Case]:
    """All KorQuAD conditions."""
    rng = random.Random(seed)
    sentences = sentences_by_document(documents)
    whole = MemoryIndex(documents, sentences)
    by_article: dict[str, list[Document]] = {}
    for document in documents:
        by_article.setdefault(document.title, []).append(document)
    articles = {title: MemoryIndex(own, sentences) for title, own in by_article.items()}
    few: dict[tuple[str, ...], MemoryIndex] = {}
    titles = list(by_article)

    def small(own: Sequence[Document]) -> MemoryIndex:
        key = tuple(d.id for d in own)
        if key not in few:
            few[key] = MemoryIndex(own, sentences)
        return few[key]

    for number, question in enumerate(asked):
        siblings = [d for d in by_article[question.group] if d.id != question.document]
        own = next(d for d in by_article[question.group] if d.id == question.document)
        yield _case(question, "whole", whole)
        yield _case(question, "whole-removed", whole, question.document)
        if number % 2 == 0:
            yield _case(question, "article", articles[question.group])
            if siblings:
                yield _case(question, "article-removed", articles[question.group], own.id)
        if number % 4 == 1:
            sibling = rng.sample(siblings, min(len(siblings), rng.randint(0, 1)))
            yield _case(question, "few", small([own, *sibling]))
            if siblings:
                yield _case(question, "few-removed", small([rng.choice(siblings)]), foreign=True)
        else:
            for made in unanswerable(question, own.text, siblings, asked, rng):
                yield _case(made, "article-made", articles[question.group])
        if number % 10 == 3:
            other = rng.choice([t for t in titles if t != question.group])
            yield _case(question, "article-foreign", articles[other], foreign=True)


def news_cases(documents: Sequence[Document], asked: Sequence[Asked], seed: int) -> Iterator[Case]:
    """Each news article alone; some questions also put to another article."""
    rng = random.Random(seed)
    sentences = sentences_by_document(documents)
    by_id = {d.id: d for d in documents}
    alone = {d.id: MemoryIndex([d], sentences) for d in documents}
    for question in asked:
        yield _case(
            question, "news" if question.spans else "news-unanswerable", alone[question.document]
        )
        if question.spans and rng.random() < 0.3:
            other = rng.choice([d.id for d in documents if d.id != question.document])
            yield _case(question, "news-foreign", alone[other], foreign=True)
        if question.spans:
            own = by_id[question.document]
            for made in unanswerable(question, own.text, (), asked, rng):
                yield _case(made, "news-made", alone[question.document])
