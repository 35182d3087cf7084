"""The words of an index, by which words of a question that nobody knows are set right."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from rag.index.terms import JoinedTerms, TermIndex, Terms
from rag.korean import (
    Morpheme,
    Sentence,
    grams,
    has_latin,
    letters,
    nominal_runs,
    readings,
    spelling_distance,
)

_WORDS_FILE = "words.json"
_GRAMS_FOLDER = "word_grams"
_WORD_CHARS = range(2, 21)
# How far a word may lie from what is meant, as :func:`rag.korean.spelling_distance` tells it.
_NEAR = 0.23
# The same between Hangul and abbreviations or what Latin letters sound like: short words sound like
# many others, and one letter more or less is another abbreviation. Other words in Latin letters may
# have been written down in Hangul in many ways.
_NEAR_WHEN_READ = 0.1
# A longer word may be a name that was taken together with a particle.
_NAME_CHARS = 3
_WRITTEN_SMALL = re.compile(r"[a-z]+")
# So many words that share the most letters are looked at.
_LOOKED_AT = 20


def words_of(sentences: Iterable[Sentence]) -> Iterator[str]:
    """Yield the words of sentences: names and compounds whole, and their parts."""
    for sentence in sentences:
        for run in nominal_runs(sentence.morphemes):
            start, end = run[0].start - sentence.start, run[-1].end - sentence.start
            for word in (sentence.text[start:end], *(m.form for m in run)):
                if len(word) in _WORD_CHARS and not word.isdigit():
                    yield word


class Vocabulary:
    """The words of an index, without particles, and which of them a misspelt one may be."""

    def __init__(
        self, words: Sequence[str], by_letter_names: Mapping[str, str], grams_of: Terms
    ) -> None:
        """Join loaded parts; use :meth:`build`, :meth:`load` or :meth:`joined`.

        Args:
            words: The words.
            by_letter_names: Those in capital letters, by what the names of the letters make.
            grams_of: BM25 over the pairs of letters of each word, in the same order.
        """
        self._words = words
        self._by_letter_names = by_letter_names
        self._grams_of = grams_of
        self._known = {word.lower() for word in words}

    @classmethod
    def build(cls, words: Iterable[str]) -> Vocabulary:
        """Make the vocabulary of words, each given once, see :func:`words_of`."""
        words = list(words)
        by_letter_names: dict[str, str] = {}
        rows = []
        for word in words:
            read = readings(word)
            if read and word == word.upper():  # as abbreviations are written
                by_letter_names.setdefault(read[0], word)
            rows.append([gram for written in (letters(word), *read) for gram in grams(written)])
        return cls(words, by_letter_names, TermIndex.build(rows or [[]]))

    @classmethod
    def joined(cls, parts: Sequence[Vocabulary]) -> Vocabulary:
        """Make one vocabulary of several, for asking only; those without words are left out."""
        parts = [part for part in parts if part._words] or parts[:1]
        by_letter_names: dict[str, str] = {}
        for part in reversed(parts):
            by_letter_names |= part._by_letter_names
        words = [word for part in parts for word in part._words]
        return cls(words, by_letter_names, JoinedTerms([part._grams_of for part in parts]))

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read what :meth:`save` wrote."""
        found = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
        return cls(found["words"], found["by_letter_names"], TermIndex.load(folder / _GRAMS_FOLDER))

    def save(self, folder: Path) -> None:
        """Write the vocabulary into an existing folder; not one that was joined."""
        assert isinstance(self._grams_of, TermIndex)
        found = {"words": self._words, "by_letter_names": self._by_letter_names}
        text = json.dumps(found, ensure_ascii=False)
        (folder / _WORDS_FILE).write_text(text, encoding="utf-8")
        self._grams_of.save(folder / _GRAMS_FOLDER)

    def set_right(self, text: str, morphemes: Sequence[Morpheme], unlisted: Collection[int]) -> str:
        """Put words of the index in place of those that neither it nor the dictionary knows.

        A word of the dictionary is left as it is, unless it is the name of Latin letters that
        stand in the index (케이티, KT).

        Args:
            text: A question, normalised.
            morphemes: Its morphemes.
            unlisted: Where those start that are in no dictionary.

        Returns:
            The question as it may be meant; the same where all its words are known.
        """
        for run in reversed(_joined(text, list(nominal_runs(morphemes)))):
            start, end = run[0].start, run[-1].end
            word = "".join(text[start:end].split())
            if self._is_known(word, run):
                continue
            if any(m.start in unlisted or m.tag == "SL" for m in run):
                meant = self._nearest(word)
            else:
                meant = self._by_letter_names.get(letters(word))
            if meant is not None:
                text = text[:start] + meant + text[end:]
        return text

    def _is_known(self, word: str, run: Sequence[Morpheme]) -> bool:
        """Tell whether a word stands in the index: as it is, in its parts, or with a particle."""
        return (
            len(word) not in _WORD_CHARS
            or word.lower() in self._known
            or all(m.form.lower() in self._known for m in run)
            or (len(word) > _NAME_CHARS and word[:-1].lower() in self._known)
        )

    def _nearest(self, word: str) -> str | None:
        """The word that another may be; of equally near ones that which shares rarer letters."""
        near = [
            (distance, -score, other)
            for other, score in self._alike(word).items()
            if (distance := spelling_distance(word, other)) <= _limit(word, other)
        ]
        return min(near)[2] if near else None

    def _alike(self, word: str) -> dict[str, float]:
        """The words that share the most pairs of letters with another, and how many they share."""
        found: dict[str, float] = {}
        count = min(_LOOKED_AT, len(self._words))
        for written in (letters(word), *readings(word)) if count else ():
            scores = self._grams_of.scores(grams(written))
            for number in np.argpartition(-scores, count - 1)[:count].tolist():
                other = self._words[number]
                found[other] = max(found.get(other, 0.0), float(scores[number]))
        return found


def _joined(text: str, runs: Sequence[Sequence[Morpheme]]) -> list[list[Morpheme]]:
    """Join words in small Latin letters that are written apart, as Hangul writes them in one."""
    joined: list[list[Morpheme]] = []
    for run in runs:
        before = joined[-1] if joined else []
        is_latin = [_WRITTEN_SMALL.fullmatch(text[m.start : m.end]) for m in (*before, *run)]
        if before and all(is_latin) and text[before[-1].end : run[0].start] == " ":
            before.extend(run)
        else:
            joined.append(list(run))
    return joined


def _limit(word: str, other: str) -> float:
    is_word = has_latin(word) and word != word.upper()
    return _NEAR if is_word or has_latin(word) == has_latin(other) else _NEAR_WHEN_READ
