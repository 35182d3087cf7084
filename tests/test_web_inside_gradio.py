"""What is known of Gradio's inside is so with the release at hand."""

from __future__ import annotations

import asyncio

import gradio as gr
import pytest

from rag.web.inside_gradio import Memory, Shape, shapes, tighten


def answer(question: str) -> str:
    return question


@pytest.fixture(scope="module")
def page() -> gr.Blocks:
    with gr.Blocks() as page:
        said, box, send = gr.State(()), gr.Textbox(), gr.Button()
        private = {"api_visibility": "private"}
        gr.on([send.click, box.submit], lambda _a, _b: (), [box, said], said, **private)
        send.click(lambda: (), None, said, queue=False, **private)
        gr.api(answer, api_name="answer")
    tighten(page, 7)
    gr.mount_gradio_app(gr.routes.App(), page, path="/")
    return page


def test_every_event_has_its_shape(page: gr.Blocks) -> None:
    box, send = (
        next(n for n, part in page.blocks.items() if isinstance(part, kind))
        for kind in (gr.Textbox, gr.Button)
    )
    assert shapes(page) == {
        0: Shape(is_queued=True, inputs=(str, None), triggers=frozenset({box, send})),
        1: Shape(is_queued=False, inputs=(), triggers=frozenset({send})),
        2: Shape(is_queued=True, inputs=(object,), triggers=frozenset(), name="answer"),
    }


def test_gradio_keeps_no_more_than_the_chat(page: gr.Blocks) -> None:
    assert page.state_holder.capacity == 7
    for number in range(20):
        assert page.state_holder[f"a{number}"].state_data == {}
    assert len(page.state_holder.session_data) == 7
    queue = page._queue
    for number in range(20):
        queue.pending_messages_per_session[f"a{number}"] = asyncio.Queue()
    assert len(queue.pending_messages_per_session) == 7
    assert queue.max_size == 7
    assert queue.ANALYTICS_MAX_EVENTS == 10
    assert not page.api_open


def test_a_path_in_a_request_is_none_of_gradios_own_files(page: gr.Blocks, tmp_path) -> None:
    from gradio.context import LocalContext
    from gradio.exceptions import InvalidPathError
    from gradio.processing_utils import _check_allowed

    asking = LocalContext.blocks.set(page)
    try:
        with pytest.raises(InvalidPathError):
            _check_allowed(tmp_path / "secret.txt", check_in_upload_folder=True)
    finally:
        LocalContext.blocks.reset(asking)


def test_nothing_stays_of_a_session_that_is_forgotten(page: gr.Blocks) -> None:
    memory = Memory(page)
    page.state_holder["b"]
    queue = page._queue
    queue.pending_messages_per_session["b"] = asyncio.Queue()
    queue.pending_event_ids_session["b"] = {"1", "2"}
    page.pending_diff_streams["b"]["run"] = []
    assert memory.unread("b") == 2
    memory.forget("b")
    assert memory.unread("b") == 0
    kept = [
        page.state_holder.session_data,
        page.state_holder.time_last_used,
        queue.pending_messages_per_session,
        queue.pending_event_ids_session,
        page.pending_diff_streams,
        page.pending_streams,
    ]
    assert not [held for held in kept if "b" in held]
    memory.forget("b")


def test_what_is_kept_outlives_gradios_hour(page: gr.Blocks) -> None:
    import datetime

    memory = Memory(page)
    said = next(n for n, part in page.blocks.items() if isinstance(part, gr.State))
    long_ago = datetime.datetime.now() - datetime.timedelta(days=7)
    for key in ("kept", "other"):
        state = page.state_holder[key]
        state[said] = ("a",)
        state._state_ttl[said] = (state._state_ttl[said][0], long_ago)
        state.is_closed = True
    memory.keep("kept")
    page.state_holder.delete_all_expired_state()
    assert page.state_holder["kept"].state_data.get(said) == ("a",)
    assert said not in page.state_holder["other"].state_data
    memory.forget("kept")
