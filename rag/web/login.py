"""A login in front of everything: one user and password, or one token."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections import Counter
from typing import TYPE_CHECKING

from rag.web.asgi import Fence, Refused, header, send_unauthorized
from rag.web.limits import address_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# Who only asks whether the server lives is told without.
_OPEN = frozenset({"/healthz", "/readyz"})
_SECONDS_AFTER_WRONG = 1.0
# Replies to wrong secrets that one address may have outstanding.
_MOST_WRONG_AT_ONCE = 4
_TOO_MANY_WRONG = "잘못된 로그인이 너무 많습니다. 잠시 뒤에 다시 해 주세요."


class Login(Fence):
    """ASGI middleware that lets in who shows the secret.

    A browser asks the user for it (HTTP Basic, RFC 7617); a program sends it as a bearer token
    (RFC 6750). A wrong one is answered after a second, and an address that waits for a few such
    answers is asked to come back, so that guessing takes its time.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        """Wrap an app.

        The secret is ``user:password``; or a token without a colon, which is also taken as the
        password of any user.
        """
        super().__init__(app)
        self._secret = secret
        self._wrong: Counter[str] = Counter()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what shows the secret."""
        is_open = scope["path"] in _OPEN
        shown = header(scope, b"authorization")
        if not is_open and shown is not None:
            # Also the right secret is refused then: to be let in would tell which one it is.
            if self._wrong[address_of(scope)] >= _MOST_WRONG_AT_ONCE:
                raise Refused(429, _TOO_MANY_WRONG)
            is_open = self._opens(shown)
        if is_open:
            await self._app(scope, receive, send)
            return
        if shown is not None:
            await self._pause(address_of(scope))
        await send_unauthorized(send, "이 대화를 쓰려면 로그인해야 합니다.")

    async def _pause(self, address: str) -> None:
        self._wrong[address] += 1
        try:
            await asyncio.sleep(_SECONDS_AFTER_WRONG)
        finally:
            self._wrong[address] -= 1
            if not self._wrong[address]:
                del self._wrong[address]

    def _opens(self, shown: str) -> bool:
        scheme, _, credentials = shown.partition(" ")
        match scheme.lower():
            case "bearer":
                # Headers are read as Latin-1, whatever was written.
                return self._is_secret(credentials.strip().encode("latin-1"))
            case "basic":
                try:
                    told = base64.b64decode(credentials.strip(), validate=True)
                except (binascii.Error, ValueError):
                    return False
                return self._is_secret(told if ":" in self._secret else told.partition(b":")[2])
            case _:
                return False

    def _is_secret(self, told: bytes) -> bool:
        return hmac.compare_digest(told, self._secret.encode())
