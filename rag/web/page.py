"""The page: what it holds, and which event of it calls what.

What is shown is drawn in the modules beside this one, and what happens is in ``handlers.py``. The
conversation is a ``gr.HTML`` and no ``gr.Chatbot``, whose ``editable``, ``feedback_options``,
retry, undo, like and copy were tried with Gradio 6.31 in Chromium, in Korean:

* The names "chatbot conversation", "Copy message", "Copy conversation" and "Feedback" are English,
  and so is what each message is called, followed by its source ("user's message: …"). There is no
  parameter for any of them. axe finds nothing.
* With ``render_markdown`` a citation can be a link, but what people and documents say is Markdown,
  too: ``3*4*5`` loses its stars. Escaped by backslashes it is shown as it is, but for addresses,
  which become links to other sites; and copying and editing give the backslashes.
* Without it, ``<img src=x>`` in a question is an element of the page, sanitised, and ``<script>``
  is gone from the text: neither is what was typed.
* A ``gr.HTML`` as a message keeps our buttons and what unfolds, and loses copy; what is left of
  the component then is three buttons that would stand beside ours.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.web import style
from rag.web.conversation import Turns
from rag.web.evidence import start_html
from rag.web.feedback import Feedback
from rag.web.handlers import EXAMPLES, LOOK_SECONDS, READING, TITLE, VIEW_PARTS, Handlers, Updates
from rag.web.limits import address_behind
from rag.web.places import Places
from rag.web.transcript import header_html, transcript_html
from rag.web.uploads import Uploads
from rag.web.visitors import VISITOR

EVENTS = ("ask", "restore", "judge", "article", "look")
"""What the page's script sends; the conversation's part of the page sends all of it."""

if TYPE_CHECKING:
    import gradio as gr

    from rag.web.loading import PipelineLoader


def build_interface(
    loader: "PipelineLoader",
    uploads: Uploads,
    feedback: Feedback | None = None,
    *,
    places: Places,
) -> "gr.Blocks":
    """Lay out the page and connect what the user does to what happens.

    The loader need not be started yet; without ``feedback``, that goes into the user's data folder.
    """
    import gradio as gr

    # No file is ever made; if one were, it would be gone in ten minutes, and with the program.
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(600, 600))
    with page:
        turns = gr.State(())
        with gr.Row(elem_classes="top"):
            header = gr.HTML(
                header_html(TITLE, READING),
                apply_default_css=False,
                js_on_load=style.listener("header"),
            )
            clear = gr.Button("새 대화", visible=False, elem_classes="new-conversation")
            gr.Button("대화 목록", elem_classes="conversations-button")
        documents = gr.HTML(
            _panel_html(),
            apply_default_css=False,
            js_on_load="ragDocuments(element, trigger, 'added')",
        )
        with gr.Row(elem_classes="columns"):
            with gr.Column(scale=3, min_width=0, elem_classes="chat-column"):
                transcript = gr.HTML(
                    transcript_html(()),
                    elem_classes="conversation",
                    apply_default_css=False,
                    js_on_load=style.listener("transcript", *EVENTS),
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
                        autofocus=True,
                        interactive=True,
                    )
                    send = gr.Button("보내기", variant="primary", elem_classes="send")
                    stop = gr.Button("멈추기", variant="stop", visible=False)
                with gr.Row(elem_classes="tools"):
                    again = gr.Button("다시 답하기", visible=False)
                    undo = gr.Button("마지막 질문 지우기", visible=False)
                    reload = gr.Button("문서 다시 읽기", visible=False)
            with gr.Column(scale=2, min_width=0, elem_classes="evidence-column"):
                evidence = gr.HTML(
                    start_html({}),
                    elem_classes="evidence",
                    apply_default_css=False,
                    js_on_load=style.listener("pane"),
                )

        parts = {
            "turns": turns,
            "transcript": transcript,
            "evidence": evidence,
            "send": send,
            "stop": stop,
            "again": again,
            "undo": undo,
            "clear": clear,
            "example_row": example_row,
            "question": question,
            "header": header,
            "reload": reload,
            "documents": documents,
        }
        handlers = Handlers(loader, uploads, feedback or Feedback(), places)
        _connect(page, parts, examples, handlers)
    return page


def _connect(
    page: "gr.Blocks",
    parts: Mapping[str, Any],
    examples: "Sequence[gr.Button]",
    on: Handlers,
) -> None:
    """Let what the user does call what happens.

    The parts that an answer changes come first, as :class:`Handlers` has them.
    """
    import gradio as gr

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # Who has to wait is told so by the handler, which Gradio's own queue would not call meanwhile.
    asking = {"concurrency_limit": None, **quiet}
    past_queue = {"queue": False, **quiet}
    view = list(parts.values())[:VIEW_PARTS]
    turns, transcript, evidence, question = (
        parts[name] for name in ("turns", "transcript", "evidence", "question")
    )
    look = gr.Timer(LOOK_SECONDS)
    status = [parts["header"], evidence, parts["reload"], *examples, look]

    # What touches an answer that is being made runs on the event loop.
    async def ask_typed(
        said: Turns, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[Updates]:
        async for updates in on.ask_typed(event._data, said, *_who(request)):
            yield updates

    async def restore(said: Turns, event: gr.EventData, request: gr.Request) -> Updates:
        return await on.restore(event._data, said, _visitor(request))

    async def end(said: Turns, request: gr.Request) -> Updates:
        return await on.stop(said, _visitor(request))

    def judge(said: Turns, event: gr.EventData) -> Updates:
        return on.judge(event._data, said)

    def show_article(said: Turns, event: gr.EventData, request: gr.Request) -> object:
        return on.article(said, event._data, _visitor(request))

    for example in examples:
        example.click(_streamed(on.ask), [example, turns], [question, *view], **asking)
    parts["again"].click(_streamed(on.ask_again), turns, view, **asking)
    # What is typed and clicked comes from the script of the page, see ``style.py``. "multiple":
    # what waited for an answer is sent while Gradio still ends that event.
    transcript.ask(ask_typed, turns, [question, *view], trigger_mode="multiple", **asking)
    parts["stop"].click(end, turns, view, **past_queue)
    parts["clear"].click(_of_visitor(on.clear), None, view, **past_queue)
    parts["undo"].click(_of_visitor(on.undo), turns, [question, *view], **past_queue)
    transcript.restore(restore, turns, view, **past_queue)
    transcript.judge(judge, turns, [turns, transcript], **past_queue)
    transcript.article(show_article, turns, evidence, **past_queue)
    for event in (page.load, look.tick, transcript.look, parts["documents"].added):
        event(_of_visitor(on.status), turns, status, **past_queue)
    parts["reload"].click(_of_visitor(on.read_again), turns, status, **past_queue)


# Gradio finds the request and the event by their types, which therefore must be types and no text:
# this module imports no annotations from the future.


def _of_visitor(handle: Callable[..., Updates]) -> Callable[..., Updates]:
    """Tell a handler whose event it is."""
    import gradio as gr

    def handle_event(request: gr.Request, *inputs: object) -> Updates:
        return handle(*inputs, _visitor(request))

    return handle_event


def _streamed(
    handle: Callable[..., AsyncIterator[Updates]],
) -> Callable[..., AsyncIterator[Updates]]:
    """Tell a handler that goes on for a while whose event it is."""
    import gradio as gr

    async def handle_event(request: gr.Request, *inputs: object) -> AsyncIterator[Updates]:
        async for updates in handle(*inputs, *_who(request)):
            yield updates

    return handle_event


def _visitor(request: "gr.Request") -> str:
    """Return who a request comes from, as :mod:`rag.web.visitors` found out; nobody is empty."""
    scope = request.request.scope if request.request else {}
    return scope.get(VISITOR) or ""


def _who(request: "gr.Request") -> tuple[str, str]:
    """Return who a request comes from, and from which address."""
    return _visitor(request), address_behind(request.request)


def _panel_html() -> str:
    """Render the panel of documents; ``documents.js`` fills it."""
    return (
        '<section class="documents" aria-label="문서">'
        '<div class="documents-bar"><button type="button" class="add" hidden>＋ 문서 추가</button>'
        '<input type="file" multiple hidden aria-label="추가할 파일">'
        '<label class="own-only" hidden><input type="checkbox"> 내 문서만</label>'
        '<button type="button" class="plain shows" aria-expanded="false" hidden></button></div>'
        '<div class="documents-list" hidden><ul></ul>'
        '<p class="meta types"></p><p class="meta kept"></p></div>'
        '<p class="documents-told" role="status"></p></section>'
    )
