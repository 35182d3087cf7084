"""What stands side by side in a question, and in what it is compared."""

from __future__ import annotations

import pytest

from rag.answering.coordination import attributes_in, coordinated
from rag.korean import Analyzer, without_signs


@pytest.mark.parametrize(
    ("question", "names", "attributes"),
    [
        ("달빛과 별빛은 어떻게 달라?", ("달빛", "별빛"), ()),
        ("달빛과 별빛의 차이점이 뭐야?", ("달빛", "별빛"), ()),
        ("2021년하고 작년 수출액 차이가 얼마야?", ("2021년", "작년"), ("수출액",)),
        (
            "하늘호텔이랑 바다호텔의 가격이랑 위치 비교해줘",
            ("하늘호텔", "바다호텔"),
            ("가격", "위치"),
        ),
        (
            "새로 만든 막하고 상용 막, 두께랑 남은 용량을 비교해 줘",
            ("새로 만든 막", "상용 막"),
            ("두께", "남은 용량"),
        ),
        ("달빛과 별빛과 구름의 무게를 비교해 줘", ("달빛", "별빛", "구름"), ("무게",)),
        ("달빛, 별빛, 구름 중 뭐가 더 무거워?", ("달빛", "별빛", "구름"), ()),
        ("달빛, 별빛과 구름의 차이는?", ("달빛", "별빛", "구름"), ()),
        ("내일, 달빛과 별빛의 차이는?", ("달빛", "별빛"), ()),
        ("달빛과 별빛, 무게, 값, 무게를 비교해 줘", ("달빛", "별빛"), ("무게", "값")),
        (
            f"달빛과 별빛의 {', '.join(f'{n}번 항목' for n in range(9))}을 비교해 줘",
            ("달빛", "별빛"),
            tuple(f"{n}번 항목" for n in range(6)),
        ),
    ],
)
def test_things_are_compared_in_what_the_question_names(
    question: str, names: tuple[str, ...], attributes: tuple[str, ...], analyzer: Analyzer
) -> None:
    sides = coordinated(question, without_signs(analyzer.morphemes(question)))
    assert sides is not None
    assert sides.names == names
    assert attributes_in(question, names, analyzer) == attributes


@pytest.mark.parametrize("question", ["문을 열고 나서 언제 닫아?", "도서관, 방학 중 언제 열어?"])
def test_what_no_particle_joins_is_no_two_things(question: str, analyzer: Analyzer) -> None:
    assert coordinated(question, without_signs(analyzer.morphemes(question))) is None
