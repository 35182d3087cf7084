"""The web chat: ``python app.py`` serves it at http://127.0.0.1:7860.

This file lays out and wires. What is shown is drawn in ``rag/web/*.py``, what happens is
in ``rag/web/handlers.py``, and what is said comes from ``rag.pipeline``. The conversation is a
``gr.HTML`` and no ``gr.Chatbot``: that one reads messages as Markdown, and gives their source to
screen readers.
"""

import logging
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from rag.cli import progress_bar
from rag.conversation import MAX_QUESTION_CHARS
from rag.errors import RagError
from rag.opening import open_pipeline
from rag.pipeline import RagPipeline
from rag.settings import load_settings
from rag.web import style
from rag.web.bodies import SmallJson
from rag.web.conversation import Turns
from rag.web.events import Events
from rag.web.evidence import evidence_html
from rag.web.handlers import EXAMPLES, LOOK_SECONDS, READING, TITLE, Handlers
from rag.web.inside_gradio import Memory, shapes, tighten
from rag.web.limits import Limits, RequestLimits
from rag.web.loading import PipelineLoader
from rag.web.origin import OwnOrigin
from rag.web.routes import OpenRoutes
from rag.web.serving import address, bind, serve
from rag.web.sessions import Sessions
from rag.web.transcript import header_html, transcript_html
from rag.web.visitors import Visitors

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from rag.index import Progress
    from rag.settings import Settings


def build_interface(loader: PipelineLoader) -> "gr.Blocks":
    """Lay out the page and connect what the user does to what happens.

    Args:
        loader: Gives the pipeline; need not be started yet.

    Returns:
        The page, not served yet.
    """
    import gradio as gr

    # No file is ever made; if one were, it would be gone in ten minutes, and with the program.
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(600, 600))
    with page:
        turns = gr.State(())
        header = gr.HTML(header_html(TITLE, READING), apply_default_css=False)
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

        on = Handlers(loader)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        view = [turns, transcript, evidence, send, stop, again, clear, example_row]
        look = gr.Timer(LOOK_SECONDS)
        status = [header, reload, *examples, look]
        # One limit for all events that answer, not one for each.
        asking = {"concurrency_limit": 16, "concurrency_id": "answers", **quiet}

        gr.on([question.submit, send.click], on.ask, [question, turns], [question, *view], **asking)
        for example in examples:
            example.click(on.ask, [example, turns], [question, *view], **asking)
        again.click(on.ask_again, turns, view, **asking)
        stop.click(on.stop, turns, view, queue=False, **quiet)
        clear.click(on.clear, None, view, queue=False, **quiet)

        # Gradio finds the event by its type, so the type must be there when this is defined.
        def show_article(said: Turns, event: gr.EventData) -> object:
            return on.article(said, event._data)

        def show_evidence(said: Turns, event: gr.EventData) -> object:
            return on.evidence(said, event._data)

        for source in (transcript, evidence):
            source.article(show_article, turns, evidence, queue=False, **quiet)
            source.evidence(show_evidence, turns, evidence, queue=False, **quiet)
        for event in (page.load, look.tick):
            event(on.status, None, status, queue=False, **quiet)
        reload.click(on.read_again, None, status, queue=False, **quiet)
    return page


def make_app(loader: PipelineLoader, limits: Limits | None = None) -> "FastAPI":
    """Put the page on a server that takes and gives away no file, and records nothing.

    Args:
        loader: Gives the pipeline; need not be started yet.
        limits: How much it serves and keeps; without them, the usual ones.

    Returns:
        An ASGI app, for :func:`rag.web.serving.serve`.
    """
    import gradio as gr
    from fastapi import FastAPI

    limits = limits or Limits()
    page = build_interface(loader)
    tighten(page, limits)
    no_docs: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    app = FastAPI(**no_docs)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs=no_docs,
        allowed_paths=[],
        max_file_size=1,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=style.theme(),
        head=style.head(),
    )
    memory = Memory(page)
    sessions = Sessions(memory.forget, most=limits.sessions, seconds=limits.session_seconds)
    # The last is asked first: what costs least to refuse.
    app.add_middleware(Events, shapes=shapes(page), sessions=sessions, memory=memory)
    app.add_middleware(Visitors)
    app.add_middleware(RequestLimits, limits=limits)
    # Before the limits: a body that never comes takes no place of those who ask.
    app.add_middleware(SmallJson)
    app.add_middleware(OwnOrigin)
    app.add_middleware(OpenRoutes)
    return app


def main() -> int:
    """Serve the chat until Ctrl-C.

    Returns:
        0 when it ended as asked, 1 when it could not start.
    """
    _log_to_terminal()
    try:
        settings = load_settings()
        listening = bind(settings.host, settings.port)
        print(f"The chat is at {address(listening)} (Ctrl-C ends it)", flush=True)
        loader = PipelineLoader(partial(_open_pipeline, settings))
        make = partial(_make_started_app, loader, Limits.of(settings))
        serve(make, listening, settings.host)
    except RagError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _log_to_terminal() -> None:
    """Show what the package says; other libraries are heard from their warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("rag")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)


def _make_started_app(loader: PipelineLoader, limits: Limits) -> "FastAPI":
    # One after the other: two threads that import at once only get in each other's way.
    app = make_app(loader, limits)
    loader.start()
    return app


def _open_pipeline(settings: "Settings", report: "Progress") -> RagPipeline:
    """Open the index and tell both the page and the terminal how far a build is."""
    draw = progress_bar()

    def tell(what: str, done: int, total: int) -> None:
        report(what, done, total)
        draw(what, done, total)

    return open_pipeline(settings, progress=tell)


if __name__ == "__main__":
    sys.exit(main())
