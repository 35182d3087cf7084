"""What programs ask for: answers, passages, chat completions and vectors."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import numpy as np
import pytest
from openai import APIStatusError, OpenAI
from starlette.testclient import TestClient
from web_fakes import DOCUMENT, FakePipeline, answered, found, refused
from web_requests import chat_client
from web_server import served

from rag.answering import Answer, Claim
from rag.conversation import MAX_QUESTION_CHARS
from rag.errors import ModelError
from rag.settings import Settings
from rag.web.api.messages import with_footnotes, without_footnotes
from rag.web.app import make_app
from rag.web.loading import PipelineLoader

QUOTE = "장서는 12만 권이다."
OTHER = "입장료는 받지 않는다."
QUESTION = "장서는 몇 권이야?"
ANSWER = answered(DOCUMENT, QUOTE, OTHER, retrieved=[found(DOCUMENT, QUOTE)])
BUSY = ModelError("the model is down", korean="언어 모델이 응답하지 않습니다.")


def pipeline() -> FakePipeline:
    return FakePipeline(replies={QUESTION: ANSWER, "왜?": BUSY})


@pytest.fixture(scope="module")
def asked() -> FakePipeline:
    return pipeline()


@pytest.fixture(scope="module")
def client(asked: FakePipeline):
    with chat_client(asked) as client:
        yield client


def test_an_answer_is_all_there_is_of_it(client: TestClient) -> None:
    reply = client.post("/answer", json={"question": QUESTION})
    assert reply.status_code == 200
    assert reply.json() == replace(ANSWER, question=QUESTION).to_dict()
    for c in reply.json()["citations"]:
        assert DOCUMENT.text[c["start"] : c["end"]] == c["quote"]


@pytest.mark.parametrize(
    "history",
    [
        [["누가 짓나?", "가람시가 짓는다."]],
        [{"question": "누가 짓나?", "text": "가람시가 짓는다."}],
        [{"question": "누가 짓나?", "text": "가람시가 짓는다.", "status": "answered"}],
    ],
)
def test_what_was_said_before_is_handed_on(client, asked, history) -> None:
    assert client.post("/answer", json={"question": "언제?", "history": history}).status_code == 200
    (turn,) = asked.asked[-1][1]
    told = (turn.question, turn.text) if hasattr(turn, "text") else turn
    assert told == ("누가 짓나?", "가람시가 짓는다.")


def test_passages_come_with_their_scores(client: TestClient) -> None:
    (passage,) = client.post("/retrieve", json={"question": QUESTION, "k": 3}).json()
    assert passage["rank"] == 1
    text = passage["passage"]["text"]
    assert DOCUMENT.text[passage["passage"]["start"] :].startswith(text)


@pytest.mark.parametrize(
    ("path", "body", "status", "named"),
    [
        ("/answer", {"question": ""}, 400, ""),
        ("/answer", {"question": "왜?"}, 503, "the model is down"),
        ("/answer", {}, 422, "question: Field required"),
        ("/answer", {"question": "가", "k": 1}, 422, "k: Extra"),
        ("/answer", {"question": 7}, 422, "question: Input should be a valid string"),
        ("/retrieve", {"question": "가", "k": 0}, 422, "k: Input"),
        ("/v1/chat/completions", {"messages": []}, 422, "messages: List"),
        ("/v1/chat/completions", {"messages": [{"role": "assistant"}]}, 400, "user's"),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            422,
            "messages.0.content",
        ),
        ("/v1/embeddings", {"input": []}, 422, "input"),
        ("/v1/embeddings", {"input": "가", "dimensions": 3}, 400, "dimensions=3"),
    ],
)
def test_an_error_names_the_value(client: TestClient, path, body, status, named) -> None:
    reply = client.post(path, json=body)
    assert reply.status_code == status
    assert named in reply.json()["error"]["message"]
    assert reply.json()["detail"]
    assert ("retry-after" in reply.headers) == (status == 503)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/answer", {}, "question: 값이 없습니다"),
        (
            "/answer",
            {"question": 7, "k": 1},
            "question: 문자열이 아닙니다; k: 알 수 없는 이름입니다",
        ),
        (
            "/answer",
            {"question": "가", "history": [["하나"]]},
            ": history의 1번째: 이름과 값의 묶음이 아닙니다; history의 1번째의 2번째: ",
        ),
        ("/answer", {"question": "가", "history": "나"}, ": history: 목록이 아닙니다"),
        ("/answer", 7, ": 본문: 이름과 값의 묶음이 아닙니다"),
        ("/retrieve", {"question": "가", "k": 0}, "k: 1보다 작습니다"),
        ("/retrieve", {"question": "가", "k": "많이"}, "k: 정수가 아닙니다"),
        ("/v1/chat/completions", {"messages": []}, "messages: 1개보다 적습니다"),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "?"}]},
            "'assistant' 가운데 하나가 아닙니다",
        ),
        (
            "/v1/embeddings",
            {"input": "가", "encoding_format": 1},
            "encoding_format: 'float', 'base64'",
        ),
    ],
)
def test_an_error_is_told_in_korean(client: TestClient, path, body, told: str) -> None:
    reply = client.post(path, json=body)
    detail = reply.json()["detail"]
    assert told in detail
    assert "should" not in detail
    assert "Exchange" not in reply.text


def test_while_documents_are_read_a_program_is_told_to_come_back() -> None:
    go_on = threading.Event()
    loader = PipelineLoader(lambda _report: go_on.wait(20) and FakePipeline())
    loader.start()
    bodies = {
        "/answer": {"question": QUESTION},
        "/retrieve": {"question": QUESTION},
        "/v1/embeddings": {"input": "가"},
        "/v1/chat/completions": {"messages": [{"role": "user", "content": QUESTION}]},
    }
    with TestClient(make_app(loader)) as client:
        for path, body in bodies.items():
            reply = client.post(path, json=body)
            assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
            assert "읽는 중" in reply.json()["detail"]
        go_on.set()
        loader.wait()
        assert client.post("/answer", json=bodies["/answer"]).status_code == 200


def test_who_waits_too_many_is_refused_and_the_others_are_answered() -> None:
    slow = FakePipeline(replies={QUESTION: [ANSWER, ANSWER]})
    statuses: list[int] = []
    with chat_client(slow, Settings(max_answers=1, max_waiting=2)) as client:

        def ask() -> None:
            statuses.append(client.post("/answer", json={"question": QUESTION}).status_code)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        while len(statuses) < 3:
            pass
        slow.held.set()
        for thread in threads:
            thread.join(20)
    assert sorted(statuses) == [200, 200, 200, 429, 429, 429]


def test_other_sites_do_not_ask_and_programs_do(client: TestClient) -> None:
    body = {"question": QUESTION}
    headers = {"Origin": "https://evil.example"}
    assert client.post("/answer", json=body, headers=headers).status_code == 403
    assert client.post("/answer", content=json.dumps(body)).status_code == 415
    own = {"Origin": "http://testserver"}
    assert client.post("/answer", json=body, headers=own).status_code == 200


def test_the_api_describes_itself(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {"/answer", "/retrieve", "/v1/chat/completions", "/v1/embeddings", "/v1/models"} <= set(
        described["paths"]
    )
    assert "Citation" in described["components"]["schemas"]


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        refused(),
        replace(ANSWER, notice="언어 모델은 문서에서 답을 찾지 못했습니다."),
        replace(refused(), notice="다시 물어봐 주세요."),
    ],
)
def test_what_was_said_is_read_back_from_what_was_shown(answer: Answer) -> None:
    assert without_footnotes(with_footnotes(answer)) == answer.text


# A real client, over a real connection.


@pytest.fixture(scope="module")
def openai(asked: FakePipeline):
    with served(asked) as url, OpenAI(base_url=f"{url}/v1", api_key="-", max_retries=0) as client:
        yield client


def ask(client: OpenAI, *said: str, **more):
    roles = ["user", "assistant"]
    messages = [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]
    messages.insert(0, {"role": "system", "content": "짧게 답해."})
    return client.chat.completions.create(
        model="korean-document-chat", messages=messages, temperature=0, **more
    )


def test_openais_client_reads_the_answer_and_its_footnotes(openai: OpenAI) -> None:
    reply = ask(openai, QUESTION)
    (choice,) = reply.choices
    assert choice.finish_reason == "stop"
    lines = choice.message.content.splitlines()
    assert lines[0] == f"{QUOTE} [1] {OTHER} [2]"
    assert lines[2] == f"[1] 가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30: “{QUOTE}”"
    extra = reply.model_extra["answer"]
    assert extra["text"] == f"{QUOTE} {OTHER}"
    assert [c["quote"] for c in extra["citations"]] == [QUOTE, OTHER]


def test_openais_client_holds_a_conversation(openai: OpenAI, asked: FakePipeline) -> None:
    first = ask(openai, QUESTION).choices[0].message.content
    ask(openai, QUESTION, first, "그건 언제야?")
    assert asked.asked[-1] == ("그건 언제야?", ((QUESTION, ANSWER.text),))


def test_openais_client_reads_a_stream(openai: OpenAI) -> None:
    chunks = list(ask(openai, QUESTION, stream=True))
    said = "".join(c.choices[0].delta.content or "" for c in chunks)
    assert said == with_footnotes(ANSWER)
    assert [c.choices[0].finish_reason for c in chunks[-2:]] == [None, "stop"]
    assert chunks[-1].model_extra["answer"]["citations"]


def test_openais_client_lists_the_models(openai: OpenAI) -> None:
    names = [model.id for model in openai.models.list()]
    assert names == ["korean-document-chat", "korean-document-embedding"]
    assert openai.models.retrieve(names[0]).id == names[0]
    with pytest.raises(APIStatusError, match="there is no model 'other'"):
        openai.models.retrieve("other")


@pytest.mark.parametrize("more", [{}, {"encoding_format": "float"}, {"dimensions": 2}])
def test_openais_client_reads_vectors(openai: OpenAI, more) -> None:
    reply = openai.embeddings.create(model="any", input=["가", "나다"], **more)
    assert np.array([each.embedding for each in reply.data]).tolist() == [[1, 1], [2, 1]]
    query = openai.embeddings.create(model="any", input="가", extra_body={"input_type": "query"})
    assert query.data[0].embedding == [-1, -1]


def test_openais_client_is_told_of_errors(openai: OpenAI) -> None:
    for stream in (False, True):
        with pytest.raises(APIStatusError, match="the model is down") as caught:
            ask(openai, "왜?", stream=stream)
        assert caught.value.status_code == 503


def written(*claims: str, pending: str = "") -> Answer:
    """An answer that a language model writes, so far: each claim is a quote."""
    answer = answered(DOCUMENT, *claims)
    checked = tuple(
        Claim(c.quote, c.answer_start, c.answer_end, (c.number,), True, "")
        for c in answer.citations
    )
    return replace(answer, text=f"{answer.text} {pending}".strip(), claims=checked)


def test_a_stream_never_takes_back_what_it_said() -> None:
    growing = [
        written(pending="장서"),
        written(QUOTE),
        written(QUOTE, pending="입장료는 비싸다"),
        written(QUOTE, OTHER),
    ]
    fallen = [*growing[:3], refused()]
    both = FakePipeline(replies={"하나": growing, "둘": fallen})
    both.held.set()
    with served(both) as url, OpenAI(base_url=f"{url}/v1", api_key="-", max_retries=0) as client:
        pieces = [c.choices[0].delta.content or "" for c in ask(client, "하나", stream=True)]
        assert pieces[:2] == ["", f"{QUOTE} [1]"]
        assert "".join(pieces) == with_footnotes(growing[-1])
        said = "".join(c.choices[0].delta.content or "" for c in ask(client, "둘", stream=True))
        assert said == f"{QUOTE} [1]\n\n{refused().text}"


def test_a_question_that_is_too_long_says_so(client: TestClient) -> None:
    reply = client.post("/answer", json={"question": "가" * 3000})
    assert reply.status_code == 400
    assert f"{MAX_QUESTION_CHARS:,}자" in reply.json()["detail"]
