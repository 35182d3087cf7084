"""What happens when the user does something: Gradio's events, each a method.

Every method returns new values for the parts of the page, in the order that ``page.py`` lists
them; the conversation itself is a tuple of turns that Gradio keeps for each browser tab.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

from rag.answering import Answer
from rag.web.background import Background
from rag.web.conversation import Turns, converse, is_pending, stop
from rag.web.evidence import EvidenceRef, article_html, evidence_html, evidence_of_turn_html
from rag.web.loading import Failed, Loading, PipelineLoader, Ready
from rag.web.transcript import header_html, summary_text, transcript_html
from rag.web.uploads import Uploads

TITLE = "문서에 묻기"
READING = "문서를 읽는 중입니다…"
EXAMPLES = 5
VIEW_PARTS = 8
LOOK_SECONDS = 0.5
"""How often an open page looks whether the documents are read."""

Updates = tuple[object, ...]
"""One value or ``gr.update`` for each output."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's events.

    Attributes:
        loader: Gives the pipeline.
        uploads: What visitors added to its documents.
        running: The answers being made, by the id of their turn.
    """

    loader: PipelineLoader
    uploads: Uploads
    running: dict[str, Background[Turns]] = field(default_factory=dict)

    def status(self, visitor: str = "") -> Updates:
        """Tell an open page how far the documents are read.

        Not one event that goes on until they are: when a queued event ends, Gradio closes its
        stream, and a question sent at that moment would never get its answer.

        Returns:
            Header, the button to read again, the example buttons, and the timer by which the
            page looks again, stopped once nothing changes any more.
        """
        state = self.loader.state
        is_settled = isinstance(state, Failed) or (
            isinstance(state, Ready) and state.examples is not None
        )
        return (*_status(state, self.uploads.added(visitor)), _ticking(not is_settled))

    def read_again(self, visitor: str = "") -> Updates:
        """Try to read the documents once more, and tell as :meth:`status` does."""
        self.loader.start()
        return self.status(visitor)

    async def ask(self, question: str, turns: Turns, visitor: str = "") -> AsyncIterator[Updates]:
        """Answer a question.

        Args:
            question: What was typed, or an example.
            turns: The conversation so far.
            visitor: Whose documents are asked too.

        Yields:
            The text box, emptied once, then what :meth:`_view` gives.
        """
        if is_pending(turns) and turns[-1].id in self.running:
            # Sent twice: one answer at a time, and what was typed stays.
            yield (_skip(),) * (1 + VIEW_PARTS)
            return
        # Nobody read an answer that was pending, and it was ended.
        turns = stop(turns)
        box: object = ""
        async for view in self._answer(question, turns, visitor):
            yield (box, *view)
            # The next question may be typed meanwhile.
            box = _skip()

    async def ask_again(self, turns: Turns, visitor: str = "") -> AsyncIterator[Updates]:
        """Answer the last question once more."""
        if turns and not is_pending(turns):
            async for view in self._answer(turns[-1].asked, turns[:-1], visitor):
                yield view

    async def _answer(self, question: str, turns: Turns, visitor: str) -> AsyncIterator[Updates]:
        source = self.uploads.source(visitor)
        answering = Background(partial(converse, source, question, turns))
        said, answer, is_drawn = turns, None, False
        try:
            async for said in answering:
                self.running[said[-1].id] = answering
                # Drawn only what is another: each word is on its way the sooner, and an article
                # that was opened meanwhile stays open.
                yield self._view(
                    said,
                    visitor,
                    is_evidence_kept=_is_same_evidence(said[-1].answer, answer),
                    are_buttons_kept=is_drawn and is_pending(said),
                )
                answer, is_drawn = said[-1].answer, True
        finally:
            # Also when the browser went away in the middle.
            answering.stop()
            self.running.pop(said[-1].id, None)
        if is_pending(said):
            yield self._view(stop(said), is_evidence_kept=True)

    async def stop(self, turns: Turns) -> Updates:
        """Leave the answer where it is."""
        if turns and (answering := self.running.get(turns[-1].id)):
            answering.stop()
        return self._view(stop(turns), is_evidence_kept=True)

    def clear(self) -> Updates:
        """Begin a new conversation."""
        return self._view(())

    def article(self, turns: Turns, data: object, visitor: str = "") -> object:
        """Show the document that a piece of evidence lies in.

        Args:
            turns: The conversation.
            data: What the browser sent with the click.
            visitor: Who clicked.
        """
        ref = _ref(data)
        shown = article_html(turns, ref, self.uploads.documents(visitor)) if ref else None
        return _skip() if shown is None else shown

    def evidence(self, turns: Turns, data: object, visitor: str = "") -> object:
        """Show what one answer rests on.

        Args:
            turns: The conversation.
            data: What the browser sent with the click.
            visitor: Who clicked.
        """
        ref = _ref(data)
        if ref is None or not 0 <= ref.turn < len(turns):
            return _skip()
        return evidence_of_turn_html(turns, ref.turn, self.uploads.documents(visitor))

    def _view(
        self,
        turns: Turns,
        visitor: str = "",
        *,
        is_evidence_kept: bool = False,
        are_buttons_kept: bool = False,
    ) -> Updates:
        """Show a conversation.

        Args:
            turns: The conversation.
            visitor: Whose it is.
            is_evidence_kept: Whether the panel beside it stays as it is.
            are_buttons_kept: Whether what is visible stays as it is.

        Returns:
            Turns, transcript and evidence, then what is visible: the buttons to send, to stop,
            to answer again and to begin anew, and the examples.
        """
        is_busy, is_empty = is_pending(turns), not turns
        has_ended = not is_busy and not is_empty
        visible = (not is_busy, is_busy, has_ended, has_ended, is_empty)
        return (
            turns,
            transcript_html(turns),
            _skip() if is_evidence_kept else evidence_html(turns, self.uploads.documents(visitor)),
            *(_skip() if are_buttons_kept else _visible(each) for each in visible),
        )


def _status(state: Loading | Ready | Failed, added: str) -> Updates:
    """Return the header, the button to read again, and the example buttons."""
    examples: tuple[str, ...] = ()
    match state:
        case Loading(progress):
            line = f"{READING} {progress}".strip()
        case Failed(error):
            line = error.korean
        case Ready(pipeline):
            examples = state.examples or ()
            line = summary_text(pipeline.documents, pipeline.index.manifest.sentences) + added
    is_failed = isinstance(state, Failed)
    shown = [*examples[:EXAMPLES], *[""] * (EXAMPLES - len(examples))]
    return (
        header_html(TITLE, line, is_error=is_failed),
        _visible(is_failed),
        *(_example(text) for text in shown),
    )


def _ref(data: object) -> EvidenceRef | None:
    """Read which evidence was asked for; what comes from a browser may be anything."""
    if not isinstance(data, dict):
        return None
    turn, number = data.get("turn"), data.get("number")
    if not isinstance(turn, int) or not isinstance(number, int):
        return None
    return EvidenceRef(turn, "passage" if data.get("kind") == "passage" else "citation", number)


def _is_same_evidence(answer: Answer | None, before: Answer | None) -> bool:
    """Tell whether two answers rest on the same, so that one panel shows both."""
    if answer is None or before is None:
        return answer is before
    return (answer.status, answer.citations, answer.retrieved) == (
        before.status,
        before.citations,
        before.retrieved,
    )


def _visible(is_visible: bool) -> object:
    import gradio as gr

    return gr.update(visible=is_visible)


def _ticking(is_active: bool) -> object:
    import gradio as gr

    return gr.update(active=is_active)


def _example(text: str) -> object:
    import gradio as gr

    return gr.update(value=text, visible=bool(text))


def _skip() -> object:
    import gradio as gr

    return gr.skip()
