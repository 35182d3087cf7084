"""Turns, evidence and articles as HTML.

Every character that comes from a document, a user or a setting passes :func:`escape`; what is not
escaped is written in this module. Nothing is read as Markdown or LaTeX anywhere, so ``**`` and
``$x$`` are shown as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from rag.answering import Answer, AnswerStatus, Citation
from rag.documents import Document
from rag.retrieval import RetrievedPassage
from rag.web.conversation import Turn, TurnState

# UTF-8 cannot carry lone surrogates, and a browser replaces the controls or drops them.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

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


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a text to be marked: ``text[start:end]``.

    Attributes:
        start: First character.
        end: One past the last.
        is_current: Whether this is the one to be shown first.
    """

    start: int
    end: int
    is_current: bool = True


def escape(text: str) -> str:
    """Make text safe and literal in HTML, between tags and in quoted attributes.

    Args:
        text: Any string.

    Returns:
        HTML whose text content is ``text``, but for controls and lone surrogates, which become
        U+FFFD.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text), quote=True)


def transcript_html(turns: Sequence[Turn]) -> str:
    """Render the conversation, or a greeting when it is empty.

    Args:
        turns: Oldest first.

    Returns:
        A live region for screen readers, with one element a turn.
    """
    inner = "".join(_turn_html(index, turn) for index, turn in enumerate(turns)) or _GREETING
    return f'<div class="transcript" role="log" aria-live="polite" aria-label="대화">{inner}</div>'


def answer_html(answer: Answer, turn: int) -> str:
    """Render an answer with a button ``[n]`` after each part that a citation supports.

    Args:
        answer: The answer.
        turn: Index of its turn, for the buttons.

    Returns:
        Inline HTML; its text content is ``str(answer)``.
    """
    pieces: list[str] = []
    done = 0
    for citation in sorted(answer.citations, key=lambda c: (c.answer_end, c.number)):
        pieces.append(escape(answer.text[done : citation.answer_end]))
        pieces.append(f" {_citation_button(citation, turn)}")
        done = citation.answer_end
    pieces.append(escape(answer.text[done:]))
    return "".join(pieces)


def evidence_html(turns: Sequence[Turn], documents: Mapping[str, Document]) -> str:
    """Render what the last answer rests on, or what came closest.

    Args:
        turns: Oldest first.
        documents: By id; a document that is missing is shown by what the citation holds.

    Returns:
        The content of the panel beside the chat.
    """
    for index in reversed(range(len(turns))):
        if turns[index].answer is not None:
            return evidence_of_turn_html(turns, index, documents)
    return _panel("근거", '<p class="quiet">답의 근거가 되는 문장을 여기에 보여 드립니다.</p>')


def evidence_of_turn_html(
    turns: Sequence[Turn], index: int, documents: Mapping[str, Document]
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
    if answer is not None and answer.status is AnswerStatus.ANSWERED:
        # Several parts of the answer may rest on one sentence: it has one number, and one card.
        sentences = {citation.number: citation for citation in answer.citations}.values()
        body = _list([_citation_card(c, answer, index, documents) for c in sentences])
    elif answer is not None:
        heading, closest = "가장 가까운 내용", answer.retrieved[:_CLOSEST]
        body = _list([_passage_card(found, index, documents) for found in closest])
        if not closest:
            body = '<p class="quiet">비슷한 내용도 찾지 못했습니다.</p>'
    return _panel(heading, body, turn=index, question=turns[index].question)


def article_html(
    turns: Sequence[Turn], ref: EvidenceRef, documents: Mapping[str, Document]
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


def marked_html(
    text: str, marks: Iterable[Mark], *, heading_end: int = 0, has_target: bool = False
) -> str:
    """Mark parts of a text.

    Args:
        text: The text.
        marks: What to mark; parts outside the text are ignored, overlaps are merged by character.
        heading_end: The characters before this are set as a heading.
        has_target: Whether the first current mark is what the page is to scroll to.

    Returns:
        HTML whose text content is that of ``escape(text)``.
    """
    marks = list(marks)
    cuts = {0, heading_end, len(text), *(m.start for m in marks), *(m.end for m in marks)}
    target = ' data-target tabindex="-1"' if has_target else ""
    pieces: list[str] = []
    for start, end in pairwise(sorted(cut for cut in cuts if 0 <= cut <= len(text))):
        piece = escape(text[start:end])
        covering = [m for m in marks if m.start <= start and end <= m.end]
        if any(m.is_current for m in covering):
            piece = f'<mark class="current"{target}>{piece}</mark>'
            target = ""
        elif covering:
            piece = f"<mark>{piece}</mark>"
        if end <= heading_end:
            piece = f'<span class="article-heading">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def summary_text(documents: Mapping[str, Document], sentences: int) -> str:
    """Say in one line what is indexed.

    Args:
        documents: By id.
        sentences: How many sentences they have together.

    Returns:
        Plain text: how much there is, whose, and of when.
    """
    parts = [f"문서 {len(documents):,}건", f"문장 {sentences:,}개"]
    publishers = sorted({d.publisher for d in documents.values() if d.publisher})
    if len(publishers) > 3:
        parts.append(f"매체 {len(publishers):,}곳")
    elif publishers:
        parts.append("·".join(publishers))
    dates = sorted(d.published[:10] for d in documents.values() if d.published)
    if dates:
        first, last = korean_date(dates[0]), korean_date(dates[-1])
        parts.append(first if first == last else f"{first} ~ {last}")
    if len(documents) == 1:
        title = next(iter(documents.values())).title
        parts.insert(0, f"‘{title}’")
    return " · ".join(parts)


def korean_date(iso: str) -> str:
    """Write an ISO 8601 date, with its time if it has one, the Korean way; else as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{moment.year}년 {moment.month}월 {moment.day}일"
    return day if len(iso) <= 10 else f"{day} {moment:%H:%M}"


def header_html(title: str, line: str, *, is_error: bool = False) -> str:
    """Render the head of the page: what this is, and what is indexed or wrong.

    Args:
        title: The chat's name.
        line: One line of text.
        is_error: Whether the line says what is wrong.
    """
    state = "failed" if is_error else "state"
    return (
        f'<header class="page-header"><h1>{escape(title)}</h1>'
        f'<p class="{state}" role="status">{escape(line)}</p></header>'
    )


_GREETING = (
    '<div class="greeting"><h2>무엇이 궁금하세요?</h2>'
    "<p>문서에서 답을 찾아 드리고, 그 답이 적힌 문장을 함께 보여 드립니다. "
    "문서에 없는 내용은 없다고 말씀드립니다.</p></div>"
)


def _turn_html(index: int, turn: Turn) -> str:
    is_busy = "true" if turn.state is TurnState.PENDING else "false"
    question = escape(turn.question) or '<span class="quiet">(빈 질문)</span>'
    return (
        f'<div class="turn"><div class="question"><span class="sr-only">질문: </span>{question}'
        f'</div><div class="answer {turn.state}" aria-busy="{is_busy}">'
        f'<span class="sr-only">답: </span>{_reply_html(index, turn)}</div></div>'
    )


def _reply_html(index: int, turn: Turn) -> str:
    parts: list[str] = []
    if turn.answer is not None:
        parts.append(f'<div class="answer-text">{answer_html(turn.answer, index)}</div>')
    if turn.answer is not None and turn.answer.notice:
        parts.append(f'<div class="notice">{escape(turn.answer.notice)}</div>')
    if turn.notice:
        parts.append(f'<div class="notice">{escape(turn.notice)}</div>')
    if turn.answer is not None and turn.state is not TurnState.PENDING:
        parts.append(_footer_html(index, turn.answer))
    return "".join(parts)


def _footer_html(index: int, answer: Answer) -> str:
    percent = _percent(answer.confidence)
    if answer.status is AnswerStatus.ANSWERED:
        label, what = f"확신도 {_confidence_word(answer.confidence)} · {percent}", "근거 보기"
    else:
        label, what = f"문서에 답이 있을 가능성 {percent}", "가장 가까운 내용 보기"
    return (
        f'<div class="footer"><span>{label}</span>'
        f'<button type="button" class="plain" data-action="evidence" data-turn="{index}">{what}'
        '</button><button type="button" class="plain" data-action="copy">복사</button></div>'
    )


def _confidence_word(confidence: float) -> str:
    if confidence >= 0.8:
        return "높음"
    return "보통" if confidence >= 0.5 else "낮음"


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0):.0%}"


def _citation_button(citation: Citation, turn: int) -> str:
    label = escape(f"근거 {citation.number}: {citation.quote}")
    return (
        f'<button type="button" class="cite" data-action="article" data-kind="citation" '
        f'data-turn="{turn}" data-number="{citation.number}" title="{label}" '
        f'aria-label="{label}">[{citation.number}]</button>'
    )


def _citation_card(
    citation: Citation, answer: Answer, turn: int, documents: Mapping[str, Document]
) -> str:
    start, text = _surroundings(citation, answer, documents)
    mark = Mark(citation.start - start, citation.end - start)
    return _card(
        badge=str(citation.number),
        title=citation.title,
        meta=_byline(citation.publisher, citation.published, f"관련도 {_percent(citation.score)}"),
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


def _byline(publisher: str | None, published: str | None, *more: str) -> str:
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
