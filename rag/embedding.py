"""Sentence embedding models, the bundled one by default.

The bundled model is a table of token vectors that are averaged. It is read here with NumPy and
``tokenizers`` alone, because importing sentence-transformers costs several seconds; every other
model goes through sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.errors import ModelError, SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from rag.settings import Settings

BUNDLED_MODEL_DIR = Path(__file__).resolve().parent / "models" / "embedder_v1_0"

# Weight of the cosine for a model without a measured one: low enough to leave a good lexical
# ranking in charge when the model turns out weak, high enough to break its ties.
SAFE_DENSE_WEIGHT = 0.1

_FUSION_FILE = "fusion.json"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_RETRIEVAL_TASK = "Given a web search query, retrieve relevant passages that answer the query"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants put before its texts.

    Attributes:
        query: Before each question.
        passage: Before each passage.
    """

    query: str = ""
    passage: str = ""


class Embedder(Protocol):
    """Turns texts into unit vectors; a text that holds no known token gets the zero vector."""

    @property
    def name(self) -> str:
        """The model's name, path, or ``bundled:<version>``."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def prompts(self) -> Prompts:
        """What is put before questions and passages."""

    @property
    def fingerprint(self) -> str:
        """Hash that changes when weights or prompts change."""

    @property
    def dense_weight(self) -> float:
        """Weight of the cosine against BM25 scaled to [0, 1]; measured for this model."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length."""


# Families whose published models need prompts but do not always bring them in their
# configuration. The first pattern found in the lower-cased name counts.
_KNOWN_PROMPTS: tuple[tuple[str, Prompts], ...] = (
    (r"e5-.*instruct", Prompts(query=f"Instruct: {_RETRIEVAL_TASK}\nQuery: ")),
    (r"(?:^|[^a-z])(?:ko)?e5(?:[^a-z0-9]|$)", Prompts(query="query: ", passage="passage: ")),
    (r"qwen3-embedding", Prompts(query=f"Instruct: {_RETRIEVAL_TASK}\nQuery:")),
    (
        r"embeddinggemma",
        Prompts(query="task: search result | query: ", passage="title: none | text: "),
    ),
    (r"arctic-embed|pixie-rune", Prompts(query="query: ")),
    (r"nomic-embed", Prompts(query="search_query: ", passage="search_document: ")),
)


def load_embedder(settings: Settings) -> Embedder:
    """Load the embedding model that the settings name.

    Args:
        settings: Its ``embedding_*``, ``dense_weight`` and ``allow_network`` are read.

    Returns:
        The bundled model for ``default``, else a sentence-transformers model. Its
        ``dense_weight`` is the setting where there is one, else what lies in the model's folder
        (``fusion.json``), else :data:`SAFE_DENSE_WEIGHT`.

    Raises:
        ModelError: If the model is unknown, not on this machine (and the network is not
            allowed), incomplete or damaged.
        SettingsError: If prompts are set for the bundled model, which takes none.
    """
    if settings.embedding_model != "default":
        return SentenceTransformerEmbedder.load(settings)
    if settings.embedding_query_prompt or settings.embedding_passage_prompt:
        prompt = settings.embedding_query_prompt or settings.embedding_passage_prompt
        raise SettingsError(
            f"The bundled embedding model takes no prompt, but {prompt!r} is set. Unset "
            "RAG_EMBEDDING_QUERY_PROMPT and RAG_EMBEDDING_PASSAGE_PROMPT, or name another "
            "model in RAG_EMBEDDING_MODEL.",
            korean="기본 임베딩 모델에는 프롬프트를 쓸 수 없습니다. 설정을 확인해 주세요.",
        )
    return StaticEmbedder.load(BUNDLED_MODEL_DIR, settings.dense_weight)


@dataclass(frozen=True, slots=True)
class StaticEmbedder:
    """A sentence-transformers ``StaticEmbedding`` folder, read without that library.

    A text's vector is the mean of its tokens' rows, scaled to unit length.

    Attributes:
        name: ``bundled:<folder name>``.
        dimension: Length of a vector.
        fingerprint: SHA-256 over tokenizer and weights, hexadecimal.
        dense_weight: Weight of the cosine against BM25 scaled to [0, 1].
        prompts: None; the model was trained without.
    """

    name: str
    dimension: int
    fingerprint: str
    dense_weight: float
    prompts: Prompts
    _tokenizer: Tokenizer
    _rows: NDArray[np.float16] | NDArray[np.float32]

    @classmethod
    def load(cls, folder: Path, dense_weight: float | None = None) -> StaticEmbedder:
        """Read a model folder.

        Args:
            folder: Holds ``tokenizer.json`` and ``model.safetensors``.
            dense_weight: Used in place of what ``fusion.json`` says.

        Raises:
            ModelError: If a file is missing or damaged, or the two do not fit together.
        """
        from safetensors.numpy import load as read_tensors
        from tokenizers import Tokenizer

        try:
            tokenizer_json = (folder / "tokenizer.json").read_bytes()
            weights = (folder / "model.safetensors").read_bytes()
        except OSError as error:
            raise _damaged(folder, f"{error.filename} cannot be read") from error
        try:
            tokenizer = Tokenizer.from_str(tokenizer_json.decode())
            rows = read_tensors(weights)["embedding.weight"]
        except Exception as error:  # the two libraries raise types of their own
            raise _damaged(folder, f"{type(error).__name__}: {error}") from error
        if rows.ndim != 2 or len(rows) != tokenizer.get_vocab_size():
            raise _damaged(
                folder,
                f"the tokenizer has {tokenizer.get_vocab_size()} tokens and the weights have "
                f"the shape {rows.shape}",
            )
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(
            name=f"bundled:{folder.name}",
            dimension=rows.shape[1],
            fingerprint=_digest(tokenizer_json, weights),
            dense_weight=_dense_weight(folder, dense_weight),
            prompts=Prompts(),
            _tokenizer=tokenizer,
            _rows=rows,
        )

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(_encodable(texts), add_special_tokens=False)
        for vector, encoding in zip(vectors, encodings, strict=True):
            if encoding.ids:
                vector[:] = self._rows[encoding.ids].mean(axis=0, dtype=np.float32)
        return _unit(vectors)


@dataclass(frozen=True, slots=True)
class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with its prompts.

    Attributes:
        name: Name or path, as in the settings.
        dimension: Length of a vector.
        fingerprint: SHA-256 over the model's structure, tokenizer, prompts and a sample of each
            weight tensor, hexadecimal.
        dense_weight: Weight of the cosine against BM25 scaled to [0, 1].
        prompts: What is put before questions and passages.
    """

    name: str
    dimension: int
    fingerprint: str
    dense_weight: float
    prompts: Prompts
    _model: SentenceTransformer

    @classmethod
    def load(cls, settings: Settings) -> SentenceTransformerEmbedder:
        """Load the model that the settings name.

        Raises:
            ModelError: If it cannot be loaded, or gives no sentence vectors.
        """
        name = settings.embedding_model
        model = _sentence_transformer(settings)
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(
                f"The embedding model {name!r} does not give one vector for a text. Name a "
                "sentence-transformers model in RAG_EMBEDDING_MODEL, or unset it.",
                korean=f"'{name}'은(는) 문장 임베딩 모델이 아닙니다.",
            )
        prompts = _prompts(settings, model.prompts)
        return cls(
            name=name,
            dimension=dimension,
            fingerprint=_model_digest(model, prompts),
            dense_weight=_dense_weight(Path(name), settings.dense_weight),
            prompts=prompts,
            _model=model,
        )

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(texts, self.prompts.query, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(texts, self.prompts.passage, is_query=False)

    def _embed(self, texts: Sequence[str], prompt: str, *, is_query: bool) -> NDArray[np.float32]:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # Two methods, because a model may send the two kinds through different layers.
        encode = self._model.encode_query if is_query else self._model.encode_document
        vectors = encode(_encodable(texts), prompt=prompt, show_progress_bar=False)
        return _unit(np.asarray(vectors, dtype=np.float32))


def known_prompts(name: str) -> Prompts:
    """Look up the prompts of a published model family.

    Args:
        name: Name or path of a model.

    Returns:
        The family's prompts, or none for a name that no family matches.
    """
    for pattern, prompts in _KNOWN_PROMPTS:
        if re.search(pattern, Path(name).name.lower()):
            return prompts
    return Prompts()


def _prompts(settings: Settings, own: Mapping[str, str | None]) -> Prompts:
    """Choose prompts: the setting, else the model's own, else its family's."""
    brought = Prompts(own.get("query") or "", own.get("document") or own.get("passage") or "")
    if brought == Prompts():
        brought = known_prompts(settings.embedding_model)
    query, passage = settings.embedding_query_prompt, settings.embedding_passage_prompt
    return Prompts(
        brought.query if query is None else query,
        brought.passage if passage is None else passage,
    )


def _sentence_transformer(settings: Settings) -> SentenceTransformer:
    name, device = settings.embedding_model, settings.embedding_device
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            name,
            device=None if device == "auto" else device,
            local_files_only=not settings.allow_network,
        )
    except Exception as error:  # whatever the model's own code raises
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        remedy = (
            "Check the name"
            if settings.allow_network
            else "Check the name or path, set RAG_ALLOW_NETWORK=true to fetch it"
        )
        raise ModelError(
            f"The embedding model {name!r} cannot be loaded on device {device!r}: {reason} "
            f"{remedy}, or unset RAG_EMBEDDING_MODEL for the bundled model; then run "
            "`rag doctor`.",
            korean=f"임베딩 모델 '{name}'을(를) 불러오지 못했습니다. 모델 이름과 설정을 확인해 "
            "주세요.",
        ) from error


def _damaged(folder: Path, reason: str) -> ModelError:
    return ModelError(
        f"The embedding model in {str(folder)!r} is incomplete or damaged: {reason}. Install "
        "the package again: `pip install --force-reinstall .`",
        korean="기본 임베딩 모델 파일이 없거나 손상되었습니다. 프로그램을 다시 설치해 주세요.",
    )


def _dense_weight(folder: Path, chosen: float | None) -> float:
    if chosen is not None:
        return chosen
    path = folder / _FUSION_FILE
    if not path.is_file():
        return SAFE_DENSE_WEIGHT
    try:
        weight = float(json.loads(path.read_text(encoding="utf-8"))["dense_weight"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{_FUSION_FILE} holds no number `dense_weight`") from error
    if not 0 <= weight < float("inf"):
        raise _damaged(folder, f"{_FUSION_FILE} says dense_weight = {weight}, not 0 or more")
    return weight


def _encodable(texts: Sequence[str]) -> list[str]:
    """Replace lone surrogates, which no tokenizer takes."""
    return [_SURROGATE.sub("\ufffd", text) for text in texts]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to unit length; rows of zeros stay zero."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return unit


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()


def _model_digest(model: SentenceTransformer, prompts: Prompts) -> str:
    """Hash what decides a model's vectors, without reading gigabytes.

    Of each tensor at most 4,096 evenly spaced values count: any training changes some of them.
    """
    parts = [repr(model), prompts.query, prompts.passage, _tokenizer_json(model.tokenizer)]
    digest = hashlib.sha256(_digest(*(part.encode() for part in parts)).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, len(flat) // 4096)].float().cpu().numpy()
        digest.update(f"{name} {tuple(tensor.shape)}".encode())
        digest.update(sample.tobytes())
    return digest.hexdigest()


def _tokenizer_json(tokenizer: object) -> str:
    """Return the whole tokenizer as JSON, or its description where it is not a fast one."""
    fast = getattr(tokenizer, "backend_tokenizer", tokenizer)
    return str(fast.to_str()) if hasattr(fast, "to_str") else repr(tokenizer)
