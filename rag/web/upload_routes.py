"""The requests of the documents panel: a file in, the list out."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import RagError
from rag.web.asgi import Fence, Refused, header, send_json
from rag.web.bodies import JSON, read_body
from rag.web.limits import address_of
from rag.web.loading import Ready
from rag.web.routes import CHOOSE, DOCUMENTS, REMOVE
from rag.web.uploads import Listed, UploadRefused, Uploads
from rag.web.visitors import VISITOR

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG = logging.getLogger(__name__)

# Files that are taken in or read at once: of a visitor, of an address, in all.
_MOST = (1, 4, 8)
# Those of them that are read: each takes a processor, and the rest is for those who ask.
_READ_AT_ONCE = 2
_NAME_CHARS = 120
_MOST_LEFT_OUT = 200
# What no name is shown with: controls, and signs that turn the direction of writing.
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_NO_VISITOR = "이 페이지는 더 쓸 수 없습니다. 쿠키를 허용하고 페이지를 새로 고쳐 주세요."
_NO_NAME = "파일 이름을 알 수 없습니다."
_BUSY = "앞서 보낸 파일을 아직 읽는 중입니다. 잠시 뒤에 다시 해 주세요."
_FULL = "지금은 다른 사람들의 파일을 읽는 중입니다. 잠시 뒤에 다시 해 주세요."
_NOTHING_SUCH = "알 수 없는 요청입니다. 페이지를 새로 고쳐 주세요."
_UNEXPECTED = "이 파일을 읽다가 예상하지 못한 문제가 생겼습니다. 텍스트 파일로 바꿔 주세요."


class _Change(BaseModel):
    """Whether a file is to be asked; without that, it is to be removed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(max_length=64)
    is_chosen: bool | None = None


class UploadRoutes(Fence):
    """ASGI middleware that takes files and keeps the list of documents.

    Every request is of the visitor that the cookie names, and answers with that visitor's list.
    """

    def __init__(self, app: ASGIApp, *, uploads: Uploads) -> None:
        """Wrap an app."""
        super().__init__(app)
        self._uploads = uploads
        self._busy: Counter[str] = Counter()
        self._reading = asyncio.Semaphore(_READ_AT_ONCE)
        self._sweep: asyncio.TimerHandle | None = None

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the list of documents, once what is asked is done."""
        path = scope["path"]
        if path not in {DOCUMENTS, CHOOSE, REMOVE}:
            await self._app(scope, receive, send)
            return
        visitor: str | None = scope[VISITOR]
        if visitor is None:
            raise Refused(HTTPStatus.FORBIDDEN, _NO_VISITOR)
        if path != DOCUMENTS:
            self._change(visitor, scope)
        elif scope["method"] == "POST" and not await self._take(visitor, scope, receive):
            return
        await send_json(send, self._list(visitor))

    def _change(self, visitor: str, scope: Scope) -> None:
        """Choose or remove a file."""
        try:
            change = _Change.model_validate(scope.get(JSON))
        except ValidationError:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH) from None
        if (change.is_chosen is None) != (scope["path"] == REMOVE):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH)
        if change.is_chosen is None:
            self._uploads.remove(visitor, change.id)
        else:
            self._uploads.choose(visitor, change.id, change.is_chosen)

    async def _take(self, visitor: str, scope: Scope, receive: Receive) -> bool:
        """Take a file in, within limits, and tell once it is read whether the client is there."""
        held = [f"visitor {visitor}", f"address {address_of(scope)}", ""]
        is_own, *others = (self._busy[key] >= most for key, most in zip(held, _MOST, strict=True))
        if is_own:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _BUSY)
        if any(others):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, _FULL)
        self._busy.update(held)
        try:
            return await self._read(visitor, scope, receive)
        except UploadRefused as refused:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, refused.korean) from None
        except RagError as error:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, error.korean) from None
        except Exception:
            _LOG.exception("a file that was added could not be read")
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _UNEXPECTED) from None
        finally:
            self._busy.subtract(held)
            self._busy += Counter()  # those of zero go

    async def _read(self, visitor: str, scope: Scope, receive: Receive) -> bool:
        """Read a request's body, and the file that it is; tell whether the client is still there.

        Raises:
            UploadRefused: It is not to be taken.
            RagError: There is no pipeline.
        """
        name = shown_name(unquote(header(scope, b"x-file-name") or "", errors="replace"))
        if not name:
            raise UploadRefused(_NO_NAME)
        told = header(scope, b"content-length") or "0"
        self._uploads.check(visitor, name, int(told[:20]) if told.isdecimal() else 0)
        most = self._uploads.settings.max_upload_bytes
        try:
            content = await read_body(scope, receive, most)
        except ValueError:
            self._uploads.check(visitor, name, most + 1)
            raise
        if content is None:
            return False
        async with self._reading:
            await asyncio.to_thread(self._uploads.add, visitor, name, content)
        self._sweep_later()
        return True

    def _list(self, visitor: str) -> dict[str, object]:
        """Return what the page shows: all of it is text, and shown as such."""
        asks_served, files = self._uploads.listed(visitor)
        limits, state = self._uploads.settings, self._uploads.loader.state
        served = state.pipeline if isinstance(state, Ready) else None
        left_out = served.index.left_out[:_MOST_LEFT_OUT] if served else ()
        return {
            "served": len(served.documents) if served else 0,
            "served_is_chosen": asks_served,
            "left_out": [left.korean for left in left_out],
            "files": [_row(each) for each in files],
            "limits": {
                "files": limits.max_uploads,
                "bytes": limits.max_upload_bytes,
                "types": self._uploads.types,
                "minutes": round(limits.upload_minutes),
                "is_shared": limits.shared_uploads,
            },
        }

    def _sweep_later(self) -> None:
        """Look once more when the oldest may be too old, also when nobody asks by then."""
        if self._sweep is None:
            loop = asyncio.get_running_loop()
            seconds = max(self._uploads.settings.upload_minutes * 15, 0.01)
            self._sweep = loop.call_later(seconds, self._swept)

    def _swept(self) -> None:
        self._sweep = None
        if self._uploads.drop_old():
            self._sweep_later()


def shown_name(sent: str) -> str:
    """Make what a browser calls a file fit to be shown; nothing is ever opened by it.

    Returns:
        The last part of a path, composed (NFC), without controls, at most 120 characters with its
        ending; empty where nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent[: 16 * _NAME_CHARS]))[-1]
    name = "".join(c for c in last if unicodedata.category(c) not in _UNSHOWN)
    name = " ".join(name.split())
    if len(name) > _NAME_CHARS:
        stem, dot, ending = name.rpartition(".")
        ending = ending[: _NAME_CHARS // 2]
        name = f"{stem[: _NAME_CHARS - len(ending) - 2]}…{dot}{ending}"
    return "" if name in {".", ".."} else name


def _row(listed: Listed) -> dict[str, object]:
    index = listed.upload.index
    return {
        "id": listed.upload.id,
        "name": listed.upload.name,
        "documents": len(index.documents) if index else 0,
        "sentences": index.manifest.sentences if index else 0,
        "problems": listed.upload.problems[:_MOST_LEFT_OUT],
        "is_chosen": listed.is_chosen,
        "is_own": listed.is_own,
    }
