"""The list of what is open."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient
from web_requests import echo

from rag.web.routes import CALL, HEARTBEAT, JOIN, READ, RUN, OpenRoutes


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/assets/index-DphvyggB.js"),
        ("GET", "/static/js/iframeResizer.contentWindow.min.js"),
        ("GET", "/theme.css"),
        ("GET", "/gradio_api/app_id"),
        ("GET", f"{HEARTBEAT}v1odqq8t038"),
        ("GET", READ),
        ("POST", JOIN),
        ("POST", RUN),
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("POST", f"{CALL}answer"),
        ("GET", f"{CALL}answer/{'0' * 32}"),
        ("POST", "/answer"),
        ("POST", "/retrieve"),
        ("GET", "/openapi.json"),
        ("GET", "/v1/models"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/embeddings"),
    ],
)
def test_what_the_page_and_programs_ask_for_is_open(method: str, path: str) -> None:
    assert TestClient(OpenRoutes(echo)).request(method, path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/proxy=https://example.com/"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/app.py"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/call/predict"),
        ("POST", "/gradio_api/call/v2/predict"),
        ("POST", "/gradio_api/cancel"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/custom_component/a/client/component/index.js"),
        ("POST", "/gradio_api/stream/a"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/undo-vibe-edit"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("GET", "/file=/tmp/gradio/../../etc/passwd"),
        ("GET", "/proxy=http://192.0.2.1/"),
        ("POST", "/component_server"),
        ("GET", "/custom_component/a/client/component/../../index.js"),
        ("GET", "/login/huggingface"),
        ("GET", "/login/callback?_target_url=https://example.com"),
        ("GET", "/gradio_api/startup-events"),
        ("POST", "/login"),
        ("GET", "/assets/../../app.py"),
        ("GET", "/assets/%2e%2e/%2e%2e/app.py"),
        ("GET", "/static//etc/passwd"),
        ("GET", "/assets/.hidden"),
        ("GET", "/theme.css\n"),
        ("POST", "/"),
        ("GET", JOIN),
        ("DELETE", READ),
        ("OPTIONS", JOIN),
    ],
)
def test_nothing_else_is(method: str, path: str) -> None:
    scope = {"type": "http", "method": method, "path": path.replace("%2e", "."), "headers": []}
    sent = []

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(OpenRoutes(echo)(scope, None, send))
    assert sent[0]["status"] == 404


def test_no_socket_is_opened() -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(OpenRoutes(echo)({"type": "websocket", "path": "/"}, None, send))
    assert sent == []
