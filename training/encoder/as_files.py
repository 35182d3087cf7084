"""Written texts as the program reads files of them: headings, lists and tables told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.encoder.tokens import cut_windows
from rag.evaluation.paragraphs import Models
from rag.reading import Finder
from rag.reading.notation import AskedValues
from rag.reading.window import written_window
from rag.retrieval import SentenceCandidate
from rag.settings import Settings
from rag.sources import Document, read_content
from training.encoder.texts import Span, Text

_MARKDOWN = re.compile(r"^(?:#{1,6} |\||```)|\*\*", re.MULTILINE)
_WRITTEN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """A window as the encoder is given it.

    Attributes:
        title: What it stands under.
        text: Its text.
        sentences: Start and end of each sentence in the text.
        own: Start and end of each sentence in the document.
        places: For each character of the text the offset in the document, or a negative number.
    """

    title: str
    text: str
    sentences: tuple[Span, ...]
    own: tuple[Span, ...]
    places: Sequence[int]

    def touched(self, spans: Iterable[Span]) -> frozenset[Span]:
        """Those of its sentences, as they lie in the document, that any of some spans touches."""
        asked = [*spans]
        return frozenset(
            (first, last)
            for first, last in self.own
            if any(first < end and start < last for start, end in asked)
        )

    def span_of(self, start: int, end: int) -> Span | None:
        """Where a stretch of the document stands in the text, if all of it does."""
        held = [n for n, place in enumerate(self.places) if start <= place < end]
        return (held[0], held[-1] + 1) if held and len(held) == end - start else None


def plain_windows(text: Text) -> list[ReadWindow]:
    """Cut a text into windows of its sentences as they stand."""
    return [plain_window(text, window) for window in cut_windows(text.sentences)]


def plain_window(text: Text, numbers: range) -> ReadWindow:
    """Take some neighbouring sentences of a text as they stand."""
    own = text.sentences[numbers.start : numbers.stop]
    begin, end = own[0][0], own[-1][1]
    moved = tuple((a - begin, b - begin) for a, b in own)
    return ReadWindow(text.title, text.text[begin:end], moved, own, range(begin, end))


def windows_as_served(documents: Sequence[Document]) -> dict[str, list[ReadWindow]]:
    """Cut documents into windows as the program does, by their ids.

    Rows of tables have the names of their columns, and a window stands under its headings. What
    depends on the question, its dates and numbers written out, is left away.
    """
    if not documents:
        return {}
    found = finder_over(documents).search("글")
    table = found.index.sentences
    return {
        document.id: [
            window_as_served([found.candidate(n) for n in sentences])
            for sentences in table.windows_of(number)
        ]
        for number, document in enumerate(documents)
    }


def finder_over(documents: Sequence[Document]) -> Finder:
    """Index documents in memory."""
    return Models.load(Settings()).over(documents, Path("texts"), None).finder


def window_as_served(candidates: Sequence[SentenceCandidate]) -> ReadWindow:
    """Write a window as :func:`windows_as_served` does."""
    window, places = written_window(candidates, AskedValues.of(""))
    lie = tuple((c.sentence.start, c.sentence.end) for c in candidates)
    return ReadWindow(window.title, window.text, window.sentences, lie, places)


def as_file(text: Text, source: str) -> tuple[Document, Text]:
    """Read a text as the program reads a file, and move there what was said of it.

    Args:
        text: The text.
        source: What the document's source is called.

    Returns:
        The document, and the text with its spans in ``Document.text``. A text that cannot be found
        there again, letter for letter, stays as it is, in a document without blocks.
    """
    plain = Document(text.id, text.title, text.text, source)
    content = text.text.encode()
    suffix = ".md" if _MARKDOWN.search(text.text) else ".txt"
    read = read_content(content, text.id + suffix, max_bytes=4 * len(content)).documents
    if len(read) != 1 or _letters(read[0].text) != _letters(text.text):
        return plain, text
    document = replace(read[0], id=text.id, title=text.title, source=source)
    return document, text if document.text == text.text else _moved(text, document.text)


def _letters(text: str) -> str:
    return "".join(_WRITTEN.findall(text))


def _moved(text: Text, there: str) -> Text:
    """Move the spans of a text to another that has the same letters."""
    before = [match.start() for match in _WRITTEN.finditer(text.text)]
    after = [match.start() for match in _WRITTEN.finditer(there)]

    def span(own: Span) -> Span:
        held = range(bisect_left(before, own[0]), bisect_left(before, own[1]))
        return (after[held[0]], after[held[-1]] + 1) if held else (0, 0)

    def spans(own: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(map(span, own))

    return replace(
        text,
        text=there,
        sentences=spans(text.sentences),
        questions=tuple(
            replace(q, evidence=spans(q.evidence), answer=q.answer and span(q.answer))
            for q in text.questions
        ),
        claims=tuple(replace(c, cited=spans(c.cited)) for c in text.claims),
        decisions=tuple(replace(d, cited=spans(d.cited)) for d in text.decisions),
    )
