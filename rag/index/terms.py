"""BM25 over term lists, kept by bm25s."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bm25s import BM25

# Robertson's k1 and b. Measured on KorQuAD paragraphs: 1.2 and 1.5 for k1 differ by 0.2 points
# of recall@1, b by less.
_K1 = 1.2
_B = 0.75


class TermIndex:
    """Scores every text of a collection against the terms of a question."""

    def __init__(self, bm25: BM25) -> None:
        """Wrap a filled bm25s index; use :meth:`build` or :meth:`load`."""
        self._bm25 = bm25

    @classmethod
    def build(cls, terms_of: Sequence[Sequence[str]]) -> TermIndex:
        """Index the terms of each text, as :func:`rag.korean.index_terms` lists them."""
        from bm25s import BM25

        bm25 = BM25(k1=_K1, b=_B)
        # A text without a term still needs a row, and a collection without any a vocabulary.
        bm25.index([list(terms) or [""] for terms in terms_of], show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> TermIndex:
        """Read what :meth:`save` wrote."""
        from bm25s import BM25

        return cls(BM25.load(folder, show_progress=False))

    def save(self, folder: Path) -> None:
        """Write the index into a folder, which is made."""
        self._bm25.save(folder, show_progress=False)

    @property
    def size(self) -> int:
        """Number of texts."""
        return int(self._bm25.scores["num_docs"])

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Score all texts by BM25: shape (size,); a term that is repeated counts as often."""
        known = self._bm25.get_tokens_ids(list(terms))
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(known)
        return scores

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency, ``ln(1 + (N - n + .5) / (n + .5))``."""
        return _idf(self.size, len(self.column(term)[0]))

    def column(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return which texts hold a term, and what it adds to the score of each."""
        number = self._bm25.vocab_dict.get(term)
        indptr = self._bm25.scores["indptr"]
        # bm25s adds "" to its vocabulary without a row of its own.
        is_known = number is not None and number + 1 < len(indptr)
        own = slice(*indptr[number : number + 2]) if is_known else slice(0)
        return self._bm25.scores["indices"][own], self._bm25.scores["data"][own]


class JoinedTerms:
    """Several collections scored as one.

    How rare a term is counts over all of them, so that scores are comparable, and a rare word of
    a large collection is not one more common word in a small one beside it. Only the mean length
    of a text stays that of its own collection.
    """

    def __init__(self, parts: Sequence[Terms]) -> None:
        """Put collections one after the other; nothing of them is copied."""
        self._parts = parts
        self._firsts = [0, *accumulate(part.size for part in parts)]

    @property
    def size(self) -> int:
        """Number of texts."""
        return self._firsts[-1]

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Score all texts, as :meth:`TermIndex.scores` does."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term, times in Counter(terms).items():
            rows, added = self.column(term)
            scores[rows] += np.float32(times) * added
        return scores

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency in all texts."""
        return _idf(self.size, sum(len(part.column(term)[0]) for part in self._parts))

    def column(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return which texts hold a term, and what it adds to the score of each."""
        idf = self.idf(term)
        columns = [part.column(term) for part in self._parts]
        rows = [
            rows + np.int32(first)
            for (rows, _), first in zip(columns, self._firsts[:-1], strict=True)
        ]
        added = [
            added * np.float32(idf / part.idf(term))
            for part, (_, added) in zip(self._parts, columns, strict=True)
        ]
        return np.concatenate(rows), np.concatenate(added)


Terms = TermIndex | JoinedTerms


def _idf(size: int, holding: int) -> float:
    return math.log(1 + (size - holding + 0.5) / (holding + 0.5))
