"""Other pages get nothing; links from them lead here; nobody names another host."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from web_requests import echo

from rag.web.origin import OwnOrigin

HERE = "http://localhost:7860"


def client() -> TestClient:
    return TestClient(OwnOrigin(echo), base_url=HERE)


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/queue/join"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:19998",
        "http://127.0.0.1:7860",
        "http://localhost",
        "https://evil.example",
        "http://localhost:7860.evil.example",
        "http://evil.example@localhost:7860",
        "http://[",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_gets_nothing(path: str, origin: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        reply = client().request(method, path, headers={"origin": origin})
        assert reply.status_code == 403
        assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("origin", [None, HERE, HERE.upper()])
def test_a_page_of_this_origin_is_served(origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    assert client().post("/a", headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_of_another_page_only_a_link_is_followed(site: str) -> None:
    embedded = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
    followed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
    assert client().get("/", headers=embedded).status_code == 403
    assert client().get("/gradio_api/heartbeat/a", headers=followed).status_code == 403
    assert client().post("/", headers=followed).status_code == 403
    assert client().get("/", headers=followed).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_the_browser_calls_its_own_is_served(site: str) -> None:
    assert client().get("/a", headers={"sec-fetch-site": site}).status_code == 200


def test_no_name_but_the_one_asked_for_goes_on() -> None:
    names = ("x-forwarded-host", "X-Forwarded-Proto", "Forwarded", "x-gradio-server")
    reply = client().get("/", headers=dict.fromkeys(names, "evil.example"))
    assert "evil.example" not in reply.text
