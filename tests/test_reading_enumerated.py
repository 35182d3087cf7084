"""Things with a value each in one sentence: which has most or least, and what they come to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.korean import default_analyzer
from rag.reading import Evidence, analyse_question, total_of
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
    "은행의 예금 금리는 3.9%, 적금 금리는 3.5%이다.": (
        ["은행의 예금 금리", "적금 금리"],
        [3.9, 3.5],
    ),
    "국비 200억 원과 시비 150억 원이 들었다.": (["국비", "시비"], [200 * 10**8, 150 * 10**8]),
    "서구 3시간 5분, 남구 2시간 28분이 걸렸다.": (["서구", "남구"], [11100, 8880]),
    "전체 1,200명 가운데 서울 500명, 부산 300명이 왔다.": (["서울", "부산"], [500, 300]),
    "직원 12명 가운데 남자 7명, 여자 5명이 왔다.": (["남자", "여자"], [7, 5]),
    "사망자 2명, 부상자 11명, 실종자 4명이 나왔다.": (
        ["사망자", "부상자", "실종자"],
        [2, 11, 4],
    ),
    # One thing with a value, values of nothing, and dates.
    "다리는 길이가 1,200m이다.": ([], []),
    "12곳은 전부 타고 7곳은 일부가 탔다.": ([], []),
    "가람은 3월 1일에, 나래는 4월 2일에 열었다.": ([], []),
}
PEOPLE, _, _, _, _, _, OF_ALL, OF_STAFF, HURT, *_ = LINES


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("told"), "a.txt", "\n\n".join(LINES))


@pytest.fixture(scope="module")
def told(index: PassageIndex) -> Callable[[str], Evidence]:
    def evidence(line: str) -> Evidence:
        reading, _ = read(index, f"{line.rstrip('.')}?", {line: 4.0})
        found = next(e for e in reading.evidence if e.candidate.sentence.text == line)
        return Evidence(found.candidate, found.score)

    return evidence


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_each_thing_has_the_value_behind_its_name(
    told: Callable[[str], Evidence], line: str, expected: tuple[list[str], list[float]]
) -> None:
    candidate = told(line).candidate
    text, begin = candidate.sentence.text, candidate.sentence.start
    pairs = enumerated(candidate, ())
    assert [text[p.name[0] - begin : p.name[1] - begin] for p in pairs] == expected[0]
    assert [float(p.value.first) for p in pairs] == pytest.approx(expected[1])


@pytest.mark.parametrize(
    ("question", "line", "name"),
    [
        ("어느 부문에 사람이 제일 많이 나갔어?", PEOPLE, "10㎞"),
        ("사람이 제일 적게 나간 부문은?", PEOPLE, "풀코스"),
        ("가장 많이 온 지역은 어디야?", OF_ALL, "서울"),
    ],
)
def test_the_most_and_the_least_are_marked(
    index: PassageIndex, question: str, line: str, name: str
) -> None:
    reading, _ = read(index, question, {line: 4.0})
    (evidence,) = reading.evidence
    assert evidence.highlight is not None
    start, end = (at - evidence.candidate.sentence.start for at in evidence.highlight)
    assert evidence.candidate.sentence.text[start:end] == name


@pytest.mark.parametrize(
    ("question", "line", "total"),
    [
        ("참가자는 모두 몇 명이야?", PEOPLE, "6,840명"),
        ("모두 몇 명이 다쳤어?", HURT, "17명"),
        ("부상자는 모두 몇 명이야?", HURT, ""),
        ("참가자는 몇 명이야?", PEOPLE, ""),
        ("직원은 모두 몇 명이야?", OF_STAFF, "12명"),
        ("모두 몇 가구야?", PEOPLE, ""),
    ],
)
def test_what_is_asked_in_all_is_added_up(
    told: Callable[[str], Evidence], question: str, line: str, total: str
) -> None:
    asked = analyse_question(question, default_analyzer().morphemes(question))
    assert total_of(asked, told(line)) == total


def test_another_value_of_the_sentence_that_answers_is_not_added_to(
    told: Callable[[str], Evidence],
) -> None:
    question = "모두 몇 명이 다쳤어?"
    asked = analyse_question(question, default_analyzer().morphemes(question))
    evidence = told(HURT)
    begin = evidence.candidate.sentence.start
    marked = Evidence(evidence.candidate, 1.0, (begin, begin + 3))
    assert total_of(asked, marked) == ""
