"""The only module that knows Kiwi: sentences with offsets, morphemes, index terms."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from rag.korean.hanja import hanja_readings
from rag.korean.notation import other_terms

if TYPE_CHECKING:
    from kiwipiepy import Kiwi, Token
    from kiwipiepy import Sentence as KiwiSentence

# Sejong tags whose morphemes carry meaning: nouns, numerals, verbs, adjectives, roots, general
# adverbs, Latin and Chinese letters, numbers. Particles, endings and punctuation are left out.
CONTENT_TAGS = frozenset(
    {"NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "XR", "MAG", "MM", "SL", "SH", "SN"}
)
NOUN_TAGS = frozenset({"NNG", "NNP", "NNB", "NR", "SL", "SH", "SN", "XPN", "XSN"})
"""Sejong tags of what a noun is written with: letters, numbers and affixes among them."""
_NOMINAL_TAGS = NOUN_TAGS | {"XR"}

_HANGUL_RUN = re.compile(r"[가-힣]+")
_LATIN_DIGIT_RUN = re.compile(r"[A-Za-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE = re.compile(r"[^\n]+")
_ENDED_LINE = re.compile(r"[.!?…。:;][\"'”’)\]」』》〉]*\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[^\w\s\"'“‘(\[「『《〈]|\d+[.)]\s)")
_DATE_LIKE_END = re.compile(r"\d+(?:년|월|일|시|분|초)?\.$")
_WORD = re.compile(r"\w")
_QUOTES = {"“": "”", "「": "」", "『": "』", "(": ")", '"': '"'}
# What opens a sentence, and which Kiwi gives to the one before: ① ▲ (1) 가. [속보] 美 →
_OPENER = (
    r"(?:[①-⑳㉠-㉻❶-❿■-◿※→⇒☞▶·ㆍ•]+|\((?:\d{1,2}|[가-하])\)|(?:\d{1,2}|[가나다라마바사아자차카타파하])[.)]"
    r"|\[[가-힣A-Za-z]{2,8}\]|【[^】]{2,12}】|[\u4e00-\u9fff]{1,2})"
)
_OPENER_ALONE = re.compile(_OPENER)
_OPENER_AT_END = re.compile(
    rf"(?:(?<=[.!?…。])|(?<=[.!?…。][\"'”’)\]」』》〉]))\s+({_OPENER}(?:\s+{_OPENER})?)$"
)
# What goes on after a quotation: “…” 하고 말했다.
_SPEECH_END = re.compile(r"[.!?…][”\"’'」』]$")
_SPEECH_GOES_ON = re.compile(r"\s*(?:이?라(?:고|며|면서|는)|하고|하며|고)(?![가-힣])")
# A line shorter than this that does not end a sentence is a heading, not a wrapped line.
_WRAPPED_LINE_CHARS = 30
# One question with the turns before it: several stages look at the same few short texts.
_REMEMBERED = 16
# A quotation longer than this is a missing quotation mark.
_QUOTATION_CHARS = 400
# Kiwi's time and memory grow faster than a text does, and it cannot say how far it is. Of four
# thousand articles, all paragraphs but one are shorter than the first number and stay whole; what
# is longer is cut to the second, at which a character costs least.
_LONG_CHARS = 4000
_PIECE_CHARS = 1000
# Where a long line may be cut: behind a sentence, but not behind "2024. 5. 3.".
_SENTENCE_END = re.compile(r"(?<![\d.!?…。])[.!?…。]{1,3}[\"'”’)\]」』》〉]{0,3}(?=\s)")
_SPACE = re.compile(r"\s")
# Of so many sentence ends, the last that lies outside a quotation is taken.
_ENDS_WEIGHED = 8


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One morpheme of a text.

    Attributes:
        form: Dictionary form, in Hangul syllables or compatibility-free jamo as Kiwi gives it.
        tag: Sejong part-of-speech tag, without Kiwi's suffix for irregular verbs.
        start: First character in the analysed text.
        end: One past the last character.
    """

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text; ``text == analysed_text[start:end]``.

    Attributes:
        start: First character in the analysed text.
        end: One past the last character.
        text: The sentence, without surrounding white space.
        morphemes: Its morphemes in order, with offsets into the analysed text.
    """

    start: int
    end: int
    text: str
    morphemes: tuple[Morpheme, ...]

    @property
    def own_morphemes(self) -> tuple[Morpheme, ...]:
        """Its morphemes with offsets into its own text."""
        return tuple(
            Morpheme(m.form, m.tag, m.start - self.start, m.end - self.start)
            for m in self.morphemes
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text in which sentences neither begin before it nor run on behind it.

    Attributes:
        start: First character in the text.
        end: One past the last.
        is_whole: Whether it counts as one sentence, such as a heading or a table's row.
    """

    start: int
    end: int
    is_whole: bool = False


def normalize(text: str) -> str:
    """Put text into the one form that everything else expects.

    Unicode NFC (file names and text from macOS come decomposed, and half-composed input from
    an input method does too), line feeds only, no control or invisible formatting characters,
    and no lone surrogates.

    Args:
        text: Any string.

    Returns:
        The normalised text; it may be shorter than the input.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n").replace("\xa0", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", replace_surrogates(text)))


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which can be neither encoded nor tokenised."""
    return _SURROGATE.sub("\ufffd", text)


class Analyzer:
    """Kiwi, with sentence boundaries that hold for news: see :meth:`sentences`.

    Loading takes about a second and 300 MB; :func:`default_analyzer` shares one instance.
    Instances may be used from several threads.
    """

    def __init__(self, workers: int = 1) -> None:
        """Load the model.

        Args:
            workers: Threads for :meth:`sentences_of`; one is enough for single questions.
        """
        from kiwipiepy import Kiwi

        # The multi-word dictionary doubles the loading time and changes no figure measured.
        self._kiwi: Kiwi = Kiwi(num_workers=workers, load_multi_dict=False)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._analyse)

    @property
    def version(self) -> str:
        """Name and version, as an index records them: another version may split otherwise."""
        import kiwipiepy
        import kiwipiepy_model

        return f"kiwi {kiwipiepy.__version__}, model {kiwipiepy_model.__version__}"

    def morphemes(self, text: str) -> tuple[Morpheme, ...]:
        """Analyse a short text, such as a question, without splitting it into sentences.

        Args:
            text: Normalised text, see :func:`normalize`.

        Returns:
            Its morphemes in order.
        """
        return self._remembered(text)[0]

    def unlisted(self, text: str) -> frozenset[int]:
        """Tell which morphemes of a short text are in no dictionary: names and typing errors.

        Args:
            text: Normalised text, see :func:`normalize`.

        Returns:
            Where they start.
        """
        return self._remembered(text)[1]

    def _analyse(self, text: str) -> tuple[tuple[Morpheme, ...], frozenset[int]]:
        found = [
            (_morpheme(token, offset), token.oov)
            for offset, piece in _pieces([(0, text)])
            for token in self._kiwi.tokenize(piece)
        ]
        return tuple(m for m, _ in found), frozenset(m.start for m, is_oov in found if is_oov)

    def join(self, morphemes: Iterable[tuple[str, str]]) -> str:
        """Write morphemes as words, conjugated and spaced.

        Args:
            morphemes: Dictionary form and Sejong tag of each, in order.

        Returns:
            The text: ``[("짓", "VV"), ("은", "ETM")]`` gives "지은".
        """
        return str(self._kiwi.join(list(morphemes)))

    def spaces_between(self, lines: Sequence[str]) -> list[bool]:
        """Tell where lines of one paragraph that were broken anywhere are joined with a space.

        Args:
            lines: The lines, such as a page's edge breaks them: "첫째 줄의 낱", "말이 나뉜다."

        Returns:
            For each line but the first whether a space stands before it.
        """
        return list(self._kiwi.glue(lines, return_space_insertions=True)[1])

    def sentences(self, text: str) -> list[Sentence]:
        """Split a text into sentences.

        A blank line always ends a sentence; so does a line break, unless the line looks wrapped
        in mid-sentence. Full stops in decimals, dates ("10일.") and inside quotation marks do
        not. A paragraph of more than some thousand characters is cut first, behind a sentence
        where it has one, else between words, else by length. Every non-space character of the
        text lies in exactly one sentence.

        Args:
            text: Normalised text, see :func:`normalize`.

        Returns:
            Sentences in order.
        """
        return next(iter(self.sentences_of([text])))

    def sentences_of(
        self,
        texts: Iterable[str],
        headers: Iterable[int] = repeat(0),
        progress: Callable[[int], None] | None = None,
        parts: Iterable[Sequence[Part]] = repeat(()),
    ) -> Iterator[list[Sentence]]:
        """Split many texts, spread over the analyser's workers.

        Args:
            texts: Normalised texts.
            headers: For each text the end of its header, where every line is a sentence.
            progress: Told again and again how many characters of all texts are analysed.
            parts: For each text its parts, in order, none within another.

        Yields:
            The sentences of each text, in the order given.
        """
        cut = [
            (
                len(text),
                list(_pieces(_blocks(text, end, own))),
                {p.start for p in own if p.is_whole},
            )
            for text, end, own in zip(texts, headers, parts, strict=False)
        ]
        flat = (piece for _, pieces, _ in cut for _, piece in pieces)
        analysed = iter(
            self._kiwi.split_into_sents(flat, return_tokens=True, return_sub_sents=False)
        )
        before = 0
        for length, pieces, wholes in cut:
            found: list[Sentence] = []
            for offset, piece in pieces:
                found.extend(_merge(next(analysed), piece, offset, is_whole=offset in wholes))
                if progress is not None:
                    progress(before + offset + len(piece))
            before += length
            yield found


@cache
def default_analyzer() -> Analyzer:
    """Return the process's shared analyser, loaded at the first call, with a worker a core."""
    return Analyzer(workers=os.cpu_count() or 1)


def index_terms(morphemes: Sequence[Morpheme], text: str) -> list[str]:
    """List the terms by which a text is found.

    Two readings in one list: the content morphemes, which see through endings and particles,
    and the Hangul character bigrams of each word, which find names that Kiwi does not know
    (it reads 사피온 as 사, 피, 온). Latin and digit runs also count joined ("X220"), and what is
    written in another notation also counts in the plain one: 1만2,500 as 12500, 李舜臣 as 이순신.

    Args:
        morphemes: The text's morphemes, offsets into ``text`` or not.
        text: The normalised text.

    Returns:
        Terms in order, repeated as often as they occur.
    """
    terms = [content_form(m) for m in morphemes if m.tag in CONTENT_TAGS]
    for run in _HANGUL_RUN.findall(text):
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    mixed = (run for run in _LATIN_DIGIT_RUN.findall(text) if not run.isalpha())
    terms.extend(run.lower() for run in mixed if not run.isdigit())
    terms.extend(other_terms(text))
    for reading in hanja_readings(text):
        terms.append(reading)
        terms.extend(reading[i : i + 2] for i in range(len(reading) - 1) if len(reading) > 2)
    return terms


def nominal_runs(morphemes: Iterable[Morpheme]) -> Iterator[tuple[Morpheme, ...]]:
    """Find words without their particles: nouns, names, letters and numbers written as one.

    Args:
        morphemes: The morphemes of a text, in order.

    Yields:
        Runs of morphemes that follow one another without a blank.
    """
    run: list[Morpheme] = []
    for m in morphemes:
        is_nominal = m.tag in _NOMINAL_TAGS and m.end > m.start
        if run and not (is_nominal and m.start == run[-1].end):
            yield tuple(run)
            run = []
        if is_nominal:
            run.append(m)
    if run:
        yield tuple(run)


def holds_word(text: str) -> bool:
    """Tell whether a text holds a letter or a digit, and not only signs."""
    return _WORD.search(text) is not None


def content_form(morpheme: Morpheme) -> str:
    """Return the form under which a content morpheme is compared: Latin in lower case."""
    return morpheme.form.lower() if morpheme.tag == "SL" else morpheme.form


def _blocks(text: str, header_end: int, parts: Sequence[Part]) -> list[tuple[int, str]]:
    """Cut a text where a sentence cannot run on: ``(offset, block)`` in order."""
    blocks: list[tuple[int, str]] = []
    done = 0
    for part in parts:
        blocks += _lines(text, done, part.start, header_end)
        if part.is_whole:
            blocks.append((part.start, text[part.start : part.end]))
        else:
            blocks += _lines(text, part.start, part.end, header_end)
        done = part.end
    return blocks + _lines(text, done, len(text), header_end)


def _lines(text: str, begin: int, stop: int, header_end: int) -> list[tuple[int, str]]:
    """Put the lines together that are one wrapped paragraph."""
    blocks: list[tuple[int, str]] = []
    start = previous_start = previous_end = -1
    for line in _LINE.finditer(text, begin, stop):
        if not line[0].strip():
            continue
        wrapped = (
            start >= 0
            and line.start() >= header_end
            and text.count("\n", previous_end, line.start()) == 1
            and len(text[previous_start:previous_end].strip()) >= _WRAPPED_LINE_CHARS
            and not _ENDED_LINE.search(text, previous_start, previous_end)
            and not _LIST_ITEM.match(line[0])
        )
        if start >= 0 and not wrapped:
            blocks.append((start, text[start:previous_end]))
        if not wrapped:
            start = line.start()
        previous_start, previous_end = line.span()
    if start >= 0:
        blocks.append((start, text[start:previous_end]))
    return blocks


def _pieces(blocks: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Cut blocks that are too long to be analysed at once: ``(offset, piece)`` in order."""
    for offset, block in blocks:
        start = 0
        while len(block) > _LONG_CHARS and len(block) - start > _PIECE_CHARS:
            end = _cut_after(block, start)
            yield offset + start, block[start:end]
            start = end
        yield offset + start, block[start:]


def _cut_after(block: str, start: int) -> int:
    """Find where the piece ends that begins at ``start``: in the second half of what it may be."""
    least, most = start + _PIECE_CHARS // 2, start + _PIECE_CHARS
    ends = [found.end() for found in _SENTENCE_END.finditer(block, least, most)]
    for end in reversed(ends[-_ENDS_WEIGHED:]):
        begin = max(start, end - _QUOTATION_CHARS)
        if not _is_quotation_open(block[begin:end], block[end : end + _QUOTATION_CHARS]):
            return end
    if ends:
        return ends[-1]
    return max((found.end() for found in _SPACE.finditer(block, least, most)), default=most)


def _morpheme(token: Token, offset: int) -> Morpheme:
    start = offset + token.start
    tag: str = token.tag
    if "-" in tag:  # asked first, as it is of millions
        tag = tag.partition("-")[0]
    return Morpheme(token.form, tag, start, start + token.len)


def _merge(
    found: Iterable[KiwiSentence], block: str, offset: int, *, is_whole: bool
) -> list[Sentence]:
    """Join what Kiwi split inside a quotation or after a date, and bare punctuation."""
    merged: list[Sentence] = []
    start = 0
    morphemes: list[Morpheme] = []
    for piece in found:
        if not morphemes:
            start = piece.start
        morphemes.extend(_morpheme(token, offset) for token in piece.tokens or ())
        if is_whole or _runs_on(block, start, piece.end, morphemes):
            continue
        end, kept = _before_opener(block, start, piece, morphemes, offset)
        merged.append(_sentence(block, start, end, offset, morphemes[:kept]))
        morphemes = morphemes[kept:]
        if morphemes:
            start = morphemes[0].start - offset
    if morphemes:
        merged.append(_sentence(block, start, len(block.rstrip()), offset, morphemes))
    return merged


def _before_opener(
    block: str, start: int, piece: KiwiSentence, morphemes: Sequence[Morpheme], offset: int
) -> tuple[int, int]:
    """Find where a sentence ends before a mark that opens the next: end, and how many morphemes."""
    opener = _OPENER_AT_END.search(block, start, piece.end)
    if opener is None or not block[piece.end :].strip():
        return piece.end, len(morphemes)
    begin = opener.start(1)
    kept = sum(m.start - offset < begin for m in morphemes)
    if not 0 < kept < len(morphemes) or morphemes[kept].start - offset != begin:
        return piece.end, len(morphemes)
    return begin - (opener.start(1) - opener.start()), kept


def _sentence(block: str, start: int, end: int, offset: int, morphemes: list[Morpheme]) -> Sentence:
    return Sentence(offset + start, offset + end, block[start:end], tuple(morphemes))


def _runs_on(block: str, start: int, end: int, morphemes: Sequence[Morpheme]) -> bool:
    """Tell whether ``block[start:end]`` is only the beginning of a sentence."""
    text = block[start:end]
    if not holds_word(text):
        return True
    if _DATE_LIKE_END.search(text) and not any(m.tag == "EF" for m in morphemes):
        return True
    if _OPENER_ALONE.fullmatch(text):
        return True
    if _SPEECH_END.search(text) and _SPEECH_GOES_ON.match(block, end):
        return True
    return _is_quotation_open(text, block[end : start + _QUOTATION_CHARS])


def _is_quotation_open(text: str, rest: str) -> bool:
    """Tell whether a quotation that begins in ``text`` ends in ``rest``."""
    for opening, closing in _QUOTES.items():
        is_open = (
            text.count(opening) % 2
            if opening == closing
            else text.count(opening) > text.count(closing)
        )
        if is_open and closing in rest:
            return True
    return False
