"""What an answer rests on, and the document around it, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering import Answer, AnswerStatus, Citation
from rag.retrieval import RetrievedPassage
from rag.sources import HEADING_SEPARATOR, Document
from rag.web.conversation import ChatTurn, is_looked_up
from rag.web.markup import Mark, escape, korean_date, marked_html, percent

# As many of the closest passages as are shown when there is no answer.
_CLOSEST = 3
# Around a quote that no retrieved passage holds, this much of the document is shown.
_CONTEXT_CHARS = 200
# A longer document is shown in part: this much before and after the quote.
_ARTICLE_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Which piece of evidence of which turn a button stands for.

    Attributes:
        turn: Index of the turn.
        kind: A citation of the answer, or a passage found.
        number: The citation's number or the passage's rank, from 1.
    """

    turn: int
    kind: Literal["citation", "passage"]
    number: int


def evidence_html(turns: Sequence[ChatTurn], documents: Mapping[str, Document]) -> str:
    """Render what the last answer from the documents rests on, or what came closest.

    Args:
        turns: Oldest first.
        documents: By id; a document that is missing is shown by what the citation holds.

    Returns:
        The content of the panel beside the chat.
    """
    for index in reversed(range(len(turns))):
        answer = turns[index].answer
        if answer is not None and is_looked_up(answer):
            return evidence_of_turn_html(turns, index, documents)
    return _panel("근거", '<p class="quiet">답의 근거가 되는 문장을 여기에 보여 드립니다.</p>')


def evidence_of_turn_html(
    turns: Sequence[ChatTurn], index: int, documents: Mapping[str, Document]
) -> str:
    """Render what one answer rests on, or what came closest.

    Args:
        turns: Oldest first.
        index: Which turn; one without an answer gives an empty panel.
        documents: By id.

    Returns:
        The content of the panel beside the chat.
    """
    answer = turns[index].answer
    heading, body = "근거", ""
    if answer is not None and answer.status in (AnswerStatus.ANSWERED, AnswerStatus.POSSIBLE):
        # Several parts of the answer may rest on one sentence: it has one number, and one card.
        sentences = {citation.number: citation for citation in answer.citations}.values()
        body = _list([_citation_card(c, answer, index, documents) for c in sentences])
    elif answer is not None:
        heading, closest = "가장 가까운 내용", answer.retrieved[:_CLOSEST]
        body = _list([_passage_card(found, index, documents) for found in closest])
    return _panel(heading, body, turn=index, question=turns[index].question)


def article_html(
    turns: Sequence[ChatTurn], ref: EvidenceRef, documents: Mapping[str, Document]
) -> str | None:
    """Render the whole document that a piece of evidence lies in, with the piece marked.

    Args:
        turns: Oldest first.
        ref: The piece; all of it comes from the browser and may be nonsense.
        documents: By id.

    Returns:
        The content of the panel beside the chat, or ``None`` when there is no such evidence.
    """
    if not 0 <= ref.turn < len(turns):
        return None
    answer = turns[ref.turn].answer
    if answer is None:
        return None
    located = _locate(answer, ref)
    if located is None or located[0] not in documents:
        return None
    document, (start, end) = documents[located[0]], located[1:]
    marks = [Mark(start, end)]
    if ref.kind == "citation":
        marks += [
            Mark(other.start, other.end, is_current=False)
            for other in answer.citations
            if other.document_id == document.id and (other.start, other.end) != (start, end)
        ]
    back = (
        '<button type="button" class="plain" data-action="evidence" data-back '
        f'data-turn="{ref.turn}">'
        "← 근거 목록으로</button>"
    )
    return (
        f'<section class="panel" aria-label="문서 전체" '
        f'data-shown="article {ref.turn} {ref.kind} {ref.number}">'
        f'<div class="panel-head">{back}</div>'
        f"<h2>{escape(document.title)}</h2>"
        f'<p class="meta">{_byline(document.publisher, document.published)}</p>'
        f'<div class="article">{_article_body(document, marks)}</div>'
        f'<p class="meta">원본: {escape(document.source)}</p></section>'
    )


def _article_body(document: Document, marks: Sequence[Mark]) -> str:
    start = max(0, marks[0].start - _ARTICLE_CHARS)
    end = min(len(document.text), marks[0].end + _ARTICLE_CHARS)
    shifted = [Mark(m.start - start, m.end - start, m.is_current) for m in marks]
    body = marked_html(
        document.text[start:end],
        shifted,
        heading_end=max(0, document.header_end - start),
        has_target=True,
    )
    before = '<p class="quiet">… 앞부분은 줄였습니다.</p>' if start else ""
    after = '<p class="quiet">뒷부분은 줄였습니다 …</p>' if end < len(document.text) else ""
    return before + body + after


def _locate(answer: Answer, ref: EvidenceRef) -> tuple[str, int, int] | None:
    if ref.kind == "citation":
        for citation in answer.citations:
            if citation.number == ref.number:
                return citation.document_id, citation.start, citation.end
        return None
    for found in answer.retrieved:
        if found.rank == ref.number:
            passage = found.passage
            return passage.document_id, passage.start, passage.end
    return None


def _citation_card(
    citation: Citation, answer: Answer, turn: int, documents: Mapping[str, Document]
) -> str:
    start, text = _surroundings(citation, answer, documents)
    mark = Mark(citation.start - start, citation.end - start)
    page = f"{citation.page:,}쪽" if citation.page else None
    copies = [f"외 {len(citation.also_in):,}건"] if citation.also_in else []
    return _card(
        badge=str(citation.number),
        title=HEADING_SEPARATOR.join(filter(None, (citation.title, citation.heading))),
        meta=_byline(
            citation.publisher,
            citation.published,
            page,
            *copies,
            f"관련도 {percent(citation.score)}",
        ),
        body=marked_html(text, [mark]),
        ref=EvidenceRef(turn, "citation", citation.number),
    )


def _passage_card(found: RetrievedPassage, turn: int, documents: Mapping[str, Document]) -> str:
    document = documents.get(found.passage.document_id)
    return _card(
        badge="",
        title=document.title if document else found.passage.document_id,
        meta=_byline(
            document.publisher if document else None,
            document.published if document else None,
            f"검색 점수 {found.score:.2f}",
        ),
        body=escape(found.passage.text),
        ref=EvidenceRef(turn, "passage", found.rank),
    )


def _card(*, badge: str, title: str, meta: str, body: str, ref: EvidenceRef) -> str:
    """Lay out one piece of evidence; ``meta`` and ``body`` are HTML, the rest is text."""
    number = f'<span class="badge" aria-hidden="true">{escape(badge)}</span>' if badge else ""
    label = escape(f"근거 {badge}을 문서에서 보기" if badge else "문서에서 보기")
    return (
        f'<li class="card"><h3>{number}<span>{escape(title)}</span></h3><p class="meta">{meta}</p>'
        f'<blockquote>{body}</blockquote><button type="button" class="plain" '
        f'data-action="article" data-kind="{ref.kind}" data-turn="{ref.turn}" '
        f'data-number="{ref.number}" aria-label="{label}">문서에서 보기 →</button></li>'
    )


def _list(cards: Sequence[str]) -> str:
    return f'<ol class="cards">{"".join(cards)}</ol>'


def _panel(heading: str, body: str, *, turn: int = -1, question: str = "") -> str:
    asked = f'<p class="meta asked">{escape(question)}</p>' if question else ""
    return (
        f'<section class="panel" aria-label="{heading}" data-shown="evidence {turn}  0">'
        f"<h2>{heading}</h2>{asked}{body}</section>"
    )


def _byline(publisher: str | None, published: str | None, *more: str | None) -> str:
    date = korean_date(published) if published else None
    return " · ".join(escape(part) for part in (publisher, date, *more) if part)


def _surroundings(
    citation: Citation, answer: Answer, documents: Mapping[str, Document]
) -> tuple[int, str]:
    """Find the passage around a quote: where it starts in the document, and its text."""
    for found in answer.retrieved:
        passage = found.passage
        if (
            passage.document_id == citation.document_id
            and passage.start <= citation.start
            and citation.end <= passage.end
        ):
            return passage.start, passage.text
    document = documents.get(citation.document_id)
    if document is None:
        return citation.start, citation.quote
    start = max(0, citation.start - _CONTEXT_CHARS)
    return start, document.text[start : citation.end + _CONTEXT_CHARS]
