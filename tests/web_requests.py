"""A page's requests without a page, for the tests of the fences around the chat."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from web_fakes import FakePipeline

from rag.settings import Settings
from rag.web.app import make_app
from rag.web.loading import PipelineLoader
from rag.web.routes import JOIN, READ, RUN
from rag.web.serving import LocalOnly

ASK, CLEAR = 0, 8
"""Gradio's numbers of two events of the page: one through the queue, one past it."""


async def echo(scope, receive, send) -> None:
    """An app that answers with what reached it."""
    request = Request(scope, receive)
    body = (await request.body()).decode()
    reply = {
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "headers": {k.decode(): v.decode() for k, v in scope["headers"]},
        "body": json.loads(body) if body else None,
    }
    await JSONResponse(reply)(scope, receive, send)


def chat_client(
    pipeline: FakePipeline | None = None, settings: Settings | None = None
) -> TestClient:
    """Return a client of the whole chat, to be entered; its documents are read."""
    loader = PipelineLoader(lambda _report: pipeline or FakePipeline())
    loader.start()
    loader.wait()
    return TestClient(LocalOnly(make_app(loader, settings)))


def question(
    text: object = "언제 여나요?", page: str = "page1", **more: object
) -> dict[str, object]:
    """Return what a page sends to ask."""
    return {"data": [text, None], "fn_index": ASK, "session_hash": page, **more}


def file_data(path: str) -> dict[str, object]:
    """Return what Gradio takes for an uploaded file."""
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def read(client: TestClient, page: str = "page1") -> list[dict[str, object]]:
    """Read the answers to a page's question, to the end."""
    reply = client.get(READ, params={"session_hash": page})
    lines = [line for line in reply.text.splitlines() if line.startswith("data: ")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def temporary_files(folder: Path) -> set[Path]:
    """Return every file below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


__all__ = ["ASK", "CLEAR", "JOIN", "READ", "RUN"]
