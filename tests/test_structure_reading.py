"""Structure on its way from the index to the answer, with an encoder that says what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import CharacterEmbedder
from reading_fakes import ScriptedEncoder, calibration, scores

from rag.answering import Quotation, compose
from rag.index import PassageIndex, build_index, load_index
from rag.korean import default_analyzer, index_terms
from rag.reading import Band, Reader, Reading
from rag.retrieval import Retriever, SearchResult
from rag.sources import load_documents

NOTICE = """# 숲길 안내

## 신청

아래 서류를 낸다.

- 신청서
- 사본

문의는 창구로 한다.

## 요금

| 구분 | 개인 | 단체 |
|---|---|---|
| 어른 | 4원 | 3원 |
| 아이 | 2원 | 1원 |

## 어디인가요?

강가에 있다.

## 설치

아래와 같다.

```
run one
run two
```
"""


def indexed(folder: Path, name: str, text: str, **others: str) -> PassageIndex:
    files = {name: text} | {f"{other}.txt": its_text for other, its_text in others.items()}
    for file, its_text in files.items():
        (folder / file).write_text(its_text, encoding="utf-8")
    build_index(
        load_documents(*(folder / file for file in files)),
        embedder=CharacterEmbedder(),
        analyzer=default_analyzer(),
        passage_chars=400,
        index_dir=folder / "index",
    )
    return load_index(folder / "index")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("notice"), "a.md", NOTICE)


def search(index: PassageIndex, question: str) -> SearchResult:
    terms = index_terms(default_analyzer().morphemes(question), question)
    return Retriever(index, CharacterEmbedder()).search(question, terms)


def read(
    index: PassageIndex,
    question: str,
    told: dict[str, float],
    short: dict[str, float] | None = None,
) -> tuple[Reading, ScriptedEncoder]:
    encoder = ScriptedEncoder(scores(told), short or {})
    found = search(index, question)
    reader = Reader(encoder, calibration())
    return reader.read(question, default_analyzer().morphemes(question), found), encoder


def answer(index: PassageIndex, reading: Reading) -> Quotation:
    documents = {document.id: document for document in index.documents}
    quoted = compose(reading.evidence, documents)
    for citation in quoted.citations:
        text = documents[citation.document_id].text
        assert text[citation.start : citation.end] == citation.quote
    return quoted


def test_a_passage_holds_one_section(index: PassageIndex) -> None:
    assert [p.text.split("\n")[0] for p in index.passages if not p.is_header] == [
        "신청",
        "요금",
        "어디인가요?",
        "설치",
    ]


def test_a_heading_is_found_with_what_stands_under_it(index: PassageIndex) -> None:
    assert search(index, "요금").passages(1)[0].passage.text.startswith("요금")


def test_the_encoder_reads_a_section_under_its_path(index: PassageIndex) -> None:
    _, encoder = read(index, "아이 단체 요금은?", {})
    windows = {window.title: window.text for _, given in encoder.given for window in given}
    assert "구분: 아이, 개인: 2원, 단체: 1원" in windows["숲길 안내 › 요금"]
    assert "강가에 있다." in windows["숲길 안내 › 어디인가요?"]


def test_a_row_is_shown_with_its_columns_and_quoted_as_it_stands(index: PassageIndex) -> None:
    row = "구분: 아이, 개인: 2원, 단체: 1원"
    reading, _ = read(index, "아이 단체 요금은 얼마야?", {row: 6.0}, {"1원": 1.0})
    quoted = answer(index, reading)
    assert quoted.text == row
    assert [c.quote for c in quoted.citations] == ["아이 | 2원 | 1원"]
    assert [c.heading for c in quoted.citations] == ["요금"]
    assert [quoted.text[h.start : h.end] for h in quoted.highlights] == ["1원"]


def test_what_leads_to_a_list_takes_its_items_along(index: PassageIndex) -> None:
    reading, _ = read(index, "어떤 서류를 내?", {"아래 서류를 낸다.": 6.0})
    quoted = answer(index, reading)
    assert quoted.text == "아래 서류를 낸다.\n신청서\n사본"
    assert len(quoted.citations) == 3


def test_a_heading_gives_its_list_and_not_itself(tmp_path: Path) -> None:
    own = indexed(tmp_path, "a.txt", "나들이\n\n## 준비물\n- 물\n- 끈\n\n## 때\n내일이다.")
    reading, _ = read(own, "준비물은 뭐야?", {"## 준비물": 6.0})
    assert answer(own, reading).text == "물\n끈"


def test_code_keeps_its_lines(index: PassageIndex) -> None:
    reading, _ = read(index, "설치는 어떻게 해?", {"아래와 같다.": 6.0})
    quoted = answer(index, reading)
    assert quoted.text == "아래와 같다.\nrun one\nrun two"


def test_a_question_gives_its_answer(index: PassageIndex) -> None:
    reading, _ = read(index, "어디에 있어?", {"어디인가요?": 6.0})
    assert answer(index, reading).text == "강가에 있다."


def test_a_header_row_is_no_answer(index: PassageIndex) -> None:
    reading, _ = read(index, "단체는?", {"구분 | 개인 | 단체": 9.0})
    assert "구분 | 개인" not in answer(index, reading).text


def test_a_list_is_sure_where_what_leads_to_it_says_all_that_is_asked(tmp_path: Path) -> None:
    text = "# 국수\n\n국물에는 다음을 넣는다:\n\n- 멸치\n- 무\n\n고명에는 다음을 얹는다:\n\n- 김\n"
    own = indexed(tmp_path, "a.md", text)
    reading, _ = read(own, "국수 고명에 뭐 얹어?", {})
    assert reading.band is Band.SURE
    assert answer(own, reading).text == "고명에는 다음을 얹는다:\n김"
    other, _ = read(own, "국수 반죽에 뭐 넣어?", {})
    assert other.band is not Band.SURE


def test_what_stands_in_another_section_than_the_one_named_is_no_answer(tmp_path: Path) -> None:
    text = "# 물건\n\n## 바람개비\n\n- 무게: 3kg\n\n## 연\n\n- 너비: 2m\n"
    own = indexed(tmp_path, "a.md", text)
    reading, _ = read(own, "연 무게는 얼마야?", {"무게: 3kg": 6.0})
    assert "3kg" not in answer(own, reading).text


def test_a_question_that_the_text_asks_itself_is_sure(tmp_path: Path) -> None:
    own = indexed(tmp_path, "a.txt", "문: 늦으면 어떻게 되나요?\n답: 못 들어갑니다.")
    reading, _ = read(own, "늦으면 어떻게 돼?", {})
    assert (reading.band, answer(own, reading).text) == (Band.SURE, "답: 못 들어갑니다.")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("느린 우편함 글 누가 쓴 거야?", "글쓴이 | 한별 (수필가)"),
        ("우편함 기사 사진 출처?", "사진 = 강가군 제공"),
    ],
)
def test_what_a_text_says_of_itself_is_found_by_its_title(
    tmp_path: Path, question: str, told: str
) -> None:
    text = (
        "느린 우편함\n\n글쓴이 | 한별 (수필가)\n\n우편함이 하나 서 있다. 두리가 처음 놓았다.\n\n"
        "사진 = 강가군 제공\n"
    )
    own = indexed(tmp_path, "a.txt", text)
    reading, _ = read(own, question, {"두리가 처음 놓았다.": 6.0})
    assert answer(own, reading).text == told


LETTER = "그리운 다온에게\n\n나는 책방에서 일해. 잘 있니?\n\n2026년 11월 3일\n군산에서 서린이가"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("편지 누가 썼어?", "군산에서 서린이가"),
        ("누가 누구한테 쓴 편지야?", "그리운 다온에게\n군산에서 서린이가"),
        ("편지는 누구에게 보낸 거야?", "그리운 다온에게"),
        ("편지 언제 썼어?", "2026년 11월 3일"),
    ],
)
def test_a_letter_tells_of_itself_and_nothing_else(
    tmp_path: Path, question: str, told: str
) -> None:
    own = indexed(
        tmp_path, "a.txt", LETTER, 공지="편지 쓰기 모임\n\n게시일: 2026년 1월 2일\n\n쓴다."
    )
    reading, _ = read(own, question, {})
    assert answer(own, reading).text == told
    reading, _ = read(own, "서린이는 어디서 일해?", {"군산에서 서린이가": 9.0, "나는 책방": 6.0})
    assert "군산" not in answer(own, reading).text
