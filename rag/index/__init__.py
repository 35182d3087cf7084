"""Documents in; passages with their terms, vectors and sentences out, on disk and in memory."""

from rag.index.passage_index import (
    PassageIndex,
    Progress,
    TextAnalyzer,
    build_index,
    check_match,
    load_index,
)
from rag.index.passages import Passage
from rag.index.terms import TermIndex

__all__ = [
    "Passage",
    "PassageIndex",
    "Progress",
    "TermIndex",
    "TextAnalyzer",
    "build_index",
    "check_match",
    "load_index",
]
