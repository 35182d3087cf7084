"""Which of several is meant, and what is told one after another."""

from __future__ import annotations

import pytest

from rag.korean import ordinals_in, step_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("둘째 날은?", {2}),
        ("두번째 발표는 누가 해?", {2}),
        ("세 번째와 네 번째", {3, 4}),
        ("첫날에는 뭐 해?", {1}),
        ("2일차 일정", {2}),
        ("3교시는 몇 시야?", {3}),
        ("두 번 갔다", set()),
        ("20일에 열린다", set()),
        ("우리 둘째가 다닌다", {2}),
    ],
)
def test_an_ordinal_is_read(text: str, numbers: set[int]) -> None:
    assert ordinals_in(text) == numbers


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        ("첫째, 문을 닫는다.", 1),
        ("두 번째로 물을 붓는다.", 2),
        ("먼저 불을 끈다.", 1),
        ("그다음 뚜껑을 연다.", 0),
        ("마지막으로 소금을 넣는다.", 0),
        ("다음은 안내이다.", None),
        ("소금을 넣는다.", None),
        ("문은 두 번째 칸에 있다.", None),
    ],
)
def test_a_step_begins_with_its_place(sentence: str, step: int | None) -> None:
    assert step_of(sentence) == step
