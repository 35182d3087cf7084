"""Which of several is meant, and what is told one after another."""

from __future__ import annotations

import pytest

from rag.korean import end_of_order, ordinals_in, step_of, superlatives_in


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


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("제일 비싼 빵", [1]),
        ("최고로 높은 산", [1]),
        ("두 번째로 긴 다리", [2]),
        ("세 번째로 가장 높은 산", [3]),
        ("둘째 날은 가장 짧다", [1]),
        ("세 번째 줄", []),
    ],
)
def test_what_puts_one_before_all_others_is_ranked(text: str, ranks: list[int]) -> None:
    assert [own.rank for own in superlatives_in(text)] == ranks


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("막차 몇 시야?", (0, True)),
        ("섬에서 나오는 마지막 배", (8, True)),
        ("첫 버스는?", (0, False)),
        ("첫 번째 버스는?", None),
        ("첫차와 막차", None),
    ],
)
def test_an_end_of_an_order_is_found(text: str, end: tuple[int, bool] | None) -> None:
    assert end_of_order(text) == end
