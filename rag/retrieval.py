"""Dense and lexical candidates, one fused ranking with every score kept."""

from __future__ import annotations

from dataclasses import dataclass

from rag.korean import Sentence
from rag.passages import Passage


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage found for a question.

    Attributes:
        passage: The passage.
        score: Fused score, by which the ranking goes.
        dense_score: Cosine of question and passage vectors.
        lexical_score: BM25 score, 0 when no term is shared.
        rank: 1 for the best.
    """

    passage: Passage
    score: float
    dense_score: float
    lexical_score: float
    rank: int


@dataclass(frozen=True, slots=True)
class SentenceCandidate:
    """A sentence that the reader may choose.

    Attributes:
        sentence: The sentence, with offsets into ``Document.text``.
        passage: The passage it lies in.
        position: Index of the sentence in its document, 0 for the first.
        lexical_score: BM25 score of the sentence among all sentences of the index.
        passage_lexical_score: BM25 score of its passage among all passages.
        passage_score: Fused score of its passage.
        previous: The sentence before it in the same document, if any.
        following: The sentence after it in the same document, if any.
    """

    sentence: Sentence
    passage: Passage
    position: int
    lexical_score: float
    passage_lexical_score: float
    passage_score: float
    previous: Sentence | None = None
    following: Sentence | None = None
