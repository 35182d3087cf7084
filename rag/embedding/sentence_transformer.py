"""Any other embedding model, through sentence-transformers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedding.embedder import Embedder, Prompts, digest_of, read_dense_weight
from rag.encoder import to_unit
from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from rag.settings import Settings

_RETRIEVAL_TASK = "Given a web search query, retrieve relevant passages that answer the query"
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


@dataclass(frozen=True, slots=True)
class SentenceTransformerEmbedder(Embedder):
    """Any sentence-transformers model, with its prompts.

    Its fingerprint is of the model's structure, tokenizer, prompts and a sample of each weight.
    """

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
        prompts = _choose_prompts(settings, model.prompts)
        return cls(
            name=name,
            dimension=dimension,
            fingerprint=_model_digest(model, prompts),
            dense_weight=read_dense_weight(Path(name), settings.dense_weight),
            prompts=prompts,
            _model=model,
        )

    def _embed(self, texts: list[str], *, is_query: bool) -> NDArray[np.float32]:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # Two methods, because a model may send the two kinds through different layers.
        encode = self._model.encode_query if is_query else self._model.encode_document
        prompt = self.prompts.query if is_query else self.prompts.passage
        vectors = encode(texts, prompt=prompt, show_progress_bar=False)
        return to_unit(np.asarray(vectors, dtype=np.float32))


def known_prompts(name: str) -> Prompts:
    """Look up the prompts of a published model family; none for a name that no family matches."""
    for pattern, prompts in _KNOWN_PROMPTS:
        if re.search(pattern, Path(name).name.lower()):
            return prompts
    return Prompts()


def _choose_prompts(settings: Settings, own: Mapping[str, str | None]) -> Prompts:
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
