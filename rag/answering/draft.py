"""An answer in the making: what is said, and which sentence each part of it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.answer import Citation, Highlight, cite, on_one_line
from rag.reading import Evidence
from rag.sources import Document


@dataclass(frozen=True, slots=True)
class Quotation:
    """Evidence put together as an answer.

    Attributes:
        text: What is said.
        citations: In the order of their numbers, from 1; a sentence that several parts rest on
            has one number, and one citation for each part.
        highlights: The short answers inside the sentences quoted.
    """

    text: str
    citations: tuple[Citation, ...]
    highlights: tuple[Highlight, ...]


class Draft:
    """Puts an answer together part by part, so that all offsets are right by construction."""

    def __init__(self, documents: Mapping[str, Document], text: str = "") -> None:
        """Begin an answer.

        Args:
            documents: The documents by id.
            text: What is said before all else.
        """
        self.text = text
        self._documents = documents
        self._citations: list[Citation] = []
        self._highlights: list[Highlight] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def say(
        self, text: str, evidence: Sequence[Evidence] = (), *, joint: str = " "
    ) -> tuple[int, int]:
        """Say something, with the sentences that bear it.

        Args:
            text: What is said.
            evidence: The sentences cited for it.
            joint: Stands between it and what was said before.

        Returns:
            Where it stands in the answer.
        """
        self.text += joint if self.text else ""
        span = (len(self.text), len(self.text) + len(text))
        self.text += text
        for item in evidence:
            sentence, document_id = item.candidate.sentence, item.candidate.passage.document_id
            key = (document_id, sentence.start, sentence.end)
            number = self._numbers.setdefault(key, len(self._numbers) + 1)
            document = self._documents[document_id]
            self._citations.append(cite(number, document, sentence, span, item.score))
        return span

    def quote(self, item: Evidence, *, joint: str = " ") -> tuple[int, int]:
        """Quote a sentence whole, its short answer marked.

        Args:
            item: The sentence.
            joint: Stands between it and what was said before.

        Returns:
            Where it stands in the answer.
        """
        sentence = item.candidate.sentence
        text = self._documents[item.candidate.passage.document_id].text
        span = self.say(on_one_line(text[sentence.start : sentence.end]), [item], joint=joint)
        if item.highlight is not None:
            start, end = item.highlight
            before = len(on_one_line(text[sentence.start : start] + "|")) - 1
            short = len(on_one_line(text[start:end]))
            self._highlights.append(Highlight(span[0] + before, span[0] + before + short))
        return span

    def quotation(self) -> Quotation:
        """Return what was put together."""
        citations = tuple(sorted(self._citations, key=lambda c: (c.number, c.answer_start)))
        return Quotation(self.text, citations, tuple(self._highlights))
