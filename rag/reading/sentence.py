"""What the reader knows of a sentence whatever the question: words, places, spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.korean import CONTENT_TAGS, Morpheme, Sentence, content_form
from rag.reading.question import PARTICLE_GROUPS
from rag.reading.spans import Span, find_spans

_HANGUL_RUN = re.compile(r"[가-힣]+")
_CACHED_SENTENCES = 20_000


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
        spans: Stretches that could be a short answer, offsets into ``text``.
    """

    text: str
    compact: str
    words: tuple[str, ...]
    places: dict[str, tuple[int, ...]]
    bigrams: frozenset[str]
    trigrams: frozenset[str]
    marked: frozenset[tuple[str, str]]
    spans: tuple[Span, ...]


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
        spans=find_spans(text, tokens),
    )
