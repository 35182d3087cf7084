"""The conversation and the head of the page as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering import METHOD, POSSIBLE_TEXT, Answer, AnswerStatus
from rag.sources import Document
from rag.web.conversation import ChatTurn, TurnState, Verdict, is_looked_up, is_pending
from rag.web.evidence import anchor_of, pointer_button, pointers_of
from rag.web.how import how_html
from rag.web.keeping import kept_turn
from rag.web.markup import escape, korean_date

_GREETING = (
    '<div class="greeting"><h2>무엇이 궁금하세요?</h2>'
    "<p>문서에서 답을 찾아 드리고, 그 답이 적힌 문장을 함께 보여 드립니다. "
    "문서에 없는 내용은 없다고 말씀드립니다.</p></div>"
)
_SURE: Mapping[AnswerStatus, str] = {
    AnswerStatus.ANSWERED: "높음",
    AnswerStatus.POSSIBLE: "보통",
    AnswerStatus.NO_EVIDENCE: "낮음",
}
_VERDICTS = ((Verdict.GOOD, "좋아요"), (Verdict.BAD, "아쉬워요"))


def header_html(title: str, line: str, *, is_error: bool = False, is_ready: bool = False) -> str:
    """Render the head of the page: what this is, and what is indexed or wrong."""
    state = "failed" if is_error else "state"
    return (
        f'<header class="page-header"{" data-ready" if is_ready else ""}><h1>{escape(title)}</h1>'
        f'<p class="{state}" role="status">{escape(line)}</p></header>'
    )


def summary_text(documents: Mapping[str, Document], sentences: int) -> str:
    """Say in one line what is indexed."""
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


def transcript_html(turns: Sequence[ChatTurn]) -> str:
    """Render the conversation, or a greeting when it is empty.

    Returns:
        A live region for screen readers, with one element a turn. Each says what the browser is to
        keep of it, once no answer is being made.
    """
    is_busy = is_pending(turns)
    drawn = [_turn_html(index, turn, is_kept=not is_busy) for index, turn in enumerate(turns)]
    return (
        f'<div class="transcript" role="log" aria-live="polite" aria-label="대화" '
        f'data-busy="{"true" if is_busy else "false"}">{"".join(drawn) or _GREETING}</div>'
    )


def answer_html(answer: Answer, turn: int) -> str:
    """Render an answer with a button ``[n]`` after each part that a citation supports.

    The short answer is bold; what stands before a possible answer is set apart as a note; a claim
    that its sources do not bear out looks different and says why when it is pointed at.

    Returns:
        Inline HTML; its text content is ``str(answer)``.
    """
    pieces: list[str] = []
    done = 0
    for tag in sorted(_tags(answer, turn), key=lambda tag: (tag.at, tag.rank)):
        pieces += [escape(answer.text[done : tag.at]), tag.markup]
        done = max(done, tag.at)
    return "".join([*pieces, escape(answer.text[done:])])


@dataclass(frozen=True, slots=True)
class _Tag:
    """Markup that stands before ``Answer.text[at]``; of several there, the lower rank first."""

    at: int
    rank: tuple[int, int]
    markup: str


def _tags(answer: Answer, turn: int) -> Iterator[_Tag]:
    if answer.text.startswith(POSSIBLE_TEXT):
        yield _Tag(0, (3, 0), '<span class="caveat" role="note">')
        # With the space behind it, which would indent what follows on a line of its own.
        yield _Tag(len(POSSIBLE_TEXT) + 1, (0, 0), "</span>")
    pointers = {pointer.ref.number: pointer for pointer in pointers_of(answer, turn, {})}
    anchors: set[str] = set()
    for citation in answer.citations:
        pointer = pointers[citation.number]
        anchor = anchor_of(pointer.ref)
        button = pointer_button(
            pointer, f"[{citation.number}]", anchor="" if anchor in anchors else anchor
        )
        anchors.add(anchor)
        # From here to the number stands what it bears out; the page lights that up.
        begin = f'<span class="from" data-number="{citation.number}"></span>'
        yield _Tag(citation.answer_start, (2, citation.number), begin)
        yield _Tag(citation.answer_end, (1, citation.number), f" {button}")
    for highlight in answer.highlights:
        yield _Tag(highlight.start, (3, 1), "<strong>")
        yield _Tag(highlight.end, (0, 0), "</strong>")
    for claim in answer.claims:
        if not claim.supported and claim.answer_end > claim.answer_start:
            reason = escape(claim.reason)
            # To be reached by a finger and by the keyboard too, not by the mouse alone.
            unsupported = (
                f'<span class="unsupported" role="note" tabindex="0" title="{reason}" '
                f'aria-description="{reason}">'
            )
            yield _Tag(claim.answer_start, (3, 0), unsupported)
            yield _Tag(claim.answer_end, (0, 0), "</span>")


def _turn_html(index: int, turn: ChatTurn, *, is_kept: bool) -> str:
    is_busy = "true" if turn.state is TurnState.PENDING else "false"
    question = escape(turn.question) or '<span class="quiet">(빈 질문)</span>'
    is_possible = turn.answer is not None and turn.answer.status is AnswerStatus.POSSIBLE
    classes = f"{turn.state} possible" if is_possible else turn.state
    kept = f' data-kept="{escape(kept_turn(turn))}"' if is_kept else ""
    edit = f'<div class="turn-tools">{_button("edit", index, "고치기", "질문 고치기")}</div>'
    return (
        f'<div class="turn" data-turn="{index}"{kept}><div class="question">'
        f'<span class="sr-only">질문: </span>{question}</div>{edit if is_kept else ""}'
        f'<div class="answer {classes}" aria-busy="{is_busy}">'
        f'<span class="sr-only">답: </span>{_reply_html(index, turn)}</div></div>'
    )


def _reply_html(index: int, turn: ChatTurn) -> str:
    parts: list[str] = []
    answer = turn.answer
    if answer is not None and answer.standalone_question:
        parts.append(f'<div class="looked-up">→ {escape(answer.standalone_question)}</div>')
    if answer is not None:
        parts.append(f'<div class="answer-text">{answer_html(answer, index)}</div>')
    notices = (answer.notice if answer else None, turn.notice)
    parts += [f'<div class="notice">{escape(notice)}</div>' for notice in notices if notice]
    if answer is not None and turn.state is not TurnState.PENDING:
        parts += [_suggestions_html(answer), _footer_html(index, turn, answer)]
    return "".join(parts)


def _suggestions_html(answer: Answer) -> str:
    """Offer questions that the documents answer; a click asks one."""
    if not answer.suggestions:
        return ""
    offered = "".join(
        f'<li><button type="button" class="plain" data-action="suggest">{escape(question)}'
        "</button></li>"
        for question in answer.suggestions
    )
    return f'<ul class="suggestions" aria-label="이런 질문은 어떨까요?">{offered}</ul>'


def _footer_html(index: int, turn: ChatTurn, answer: Answer) -> str:
    tools = [_button("copy", index, "복사", "출처와 함께 복사")]
    if not is_looked_up(answer):
        return f'<div class="footer">{tools[0]}</div>'
    tools.append(_button("link", index, "링크", "이 질문의 링크 복사"))
    for verdict, label in _VERDICTS:
        pressed = f' aria-pressed="{"true" if turn.verdict is verdict else "false"}"'
        tools.append(_button(verdict, index, label, label, pressed))
    sure = f"<span>{_how_sure(answer)}</span>"
    return f'<div class="footer">{sure}{"".join(tools)}</div>{how_html(answer, index)}'


def _how_sure(answer: Answer) -> str:
    """Say in a word how sure an answer is; by what share is told with how it was found.

    The word is that of the answer's status: what may be an answer can have a higher share than what
    is one, where something else speaks against it.
    """
    if answer.model == METHOD:  # of a summary there is no telling how likely it is
        return "문서에서 골라 옮긴 문장입니다"
    return f"확신도 {_SURE[answer.status]}"


def _button(action: str, turn: int, label: str, name: str, more: str = "") -> str:
    return (
        f'<button type="button" class="plain" data-action="{action}" data-turn="{turn}" '
        f'aria-label="{name}"{more}>{label}</button>'
    )
