"""Several indexes searched as one; nothing of them is copied but small tables of numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from rag.index.passage_index import FloatArray, PassageIndex, Vectors
from rag.index.sentence_table import IntArray, SentenceTable
from rag.index.terms import JoinedTerms
from rag.index.vocabulary import Vocabulary
from rag.korean import Sentence


def join_indexes(indexes: Sequence[PassageIndex]) -> PassageIndex:
    """Put indexes of the same models one after the other; one alone is returned as it is.

    Ids of documents must differ. Numbers of documents, passages and sentences of the first are as
    they were, and those of the others follow.
    """
    if len(indexes) == 1:
        return indexes[0]
    manifests = [index.manifest for index in indexes]
    counts = {
        "documents": sum(manifest.documents for manifest in manifests),
        "passages": sum(manifest.passages for manifest in manifests),
        "sentences": sum(manifest.sentences for manifest in manifests),
    }
    return PassageIndex(
        manifest=manifests[0].model_copy(update=counts),
        documents=tuple(chain.from_iterable(index.documents for index in indexes)),
        passages=tuple(chain.from_iterable(index.passages for index in indexes)),
        vectors=_JoinedVectors([index.vectors for index in indexes]),
        passage_terms=JoinedTerms([index.passage_terms for index in indexes]),
        sentence_terms=JoinedTerms([index.sentence_terms for index in indexes]),
        sentences=_JoinedSentences(indexes),
        vocabulary=Vocabulary.joined([index.vocabulary for index in indexes]),
        left_out=tuple(chain.from_iterable(index.left_out for index in indexes)),
    )


class _Places:
    """Numbers that run through several collections, and in which each of them lies."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.firsts = [0, *accumulate(sizes)]

    def of(self, number: int) -> tuple[int, int]:
        """Return the collection of a number, and the first number of that collection."""
        part = bisect_right(self.firsts, number, hi=len(self.firsts) - 1) - 1
        return part, self.firsts[part]


class _JoinedVectors:
    def __init__(self, parts: Sequence[Vectors]) -> None:
        self._parts = parts
        self._places = _Places([part.ntotal for part in parts])
        self.ntotal = self._places.firsts[-1]
        self.d = parts[0].d

    def search(self, query: FloatArray, k: int) -> tuple[FloatArray, NDArray[np.int64]]:
        scores, numbers = [], []
        for part, first in zip(self._parts, self._places.firsts[:-1], strict=True):
            own_scores, own = part.search(query, min(k, part.ntotal))
            scores.append(own_scores[0])
            numbers.append(np.where(own[0] < 0, -1, own[0] + first))
        found, of = np.concatenate(scores), np.concatenate(numbers)
        best = np.argsort(np.where(of < 0, np.inf, -found), kind="stable")[:k]
        return found[None, best], of[None, best]

    def reconstruct_batch(self, numbers: NDArray[np.int64]) -> FloatArray:
        vectors = np.empty((len(numbers), self.d), dtype=np.float32)
        firsts = self._places.firsts
        for number, part in enumerate(self._parts):
            own = (firsts[number] <= numbers) & (numbers < firsts[number + 1])
            if own.any():
                vectors[own] = part.reconstruct_batch(numbers[own] - firsts[number])
        return vectors


class _JoinedSentences(SentenceTable):
    def __init__(self, indexes: Sequence[PassageIndex]) -> None:
        self._parts = [index.sentences for index in indexes]
        self._sentences = _Places([len(part) for part in self._parts])
        self._of_documents = _Places([len(index.documents) for index in indexes])
        passages = _Places([len(index.passages) for index in indexes])
        self.passage_of = _shifted([p.passage_of for p in self._parts], passages)
        self.document_of = _shifted([p.document_of for p in self._parts], self._of_documents)
        self.sentence = self._sentence
        self.windows_of = self._windows

    def _sentence(self, number: int) -> Sentence:
        part, first = self._sentences.of(number)
        return self._parts[part].sentence(number - first)

    def _windows(self, document: int) -> tuple[range, ...]:
        part, first = self._of_documents.of(document)
        moved = self._sentences.firsts[part]
        return tuple(
            range(moved + window.start, moved + window.stop)
            for window in self._parts[part].windows_of(document - first)
        )


def _shifted(numbers: Sequence[IntArray], places: _Places) -> IntArray:
    return np.concatenate(
        [own + np.int32(first) for own, first in zip(numbers, places.firsts[:-1], strict=True)]
    )
