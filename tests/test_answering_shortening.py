"""Sentences made shorter by leaving clauses out."""

from __future__ import annotations

import pytest

from rag.answering.shortening import shorten
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("비가 왔다.", 10, "비가 왔다."),
        ("시가 돈을 모은 가운데 시민이 다리를 놓았다.", 15, "시민이 다리를 놓았다."),
        ("시는 돈을 모으며 다리를 놓았다.", 14, "시는 다리를 놓았다."),
        ("시(市)는 다리를 놓았다.", 12, "시는 다리를 놓았다."),
        ("시는 다리를 놓았다.", 5, None),
    ],
)
def test_only_words_are_left_out(
    text: str, limit: int, short: str | None, analyzer: Analyzer
) -> None:
    assert shorten(analyzer.sentences(text)[0], limit) == short
