"""One frozen, validated object for every setting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# The checkout, whose articles and index are the defaults from any working directory. A package
# installed from a wheel has none beside it, and nothing may be written there.
_CHECKOUT = Path(__file__).resolve().parents[2]
_SEEDS = _CHECKOUT / "seeds"
_IS_CHECKOUT = _SEEDS.is_dir()

PREFIX = "RAG_"
"""What the name of every variable begins with."""

# The value of ``embedding_model`` that names the model in the package.
BUNDLED_MODEL = "default"
# The one that names the vectors of the encoder, which lies in the package too.
ENCODER_MODEL = "encoder"

# Settings of which an empty value says something: no prompt, whatever the model brings.
_MAY_BE_EMPTY = frozenset({"embedding_query_prompt", "embedding_passage_prompt"})

_DEVICE = r"^(auto|cpu|(cuda|mps|xpu)(:\d+)?)$"

DEFAULT_SOURCES = _SEEDS if _IS_CHECKOUT else None
DEFAULT_INDEX_DIR = (
    _CHECKOUT / "index" if _IS_CHECKOUT else user_cache_path("korean-document-chat") / "index"
)
FEEDBACK_FILE = user_data_path("korean-document-chat") / "feedback.jsonl"
"""What users of the chat say of its answers."""


@dataclass(frozen=True)
class Korean:
    """A setting's description for README.ko.md; the field's own is for README.md."""

    text: str


class Settings(BaseSettings):
    """Settings, read from ``RAG_*`` environment variables and from arguments (which win).

    What each is for stands beside it. A value that cannot be used is pydantic's
    ``ValidationError`` here, and a :class:`SettingsError` from :func:`rag.settings.load_settings`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    sources: Annotated[
        Path | None,
        Field(
            description="a file, a folder or a `.jsonl` to index; without it, what the index was "
            "built from, or the checkout's `seeds/` when there is no index"
        ),
        Korean("색인할 파일, 폴더, `.jsonl`. 없으면 색인을 만들 때 쓴 것, 그것도 없으면 `seeds/`"),
    ] = None
    max_file_mb: Annotated[
        float,
        Field(
            gt=0,
            allow_inf_nan=False,
            description="megabytes that a file may have; larger ones are named and left out",
        ),
        Korean("파일 하나의 최대 메가바이트. 더 큰 파일은 이름을 알리고 건너뜀"),
    ] = 30.0
    max_pdf_pages: Annotated[
        int,
        Field(
            ge=1,
            le=100_000,
            description="pages that a PDF may have; one of more is named and left out",
        ),
        Korean("PDF 하나의 최대 쪽수. 더 긴 파일은 이름을 알리고 건너뜀"),
    ] = 5_000
    index_dir: Annotated[
        Path,
        Field(description="where the index lies; without a checkout, in the user's cache folder"),
        Korean("색인이 놓일 폴더. 패키지로 설치했으면 사용자 캐시 폴더"),
    ] = DEFAULT_INDEX_DIR
    embedding_model: Annotated[
        str,
        Field(
            min_length=1,
            description="`default` for the bundled model, `encoder` for the reading model's own "
            "vectors, else name or path of a sentence-transformers model",
        ),
        Korean(
            "`default`는 들어 있는 모델, `encoder`는 글을 읽는 모델의 벡터, 아니면 "
            "sentence-transformers 모델의 이름이나 경로"
        ),
    ] = BUNDLED_MODEL
    embedding_query_prompt: Annotated[
        str | None,
        Field(
            description="put before each question; without it, what the model brings or is known "
            "to need"
        ),
        Korean("질문 앞에 붙일 말. 없으면 모델에 정해진 것"),
    ] = None
    embedding_passage_prompt: Annotated[
        str | None,
        Field(
            description="put before each passage; without it, what the model brings or is known "
            "to need"
        ),
        Korean("문단 앞에 붙일 말. 없으면 모델에 정해진 것"),
    ] = None
    embedding_device: Annotated[
        str,
        Field(
            pattern=_DEVICE,
            description="where a sentence-transformers model runs: `auto`, `cpu`, `cuda`",
        ),
        Korean("sentence-transformers 모델을 돌릴 장치: `auto`, `cpu`, `cuda`"),
    ] = "auto"
    dense_weight: Annotated[
        float | None,
        Field(
            ge=0,
            allow_inf_nan=False,
            description="how much likeness in meaning (the cosine of the vectors) counts beside "
            "likeness in words (BM25, the best passage's being 1); 0 for words alone; without it, "
            "what was measured for the embedding model",
        ),
        Korean(
            "낱말이 같은 정도(BM25, 가장 좋은 문단이 1)에 견주어 뜻이 비슷한 정도(벡터의 코사인)를 "
            "얼마나 칠지. 0이면 낱말만. 없으면 임베딩 모델에 맞추어 측정한 값"
        ),
    ] = None
    passage_chars: Annotated[
        int,
        Field(ge=100, le=4000, description="characters that a passage holds at most"),
        Korean("문단 하나의 최대 글자 수"),
    ] = 600
    reranker: Annotated[
        str | None,
        Field(
            min_length=1,
            description="name or path of a sentence-transformers cross-encoder that orders the "
            "passages found anew; without it, they stay as they are",
        ),
        Korean("찾은 문단의 순위를 다시 매길 sentence-transformers 교차 인코더의 이름이나 경로"),
    ] = None
    reranker_device: Annotated[
        str,
        Field(
            pattern=_DEVICE,
            description="where the reranker runs: `auto`, `cpu`, `cuda`",
        ),
        Korean("재정렬 모델을 돌릴 장치: `auto`, `cpu`, `cuda`"),
    ] = "auto"
    generator: Annotated[
        str | None,
        Field(
            pattern=r"^(transformers|openai):\S",
            description="`transformers:MODEL` or `openai:MODEL` writes answers in words; without "
            "it, sentences are quoted",
        ),
        Korean("답을 글로 쓸 `transformers:모델` 또는 `openai:모델`. 없으면 문장을 그대로 인용"),
    ] = None
    generator_device: Annotated[
        str,
        Field(
            pattern=_DEVICE,
            description="where a `transformers:` model runs: `auto`, `cpu`, `cuda`, `mps`",
        ),
        Korean("`transformers:` 모델을 돌릴 장치: `auto`, `cpu`, `cuda`, `mps`"),
    ] = "auto"
    generator_max_new_tokens: Annotated[
        int,
        Field(ge=16, le=8192, description="tokens that a written answer has at most"),
        Korean("글로 쓴 답의 최대 토큰 수"),
    ] = 512
    generator_timeout_s: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="seconds without a new word after which the language model counts as down",
        ),
        Korean("새 낱말 없이 이만큼(초) 지나면 언어 모델이 멈춘 것으로 봄"),
    ] = 120.0
    openai_base_url: Annotated[
        str | None,
        Field(description="where an `openai:` model is served, such as `http://127.0.0.1:8000/v1`"),
        Korean("`openai:` 모델 서버의 주소, 예: `http://127.0.0.1:8000/v1`"),
    ] = None
    openai_api_key: Annotated[
        SecretStr | None,
        Field(description="that server's key, if it wants one"),
        Korean("그 서버의 인증 키(필요할 때)"),
    ] = None
    allow_network: Annotated[
        bool,
        Field(
            description="whether a model that is not on disk may be fetched from the hub, and an "
            "`openai:` model may be on another machine, where passages are then sent"
        ),
        Korean(
            "디스크에 없는 모델을 허브에서 받아도 되는지, `openai:` 모델이 다른 컴퓨터에 있어도 "
            "되는지(문단이 그리로 전송됨)"
        ),
    ] = False
    host: Annotated[
        str, Field(description="address that the chat listens on"), Korean("채팅이 열리는 주소")
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=0, le=65535, description="port that the chat listens on"),
        Korean("채팅이 열리는 포트"),
    ] = 7860
    auth: Annotated[
        SecretStr | None,
        Field(
            description="`user:password`, or a token without a colon, that every request to the "
            "chat must show; needed at an address that other machines reach"
        ),
        Korean(
            "채팅에 로그인할 `사용자:비밀번호`나 콜론이 없는 토큰. 다른 컴퓨터에서 열 수 있는 "
            "주소에는 있어야 함"
        ),
    ] = None
    allow_anonymous: Annotated[
        bool,
        Field(description="whether other machines may be served without `RAG_AUTH`"),
        Korean("`RAG_AUTH` 없이 다른 컴퓨터에 열어도 되는지"),
    ] = False
    allowed_hosts: Annotated[
        str | None,
        Field(
            pattern=r"^[\w.:-]+( *, *[\w.:-]+)*$",
            description="further names by which the chat may be asked for, with commas between: "
            "those of a proxy",
        ),
        Korean("채팅을 부를 수 있는 다른 이름들(쉼표로 나눔): 프록시의 이름"),
    ] = None
    root_path: Annotated[
        str | None,
        Field(
            pattern=r"^(/[\w.~-]+)+$",
            description="the path below which a proxy shows the chat, such as `/chat`",
        ),
        Korean("프록시가 채팅을 보여 주는 경로, 예: `/chat`"),
    ] = None
    trusted_proxies: Annotated[
        str | None,
        Field(
            pattern=r"^[\da-fA-F.:/]+( *, *[\da-fA-F.:/]+)*$",
            description="addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` "
            "are believed, with commas between: those of a proxy, such as `127.0.0.1`",
        ),
        Korean("`X-Forwarded-For`와 `X-Forwarded-Proto`를 믿을 프록시의 주소, 예: `127.0.0.1`"),
    ] = None
    max_requests: Annotated[
        int,
        Field(
            ge=10,
            le=600,
            description="requests that the chat serves at once, one for each open page among them",
        ),
        Korean("채팅이 한꺼번에 처리할 요청 수(열린 페이지마다 하나씩 포함)"),
    ] = 600
    max_client_requests: Annotated[
        int,
        Field(ge=10, le=600, description="requests that one address may have open at once"),
        Korean("주소 하나에서 한꺼번에 받을 요청 수"),
    ] = 500
    max_sessions: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="conversations that are kept; for one more, the address that has the most "
            "loses the one that it has not used for longest",
        ),
        Korean("기억해 둘 대화 수. 넘으면 대화가 가장 많은 주소에서 가장 오래 쓰지 않은 것을 버림"),
    ] = 300
    session_minutes: Annotated[
        float,
        Field(
            gt=0,
            le=10_080,
            description="minutes that a conversation is kept after its page was closed",
        ),
        Korean("페이지를 닫은 대화를 기억해 둘 시간(분)"),
    ] = 60.0

    max_answers: Annotated[
        int,
        Field(
            ge=1,
            le=256,
            description="answers that are made at once for pages, and as many for programs",
        ),
        Korean("한꺼번에 만들 답의 수(페이지와 프로그램에 각각)"),
    ] = 8
    max_waiting: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="questions of programs that may wait for their turn; one address may have "
            "seven eighths of that waiting, so that there is room for others",
        ),
        Korean(
            "차례를 기다릴 수 있는 프로그램의 질문 수. 다른 주소의 자리가 남도록 한 주소에서는 그 "
            "8분의 7까지"
        ),
    ] = 256
    max_body_kb: Annotated[
        int,
        Field(ge=64, le=65_536, description="kilobytes that a program may send with one request"),
        Korean("프로그램이 요청 하나에 보낼 수 있는 킬로바이트"),
    ] = 256
    max_uploads: Annotated[
        int,
        Field(
            ge=0,
            le=200,
            description="files that a visitor of the chat may add; 0 takes none",
        ),
        Korean("채팅에서 한 사람이 추가할 수 있는 파일 수. 0이면 받지 않음"),
    ] = 20
    max_upload_mb: Annotated[
        float,
        Field(gt=0, le=200, description="megabytes that an added file may have"),
        Korean("추가하는 파일 하나의 최대 메가바이트"),
    ] = 10.0
    max_upload_chars: Annotated[
        int,
        Field(
            ge=1000,
            le=20_000_000,
            description="characters of text that one visitor's files may hold together",
        ),
        Korean("한 사람이 추가한 파일에 든 글의 최대 글자 수(모두 합해서)"),
    ] = 500_000
    upload_types: Annotated[
        str | None,
        Field(
            pattern=r"^\.?\w+(\s*,\s*\.?\w+)*$",
            description="endings of the files that may be added, such as `pdf,docx`; without it, "
            "all that are read",
        ),
        Korean("추가할 수 있는 파일의 확장자, 예: `pdf,docx`. 없으면 읽을 수 있는 것 모두"),
    ] = None
    upload_minutes: Annotated[
        float,
        Field(
            gt=0,
            le=10_080,
            description="minutes after which added files are gone if they were not asked",
        ),
        Korean("추가한 파일을 쓰지 않을 때 지우기까지의 시간(분)"),
    ] = 60.0
    shared_uploads: Annotated[
        bool,
        Field(
            description="whether added files are for all visitors, for as long as the chat runs, "
            "and not for the browser alone that added them"
        ),
        Korean("추가한 파일을 그 브라우저만이 아니라 모두가 쓸지(채팅이 켜져 있는 동안)"),
    ] = False

    log_format: Annotated[
        Literal["text", "json"],
        Field(description="`json` for a log that programs read, with a line for each question"),
        Korean("`json`이면 프로그램이 읽을 기록. 질문마다 한 줄씩 남김"),
    ] = "text"
    log_questions: Annotated[
        bool,
        Field(description="whether the text of questions is logged"),
        Korean("질문의 글을 기록에 남길지"),
    ] = False

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: dict[str, object]) -> dict[str, object]:
        """Take ``RAG_SOURCES= make chat`` for nothing set, and not for the current folder."""
        return {k: v for k, v in given.items() if v != "" or k in _MAY_BE_EMPTY}

    @property
    def max_file_bytes(self) -> int:
        """``max_file_mb`` in bytes."""
        return int(self.max_file_mb * 10**6)
