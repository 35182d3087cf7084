"""The pane beside the chat: a document, with what an answer points to in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rag.answering import Answer, Citation
from rag.retrieval import RetrievedPassage
from rag.sources import HEADING_SEPARATOR, BlockKind, Document, write_out
from rag.web.conversation import ChatTurn, is_looked_up
from rag.web.document import Span, document_html
from rag.web.markup import escape, korean_date

# As many of the closest passages as are shown when there is no answer.
_CLOSEST = 3
# So many documents are listed before the first question.
_LISTED = 200
# As many files are named that hold the same.
_NAMED = 5
_SNIPPET_CHARS = 160

Kind = Literal["citation", "passage", "document"]


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """What a button of a turn leads to.

    Attributes:
        turn: Index of the turn.
        kind: A citation of the answer, a passage found, or a document by its place in the index.
        number: The citation's number or the passage's rank, from 1; or the document's place.
    """

    turn: int
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Pointer:
    """What an answer points to in a document.

    Attributes:
        ref: How a button says so.
        document_id: The document.
        start: First character in its text.
        end: One past the last.
        quote: What stands there; a table's row with the names of its columns.
        origin: Title, headings, outlet, date and page, for people.
    """

    ref: EvidenceRef
    document_id: str
    start: int
    end: int
    quote: str
    origin: str


def start_html(documents: Mapping[str, Document], *, chosen: int = 0) -> str:
    """Render the pane while no answer points anywhere: a document, and the list of them."""
    if not documents:
        return _pane("문서 내용", '<p class="quiet">문서를 읽으면 여기에 보여 드립니다.</p>')
    shown = min(max(chosen, 0), len(documents) - 1)
    document = next(islice(documents.values(), shown, None))
    listed = _all_documents(documents, shown) if len(documents) > 1 else ""
    return _pane("문서 내용", document_html(document), head=listed, document=document.id)


def pane_html(
    turns: Sequence[ChatTurn],
    documents: Mapping[str, Document],
    ref: EvidenceRef | None = None,
) -> str | None:
    """Render the document that an answer points to, with all that it points to there.

    ``ref`` comes from the browser and may be nonsense; without it, it is what the last answer from
    the documents points to first.

    Returns:
        The content of the pane, or ``None`` when there is nothing such.
    """
    if ref is None:
        looked_up = (n for n, t in enumerate(turns) if t.answer and is_looked_up(t.answer))
        ref = EvidenceRef(max(looked_up, default=-1), "citation", 0)
    elif ref.kind == "document":
        is_there = 0 <= ref.number < len(documents)
        return start_html(documents, chosen=ref.number) if is_there else None
    answer = turns[ref.turn].answer if 0 <= ref.turn < len(turns) else None
    if answer is None:
        return None
    pointers = [p for p in pointers_of(answer, ref.turn, documents) if p.document_id in documents]
    wanted = _wanted(answer, ref, pointers, documents)
    if wanted is None:
        return None
    document = documents[wanted.document_id]
    if ref.kind == "passage":  # several together would be most of a document
        shown = [wanted] if ref.number else []
    else:
        shown = [p for p in pointers if p.document_id == document.id and p.ref.kind == "citation"]
    spans = [_span(p) for p in shown]
    is_cited = bool(answer.citations)
    return _pane(
        "근거" if is_cited else "가장 가까운 내용",
        document_html(document, spans, around=wanted.start),
        head=_cited_documents(pointers, documents, document.id),
        turn=ref.turn,
        document=document.id,
        kind="passage" if ref.kind == "passage" else "citation",
    )


def _copies(citation: Citation) -> str | None:
    """Say in how many other files a quote stands, and in which."""
    others = citation.also_from
    named = ", ".join(others[:_NAMED]) + (", …" if others[_NAMED:] else "")
    return f"외 {len(others):,}건: {named}" if others else None


def pointers_of(answer: Answer, turn: int, documents: Mapping[str, Document]) -> list[Pointer]:
    """Return what an answer rests on, each number once, or the passages that came closest."""
    if answer.citations:
        # Several parts of the answer may rest on one sentence, which has one number.
        sentences = {citation.number: citation for citation in answer.citations}
        return [
            Pointer(
                EvidenceRef(turn, "citation", number),
                c.document_id,
                c.start,
                c.end,
                _shown(c, documents),
                _origin(
                    HEADING_SEPARATOR.join(filter(None, (c.title, c.heading))),
                    c.publisher,
                    c.published,
                    f"{c.page:,}쪽" if c.page else None,
                    _copies(c),
                ),
            )
            for number, c in sentences.items()
        ]
    return [passage_pointer(found, turn, documents) for found in answer.retrieved[:_CLOSEST]]


def _shown(citation: Citation, documents: Mapping[str, Document]) -> str:
    """What is cited, as it is read beside its document: a row needs the names of its columns."""
    document = documents.get(citation.document_id)
    block = document.block_at(citation.start) if document else None
    if block is None or block.kind is not BlockKind.TABLE_ROW:
        return citation.quote
    return write_out(citation.quote, citation.start, block).text


def passage_pointer(
    found: RetrievedPassage, turn: int, documents: Mapping[str, Document]
) -> Pointer:
    """Return where a passage that was found lies."""
    passage, document = found.passage, documents.get(found.passage.document_id)
    text = " ".join(passage.text.split())
    return Pointer(
        EvidenceRef(turn, "passage", found.rank),
        passage.document_id,
        passage.start,
        passage.end,
        text if len(text) <= _SNIPPET_CHARS else f"{text[:_SNIPPET_CHARS]}…",
        _origin(document.title, document.publisher, document.published) if document else "",
    )


def pointer_button(pointer: Pointer, label: str, *, anchor: str = "") -> str:
    """Render the button that leads to a place in a document, and brings its quote along.

    The place leads back to it by ``anchor``, its id, which may be empty.
    """
    ref, quote = pointer.ref, escape(pointer.quote)
    what = "근거" if ref.kind == "citation" else "가까운 내용"
    return (
        f'<button type="button" class="cite" data-action="article" data-kind="{ref.kind}" '
        f'data-turn="{ref.turn}" data-number="{ref.number}" '
        f"{f'id={chr(34)}{anchor}{chr(34)} ' if anchor else ''}"
        f'data-quote="{quote}" data-origin="{escape(pointer.origin)}" '
        f'aria-label="{what} {ref.number}: {quote}">{escape(label)}</button>'
    )


def anchor_of(ref: EvidenceRef) -> str:
    """Return the id of the element of the answer that a place in a document leads back to."""
    return f"{ref.kind}-{ref.turn}-{ref.number}"


def _span(pointer: Pointer) -> Span:
    ref = pointer.ref
    return Span(pointer.start, pointer.end, ref.number, anchor_of(ref), ref.kind == "citation")


def _wanted(
    answer: Answer,
    ref: EvidenceRef,
    pointers: Sequence[Pointer],
    documents: Mapping[str, Document],
) -> Pointer | None:
    if not ref.number:
        return pointers[0] if pointers else None
    if ref.kind == "passage":
        for found in answer.retrieved:
            if found.rank == ref.number and found.passage.document_id in documents:
                return passage_pointer(found, ref.turn, documents)
    return next((p for p in pointers if p.ref == ref), None)


def _cited_documents(
    pointers: Sequence[Pointer], documents: Mapping[str, Document], shown: str
) -> str:
    """List the documents that an answer points to, each with the numbers that stand for it."""
    by_document: dict[str, list[Pointer]] = {}
    for pointer in pointers:
        by_document.setdefault(pointer.document_id, []).append(pointer)
    rows = "".join(
        f"<li{' class=shown' if document_id == shown else ''}>"
        f'<span class="name">{escape(documents[document_id].title)}</span>'
        '<span class="numbers">'
        f"{''.join(pointer_button(p, str(p.ref.number)) for p in members)}</span></li>"
        for document_id, members in by_document.items()
    )
    return f'<ol class="cited-documents">{rows}</ol>' if rows else ""


def _all_documents(documents: Mapping[str, Document], shown: int) -> str:
    rows = "".join(
        f'<li><button type="button" class="plain" data-action="article" data-kind="document" '
        f'data-turn="-1" data-number="{place}"{" aria-current=true" if place == shown else ""}>'
        f"{escape(document.title)}</button></li>"
        for place, document in enumerate(islice(documents.values(), _LISTED))
    )
    more = len(documents) - _LISTED
    rest = f'<p class="quiet">외 {more:,}건</p>' if more > 0 else ""
    return (
        f'<details class="all-documents"><summary>문서 {len(documents):,}건</summary>'
        f"<ol>{rows}</ol>{rest}</details>"
    )


def _pane(
    heading: str,
    body: str,
    *,
    head: str = "",
    turn: int = -1,
    document: str = "",
    kind: str = "",
) -> str:
    return (
        f'<section class="panel" aria-label="{heading}" data-turn="{turn}" '
        f'data-document="{escape(document)}" data-kind="{kind}">'
        f'<div class="panel-head"><h2 class="panel-title"><span>{heading}</span>'
        f'<button type="button" class="fold" aria-expanded="false" data-action="fold">{heading}'
        f"</button></h2>{head}</div>"
        f'<div class="panel-body">{body}</div></section>'
    )


def _origin(title: str, publisher: str | None, published: str | None, *more: str | None) -> str:
    date = korean_date(published) if published else None
    return " · ".join(part for part in (title, publisher, date, *more) if part)
