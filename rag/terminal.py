"""An answer, and how far work has come, as a terminal shows them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

# The command line says `rag --help` at once: what takes a second to import comes where it is used.
if TYPE_CHECKING:
    from rag.answering import Answer
    from rag.index import Progress
    from rag.sources import Document

# As many of the closest passages as are printed when there is no answer.
_CLOSEST = 3


def is_korean(environment: Mapping[str, str]) -> bool:
    """Tell whether a terminal's language is Korean, by the variables that gettext reads."""
    variables = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next(filter(None, map(environment.get, variables)), "")
    return chosen.startswith("ko")


def told(english: str, korean: str) -> str:
    """Choose the wording in the terminal's language."""
    return korean if is_korean(os.environ) else english


def format_answer(reply: Answer, documents: Mapping[str, Document] | None = None) -> str:
    """Lay out an answer for a terminal.

    Args:
        reply: The answer.
        documents: By id; what lies in others is not shown.

    Returns:
        The text, then what each number cites; for a refusal, the passages that come closest.
    """
    from rag.sources import HEADING_SEPARATOR

    lines = [str(reply)]
    if reply.notice:
        lines += ["", f"* {reply.notice}"]
    for c in {citation.number: citation for citation in reply.citations}.values():
        place = HEADING_SEPARATOR.join(filter(None, (c.title, c.heading)))
        page = f"{c.page:,}쪽" if c.page else None
        about = _about(place, c.publisher, c.published, page)
        about += f" (외 {len(c.also_from):,}건: {', '.join(c.also_from)})" if c.also_from else ""
        lines += ["", f"[{c.number}] {about}", _quoted(c.start, c.end, c.quote)]
    if not reply.citations and not reply.names_nothing:
        for found in reply.retrieved[:_CLOSEST]:
            passage = found.passage
            if (document := (documents or {}).get(passage.document_id)) is not None:
                about = _about(document.title, document.publisher, document.published)
                lines += ["", f"- {about}", _quoted(passage.start, passage.end, passage.text)]
    return "\n".join(lines)


def _about(
    title: str, publisher: str | None, published: str | None, page: str | None = None
) -> str:
    return ", ".join(filter(None, [title, publisher, published, page]))


def _quoted(start: int, end: int, text: str) -> str:
    return f"    {start}-{end}: {' '.join(text.split())}"


def progress_bar() -> Progress:
    """Return a progress report that draws a bar for work that takes longer than a second."""
    from tqdm import tqdm

    bars: dict[str, tqdm] = {}

    def report(what: str, done: int, total: int) -> None:
        bar = bars.get(what) or bars.setdefault(what, tqdm(desc=what, total=total, delay=1))
        bar.update(done - bar.n)
        if done >= total:
            bars.pop(what).close()

    return report
