"""``/v1``: what clients of OpenAI's API ask for, answers as a chat and vectors of the index."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from rag.answering import Answer
from rag.errors import QuestionError, RagError
from rag.web.api.messages import Message, question_and_history, settled, with_footnotes
from rag.web.api.requests import Refusal, refusal_body, status_of
from rag.web.limits import address_of

if TYPE_CHECKING:
    from rag.web.api.answering import Answering

CHAT_MODEL = "korean-document-chat"
EMBEDDING_MODEL = "korean-document-embedding"
MOST_TEXTS = 256


class ChatBody(BaseModel):
    """A conversation; what else clients send (``temperature``, ``tools``) has no effect."""

    model: str = Field(default=CHAT_MODEL, description="there is one; any name is taken for it")
    messages: list[Message] = Field(min_length=1)
    stream: bool = False


class EmbeddingsBody(BaseModel):
    """Texts to embed."""

    model: str = Field(default=EMBEDDING_MODEL, description="there is one; any name is taken")
    input: str | Annotated[list[str], Field(min_length=1, max_length=MOST_TEXTS)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(default=None, description="if given, the model's own")
    input_type: Literal["query", "passage"] = Field(
        default="passage", description="matters to models that put a prompt before each"
    )

    @property
    def texts(self) -> list[str]:
        """The texts, also when there is only one."""
        return [self.input] if isinstance(self.input, str) else self.input


def openai_router(answering: Answering) -> APIRouter:
    """Return the routes by which programs use the documents, and the embedding model, as models."""
    router = APIRouter(prefix="/v1", tags=["openai"])
    started = int(time.time())
    models = {
        name: {"id": name, "object": "model", "created": started, "owned_by": CHAT_MODEL}
        for name in (CHAT_MODEL, EMBEDDING_MODEL)
    }

    @router.get("/models")
    async def list_models() -> dict[str, Any]:
        """List the models."""
        return {"object": "list", "data": list(models.values())}

    @router.get("/models/{model}")
    async def get_model(model: str) -> dict[str, Any]:
        """Describe one model."""
        if model not in models:
            raise Refusal(
                404,
                f"there is no model {model!r}; see: GET /v1/models",
                korean=f"{model}이라는 모델은 없습니다.",
            )
        return models[model]

    @router.post("/chat/completions", response_model=None)
    async def complete(body: ChatBody, request: Request) -> dict[str, Any] | Response:
        """Answer the last message; footnotes and the field `answer` say what it rests on."""
        question, history = question_and_history(body.messages)
        completion, client = _Completion(), address_of(request.scope)
        if not body.stream:
            return completion.whole(await answering.answer(question, history, client=client))
        answers = answering.stream(question, history, client=client)
        # What is refused before the first word is refused with a status.
        first = await anext(answers)
        return StreamingResponse(completion.chunks(first, answers), media_type="text/event-stream")

    @router.post("/embeddings")
    async def embed(body: EmbeddingsBody, request: Request) -> dict[str, Any]:
        """Embed texts: unit vectors, the zero vector for a text without a known word."""
        own = answering.served.embedder.dimension
        if body.dimensions not in {None, own}:
            raise QuestionError(
                f"dimensions={body.dimensions}, but the model has {own}; leave it out",
                korean=f"이 모델의 벡터는 {own}차원입니다.",
            )
        are_queries, client = body.input_type == "query", address_of(request.scope)
        vectors = await answering.embed(body.texts, are_queries=are_queries, client=client)
        as_text = body.encoding_format == "base64"
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": base64.b64encode(vector.astype("<f4").tobytes()).decode()
                if as_text
                else vector.tolist(),
            }
            for index, vector in enumerate(vectors)
        ]
        # Nothing is charged, so nothing is counted; clients want the field.
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        return {"object": "list", "data": data, "model": EMBEDDING_MODEL, "usage": usage}

    return router


class _Completion:
    """One reply, whole or piece by piece."""

    def __init__(self) -> None:
        self._common: dict[str, Any] = {
            "id": f"chatcmpl-{uuid4().hex}",
            "created": int(time.time()),
            "model": CHAT_MODEL,
        }

    def whole(self, answer: Answer) -> dict[str, Any]:
        message = {"role": "assistant", "content": with_footnotes(answer), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._common,
            "object": "chat.completion",
            "choices": [choice],
            "answer": answer.to_dict(),
        }

    async def chunks(self, first: Answer, others: AsyncIterator[Answer]) -> AsyncIterator[str]:
        """Yield server-sent events; what was said once is never taken back."""
        said, answer = "", first
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            async with aclosing(others):  # type: ignore[type-var]
                if more := settled(answer):
                    yield self._chunk({"content": more})
                    said = more
                async for answer in others:
                    more = settled(answer)
                    if more.startswith(said) and len(more) > len(said):
                        yield self._chunk({"content": more[len(said) :]})
                        said = more
        except RagError as error:
            status = status_of(error)
            yield _event(refusal_body(status, error.korean, str(error)))
            return
        text = with_footnotes(answer)
        rest = text[len(said) :] if text.startswith(said) else f"\n\n{text}"
        yield self._chunk({"content": rest})
        yield self._chunk({}, finish_reason="stop", answer=answer.to_dict())
        yield "data: [DONE]\n\n"

    def _chunk(
        self, delta: dict[str, str], finish_reason: str | None = None, **more: object
    ) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _event(
            {**self._common, "object": "chat.completion.chunk", "choices": [choice], **more}
        )


def _event(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
