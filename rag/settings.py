"""One frozen, validated object for every setting; nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# Where the checkout lies, so that the defaults work from any working directory.
_ROOT = Path(__file__).resolve().parent.parent

# The value of ``embedding_model`` that names the model in the package.
BUNDLED_MODEL = "default"

DEFAULT_SOURCES = _ROOT / "seeds"


class Settings(BaseSettings):
    """Settings, read from ``RAG_*`` environment variables and from arguments (which win).

    Attributes:
        sources: A file, a folder or a ``.jsonl``: what is indexed. ``None`` takes what the
            index was built from, or the bundled ``seeds/`` when there is no index.
        index_dir: Where the index lies.
        embedding_model: ``default`` for the bundled model, else the name or path of any
            sentence-transformers model.
        embedding_query_prompt: Put before each question; ``None`` takes what the model brings.
        embedding_passage_prompt: Put before each passage; ``None`` takes what the model brings.
        embedding_device: Where a sentence-transformers model runs: ``auto``, ``cpu``, ``cuda``.
        dense_weight: Weight of the cosine against BM25; ``None`` takes the model's own.
        passage_chars: Characters that a passage holds at most.
        reranker: Name or path of a sentence-transformers cross-encoder that orders the passages
            found anew; ``None`` leaves them as they are.
        generator: ``transformers:MODEL`` or ``openai:MODEL`` writes answers in words; ``None``
            quotes sentences.
        generator_device: Where a transformers model runs: ``auto``, ``cpu``, ``cuda``, ``mps``.
        generator_max_new_tokens: Tokens that a written answer has at most.
        generator_timeout_s: Seconds without a new word after which the model counts as down.
        openai_base_url: Where an ``openai:`` model is served, such as
            ``http://127.0.0.1:8000/v1``.
        openai_api_key: The server's key, if it wants one.
        allow_network: Whether a model that is not on disk may be fetched from the hub, and an
            ``openai:`` model may be served by another machine.
        host: Address that the web chat listens on.
        port: Port that the web chat listens on.
    """

    model_config = SettingsConfigDict(env_prefix="RAG_", frozen=True, extra="forbid")

    sources: Path | None = None
    index_dir: Path = _ROOT / "index"
    embedding_model: str = Field(default=BUNDLED_MODEL, min_length=1)
    embedding_query_prompt: str | None = None
    embedding_passage_prompt: str | None = None
    embedding_device: str = "auto"
    dense_weight: float | None = Field(default=None, ge=0)
    passage_chars: int = Field(default=600, ge=100, le=4000)
    reranker: str | None = Field(default=None, min_length=1)
    generator: str | None = Field(default=None, pattern=r"^(transformers|openai):\S")
    generator_device: str = Field(default="auto", pattern=r"^(auto|cpu|(cuda|mps|xpu)(:\d+)?)$")
    generator_max_new_tokens: int = Field(default=512, ge=16, le=8192)
    generator_timeout_s: float = Field(default=60.0, gt=0, le=3600)
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    allow_network: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
