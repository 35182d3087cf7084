"""Whether a text holds what a question names."""

from __future__ import annotations

import pytest

from rag.korean import default_analyzer
from rag.reading import analyse_question
from rag.reading.naming import holds_part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("홍보팀 대리 유채린 → 홍보팀 과장", True),
        ("홍보팀장은 유채린이다", False),
        ("홍보팀 팀장 유채린", False),
        ("물류팀 과장 배도현", False),
    ],
)
def test_the_beginning_of_a_word_is_held_without_its_end(text: str, part: bool) -> None:
    question = "홍보팀장은 누구야?"
    morphemes = default_analyzer().morphemes(question)
    named = analyse_question(question, morphemes).named
    assert holds_part(text, named[-1]) is part
