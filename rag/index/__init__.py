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
from rag.index.vocabulary import Vocabulary, WordCollector

__all__ = [
    "Passage",
    "PassageIndex",
    "Progress",
    "TermIndex",
    "TextAnalyzer",
    "Vocabulary",
    "WordCollector",
    "build_index",
    "check_match",
    "load_index",
]
