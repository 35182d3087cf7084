"""Korean in; normal form, sentences, morphemes and terms out. The only room that knows Kiwi."""

from rag.korean.abbreviations import spelled_out
from rag.korean.analyzer import (
    CONTENT_TAGS,
    Analyzer,
    Morpheme,
    Part,
    Sentence,
    content_form,
    default_analyzer,
    holds_word,
    index_terms,
    normalize,
    replace_surrogates,
)
from rag.korean.hanja import in_hangul
from rag.korean.notation import other_terms
from rag.korean.particles import attach

__all__ = [
    "CONTENT_TAGS",
    "Analyzer",
    "Morpheme",
    "Part",
    "Sentence",
    "attach",
    "content_form",
    "default_analyzer",
    "holds_word",
    "in_hangul",
    "index_terms",
    "normalize",
    "other_terms",
    "replace_surrogates",
    "spelled_out",
]
