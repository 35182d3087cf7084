"""A question in; ranked passages and the sentences worth reading out."""

from rag.retrieval.lists import lead_of, listed_below, told_beside, told_in_order
from rag.retrieval.reranking import load_reranker
from rag.retrieval.retriever import (
    RetrievedPassage,
    Retriever,
    SearchResult,
    SentenceCandidate,
)

__all__ = [
    "RetrievedPassage",
    "Retriever",
    "SearchResult",
    "SentenceCandidate",
    "lead_of",
    "listed_below",
    "load_reranker",
    "told_beside",
    "told_in_order",
]
