"""An answer in the making: what is said, and which sentence each part of it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.answer import Answer, Citation, Highlight, cite, on_one_line
from rag.answering.plan import Form
from rag.reading import Evidence
from rag.sources import BlockKind, Document, quote_start, write_out

AlsoIn = Callable[[str, str], Sequence[str]]
"""Tells which other documents hold a quote of a document, by their ids."""

_ON_A_LINE_OF_THEIR_OWN = frozenset(
    {
        BlockKind.LIST_ITEM,
        BlockKind.TABLE_ROW,
        BlockKind.SPEECH,
        BlockKind.CODE,
        BlockKind.METADATA,
    }
)


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

    def __init__(
        self, documents: Mapping[str, Document], text: str = "", also_in: AlsoIn | None = None
    ) -> None:
        """Begin an answer.

        Args:
            documents: The documents by id.
            text: What is said before all else.
            also_in: Tells where else a quote stands.
        """
        self.text = text
        self._also_in = also_in
        self._listed = False
        self._documents = documents
        self._citations: list[Citation] = []
        self._highlights: list[Highlight] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def say(
        self, text: str, evidence: Sequence[Evidence] = (), *, joint: str = " "
    ) -> tuple[int, int]:
        """Say something, with the sentences that bear it, and return where it stands."""
        self.text += joint if self.text else ""
        span = (len(self.text), len(self.text) + len(text))
        self.text += text
        for item in evidence:
            sentence, document_id = item.candidate.sentence, item.candidate.passage.document_id
            key = (document_id, sentence.start, sentence.end)
            number = self._numbers.setdefault(key, len(self._numbers) + 1)
            document = self._documents[document_id]
            cited = cite(number, document, sentence, span, item.score)
            self._citations.append(self._with_copies(cited))
        return span

    def _with_copies(self, cited: Citation) -> Citation:
        others = tuple(self._also_in(cited.document_id, cited.quote)) if self._also_in else ()
        found = (self._documents[other] for other in others if other in self._documents)
        sources = [source for other in found for source in (other.source, *other.copies)]
        return replace(cited, also_in=others, also_from=(*cited.also_from, *sources))

    def quote(self, item: Evidence, *, joint: str | None = None) -> tuple[int, int]:
        """Quote a sentence whole, its short answer marked, and return where it stands.

        Items of a list, rows of a table and code stand on lines of their own, if ``joint`` says
        nothing else; a row is shown with the names of its columns.
        """
        sentence, block = item.candidate.sentence, item.candidate.block
        text = self._documents[item.candidate.passage.document_id].text
        was_listed = self._listed
        self._listed = item.candidate.kind in _ON_A_LINE_OF_THEIR_OWN
        if joint is None:
            joint = "\n" if self._listed or was_listed else " "
        start = quote_start(sentence.text, sentence.start, block)
        written = write_out(text[start : sentence.end], start, block)
        keep_lines = item.candidate.kind is BlockKind.CODE
        shown = written.text.strip("\n") if keep_lines else on_one_line(written.text)
        span = self.say(shown, [item], joint=joint)
        marked = item.highlight and written.span_of(*item.highlight)
        if marked and not keep_lines:
            before = len(on_one_line(written.text[: marked[0]] + "|")) - 1
            short = len(on_one_line(written.text[slice(*marked)]))
            self._highlights.append(Highlight(span[0] + before, span[0] + before + short))
        return span

    def tell(self, item: Evidence) -> None:
        """Say the short answer of a sentence; the whole of it where it has none.

        Args:
            item: The sentence.
        """
        if item.highlight is None:
            self.quote(item, joint=" ")
            return
        text = self._documents[item.candidate.passage.document_id].text
        span = self.say(on_one_line(text[slice(*item.highlight)]), [item])
        self._highlights.append(Highlight(*span))

    def quotation(self) -> Quotation:
        """Return what was put together."""
        citations = tuple(sorted(self._citations, key=lambda c: (c.number, c.answer_start)))
        return Quotation(self.text, citations, tuple(self._highlights))

    def filled(self, plain: Answer, form: Form) -> Answer:
        """Return an answer in a form, with what was put together in the place of its text."""
        built = self.quotation()
        return replace(
            plain,
            text=built.text,
            citations=built.citations,
            highlights=built.highlights,
            form=form,
        )
