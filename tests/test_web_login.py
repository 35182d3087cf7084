"""Who is let in, and what refuses to start."""

from __future__ import annotations

import asyncio
import base64

import httpx
import pytest
from starlette.testclient import TestClient
from web_requests import echo

from rag.cli import main
from rag.errors import SettingsError
from rag.settings import Settings, load_settings
from rag.web import login
from rag.web.login import Login
from rag.web.network import bind, refuse_open_door
from rag.web.serving import UnderPath


def basic(told: str) -> str:
    return f"Basic {base64.b64encode(told.encode()).decode()}"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "_SECONDS_AFTER_WRONG", 0)


USER, TOKEN = "김:비밀 번호:2", "a-token"


@pytest.mark.parametrize(
    ("secret", "shown", "status"),
    [
        (USER, basic(USER), 200),
        (USER, f"Bearer {USER}", 200),
        (USER, basic("이:비밀 번호:2"), 401),
        (USER, basic("김:비밀"), 401),
        (USER, basic("비밀 번호:2"), 401),
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"bearer  {TOKEN}", 200),
        (TOKEN, basic(f"anybody:{TOKEN}"), 200),
        (TOKEN, basic(f"{TOKEN}:"), 401),
        (TOKEN, "Bearer ", 401),
        (TOKEN, "Bearer a-token2", 401),
        (TOKEN, "Basic !!!", 401),
        (TOKEN, f"Digest {TOKEN}", 401),
        (TOKEN, "", 401),
        (TOKEN, None, 401),
    ],
)
def test_who_shows_the_secret_is_let_in(secret: str, shown: str | None, status: int) -> None:
    headers = {} if shown is None else {"authorization": shown.encode()}
    reply = TestClient(Login(echo, secret)).get("/", headers=headers)
    assert reply.status_code == status
    assert ("www-authenticate" in reply.headers) == (status == 401)


def test_two_secrets_at_once_are_none() -> None:
    headers = [("authorization", f"Bearer {TOKEN}")] * 2
    assert TestClient(Login(echo, TOKEN)).get("/", headers=headers).status_code == 401


def test_an_address_guesses_a_few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "_SECONDS_AFTER_WRONG", 0.2)
    door = Login(echo, TOKEN)

    async def ask(told: str, address: str = "192.0.2.1") -> int:
        app = httpx.ASGITransport(door, client=(address, 1))
        async with httpx.AsyncClient(transport=app, base_url="http://chat") as client:
            headers = {"authorization": f"Bearer {told}"}
            return (await client.get("/", headers=headers)).status_code

    async def run() -> None:
        wrong = [asyncio.create_task(ask(f"guess{n}")) for n in range(6)]
        await asyncio.sleep(0.1)
        assert await ask(TOKEN) == 429
        assert await ask(TOKEN, "192.0.2.2") == 200
        assert sorted(await asyncio.gather(*wrong)) == [401] * 4 + [429] * 2
        assert await ask(TOKEN) == 200

    asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/metrics", 401)]
)
def test_whether_it_lives_is_no_secret(path: str, status: int) -> None:
    assert TestClient(Login(echo, TOKEN)).get(path).status_code == status


@pytest.mark.parametrize(
    ("host", "settings", "starts"),
    [
        ("127.0.0.1", {}, True),
        ("0.0.0.0", {}, False),
        ("0.0.0.0", {"auth": "a:b"}, True),
        ("0.0.0.0", {"auth": "token"}, True),
        ("0.0.0.0", {"allow_anonymous": True}, True),
    ],
)
def test_others_are_served_with_a_login_or_on_purpose(host, settings, starts: bool) -> None:
    with bind(host, 0) as listening:
        if starts:
            refuse_open_door(listening, Settings(host=host, **settings))
            return
        with pytest.raises(SettingsError, match=r"RAG_AUTH=user:password.*--allow-anonymous") as e:
            refuse_open_door(listening, Settings(host=host, **settings))
    assert "RAG_AUTH" in e.value.korean


def test_the_chat_refuses_to_start(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAG_AUTH", raising=False)
    assert main(["chat", "--host", "0.0.0.0", "--port", "0"]) == 1
    said = capsys.readouterr()
    assert "--allow-anonymous" in said.err
    assert "The chat is at" not in said.out


def test_a_secret_is_in_no_error_and_no_text() -> None:
    assert "sesame" not in repr(Settings(auth="kim:sesame"))
    with pytest.raises(SettingsError) as caught:
        load_settings(auth=["sesame"])
    assert "sesame" not in str(caught.value) + caught.value.korean


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("root_path", "chat"),
        ("root_path", "/chat/"),
        ("allowed_hosts", "a b"),
        ("allowed_hosts", "*"),
    ],
)
def test_a_bad_name_or_path_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"RAG_{name.upper()}"):
        load_settings(**{name: value})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/chat/a", "/a"),
        ("/chat/", "/"),
        ("/chat", "/"),
        ("/a", "/a"),
        ("/chatter", "/chatter"),
    ],
)
def test_the_path_of_a_proxy_is_taken_away(path: str, inside: str) -> None:
    assert TestClient(UnderPath(echo, "/chat")).get(path).json()["path"] == inside
