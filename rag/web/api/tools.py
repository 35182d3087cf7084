"""The tools ``answer`` and ``retrieve`` of the Model Context Protocol, at ``/mcp``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.routing import Route

import rag
from rag.errors import RagError
from rag.web.api.messages import with_footnotes
from rag.web.api.requests import AnswerBody, RetrieveBody, korean_of, told_of
from rag.web.limits import address_behind

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server.lowlevel import Server
    from mcp_types import CallToolResult, ListToolsResult

    from rag.web.api.answering import Answering

PATH = "/mcp"

_ABOUT = {
    "answer": "Answer a question in Korean from the indexed documents. Every claim cites the exact "
    "words it rests on; the status says whether the documents hold an answer.",
    "retrieve": "Find the passages of the indexed documents closest to a question in Korean.",
}
_BODIES: dict[str, type[BaseModel]] = {"answer": AnswerBody, "retrieve": RetrieveBody}


async def _has_no_stream(_request: object) -> Response:
    """Say, as the protocol has it, that nothing is told without being asked."""
    return Response(status_code=405, headers={"allow": "POST"})


class Tools:
    """A server of the protocol without sessions: every request stands alone, nothing is kept."""

    def __init__(self, answering: Answering) -> None:
        """Prepare the server."""
        from mcp.server.lowlevel import Server

        self._answering = answering
        self._server: Server[dict[str, Any]] = Server(
            "korean-document-chat",
            version=rag.__version__,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )

    def add_to(self, app: FastAPI) -> None:
        """Add the route to an app, and to its lifespan what serves it."""
        from mcp.server.transport_security import TransportSecuritySettings

        served = self._server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            # The fences around the app know the names and origins that may ask.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        app.router.routes += [Route(PATH, _has_no_stream, methods=["GET"]), *served.routes]
        before = app.router.lifespan_context

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
            async with before(app) as state, self._server.session_manager.run():
                yield state

        app.router.lifespan_context = lifespan

    async def _list(self, *_asked: object) -> ListToolsResult:
        from mcp_types import ListToolsResult, Tool, ToolAnnotations

        tools = [
            Tool(
                name=name,
                description=_ABOUT[name],
                input_schema=body.model_json_schema(),
                annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
            )
            for name, body in _BODIES.items()
        ]
        return ListToolsResult(tools=tools)

    async def _call(self, context: object, asked: Any) -> CallToolResult:  # noqa: ANN401
        from mcp_types import CallToolResult, TextContent

        try:
            client = address_behind(getattr(context, "request", None))
            text, value = await self._result(asked.name, asked.arguments or {}, client)
        except RagError as error:
            text, value = f"{error.korean} ({error})", None
        except ValidationError as error:
            text, value = f"{korean_of(error.errors())} ({told_of(error.errors())})", None
        return CallToolResult(
            content=[TextContent(type="text", text=text)],
            structured_content=value,
            is_error=value is None,
        )

    async def _result(
        self, name: str, arguments: dict[str, Any], client: str
    ) -> tuple[str, dict[str, Any]]:
        """Return what a language model reads, and the same for a program."""
        match name:
            case "answer":
                ask = AnswerBody.model_validate(arguments)
                answer = await self._answering.answer(ask.question, ask.turns, client=client)
                return with_footnotes(answer), answer.to_dict()
            case "retrieve":
                find = RetrieveBody.model_validate(arguments)
                found = await self._answering.retrieve(find.question, find.k, client=client)
                text = "\n\n".join(each.passage.text for each in found)
                return text, {"passages": [asdict(each) for each in found]}
            case _:
                raise RagError(
                    f"there is no tool {name!r}; there are: {', '.join(_BODIES)}",
                    korean=f"{name}이라는 도구는 없습니다.",
                )
