from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering import NO_EVIDENCE_TEXT
from rag.conversation import StandaloneQuestion, turns_of
from rag.conversation import make_standalone as of_turns
from rag.conversation.parsing import take_apart
from rag.conversation.phrases import Role
from rag.korean import Analyzer, attach, default_analyzer, normalize

DATA = Path(__file__).parent / "data"
INVESTED = (
    "가온통신은 어디에 투자했나요?",
    "가온통신은 집과 사무실을 오가는 로봇 회사 이음테크와 반도체 스타트업 새솔에 투자했다.",
)
BUILT = ("한별시는 무엇을 지었나요?", "한별시는 2019년 4월 등대박물관을 지었다.")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def make_standalone(question: str, history, analyzer, given=None) -> StandaloneQuestion:
    return of_turns(question, turns_of(history, analyzer), analyzer, given)


def whole(question: str, *history: tuple[str, str]) -> str:
    return make_standalone(question, history, default_analyzer()).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("얼마나 투자했는데?", "가온통신은 얼마나 투자했는데?"),
        ("그럼 다온은행은?", "다온은행은 어디에 투자했나요?"),
        ("다온은행도?", "다온은행은 어디에 투자했나요?"),
        ("지난해에는?", "지난해에는 가온통신은 어디에 투자했나요?"),
        ("왜?", "가온통신은 이음테크와 새솔에 왜 투자했나요?"),
        ("그건 언제였어?", "가온통신은 이음테크와 새솔에 언제 투자했나요?"),
        ("이유가 뭐야?", "가온통신은 이음테크와 새솔에 왜 투자했나요?"),
        ("그 회사들은 뭐 하는 곳이야?", "이음테크와 새솔은 뭐 하는 곳이야?"),
        ("그 다음에는 뭘 했어?", "가온통신은 다음에는 뭘 했어?"),
        ("그중 더 큰 데는 어디야?", "이음테크와 새솔 중 더 큰 데는 어디야?"),
        ("대표는 누구야?", "가온통신 대표는 누구야?"),
        ("뭘 짓는데?", "가온통신은 뭘 짓는데?"),
        ("더 자세히 알려줘", "가온통신에 대해 더 자세히 알려줘"),
        ("거기에 얼마를 썼어?", "가온통신은 이음테크와 새솔에 얼마를 썼어?"),
    ],
)
def test_a_follow_up_is_made_whole(question: str, expected: str) -> None:
    assert whole(question, INVESTED) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("그때 시장은 누구였어?", "2019년 4월 한별시 시장은 누구였어?"),
        ("몇 층이야?", "등대박물관은 몇 층이야?"),
        ("그 박물관은 몇 층이야?", "등대박물관은 몇 층이야?"),
        ("그게 뭔데?", "등대박물관이 뭔데?"),
        ("그거 얼마야?", "한별시는 등대박물관 얼마야?"),
    ],
)
def test_what_was_asked_for_can_be_pointed_at(question: str, expected: str) -> None:
    assert whole(question, BUILT) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("가온통신이 내놓은 칩은 뭐야?", "그건 어디에 쓰여?", "새빛은 어디에 쓰여?"),
        ("가온통신이 내놓은 칩 이름이 뭐야?", "그 칩은 누가 만들어?", "새빛은 누가 만들어?"),
        ("가온통신은 어떤 칩을 내놓았어?", "그 칩은 누가 만들어?", "새빛은 누가 만들어?"),
        ("박물관을 짓는 도시는 어디야?", "거기 시장은 누구야?", "새빛 시장은 누구야?"),
        ("박물관을 설계한 사람은 누구야?", "그분은 몇 살이야?", "새빛은 몇 살이야?"),
        ("가온통신은 무엇을 내놓았어?", "그건 무슨 뜻이야?", "새빛은 무슨 뜻이야?"),
    ],
)
def test_what_the_answer_named_can_be_pointed_at(
    before: str, question: str, expected: str, analyzer: Analyzer
) -> None:
    found = make_standalone(question, [(before, "새빛이다.")], analyzer, given="새빛")
    assert found.text == expected


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("가온통신이 칩을 내놓은 건 언제야?", "그 칩은 누가 만들어?"),
        ("가온통신 사장은 누구야?", "그 회사는 어디에 있어?"),
        ("가온통신이 내놓은 칩은 뭐야?", "그건 언제였어?"),  # when it happened
        ("가온통신이 내놓은 칩은 몇 개야?", "그건 어디에 쓰여?"),
        ("가온통신이 내놓은 칩은 뭐야?", "왜?"),
    ],
)
def test_nothing_else_stands_for_what_the_answer_named(
    before: str, question: str, analyzer: Analyzer
) -> None:
    found = make_standalone(question, [(before, "새빛이다.")], analyzer, given="새빛")
    assert found.rewritten
    assert "새빛" not in found.text


@pytest.mark.parametrize(
    ("before", "told", "question", "others"),
    [
        # In which place a new topic stands.
        (
            "가온통신이 새빛 3호를 언제 내놓았어?",
            "",
            "그럼 다온은행은?",
            ("다온은행이 새빛 3호를 언제 내놓았어?",),
        ),
    ],
)
def test_where_the_rules_only_guess_there_is_more_to_try(
    before: str, told: str, question: str, others: tuple[str, ...]
) -> None:
    found = make_standalone(question, [(before, told)], default_analyzer())
    meant = [found.text, *(other.text for other in found.others)]
    assert set(others) <= set(meant), meant
    assert len(meant) <= 3
    assert len(set(meant)) == len(meant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("가온통신 아니고 다온은행은?", "다온은행은 어디에 투자했나요?"),
        ("가온통신 말고 다온은행이요", "다온은행은 어디에 투자했나요?"),
        ("그건 됐고 박물관은 어디에 지었어?", "박물관은 어디에 지었어?"),
        # What else there is, is asked for beside it.
        ("이음테크 말고 또 어디에 투자했어?", "이음테크 말고 또 어디에 투자했어?"),
    ],
)
def test_what_is_no_longer_asked_is_left_out(question: str, expected: str) -> None:
    assert whole(question, INVESTED) == expected


def test_what_was_asked_back_is_answered() -> None:
    told = "솔내점과 갈마점 중 어느 쪽인가요?\n• 솔내점: 9시\n• 갈마점: 11시"
    for said in ("갈마점", "갈마점이요", "갈마점은?"):
        assert whole(said, ("몇 시에 열어요?", told)) == "갈마점은 몇 시에 열어요?"


def test_then_is_the_time_that_was_told() -> None:
    told = ("한별시는 무엇을 지었어?", "한별시는 2031년 5월에 등대박물관을 지었다.")
    assert whole("그때 시장은 누구였어?", told) == "2031년 5월에 한별시 시장은 누구였어?"
    lasted = ("새 조사는 며칠 동안 했어?", "새 조사는 3일 동안 했다.")
    assert whole("그때 몇 명이 셌어?", lasted) == "새 조사는 몇 명이 셌어?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # An amount or a time is nothing that is talked of next.
        ("거기 몇 층이야?", ["세미나실 몇 층이야?", "세미나실 이용료 몇 층이야?"]),
        ("그런 로봇은 누가 만들어?", ["그런 로봇은 누가 만들어?"]),
        # A day says enough of its own.
        ("월요일에 몇 시에 열어?", ["월요일에 몇 시에 열어?"]),
    ],
)
def test_an_amount_stands_for_nothing_else(
    question: str, expected: list[str], analyzer: Analyzer
) -> None:
    told = "10,000원입니다. 세미나실 이용료는 10,000원입니다."
    found = make_standalone(question, [("세미나실 이용료는?", told)], analyzer, given="10,000원")
    assert [found.text, *(other.text for other in found.others)] == expected


def test_a_clause_without_a_doer_stays_with_its_noun() -> None:
    before = ("국내외에서 추진하는 전략이 뭐야?", "")
    assert whole("그게 무슨 뜻이야?", before) == "국내외에서 추진하는 전략이 무슨 뜻이야?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("은하새 조사는 며칠 동안 했나요?", "그때 몇 명이 셌어?", "은하새 조사는 몇 명이 셌어?"),
        (
            "새 공장을 두고 업계에서 걱정하는 건 뭐야?",
            "왜 늦어진대?",
            "새 공장을 두고 업계에서 걱정하는 거는 왜 늦어진대?",
        ),
        (
            "판단은 의사가 한다고 강조한 사람은 누구야?",
            "어느 병원 의사인데?",
            "판단은 의사가 한다고 강조한 사람은 어느 병원 의사인데?",
        ),
        (
            "가온통신이 내놓겠다고 한 서버용 반도체 이름이 뭐지?",
            "언제 내놓는데?",
            "서버용 반도체는 언제 내놓는데?",
        ),
        ("가온통신 대표 이름이 뭐예요?", "그분은 뭘 만든대?", "가온통신 대표는 뭘 만든대?"),
    ],
)
def test_what_a_long_question_was_about(before: str, question: str, expected: str) -> None:
    assert whole(question, (before, NO_EVIDENCE_TEXT)) == expected


@pytest.mark.parametrize("row", rows("followups.jsonl"), ids=lambda row: row["follow_up"])
def test_invented_conversations(row: dict[str, Any], analyzer: Analyzer) -> None:
    found = make_standalone(row["follow_up"], [(row["question"], row["answer"])], analyzer)
    meant = [found.text, *(other.text for other in found.others)]
    if row["must"] is None:
        assert found.text == row["follow_up"]
        assert not found.rewritten
        return
    if row.get("missed"):
        assert not found.rewritten
        pytest.xfail("it names something, so that it looks whole")
    assert any(
        all(any(word in text for word in words) for words in row["must"]) for text in meant
    ), meant


@pytest.mark.parametrize("row", rows("standalone_questions.jsonl"), ids=lambda row: row["then"])
def test_a_question_that_stands_alone_is_left_alone(
    row: dict[str, Any], analyzer: Analyzer
) -> None:
    found = make_standalone(row["then"], [(row["question"], row["answer"])], analyzer)
    assert found.text == row["then"]
    assert not found.rewritten
    assert found.carried == ()


def test_questions_about_the_article_stand_alone_beside_each_other(analyzer: Analyzer) -> None:
    """Any question of the article after any other: none lacks anything."""
    questions = [row["question"] for row in rows("article_questions.jsonl")]
    for before, question in zip(questions, questions[7:] + questions[:7], strict=True):
        assert not make_standalone(question, [(before, "")], analyzer).rewritten


def test_what_was_completed_is_complete(analyzer: Analyzer) -> None:
    for row in rows("followups.jsonl"):
        history = [(row["question"], row["answer"])]
        first = make_standalone(row["follow_up"], history, analyzer)
        assert make_standalone(first.text, history, analyzer).text == first.text


def test_topics_come_through_several_turns() -> None:
    first = ("새빛 3호는 어디에 쓰여?", "새빛 3호는 바다를 살피는 데 쓰인다.")
    second = ("새빛 4호는?", "새빛 4호는 산불을 찾는 데 쓰인다.")
    assert whole("그럼 새빛 5호는?", first, second) == "새빛 5호는 어디에 쓰여?"
    assert whole("언제 발사했는데?", first, second) == "새빛 4호는 언제 발사했는데?"


def test_small_talk_between_turns_is_passed_over() -> None:
    assert whole("왜?", INVESTED, ("고마워", NO_EVIDENCE_TEXT)).startswith("가온통신은")


def test_of_a_refusal_only_the_question_counts() -> None:
    refusal = (
        f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 「제목」의 다음 문장입니다: “다온은행은 컸다.”"
    )
    assert whole("얼마나 투자했어?", (INVESTED[0], refusal)) == "가온통신은 얼마나 투자했어?"


@pytest.mark.parametrize("question", ["왜?", "그건 뭐야?", "대표는 누구야?", "어디에 투자했는데?"])
def test_without_anything_to_complete_it_a_question_stays(question: str) -> None:
    assert whole(question) == question
    assert whole(question, ("안녕", NO_EVIDENCE_TEXT)) == question


@pytest.mark.parametrize(
    "question",
    [
        "이 기사는 언제 나왔어?",
        "이 뉴스는 누가 썼어?",
        "이 글을 쓴 사람은 누구야?",
        "제목은?",
        "기자는 누구야?",
        "언제 보도됐어?",
        "기사를 요약해줘",
        "요약해줘",
    ],
)
def test_the_document_at_hand_is_not_something_said_before(question: str) -> None:
    assert whole(question, INVESTED) == question


@pytest.mark.parametrize(
    "question", ["새솔에 투자한 회사와 그 이유는?", "새솔이 어디에 있고 그 대표는 누구야?"]
)
def test_a_word_may_point_inside_its_own_question(question: str) -> None:
    assert whole(question, BUILT) == question


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("언제 투자했어?", "언제 투자했어?"),
        ("그럼 언제 투자했어?", "언제 투자했어?"),
        ("대표는 누구야?", "대표는 누구야?"),
        ("거기에 얼마를 썼어?", "얼마를 썼어?"),
        ("그건 언제였어?", ""),
        ("그럼 다온은행은?", ""),
        ("더 자세히 알려줘", ""),
        ("그게 무슨 뜻이야?", ""),
        ("왜?", ""),
    ],
)
def test_what_was_carried_is_told_apart(question: str, own: str, analyzer: Analyzer) -> None:
    found = make_standalone(question, [INVESTED], analyzer)
    assert found.rewritten
    assert found.own == own
    assert {noun for noun in found.carried if noun in question} == set()


TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(
        alphabet="그이저건게거는은이가을를에의왜뭐야어디언제몇 대회사했나요X220?.,“”'\n",
        max_size=40,
    ),
)


@given(question=TEXTS, history=st.lists(st.tuples(TEXTS, TEXTS), max_size=3))
def test_no_text_is_too_odd(question: str, history: list[tuple[str, str]]) -> None:
    question = normalize(question).strip()
    found = make_standalone(question, history, default_analyzer())
    assert found.rewritten == (found.text != question)
    assert found.text or not question
    assert not history or make_standalone(question, (), default_analyzer()).text == question


def test_a_megabyte_of_history_is_not_read(analyzer: Analyzer) -> None:
    found = make_standalone(
        "왜?", [("가온통신은 " * 100_000, "새솔에 투자했다. " * 100_000)], analyzer
    )
    assert len(found.text) < 1000


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("X340", "는", "X340은"),
        ("가온통신", "는", "가온통신은"),
        ("KT", "은", "KT는"),
        ("LM", "가", "LM이"),
        ("서울", "으로", "서울로"),
        ("부산", "로", "부산으로"),
        ("D1", "으로", "D1로"),
        ("‘등대’", "을", "‘등대’를"),
        ("Google", "는", "Google은"),
        ("새솔", "에는", "새솔에는"),
        ("곳", "야", "곳이야"),
        ("나루", "였어", "나루였어"),
        ("가온", "", "가온"),
        ("", "은", "는"),
    ],
)
def test_particles_fit_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert attach(word, particle) == expected


def test_a_question_is_taken_apart(analyzer: Analyzer) -> None:
    text = "그럼 가온통신이 투자한 회사는 어디에 공장을 지었나요?"
    found = take_apart(text, analyzer.morphemes(text))
    assert text[found.body :].startswith("가온통신")
    assert [(p.text, p.role) for p in found.phrases] == [
        ("가온통신이 투자한 회사", Role.TOPIC),
        ("어디", Role.OTHER),
        ("공장", Role.OBJECT),
    ]
    assert [p.text for p in found.phrases[0].clause] == ["가온통신"]
    assert [p.asks for p in found.phrases] == [False, True, False]
    assert text[found.predicate :] == "지었나요?"


def test_of_two_things_named_together_the_surer_one_does_not_stand_for_both(
    analyzer: Analyzer,
) -> None:
    before = ("가온통신은 어디에 투자했나요?", "가온통신은 이음테크와 나눔소프트에 투자했다.")
    found = make_standalone("얼마나?", [before], analyzer, given="나눔소프트")
    assert found.text == "가온통신은 이음테크와 나눔소프트에 얼마나 투자했나요?"


PARKED = ("임시 주차장 어디 있어?", "임시 주차장은 달빛고등학교와 시민운동장에 있다.")
LIT = ("불꽃놀이 몇 시에 시작해?", "불꽃놀이는 밤 8시에 시작한다.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("다시 주차장 얘긴데 몇 대까지 댈 수 있어?", "임시 주차장은 몇 대까지 댈 수 있어?"),
        ("아까 그 주차장 말인데, 요금은 얼마야?", "임시 주차장 요금은 얼마야?"),
        ("주차장 얘기로 돌아가서, 몇 시까지 열어?", "임시 주차장은 몇 시까지 열어?"),
        ("요금은 얼마야?", "불꽃놀이 요금은 얼마야?"),
        # No turn spoke of it.
        ("다시 도서관 얘긴데 언제 쉬어?", "도서관은 언제 쉬어?"),
    ],
)
def test_a_question_may_go_back_to_an_earlier_topic(question: str, expected: str) -> None:
    assert whole(question, PARKED, LIT) == expected


@pytest.mark.parametrize(
    ("before", "told", "question", "expected"),
    [
        # A noun that is the predicate is one.
        ("수영장은 언제까지 휴무야?", "3일까지 휴무이다.", "왜?", "수영장은 왜 휴무야?"),
        ("개발팀은 몇 명이야?", "세 명이다.", "누구누구야?", "개발팀은 누구누구야?"),
        # Days are times, and belong to nothing.
        ("월요일에 문 열어?", "월요일에 쉰다.", "화요일은?", "화요일에 문 열어?"),
        ("월요일에 문 열어?", "월요일에 쉰다.", "공휴일은요?", "공휴일에 문 열어?"),
        ("누리봇 가격은?", "300만 원이다.", "그건 언제 나왔어?", "누리봇은 언제 나왔어?"),
        ("누리봇 가격은?", "300만 원이다.", "그건 왜?", "누리봇은 왜인가요?"),
    ],
)
def test_what_is_taken_over_is_what_was_talked_of(
    before: str, told: str, question: str, expected: str
) -> None:
    assert whole(question, (before, told)) == expected
