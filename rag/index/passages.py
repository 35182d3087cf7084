"""Whole sentences packed to a size, with offsets into the document's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean import Sentence
from rag.sources import OPENS_SECTION, Document


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences; ``text == document.text[start:end]``.

    Attributes:
        id: ``{document_id}:{start}-{end}``.
        document_id: The document it lies in.
        start: First character in ``Document.text``.
        end: One past the last character.
        text: The characters between.
        is_header: Whether it is the document's title, outlet and dates.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    is_header: bool = False


def split_passages(
    document: Document, sentences: Sequence[Sentence], max_chars: int
) -> list[Passage]:
    """Pack all sentences of a document into passages, each sentence into exactly one.

    The header (title, outlet, dates) is a passage of its own, and a heading begins a new one. A
    sentence is never cut, so one that is longer than ``max_chars`` is a passage alone.
    """
    header = [s for s in sentences if s.end <= document.header_end]
    passages = [_passage(document, header, is_header=True)] if header else []
    body = sentences[len(header) :]
    for section in sections(document, [sentence.start for sentence in body]):
        run: list[Sentence] = []
        for sentence in body[section.start : section.stop]:
            if run and sentence.end - run[0].start > max_chars:
                passages.append(_passage(document, run))
                run = []
            run.append(sentence)
        passages.append(_passage(document, run))
    return passages


def sections(document: Document, starts: Sequence[int]) -> list[range]:
    """Cut a run of sentences before each heading, and each question that is answered.

    A heading right below another stays with it. Given where each sentence begins, returned are
    the numbers of the sentences of each section, in order.
    """
    kinds = [block.kind if (block := document.block_at(start)) else None for start in starts]
    opens = [kind in OPENS_SECTION for kind in kinds]
    firsts = [n for n, is_open in enumerate(opens) if n == 0 or (is_open and not opens[n - 1])]
    return [range(a, b) for a, b in pairwise([*firsts, len(starts)])]


def _passage(document: Document, run: Sequence[Sentence], *, is_header: bool = False) -> Passage:
    start, end = run[0].start, run[-1].end
    return Passage(
        id=f"{document.id}:{start}-{end}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        is_header=is_header,
    )
