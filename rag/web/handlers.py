"""What happens when the user does something: Gradio's events, each a method.

Every method returns new values for the parts of the page, in the order that ``page.py`` lists
them; the conversation itself is a tuple of turns that Gradio keeps for each browser tab.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast, get_args

from rag.web.background import Background
from rag.web.conversation import (
    WAITING,
    Turns,
    Verdict,
    begun,
    converse,
    failed,
    hinted,
    is_looked_up,
    is_pending,
    stop,
)
from rag.web.evidence import EvidenceRef, Kind, pane_html, start_html
from rag.web.feedback import Feedback
from rag.web.keeping import restored
from rag.web.loading import Failed, Loading, PipelineLoader, Ready
from rag.web.places import NoPlace, Place, Places
from rag.web.transcript import header_html, summary_text, transcript_html
from rag.web.uploads import Uploads, VisitorSource

TITLE = "문서에 묻기"
READING = "문서를 읽는 중입니다…"
NOT_SERVED = (
    "‘{own} 문서만’이 켜져 있어 기본 문서에서는 찾지 않았습니다. "
    "끄고 ‘다시 답하기’를 누르면 함께 찾습니다."
)
NOT_CHOSEN = "‘문서’ 목록에서 고르지 않은 문서에서는 찾지 않았습니다."
EXAMPLES = 5
VIEW_PARTS = 9
LOOK_SECONDS = 0.5
"""How often an open page looks whether the documents are read."""

Updates = tuple[object, ...]
"""One value or ``gr.update`` for each output."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's events; ``running`` are answers being made or waiting, by the id of their turn."""

    loader: PipelineLoader
    uploads: Uploads
    feedback: Feedback
    places: Places
    running: dict[str, Background[Turns] | Place] = field(default_factory=dict)

    def status(self, turns: Turns, visitor: str = "") -> Updates:
        """Tell an open page how far the documents are read.

        Not one event that goes on until they are: when a queued event ends, Gradio closes its
        stream, and a question sent at that moment would never get its answer.

        Returns:
            Header, the pane, the button to read again, the example buttons, and the timer by
            which the page looks again, stopped once nothing changes any more.
        """
        state = self.loader.state
        is_settled = isinstance(state, Failed) or (
            isinstance(state, Ready) and state.examples is not None
        )
        header, again, *examples = _status(state, self.uploads.added(visitor))
        pane = _skip() if turns else start_html(self.uploads.documents(visitor))
        return (header, pane, again, *examples, _update(active=not is_settled))

    def read_again(self, turns: Turns, visitor: str = "") -> Updates:
        """Try to read the documents once more, and tell as :meth:`status` does."""
        self.loader.start()
        return self.status(turns, visitor)

    async def ask(
        self, question: str, turns: Turns, visitor: str = "", client: str = ""
    ) -> AsyncIterator[Updates]:
        """Answer a question.

        Yields:
            The text box as it is, for the page empties it when it sends, and the next question
            may be typed meanwhile; then what :meth:`_view` gives.
        """
        if is_pending(turns) and turns[-1].id in self.running:
            # Sent twice: one answer at a time, and what was typed stays.
            yield (_skip(),) * (1 + VIEW_PARTS)
            return
        # Nobody read an answer that was pending, and it was ended.
        turns = stop(turns)
        async for view in self._answer(question, turns, visitor, client):
            yield (_skip(), *view)

    async def ask_typed(
        self, data: object, turns: Turns, visitor: str = "", client: str = ""
    ) -> AsyncIterator[Updates]:
        """Answer what was typed: a new question, or another in place of an earlier one.

        The browser sends the question, and the turn that it takes the place of, -1 for none.
        """
        if not isinstance(data, dict) or not isinstance(question := data.get("question"), str):
            return
        place = _turn_of(data, turns)
        before = turns if place is None or is_pending(turns) else turns[:place]
        async for updates in self.ask(question, before, visitor, client):
            yield updates

    async def ask_again(
        self, turns: Turns, visitor: str = "", client: str = ""
    ) -> AsyncIterator[Updates]:
        """Answer the last question once more."""
        if turns and not is_pending(turns):
            async for view in self._answer(turns[-1].asked, turns[:-1], visitor, client):
                yield view

    async def _answer(
        self, question: str, turns: Turns, visitor: str, client: str
    ) -> AsyncIterator[Updates]:
        turn = begun(question, WAITING)
        try:
            place = self.places.ask(client)
        except NoPlace as error:
            yield self._view((*turns, failed(turn, error)), visitor)
            return
        said, is_drawn = (*turns, turn), False
        answering: Background[Turns] | Place = place
        self.running[turn.id] = place
        try:
            if not place.given.done():
                yield self._view(said, visitor)
                is_drawn = True
            if await place.wait():
                source = VisitorSource(self.uploads, visitor)
                # The place is given back by the thread, which may end well after it was stopped.
                asked = partial(converse, source, question, turns, turn)
                place.is_lent = True
                answering = self.running[turn.id] = Background(asked, on_end=place.leave)
                async for made in answering:
                    said = hinted(made, _not_asked(self.uploads, visitor))
                    # Drawn only what is another: each word is on its way the sooner.
                    yield self._view(said, visitor, are_buttons_kept=is_drawn and is_pending(said))
                    is_drawn = True
        finally:
            # Also when the browser went away in the middle.
            answering.stop()
            if not place.is_lent:
                place.leave()
            self.running.pop(turn.id, None)
        if is_pending(said):
            yield self._view(stop(said), visitor)

    async def stop(self, turns: Turns, visitor: str = "") -> Updates:
        """Leave the answer where it is."""
        if turns and (answering := self.running.get(turns[-1].id)):
            answering.stop()
        return self._view(stop(turns), visitor)

    def undo(self, turns: Turns, visitor: str = "") -> Updates:
        """Take the last question and its answer back.

        Returns:
            The text box with the question in it, then what :meth:`_view` gives.
        """
        if not turns or is_pending(turns):
            return (_skip(),) * (1 + VIEW_PARTS)
        return (turns[-1].asked, *self._view(turns[:-1], visitor))

    def clear(self, visitor: str = "") -> Updates:
        """Begin a new conversation."""
        return self._view((), visitor)

    async def restore(self, data: object, turns: Turns, visitor: str = "") -> Updates:
        """Go on with a conversation that the browser kept, as :mod:`rag.web.keeping` wrote it."""
        kept = data.get("turns") if isinstance(data, dict) else None
        documents = self.uploads.documents(visitor)
        found = restored(kept, documents) if isinstance(kept, str) else None
        if found is None:
            return (_skip(),) * VIEW_PARTS
        if turns and (answering := self.running.get(turns[-1].id)):
            answering.stop()
        return self._view(found, visitor)

    def judge(self, data: object, turns: Turns) -> Updates:
        """Write down what the user says of an answer: the turn, the verdict, and a word on it."""
        if not isinstance(data, dict) or (place := _turn_of(data, turns)) is None:
            return (_skip(), _skip())
        turn, word = turns[place], data.get("word")
        if data.get("verdict") not in set(Verdict) or turn.answer is None or is_pending(turns):
            return (_skip(), _skip())
        turn = replace(turn, verdict=Verdict(data["verdict"]))
        self.feedback.write(turn, word if isinstance(word, str) else "")
        turns = (*turns[:place], turn, *turns[place + 1 :])
        return (turns, transcript_html(turns))

    def article(self, turns: Turns, data: object, visitor: str = "") -> object:
        """Show the document that a piece of evidence lies in."""
        ref = _ref(data)
        shown = pane_html(turns, self.uploads.documents(visitor), ref) if ref else None
        return _skip() if shown is None else shown

    def _view(self, turns: Turns, visitor: str, *, are_buttons_kept: bool = False) -> Updates:
        """Show a conversation.

        Returns:
            Turns, transcript and pane, then what is visible: the buttons to send, to stop,
            to answer again, to undo and to begin anew, and the examples.
        """
        is_busy, is_empty = is_pending(turns), not turns
        has_ended = not is_busy and not is_empty
        visible = (not is_busy, is_busy, has_ended, has_ended, has_ended, is_empty)
        return (
            turns,
            transcript_html(turns),
            self._pane(turns, visitor),
            *(_skip() if are_buttons_kept else _update(visible=each) for each in visible),
        )

    def _pane(self, turns: Turns, visitor: str) -> object:
        """Draw the pane anew only when there is an answer to show in it.

        Nothing in it moves while an answer is made, nor for one that comes from no document.
        """
        if not turns:
            return start_html(self.uploads.documents(visitor))
        answer = turns[-1].answer
        if is_pending(turns) or answer is None or not is_looked_up(answer):
            return _skip()
        if answer.names_nothing:
            return _skip()
        return pane_html(turns, self.uploads.documents(visitor)) or _skip()


def _not_asked(uploads: Uploads, visitor: str) -> str:
    """Say in Korean which documents a visitor has chosen not to ask; empty where all are."""
    asks_served, files = uploads.listed(visitor)
    if not asks_served:
        return NOT_SERVED.format(own="추가된" if uploads.settings.shared_uploads else "내")
    is_left_out = any(file.upload.index and not file.is_chosen for file in files)
    return NOT_CHOSEN if is_left_out else ""


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
        header_html(TITLE, line, is_error=is_failed, is_ready=isinstance(state, Ready)),
        _update(visible=is_failed),
        *(_update(value=text, visible=bool(text)) for text in shown),
    )


def _ref(data: object) -> EvidenceRef | None:
    """Read what was asked for; what comes from a browser may be anything."""
    match data:
        case {"turn": int(turn), "kind": kind, "number": int(number)} if kind in get_args(Kind):
            return EvidenceRef(turn, cast("Kind", kind), number)
    return None


def _turn_of(data: Mapping[object, object], turns: Turns) -> int | None:
    place = data.get("turn")
    return place if isinstance(place, int) and 0 <= place < len(turns) else None


def _update(**changed: Any) -> object:  # noqa: ANN401
    import gradio as gr

    return gr.update(**changed)


def _skip() -> object:
    import gradio as gr

    return gr.skip()
