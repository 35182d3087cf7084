"""The one way in for a file: whose it is, what it may be, and what is never reached by it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from web_fakes import FakePipeline

from rag.settings import Settings
from rag.sources import LoadReport, read_content
from rag.web.app import make_app
from rag.web.loading import PipelineLoader
from rag.web.upload_routes import UploadRoutes, shown_name
from rag.web.uploads import Uploads
from rag.web.visitors import VISITOR

MINUTES = "총무부는 의자를 42개 샀다."


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for each file; the browser's tests do."""

    def here(*given: object, is_trusted: bool, **options: object) -> LoadReport:
        assert not is_trusted
        return read_content(*given, **options)

    monkeypatch.setattr("rag.web.uploads.read_content", here)


def loaded() -> PipelineLoader:
    loader = PipelineLoader(lambda _: FakePipeline())
    loader.start()
    loader.wait()
    return loader


@pytest.fixture(scope="module")
def app() -> Any:
    return make_app(loaded(), Settings(max_upload_mb=0.001))


@pytest.fixture
def browsers(app: Any) -> Iterator[tuple[TestClient, TestClient]]:
    """Two browsers with the page open."""
    clients = TestClient(app), TestClient(app)
    for client in clients:
        client.get("/")
    yield clients
    for client in clients:
        for row in client.get("/documents").json()["files"]:
            client.post("/documents/remove", json={"id": row["id"]})


def send(client: TestClient, name: str, content: bytes = MINUTES.encode()) -> Any:
    return client.post("/documents", content=content, headers={"X-File-Name": quote(name)})


def test_a_file_is_added_chosen_and_removed(browsers: tuple[TestClient, TestClient]) -> None:
    client, _ = browsers
    told = client.get("/documents").json()
    assert (told["served"], told["served_is_chosen"], told["files"]) == (1, True, [])
    (row,) = send(client, "회의록.txt").json()["files"]
    assert (row["name"], row["documents"], row["is_chosen"]) == ("회의록.txt", 1, True)
    choice = {"id": row["id"], "is_chosen": False}
    assert not client.post("/documents/choose", json=choice).json()["files"][0]["is_chosen"]
    assert client.post("/documents/remove", json={"id": row["id"]}).json()["files"] == []


def test_two_browsers_never_see_each_others(browsers: tuple[TestClient, TestClient]) -> None:
    one, other = browsers
    (row,) = send(one, "회의록.txt").json()["files"]
    assert other.get("/documents").json()["files"] == []
    for path, body in (("remove", {}), ("choose", {"is_chosen": False})):
        reply = other.post(f"/documents/{path}", json={"id": row["id"], **body})
        assert reply.json()["files"] == []
    assert one.get("/documents").json()["files"] == [row]


def test_a_file_that_cannot_be_read_is_in_the_list(
    browsers: tuple[TestClient, TestClient],
) -> None:
    (row,) = send(browsers[0], "깨진.pdf", b"%PDF-1.7 broken").json()["files"]
    assert row["documents"] == 0
    assert row["problems"][0].startswith("깨진.pdf: 손상되었거나 확장자와 다른 파일입니다.")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("프로그램.exe", b"MZ", "이 종류의 파일은 받지 않습니다."),
        ("큰 글.txt", b"a" * 1001, "파일이 너무 큽니다. 0.001MB까지"),
        ("/", b"a", "파일 이름을 알 수 없습니다."),
        ("", b"a", "파일 이름을 알 수 없습니다."),
    ],
)
def test_what_is_not_taken_is_refused_in_korean(
    browsers: tuple[TestClient, TestClient], name: str, content: bytes, why: str
) -> None:
    for body in (content, iter([content])):  # with its length told, and without
        reply = browsers[0].post("/documents", content=body, headers={"X-File-Name": quote(name)})
        assert reply.status_code == 422
        assert reply.json()["detail"].startswith(why)
    assert browsers[0].get("/documents").json()["files"] == []


def test_a_browser_without_the_cookie_gets_nothing(app: Any) -> None:
    client = TestClient(app)
    assert send(client, "가.txt").status_code == 403
    assert client.get("/documents").status_code == 403
    forged = {"Cookie": "rag_visitor_80=a.b", "X-File-Name": "a.txt"}
    assert client.post("/documents", content=b"a", headers=forged).status_code == 403


@pytest.mark.parametrize(
    "body",
    [{}, {"id": 1}, {"id": "a" * 65}, {"id": "a", "more": 1}, [], {"id": "a", "is_chosen": 1}],
)
def test_other_requests_are_refused(browsers: tuple[TestClient, TestClient], body: object) -> None:
    for path in ("choose", "remove"):
        assert browsers[0].post(f"/documents/{path}", json=body).status_code == 422


def test_another_pages_files_are_not_taken(browsers: tuple[TestClient, TestClient]) -> None:
    headers = {"Origin": "http://evil.example", "X-File-Name": "a.txt"}
    assert browsers[0].post("/documents", content=b"a", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/documents/", "/documents/1", "/gradio_api/upload", "/upload"])
def test_there_is_no_other_way_in(browsers: tuple[TestClient, TestClient], path: str) -> None:
    assert browsers[0].post(path, content=b"a").status_code == 404
    assert browsers[0].put("/documents", content=b"a").status_code == 404


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("회의록.txt", "회의록.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\문서\\계약.docx", "계약.docx"),
        ("/", ""),
        ("..", ""),
        (" \t\n ", ""),
        ("가\0나\x1b[31m.txt", "가나[31m.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("한글.txt".encode().decode("latin-1"), None),
        ("가" * 500 + ".txt", "가" * 115 + "….txt"),
        ("." + "a" * 500, None),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
    ],
)
def test_a_name_is_fit_to_be_shown(sent: str, shown: str | None) -> None:
    name = shown_name(sent)
    assert len(name) <= 120
    assert name.isprintable()
    assert shown is None or name == shown


def test_one_file_of_a_visitor_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And so many in all; who waits for a body that never comes holds no more than that."""
    monkeypatch.setattr("rag.web.upload_routes._MOST", (1, 2, 3))
    routes = UploadRoutes(nothing, uploads=Uploads(loaded()))

    async def statuses() -> list[int]:
        found: list[int] = []

        async def keep(message: Any) -> None:
            if message["type"] == "http.response.start":
                found.append(message["status"])

        def begin(visitor: str, address: str) -> asyncio.Task[None]:
            scope = {**half, "client": (address, 1), VISITOR: visitor}
            return asyncio.create_task(routes(scope, never, keep))

        tasks = [begin("하나", "1"), begin("둘", "1"), begin("셋", "2")]
        await asyncio.sleep(0.05)
        for visitor, address in (("하나", "3"), ("넷", "1"), ("다섯", "4")):
            tasks.append(begin(visitor, address))
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert not routes._busy
        return found

    async def never() -> Any:
        await asyncio.Event().wait()

    half = {
        "type": "http",
        "method": "POST",
        "path": "/documents",
        "headers": [(b"x-file-name", b"a.txt")],
    }
    assert asyncio.run(statuses()) == [429, 503, 503]


async def nothing(*_: object) -> None: ...


def test_what_goes_wrong_is_told_and_the_next_file_is_read(
    browsers: tuple[TestClient, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret.txt")

    with monkeypatch.context() as patched:
        patched.setattr("rag.web.uploads.read_content", broken)
        reply = send(browsers[0], "가.txt")
    assert reply.status_code == 422
    assert "예상하지 못한 문제" in reply.json()["detail"]
    assert len(send(browsers[0], "가.txt").json()["files"]) == 1


def test_old_files_go_also_when_nobody_asks() -> None:
    uploads = Uploads(loaded(), Settings(upload_minutes=0.2 / 60))
    routes = UploadRoutes(nothing, uploads=uploads)
    content = iter([{"type": "http.request", "body": MINUTES.encode()}])

    async def receive() -> Any:
        return next(content)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/documents",
        "headers": [(b"x-file-name", b"a.txt")],
        VISITOR: "하나",
    }

    async def wait() -> None:
        await routes(scope, receive, nothing)
        assert uploads._uploads
        for _ in range(100):
            await asyncio.sleep(0.05)
            if not uploads._uploads:
                return

    asyncio.run(wait())
    assert uploads._uploads == {}
