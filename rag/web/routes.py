"""The routes that the chat's page and programs ask for; nothing else of Gradio's is reached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.web.asgi import send_refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

JOIN = "/gradio_api/queue/join"
READ = "/gradio_api/queue/data"
RUN = "/gradio_api/run/predict"
CALL = "/gradio_api/call/"
HEARTBEAT = "/gradio_api/heartbeat/"
DOCUMENTS = "/documents"
"""Lists the documents; the one way in for a file."""
CHOOSE = f"{DOCUMENTS}/choose"
REMOVE = f"{DOCUMENTS}/remove"

# Gradio has some sixty routes: for files, proxies, editing by a language model, profiles. A list of
# what is closed would be one short with its next release, so this is the list of what is open.
_READ = re.compile(
    "|".join(
        [
            r"/(?:(?:assets|static)/(?:[\w-][\w.-]*/)*[\w-][\w.-]*)?",
            r"/(?:theme\.css|favicon\.ico|robots\.txt|config|gradio_api/(?:app_id|info))",
            rf"{READ}|{HEARTBEAT}[\w-]+|{CALL}(?:answer|retrieve)/[0-9a-f]{{32}}|{DOCUMENTS}",
            r"/(?:mcp|healthz|readyz|metrics|openapi\.json|v1/models(?:/[\w.-]+)?)",
        ]
    ),
    re.ASCII,
)
_WRITTEN = re.compile(
    rf"{JOIN}|{RUN}|{DOCUMENTS}|{CHOOSE}|{REMOVE}|{CALL}(?:answer|retrieve)"
    r"|/answer|/retrieve|/mcp|/v1/(?:chat/completions|embeddings)"
)


class OpenRoutes:
    """ASGI middleware that lets through what the page needs, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan" or self._is_open(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await send_refusal(send, 404, "그런 주소는 없습니다.")
        else:
            await send({"type": "websocket.close", "code": 1008})

    @staticmethod
    def _is_open(scope: Scope) -> bool:
        if scope["type"] != "http":
            return False
        open_to = {"GET": _READ, "HEAD": _READ, "POST": _WRITTEN}.get(scope["method"])
        return open_to is not None and open_to.fullmatch(scope["path"]) is not None
