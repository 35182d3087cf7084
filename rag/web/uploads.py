"""The files that visitors add: each visitor's own, within limits, in memory and for a while."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from rag.errors import RagError
from rag.index import PassageIndex
from rag.settings import Settings
from rag.sources import Document, LoadReport, read_content, suffixes
from rag.web.loading import Failed, Loading, PipelineLoader, Ready

if TYPE_CHECKING:
    from rag.pipeline import RagPipeline

SERVED = "served"
"""What stands for all documents of the index where documents are chosen."""

# Files that could not be read are listed, the latest of them.
_MOST_UNREAD = 20
# A file is counted for so many characters at least, and all visitors together have room for so
# many times what one may add: a character takes some 30 bytes with all that it is found by.
_LEAST_CHARS = 1000
_MOST_VISITORS = 10_000
# Pipelines over what was chosen: each takes some bytes for each sentence and word of the index.
_MOST_JOINED = 16
_FULL_VISITORS = 20

NOTHING_CHOSEN = "물어볼 문서가 하나도 없습니다. 위의 ‘문서’ 목록에서 하나 이상 골라 주세요."


class UploadRefused(RagError):  # noqa: N818 - it is what the visitor is told
    """A file is not taken."""

    def __init__(self, why: str) -> None:
        """Say why, in Korean."""
        super().__init__(why, korean=why)


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A file that a visitor added.

    Attributes:
        owner: Who added it.
        name: What it is called.
        digest: SHA-256 of its content.
        index: Its documents; ``None`` when nothing of it could be read.
        problems: What of it could not be read and why, in Korean.
        id: What the page calls it.
    """

    owner: str
    name: str
    digest: str
    index: PassageIndex | None = None
    problems: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def chars(self) -> int:
        """How many characters it is counted for."""
        documents = self.index.documents if self.index else ()
        return max(_LEAST_CHARS, sum(len(document.text) for document in documents))


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as its visitor is shown it, who may remove only an own one."""

    upload: Upload
    is_chosen: bool
    is_own: bool


@dataclass(slots=True)
class _Visitor:
    """What is known of a visitor: when seen last, and what is not to be asked."""

    used: float
    left_out: set[str] = field(default_factory=set)


class Uploads:
    """The files that visitors added; may be used from several threads.

    Nothing of them is written anywhere. A visitor sees, asks and removes what was added under the
    same name, which comes from a signed cookie; with shared files, all see and ask what anybody
    added.
    """

    def __init__(
        self,
        loader: PipelineLoader,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with none."""
        self.settings = settings or Settings()
        self.loader = loader
        self._clock = clock
        self._lock = threading.RLock()
        self._joining = threading.Lock()
        self._uploads: dict[str, Upload] = {}
        self._visitors: dict[str, _Visitor] = {}
        self._joined: dict[tuple[str, ...], RagPipeline] = {}  # the least recently used first

    @property
    def types(self) -> tuple[str, ...]:
        """Endings of the files that are taken, in lower case, each with its dot."""
        given = (self.settings.upload_types or "").lower().split(",")
        named = [f".{name.strip().lstrip('.')}" for name in given if name.strip()]
        return tuple(each for each in suffixes() if each in named or not named)

    def check(self, visitor: str, name: str, size: int) -> None:
        """Refuse a file before it is read, by its name and as many bytes as are known of.

        Raises:
            UploadRefused: It is not to be taken.
        """
        most, most_bytes = self.settings.max_uploads, self.settings.max_upload_bytes
        if not most:
            raise UploadRefused("이 대화는 파일을 받지 않습니다.")
        if not name.lower().endswith(self.types):
            raise UploadRefused(
                f"이 종류의 파일은 받지 않습니다. 받는 종류: {', '.join(self.types)}"
            )
        if size > most_bytes:
            raise UploadRefused(
                f"파일이 너무 큽니다. {most_bytes / 10**6:,g}MB까지 추가할 수 있습니다."
            )
        with self._lock:
            own = [u for u in self._uploads.values() if u.owner == visitor and u.index]
            if len(own) >= most:
                raise UploadRefused(
                    f"파일은 {most:,}개까지 추가할 수 있습니다. 쓰지 않는 문서를 지워 주세요."
                )

    def add(self, visitor: str, name: str, content: bytes) -> Upload:
        """Read a file and keep it; takes as long as reading and indexing it takes.

        Returns:
            The file, also where nothing of it could be read; or the same that was there.

        Raises:
            UploadRefused: It is not to be taken.
            RagError: There is no pipeline.
        """
        self.check(visitor, name, len(content))
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            for upload in self._visible(visitor):
                if (upload.digest, upload.name) == (digest, name) and upload.index:
                    return upload
        report = read_content(
            content,
            name,
            max_bytes=self.settings.max_upload_bytes,
            pdf_pages=self.settings.max_pdf_pages,
            is_trusted=False,
        )
        self._check_room(visitor, sum(len(d.text) for d in report.documents))
        upload = self._indexed(Upload(visitor, name, digest), report)
        with self._lock:
            self._keep(upload)
        return upload

    def remove(self, visitor: str, upload_id: str) -> None:
        """Forget a file of a visitor's own; what is not there or another's is left as it is."""
        with self._lock:
            upload = self._uploads.get(upload_id)
            if upload is not None and upload.owner == visitor:
                self._forget([upload_id])

    def choose(self, visitor: str, upload_id: str, is_chosen: bool) -> None:
        """Ask a file, or :data:`SERVED`, or leave it out from now on."""
        with self._lock:
            known = {SERVED, *(upload.id for upload in self._visible(visitor))}
            is_room = visitor in self._visitors or len(self._visitors) < _MOST_VISITORS
            if upload_id not in known or not is_room:
                return
            left_out = self._seen(visitor).left_out
            if is_chosen:
                left_out.discard(upload_id)
            else:
                left_out.add(upload_id)

    def listed(self, visitor: str) -> tuple[bool, list[Listed]]:
        """Return whether a visitor asks the index, and the files that the visitor can see."""
        with self._lock:
            left_out = self._left_out(visitor)
            files = [
                Listed(u, u.id not in left_out, u.owner == visitor) for u in self._visible(visitor)
            ]
            return SERVED not in left_out, files

    def added(self, visitor: str) -> str:
        """Say how many documents were added to those of the index; empty where none were."""
        with self._lock:
            read = [u.index for u in self._visible(visitor) if u.index]
        count = sum(len(index.documents) for index in read)
        if not count:
            return ""
        return f" · {'추가된' if self.settings.shared_uploads else '내'} 문서 {count:,}건"

    def documents(self, visitor: str) -> Mapping[str, Document]:
        """Return all documents that a visitor can see, by id; none until the index is loaded."""
        state = self.loader.state
        served = state.pipeline.documents if isinstance(state, Ready) else {}
        with self._lock:
            own = {d.id: d for u in self._visible(visitor) if u.index for d in u.index.documents}
        # Of many thousand documents no copy is made: they are only read.
        return ChainMap(own, cast("dict[str, Document]", served)) if own else served

    def pipeline(self, visitor: str) -> RagPipeline:
        """Wait for the pipeline, and return it over what a visitor chose.

        Raises:
            RagError: There is none, or nothing is chosen.
        """
        served = self.loader.wait()
        asks_served, files = self.listed(visitor)
        chosen = {f.upload.id: f.upload.index for f in files if f.is_chosen and f.upload.index}
        if asks_served and not chosen:
            return served
        if not chosen:
            raise RagError("no document is chosen", korean=NOTHING_CHOSEN)
        key = (*([SERVED] if asks_served else []), *chosen)
        if joined := self._known(key):
            return joined
        # One after the other: who asks the same at the same time finds it joined.
        with self._joining:
            if joined := self._known(key):
                return joined
            joined = served.over(*([served.index] if asks_served else []), *chosen.values())
            with self._lock:
                if chosen.keys() <= self._uploads.keys():
                    self._joined[key] = joined
                for old in [*self._joined][:-_MOST_JOINED]:
                    del self._joined[old]
            return joined

    def drop_old(self) -> bool:
        """Forget visitors that were not seen for long, with their files unless they are shared.

        Returns:
            Whether any visitor is left.
        """
        with self._lock:
            oldest = self._clock() - self.settings.upload_minutes * 60
            old = {v for v, known in self._visitors.items() if known.used <= oldest}
            for visitor in old:
                del self._visitors[visitor]
            if not self.settings.shared_uploads:
                self._forget([u.id for u in self._uploads.values() if u.owner in old])
            return bool(self._visitors)

    def _known(self, key: tuple[str, ...]) -> RagPipeline | None:
        with self._lock:
            if joined := self._joined.pop(key, None):
                self._joined[key] = joined
            return joined

    def _indexed(self, upload: Upload, report: LoadReport) -> Upload:
        problems = tuple(left.korean for left in report.left_out)
        if not report.documents:
            return replace(upload, problems=problems)
        # Ids are of the text: somebody else's copy of the same has another.
        documents = [replace(d, id=f"{upload.id}-{d.id}") for d in report.documents]
        return replace(upload, index=self.loader.wait().index_of(documents), problems=problems)

    def _check_room(self, visitor: str, chars: int) -> None:
        with self._lock:
            chars_of: defaultdict[str, int] = defaultdict(int)
            for upload in self._uploads.values():
                chars_of[upload.owner] += upload.chars
        most = self.settings.max_upload_chars
        if chars_of[visitor] + chars > most:
            raise UploadRefused(
                f"글이 너무 많습니다. 추가한 문서의 글은 모두 합해 {most:,}자까지 받습니다. "
                "쓰지 않는 문서를 지우거나 파일을 나누어 주세요."
            )
        if sum(chars_of.values()) + chars > _FULL_VISITORS * most:
            raise UploadRefused(
                "지금은 추가된 문서가 너무 많아 더 받을 수 없습니다. 잠시 뒤에 다시 해 주세요."
            )

    def _keep(self, upload: Upload) -> None:
        self._seen(upload.owner)
        self._uploads[upload.id] = upload
        unread = [u.id for u in self._uploads.values() if u.owner == upload.owner and not u.index]
        self._forget(unread[:-_MOST_UNREAD])

    def _forget(self, upload_ids: Sequence[str]) -> None:
        for upload_id in upload_ids:
            del self._uploads[upload_id]
            for key in [key for key in self._joined if upload_id in key]:
                del self._joined[key]

    def _seen(self, visitor: str) -> _Visitor:
        known = self._visitors.setdefault(visitor, _Visitor(self._clock()))
        known.used = self._clock()
        return known

    def _left_out(self, visitor: str) -> set[str]:
        self.drop_old()
        return self._seen(visitor).left_out if visitor in self._visitors else set()

    def _visible(self, visitor: str) -> Iterable[Upload]:
        self.drop_old()
        is_shared = self.settings.shared_uploads
        return [u for u in self._uploads.values() if is_shared or u.owner == visitor]


@dataclass(frozen=True, slots=True)
class VisitorSource:
    """Where a visitor's questions are answered."""

    uploads: Uploads
    visitor: str

    @property
    def is_loading(self) -> bool:
        """Whether :meth:`wait` would wait."""
        return self.uploads.loader.is_loading

    @property
    def state(self) -> Loading | Ready | Failed:
        """How far loading is; its pipeline is over the index alone, see :meth:`wait`."""
        return self.uploads.loader.state

    def wait(self) -> RagPipeline:
        """Return the pipeline over what the visitor chose, once it is loaded."""
        return self.uploads.pipeline(self.visitor)
