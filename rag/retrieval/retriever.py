"""Dense and lexical candidates, one fused ranking with every score kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder
from rag.encoder import WINDOW_CHARS
from rag.index import Passage, PassageIndex, Terms
from rag.korean import ResolvedDate, Sentence, resolve_dates
from rag.sources import NAMING, Block, BlockKind

# How many passages each side brings to the fused ranking, where not more are asked for.
_CANDIDATE_PASSAGES = 100
# Share of the best sentence's BM25 score in its passage's lexical score.
_SENTENCE_WEIGHT = 0.5
# How many sentences the reader is given; one of the 30 best holds the answer to 99 % of KorQuAD.
_CANDIDATE_SENTENCES = 36
# Of the room for windows that a short one takes at least.
_LEAST_ROOM = 0.34
# The best documents' headers are always among the candidates.
_HEADER_DOCUMENTS = 2
# So many sentences at a document's top and at its end may be about the document itself.
_EDGE = 6

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage found for a question.

    Attributes:
        passage: The passage.
        score: Fused score, by which the ranking goes.
        dense_score: Cosine of question and passage vectors.
        lexical_score: Likeness in words by BM25, 0 when no term is shared, below 1.
        rank: 1 for the best.
        encoder_score: The encoder's probability that its best sentence belongs to the answer;
            ``None`` when it did not read it.
    """

    passage: Passage
    score: float
    dense_score: float
    lexical_score: float
    rank: int
    encoder_score: float | None = None


@dataclass(frozen=True, slots=True)
class SentenceCandidate:
    """A sentence that the reader may choose.

    Attributes:
        sentence: The sentence, with offsets into ``Document.text``.
        passage: The passage it lies in.
        position: Index of the sentence in its document, 0 for the first.
        lexical_score: BM25 score of the sentence among all sentences of the index.
        passage_score: Fused score of its passage.
        title: The document's title: what the text assumes without repeating it.
        heading: The headings that it stands under.
        block: The block of the document that holds it.
        block_below: The kind of the block that holds the sentence after it.
        published: The day of the document, ISO 8601, if known.
    """

    sentence: Sentence
    passage: Passage
    position: int
    lexical_score: float
    passage_score: float
    title: str = ""
    heading: str = ""
    block: Block | None = None
    block_below: BlockKind | None = None
    published: str | None = None

    @property
    def kind(self) -> BlockKind | None:
        """The kind of block that it stands in, if any."""
        return self.block.kind if self.block else None

    @property
    def dates(self) -> list[ResolvedDate]:
        """What its relative dates mean; none where the day of the document is not known."""
        own = self.sentence
        return resolve_dates(own.text, own.morphemes, self.published) if self.published else []


class Retriever:
    """Finds passages and candidate sentences in an index.

    A passage's lexical score is its BM25 score plus half that of its best sentence: on KorQuAD
    recall@1 is .923 for the passage alone and .930 for both (``training/retrieval``). It is
    counted in shares of what a text would get that says nothing but the question, and the cosine
    added with the embedder's own weight: the fewer of its words the texts hold, the more the
    likeness in meaning decides (theoretical scaling in Bruch et al., 2022, "An analysis of fusion
    functions for hybrid retrieval"; scaled by the question's best, KorQuAD loses twice as much
    for the same gain in readers' own words, ``training/embedder``).
    """

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        """Prepare for questions over an index whose vectors the embedder made."""
        self._index = index
        self._embedder = embedder
        passage_of, passages = index.sentences.passage_of, np.arange(len(index.passages) + 1)
        self._first_sentence = np.searchsorted(passage_of, passages)
        # A row of the vectors is a sentence's, or a passage's.
        self._of_row = passage_of if embedder.by_sentence else passages[:-1]
        self._first_row = self._first_sentence if embedder.by_sentence else passages

    def search(self, question: str, terms: Sequence[str], at_least: int = 0) -> SearchResult:
        """Score the index against a question.

        Args:
            question: The normalised question.
            terms: Its terms, see :func:`rag.korean.index_terms`.
            at_least: How many passages the ranking must hold, if the index does.
        """
        index, weight = self._index, np.float32(self._embedder.dense_weight)
        sentence_scores = index.sentence_terms.scores(terms)
        best_sentence: FloatArray = np.maximum.reduceat(sentence_scores, self._first_sentence[:-1])
        lexical = index.passage_terms.scores(terms) + np.float32(_SENTENCE_WEIGHT) * best_sentence
        lexical /= np.float32(1 + _SENTENCE_WEIGHT) * _most(index.passage_terms, terms)
        rows = self._cosines(question, lexical, max(_CANDIDATE_PASSAGES, at_least))
        dense: FloatArray = np.maximum.reduceat(rows, self._first_row[:-1])
        fused = lexical + weight * dense
        # NaN marks passages that neither side brought; they sort last.
        ranking = np.lexsort((np.arange(len(fused)), -fused))
        ranking = ranking[: int(np.count_nonzero(~np.isnan(fused)))]
        sentence_fused = sentence_scores / _most(index.sentence_terms, terms)
        if self._embedder.by_sentence:
            sentence_fused += weight * np.nan_to_num(rows)
        return SearchResult(index, ranking, fused, dense, lexical, sentence_scores, sentence_fused)

    def _cosines(self, question: str, lexical: FloatArray, candidates: int) -> FloatArray:
        """Return the cosine of each row of the best ``candidates`` of either side; else NaN."""
        vectors = self._index.vectors
        query = self._embedder.embed_queries([question])
        k = min(candidates, len(lexical))
        rows_each = -(-vectors.ntotal // len(lexical))
        _, numbers = vectors.search(query, min(k * rows_each, vectors.ntotal))
        near = self._of_row[numbers[0][numbers[0] >= 0]]  # FAISS pads short results with -1
        best = np.argpartition(-lexical, k - 1)[:k]
        cosines = np.full(vectors.ntotal, np.nan, dtype=np.float32)
        brought = np.zeros(len(lexical), dtype=bool)
        brought[near] = brought[best] = True
        rows = np.flatnonzero(np.repeat(brought, np.diff(self._first_row)))
        cosines[rows] = vectors.reconstruct_batch(rows) @ query[0]
        return cosines


def _most(index: Terms, terms: Sequence[str]) -> np.float32:
    """Return what BM25 gives at most: as much as each term is rare."""
    return np.float32(sum(map(index.idf, terms)) or 1)


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """The scores of one question over an index.

    Attributes:
        index: The index searched.
        ranking: Numbers of the passages found, best first; ties broken by passage number.
        fused: Fused score by passage, NaN where not found, shape (passages,).
        dense: Cosine by passage, NaN where not found, shape (passages,).
        lexical: Lexical score by passage, from 0 to 1, shape (passages,).
        sentence_scores: BM25 score by sentence, shape (sentences,).
        sentence_fused: Fused score by sentence, by words alone where its cosine is not known,
            shape (sentences,).
        notice: A Korean sentence for the user, when the ranking is not the one asked for.
    """

    index: PassageIndex
    ranking: NDArray[np.intp]
    fused: FloatArray
    dense: FloatArray
    lexical: FloatArray
    sentence_scores: FloatArray
    sentence_fused: FloatArray
    notice: str | None = None

    def passages(self, k: int) -> list[RetrievedPassage]:
        """Return the ``k`` best passages, fewer when the index is smaller."""
        return [
            RetrievedPassage(
                passage=self.index.passages[number],
                score=float(self.fused[number]),
                dense_score=float(self.dense[number]),
                lexical_score=float(self.lexical[number]),
                rank=rank,
            )
            for rank, number in enumerate(self.ranking[:k].tolist(), start=1)
        ]

    def led_by(self, passage_ids: Sequence[str]) -> SearchResult:
        """Put passages first, in the order given; the others follow in theirs."""
        place = {passage_id: n for n, passage_id in enumerate(passage_ids)}
        last = len(place)
        keys = [place.get(self.index.passages[n].id, last) for n in self.ranking.tolist()]
        ranking = self.ranking[np.argsort(keys, kind="stable")]
        # The scores go with the places, so that they still fall from the first on.
        fused = self.fused.copy()
        fused[ranking] = self.fused[self.ranking]
        return replace(self, ranking=ranking, fused=fused)

    def context(self, k: int) -> list[tuple[Passage, list[Sentence]]]:
        """Return the ``k`` best passages and the best documents' headers, with their sentences."""
        table = self.index.sentences
        numbers = self.ranking[:k].tolist()
        headers = [
            int(table.passage_of[sentence])
            for document in self._best_documents()
            for sentence in self._header(document)
        ]
        return [
            (self.index.passages[number], [table.sentence(n) for n in table.of_passage(number)])
            for number in dict.fromkeys([*numbers, *headers])
        ]

    def edges(self, document: int | None = None) -> list[list[SentenceCandidate]]:
        """Return what the best documents, or one, may say of themselves.

        For each these are the sentences of its header and some at its top and its end.
        """
        table = self.index.sentences
        documents = self._best_documents() if document is None else [document]
        found: list[list[SentenceCandidate]] = []
        for number in documents:
            own = table.of_document(number)
            top = range(own.start, min(self._header(number).stop + _EDGE, own.stop))
            end = range(max(top.stop, own.stop - _EDGE), own.stop)
            found.append([self.candidate(n) for n in (*top, *end)])
        return found

    def windows(
        self, limit: int, document: int | None = None
    ) -> list[tuple[SentenceCandidate, ...]]:
        """Return the windows of text worth reading, best first.

        Each of the best sentences brings the window that holds it with the best others, until
        there are enough. Of windows with the same text the first is taken.

        Args:
            limit: How many windows.
            document: The only document to look in; ``None`` looks in all.
        """
        table, scores = self.index.sentences, self._scores()
        own = range(len(table)) if document is None else table.of_document(document)
        among = scores[own.start : own.stop]
        k = min(_CANDIDATE_SENTENCES, len(among))
        best = np.argpartition(-among, k - 1)[:k]
        covered: set[int] = set()
        seen: set[str] = set()
        chosen: list[range] = []
        room = float(limit)
        for number in (best[np.lexsort((best, -among[best]))] + own.start).tolist():
            if room <= 0:
                break
            if number in covered:
                continue
            holding = [
                window
                for window in table.windows_of(int(table.document_of[number]))
                if number in window
            ]
            window = max(holding, key=lambda w: float(scores[w.start : w.stop].sum()))
            covered.update(window)
            found = self.index.documents[int(table.document_of[number])]
            begin, end = table.sentence(window.start).start, table.sentence(window.stop - 1).end
            text = found.text[begin:end]
            if text in seen:
                continue
            seen.add(text)
            chosen.append(window)
            # A section may be short, and then more of them are read.
            room -= max(len(text) / WINDOW_CHARS, _LEAST_ROOM) if found.blocks else 1
        return [tuple(self.candidate(number) for number in window) for window in chosen]

    def before(self, candidate: SentenceCandidate) -> SentenceCandidate | None:
        """Return the statement right before another sentence of the same document's text.

        None before the first one, and none where a heading or a question stands there.
        """
        near = self.around(candidate)
        if not near or near[0].position > candidate.position:
            return None
        names = near[0].kind in NAMING or near[0].sentence.text.rstrip().endswith("?")
        return None if names else near[0]

    def around(self, candidate: SentenceCandidate) -> list[SentenceCandidate]:
        """Return the sentences right before and behind another, but for those of the header."""
        own = self.document_of(candidate)
        places = (candidate.position - 1, candidate.position + 1)
        near = [self.candidate(own[place]) for place in places if 0 <= place < len(own)]
        return [item for item in near if not item.passage.is_header]

    def heading_of(self, candidate: SentenceCandidate) -> SentenceCandidate | None:
        """Return the heading that a sentence stands under, as a sentence of its own."""
        for number in reversed(self.document_of(candidate)[: candidate.position]):
            above = self.candidate(number)
            if above.kind is BlockKind.HEADING:
                return above if candidate.heading.endswith(above.sentence.text.strip()) else None
        return None

    def document_of(self, candidate: SentenceCandidate) -> range:
        """Return the numbers of the sentences of a candidate's document."""
        ids = [document.id for document in self.index.documents]
        return self.index.sentences.of_document(ids.index(candidate.passage.document_id))

    def _scores(self) -> FloatArray:
        """What a sentence and its passage score, by sentence."""
        passage_scores = np.nan_to_num(self.fused, nan=-1.0)[self.index.sentences.passage_of]
        scores: FloatArray = self.sentence_fused + passage_scores
        return scores

    def _best_documents(self) -> list[int]:
        table = self.index.sentences
        documents: list[int] = []
        for passage in self.ranking.tolist():
            document = int(table.document_of[table.of_passage(passage)[0]])
            if document not in documents:
                documents.append(document)
            if len(documents) == _HEADER_DOCUMENTS:
                break
        return documents

    def _header(self, document: int) -> range:
        """Numbers of the header sentences of a document."""
        table, end = self.index.sentences, self.index.documents[document].header_end
        own = table.of_document(document)
        return range(own.start, next((n for n in own if table.sentence(n).end > end), own.stop))

    def candidate(self, number: int) -> SentenceCandidate:
        """Return a sentence by its number in the index."""
        table = self.index.sentences
        passage = int(table.passage_of[number])
        document = self.index.documents[int(table.document_of[number])]
        of_document = table.of_document(int(table.document_of[number]))
        sentence = table.sentence(number)
        fused = float(self.fused[passage])
        following = table.sentence(number + 1) if number + 1 < of_document.stop else None
        below = document.block_at(following.start) if following else None
        return SentenceCandidate(
            sentence=sentence,
            passage=self.index.passages[passage],
            position=number - of_document.start,
            lexical_score=float(self.sentence_scores[number]),
            passage_score=0.0 if math.isnan(fused) else fused,
            title=document.title,
            heading=document.heading_at(sentence.start),
            block=document.block_at(sentence.start),
            block_below=below.kind if below else None,
            published=document.published,
        )
