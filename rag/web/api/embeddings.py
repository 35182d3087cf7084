"""``/v1/embeddings``: vectors from the embedding model of the index."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from rag.errors import QuestionError
from rag.web.limits import address_of

if TYPE_CHECKING:
    from rag.web.api.answering import Answering

EMBEDDING_MODEL = "korean-document-embedding"
MOST_TEXTS = 256


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


def embeddings_router(answering: Answering) -> APIRouter:
    """Return the route to the embedding model."""
    router = APIRouter(prefix="/v1", tags=["openai"])

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
