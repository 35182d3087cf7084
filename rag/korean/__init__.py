"""Korean in; normal form, sentences, morphemes and terms out. The only room that knows Kiwi."""

from rag.korean.abbreviations import spelled_out
from rag.korean.analyzer import (
    CONTENT_TAGS,
    Analyzer,
    Morpheme,
    Sentence,
    content_form,
    default_analyzer,
    holds_word,
    index_terms,
    normalize,
    replace_surrogates,
)
from rag.korean.particles import attach

__all__ = [
    "CONTENT_TAGS",
    "Analyzer",
    "Morpheme",
    "Sentence",
    "attach",
    "content_form",
    "default_analyzer",
    "holds_word",
    "index_terms",
    "normalize",
    "replace_surrogates",
    "spelled_out",
]
