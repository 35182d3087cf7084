"""A summary of one document: the sentences that say most of what the others say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.index import Passage, PassageIndex
from rag.korean import Sentence, content_form, default_analyzer
from rag.reading import Band, Evidence, Reading
from rag.retrieval import SentenceCandidate
from rag.sources import NAMING, Document

METHOD = "lexrank"
"""What made a summary, where an answer says so."""

SENTENCES = 3
"""That a summary has where no other length is asked for."""
FOR_A_LINE = 8
"""Sentences of which those are chosen that are short enough."""
# Of a longer document only so much is compared, every sentence with every other.
_MAX_SENTENCES = 400
# Share of the rank that a sentence gets from those that resemble it.
_DAMPING = 0.85
# A sentence that says this much of what a chosen one says adds too little.
_TOO_ALIKE = 0.5
# Sentences that begin by pointing back say little alone.
_POINTING = 0.6
_POINTING_TAGS = frozenset({"MAJ", "NP"})
_POINTING_DETERMINERS = frozenset({"이", "그", "저", "이런", "그런", "이러하", "그러하"})
_TERM_TAGS = frozenset({"NNG", "NNP", "SL", "SH", "SN", "VV", "VA", "XR"})
# Captions, bylines and headings are shorter, or have fewer words that mean something.
_MIN_CHARS = 20
_MIN_TERMS = 4
# "[이름/직함 : …]", as broadcasters write who speaks.
_INTERVIEW = re.compile(r"\s*[\[(【][^\])】]{0,60}[:：]")

FloatArray = NDArray[np.float64]


def summarize(index: PassageIndex, document: int, count: int | None = None) -> Reading:
    """Choose the sentences that sum a document up.

    The rank of a sentence is its share in a random walk over sentences, which steps to those
    that resemble it: continuous LexRank over TF-IDF cosines (Erkan and Radev, 2004, "LexRank:
    Graph-based Lexical Centrality as Salience in Text Summarization"). News says first what
    matters most, so the rank is raised towards the beginning, and by what the title names; but one
    sentence is from the last third of the text. One that repeats a chosen sentence is left out (as
    in maximal marginal relevance, Carbonell and Goldstein, 1998).

    Args:
        index: The index.
        document: The document's number in ``index.documents``.
        count: How many sentences are wanted; ``None`` for :data:`SENTENCES`.

    Returns:
        At most ``count`` sentences in document order, each with its rank, the highest 1.0; none for
        a document without a sentence.
    """
    table = index.sentences
    numbers = table.of_document(document)
    source = index.documents[document]
    header_end = source.header_end
    body = [n for n in numbers if table.sentence(n).start >= header_end] or list(numbers)
    body = [n for n in body if not _names(source, table.sentence(n))] or body
    told = [n for n in body if _tells(table.sentence(n))]
    # A notice of labelled lines is told by these.
    body = told if 2 * len(told) >= len(body) else body
    body = body[:_MAX_SENTENCES]
    sentences = [table.sentence(n) for n in body]
    alike = similarities(sentences, index.sentence_terms.idf)
    scores = rank_sentences(sentences, alike) * _like_title(index, document, sentences)
    scores /= scores.max(initial=0.0) or 1.0
    chosen = sorted(choose(scores, alike, count or SENTENCES))
    evidence = [
        Evidence(
            SentenceCandidate(
                sentence=sentences[i],
                passage=index.passages[int(table.passage_of[body[i]])],
                position=body[i] - numbers.start,
                lexical_score=0.0,
                passage_score=0.0,
                title=source.title,
                heading=source.heading_at(sentences[i].start),
                block=source.block_at(sentences[i].start),
            ),
            score=float(scores[i]),
        )
        for i in chosen
    ]
    return Reading(tuple(evidence), 1.0, Band.SURE if evidence else Band.NONE)


def passages_of(index: PassageIndex, document: int) -> list[tuple[Passage, list[Sentence]]]:
    """Return the passages of a document, each with its sentences.

    Args:
        index: The index.
        document: The document's number in ``index.documents``.
    """
    table, document_id = index.sentences, index.documents[document].id
    return [
        (passage, [table.sentence(n) for n in table.of_passage(i)])
        for i, passage in enumerate(index.passages)
        if passage.document_id == document_id
    ]


def rank_sentences(sentences: Sequence[Sentence], alike: FloatArray) -> FloatArray:
    """Rank sentences by how much they resemble all others, and how early they stand.

    Args:
        sentences: In document order.
        alike: How alike two of them are, see :func:`similarities`, shape (n, n).

    Returns:
        Ranks in [0, 1], the highest 1, shape (n,).
    """
    count = len(sentences)
    if count == 0:
        return np.zeros(0)
    steps = alike / alike.sum(axis=1, keepdims=True)
    rank = np.full(count, 1 / count)
    for _ in range(100):
        following = (1 - _DAMPING) / count + _DAMPING * rank @ steps
        if np.abs(following - rank).max() < 1e-9:
            break
        rank = following
    early = 1 + 1 / (1 + np.arange(count))
    alone = np.array([_POINTING if _points_back(sentence) else 1.0 for sentence in sentences])
    score = rank * early * alone
    scaled: FloatArray = score / score.max()
    return scaled


def similarities(sentences: Sequence[Sentence], idf: Callable[[str], float]) -> FloatArray:
    """Compare every sentence with every other.

    Returns:
        TF-IDF cosines in [0, 1], 1 on the diagonal, shape (n, n).
    """
    counts = [Counter(_terms(sentence)) for sentence in sentences]
    columns = {term: i for i, term in enumerate(dict.fromkeys(t for c in counts for t in c))}
    vectors = np.zeros((len(sentences), len(columns)))
    for row, count in enumerate(counts):
        for term, times in count.items():
            vectors[row, columns[term]] = times * max(idf(term), 0.0)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms > 0, norms, 1.0)
    alike: FloatArray = np.clip(vectors @ vectors.T, 0.0, 1.0)
    np.fill_diagonal(alike, 1.0)
    return alike


def choose(scores: FloatArray, alike: FloatArray, count: int = SENTENCES) -> list[int]:
    """Take the best sentences that do not repeat each other, the last from the last third.

    Args:
        scores: One a sentence, shape (n,).
        alike: How alike two sentences are, shape (n, n).
        count: How many sentences are wanted.

    Returns:
        At most ``count`` row numbers, in the order in which they were chosen.
    """
    best_first = np.argsort(-scores, kind="stable").tolist()
    last_third = {i for i in best_first if i >= len(scores) - len(scores) // 3}
    chosen: list[int] = []
    while len(chosen) < count:
        must_be_late = count > 1 and len(chosen) == count - 1 and not last_third & set(chosen)
        fresh = [
            i
            for i in best_first
            if i not in chosen and all(alike[i, j] <= _TOO_ALIKE for j in chosen)
        ]
        if not fresh:
            break
        late = [i for i in fresh if i in last_third] if must_be_late else []
        chosen.append((late or fresh)[0])
    return chosen


def _like_title(index: PassageIndex, document: int, sentences: Sequence[Sentence]) -> FloatArray:
    """Say how much sentences tell of what the title names, from 1 to 2, shape (n,).

    The title method (Edmundson, 1969, "New Methods in Automatic Extracting").
    """
    title = index.documents[document].title
    named = Sentence(0, len(title), title, default_analyzer().morphemes(title))
    alike = similarities([named, *sentences], index.sentence_terms.idf)
    weights: FloatArray = 1.0 + alike[0, 1:]
    return weights


def _terms(sentence: Sentence) -> list[str]:
    return [content_form(m) for m in sentence.morphemes if m.tag in _TERM_TAGS]


def _names(document: Document, sentence: Sentence) -> bool:
    """Whether it only names what follows: a heading, a question that is answered."""
    block = document.block_at(sentence.start)
    return block is not None and block.kind in NAMING


def _tells(sentence: Sentence) -> bool:
    """Whether it is a whole sentence: with a predicate at its end and something to say."""
    last = [m.tag for m in sentence.morphemes if m.tag[0] != "S"][-1:]
    if _INTERVIEW.match(sentence.text):
        return False
    is_whole = last == ["EF"] or sentence.text.rstrip().endswith((".", "다", "요"))
    return (
        is_whole and len(sentence.text) >= _MIN_CHARS and len(set(_terms(sentence))) >= _MIN_TERMS
    )


def _points_back(sentence: Sentence) -> bool:
    first = next((m for m in sentence.morphemes if m.tag[0] != "S"), None)
    if first is None:
        return False
    return (
        first.tag in _POINTING_TAGS
        or first.tag[0] == "J"
        or (first.tag == "MM" and first.form in _POINTING_DETERMINERS)
    )
