"""Of which row one of several questions asks."""

from __future__ import annotations

import pytest

from rag.answering.answer import Answer, AnswerStatus, Citation
from rag.answering.several import of_row
from rag.korean import default_analyzer
from rag.sources import Block, BlockKind, Document

TEXT = "가온선 | 05:40 | 22:10\n나래선 | 06:00 | 23:20"
COLUMNS = ("노선", "첫차", "막차")
ROWS = tuple(
    Block(BlockKind.TABLE_ROW, a, b, 0, COLUMNS, cells)
    for a, b, cells in (
        (0, 19, ((0, 3), (6, 11), (14, 19))),
        (20, 39, ((20, 23), (26, 31), (34, 39))),
    )
)
DOCUMENT = Document(id="bus", title="버스", text=TEXT, source="bus.txt", blocks=ROWS)


def told(*starts: int) -> Answer:
    """An answer that cites rows by where they begin."""
    citations = tuple(
        Citation(
            number=number,
            document_id="bus",
            title="버스",
            publisher=None,
            published=None,
            source="bus.txt",
            start=at,
            end=at + 19,
            quote=TEXT[at : at + 19],
            answer_start=0,
            answer_end=1,
            score=1.0,
        )
        for number, at in enumerate(starts, start=1)
    )
    return Answer("?", "", AnswerStatus.ANSWERED, 1.0, citations, (), "m", 0.0)


@pytest.mark.parametrize(
    ("part", "starts", "asked"),
    [
        ("막차는 몇 시야?", (20,), "나래선 막차는 몇 시야?"),
        ("막차는 몇 시야?", (0, 20), "막차는 몇 시야?"),
        ("요금은 얼마야?", (20,), "요금은 얼마야?"),
        ("누구야?", (20,), "누구야?"),
        ("막차는 몇 시야?", (), "막차는 몇 시야?"),
    ],
)
def test_a_column_alone_is_asked_of_the_one_row_told_before(
    part: str, starts: tuple[int, ...], asked: str
) -> None:
    answer = [told(*starts)]
    assert of_row(part, answer, {"bus": DOCUMENT}, default_analyzer()) == asked
