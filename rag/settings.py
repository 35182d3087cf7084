"""Every setting, read from the environment and validated, or an error that names the wrong one."""

from __future__ import annotations

import logging
import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

_LOG = logging.getLogger(__name__)

# The checkout, whose articles and index are the defaults from any working directory. A package
# installed from a wheel has none beside it, and nothing may be written there.
_CHECKOUT = Path(__file__).resolve().parents[1]
_SEEDS = _CHECKOUT / "seeds"
_IS_CHECKOUT = _SEEDS.is_dir()

# What the name of every variable begins with.
_PREFIX = "RAG_"

# The value of ``embedding_model`` that names the model in the package.
BUNDLED_MODEL = "default"
# The one that names the vectors of the encoder, which lies in the package too.
ENCODER_MODEL = "encoder"

# Settings of which an empty value says something: no prompt, whatever the model brings.
_MAY_BE_EMPTY = frozenset({"embedding_query_prompt", "embedding_passage_prompt"})
# Settings that no error shows: an error may go to a log.
_SECRETS = {("openai_api_key",), ("auth",)}

_DEVICE = r"^(auto|cpu|(cuda|mps|xpu)(:\d+)?)$"

DEFAULT_SOURCES = _SEEDS if _IS_CHECKOUT else None
DEFAULT_INDEX_DIR = (
    _CHECKOUT / "index" if _IS_CHECKOUT else user_cache_path("korean-document-chat") / "index"
)
FEEDBACK_FILE = user_data_path("korean-document-chat") / "feedback.jsonl"
"""What users of the chat say of its answers."""


def _setting(default: object, english: str, korean: str, **limits: Any) -> Any:  # noqa: ANN401
    """Describe a setting in the words of README.md and of README.ko.md."""
    return Field(default, description=english, json_schema_extra={"korean": korean}, **limits)


class Settings(BaseSettings):
    """Settings, read from ``RAG_*`` environment variables and from arguments (which win).

    What each is for stands beside it. A value that cannot be used is pydantic's
    ``ValidationError`` here, and a :class:`SettingsError` from :func:`rag.settings.load_settings`.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    sources: Path | None = _setting(
        None,
        "a file, a folder or a `.jsonl` to index; without it, what the index was "
        "built from, or the checkout's `seeds/` when there is no index",
        "색인할 파일, 폴더, `.jsonl`. 없으면 색인을 만들 때 쓴 것, 그것도 없으면 `seeds/`",
    )
    max_file_mb: float = _setting(
        30.0,
        "megabytes that a file may have; larger ones are named and left out",
        "파일 하나의 최대 메가바이트. 더 큰 파일은 이름을 알리고 건너뜀",
        gt=0,
        allow_inf_nan=False,
    )
    max_pdf_pages: int = _setting(
        5_000,
        "pages that a PDF may have; one of more is named and left out",
        "PDF 하나의 최대 쪽수. 더 긴 파일은 이름을 알리고 건너뜀",
        ge=1,
        le=100_000,
    )
    index_dir: Path = _setting(
        DEFAULT_INDEX_DIR,
        "where the index lies; without a checkout, in the user's cache folder",
        "색인이 놓일 폴더. 패키지로 설치했으면 사용자 캐시 폴더",
    )
    embedding_model: str = _setting(
        BUNDLED_MODEL,
        "`default` for the bundled model, `encoder` for the reading model's own "
        "vectors, else name or path of a sentence-transformers model",
        "`default`는 들어 있는 모델, `encoder`는 글을 읽는 모델의 벡터, 아니면 "
        "sentence-transformers 모델의 이름이나 경로",
        min_length=1,
    )
    embedding_query_prompt: str | None = _setting(
        None,
        "put before each question; without it, what the model brings or is known to need",
        "질문 앞에 붙일 말. 없으면 모델에 정해진 것",
    )
    embedding_passage_prompt: str | None = _setting(
        None,
        "put before each passage; without it, what the model brings or is known to need",
        "문단 앞에 붙일 말. 없으면 모델에 정해진 것",
    )
    embedding_device: str = _setting(
        "auto",
        "where a sentence-transformers model runs: `auto`, `cpu`, `cuda`",
        "sentence-transformers 모델을 돌릴 장치: `auto`, `cpu`, `cuda`",
        pattern=_DEVICE,
    )
    dense_weight: float | None = _setting(
        None,
        "how much likeness in meaning (the cosine of the vectors) counts beside "
        "likeness in words (BM25, 1 for all of the question's words); 0 for words alone; "
        "without it, what was measured for the embedding model",
        "낱말이 같은 정도(BM25, 질문의 낱말이 모두 나오면 1)에 견주어 뜻이 비슷한 정도(벡터의 "
        "코사인)를 얼마나 칠지. 0이면 낱말만. 없으면 임베딩 모델에 맞추어 측정한 값",
        ge=0,
        allow_inf_nan=False,
    )
    passage_chars: int = _setting(
        600, "characters that a passage holds at most", "문단 하나의 최대 글자 수", ge=100, le=4000
    )
    reranker: str | None = _setting(
        None,
        "name or path of a sentence-transformers cross-encoder that orders the "
        "passages found anew; without it, they stay as they are",
        "찾은 문단의 순위를 다시 매길 sentence-transformers 교차 인코더의 이름이나 경로",
        min_length=1,
    )
    reranker_device: str = _setting(
        "auto",
        "where the reranker runs: `auto`, `cpu`, `cuda`",
        "재정렬 모델을 돌릴 장치: `auto`, `cpu`, `cuda`",
        pattern=_DEVICE,
    )
    generator: str | None = _setting(
        None,
        "`transformers:MODEL` or `openai:MODEL` writes answers in words; without "
        "it, sentences are quoted",
        "답을 글로 쓸 `transformers:모델` 또는 `openai:모델`. 없으면 문장을 그대로 인용",
        pattern=r"^(transformers|openai):\S",
    )
    generator_device: str = _setting(
        "auto",
        "where a `transformers:` model runs: `auto`, `cpu`, `cuda`, `mps`",
        "`transformers:` 모델을 돌릴 장치: `auto`, `cpu`, `cuda`, `mps`",
        pattern=_DEVICE,
    )
    generator_max_new_tokens: int = _setting(
        512, "tokens that a written answer has at most", "글로 쓴 답의 최대 토큰 수", ge=16, le=8192
    )
    generator_timeout_s: float = _setting(
        120.0,
        "seconds without a new word after which the language model counts as down",
        "새 낱말 없이 이만큼(초) 지나면 언어 모델이 멈춘 것으로 봄",
        gt=0,
        le=3600,
    )
    openai_base_url: str | None = _setting(
        None,
        "where an `openai:` model is served, such as `http://127.0.0.1:8000/v1`",
        "`openai:` 모델 서버의 주소, 예: `http://127.0.0.1:8000/v1`",
    )
    openai_api_key: SecretStr | None = _setting(
        None, "that server's key, if it wants one", "그 서버의 인증 키(필요할 때)"
    )
    allow_network: bool = _setting(
        False,
        "whether a model that is not on disk may be fetched from the hub, and an "
        "`openai:` model may be on another machine, where passages are then sent",
        "디스크에 없는 모델을 허브에서 받아도 되는지, `openai:` 모델이 다른 컴퓨터에 있어도 "
        "되는지(문단이 그리로 전송됨)",
    )
    host: str = _setting("127.0.0.1", "address that the chat listens on", "채팅이 열리는 주소")
    port: int = _setting(
        7860, "port that the chat listens on", "채팅이 열리는 포트", ge=0, le=65535
    )
    auth: SecretStr | None = _setting(
        None,
        "`user:password`, or a token without a colon, that every request to the "
        "chat must show; needed at an address that other machines reach",
        "채팅에 로그인할 `사용자:비밀번호`나 콜론이 없는 토큰. 다른 컴퓨터에서 열 수 있는 "
        "주소에는 있어야 함",
    )
    allow_anonymous: bool = _setting(
        False,
        "whether other machines may be served without `RAG_AUTH`",
        "`RAG_AUTH` 없이 다른 컴퓨터에 열어도 되는지",
    )
    allowed_hosts: str | None = _setting(
        None,
        "further names by which the chat may be asked for, with commas between: those of a proxy",
        "채팅을 부를 수 있는 다른 이름들(쉼표로 나눔): 프록시의 이름",
        pattern=r"^[\w.:-]+( *, *[\w.:-]+)*$",
    )
    root_path: str | None = _setting(
        None,
        "the path below which a proxy shows the chat, such as `/chat`",
        "프록시가 채팅을 보여 주는 경로, 예: `/chat`",
        pattern=r"^(/[\w.~-]+)+$",
    )
    trusted_proxies: str | None = _setting(
        None,
        "addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` "
        "are believed, with commas between: those of a proxy, such as `127.0.0.1`",
        "`X-Forwarded-For`와 `X-Forwarded-Proto`를 믿을 프록시의 주소, 예: `127.0.0.1`",
        pattern=r"^[\da-fA-F.:/]+( *, *[\da-fA-F.:/]+)*$",
    )
    max_requests: int = _setting(
        600,
        "requests that the chat serves at once, one for each open page among them",
        "채팅이 한꺼번에 처리할 요청 수(열린 페이지마다 하나씩 포함)",
        ge=10,
        le=600,
    )
    max_client_requests: int = _setting(
        500,
        "requests that one address may have open at once",
        "주소 하나에서 한꺼번에 받을 요청 수",
        ge=10,
        le=600,
    )
    max_sessions: int = _setting(
        300,
        "conversations that are kept; for one more, the address that has the most "
        "loses the one that it has not used for longest",
        "기억해 둘 대화 수. 넘으면 대화가 가장 많은 주소에서 가장 오래 쓰지 않은 것을 버림",
        ge=1,
        le=10_000,
    )
    session_minutes: float = _setting(
        60.0,
        "minutes that a conversation is kept after its page was closed",
        "페이지를 닫은 대화를 기억해 둘 시간(분)",
        gt=0,
        le=10_080,
    )

    max_answers: int = _setting(
        8,
        "answers that are made at once for pages, and as many for programs",
        "한꺼번에 만들 답의 수(페이지와 프로그램에 각각)",
        ge=1,
        le=256,
    )
    max_waiting: int = _setting(
        256,
        "questions of programs that may wait for their turn; one address may have "
        "seven eighths of that waiting, so that there is room for others",
        "차례를 기다릴 수 있는 프로그램의 질문 수. 다른 주소의 자리가 남도록 한 주소에서는 그 "
        "8분의 7까지",
        ge=1,
        le=10_000,
    )
    max_body_kb: int = _setting(
        256,
        "kilobytes that a program may send with one request",
        "프로그램이 요청 하나에 보낼 수 있는 킬로바이트",
        ge=64,
        le=65_536,
    )
    max_uploads: int = _setting(
        20,
        "files that a visitor of the chat may add; 0 takes none",
        "채팅에서 한 사람이 추가할 수 있는 파일 수. 0이면 받지 않음",
        ge=0,
        le=200,
    )
    max_upload_mb: float = _setting(
        10.0,
        "megabytes that an added file may have",
        "추가하는 파일 하나의 최대 메가바이트",
        gt=0,
        le=200,
    )
    max_upload_chars: int = _setting(
        500_000,
        "characters of text that one visitor's files may hold together",
        "한 사람이 추가한 파일에 든 글의 최대 글자 수(모두 합해서)",
        ge=1000,
        le=20_000_000,
    )
    upload_types: str | None = _setting(
        None,
        "endings of the files that may be added, such as `pdf,docx`; without it, all that are read",
        "추가할 수 있는 파일의 확장자, 예: `pdf,docx`. 없으면 읽을 수 있는 것 모두",
        pattern=r"^\.?\w+(\s*,\s*\.?\w+)*$",
    )
    upload_minutes: float = _setting(
        60.0,
        "minutes after which added files are gone if they were not asked",
        "추가한 파일을 쓰지 않을 때 지우기까지의 시간(분)",
        gt=0,
        le=10_080,
    )
    shared_uploads: bool = _setting(
        False,
        "whether added files are for all visitors, for as long as the chat runs, "
        "and not for the browser alone that added them",
        "추가한 파일을 그 브라우저만이 아니라 모두가 쓸지(채팅이 켜져 있는 동안)",
    )

    log_format: Literal["text", "json"] = _setting(
        "text",
        "`json` for a log that programs read, with a line for each question",
        "`json`이면 프로그램이 읽을 기록. 질문마다 한 줄씩 남김",
    )
    log_questions: bool = _setting(
        False, "whether the text of questions is logged", "질문의 글을 기록에 남길지"
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: dict[str, object]) -> dict[str, object]:
        """Take ``RAG_SOURCES= make chat`` for nothing set, and not for the current folder."""
        return {k: v for k, v in given.items() if v != "" or k in _MAY_BE_EMPTY}

    @property
    def max_file_bytes(self) -> int:
        """``max_file_mb`` in bytes."""
        return int(self.max_file_mb * 10**6)

    @property
    def max_upload_bytes(self) -> int:
        """``max_upload_mb`` in bytes."""
        return int(self.max_upload_mb * 10**6)


def load_settings(**overrides: object) -> Settings:
    """Read the settings and turn a bad value into an error that names it.

    A variable that looks like a setting and is none is warned of, once.

    Args:
        overrides: Settings that win over the environment; ``None`` means not given.

    Raises:
        SettingsError: If a value cannot be used.
    """
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.upper().startswith(_PREFIX) and variable.upper() not in known:
            _warn_unknown(variable, *get_close_matches(variable.upper(), known, n=1))
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        problems = "; ".join(
            f"RAG_{'.'.join(map(str, e['loc'])).upper()}="
            f"{'(not shown)' if e['loc'] in _SECRETS else repr(e['input'])}: {e['msg']}"
            for e in error.errors()
        )
        raise SettingsError(
            f"a setting cannot be used: {problems}; correct it or unset it",
            korean=f"설정값을 쓸 수 없습니다: {problems}",
        ) from error


@cache
def _warn_unknown(variable: str, *meant: str) -> None:
    """Say that a variable has no effect, and which was perhaps meant; once a process."""
    hint = f"; meant: {meant[0]}?" if meant else ""
    _LOG.warning("%s is no setting and has no effect%s", variable, hint)
