"""Several of one kind that a question may be about: which are found, and by what names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import AnswerStatus, RagPipeline
from rag.answering.asking_back import offered_in
from rag.reading.members import _told_apart
from rag.settings import Settings

POOL = (
    "# 물결 수영장\n\n| 반 | 시작 | 강사 | 요금 |\n|---|---|---|---|\n"
    "| 아침반 | 오전 7시 | 온바다 | 6만 원 |\n| 저녁반 | 오후 7시 | 온바다 | 8만 원 |\n\n"
    "수영모는 꼭 써야 합니다.\n"
)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([("안내", "솔내점", ""), ("안내", "갈마점", "")], ["솔내점", "갈마점"]),
        ([("안내", "", "1차 설명회"), ("안내", "", "2차 설명회")], ["1차", "2차"]),
        ([("안내", "", "'보리'의 상담"), ("안내", "", "'콩이'의 상담")], ["보리", "콩이"]),
        ([("안내", "숲속의 집", ""), ("안내", "야영장", "")], ["숲속의 집", "야영장"]),
        ([("솔내점 안내", "", "주차장"), ("갈마점 안내", "", "식당")], ["솔내점", "갈마점"]),
        # Two things differ, or none: nothing tells them apart.
        ([("안내", "솔내점", "주차장"), ("안내", "갈마점", "식당")], []),
        ([("안내", "솔내점", ""), ("안내", "갈마점", "", "")], []),
        ([("안내", "솔내점", ""), ("안내", "솔내점", "")], []),
    ],
)
def test_places_are_told_apart_by_one_part(
    places: list[tuple[str, ...]], expected: list[str]
) -> None:
    assert _told_apart(places) == expected


def test_what_an_answer_offers_is_read_from_its_text() -> None:
    asked = "솔내점과 갈마점 중 어느 쪽인가요?\n• 솔내점: 9시\n• 갈마점: 11시"
    assert offered_in(asked) == ("솔내점", "갈마점")
    assert offered_in("솔내점은 9시에 연다.\n• 갈마점: 11시") == ()
    assert offered_in("") == ()


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., object]:
    folder = tmp_path_factory.mktemp("pool")
    source = Path(folder) / "pool.md"
    source.write_text(POOL, encoding="utf-8")
    return RagPipeline.build(source, folder / "index", Settings()).ask


@pytest.mark.slow
def test_each_is_offered_and_told(ask: Callable[..., object]) -> None:
    reply = ask("요금이 얼마야?")
    assert reply.text.startswith("아침반과 저녁반 중 어느 쪽인가요?")
    assert reply.status is AnswerStatus.POSSIBLE
    assert [c.quote for c in reply.citations] == [
        "아침반 | 오전 7시 | 온바다 | 6만 원",
        "저녁반 | 오후 7시 | 온바다 | 8만 원",
    ]
    assert [reply.text[h.start : h.end] for h in reply.highlights] == ["6만 원", "8만 원"]
    assert reply.suggestions == ("아침반 요금이 얼마야?", "저녁반 요금이 얼마야?")
    for question, told in zip(reply.suggestions, ("6만 원", "8만 원"), strict=True):
        chosen = ask(question)
        assert told in chosen.text
        assert "어느 쪽" not in chosen.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["강사가 누구야?", "저녁반 요금이 얼마야?", "수영모를 써야 해?"]
)
def test_what_is_clear_is_not_asked_back(ask: Callable[..., object], question: str) -> None:
    assert "어느 쪽" not in ask(question).text
