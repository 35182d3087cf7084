"""The page: what it holds, and which event of it calls what.

What is shown is drawn in the modules beside this one, and what happens is in ``handlers.py``. The
conversation is a ``gr.HTML`` and no ``gr.Chatbot``: that one reads messages as Markdown, and gives
their source to screen readers.
"""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from rag.conversation import MAX_QUESTION_CHARS
from rag.web import style
from rag.web.conversation import Turns
from rag.web.evidence import evidence_html
from rag.web.handlers import EXAMPLES, LOOK_SECONDS, READING, TITLE, Handlers, Updates
from rag.web.panel import panel_html
from rag.web.transcript import header_html, transcript_html
from rag.web.uploads import Uploads
from rag.web.visitors import VISITOR

if TYPE_CHECKING:
    import gradio as gr

    from rag.web.loading import PipelineLoader


def build_interface(loader: "PipelineLoader", uploads: Uploads) -> "gr.Blocks":
    """Lay out the page and connect what the user does to what happens.

    Args:
        loader: Gives the pipeline; need not be started yet.
        uploads: What visitors add to its documents.

    Returns:
        The page, not served yet.
    """
    import gradio as gr

    # No file is ever made; if one were, it would be gone in ten minutes, and with the program.
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(600, 600))
    with page:
        turns = gr.State(())
        header = gr.HTML(header_html(TITLE, READING), apply_default_css=False)
        documents = gr.HTML(
            panel_html(),
            apply_default_css=False,
            js_on_load="ragDocuments(element, trigger, 'added')",
        )
        with gr.Row(elem_classes="columns"):
            with gr.Column(scale=3, min_width=0, elem_classes="chat-column"):
                transcript = gr.HTML(
                    transcript_html(()),
                    elem_classes="conversation",
                    apply_default_css=False,
                    js_on_load=style.listener("ragTranscriptChanged", "article", "evidence"),
                )
                with gr.Row(elem_classes="examples") as example_row:
                    examples = [gr.Button(visible=False) for _ in range(EXAMPLES)]
                with gr.Row(elem_classes="composer"):
                    question = gr.Textbox(
                        label="질문",
                        placeholder="문서에 대해 물어보세요",
                        show_label=False,
                        container=False,
                        max_lines=8,
                        max_length=MAX_QUESTION_CHARS,
                        autofocus=True,
                    )
                    send = gr.Button("보내기", variant="primary")
                    stop = gr.Button("멈추기", variant="stop", visible=False)
                with gr.Row(elem_classes="tools"):
                    again = gr.Button("다시 답하기", visible=False)
                    clear = gr.Button("새 대화", visible=False)
                    reload = gr.Button("문서 다시 읽기", visible=False)
            with gr.Column(scale=2, min_width=0, elem_classes="evidence-column"):
                evidence = gr.HTML(
                    evidence_html((), {}),
                    elem_classes="evidence",
                    apply_default_css=False,
                    js_on_load=style.listener("ragPanelChanged", "article", "evidence"),
                )

        on = Handlers(loader, uploads)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        view = [turns, transcript, evidence, send, stop, again, clear, example_row]
        look = gr.Timer(LOOK_SECONDS)
        status = [header, reload, *examples, look]
        # One limit for all events that answer, not one for each.
        asking = {"concurrency_limit": 16, "concurrency_id": "answers", **quiet}

        # Gradio finds the request and the event by their types, which therefore must be types and
        # no text: this module imports no annotations from the future.
        async def ask(typed: str, said: Turns, request: gr.Request) -> AsyncIterator[Updates]:
            async for updates in on.ask(typed, said, _visitor(request)):
                yield updates

        async def ask_again(said: Turns, request: gr.Request) -> AsyncIterator[Updates]:
            async for updates in on.ask_again(said, _visitor(request)):
                yield updates

        def show_status(request: gr.Request) -> Updates:
            return on.status(_visitor(request))

        def read_again(request: gr.Request) -> Updates:
            return on.read_again(_visitor(request))

        def show_article(said: Turns, event: gr.EventData, request: gr.Request) -> object:
            return on.article(said, event._data, _visitor(request))

        def show_evidence(said: Turns, event: gr.EventData, request: gr.Request) -> object:
            return on.evidence(said, event._data, _visitor(request))

        gr.on([question.submit, send.click], ask, [question, turns], [question, *view], **asking)
        for example in examples:
            example.click(ask, [example, turns], [question, *view], **asking)
        again.click(ask_again, turns, view, **asking)
        stop.click(on.stop, turns, view, queue=False, **quiet)
        clear.click(on.clear, None, view, queue=False, **quiet)

        for source in (transcript, evidence):
            source.article(show_article, turns, evidence, queue=False, **quiet)
            source.evidence(show_evidence, turns, evidence, queue=False, **quiet)
        for event in (page.load, look.tick, documents.added):
            event(show_status, None, status, queue=False, **quiet)
        reload.click(read_again, None, status, queue=False, **quiet)
    return page


def _visitor(request: "gr.Request") -> str:
    """Return who a request comes from, as :mod:`rag.web.visitors` found out; nobody is empty."""
    scope = request.request.scope if request.request else {}
    return scope.get(VISITOR) or ""
