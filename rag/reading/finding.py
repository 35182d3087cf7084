"""A question to ranked passages and what is read in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from rag.embedding import Embedder
from rag.index import PassageIndex
from rag.korean import default_analyzer, index_terms, spelled_out
from rag.reading.evidence import Evidence, Reading
from rag.reading.header import about_document
from rag.reading.question import analyse_question
from rag.reading.reader import Reader
from rag.retrieval import Retriever, SearchResult, load_reranker
from rag.settings import Settings
from rag.sources import Document
from rag.timing import Stage, stage

# Passages whose spelling counts, and the shortest word that is spelled in two ways.
_SPELLED_IN = 10
_SHORTEST_SPELLED = 3
_NAMING = frozenset({"NNG", "NNP", "XSN", "XR"})
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{3,5}(?![A-Za-z0-9])")
# Titles as they are said in the chat.
_TITLE_CHARS = 80
# One question with the turns before it.
_REMEMBERED = 16
# What was found for the last of them: a conversation goes back to the question before.
_KEPT = 6


class Finder:
    """Searches an index and reads what it finds; may be used from several threads.

    Attributes:
        documents: The documents by id.
        titles: Their titles, in the order of the index, each on one line.
        reader: What reads.
    """

    def __init__(
        self, index: PassageIndex, embedder: Embedder, reader: Reader, settings: Settings
    ) -> None:
        """Join loaded parts.

        Args:
            index: What is searched.
            embedder: The model that made the index's vectors.
            reader: Chooses the sentences that answer.
            settings: Name a cross-encoder, or none.
        """
        self.documents: Mapping[str, Document] = {d.id: d for d in index.documents}
        self.titles = [" ".join(d.title.split())[:_TITLE_CHARS] for d in index.documents]
        self.reader = reader
        self._numbers = {d.id: number for number, d in enumerate(index.documents)}
        self._analyzer = default_analyzer()
        self._vocabulary = index.vocabulary
        # Searched and read are the same few questions.
        self._meant = lru_cache(maxsize=_REMEMBERED)(self._set_right)
        self._found = lru_cache(maxsize=_KEPT)(self._find)
        self._embedder = embedder
        self._settings = settings
        self._retriever = Retriever(index, embedder)
        self._reranker = load_reranker(settings)

    def over(self, index: PassageIndex) -> Finder:
        """Return a finder that shares the models of this one.

        Args:
            index: What it searches; built with the same models.
        """
        other = Finder(index, self._embedder, self.reader, self._settings)
        other._reranker = self._reranker
        return other

    def find(self, question: str, at_least: int = 0) -> tuple[SearchResult, Reading]:
        """Search and read.

        Args:
            question: A normalised question.
            at_least: So many passages are ranked at least.

        Returns:
            What was found, the passages that were read first; and what was read.
        """
        return self._found(question, at_least)

    def _find(self, question: str, at_least: int) -> tuple[SearchResult, Reading]:
        found = self.search(question, at_least)
        reading = self.read(question, found)
        return self.lead(found, reading), reading

    def search(self, question: str, at_least: int = 0) -> SearchResult:
        """Rank passages, by the cross-encoder too where one is named."""
        found = self.match(question, at_least)
        if self._reranker is None:
            return found
        with stage(Stage.RERANK):
            return self._reranker.rerank(self._meant(question), found)

    def match(self, question: str, at_least: int = 0) -> SearchResult:
        """Rank passages without the cross-encoder."""
        with stage(Stage.SEARCH):
            question = self._meant(question)
            terms = index_terms(self._analyzer.morphemes(question), question)
            return self._retriever.search(question, terms, at_least)

    def find_as_spelled(self, question: str) -> tuple[str, SearchResult, Reading]:
        """Search and read, with the words of a question as the documents write them.

        Letters that stand for a name that is there (SKT) are spelled out. What may be written in
        two ways (풀스택, 풀 스택) is tried in both, and the one that is answered better is taken.

        Args:
            question: A normalised question.

        Returns:
            The question as it was looked up, what was found, and what was read.
        """
        found, reading = self.find(question)
        text = "\n".join(p.passage.text for p in found.passages(_SPELLED_IN))
        full = _CAPITALS.sub(
            lambda m: m[0] if m[0] in text else spelled_out(m[0], text) or m[0], question
        )
        if full != question:
            question = full
            found, reading = self.find(question)
        other = self._respelled(self._meant(question), text)
        if other not in {question, self._meant(question)}:
            found_so, read_so = self.find(other)
            if read_so.confidence > reading.confidence:
                return other, found_so, read_so
        return question, found, reading

    def _respelled(self, question: str, text: str) -> str:
        """Write words as a text writes them most often."""
        words: list[str] = []
        end = -1
        for m in self._analyzer.morphemes(question):
            if m.tag in _NAMING and m.start == end:
                words[-1] += question[m.start : m.end]
            elif m.tag in _NAMING:
                words.append(question[m.start : m.end])
            end = m.end if m.tag in _NAMING else -1
        for word in words:
            if len(word) < _SHORTEST_SPELLED:
                continue
            pattern = r"\s?".join(map(re.escape, word))
            spellings = Counter(" ".join(s.split()) for s in re.findall(pattern, text))
            if spellings:
                question = question.replace(word, spellings.most_common(1)[0][0])
        return question

    def read(self, question: str, found: SearchResult, document_id: str | None = None) -> Reading:
        """Read what was found, or one document alone."""
        question = self._meant(question)
        number = None if document_id is None else self.number(document_id)
        return self.reader.read(question, self._analyzer.morphemes(question), found, number)

    def read_widely(self, question: str, found: SearchResult) -> tuple[Evidence, ...]:
        """Find every sentence that belongs to an answer, each with its likeliest short answer."""
        return self.reader.read_widely(question, found)

    def _set_right(self, question: str) -> str:
        """Put words of the index in place of misspelt ones."""
        morphemes = self._analyzer.morphemes(question)
        return self._vocabulary.set_right(question, morphemes, self._analyzer.unlisted(question))

    def lead(self, found: SearchResult, reading: Reading) -> SearchResult:
        """Put first what was read: the reader has seen more than words in common."""
        # A cross-encoder has seen more than the reader.
        return found.led_by(reading.passages) if self._reranker is None else found

    def title(self, document_id: str) -> str:
        """Return a document's title on one line."""
        return self.titles[self.number(document_id)]

    def number(self, document_id: str) -> int:
        """Return a document's number in the index."""
        return self._numbers[document_id]

    def id_of(self, number: int) -> str:
        """Return the id of a document by its number in the index."""
        return list(self.documents)[number]

    def is_about_document(self, question: str) -> bool:
        """Tell whether a question asks for the title, the date, the outlet or the author."""
        asked = analyse_question(question, self._analyzer.morphemes(question))
        return about_document(asked) is not None
