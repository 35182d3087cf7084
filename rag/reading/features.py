"""What ranks sentences and tells whether the best one answers: a handful of numbers each.

The encoder has read question and text together; beside its scores stand how well the words match,
which tells where to look, and whether a name or number of the question is not in the text. How many
words are in common does not tell whether the text answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.encoder import ShortAnswer
from rag.korean import content_form
from rag.reading.kinds import Kind
from rag.reading.question import Question
from rag.retrieval import SentenceCandidate

RANK_FEATURES = ("encoder", "lexical", "passage")
CONFIDENCE_FEATURES = (
    "score",
    "highest_answerable",
    "margin",
    "margin_over_others",
    "missing_names",
    "yes_or_no",
    "sentence_length",
    "question_length",
)

# The margin over a sentence that is not there, and the largest that counts.
_NONE_BELOW = 4.0
# Proper nouns, Latin letters, Chinese characters, numbers: what makes a question of another thing.
_NAMES = frozenset({"NNP", "SL", "SH", "SN"})

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as the encoder read it, in the window that shows it best.

    Attributes:
        candidate: The sentence.
        encoder: Log odds that it belongs to the evidence.
        answerable: Log odds that its window answers the question.
        short_answer: The likeliest short answer in it, as offsets into ``Document.text``.
        window: All text of its window, in lower case, with the title, and with its numbers and
            units in the plain notation too.
    """

    candidate: SentenceCandidate
    encoder: float
    answerable: float
    short_answer: ShortAnswer | None
    window: str
    answers: frozenset[str] = frozenset()


def rank_rows(sentences: Sequence[ReadSentence]) -> FloatArray:
    """Describe sentences for ranking.

    Args:
        sentences: At least one.

    Returns:
        Shape (sentences, len(RANK_FEATURES)).
    """
    lexical = np.array([s.candidate.lexical_score for s in sentences])
    passage = np.array([s.candidate.passage_score for s in sentences])
    return np.column_stack(
        [
            [s.encoder for s in sentences],
            lexical / (lexical.max() or 1.0),
            passage - passage.max(),
        ]
    ).astype(np.float64)


def confidence_row(
    asked: Question,
    sentences: Sequence[ReadSentence],
    scores: FloatArray,
    ranked_by: FloatArray | None = None,
) -> FloatArray:
    """Describe how far the best sentence can be trusted.

    Args:
        asked: The question, not empty.
        sentences: What was read, none empty.
        scores: Their scores, shape (sentences,).
        ranked_by: What orders them where that is not their scores, shape (sentences,).

    Returns:
        Shape (len(CONFIDENCE_FEATURES),).
    """
    ranks = scores if ranked_by is None else ranked_by
    number = int(ranks.argmax())
    best = sentences[number]
    below = ranks[number] - ranks
    own, candidates = best.candidate, [s.candidate for s in sentences]
    # The same sentence in a copy of the text is no other answer.
    others = np.array([c.sentence.text != own.sentence.text for c in candidates])
    home = np.array([c.passage.document_id == own.passage.document_id for c in candidates])
    names = {content_form(m) for m in asked.morphemes if m.tag in _NAMES}
    # 3,870 and 3870 are one number.
    window = best.window.replace(",", "")
    missing = sum(name.replace(",", "") not in window for name in names)
    return np.array(
        [
            scores[number],
            max(s.answerable for s in sentences),
            below[others].min(initial=_NONE_BELOW),
            # Of many documents another may be meant.
            below[others & ~home].min(initial=_NONE_BELOW),
            missing,
            asked.kind is Kind.YES_NO,
            np.log(len(best.candidate.sentence.text)),
            np.log(len(asked.text)),
        ],
        dtype=np.float64,
    )
