"""What a language model wrote, taken apart into claims and the sentence numbers they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.korean import Analyzer, holds_word, normalize
from rag.writing.prompting import NO_ANSWER

# More numbers than this on one claim would make its check a check against everything.
_MAX_NUMBERS = 6

_OPEN, _CLOSE = r"[\[【［〔]", r"[\]】］〕]"
_NUMBER = r"(?:문장|출처|근거|\^)? ?\d{1,30} ?번?"
_WRITTEN = (
    rf"{_OPEN} ?{_NUMBER}(?: ?(?:[,，、·~\-–∼]|및) ?{_NUMBER})* ?{_CLOSE}"
    r"(?:\(https?:[^()\s]{0,500}\))?"
)
# Markers as models write them, one or several: [1], [1,2], [1][2], 【1】, ［１］, [문장 1], [1-3].
_WRITTEN_MARKERS = re.compile(rf" ?{_WRITTEN}(?: ?[,，、]? ?{_WRITTEN})*")
_RANGE = re.compile(r"(\d+)\s*번?\s*[~\-–∼]\s*(?:문장|출처|근거)?\s*(\d+)|(\d+)")
# A marker that is still being written.
_MARKER_TAIL = re.compile(rf" ?{_OPEN}[^\]】］〕\n]{{0,16}}$")
# All of them in one form: the numbers that exist, " [1,2]", or " []" when none does.
_MARKER = r" ?\[[\d,]*\]"
_MARKERS = re.compile(_MARKER)
_DIGITS = re.compile(r"\d+")
# What is left of brackets is none of a citation and must not look like one.
_BRACKETS = str.maketrans("[【［〔]】］〕", "(((())))")
_STOP = r"[.!?。…]"
_QUOTES = r"[\"'”’)」』]*"
# "… 했습니다 [1]. " and "… 했습니다. [1] ": after either, what follows is another claim.
_CLAIM_END = re.compile(
    rf"(?:{_STOP}{_QUOTES}{_MARKER}|{_MARKER}\s*{_STOP}+)(?=\s+[^\s\[【［〔,，、])"
)
_SENTENCE_END = re.compile(rf"{_STOP}{_QUOTES}$")
# "[3]에 따르면 A는 B입니다." puts the number before the claim: it is moved behind it.
_ACCORDING_TO = re.compile(
    rf"({_MARKER})\s*(?:문장)?에\s*(?:따르면|의하면)\s*,?\s*([^.!?。…\[【［〔\n]*)"
)

_THOUGHT_TAG = re.compile(r"<(/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_TAG_TAIL = re.compile(r"<[/|]?\w{0,40}\|?$")
_TAGS = re.compile(r"<\|[^|>\n]{1,40}\|>|</?(?:s|문서|질문)(?:\s[^>\n]*)?>")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,200}[^\[\]\s\d])\]\([^()\n]{0,500}\)")
_NO_CLAIM_LINE = re.compile(r"^\s*(?:#{1,6}\s.*|```.*|[|\s:*_=-]*)$")
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*+•·▪◦]\s+|\d{1,2}[.)]\s+|\(\d{1,2}\)\s+|[①-⑳]\s*)?")
_LABEL = re.compile(r"^\s*(?:답변|답|정답|결론|요약)\s*[:：]\s*")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n(?: ?\n)+")


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """One claim as the model wrote it.

    Attributes:
        text: The claim without its markers and without markup, on one line.
        numbers: The numbers of the sentences that it rests on, as written; only such as exist.
        starts_line: Whether the model began a new line for it.
    """

    text: str
    numbers: tuple[int, ...]
    starts_line: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What there is of a model's reply.

    Attributes:
        claims: The claims that are complete, in order.
        pending: What is written of the next one, without markers.
        is_refusal: Whether the model says that there is no answer.
        is_looping: Whether the model repeats itself without end.
    """

    claims: tuple[WrittenClaim, ...]
    pending: str = ""
    is_refusal: bool = False
    is_looping: bool = False


class ClaimParser:
    """Takes one reply apart, as often as there is more of it.

    The whole text is read anew each time: a later character may change what an earlier one
    meant (a thought that ends, a marker on the next line). Sentences are split once only.
    """

    def __init__(self, analyzer: Analyzer, last_number: int) -> None:
        """Prepare for one reply; the sentences had the numbers 1 to the last."""
        self._analyzer = analyzer
        self._last_number = last_number
        self._claims_of = cache(lambda segment: tuple(self._split_claims(segment)))

    def parse(self, text: str, *, is_final: bool) -> Reply:
        """Take apart what is there.

        Returns:
            Claims that later text will not change, but for the end of a thought, and the rest.
        """
        visible = visible_text(normalize(text), is_final=is_final)
        visible = _WRITTEN_MARKERS.sub(self._marker, visible)
        claims: list[WrittenClaim] = []
        seen: dict[str, int] = {}
        is_refusal, last = False, 0
        segments, pending = _split(visible, is_final=is_final)
        for place, (segment, starts_line) in enumerate(segments, start=1):
            begins = starts_line
            for claim, numbers in self._claims_of(segment):
                if _is_refusal(claim, numbers):
                    is_refusal = True
                elif _is_claim(claim, numbers):
                    seen[claim] = seen.get(claim, 0) + 1
                    if seen[claim] == 1:
                        claims.append(WrittenClaim(claim, numbers, begins))
                        begins, last = False, place
        if is_final and len(claims) > 1:
            # What broke off stands at the very end: what was complete before has been given.
            is_open = not claims[-1].numbers and not _SENTENCE_END.search(claims[-1].text)
            if is_open and last > len(_split(visible, is_final=False)[0]):
                claims.pop()
        is_looping = any(count > 2 for count in seen.values())
        return Reply(tuple(claims), pending, is_refusal, is_looping)

    def _marker(self, written: re.Match[str]) -> str:
        """Put markers into one form, with the numbers that exist."""
        numbers: dict[int, None] = {}
        for first, to, single in _RANGE.findall(written[0]):
            low, high = (int(first), int(to)) if first else (int(single), int(single))
            numbers |= dict.fromkeys(range(max(low, 1), min(high, self._last_number) + 1))
        return f" [{','.join(map(str, numbers))}]"

    def _split_claims(self, segment: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Split into sentences, each with its markers' numbers.

        A sentence without markers is covered by those of the next one in the same segment, as
        is usual where two sentences share a source; it is checked against it by itself.
        """
        plain, markers = _take_markers(segment)
        sentences = self._analyzer.sentences(plain)
        if not sentences:
            return
        starts = [sentence.start for sentence in sentences]
        # "[1] A는 B입니다." as in the prompt: the marker stands before its sentence.
        leads = bool(markers) and markers[0][0] == 0 and markers[-1][0] < sentences[-1].end
        own: list[list[int] | None] = [None] * len(sentences)
        for position, marker in markers:
            if leads:
                owner = min(sum(start < position for start in starts), len(starts) - 1)
            else:
                owner = max(sum(start < position for start in starts) - 1, 0)
            own[owner] = (own[owner] or []) + [int(number) for number in _DIGITS.findall(marker)]
        for n in reversed(range(len(own) - 1)):
            if own[n] is None and not leads:
                own[n] = own[n + 1]
        for sentence, numbers in zip(sentences, own, strict=True):
            text = sentence.text.translate(_BRACKETS)
            yield text, tuple(dict.fromkeys(numbers or ()))[:_MAX_NUMBERS]


def visible_text(text: str, *, is_final: bool) -> str:
    """Drop what the model thought aloud, markup that no reader is meant to see, and much space."""
    kept: list[str] = []
    start, is_thought = 0, False
    for tag in _THOUGHT_TAG.finditer(text):
        if tag[1]:
            # Some templates open the thought in the prompt: then only its end is in the reply.
            kept = kept if is_thought else []
            start, is_thought = tag.end(), False
        elif not is_thought:
            kept.append(text[start : tag.start()])
            is_thought = True
    if not is_thought:
        kept.append(text[start:])
    text = "".join(kept)
    if not is_final:
        text = _TAG_TAIL.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", _TAGS.sub("", text)))
    return _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text))


def _split(text: str, *, is_final: bool) -> tuple[list[tuple[str, bool]], str]:
    """Cut into segments that hold whole claims.

    Returns:
        The segments, each with whether it begins a line, and what is left of the last, unfinished
        one, as it may be shown.
    """
    lines = _join_marker_lines(text.split("\n"))
    first_open = len(lines) if is_final else len(lines) - _open_lines(lines)
    segments: list[tuple[str, bool]] = []
    pending: list[str] = []
    for number, line in enumerate(lines):
        parts = _cut(_clean_line(line))
        # Of the first open line all but the last part is complete; of later ones nothing is
        # given before what stands above it.
        complete = parts if number < first_open else parts[:-1] if number == first_open else []
        segments.extend((part, part_number == 0) for part_number, part in enumerate(complete))
        pending.extend(parts[len(complete) :])
    shown = _MARKERS.sub("", _MARKER_TAIL.sub("", " ".join(pending)))
    return [segment for segment in segments if segment[0]], shown.translate(_BRACKETS).strip()


def _join_marker_lines(lines: Sequence[str]) -> list[str]:
    """Put a line that holds markers alone at the end of the line before it."""
    joined: list[str] = []
    for line in lines:
        stripped = line.strip()
        if joined and stripped and not _MARKERS.sub("", stripped).strip(" .,"):
            while len(joined) > 1 and not joined[-1].strip():
                joined.pop()
            joined[-1] = f"{joined[-1].rstrip()} {stripped}"
        else:
            joined.append(line)
    return joined


def _open_lines(lines: Sequence[str]) -> int:
    """Count the lines at the end that more text could still change."""
    count = 1
    # While the last line could become one of markers alone, it could belong to the one before.
    while count < len(lines) and not _MARKER_TAIL.sub("", lines[-count]).strip():
        count += 1
    return count


def _clean_line(line: str) -> str:
    """Strip markup; a line that makes no claim becomes empty."""
    if _NO_CLAIM_LINE.match(line):
        return ""
    line = _EMPHASIS.sub("", line)
    line = _LABEL.sub("", _BULLET.sub("", line, count=1), count=1)
    line = _ACCORDING_TO.sub(r"\2 \1", line)
    if line.rstrip().endswith((":", "：")) and not _MARKERS.search(line):
        return ""
    return line.strip()


def _cut(line: str) -> list[str]:
    """Cut a line after each claim that is certainly complete; the last part may be not."""
    if _MARKERS.match(line):  # the markers may stand before their claims: wait for the whole line
        return [line]
    parts: list[str] = []
    start = 0
    for end in _CLAIM_END.finditer(line):
        parts.append(line[start : end.end()].strip())
        start = end.end()
    return [*parts, line[start:].strip()]


def _take_markers(segment: str) -> tuple[str, list[tuple[int, str]]]:
    """Take the markers out.

    Returns:
        The text without them, and each with where it stood in that text.
    """
    plain = ""
    markers: list[tuple[int, str]] = []
    done = 0
    for marker in _MARKERS.finditer(segment):
        plain += segment[done : marker.start()]
        markers.append((len(plain.rstrip()), marker[0]))
        done = marker.end()
        if _SENTENCE_END.search(plain) and segment[done : done + 1].isalnum():
            plain += " "
    return plain + segment[done:], markers


def _is_claim(text: str, numbers: Sequence[int]) -> bool:
    """Tell whether a sentence claims something: questions back and bare punctuation do not."""
    return holds_word(text) and (bool(numbers) or not text.endswith(("?", "？")))


def _is_refusal(text: str, numbers: Sequence[int]) -> bool:
    """Tell whether a sentence says, in whatever ending, that there is no answer."""
    stem = NO_ANSWER.removesuffix("음").replace(" ", "")
    text = text.replace(" ", "")
    return text.startswith(stem) if numbers else stem in text
