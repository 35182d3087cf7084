"""What an answer rests on, and the document around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from web_fakes import DOCUMENT, answered, done, found, possible, refused
from web_html import HOSTILE, elements_from_outside, read

from rag.web.conversation import ChatTurn, TurnState
from rag.web.evidence import EvidenceRef, article_html, evidence_html

DOCUMENTS = {DOCUMENT.id: DOCUMENT}


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(
        DOCUMENT, title=HOSTILE, text=HOSTILE, publisher=HOSTILE, published=HOSTILE, source=HOSTILE
    )
    documents = {hostile.id: hostile}
    passage = found(hostile, HOSTILE)
    turns = [
        done(answered(hostile, HOSTILE, retrieved=[passage]), HOSTILE),
        done(refused(retrieved=[passage]), HOSTILE),
    ]
    drawn = [
        evidence_html(turns[:1], documents),
        evidence_html(turns[:2], documents),
        article_html(turns, EvidenceRef(0, "citation", 1), documents),
        article_html(turns, EvidenceRef(1, "passage", 1), documents),
    ]
    for markup in drawn:
        assert markup is not None
        assert HOSTILE in read(markup).text
        assert elements_from_outside(markup) == []


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


def test_the_evidence_of_a_possible_answer_is_that_of_an_answer() -> None:
    passage = "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다. 장서는 12만 권이다."
    sure = answered(
        DOCUMENT,
        "장서는 12만 권이다.",
        "입장료는 받지 않는다.",
        retrieved=[found(DOCUMENT, passage)],
    )
    may_be = possible(sure)
    assert evidence_html([done(may_be)], DOCUMENTS) == evidence_html([done(sure)], DOCUMENTS)
    ref = EvidenceRef(0, "citation", 2)
    assert article_html([done(may_be)], ref, DOCUMENTS) == article_html(
        [done(sure)], ref, DOCUMENTS
    )


def test_a_sentence_that_two_claims_rest_on_has_one_card() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.")
    (first,) = answer.citations
    twice = replace(answer, citations=(first, replace(first, answer_start=3)))
    assert evidence_html([done(twice)], DOCUMENTS) == evidence_html([done(answer)], DOCUMENTS)


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


def test_a_reply_that_comes_from_no_document_leaves_the_evidence_before_it() -> None:
    before = done(answered(DOCUMENT, "장서는 12만 권이다."))
    assert "장서는 12만 권이다." in evidence_html([before, done(refused())], DOCUMENTS)
    assert "여기에 보여 드립니다" in evidence_html([done(refused())], DOCUMENTS)


def test_the_panel_keeps_the_last_answer_while_the_next_is_made() -> None:
    turns = [done(answered(DOCUMENT, "장서는 12만 권이다.")), ChatTurn("다음", TurnState.PENDING)]
    assert evidence_html(turns, DOCUMENTS) == evidence_html(turns[:1], DOCUMENTS)


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
    turns = [done(answered(DOCUMENT, "장서는 12만 권이다.")), ChatTurn("다음", TurnState.PENDING)]
    assert article_html(turns, ref, DOCUMENTS) is None
