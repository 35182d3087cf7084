"""What the reader knows of a sentence whatever the question: words, places, spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.korean import CONTENT_TAGS, Morpheme, Sentence, content_form
from rag.reading.question import PARTICLE_GROUPS
from rag.reading.spans import NEIGHBOURS, PARTICLES, TAGS, TYPES, Span, find_spans

_HANGUL_RUN = re.compile(r"[가-힣]+")
_PREDICATE_TAGS = frozenset({"VV", "VA"})
_POINTING = frozenset({"이", "그", "이것", "그것", "이때", "당시", "여기", "거기", "이곳", "그곳"})
_CACHED_SENTENCES = 20_000

SPAN_TRAITS: tuple[str, ...] = (
    "chars",
    "words",
    "open.left",
    "open.right",
    "quoted",
    "bracketed",
    "place",
    *(f"type.{t}" for t in TYPES),
    *(f"particle.{p}" for p in PARTICLES),
    *(f"first.{t}" for t in TAGS),
    *(f"last.{t}" for t in TAGS),
    *(f"before.{n}" for n in NEIGHBOURS),
)


@dataclass(frozen=True, slots=True, eq=False)
class SentenceView:
    """A sentence prepared for comparison with questions.

    Attributes:
        text: The sentence.
        compact: The sentence without white space, in lower case.
        words: Content forms in order.
        places: For each content form the numbers (in ``words``) where it stands.
        bigrams: Its Hangul character bigrams.
        trigrams: Character trigrams of ``compact``.
        marked: Content words with the group of the particle that follows them.
        refers: Whether it begins by pointing back at the sentence before.
        spans: Stretches that could be a short answer, offsets into ``text``.
        span_first: For each span the number of its first word, shape (spans,).
        span_last: For each span the number of its last word, shape (spans,).
        clauses: For each word the number of its clause, shape (words,).
        verbs: For each clause the word number of its last verb, -1 for none, shape (clauses,).
        span_traits: For each span what does not depend on the question, see
            :data:`SPAN_TRAITS`, shape (spans, traits).
    """

    text: str
    compact: str
    words: tuple[str, ...]
    places: dict[str, tuple[int, ...]]
    bigrams: frozenset[str]
    trigrams: frozenset[str]
    marked: frozenset[tuple[str, str]]
    refers: bool
    spans: tuple[Span, ...]
    span_first: NDArray[np.int32]
    span_last: NDArray[np.int32]
    clauses: NDArray[np.int32]
    verbs: NDArray[np.int32]
    span_traits: NDArray[np.float32]


def view_of(sentence: Sentence) -> SentenceView:
    """Return the view of a sentence; what was seen lately is remembered."""
    return _view(_Key(sentence))


class _Key:
    """A sentence, compared by its text alone: its analysis follows from that."""

    __slots__ = ("sentence",)

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence

    def __hash__(self) -> int:
        return hash(self.sentence.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.sentence.text == other.sentence.text


@lru_cache(maxsize=_CACHED_SENTENCES)
def _view(key: _Key) -> SentenceView:
    sentence = key.sentence
    text = sentence.text
    tokens = tuple(
        Morpheme(m.form, m.tag, m.start - sentence.start, m.end - sentence.start)
        for m in sentence.morphemes
    )
    words = tuple(content_form(m) for m in tokens if m.tag in CONTENT_TAGS)
    places: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        places.setdefault(word, []).append(number)
    compact = "".join(text.split()).lower()
    spans = find_spans(text, tokens)
    clauses, verbs = _clauses(tokens)
    return SentenceView(
        text=text,
        compact=compact,
        words=words,
        places={word: tuple(numbers) for word, numbers in places.items()},
        bigrams=frozenset(
            run[i : i + 2] for run in _HANGUL_RUN.findall(text) for i in range(len(run) - 1)
        ),
        trigrams=frozenset(compact[i : i + 3] for i in range(len(compact) - 2)),
        marked=frozenset(
            (content_form(m), PARTICLE_GROUPS[n.tag])
            for m, n in pairwise(tokens)
            if n.tag in PARTICLE_GROUPS
        ),
        refers=bool(tokens) and tokens[0].form in _POINTING and tokens[0].tag in {"MM", "NP"},
        spans=spans,
        span_first=np.array([s.first_word for s in spans], dtype=np.int32),
        span_last=np.array(
            [s.first_word + max(len(s.words), 1) - 1 for s in spans], dtype=np.int32
        ),
        clauses=clauses,
        verbs=verbs,
        span_traits=_traits(spans, len(words)),
    )


def _clauses(tokens: Sequence[Morpheme]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut a sentence after each connective ending, adnominal ending and comma."""
    clause_of: list[int] = []
    verbs = [-1]
    for token in tokens:
        if token.tag in CONTENT_TAGS:
            clause_of.append(len(verbs) - 1)
            if token.tag in _PREDICATE_TAGS:
                verbs[-1] = len(clause_of) - 1
        elif token.tag in {"XSV", "XSA"} and clause_of:
            verbs[-1] = len(clause_of) - 1
        elif token.tag == "EC" and verbs[-1] >= 0:
            verbs.append(-1)
    return np.array(clause_of, dtype=np.int32), np.array(verbs, dtype=np.int32)


def _traits(spans: Sequence[Span], words: int) -> NDArray[np.float32]:
    rows = [
        [
            s.end - s.start,
            len(s.words),
            s.open_left,
            s.open_right,
            s.quoted,
            s.bracketed,
            s.first_word / max(words, 1),
            *(s.type == t for t in range(len(TYPES))),
            *(s.particle_group == p for p in range(len(PARTICLES))),
            *(s.first_tag == t for t in range(len(TAGS))),
            *(s.last_tag == t for t in range(len(TAGS))),
            *(s.before == n for n in range(len(NEIGHBOURS))),
        ]
        for s in spans
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(SPAN_TRAITS))
