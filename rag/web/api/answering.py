"""Answers for programs: so many made at once, so many that wait, the rest refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rag.answering import Answer
from rag.conversation import History
from rag.retrieval import RetrievedPassage
from rag.web.api.requests import Refusal
from rag.web.background import Background
from rag.web.loading import Failed, Ready
from rag.web.metrics import SECONDS, observed
from rag.web.places import Place, Places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.pipeline import RagPipeline
    from rag.web.uploads import VisitorSource

T = TypeVar("T")

_LOADING = "문서를 읽는 중입니다. 잠시 뒤에 다시 물어봐 주세요."


class Answering:
    """Asks the pipeline for programs, in threads, within limits; use it on one event loop.

    Every method but :attr:`served` takes the address that is asked from, for its share of the
    places, and raises a :class:`Refusal` while the documents are read, ``NoPlace`` where too many
    questions wait, and what :meth:`rag.pipeline.RagPipeline.ask` raises.
    """

    def __init__(self, source: VisitorSource, places: Places) -> None:
        """Answer nothing yet."""
        self.places = places
        self._source = source

    @property
    def is_ready(self) -> bool:
        """Whether questions can be answered."""
        return isinstance(self._source.state, Ready)

    @property
    def served(self) -> RagPipeline:
        """The loaded pipeline, over the index alone.

        Raises:
            Refusal: The documents are still being read.
            RagError: They could not be read.
        """
        match self._source.state:
            case Ready(pipeline):
                return pipeline
            case Failed(error):
                raise error
            case _:
                raise Refusal(
                    503, "the documents are still being read; ask again soon", korean=_LOADING
                )

    async def answer(self, question: str, history: History = (), *, client: str = "") -> Answer:
        """Answer a question."""
        async with aclosing(self.stream(question, history, client=client)) as answers:
            async for answer in answers:  # noqa: B007 - the last one is whole
                pass
        return answer

    async def stream(
        self, question: str, history: History = (), *, client: str = ""
    ) -> AsyncGenerator[Answer, None]:
        """Answer a question step by step; closing stops a language model.

        Yields:
            Answers, each further than the one before; the last one is whole.
        """
        async with self._place(client) as place:
            # In a thread: what was added is joined to the index.
            pipeline = await asyncio.to_thread(self._source.wait)
            asked = partial(pipeline.stream, question, history)
            place.is_lent = True
            answering = Background(lambda: observed(question, asked()), on_end=place.leave)
            try:
                async for answer in answering:
                    yield answer
            finally:
                answering.stop()

    async def retrieve(self, question: str, k: int, *, client: str = "") -> list[RetrievedPassage]:
        """Find the ``k`` passages closest to a question, best first."""
        return await self._in_thread(lambda: self._source.wait().retrieve(question, k), client)

    async def embed(
        self, texts: Sequence[str], *, are_queries: bool, client: str = ""
    ) -> NDArray[np.float32]:
        """Embed texts with the model of the index: shape (len(texts), dimension), unit length."""
        embedder = self.served.embedder
        embed = embedder.embed_queries if are_queries else embedder.embed_passages
        return await self._in_thread(partial(embed, texts), client)

    async def _in_thread(self, work: Callable[[], T], client: str) -> T:
        async with self._place(client):
            return await asyncio.to_thread(work)

    @asynccontextmanager
    async def _place(self, client: str) -> AsyncIterator[Place]:
        """Wait for a place, and leave it unless it was lent."""
        _ = self.served  # raises
        place = self.places.ask(client)
        try:
            with SECONDS.labels("wait").time():
                await place.wait()
            yield place
        finally:
            if not place.is_lent:
                place.leave()
