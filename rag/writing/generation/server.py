"""A language model behind any OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama, …."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import threading
from collections.abc import Generator, Sequence
from queue import Queue
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from rag.errors import ModelError, reason_of
from rag.settings import Settings
from rag.writing.generation.chat import ContextOverflowError, Message, Relay, read_relay

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam

# Connection failures, 408, 409, 429 and 5xx are tried again this often, with growing pauses.
_RETRIES = 2
_CONNECT_S = 5.0
# How servers say that a prompt is too long; the standard knows no code for it.
_OVERFLOW = re.compile(
    r"context.{0,20}(?:length|size|window)|maximum.{0,20}(?:context|tokens)"
    r"|too (?:long|many tokens)",
    re.IGNORECASE,
)
# A long context is refused without saying by how much: this share is tried next.
_NEXT_SHARE = 0.6


class OpenAIChatModel:
    """Streams from ``/chat/completions``; may be used from several threads."""

    def __init__(self, model: str, settings: Settings) -> None:
        """Say which model on which server; nothing is sent yet."""
        self._model = model
        self._base_url = settings.openai_base_url or ""
        self._api_key = settings.openai_api_key
        self._max_new_tokens = settings.generator_max_new_tokens
        self._stall_s = settings.generator_timeout_s
        self._allow_network = settings.allow_network
        # Switches thinking off; not every server takes it.
        self._extra: dict[str, object] = {"chat_template_kwargs": {"enable_thinking": False}}
        self._lock = threading.Lock()
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def name(self) -> str:
        """``openai:MODEL``."""
        return f"openai:{self._model}"

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Write the next message; closing the generator closes the connection to the server.

        Raises:
            ContextOverflowError: If the server says that the messages are too long.
            ModelError: If the server cannot be reached, refuses, breaks off or falls silent.
        """
        loop = self._connect()
        relay: Relay = Queue()
        relay.put("")  # the time limit counts from here
        # In an event loop, because only there a request that waits can be cut short.
        writing = asyncio.run_coroutine_threadsafe(self._write(messages, relay), loop)
        try:
            yield from read_relay(relay, self.name, self._stall_s)
        finally:
            writing.cancel()

    def _connect(self) -> asyncio.AbstractEventLoop:
        """Make the client and its event loop, once."""
        with self._lock:
            if self._loop is None:
                self._client = self._make_client()
                loop = asyncio.new_event_loop()
                threading.Thread(target=loop.run_forever, name=self.name, daemon=True).start()
                self._loop = loop
            return self._loop

    def _make_client(self) -> AsyncOpenAI:
        is_local = self._check_address()
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        # The reader of the relay knows when a server that is connected has been silent too long.
        timeout = Timeout(None, connect=_CONNECT_S)
        return AsyncOpenAI(
            base_url=self._base_url,
            # Servers that want no key take any.
            api_key=self._api_key.get_secret_value() if self._api_key else "none",
            timeout=timeout,
            max_retries=_RETRIES,
            # What is sent goes to the address in the setting: not to where it redirects, and
            # past no proxy when it is this machine.
            http_client=DefaultAsyncHttpxClient(
                timeout=timeout, follow_redirects=False, trust_env=not is_local
            ),
        )

    def _check_address(self) -> bool:
        """Tell whether the server is this machine.

        Raises:
            ModelError: If there is no address, or it is another machine and may not be used.
        """
        try:
            address = urlsplit(self._base_url)
            is_address = address.scheme in {"http", "https"} and bool(address.hostname)
            _ = address.port  # a port that is none is told when it is read
        except ValueError:
            is_address = False
        if not is_address:
            raise ModelError(
                f"the language model {self.name!r} needs the address of its server, not "
                f"{self._base_url!r}; set RAG_OPENAI_BASE_URL, such as http://127.0.0.1:8000/v1",
                korean="언어 모델 서버의 주소가 설정되지 않았거나 올바르지 않습니다.",
            )
        is_local = _is_loopback(address.hostname or "")
        if not is_local and not self._allow_network:
            raise ModelError(
                f"the language model server {self._base_url!r} is another machine, and passages "
                "would be sent there; set RAG_ALLOW_NETWORK=1 to allow that",
                korean="언어 모델 서버가 다른 컴퓨터에 있는데, 네트워크 사용이 꺼져 있습니다.",
            )
        return is_local

    async def _write(self, messages: Sequence[Message], relay: Relay) -> None:
        """Put what the server writes into the relay, then the end or what went wrong."""
        from openai import APIStatusError

        try:
            try:
                await self._request(messages, relay)
            except APIStatusError as error:
                is_refused = "chat_template_kwargs" in error.message
                if not (self._extra and is_refused and error.status_code in {400, 422}):
                    raise
                self._extra = {}
                await self._request(messages, relay)
        except Exception as error:
            relay.put(self._explain(error))
        else:
            relay.put(None)

    async def _request(self, messages: Sequence[Message], relay: Relay) -> None:
        assert self._client is not None
        finished = False
        conversation = [{"role": message.role, "content": message.content} for message in messages]
        stream = await self._client.chat.completions.create(
            model=self._model,
            messages=cast("list[ChatCompletionMessageParam]", conversation),
            stream=True,
            temperature=0,
            max_tokens=self._max_new_tokens,
            extra_body=self._extra or None,
        )
        async with stream:
            async for chunk in stream:
                for choice in chunk.choices[:1]:
                    # Empty pieces too, such as those of thinking: they say that it is alive.
                    relay.put((choice.delta and choice.delta.content) or "")
                    finished = finished or choice.finish_reason is not None
        if not finished:
            raise ModelError(
                f"the language model server {self._base_url!r} ended its reply in the middle; "
                "look at the server's log",
                korean="언어 모델 서버의 답이 중간에 끊겼습니다.",
            )

    def _explain(self, error: Exception) -> ModelError:
        """Turn what the client raises into what a user reads."""
        from openai import APIConnectionError, APIStatusError

        match error:
            case ModelError():
                return error
            case APIStatusError(status_code=400 | 413 | 422) if _OVERFLOW.search(error.message):
                return ContextOverflowError(self.name, share=_NEXT_SHARE)
            case APIStatusError(status_code=401 | 403):
                what = "refuses the key; set RAG_OPENAI_API_KEY"
                korean = "서버가 인증 키를 거부했습니다."
            case APIStatusError(status_code=404):
                what = f"has no model {self._model!r}, or no such address; see its /models"
                korean = f"서버에 '{self._model}' 모델이 없거나 주소가 올바르지 않습니다."
            case APIStatusError(status_code=429):
                what, korean = "is busy; try again later", "서버에 요청이 몰려 있습니다."
            case APIStatusError(status_code=status):
                what, korean = (
                    "failed; look at its log",
                    f"서버에 오류가 생겼습니다(오류 {status}).",
                )
            case APIConnectionError():
                what = f"cannot be reached, or broke off: {error.__cause__ or error}; start it, or "
                what += "correct RAG_OPENAI_BASE_URL"
                korean = "서버에 연결하지 못했거나 연결이 끊겼습니다."
            case _:
                what = f"sent what cannot be read: {reason_of(error)}; check that it is "
                what += "OpenAI-compatible"
                korean = "서버가 알 수 없는 답을 보냈습니다."
        if isinstance(error, APIStatusError):
            what += f" (HTTP {error.status_code}: {reason_of(error)})"
        server = f"the language model server {self._base_url!r}"
        return ModelError(f"{server} {what}", korean=f"언어 모델 {korean}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
