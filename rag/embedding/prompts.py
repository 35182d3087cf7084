"""What models want put before questions and passages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.settings import Settings

_RETRIEVAL_TASK = "Given a web search query, retrieve relevant passages that answer the query"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants put before its texts.

    Attributes:
        query: Before each question.
        passage: Before each passage.
    """

    query: str = ""
    passage: str = ""


# Families whose published models need prompts but do not always bring them in their
# configuration. The first pattern found in the lower-cased name counts.
_KNOWN_PROMPTS: tuple[tuple[str, Prompts], ...] = (
    (r"e5-.*instruct", Prompts(query=f"Instruct: {_RETRIEVAL_TASK}\nQuery: ")),
    (r"(?:^|[^a-z])(?:ko)?e5(?:[^a-z0-9]|$)", Prompts(query="query: ", passage="passage: ")),
    (r"qwen3-embedding", Prompts(query=f"Instruct: {_RETRIEVAL_TASK}\nQuery:")),
    (
        r"embeddinggemma",
        Prompts(query="task: search result | query: ", passage="title: none | text: "),
    ),
    (r"arctic-embed|pixie-rune", Prompts(query="query: ")),
    (r"nomic-embed", Prompts(query="search_query: ", passage="search_document: ")),
)


def known_prompts(name: str) -> Prompts:
    """Look up the prompts of a published model family.

    Returns:
        The family's prompts, or none for a name that no family matches.
    """
    for pattern, prompts in _KNOWN_PROMPTS:
        if re.search(pattern, Path(name).name.lower()):
            return prompts
    return Prompts()


def choose_prompts(settings: Settings, own: Mapping[str, str | None]) -> Prompts:
    """Choose prompts: the setting, else the model's own, else its family's.

    Args:
        settings: Its ``embedding_model`` and ``embedding_*_prompt`` are read.
        own: The prompts that the model brings along, by name.
    """
    brought = Prompts(own.get("query") or "", own.get("document") or own.get("passage") or "")
    if brought == Prompts():
        brought = known_prompts(settings.embedding_model)
    query, passage = settings.embedding_query_prompt, settings.embedding_passage_prompt
    return Prompts(
        brought.query if query is None else query,
        brought.passage if passage is None else passage,
    )
