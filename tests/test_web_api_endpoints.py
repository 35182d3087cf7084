"""The named endpoints of Gradio's API, asked by its own client and by curl's requests."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from web_fakes import DOCUMENT, FakePipeline, answered
from web_requests import JOIN, chat_client, file_data, question, read
from web_server import served

from rag.settings import Settings

pytestmark = pytest.mark.slow

CALL = "/gradio_api/call/answer"
QUOTE = "장서는 12만 권이다."
QUESTION = "장서는 몇 권이야?"
ANSWER = answered(DOCUMENT, QUOTE)


@pytest.fixture(scope="module")
def asked() -> FakePipeline:
    return FakePipeline(replies={QUESTION: ANSWER})


@pytest.fixture(scope="module")
def url(asked: FakePipeline):
    with served(asked) as url:
        yield url


@pytest.fixture(scope="module")
def program(url: str):
    client = connected(url)
    yield client
    client.close()


def connected(url: str) -> Client:
    return Client(url, verbose=False, analytics_enabled=False, download_files=False)


def test_gradios_client_is_given_the_whole_answer(program: Client) -> None:
    expected = replace(ANSWER, question=QUESTION).to_dict()
    assert program.predict(QUESTION, api_name="/answer") == expected
    assert program.predict(question=QUESTION, api_name="/answer") == expected


def test_gradios_client_holds_a_conversation(program: Client, asked: FakePipeline) -> None:
    program.predict("언제?", history=[[QUESTION, QUOTE]], api_name="/answer")
    assert asked.asked[-1] == ("언제?", ((QUESTION, QUOTE),))


def test_gradios_client_finds_passages(program: Client) -> None:
    (passage,) = program.predict(QUESTION, k=1, api_name="/retrieve")
    assert passage["passage"]["document_id"] == DOCUMENT.id


def test_gradios_client_sees_these_endpoints_and_no_event_of_the_page(program: Client) -> None:
    described = program.view_api(return_format="dict", print_info=False)
    assert set(described["named_endpoints"]) == {"/answer", "/retrieve"}
    assert not described["unnamed_endpoints"]


@pytest.mark.parametrize(
    ("endpoint", "arguments", "told"),
    [
        ("/answer", {"question": ""}, "질문"),
        ("/answer", {"question": "가", "history": [["하나"]]}, "history의 1번째"),
        ("/retrieve", {"question": "가", "k": 1000}, "k: 100보다 큽니다"),
    ],
)
def test_gradios_client_is_told_what_is_wrong(program: Client, endpoint, arguments, told) -> None:
    with pytest.raises(AppError, match=told):
        program.predict(**arguments, api_name=endpoint)


def test_curl_asks_and_collects(url: str) -> None:
    asked = httpx.post(f"{url}{CALL}", json={"data": [QUESTION]})
    number = asked.json()["event_id"]
    event, data = httpx.get(f"{url}{CALL}/{number}").text.strip().splitlines()[-2:]
    assert event == "event: complete"
    assert json.loads(data.removeprefix("data: "))[0]["text"] == QUOTE
    assert httpx.get(f"{url}{CALL}/{number}").status_code == 404


@pytest.fixture(scope="module")
def client():
    with chat_client() as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (CALL, {"data": [file_data("/etc/passwd")]}, 422),
        (CALL, {"data": [QUESTION], "session_hash": "page1"}, 422),
        (CALL, {"data": QUESTION}, 422),
        (CALL, {"data": [QUESTION, [], 3]}, 422),
        ("/gradio_api/call/other", {"data": []}, 404),
        ("/gradio_api/call/v2/answer", {"question": QUESTION}, 404),
    ],
)
def test_nothing_else_is_called(client, path: str, body, status: int) -> None:
    assert client.post(path, json=body).status_code == status


def test_an_answer_is_collected_by_the_number_of_a_call_alone() -> None:
    """The number of a page's event opens nothing."""
    slow = FakePipeline(replies={"천천히": [ANSWER, ANSWER]})
    with chat_client(slow) as client:
        client.get("/")
        number = client.post(JOIN, json=question("천천히")).json()["event_id"]
        assert client.get(f"{CALL}/{number}").status_code == 404
        assert client.get(f"{CALL}/{'0' * 32}").status_code == 404
        slow.held.set()
        assert QUOTE in str(read(client))


def test_many_programs_at_once_are_each_given_their_own_answer() -> None:
    quotes = {f"{n}번?": replace(ANSWER, text=f"{n}") for n in range(20)}
    with served(FakePipeline(replies=quotes), Settings(max_answers=4)) as url:
        program = connected(url)

        def ask(text: str) -> str:
            by_client = program.predict(text, api_name="/answer")["text"]
            posted = httpx.post(f"{url}/answer", json={"question": text}, timeout=30).json()["text"]
            assert by_client == posted
            return posted

        with ThreadPoolExecutor(20) as pool:
            assert list(pool.map(ask, quotes)) == [str(n) for n in range(20)]
        program.close()


def test_programs_that_wait_keep_no_page_waiting() -> None:
    slow = FakePipeline(replies={"천천히": [ANSWER, ANSWER], QUESTION: ANSWER})
    with chat_client(slow, Settings(max_answers=2, max_waiting=90)) as client:
        client.get("/")
        calls = [client.post(CALL, json={"data": ["천천히"]}) for _ in range(70)]
        assert {call.status_code for call in calls} == {200}
        client.post(JOIN, json=question(QUESTION))
        assert QUOTE in str(read(client))
        slow.held.set()


def test_a_link_on_another_page_gives_no_program_a_cookie(client) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/config", headers=headers).status_code == 403
    assert "set-cookie" in client.get("/config").headers
