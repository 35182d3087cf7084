"""What is told before a question is no part of it."""

from __future__ import annotations

import pytest

from rag.conversation.story import without_story
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "어제 동생이랑 영화를 봤거든요. 지갑을 두고 왔어요. 분실물은 며칠 동안 보관하나요?",
            "분실물은 며칠 동안 보관하나요?",
        ),
        (
            "아이가 다섯 살입니다. 체험 신청 방법 알려 주세요. 감사합니다.",
            "체험 신청 방법 알려 주세요.",
        ),
        # What it points at, or leaves out, was told before it.
        ("어제 가방을 샀어요. 그거 바꿀 수 있나요?", "어제 가방을 샀어요. 그거 바꿀 수 있나요?"),
        ("세탁기가 고장났어요. 어떻게 해야 하나요?", "세탁기가 고장났어요. 어떻게 해야 하나요?"),
        # What only turns to something else.
        ("그건 그렇고, 입장료는 얼마야?", "입장료는 얼마야?"),
        ("다른 질문인데요 입장료는요?", "입장료는요?"),
        ("근데 말이야, 몇 시에 닫아?", "몇 시에 닫아?"),
        ("이건 뭐고 저건 뭐야?", "이건 뭐고 저건 뭐야?"),
        ("그건 사실이고 저건 거짓이야?", "그건 사실이고 저건 거짓이야?"),
        ("질문이 뭐야?", "질문이 뭐야?"),
        ("나는 15살인데 얼마야?", "나는 15살인데 얼마야?"),
        ("그건 그렇지 않고 무료인가요?", "그건 그렇지 않고 무료인가요?"),
        ("거기가 그렇게 비싼데 왜 가?", "거기가 그렇게 비싼데 왜 가?"),
        ("언제 열어? 얼마야?", "언제 열어? 얼마야?"),
        ("가게는 언제 열어?", "가게는 언제 열어?"),
        ("도서관 안내", "도서관 안내"),
        (
            "“비가 온다. 문을 닫아라.”라고 한 사람은 누구야?",
            "“비가 온다. 문을 닫아라.”라고 한 사람은 누구야?",
        ),
    ],
)
def test_only_what_asks_is_left(said: str, asked: str, analyzer: Analyzer) -> None:
    assert without_story(said, analyzer) == asked
