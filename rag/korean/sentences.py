"""Where a sentence of a news text ends: what Kiwi is given, and what it splits too soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.korean.morphemes import Morpheme

if TYPE_CHECKING:
    from kiwipiepy import Sentence as KiwiSentence
    from kiwipiepy import Token

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
# ‘모임’의 …, ‘왼쪽’, ‘오른쪽’을 …
_QUOTED = r"[\"'“‘「『《〈<][^\"'“”‘’「」『』《》〈〉<>\n]{1,40}[\"'”’」』》〉>]"
_OPENER_AT_END = re.compile(
    r"(?:(?<=[.!?…。])|(?<=[.!?…。][\"'”’)\]」』》〉]))\s+"
    rf"({_OPENER}(?:\s+{_OPENER})?|(?:{_OPENER}\s+)?{_QUOTED}(?:[,·]?\s?{_QUOTED})*)$"
)
# Who answers, which Kiwi takes for a sentence: "A2. (도로과 함예진) 8월까지 …"
_SPEAKER_ALONE = re.compile(r"(?:A\s?\d{0,3}|답변?)\s?[.:)．：]\s*\([^()\n]{1,20}\)", re.I)
# What goes on after a quotation: “…” 하고 말했다.
_SPEECH_END = re.compile(r"[.!?…][”\"’'」』]$")
_SPEECH_GOES_ON = re.compile(r"\s*(?:이?라(?:고|며|면서|는)|하고|하며|고)(?![가-힣])")
# A line shorter than this that does not end a sentence is a heading, not a wrapped line.
_WRAPPED_LINE_CHARS = 30
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


def holds_word(text: str) -> bool:
    """Tell whether a text holds a letter or a digit, and not only signs."""
    return _WORD.search(text) is not None


def blocks_of(text: str, header_end: int, parts: Sequence[Part]) -> list[tuple[int, str]]:
    """Cut a text where a sentence cannot run on: ``(offset, block)`` in order."""
    blocks: list[tuple[int, str]] = []
    done = 0
    for part in parts:
        # Between parts stand bullets and drawn lines, which tell nothing.
        between = _lines(text, done, part.start, header_end)
        blocks += [block for block in between if holds_word(block[1])]
        if part.is_whole:
            blocks.append((part.start, text[part.start : part.end]))
        else:
            blocks += _lines(text, part.start, part.end, header_end)
        done = part.end
    rest = _lines(text, done, len(text), header_end)
    return blocks + [block for block in rest if holds_word(block[1]) or not parts]


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


def pieces_of(blocks: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
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


def morpheme_of(token: Token, offset: int) -> Morpheme:
    """Return what Kiwi found, with its place in a text of which it saw what follows ``offset``."""
    start = offset + token.start
    tag: str = token.tag
    if "-" in tag:  # asked first, as it is of millions
        tag = tag.partition("-")[0]
    return Morpheme(token.form, tag, start, start + token.len)


def merge(
    found: Iterable[KiwiSentence], block: str, offset: int, *, is_whole: bool
) -> list[Sentence]:
    """Join what Kiwi split inside a quotation or after a date, and bare punctuation."""
    merged: list[Sentence] = []
    start = 0
    morphemes: list[Morpheme] = []
    for piece in found:
        if not morphemes:
            start = piece.start
        morphemes.extend(morpheme_of(token, offset) for token in piece.tokens or ())
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
    if _OPENER_ALONE.fullmatch(text) or _SPEAKER_ALONE.fullmatch(text):
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
