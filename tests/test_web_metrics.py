"""Figures of the server, and a log without the text of questions."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from web_fakes import DOCUMENT, FakePipeline, answered, found
from web_requests import JOIN, chat_client, question, read

from rag.errors import ModelError, RagError
from rag.settings import Settings
from rag.web.app import make_app
from rag.web.loading import PipelineLoader
from rag.web.logs import log_to_terminal
from rag.web.metrics import TEXTS, observed
from rag.web.serving import FrontDoor

QUOTE = "장서는 12만 권이다."
ANSWER = replace(answered(DOCUMENT, QUOTE), retrieved=(found(DOCUMENT, QUOTE),))
BUSY = ModelError("the model is down", korean="언어 모델이 응답하지 않습니다.")


@pytest.fixture(scope="module")
def client():
    with chat_client(FakePipeline(replies={"몇 권?": ANSWER, "왜?": BUSY})) as client:
        yield client


def figures(client: TestClient) -> dict[tuple[str, str], float]:
    """All figures, by name and first label."""
    text = client.get("/metrics").text
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_question_is_counted_by_how_it_ended(client: TestClient) -> None:
    before = figures(client)
    client.get("/")
    client.post(JOIN, json=question("몇 권?"))
    read(client)
    client.post("/answer", json={"question": "몇 권?"})
    client.post("/answer", json={"question": "언제?"})
    client.post("/answer", json={"question": "왜?"})
    client.post("/answer", content="{")
    after = figures(client)
    grown = {key: value - before.get(key, 0) for key, value in after.items()}
    assert grown["rag_questions_total", "answered"] == 2
    assert grown["rag_questions_total", "no_evidence"] == 1
    assert grown["rag_questions_total", "error"] == 1
    assert grown["rag_stage_seconds_count", "find"] == 4
    assert grown["rag_stage_seconds_count", "wait"] == 3
    assert grown["rag_refused_requests_total", "503"] == 1
    assert grown["rag_refused_requests_total", "415"] == 1
    assert after["rag_questions_waiting", "program"] == after["rag_questions_waiting", "page"] == 0
    assert after["rag_questions_running", ""] == 0


def test_who_watches_learns_whether_it_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
    with TestClient(make_app(PipelineLoader(lambda _: FakePipeline()))) as loading:
        assert loading.get("/healthz").status_code == 200
        reply = loading.get("/readyz")
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
    early = TestClient(FrontDoor(lambda: make_app(PipelineLoader(lambda _: FakePipeline()))))
    assert early.get("/healthz").json() == {"status": "ok"}
    assert "준비하는 중" in early.get("/readyz").json()["detail"]
    assert early.get("/readyz").headers["retry-after"] == "2"


def test_who_watches_is_not_told_why_it_is_not_ready() -> None:
    def fail(_report: object) -> FakePipeline:
        raise RagError("no document in /srv/documents", korean="/srv/documents에 문서가 없습니다.")

    loader = PipelineLoader(fail)
    loader.start()
    with pytest.raises(RagError):
        loader.wait()
    with TestClient(make_app(loader)) as client:
        reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "/srv" not in reply.text


@pytest.fixture
def _quiet_afterwards():
    logger = logging.getLogger("rag")
    kept = [*logger.handlers], logger.level
    yield
    logger.handlers[:], logger.level = kept
    logging.getLogger("rag.web.metrics").setLevel(logging.NOTSET)
    TEXTS.setLevel(logging.NOTSET)


@pytest.mark.usefixtures("_quiet_afterwards")
@pytest.mark.parametrize(
    ("log_format", "log_questions", "lines", "is_told"),
    [("text", False, 0, False), ("json", False, 1, False), ("json", True, 2, True)],
)
def test_the_log_holds_no_question_unless_asked_for(
    capsys, log_format: str, log_questions: bool, lines: int, is_told: bool
) -> None:
    log_to_terminal(Settings(log_format=log_format, log_questions=log_questions))
    list(observed("비밀 질문?", (answer for answer in [ANSWER])))
    written = capsys.readouterr().err.splitlines()
    assert len(written) == lines
    assert any("비밀 질문" in line for line in written) == is_told
    if written:
        told = json.loads(written[0])
        assert (told["level"], told["status"], told["chars"]) == ("INFO", "answered", 6)
        assert len({json.loads(line)["id"] for line in written}) == 1


def test_an_answer_that_was_given_up_is_told_apart() -> None:
    answers = observed("몇 권?", (answer for answer in [ANSWER, ANSWER]))
    next(answers)
    answers.close()
    with chat_client() as client:
        assert figures(client)["rag_questions_total", "stopped"] >= 1
