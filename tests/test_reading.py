from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.korean import default_analyzer
from rag.passages import Passage
from rag.reading import Reader, Reading
from rag.reading.header import About, about_document
from rag.reading.question import Kind, analyse_question
from rag.reading.reader import DEFAULT_READER, naming
from rag.retrieval import SentenceCandidate

HEADER = "가람시, 새 다리 개통\n누리일보\n입력 2024.05.13. 오전 9:00"
BODY = (
    "가람시는 지난 3월 5일 나루강에 새 다리를 개통했다. 다리는 길이가 1,200미터이고 공사비로 "
    "350억원이 들었다. 한도윤 시장은 “출근 시간이 20분 줄어든다”고 말했다. "
    "사장교란 탑에서 늘인 줄로 상판을 매다는 다리를 말한다."
)
TEXT = f"{HEADER}\n\n{BODY}"


def candidates() -> list[SentenceCandidate]:
    (sentences,) = default_analyzer().sentences_of([TEXT], [len(HEADER)])
    header = Passage("d:h", "d", 0, len(HEADER), HEADER, is_header=True)
    body = Passage("d:b", "d", len(HEADER) + 2, len(TEXT), BODY)
    return [
        SentenceCandidate(
            sentence=sentence,
            passage=header if sentence.end <= len(HEADER) else body,
            position=position,
            lexical_score=1.0,
            passage_lexical_score=1.0,
            passage_score=1.0,
        )
        for position, sentence in enumerate(sentences)
    ]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def read(reader: Reader, question: str) -> Reading:
    return reader.read(question, default_analyzer().morphemes(question), candidates(), len)


@given(st.text(max_size=30) | st.sampled_from(["다리 공사비는?", "누가 말했어?", "언제 나왔어?"]))
def test_whatever_is_asked_the_evidence_is_sound(question: str) -> None:
    reading = read(Reader.load(), question)
    assert 1 <= len(reading.evidence) <= 3
    assert 0 <= reading.confidence <= 1
    positions = [item.candidate.position for item in reading.evidence]
    assert positions == sorted(set(positions))
    assert all(0 <= item.score <= 1 for item in reading.evidence)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("가람시는 새 다리를 언제 개통했나요?", "지난 3월 5일"),
        ("다리의 길이는 얼마인가요?", "1,200미터"),
        ("다리 공사비는 얼마였나요?", "350억원"),
        ("가람시 시장은 누구인가요?", "한도윤"),
    ],
)
def test_a_marked_short_answer_is_what_is_asked_for(
    reader: Reader, question: str, short: str
) -> None:
    marks = [e.highlight for e in read(reader, question).evidence if e.highlight is not None]
    assert all(TEXT[start:end] in short for start, end in marks)


def test_a_question_of_why_has_no_short_answer(reader: Reader) -> None:
    reading = read(reader, "시장은 왜 출근 시간이 줄어든다고 말했나요?")
    assert all(item.highlight is None for item in reading.evidence)


def test_without_candidates_there_is_no_answer(reader: Reader) -> None:
    assert reader.read("다리?", (), [], len) == Reading((), 0.0, answerable=False)


def test_the_same_question_is_read_the_same_way(reader: Reader) -> None:
    assert read(reader, "다리의 길이는?") == read(reader, "다리의 길이는?")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("이 기사는 언제 나왔어?", "입력 2024.05.13. 오전 9:00"),
        ("어느 언론사 기사야?", "누리일보"),
        ("기사 제목이 뭐야?", "가람시, 새 다리 개통"),
        ("사장교란 무엇인가요?", "사장교란 탑에서 늘인 줄로 상판을 매다는 다리를 말한다."),
        ("사장교의 뜻은?", "사장교란 탑에서 늘인 줄로 상판을 매다는 다리를 말한다."),
    ],
)
def test_the_document_itself_and_the_meaning_of_words(
    reader: Reader, question: str, expected: str
) -> None:
    reading = read(reader, question)
    assert reading.answerable
    assert [item.candidate.sentence.text for item in reading.evidence] == [expected]


def test_names_of_letters_and_digits_are_told_apart() -> None:
    sentences = default_analyzer().sentences("X220은 작년에 나왔다. 올해는 X330이 나온다.")
    passage = Passage("d:b", "d", 0, 40, "")
    found = [SentenceCandidate(s, passage, i, 1.0, 1.0, 1.0) for i, s in enumerate(sentences)]
    assert naming("x220은 언제 나왔어?", found) == found[:1]
    assert naming("X999는 언제 나왔어?", found) == []
    assert naming("언제 나왔어?", found) == found


def test_a_title_does_not_answer_what_the_text_tells(reader: Reader) -> None:
    reading = read(reader, "가람시는 새 다리를 언제 개통했나요?")
    assert not any(item.candidate.passage.is_header for item in reading.evidence)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("시장은 누구인가요?", Kind.WHO),
        ("언제 개통했나요?", Kind.WHEN),
        ("다리는 어디에 있나요?", Kind.WHERE),
        ("공사비는 얼마인가요?", Kind.HOW_MANY),
        ("몇 미터인가요?", Kind.HOW_MANY),
        ("왜 늦어졌나요?", Kind.WHY),
        ("늦어진 이유는?", Kind.WHY),
        ("사장교란 무엇인가요?", Kind.DEFINITION),
        ("누리일보는 어떤 회사인가요?", Kind.DEFINITION),
        ("누리일보가 투자한 곳은 어떤 회사인가요?", Kind.WHAT),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: Kind) -> None:
    assert analyse_question(question, default_analyzer().morphemes(question)).kind is kind


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("이 기사는 언제 나왔어?", About.DATE),
        ("기사 제목 알려줘", About.TITLE),
        ("어느 신문 기사야?", About.PUBLISHER),
        ("이 기사 누가 썼어?", About.AUTHOR),
        ("다리는 언제 개통했어?", None),
        ("시장은 누구야?", None),
    ],
)
def test_questions_about_the_document_itself(question: str, about: About | None) -> None:
    asked = analyse_question(question, default_analyzer().morphemes(question))
    assert about_document(asked) is about


@pytest.mark.parametrize(
    "file", ["config.json", "trees.npz", "nets.npz", "fits.json", "background.npz"]
)
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_broken_model_folder_is_an_error(tmp_path: Path, file: str, damage: str) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(DEFAULT_READER, folder)
    if damage == "missing":
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(b"{}")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        Reader.load(folder)
    assert "다시 설치" in caught.value.korean
