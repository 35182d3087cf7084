"""The line whose speaker a question asks for."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.reading import Band

CHAT = """2031년 5월 10일 토요일
[가온] [오전 10:01] 북은 내가 챙길게
[보람] [오전 10:03] 나는 깃발 가져올게
[다올] [오전 10:04] 회장은 라희가 맡을 거래
[라희] [오전 10:05] 나는 비옷은 안 챙길게
[가온] [오전 10:06] 강당은 좁다
"""
MAIL = """From: 마루리 (총무팀)
Date: 2031-06-12 16:20
Subject: 버스

출발을 늦추겠습니다.
"""


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("chat"), "a.txt", CHAT)


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("북은 누가 챙겨?", "가온"),
        ("깃발은 누가 가져오기로 했어?", "보람"),
        ("강당이 좁다고 한 사람이 누구야?", "가온"),
        ("회장은 누가 맡아?", ""),  # told of another
        ("비옷은 누가 챙겨?", ""),  # denied
        ("천막은 누가 챙겨?", ""),
        ("강당이 넓다고 한 사람이 누구야?", ""),
    ],
)
def test_a_speaker_is_marked(chat: PassageIndex, question: str, speaker: str) -> None:
    reading, _ = read(chat, question, {})
    marks = [e.highlight for e in reading.evidence if e.highlight]
    text = chat.documents[0].text
    assert [text[start:end] for start, end in marks] == ([speaker] if speaker else [])
    assert (reading.band is Band.SURE) == bool(speaker)


def test_the_sender_is_named_beside_what_was_sent(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    mail = indexed(tmp_path_factory.mktemp("mail"), "a.txt", MAIL)
    reading, _ = read(mail, "출발을 늦추겠다고 한 사람이 누구야?", {})
    told = [e.candidate.sentence.text for e in reading.evidence]
    assert told == ["From: 마루리 (총무팀)", "출발을 늦추겠습니다."]
