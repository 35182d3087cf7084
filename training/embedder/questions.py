"""Questions with the sentences that answer them, among all passages, as an index has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.embedding import load_embedder
from rag.index import PassageIndex, index_in_memory
from rag.korean import default_analyzer, index_terms, normalize
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.sources import Document
from training.embedder.encoding import Ids, encode
from training.encoder.as_files import as_file
from training.encoder.texts import Question, Span, news, written

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AskedPassages:
    """Questions on a collection of passages.

    Attributes:
        questions: Their tokens.
        passages: The tokens of each passage, below its heading, as an index embeds it.
        sentences: The tokens of each sentence.
        first_sentence: For each passage the number of its first sentence, and their count at
            the end, shape (passages + 1,).
        passage_of: For each sentence the number of its passage.
        lexical: Score by words of each passage, shape (questions, passages), in half precision.
        right: For each question the numbers of the sentences that answer it, at least one.
    """

    questions: list[Ids]
    passages: list[Ids]
    sentences: list[Ids]
    first_sentence: Numbers
    passage_of: Numbers
    lexical: NDArray[np.float16]
    right: list[Numbers]


def read_questions(data: Path, tokenizer: Tokenizer) -> AskedPassages:
    """Index what the encoder is trained on, and find what answers each question there."""
    asked: list[Question] = []
    documents = []
    for document, questions in _texts(data):
        documents.append(document)
        asked += [question for question in questions if question.evidence]
    settings = Settings()
    embedder, analyzer = load_embedder(settings), default_analyzer()
    index = index_in_memory(
        documents, embedder=embedder, analyzer=analyzer, passage_chars=settings.passage_chars
    )
    retriever = Retriever(index, embedder)
    kept, right, lexical = [], [], []
    numbers = {document.id: number for number, document in enumerate(index.documents)}
    for question in asked:
        of = _answering(index, numbers[question.document], question.evidence)
        if not of.size:
            continue
        terms = index_terms(analyzer.morphemes(question.text), question.text)
        scores = retriever.search(question.text, terms).lexical
        kept.append(question.text)
        right.append(of)
        lexical.append(scores.astype(np.float16))
    table = index.sentences
    by_id = {document.id: document for document in index.documents}
    headed = (
        f"{by_id[p.document_id].heading_at(p.start)}\n{p.text}".strip() for p in index.passages
    )
    return AskedPassages(
        questions=encode(tokenizer, kept),
        passages=encode(tokenizer, list(headed)),
        sentences=encode(tokenizer, [table.sentence(n).text for n in range(len(table))]),
        first_sentence=np.searchsorted(table.passage_of, np.arange(len(index.passages) + 1)),
        passage_of=table.passage_of.astype(np.int64),
        lexical=np.array(lexical),
        right=right,
    )


def _texts(data: Path) -> Iterator[tuple[Document, Sequence[Question]]]:
    """What was written for this project as files, and Wikinews; nothing that is held out."""
    for text in written(held_out=False):
        document, there = as_file(text, "asked")
        yield document, there.questions
    for text in news(data, held_out=False):
        yield Document(text.id, normalize(text.title), text.text, ""), text.questions


def _answering(index: PassageIndex, document: int, evidence: Sequence[Span]) -> Numbers:
    """Numbers of the sentences that hold evidence, but for those of the header."""
    table = index.sentences
    found = []
    for number in table.of_document(document):
        sentence = table.sentence(number)
        touched = any(sentence.start < end and start < sentence.end for start, end in evidence)
        if touched and not index.passages[int(table.passage_of[number])].is_header:
            found.append(number)
    return np.array(found, dtype=np.int64)
