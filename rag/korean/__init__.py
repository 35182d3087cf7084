"""Korean in; normal form, sentences, morphemes, terms, numbers and dates out; knows Kiwi alone."""

from rag.korean.analyzer import Analyzer, default_analyzer, normalize, replace_surrogates
from rag.korean.hanja import in_hangul
from rag.korean.moments import Moment, agrees, find_moments, finest, moment_supported
from rag.korean.morphemes import (
    CONTENT_TAGS,
    NOUN_TAGS,
    Morpheme,
    content_form,
    index_terms,
    is_denial,
    is_denied,
    is_past,
    is_topic,
    nominal_runs,
    nouns_before,
    report_in,
    without_signs,
)
from rag.korean.notation import conditions_in, other_terms
from rag.korean.numerals import COUNTING, numbers_in, read_digits, read_native, read_word
from rag.korean.ordinals import ordinals_in, step_of
from rag.korean.particles import AND, attach, in_one_form
from rag.korean.resolving import ResolvedDate, resolve_dates, with_dates
from rag.korean.sentences import Part, Sentence, holds_word
from rag.korean.spelling import (
    grams,
    has_latin,
    letters,
    readings,
    spelled_out,
    spelling_distance,
)
from rag.korean.units import (
    DAY_WORDS,
    KIND_OF_UNIT,
    MEASURED_NOUNS,
    MEASURES,
    PER_WORDS,
    STRICT_UNITS,
    UNITS,
    kind_of_unit,
    measure_of,
)

__all__ = [
    "AND",
    "CONTENT_TAGS",
    "COUNTING",
    "DAY_WORDS",
    "KIND_OF_UNIT",
    "MEASURED_NOUNS",
    "MEASURES",
    "NOUN_TAGS",
    "PER_WORDS",
    "STRICT_UNITS",
    "UNITS",
    "Analyzer",
    "Moment",
    "Morpheme",
    "Part",
    "ResolvedDate",
    "Sentence",
    "agrees",
    "attach",
    "conditions_in",
    "content_form",
    "default_analyzer",
    "find_moments",
    "finest",
    "grams",
    "has_latin",
    "holds_word",
    "in_hangul",
    "in_one_form",
    "index_terms",
    "is_denial",
    "is_denied",
    "is_past",
    "is_topic",
    "kind_of_unit",
    "letters",
    "measure_of",
    "moment_supported",
    "nominal_runs",
    "normalize",
    "nouns_before",
    "numbers_in",
    "ordinals_in",
    "other_terms",
    "read_digits",
    "read_native",
    "read_word",
    "readings",
    "replace_surrogates",
    "report_in",
    "resolve_dates",
    "spelled_out",
    "spelling_distance",
    "step_of",
    "with_dates",
    "without_signs",
]
