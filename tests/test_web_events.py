"""What a page may do, whose conversations it reaches, and how often."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_fakes import DOCUMENT, FakePipeline, answered
from web_requests import (
    CLEAR,
    JOIN,
    READ,
    RUN,
    chat_client,
    file_data,
    question,
    read,
    temporary_files,
)

from rag.settings import Settings
from rag.web import events
from rag.web.places import Places
from rag.web.routes import HEARTBEAT

pytestmark = pytest.mark.slow

WHEN = answered(DOCUMENT, "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다.")
SLOW = answered(DOCUMENT, "장서는 12만 권이다.")
WAIT = 10


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline(replies={"언제 여나요?": WHEN, "천천히": [SLOW, WHEN]})


@pytest.fixture
def client(pipeline: FakePipeline) -> Iterator[TestClient]:
    with chat_client(pipeline) as client:
        client.get("/")
        yield client
        pipeline.held.set()


def histories(pipeline: FakePipeline, text: str = "언제 여나요?") -> list[object]:
    """The histories that a question was asked with; examples are asked of a pipeline, too."""
    return [history for asked, history in pipeline.asked if asked == text]


def said(messages: list[dict[str, object]]) -> str:
    """All that the messages show."""
    return str([message.get("output") for message in messages])


def test_a_question_is_answered(client: TestClient) -> None:
    assert client.post(JOIN, json=question()).status_code == 200
    messages = read(client)
    assert [m["msg"] for m in messages][-2:] == ["process_completed", "close_stream"]
    assert WHEN.text in said(messages)


def test_a_question_in_the_same_conversation_comes_with_the_one_before(client, pipeline) -> None:
    for _ in range(2):
        client.post(JOIN, json=question())
        read(client)
    assert [len(history) for history in histories(pipeline)] == [0, 1]


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/self/environ", "http://127.0.0.1:9/a"])
def test_a_body_with_file_data_ends_at_the_door(client, tmp_path, monkeypatch, path: str) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    bodies = [
        question(file_data(path)),
        question([[file_data(path)]]),
        question(event_data={"a": file_data(path)}),
        question() | {"data": [file_data(path)], "fn_index": CLEAR},
    ]
    for body in bodies:
        for route in (JOIN, RUN):
            reply = client.post(route, json=body)
            assert reply.status_code == 422
            assert path not in reply.text
    assert temporary_files(Path(tmp_path)) == set()
    client.post(JOIN, json=question())
    assert WHEN.text in said(read(client))


NONSENSE = {
    "below": question(fn_index=-1),
    "above": question(fn_index=99),
    "far above": question(fn_index=10**20),
    "a word": question(fn_index="0"),
    "a yes": question(fn_index=True),
    "no event": {"data": [], "session_hash": "page1"},
    "an empty session": question(page=""),
    "no session": {"data": ["질문", None], "fn_index": 0},
    "a null session": question(page=None),
    "a path for a session": question(page="../../etc"),
    "a long session": question(page="a" * 65),
    "a line after the session": question(page="a\n"),
    "a null question": question(None),
    "a number": question(1),
    "a list": question(["질문"]),
    "too few": question(data=["질문"]),
    "too many": question(data=["질문", None, None]),
    "a conversation": question(data=["질문", "[]"]),
    "a strange trigger": question(trigger_id=10**6),
    "a strange key": question(batched=True),
    "a key of a running answer": question(event_id="a"),
    "no object": [1],
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_told_to_be_so(client: TestClient, body: object) -> None:
    for route in (JOIN, RUN):
        reply = client.post(route, json=body)
        assert 400 <= reply.status_code < 500
        assert "요청입니다" in reply.json()["detail"]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ("data", "fn_index", "session_hash", "event_data", "trigger_id", "event_id", "batched")
MANGLED = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, ANYTHING))


@pytest.fixture(scope="module")
def lasting_client() -> Iterator[TestClient]:
    with chat_client() as client:
        client.get("/")
        yield client


@given(MANGLED | ANYTHING, st.booleans())
def test_whatever_is_sent_the_server_is_not_at_fault(lasting_client, body, is_near: bool) -> None:
    if is_near and isinstance(body, dict):
        body = question() | body
    for route in (JOIN, RUN):
        assert lasting_client.post(route, json=body).status_code < 500


def test_nothing_passes_by_the_queue(client, pipeline) -> None:
    assert client.post(RUN, json=question()).status_code == 404
    assert client.post(JOIN, json=question(data=[], fn_index=CLEAR)).status_code == 404
    assert client.post(RUN, json=question(data=[], fn_index=CLEAR)).status_code == 200
    assert histories(pipeline) == []


def test_another_visitor_reaches_no_conversation(client: TestClient) -> None:
    client.post(JOIN, json=question())
    # The same server, another browser, which has learned the page's own name for it.
    other = TestClient(client.app)
    assert other.get(READ, params={"session_hash": "page1"}).status_code == 403
    assert other.post(JOIN, json=question()).status_code == 403
    assert other.get(f"{HEARTBEAT}page1").status_code == 403
    other.get("/")
    assert other.get(READ, params={"session_hash": "page1"}).status_code == 404
    # It may have one by that name; it is another.
    other.portal = client.portal
    assert other.post(JOIN, json=question()).status_code == 200
    assert '<div class="turn" data-turn="1"' not in said(read(other)), "its first question"
    assert WHEN.text in said(read(client))


def test_another_visitor_goes_on_with_no_conversation(client, pipeline) -> None:
    client.post(JOIN, json=question())
    read(client)
    other = TestClient(client.app)
    other.portal = client.portal
    other.get("/")
    other.post(JOIN, json=question("관장은?"))
    read(other)
    assert pipeline.asked[-1] == ("관장은?", ())


@pytest.mark.parametrize("query", ["", "session_hash=", "session_hash=b", "a=page1"])
def test_a_stream_of_nothing_is_none(client: TestClient, query: str) -> None:
    client.post(JOIN, json=question())
    assert client.get(f"{READ}?{query}").status_code == 404
    assert client.get(f"{READ}?session_hash=page1&session_hash=b").status_code == 404
    read(client)


def test_many_questions_at_the_same_moment_are_no_more_than_a_few(client, pipeline) -> None:
    with ThreadPoolExecutor(12) as threads:
        asking = [threads.submit(client.post, JOIN, json=question("천천히")) for _ in range(12)]
    statuses = [asked.result().status_code for asked in asking]
    assert statuses.count(200) == 2
    assert set(statuses) == {200, 429}
    pipeline.held.set()
    read(client)


def test_a_question_is_not_ended_by_what_was_begun_for_the_one_before(client, monkeypatch) -> None:
    monkeypatch.setattr(events, "_SECONDS_TO_READ", 0.4)
    client.post(JOIN, json=question())
    read(client)
    time.sleep(0.3)
    client.post(JOIN, json=question("천천히"))
    time.sleep(0.2)
    # The wait of the first question is over, that of the second is not.
    queue = gradio_page(client)._queue
    assert [len(unread) for unread in queue.pending_event_ids_session.values()] == [1]


def test_a_visitor_has_a_few_answers_at_once(client, pipeline) -> None:
    statuses = [
        client.post(JOIN, json=question("천천히", page=f"page{number % 3}")).status_code
        for number in range(12)
    ]
    assert statuses.count(200) == 4
    assert set(statuses) == {200, 429}
    pipeline.held.set()
    assert WHEN.text in said(read(client, "page0"))


def test_eight_answers_are_made_at_once_whoever_asks(client, pipeline, monkeypatch) -> None:
    monkeypatch.setattr(events, "_UNREAD_BY_VISITOR", 100)
    monkeypatch.setattr(events, "_UNREAD_BY_ADDRESS", 100)
    pages = [f"page{number}" for number in range(8)]
    browsers = [client]
    for _ in range(2):
        other = TestClient(client.app)
        other.portal = client.portal
        other.get("/")
        browsers.append(other)
    for browser in browsers:
        for page in pages:
            assert browser.post(JOIN, json=question("천천히", page=page)).status_code == 200
    assert soon(lambda: len(histories(pipeline, "천천히")) == 8)
    time.sleep(0.2)
    assert len(histories(pipeline, "천천히")) == 8
    pipeline.held.set()
    assert soon(lambda: len(histories(pipeline, "천천히")) == 24)


def test_a_full_queue_is_told_in_korean(client, monkeypatch) -> None:
    monkeypatch.setattr(Places, "is_full", True)
    reply = client.post(JOIN, json=question())
    assert reply.status_code == 503
    assert "기다리는 질문이 너무 많습니다" in reply.json()["detail"]


def test_an_address_leaves_places_to_others(client, monkeypatch) -> None:
    monkeypatch.setattr(events, "_UNREAD_BY_ADDRESS", 2)
    pages = [question("천천히", page=f"page{number}") for number in range(3)]
    assert [client.post(JOIN, json=page).status_code for page in pages] == [200, 200, 429]


def test_an_answer_that_nobody_reads_is_not_kept(client, pipeline, monkeypatch) -> None:
    monkeypatch.setattr(events, "_SECONDS_TO_READ", 0.1)
    client.post(JOIN, json=question("천천히"))
    assert soon(lambda: bool(histories(pipeline, "천천히")))
    time.sleep(0.3)
    assert client.get(READ, params={"session_hash": "page1"}).status_code == 404
    pipeline.held.set()
    time.sleep(0.1)
    assert client.get(READ, params={"session_hash": "page1"}).status_code == 404
    client.post(JOIN, json=question())
    assert WHEN.text in said(read(client))


def test_no_stream_stays_open_without_an_answer_to_wait_for(client, pipeline, monkeypatch) -> None:
    monkeypatch.setattr(events, "_SECONDS_BETWEEN_LOOKS", 0.1)
    client.post(JOIN, json=question("천천히"))
    said_to: list[list[dict[str, object]]] = []
    readers = [threading.Thread(target=lambda: said_to.append(read(client))) for _ in range(2)]
    for reader in readers:
        reader.start()
    time.sleep(0.3)
    # Two read what one would be told; a third is one too many.
    assert client.get(READ, params={"session_hash": "page1"}).status_code == 429
    pipeline.held.set()
    for reader in readers:
        reader.join(WAIT)
    assert len(said_to) == 2
    assert WHEN.text in said([message for messages in said_to for message in messages])
    assert client.get(READ, params={"session_hash": "page1"}).status_code == 404


def test_a_stream_is_opened_a_few_times_only() -> None:
    assert asyncio.run(streams_at_once(events._STREAMS_BY_SESSION + 2)) == [200] * 6 + [429] * 2


async def streams_at_once(number: int) -> list[int]:
    """Open so many streams of one page, and return what each is told first."""
    from rag.web.sessions import Sessions
    from rag.web.visitors import VISITOR

    go_on = asyncio.Event()

    async def streams(_scope, _receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await go_on.wait()

    sessions = Sessions(lambda _key: None, most=3, most_programs=3, seconds=60)
    fenced = events.Events(
        streams,
        shapes={},
        sessions=sessions,
        memory=None,
        is_full=lambda: False,
        most_asked_by_program=9,
    )
    statuses: list[int] = []

    async def send(message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    scope = {"type": "http", "path": f"{HEARTBEAT}page1", VISITOR: "a", "headers": []}
    asking = [asyncio.create_task(fenced(scope, None, send)) for _ in range(number)]
    await asyncio.sleep(0.01)
    go_on.set()
    await asyncio.gather(*asking)
    return statuses


def test_old_conversations_are_forgotten_and_new_ones_are_held(pipeline) -> None:
    with chat_client(pipeline, Settings(max_sessions=2)) as client:
        for number in range(5):
            client.cookies.clear()
            client.get("/")
            client.post(JOIN, json=question(page=f"page{number}"))
            read(client, f"page{number}")
        page = gradio_page(client)
        assert len(page.state_holder.session_data) == 2
        assert len(page._queue.pending_messages_per_session) == 2
        assert len(page._queue.pending_event_ids_session) <= 2


def gradio_page(client: TestClient):
    """Return the page that is served, as Gradio has it."""
    return client.app._app.routes[-1].app.get_blocks()


def soon(is_so) -> bool:
    """Wait until something is so, for a while."""
    deadline = time.monotonic() + WAIT
    while not is_so():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(0.01)
    return True
