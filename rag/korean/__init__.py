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
    nominal_runs,
    normalize,
    replace_surrogates,
)
from rag.korean.hanja import in_hangul
from rag.korean.notation import other_terms
from rag.korean.particles import attach
from rag.korean.spelling import grams, has_latin, letters, readings, spelling_distance

__all__ = [
    "CONTENT_TAGS",
    "Analyzer",
    "Morpheme",
    "Part",
    "Sentence",
    "attach",
    "content_form",
    "default_analyzer",
    "grams",
    "has_latin",
    "holds_word",
    "in_hangul",
    "index_terms",
    "letters",
    "nominal_runs",
    "normalize",
    "other_terms",
    "readings",
    "replace_surrogates",
    "spelled_out",
    "spelling_distance",
]
