"""Things with a value each in one sentence, and which of them has most or least."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.reading.enumerated import enumerated

LINES = {
    "참가자는 풀코스 940명, 하프 1천700명, 10㎞ 2천600명, 5㎞ 1천600명이었다.": (
        ["풀코스", "하프", "10㎞", "5㎞"],
        [940, 1700, 2600, 1600],
    ),
    "물빛동이 5천800가구로 가장 많았고, 새터동 4천100가구, 솔내동 2천700가구였다.": (
        ["물빛동", "새터동", "솔내동"],
        [5800, 4100, 2700],
    ),
    "온결 2000의 값은 5만 9천 원, 온결 3000의 값은 8만 4천 원이다.": (
        ["온결 2000", "온결 3000"],
        [59000, 84000],
    ),
    "국비 200억 원과 시비 150억 원이 들었다.": (["국비", "시비"], [200 * 10**8, 150 * 10**8]),
    # One thing with a value, a value of nothing, and dates.
    "다리는 길이가 1,200m이다.": ([], []),
    "12곳은 전부 타고 7곳은 일부가 탔다.": ([], []),
    "가람은 3월 1일에, 나래는 4월 2일에 열었다.": ([], []),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("told"), "a.txt", "\n\n".join(LINES))


@pytest.mark.parametrize(("line", "told"), LINES.items())
def test_each_thing_has_the_value_behind_its_name(
    index: PassageIndex, line: str, told: tuple[list[str], list[int]]
) -> None:
    reading, _ = read(index, line.rstrip(".") + "?", {line: 4.0})
    candidate = next(e.candidate for e in reading.evidence if e.candidate.sentence.text == line)
    text, begin = candidate.sentence.text, candidate.sentence.start
    pairs = enumerated(candidate, ())
    assert [text[p.name[0] - begin : p.name[1] - begin] for p in pairs] == told[0]
    assert [p.value.first for p in pairs] == told[1]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("어느 부문에 사람이 제일 많이 나갔어?", "10㎞"),
        ("사람이 제일 적게 나간 부문은?", "풀코스"),
    ],
)
def test_the_most_and_the_least_are_marked(index: PassageIndex, question: str, name: str) -> None:
    line = next(iter(LINES))
    reading, _ = read(index, question, {line: 4.0})
    (evidence,) = reading.evidence
    assert evidence.highlight is not None
    start, end = (at - evidence.candidate.sentence.start for at in evidence.highlight)
    assert evidence.candidate.sentence.text[start:end] == name
