"""What is said to the pipeline without asking the documents: small talk, and summaries."""

from __future__ import annotations

import pytest
from fakes import CharacterEmbedder, index_of
from generation_fakes import ScriptedModel, says
from reading_fakes import ScriptedEncoder, calibration

from rag.answering import NO_EVIDENCE_TEXT, POSSIBLE_TEXT, AnswerStatus
from rag.index import PassageIndex
from rag.pipeline import RagPipeline
from rag.reading import Reader
from rag.settings import Settings
from rag.sources import Document

BRIDGE = Document(
    id="bridge",
    title="가람시, 새 다리 개통",
    text=(
        "가람시는 지난 3월 5일 나루강에 새 다리를 개통했다. "
        "다리는 길이가 1,200미터이고 공사비로 350억원이 들었다. "
        "한도윤 시장은 내년에 통행료를 인하하겠다고 말했다. "
        "통행료는 지금 한 대에 2천원이며 다리에는 자전거길도 있다."
    ),
    source="bridge.txt",
)
LIBRARY = Document(
    id="library",
    title="나루시 도서관 문 열어",
    text=(
        "나루시는 4월 2일 중앙도서관을 새로 열었다. "
        "도서관의 장서는 모두 12만 권이고 입장료는 받지 않는다."
    ),
    source="library.txt",
)
DOCUMENTS = {document.id: document for document in (BRIDGE, LIBRARY)}


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return index_of([BRIDGE, LIBRARY], 600)


def pipeline(index: PassageIndex, model: ScriptedModel | None = None) -> RagPipeline:
    reader = Reader(ScriptedEncoder(), calibration())
    return RagPipeline(index, CharacterEmbedder(), reader, Settings(), chat_model=model)


@pytest.mark.parametrize("said", ["안녕하세요", "고마워", "넌 누구야", "뭘 물어볼 수 있어?"])
def test_small_talk_gets_a_reply_that_cites_nothing(index: PassageIndex, said: str) -> None:
    model = says("안녕! [1]")
    reply = pipeline(index, model).ask(said, [("장서는 몇 권이야?", "12만 권이다.")])
    assert reply.status is AnswerStatus.ASIDE
    assert (reply.citations, reply.retrieved, reply.claims) == ((), (), ())
    assert NO_EVIDENCE_TEXT not in reply.text
    assert reply.standalone_question is None
    assert model.given == []


def test_a_follow_up_goes_back_past_small_talk(index: PassageIndex) -> None:
    history = [
        ("가람시는 무엇을 개통했나요?", "가람시는 새 다리를 개통했다."),
        ("고마워", "도움이 되었다니 다행입니다."),
    ]
    reply = pipeline(index).ask("언제 개통했는데?", history)
    assert reply.standalone_question == "가람시는 언제 개통했는데?"


@pytest.mark.parametrize(
    ("said", "history", "document"),
    [
        ("다리 기사 요약해 줘", [], BRIDGE),
        ("도서관 기사를 간추려 주세요", [("다리는 언제 개통했나요?", "3월 5일")], LIBRARY),
        ("요약해줘", [("장서는 몇 권이야?", LIBRARY.text[26:])], LIBRARY),
        ("이 기사 요약해 줘", [("다리 공사비는 얼마야?", NO_EVIDENCE_TEXT)], BRIDGE),
    ],
)
def test_a_summary_quotes_the_document_meant(
    index: PassageIndex, said: str, history: list[tuple[str, str]], document: Document
) -> None:
    reply = pipeline(index).ask(said, history)
    assert reply.status is AnswerStatus.ANSWERED
    assert {c.document_id for c in reply.citations} == {document.id}
    assert 2 <= len(reply.citations) <= 3
    assert [c.start for c in reply.citations] == sorted(c.start for c in reply.citations)
    for c in reply.citations:
        assert document.text[c.start : c.end] == c.quote
        assert reply.text[c.answer_start : c.answer_end] == c.quote
    assert reply.model == "lexrank"


def test_what_stands_before_a_possible_answer_is_not_what_was_talked_of() -> None:
    """A document with the same words does not come before the one that was quoted."""
    text = "시험 문제에서 이 문장이 답일 수 있습니다. 그 문장도 답일 수 있습니다."
    exam = Document(id="exam", title="시험 문제", text=text, source="exam.txt")
    both = pipeline(index_of([exam, LIBRARY], 600))
    for quote, document in (("장서는 12만 권이다.", LIBRARY), (text, exam)):
        reply = both.ask("요약해 줘", [("그건 얼마야?", f"{POSSIBLE_TEXT} {quote}")])
        assert {c.document_id for c in reply.citations} == {document.id}


def test_which_document_is_asked_when_it_is_not_known(index: PassageIndex) -> None:
    reply = pipeline(index).ask("이 기사 요약해 줘")
    assert reply.status is AnswerStatus.ASIDE
    assert reply.retrieved == ()
    assert reply.text.startswith("어느 문서를 요약해 드릴까요?")
    assert all(f"「{document.title}」" in reply.text for document in DOCUMENTS.values())


def test_of_one_document_that_is_meant() -> None:
    single = pipeline(index_of([LIBRARY], 600))
    for said in ("무슨 내용이야?", "이 글 요약해 줘"):
        assert len(single.ask(said).citations) == 2


def test_what_no_document_begins_with_is_a_question(index: PassageIndex) -> None:
    reply = pipeline(index).ask("주차장 기사 요약해 줘")
    assert reply.retrieved
    assert reply.model != "lexrank"


def test_a_language_model_sums_up_from_the_document_alone(index: PassageIndex) -> None:
    model = says("나루시는 중앙도서관을 새로 열었습니다 [1].")
    reply = pipeline(index, model).ask("도서관 기사 요약해 줘")
    assert reply.status is AnswerStatus.ANSWERED
    assert reply.citations[0].quote == "나루시는 4월 2일 중앙도서관을 새로 열었다."
    assert reply.model == "scripted"
    assert "가람시" not in model.given[0][-1].content
