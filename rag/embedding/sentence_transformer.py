"""Any other embedding model, through sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedding.folder import read_dense_weight
from rag.embedding.prompts import Prompts, choose_prompts
from rag.embedding.vectors import digest_of, encodable, to_unit
from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from rag.settings import Settings


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
        prompts = choose_prompts(settings, model.prompts)
        return cls(
            name=name,
            dimension=dimension,
            fingerprint=_model_digest(model, prompts),
            dense_weight=read_dense_weight(Path(name), settings.dense_weight),
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
        vectors = encode(encodable(texts), prompt=prompt, show_progress_bar=False)
        return to_unit(np.asarray(vectors, dtype=np.float32))


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


def _model_digest(model: SentenceTransformer, prompts: Prompts) -> str:
    """Hash what decides a model's vectors, without reading gigabytes.

    Of each tensor at most 4,096 evenly spaced values count: any training changes some of them.
    """
    parts = [repr(model), prompts.query, prompts.passage, _tokenizer_json(model.tokenizer)]
    digest = hashlib.sha256(digest_of(*(part.encode() for part in parts)).encode())
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
