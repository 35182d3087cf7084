"""The conversation and the head of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from web_fakes import DOCUMENT, answered, done, found, possible, refused
from web_html import HOSTILE, elements_from_outside, read

from rag.answering import METHOD
from rag.answering.answer import POSSIBLE_TEXT, UNSUPPORTED_MARK, Claim, Highlight
from rag.web.conversation import ChatTurn, TurnState
from rag.web.keeping import restored
from rag.web.transcript import answer_html, header_html, summary_text, transcript_html

DOCUMENTS = {DOCUMENT.id: DOCUMENT}


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


def elements(markup: str, tag: str) -> list[dict[str, str | None]]:
    return [attributes for name, attributes in read(markup).elements if name == tag]


def test_the_short_answer_is_bold() -> None:
    answer = replace(
        answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다."),
        highlights=(Highlight(4, 9), Highlight(13, 16)),
    )
    markup = answer_html(answer, turn=0)
    assert read(markup).text == str(answer)
    assert "장서는 <strong>12만 권</strong>이다. <button" in markup
    assert "<strong>입장료</strong>는" in markup


def test_a_short_answer_that_ends_its_sentence_stands_before_the_number() -> None:
    answer = replace(answered(DOCUMENT, "장서는 12만 권이다."), highlights=(Highlight(4, 12),))
    assert "<strong>12만 권이다.</strong> <button" in answer_html(answer, turn=0)


def test_a_claim_that_is_not_borne_out_says_why() -> None:
    kept, reason = "장서는 12만 권이다.", '"숫자가" <다릅니다>.'
    doubted = "장서는 13만 권이다."
    answer = answered(DOCUMENT, kept)
    claims = (
        Claim(doubted, 0, len(doubted), (), False, reason),
        Claim("보이지 않는 말.", 0, 0, (), False, reason),
        Claim(kept, 30, 30 + len(kept), (1,), True, "맞습니다."),
    )
    shown = replace(answer, text=f"{doubted} {UNSUPPORTED_MARK}".ljust(30) + kept, claims=claims)
    citation = replace(answer.citations[0], answer_start=30, answer_end=30 + len(kept))
    shown = replace(shown, citations=(citation,))
    markup = answer_html(shown, turn=0)
    assert read(markup).text == str(shown)
    (claim,) = (span for span in elements(markup, "span") if span["class"] == "unsupported")
    assert claim == {
        "class": "unsupported",
        "role": "note",
        "tabindex": "0",
        "title": reason,
        "aria-description": reason,
    }
    assert f">{doubted}</span> {UNSUPPORTED_MARK}" in markup


def test_what_stands_before_a_possible_answer_is_a_note() -> None:
    sure = replace(answered(DOCUMENT, "장서는 12만 권이다."), highlights=(Highlight(0, 3),))
    answer = possible(sure)
    markup = answer_html(answer, turn=0)
    assert read(markup).text == str(answer) == f"{POSSIBLE_TEXT} {sure}"
    assert markup.startswith(f'<span class="caveat" role="note">{POSSIBLE_TEXT} </span>')
    assert answer_html(sure, turn=0) in markup, "all else is as in an answer"


def test_a_possible_answer_is_shown_as_less_than_an_answer_and_more_than_a_refusal() -> None:
    turn = done(possible(answered(DOCUMENT, "장서는 12만 권이다.")))
    markup = transcript_html([turn])
    assert "answer done possible" in [
        given.get("class") for _, given in read(markup).elements if given.get("aria-busy")
    ]
    shown = read(markup).text
    assert "확신도 보통" in shown
    for other in (answered(DOCUMENT, "장서는 12만 권이다."), refused()):
        assert "possible" not in transcript_html([done(other)])
        assert "caveat" not in transcript_html([done(other)])


@pytest.mark.parametrize("confidence", [0.95, 0.58])
def test_how_sure_an_answer_is_goes_by_its_status(confidence: float) -> None:
    """A share beside it would contradict it: what may be an answer can have the higher one."""
    sure = answered(DOCUMENT, "장서는 12만 권이다.", confidence=confidence)
    for answer, word in ((sure, "높음"), (replace(possible(sure), confidence=0.97), "보통")):
        shown = read(transcript_html([done(answer)])).text
        assert f"확신도 {word}" in shown
        assert "%" not in shown


def test_a_refusal_is_little_sure() -> None:
    bare = refused(retrieved=[found(DOCUMENT, "장서는 12만 권이다.")])
    refusal = replace(bare, text=f"{bare.text} 가장 가까운 내용은 다음 문장입니다: “장서는…”")
    shown = read(transcript_html([done(refusal)])).text
    assert "확신도 낮음" in shown


def test_a_summary_says_what_it_is() -> None:
    summary = replace(answered(DOCUMENT, "장서는 12만 권이다."), model=METHOD)
    shown = read(transcript_html([done(summary)])).text
    assert "문서에서 골라 옮긴 문장입니다" in shown
    assert "확신도" not in shown


def test_a_reply_that_comes_from_no_document_says_nothing_of_evidence() -> None:
    shown = read(transcript_html([done(replace(refused(), text="안녕하세요."))])).text
    assert shown == "질문: 질문고치기답: 안녕하세요.복사"


def test_how_an_answer_came_about_is_said_below_it() -> None:
    answer = replace(refused(), notice="언어 모델 <서버>에 연결하지 못했습니다.")
    assert "언어 모델 <서버>에 연결하지 못했습니다." in read(transcript_html([done(answer)])).text


def test_the_transcript_is_a_live_region_that_is_busy_while_an_answer_is_made() -> None:
    turns = [done(refused()), ChatTurn("다음", TurnState.PENDING, notice="찾는 중")]
    elements = read(transcript_html(turns)).elements
    assert elements[0][1]["role"] == "log"
    assert elements[0][1]["aria-live"] == "polite"
    busy = [given["aria-busy"] for _, given in elements if "aria-busy" in given]
    assert busy == ["false", "true"]


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


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(DOCUMENT, text=HOSTILE)
    turns = [
        done(answered(hostile, HOSTILE), HOSTILE),
        ChatTurn(HOSTILE, TurnState.FAILED, notice=HOSTILE),
    ]
    for markup in (transcript_html(turns), header_html(HOSTILE, HOSTILE)):
        assert HOSTILE in read(markup).text
        assert elements_from_outside(markup) == []


def test_a_question_that_was_made_whole_is_shown_in_small_type() -> None:
    answer = answered(DOCUMENT, "장서는 12만 권이다.")
    turn = done(replace(answer, standalone_question="<KT>는 어디에 투자했는데?"))
    assert '<div class="looked-up">→ &lt;KT&gt;는 어디에 투자했는데?</div>' in transcript_html(
        [turn]
    )
    assert "looked-up" not in transcript_html([done(answer)])


def test_the_browser_is_told_what_to_keep_once_no_answer_is_being_made() -> None:
    turns = [done(answered(DOCUMENT, "장서는 12만 권이다.")), ChatTurn("다음", TurnState.PENDING)]
    assert "data-kept" not in transcript_html(turns)
    (kept,) = (
        given["data-kept"]
        for given in elements(transcript_html(turns[:1]), "div")
        if "data-kept" in given
    )
    assert kept is not None
    assert restored(f"[{kept}]", DOCUMENTS) == (turns[0],)


def test_questions_near_to_a_refused_one_are_offered() -> None:
    markup = transcript_html([done(replace(refused(), suggestions=("언제 <여나요>?", "몇 권?")))])
    asked = [b for b in elements(markup, "button") if b["data-action"] == "suggest"]
    assert len(asked) == 2
    assert "언제 &lt;여나요&gt;?</button>" in markup
