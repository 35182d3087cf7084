"""A pipeline whose every answer is written down, for the tests of the web chat."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rag.answering.answer import POSSIBLE_TEXT, Answer, AnswerStatus, Citation, Highlight
from rag.conversation import check_question
from rag.index import Passage
from rag.retrieval import RetrievedPassage
from rag.sources import Document, LeftOut
from rag.web.conversation import ChatTurn, TurnState

DOCUMENT = Document(
    id="d1",
    title="가람시, 새 도서관 연다",
    publisher="가람신문",
    published="2024-03-05T09:30",
    source="news/library.txt",
    text=(
        "가람시, 새 도서관 연다\n입력 2024.03.05 09:30\n\n"
        "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다. 장서는 12만 권이다.\n\n"
        + "이 도서관은 지하철역에서 걸어서 3분 거리에 있다. " * 40
        + "\n\n관장은 김해솔 씨가 맡는다. 입장료는 받지 않는다."
    ),
    header_end=33,
)


def citation(number: int, document: Document, quote: str, at: int, score: float = 0.9) -> Citation:
    """Cite the first place of ``quote`` for the same words at ``at`` in the answer."""
    start = document.text.index(quote)
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        source=document.source,
        start=start,
        end=start + len(quote),
        quote=quote,
        answer_start=at,
        answer_end=at + len(quote),
        score=score,
    )


def found(document: Document, text: str, rank: int = 1) -> RetrievedPassage:
    """Retrieve the passage that is exactly ``text``."""
    start = document.text.index(text)
    passage = Passage(f"{document.id}:{start}", document.id, start, start + len(text), text)
    return RetrievedPassage(passage, 1.5, 0.4, 7.1, rank)


def answered(
    document: Document,
    *quotes: str,
    question: str = "질문",
    confidence: float = 0.93,
    retrieved: Sequence[RetrievedPassage] = (),
) -> Answer:
    """Answer with quotes, each cited."""
    citations: list[Citation] = []
    at = 0
    for number, quote in enumerate(quotes, start=1):
        citations.append(citation(number, document, quote, at))
        at += len(quote) + 1
    return Answer(
        question=question,
        text=" ".join(quotes),
        status=AnswerStatus.ANSWERED,
        confidence=confidence,
        citations=tuple(citations),
        retrieved=tuple(retrieved),
        model="fake",
        seconds=0.01,
    )


def possible(answer: Answer, confidence: float = 0.42) -> Answer:
    """Say of an answer that it may be one."""
    moved = len(POSSIBLE_TEXT) + 1
    return replace(
        answer,
        text=f"{POSSIBLE_TEXT} {answer.text}",
        status=AnswerStatus.POSSIBLE,
        confidence=confidence,
        citations=tuple(
            replace(c, answer_start=c.answer_start + moved, answer_end=c.answer_end + moved)
            for c in answer.citations
        ),
        highlights=tuple(Highlight(h.start + moved, h.end + moved) for h in answer.highlights),
    )


def refused(question: str = "질문", retrieved: Sequence[RetrievedPassage] = ()) -> Answer:
    """Say that there is no answer."""
    return Answer(
        question=question,
        text="문서에서 답을 찾지 못했습니다.",
        status=AnswerStatus.NO_EVIDENCE,
        confidence=0.08,
        citations=(),
        retrieved=tuple(retrieved),
        model="fake",
        seconds=0.01,
    )


def done(answer: Answer, asked: str = "질문") -> ChatTurn:
    """Return a turn that was answered."""
    return ChatTurn(asked, TurnState.DONE, answer)


@dataclass(frozen=True)
class Counts:
    sentences: int = 45


@dataclass(frozen=True)
class FakeIndex:
    manifest: Counts = Counts()
    documents: tuple[Document, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class FakeEmbedder:
    """Embeds a text by its length, in two dimensions."""

    dimension = 2

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return -self.embed_passages(texts)


@dataclass
class FakePipeline:
    """Answers what is in ``replies``, refuses the rest, and remembers what it was asked.

    What can be no question is an error, as it is in the real pipeline. Of documents beside its own
    it answers with the line that holds the question.

    Attributes:
        replies: By question: an answer, answers one after the other, or an error to raise.
        stopped: The questions whose answer was given up in the middle.
        held: While clear, an answer that comes in several steps stays after its first.
    """

    documents: Mapping[str, Document] = field(default_factory=lambda: {DOCUMENT.id: DOCUMENT})
    replies: Mapping[str, Answer | Sequence[Answer] | Exception] = field(default_factory=dict)
    index: FakeIndex = FakeIndex()
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    asked: list[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    stopped: list[str] = field(default_factory=list)
    added: tuple[Document, ...] = ()

    def index_of(self, documents: Sequence[Document]) -> FakeIndex:
        return FakeIndex(Counts(len(documents)), tuple(documents))

    def over(self, *indexes: FakeIndex) -> FakePipeline:
        added = tuple(document for index in indexes for document in index.documents)
        own = self.documents if self.index in indexes else {}
        replies = self.replies if own else {}
        documents = {**own, **{document.id: document for document in added}}
        return replace(self, documents=documents, replies=replies, added=added)

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        *_, last = self.stream(question, history)
        return last

    def quote(self, question: str) -> Answer:
        return self.ask(question)

    def retrieve(self, question: str, k: int = 10) -> list[RetrievedPassage]:
        check_question(question)
        return [found(document, document.text[:40]) for document in self.documents.values()][:k]

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = ()
    ) -> Generator[Answer, None, None]:
        self.asked.append((question, tuple(history)))
        reply = self.replies.get(check_question(question)) or self._of_added(question)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Answer):
            yield replace(reply, question=question)
            return
        try:
            yield reply[0]
            self.held.wait(10)
            yield from reply[1:]
        except GeneratorExit:
            self.stopped.append(question)
            raise

    def _of_added(self, question: str) -> Answer:
        for document in self.added:
            for line in document.text.splitlines():
                if question.rstrip("?") in line:
                    return answered(document, line, retrieved=[found(document, line)])
        return refused()
