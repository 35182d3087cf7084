"""The routes that the chat's page and programs ask for; nothing else of Gradio's is reached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.web.asgi import Fence, Refused

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

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


class OpenRoutes(Fence):
    """ASGI middleware that lets through what the page needs, and nothing else."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request for what is open."""
        open_to = {"GET": _READ, "HEAD": _READ, "POST": _WRITTEN}.get(scope["method"])
        if open_to is None or not open_to.fullmatch(scope["path"]):
            raise Refused(404, "그런 주소는 없습니다.")
        await self._app(scope, receive, send)
