"""Sentences with their morphemes as flat arrays: analysed once, decoded when asked for.

Analysing thirty candidate sentences takes Kiwi some 60 ms; decoding them takes 2 ms.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encoder import cut_windows
from rag.index.passages import sections
from rag.korean import Morpheme, Sentence
from rag.sources import Document

_ARRAYS_FILE = "sentences.npz"
_STRINGS_FILE = "sentences.json"
_DECODED_SENTENCES = 20_000
# Documents whose windows are remembered.
_WINDOWED_DOCUMENTS = 1000

IntArray = NDArray[np.int32]


class SentencePacker:
    """Packs the sentences of one document after the other into a :class:`SentenceTable`."""

    def __init__(self) -> None:
        """Begin with no document."""
        self._forms: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._documents = 0
        self._rows = array("i")
        self._tokens = array("i")
        self._first_token = array("i", [0])

    def add(self, sentences: Sequence[Sentence], passages: Sequence[int]) -> None:
        """Pack the sentences of the next document, each with the number of its passage."""
        forms, tags, tokens = self._forms, self._tags, self._tokens
        for sentence, passage in zip(sentences, passages, strict=True):
            self._rows.extend((self._documents, passage, sentence.start, sentence.end))
            for m in sentence.morphemes:
                form = forms.setdefault(m.form, len(forms))
                tokens.extend((form, tags.setdefault(m.tag, len(tags)), m.start, m.end))
            self._first_token.append(len(tokens) // 4)
        self._documents += 1

    def table(self, documents: Sequence[Document]) -> SentenceTable:
        """Make the table of what was packed, for the documents in the order of adding."""
        row, token = (
            np.array(packed, dtype=np.int32).reshape(-1, 4) for packed in (self._rows, self._tokens)
        )
        arrays = {
            "document_of": row[:, 0],
            "passage_of": row[:, 1],
            "span": row[:, 2:],
            "first_token": np.array(self._first_token, dtype=np.int32),
            "token": token,
        }
        strings = {"forms": list(self._forms), "tags": list(self._tags)}
        return SentenceTable(documents, strings, arrays)


class SentenceTable:
    """All sentences of an index, in document order.

    Attributes:
        passage_of: For each sentence the number of its passage, shape (n,), not decreasing.
        document_of: For each sentence the number of its document, shape (n,), not decreasing.
        sentence: Gives a sentence with its morphemes, by its number.
        windows_of: Gives the numbers of the sentences that are read together, by the document's
            number; all of one window stand under one heading.
    """

    sentence: Callable[[int], Sentence]
    windows_of: Callable[[int], tuple[range, ...]]

    def __init__(
        self,
        documents: Sequence[Document],
        strings: Mapping[str, list[str]],
        arrays: Mapping[str, IntArray],
    ) -> None:
        """Wrap filled arrays; use :class:`SentencePacker` or :meth:`load`."""
        self._documents = documents
        self._strings = strings
        self._arrays = arrays
        self.passage_of = arrays["passage_of"]
        self.document_of = arrays["document_of"]
        # On the instance, so that the cache goes when the index does.
        self.sentence = lru_cache(maxsize=_DECODED_SENTENCES)(self._decode)
        self.windows_of = lru_cache(maxsize=_WINDOWED_DOCUMENTS)(self._windows)

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.passage_of)

    def save(self, folder: Path) -> None:
        """Write the table into an existing folder."""
        np.savez(folder / _ARRAYS_FILE, allow_pickle=False, **self._arrays)
        text = json.dumps(self._strings, ensure_ascii=False)
        (folder / _STRINGS_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, documents: Sequence[Document]) -> SentenceTable:
        """Read what :meth:`save` wrote, for the same documents."""
        with np.load(folder / _ARRAYS_FILE, allow_pickle=False) as arrays:
            loaded = {name: arrays[name] for name in arrays.files}
        strings = json.loads((folder / _STRINGS_FILE).read_text(encoding="utf-8"))
        return cls(documents, strings, loaded)

    def of_document(self, document: int) -> range:
        """Return the numbers of a document's sentences."""
        first, last = np.searchsorted(self.document_of, [document, document + 1])
        return range(int(first), int(last))

    def of_passage(self, passage: int) -> range:
        """Return the numbers of a passage's sentences."""
        first, last = np.searchsorted(self.passage_of, [passage, passage + 1])
        return range(int(first), int(last))

    def _windows(self, document: int) -> tuple[range, ...]:
        own = self.of_document(document)
        spans = self._arrays["span"][own.start : own.stop].tolist()
        return tuple(
            range(first + window.start, first + window.stop)
            for section in sections(self._documents[document], [start for start, _ in spans])
            for first in [own.start + section.start]
            for window in cut_windows(spans[section.start : section.stop])
        )

    def _decode(self, number: int) -> Sentence:
        start, end = self._arrays["span"][number].tolist()
        first, last = self._arrays["first_token"][number : number + 2].tolist()
        forms, tags = self._strings["forms"], self._strings["tags"]
        morphemes = tuple(
            Morpheme(forms[form], tags[tag], token_start, token_end)
            for form, tag, token_start, token_end in self._arrays["token"][first:last].tolist()
        )
        text = self._documents[int(self.document_of[number])].text[start:end]
        return Sentence(start, end, text, morphemes)
