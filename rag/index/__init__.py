"""Documents in; passages with their terms, vectors and sentences out, on disk and in memory."""

from rag.index.building import (
    CONTEXT_WEIGHT,
    Progress,
    TextAnalyzer,
    build_index,
    index_in_memory,
    index_sources,
)
from rag.index.joining import join_indexes
from rag.index.passage_index import PassageIndex, load_index, open_index
from rag.index.passages import Passage
from rag.index.terms import TermIndex, Terms
from rag.index.vocabulary import Vocabulary, words_of

__all__ = [
    "CONTEXT_WEIGHT",
    "Passage",
    "PassageIndex",
    "Progress",
    "TermIndex",
    "Terms",
    "TextAnalyzer",
    "Vocabulary",
    "build_index",
    "index_in_memory",
    "index_sources",
    "join_indexes",
    "load_index",
    "open_index",
    "words_of",
]
