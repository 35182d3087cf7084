"""The pane beside the chat: which document, what is marked in it, what leads there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from web_fakes import DOCUMENT, answered, done, found, possible, refused
from web_html import HOSTILE, elements_from_outside, read

from rag.sources import load_documents
from rag.web.conversation import ChatTurn, TurnState
from rag.web.evidence import EvidenceRef, pane_html, pointers_of, start_html

OTHER = replace(
    DOCUMENT, id="d2", title="나래시, 다리 놓는다", text="나래시는 다리를 놓는다. 길다."
)
DOCUMENTS = {DOCUMENT.id: DOCUMENT, OTHER.id: OTHER}
ANSWER = answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")


def pane(*turns: ChatTurn, ref: EvidenceRef | None = None) -> str:
    markup = pane_html(turns, DOCUMENTS, ref)
    assert markup is not None
    return markup


def shown_document(markup: str) -> str | None:
    return read(markup).elements[0][1]["data-document"]


def test_a_document_is_there_before_the_first_question() -> None:
    markup = start_html({DOCUMENT.id: DOCUMENT})
    assert DOCUMENT.text in read(markup).text
    assert "<details" not in markup, "one document needs no list"
    markup = start_html(DOCUMENTS)
    assert shown_document(markup) == DOCUMENT.id
    assert "문서 2건" in read(markup).text
    assert shown_document(pane(ref=EvidenceRef(-1, "document", 1))) == OTHER.id
    assert "여기에 보여 드립니다" in start_html({})


def test_what_is_cited_is_marked_and_its_documents_are_listed() -> None:
    (first, second), (third,) = ANSWER.citations, answered(OTHER, "길다.").citations
    answer = replace(ANSWER, citations=(first, second, replace(third, number=3)))
    markup = pane(done(answer))
    assert read(markup).marked == ["장서는 12만 권이다.", "입장료는 받지 않는다."]
    listed = [
        given["data-number"]
        for tag, given in read(markup).elements
        if "data-number" in given and tag == "button"
    ]
    assert listed == ["1", "2", "3"]
    assert markup.count("<li") == 2
    markup = pane(done(answer), ref=EvidenceRef(0, "citation", 3))
    assert (shown_document(markup), read(markup).marked) == (OTHER.id, ["길다."])


def test_a_sentence_that_two_claims_rest_on_is_listed_once() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.")
    (first,) = answer.citations
    twice = replace(answer, citations=(first, replace(first, answer_start=3)))
    assert pane(done(twice)) == pane(done(answer))


def test_the_evidence_of_a_possible_answer_is_that_of_an_answer() -> None:
    assert pane(done(possible(ANSWER))) == pane(done(ANSWER))


def test_a_refusal_lists_what_came_closest_and_marks_what_is_asked_for() -> None:
    sentences = ["장서는 12만 권이다.", "입장료는 받지 않는다."]
    closest = [found(DOCUMENT, text, rank) for rank, text in enumerate(sentences, start=1)]
    turn = done(refused(retrieved=closest))
    markup = pane(turn)
    assert "가장 가까운 내용" in read(markup).text
    assert not read(markup).marked
    markup = pane(turn, ref=EvidenceRef(0, "passage", 2))
    assert read(markup).marked == ["입장료는 받지 않는다."]


def test_a_reply_that_comes_from_no_document_leaves_the_evidence_before_it() -> None:
    assert pane(done(ANSWER), done(refused())) == pane(done(ANSWER))
    assert pane_html([done(refused())], DOCUMENTS) is None
    assert pane(done(ANSWER), ChatTurn("다음", TurnState.PENDING)) == pane(done(ANSWER))


def test_where_a_quote_stands_is_said_for_people() -> None:
    (citation, _) = ANSWER.citations
    there = replace(citation, heading="장서", page=3, also_from=("글.txt",))
    (pointer,) = pointers_of(replace(ANSWER, citations=(there,)), 0, DOCUMENTS)
    assert pointer.origin == (
        "가람시, 새 도서관 연다 › 장서 · 가람신문 · 2024년 3월 5일 09:30 · 3쪽 · 외 1건: 글.txt"
    )


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(DOCUMENT, title=HOSTILE, text=HOSTILE, publisher=HOSTILE, source=HOSTILE)
    documents = {hostile.id: hostile, "d2": replace(hostile, id="d2")}
    turns = [
        done(answered(hostile, HOSTILE, retrieved=[found(hostile, HOSTILE)])),
        done(refused(retrieved=[found(hostile, HOSTILE)])),
    ]
    for markup in (
        start_html(documents),
        pane_html(turns, documents, EvidenceRef(0, "citation", 1)),
        pane_html(turns, documents, EvidenceRef(1, "passage", 1)),
    ):
        assert markup is not None
        assert HOSTILE in read(markup).text
        own = [name for name in elements_from_outside(markup) if name != "a"]
        assert own == []


@pytest.mark.parametrize(
    "ref",
    [
        EvidenceRef(-1, "citation", 1),
        EvidenceRef(9, "citation", 1),
        EvidenceRef(0, "citation", -1),
        EvidenceRef(0, "citation", 9),
        EvidenceRef(0, "passage", 1),
        EvidenceRef(1, "citation", 1),
        EvidenceRef(0, "document", 2),
        EvidenceRef(0, "document", -1),
    ],
)
def test_evidence_that_is_not_there_shows_nothing(ref: EvidenceRef) -> None:
    turns = [done(ANSWER), ChatTurn("다음", TurnState.PENDING)]
    assert pane_html(turns, DOCUMENTS, ref) is None


def test_a_document_that_is_gone_shows_nothing() -> None:
    assert pane_html([done(ANSWER)], {OTHER.id: OTHER}) is None


def test_a_row_is_shown_with_the_names_of_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("이름,값\n김밥,3원\n국수,5원\n", encoding="utf-8")
    (table,) = load_documents(tmp_path / "a.csv")
    answer = answered(table, "국수 | 5원")
    (pointer,) = pointers_of(answer, 0, {table.id: table})
    assert pointer.quote == "이름: 국수, 값: 5원"
    assert table.text[pointer.start : pointer.end] == "국수 | 5원"
