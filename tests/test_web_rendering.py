"""What is drawn: every text comes through whole, literal and harmless."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_fakes import DOCUMENT, answered, found, refused

from rag.answering import Answer
from rag.web.conversation import Turn, TurnState
from rag.web.rendering import (
    EvidenceRef,
    Mark,
    answer_html,
    article_html,
    escape,
    evidence_html,
    header_html,
    korean_date,
    marked_html,
    summary_text,
    transcript_html,
)

DOCUMENTS = {DOCUMENT.id: DOCUMENT}
HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&amp; **굵게** $x$ [글](http://a.b)'
)

# Everything that normalised text may hold.
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"))


class Reader(HTMLParser):
    """Collects the text, the elements and their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._is_marked = False

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._is_marked = tag == "mark"
        if self._is_marked:
            self.marked.append("")

    def handle_endtag(self, tag):
        self._is_marked = self._is_marked and tag != "mark"

    def handle_data(self, data):
        self.text += data
        if self._is_marked:
            self.marked[-1] += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def done(answer: Answer, asked: str = "질문") -> Turn:
    return Turn(asked, TurnState.DONE, answer)


@given(texts)
def test_escaped_text_is_the_text(text: str) -> None:
    parsed = read(escape(text))
    assert parsed.text == text
    assert not parsed.elements


@given(texts)
def test_escaped_text_stays_inside_an_attribute(text: str) -> None:
    assert read(f'<p title="{escape(text)}">').elements == [("p", {"title": text})]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_what_cannot_be_shown_is_replaced(bad: str) -> None:
    assert escape(f"앞{bad}뒤") == "앞\ufffd뒤"
    escape(bad).encode()


@given(texts, st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60))), st.integers(0, 60))
def test_marks_change_no_character(text: str, spans: list[tuple[int, int]], heading: int) -> None:
    marks = [Mark(*sorted(span)) for span in spans]
    assert read(marked_html(text, marks, heading_end=heading)).text == text


@given(texts.filter(len), st.data())
def test_a_mark_holds_exactly_its_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert read(marked_html(text, [Mark(start, end)])).marked == [text[start:end]]


def test_only_the_first_current_mark_is_the_target() -> None:
    marks = [Mark(0, 1, is_current=False), Mark(2, 3), Mark(4, 5)]
    parsed = read(marked_html("가나다라마바", marks, has_target=True))
    assert ["data-target" in attributes for tag, attributes in parsed.elements] == [
        False,
        True,
        False,
    ]


def test_an_answer_reads_as_its_string_and_has_a_button_for_each_citation() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")
    parsed = read(answer_html(answer, turn=3))
    assert parsed.text == str(answer) == "장서는 12만 권이다. [1] 입장료는 받지 않는다. [2]"
    buttons = [attributes for tag, attributes in parsed.elements if tag == "button"]
    assert [(b["data-turn"], b["data-number"]) for b in buttons] == [("3", "1"), ("3", "2")]
    assert buttons[0]["aria-label"] == "근거 1: 장서는 12만 권이다."


def test_two_citations_of_the_same_words_stand_in_the_order_of_their_numbers() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.")
    first = answer.citations[0]
    answer = replace(answer, citations=(replace(first, number=2), first))
    assert read(answer_html(answer, turn=0)).text == str(answer)


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(
        DOCUMENT, title=HOSTILE, text=HOSTILE, publisher=HOSTILE, published=HOSTILE, source=HOSTILE
    )
    documents = {hostile.id: hostile}
    turns = [
        done(answered(hostile, HOSTILE, retrieved=[found(hostile, HOSTILE)]), HOSTILE),
        done(refused(retrieved=[found(hostile, HOSTILE)]), HOSTILE),
        Turn(HOSTILE, TurnState.FAILED, notice=HOSTILE),
    ]
    drawn = [
        transcript_html(turns),
        evidence_html(turns[:1], documents),
        evidence_html(turns[:2], documents),
        article_html(turns, EvidenceRef(0, "citation", 1), documents),
        article_html(turns, EvidenceRef(1, "passage", 1), documents),
        header_html(HOSTILE, HOSTILE),
    ]
    for markup in drawn:
        assert markup is not None
        parsed = read(markup)
        assert HOSTILE in parsed.text
        assert not {"script", "img", "a"} & {tag for tag, _ in parsed.elements}
        assert not any(name.startswith("on") for _, given in parsed.elements for name in given)


def test_cited_passages_stand_beside_the_answer_with_the_quote_marked() -> None:
    passage = "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다. 장서는 12만 권이다."
    answer = answered(DOCUMENT, "장서는 12만 권이다.", retrieved=[found(DOCUMENT, passage)])
    parsed = read(evidence_html([done(answer, "몇 권?")], DOCUMENTS))
    assert parsed.marked == ["장서는 12만 권이다."]
    for shown in [
        "근거",
        "몇 권?",
        DOCUMENT.title,
        "가람신문",
        "2024년 3월 5일 09:30",
        "90%",
        passage,
    ]:
        assert shown in parsed.text


def test_a_quote_outside_the_retrieved_passages_is_shown_in_its_document() -> None:
    answer = answered(DOCUMENT, "입장료는 받지 않는다.")
    parsed = read(evidence_html([done(answer)], DOCUMENTS))
    assert parsed.marked == ["입장료는 받지 않는다."]
    assert "관장은 김해솔 씨가 맡는다." in parsed.text
    # A document that is gone leaves the quote itself.
    assert read(evidence_html([done(answer)], {})).marked == ["입장료는 받지 않는다."]


def test_a_refusal_shows_what_came_closest() -> None:
    sentences = ["장서는 12만 권이다.", "입장료는 받지 않는다."]
    closest = [found(DOCUMENT, text, rank) for rank, text in enumerate(sentences, start=1)]
    parsed = read(evidence_html([done(refused(retrieved=closest))], DOCUMENTS))
    assert "가장 가까운 내용" in parsed.text
    assert all(text in parsed.text for text in sentences)
    assert not parsed.marked
    assert "비슷한 내용도 찾지 못했습니다." in evidence_html([done(refused())], DOCUMENTS)


def test_the_panel_keeps_the_last_answer_while_the_next_is_made() -> None:
    turns = [done(answered(DOCUMENT, "장서는 12만 권이다.")), Turn("다음", TurnState.PENDING)]
    assert evidence_html(turns, DOCUMENTS) == evidence_html(turns[:1], DOCUMENTS)


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [(0.93, "확신도 높음 · 93%"), (0.6, "확신도 보통 · 60%"), (0.2, "확신도 낮음 · 20%")],
)
def test_confidence_is_said_in_words(confidence: float, shown: str) -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.", confidence=confidence)
    assert shown in read(transcript_html([done(answer)])).text


def test_a_refusal_says_how_likely_an_answer_is() -> None:
    assert "문서에 답이 있을 가능성 8%" in read(transcript_html([done(refused())])).text


def test_the_transcript_is_a_live_region_that_is_busy_while_an_answer_is_made() -> None:
    turns = [done(refused()), Turn("다음", TurnState.PENDING, notice="찾는 중")]
    elements = read(transcript_html(turns)).elements
    assert elements[0][1]["role"] == "log"
    assert elements[0][1]["aria-live"] == "polite"
    busy = [given["aria-busy"] for _, given in elements if "aria-busy" in given]
    assert busy == ["false", "true"]


def test_an_article_is_shown_whole_with_its_citations_marked() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")
    markup = article_html([done(answer)], EvidenceRef(0, "citation", 2), DOCUMENTS)
    assert markup is not None
    parsed = read(markup)
    assert DOCUMENT.text in parsed.text
    assert parsed.marked == ["장서는 12만 권이다.", "입장료는 받지 않는다."]
    targets = ["data-target" in given for tag, given in parsed.elements if tag == "mark"]
    assert targets == [False, True]


def test_a_very_long_article_is_shown_around_its_quote() -> None:
    text = "앞 문장이다. " * 20_000 + "답이 여기 있다." + " 뒤 문장이다." * 20_000
    document = replace(DOCUMENT, text=text, header_end=0)
    answer = answered(document, "답이 여기 있다.")
    markup = article_html([done(answer)], EvidenceRef(0, "citation", 1), {document.id: document})
    assert markup is not None
    assert len(markup) < len(text)
    assert read(markup).marked == ["답이 여기 있다."]
    assert "앞부분은 줄였습니다" in markup
    assert "뒷부분은 줄였습니다" in markup


@pytest.mark.parametrize(
    "ref",
    [
        EvidenceRef(-1, "citation", 1),
        EvidenceRef(9, "citation", 1),
        EvidenceRef(0, "citation", 0),
        EvidenceRef(0, "citation", 9),
        EvidenceRef(0, "passage", 1),
        EvidenceRef(1, "citation", 1),
    ],
)
def test_evidence_that_is_not_there_is_no_article(ref: EvidenceRef) -> None:
    turns = [done(answered(DOCUMENT, "장서는 12만 권이다.")), Turn("다음", TurnState.PENDING)]
    assert article_html(turns, ref, DOCUMENTS) is None


@pytest.mark.parametrize(
    ("iso", "korean"),
    [
        ("2024-03-05", "2024년 3월 5일"),
        ("2024-03-05T09:30", "2024년 3월 5일 09:30"),
        ("2024-03-05T09:30:10+09:00", "2024년 3월 5일 09:30"),
        ("봄", "봄"),
    ],
)
def test_dates_are_written_the_korean_way(iso: str, korean: str) -> None:
    assert korean_date(iso) == korean


def test_the_summary_says_what_is_indexed() -> None:
    expected = "‘가람시, 새 도서관 연다’ · 문서 1건 · 문장 45개 · 가람신문 · 2024년 3월 5일"
    assert summary_text(DOCUMENTS, 45) == expected
    other = replace(DOCUMENT, id="d2", publisher="나래일보", published="2021-12-31")
    assert (
        summary_text({**DOCUMENTS, "d2": other}, 1290)
        == "문서 2건 · 문장 1,290개 · 가람신문·나래일보 · 2021년 12월 31일 ~ 2024년 3월 5일"
    )
    many = {str(i): replace(DOCUMENT, publisher=f"{i}일보", published=None) for i in range(5)}
    assert summary_text(many, 9) == "문서 5건 · 문장 9개 · 매체 5곳"
