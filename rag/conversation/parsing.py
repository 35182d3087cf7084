"""Takes a question apart into phrases and predicates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation import words
from rag.conversation.phrases import Phrase, Role, Utterance, Word, WordKind, is_time_word
from rag.korean import Morpheme
from rag.reading import INTERROGATIVES

_WRITTEN_WORD = re.compile(r"\S+")
_TRAILING = re.compile(r"[?!？！.,…~;:]+$")
_VERB_TAGS = frozenset({"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"})
_INTERROGATIVE_TAGS = frozenset({"NP", "NNG", "NNB", "NR", "MM", "MAG", "VA", "VV", "XR", "IC"})
_PUNCTUATION_TAGS = frozenset({"SF", "SP", "SE", "SO", "SS", "SSO", "SSC", "SW"})
# "…한 것이다", "…할 수 있다", "…할 계획이다": predicates of several words.
_BOUND_NOUNS = frozenset(
    ["것", "거", "건", "수", "적", "줄", "중", "지", "편", "예정", "계획", "방침", "전망", "셈"]
)
_AUXILIARIES = frozenset(["있", "없", "하", "되", "보", "주"])
_KINDS = {"MM": WordKind.DETERMINER, "MAG": WordKind.ADVERB, "MAJ": WordKind.LINK}
_FIRST_SYLLABLE = "가"
_SPOKEN = {"ᆫ": "은", "ᆯ": "을", "서": "에서"}
POLITE = ("요", "이요")
"""What is put behind a bare noun for politeness: "KT는요?", "배요", "감귤이요"."""


def take_apart(text: str, morphemes: Sequence[Morpheme]) -> Utterance:
    """Split a question or a sentence into phrases and its predicate.

    Args:
        text: Normalised text of one sentence or few.
        morphemes: Its morphemes, with offsets into the text.

    Returns:
        The parts; what the analyser gets wrong (a name that it does not know) ends up in a
        phrase as it is written.
    """
    return _Builder(text, _written_words(text, morphemes)).build()


def _written_words(text: str, morphemes: Sequence[Morpheme]) -> list[Word]:
    found: list[Word] = []
    for match in _WRITTEN_WORD.finditer(text):
        own = tuple(m for m in morphemes if match.start() <= m.start < match.end())
        core = tuple(m for m in own if m.tag not in _PUNCTUATION_TAGS)
        if not core:
            continue
        trailing = _TRAILING.search(match[0])
        end = match.start() + (trailing.start() if trailing else len(match[0]))
        ends = own[-1].tag == "SF" or match.end() >= len(text.rstrip())
        found.append(_word(text, match.start(), end, core, ends))
    return found


def _word(text: str, start: int, end: int, morphemes: tuple[Morpheme, ...], ends: bool) -> Word:
    core = list(morphemes)
    polite = len(core) > 1 and core[-1].form in POLITE
    if polite and (core[-2].tag[0] in "JNSX" or core[-2].tag == "EC"):
        core.pop()  # "KT는요?", "비교하면요?"
        end = min(end, core[-1].end) if core[-1].end > start else end
    kind, cut, copula = _kind(core, ends=ends)
    stem, particle = text[start:end], ""
    if kind is WordKind.NOUN or copula:
        stem, particle = _split(text, start, end, core, cut)
    asks = any(_is_interrogative(m) for m in core)
    return Word(start, end, stem, particle, kind, copula, asks, ends, tuple(core))


def _kind(core: Sequence[Morpheme], *, ends: bool) -> tuple[WordKind, int, bool]:
    """Kind of a word, index of the morpheme that ends its stem, and whether it has a copula."""
    cut = len(core)
    while cut > 0 and core[cut - 1].tag[0] == "J":
        cut -= 1
    if 0 < cut < len(core) and core[cut - 1].tag not in {"EF", "EC"}:
        return WordKind.NOUN, cut, False
    last = core[cut - 1] if cut else core[-1]
    copula = next((i for i, m in enumerate(core) if m.tag == "VCP" and i > 0), None)
    if copula is not None and last.tag in {"EF", "EC"}:
        counts = core[copula + 1].form == "나"  # "몇 종이나?"
        return (WordKind.NOUN if counts else WordKind.PREDICATE), copula, not counts
    links = len(core) > 1 and core[-2].tag == "ETM" and last.form == "데"  # "투입하는데?"
    return WordKind.PREDICATE if links and ends else _kind_by_last(last), len(core), False


def _kind_by_last(last: Morpheme) -> WordKind:
    """Kind of a word without particles by its last morpheme."""
    if last.tag == "ETM":
        return WordKind.MODIFIER
    if last.tag[0] in "EV" and last.tag != "ETN":
        return WordKind.PREDICATE
    if last.tag == "IC" and last.form in words.POINTING_DETERMINERS:
        return WordKind.DETERMINER
    if last.tag == "IC" and not _is_interrogative(last):
        return WordKind.LINK
    return _KINDS.get(last.tag, WordKind.NOUN)


def _split(text: str, start: int, end: int, core: Sequence[Morpheme], cut: int) -> tuple[str, str]:
    """Stem and particle as written; a contracted one ("그건") is spelt out from its morphemes."""
    if cut >= len(core):
        return text[start:end], ""
    at = core[cut].start
    if core[cut].form[:1] < _FIRST_SYLLABLE or at < core[cut - 1].end:
        return (
            "".join(m.form for m in core[:cut]),
            "".join(_SPOKEN.get(m.form, m.form) for m in core[cut:]),
        )
    return text[start:at], _SPOKEN.get(text[at:end], text[at:end])


def _is_interrogative(m: Morpheme) -> bool:
    return m.form in INTERROGATIVES and m.tag in _INTERROGATIVE_TAGS


class _Builder:
    """Walks over the words once and gathers phrases."""

    def __init__(self, text: str, all_words: Sequence[Word]) -> None:
        self.text = text
        self.words = all_words
        self.phrases: list[Phrase] = []
        self.pending: list[Word] = []
        self.clause: tuple[Phrase, ...] = ()
        self.verb: list[Morpheme] = []
        self.modifier: tuple[Morpheme, ...] = ()
        self.complement: Phrase | None = None
        self.predicate: int | None = None
        self.verbs: list[tuple[Morpheme, ...]] = []
        self.body = all_words[0].start if all_words else 0

    def build(self) -> Utterance:
        for i, word in enumerate(self.words):
            following = self.words[i + 1] if i + 1 < len(self.words) else None
            self._add(word, following)
        if self.pending:
            self.phrases.append(self._flush())
        return Utterance(
            text=self.text,
            words=tuple(self.words),
            body=self.body,
            phrases=tuple(self.phrases),
            complement=self.complement,
            predicate=len(self.text) if self.predicate is None else self.predicate,
            verbs=(*self.verbs, tuple(self.verb)),
        )

    def _add(self, word: Word, following: Word | None) -> None:
        if word.kind is WordKind.LINK and not self.phrases and not self.pending:
            self.body = following.start if following else word.end
        elif word.kind is WordKind.PREDICATE or self._begins_predicate(word, following):
            self._add_predicate(word)
        elif word.kind is WordKind.MODIFIER:
            self._add_modifier(word)
        elif word.kind is WordKind.ADVERB and not word.asks:
            pass
        else:
            self._add_noun(word, following)

    def _begins_predicate(self, word: Word, following: Word | None) -> bool:
        """Whether a predicate of several words begins or goes on: "할 수 있다", "투자 했다"."""
        if self._in_predicate():
            return word.morphemes[0].form in _BOUND_NOUNS | _AUXILIARIES
        if following is None:
            return False
        first = following.morphemes[0]
        if word.kind is WordKind.MODIFIER:
            bound = first.form in _BOUND_NOUNS and first.tag in {"NNB", "NNG"}
            return bound and (following.copula or following.particle in {"", "이", "가", "도"})
        verbal_noun = word.kind is WordKind.NOUN and not word.particle and not word.asks
        if word.stem in words.EXTENTS:  # "며칠 동안 했나요"
            return False
        return verbal_noun and first.tag in _VERB_TAGS and first.form in {"하", "되", "시키"}

    def _in_predicate(self) -> bool:
        return self.predicate is not None

    def _add_predicate(self, word: Word) -> None:
        if self.pending and not word.copula:
            self.phrases.append(self._flush())
        if word.copula and not (self._in_predicate() and word.morphemes[0].form in _BOUND_NOUNS):
            self.pending.append(word)
            self.complement = self._flush()
            self.predicate = self.complement.start
        elif self.predicate is None:
            self.predicate = word.start
        self.verb.extend(word.morphemes)

    def _end_clause(self) -> None:
        self.verbs.append(tuple(self.verb))
        if self.complement is not None:
            self.phrases.append(self.complement)
        self.complement, self.predicate, self.verb = None, None, []

    def _add_modifier(self, word: Word) -> None:
        if self.predicate is not None:
            self._end_clause()
        if self.pending:
            self.phrases.append(self._flush())
        taken: list[Phrase] = []
        while (
            self.phrases
            and self.phrases[-1].role is not Role.TOPIC
            and self.phrases[-1].clause_number == len(self.verbs)
        ):
            taken.insert(0, self.phrases.pop())
        self.clause = tuple(taken)
        self.modifier = word.morphemes
        self.pending = [w for phrase in taken for w in phrase.words] + [word]

    def _add_noun(self, word: Word, following: Word | None) -> None:
        if self.predicate is not None:
            self._end_clause()
        if word.asks and self.pending and not self._joined(self.pending[-1]):
            self.phrases.append(self._flush())
        self.pending.append(word)
        if not self._continues(word, following):
            self.phrases.append(self._flush())

    def _joined(self, word: Word) -> bool:
        return word.kind in {WordKind.DETERMINER, WordKind.MODIFIER} or (
            word.particle in words.JOINING_PARTICLES
        )

    def _continues(self, word: Word, following: Word | None) -> bool:
        """Whether the phrase goes on after this word."""
        if following is None or word.ends:
            return False
        if self._joined(word):
            return following.kind is not WordKind.PREDICATE or following.copula
        if word.asks:  # "몇 대", "얼마 동안"
            return word.stem in words.ASKING_DETERMINERS or following.stem in words.EXTENTS
        is_over = word.particle or is_time_word(word) != is_time_word(following)
        if is_over or following.asks:
            return False
        if following.kind is WordKind.DETERMINER:
            return following.stem not in words.POINTING_DETERMINERS  # "국내 첫 공장"
        return following.kind in {WordKind.NOUN, WordKind.LINK} or following.copula

    def _flush(self) -> Phrase:
        own = self.pending
        start = own[0].start
        before = [w for w in self.words if w.end <= start]
        while before and before[-1].kind is WordKind.ADVERB and self.modifier:
            if before[-1].asks:
                break
            start = before.pop().start
        last = own[-1]
        phrase = Phrase(
            start=start,
            end=last.end,
            text=self.text[start : last.start] + last.stem,
            particle=last.particle,
            role=_role(last),
            words=tuple(own),
            clause=self.clause,
            verb=self.modifier,
            clause_number=len(self.verbs),
        )
        self.pending, self.clause, self.modifier = [], (), ()
        return phrase


def _role(word: Word) -> Role:
    if word.copula or word.kind is not WordKind.NOUN:
        return Role.OTHER
    if word.particle in words.TOPIC_PARTICLES:
        return Role.TOPIC
    if word.particle in words.SUBJECT_PARTICLES:
        return Role.SUBJECT
    if word.particle in words.OBJECT_PARTICLES:
        return Role.OBJECT
    return Role.OTHER
