"""Several questions: what is said once for all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.answer import POSSIBLE_TEXT, Answer, AnswerStatus, Citation
from rag.answering.plan import Form, Plan
from rag.answering.several import together

TEXT = "가온선 | 05:40 | 22:10\n나래선 | 06:00 | 23:20"


def told(*starts: int) -> Answer:
    """An answer that cites rows by where they begin."""
    citations = tuple(
        Citation(
            number=number,
            document_id="bus",
            title="버스",
            publisher=None,
            published=None,
            source="bus.txt",
            start=at,
            end=at + 19,
            quote=TEXT[at : at + 19],
            answer_start=0,
            answer_end=1,
            score=1.0,
        )
        for number, at in enumerate(starts, start=1)
    )
    return Answer("?", "", AnswerStatus.ANSWERED, 1.0, citations, (), "m", 0.0)


def said(lead: str, *quotes: str, end: str = "", form: Form = Form.SHORT) -> Answer:
    """An answer of a lead and sentences, all cited; their places tell them apart."""
    text, citations = lead, []
    if lead and lead != POSSIBLE_TEXT:
        citations.append(replace(told(len(quotes[-1])).citations[0], answer_end=len(lead)))
    for quote in quotes:
        text += " " if text else ""
        own = replace(told(len(quote)).citations[0], quote=quote, answer_start=len(text))
        text += quote
        citations.append(replace(own, answer_end=len(text)))
    answer = Answer("?", text + end, AnswerStatus.ANSWERED, 1.0, tuple(citations), (), "m", 0.0)
    return replace(answer, form=form)


FIRST, SECOND = "차량 4대를 사들이고 운전원 9명을 뽑았다.", "요금은 어른 1,000원이다."


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (said("9명입니다.", FIRST), "9명입니다."),
        (said("", FIRST), "위 문장에 있습니다."),
        (said(POSSIBLE_TEXT, FIRST), "위 문장이 답일 수 있습니다."),
        (said("아니요. 9명입니다.", FIRST, form=Form.YES_NO), "아니요. 9명입니다."),
        (said("", SECOND), SECOND),
        (said("", SECOND, FIRST), SECOND),
        (said("", FIRST, SECOND), f"{FIRST} {SECOND}"),
        (said("", FIRST, end=" (내일: 3월 2일)"), f"{FIRST} (내일: 3월 2일)"),
    ],
)
def test_a_sentence_is_shown_once(second: Answer, expected: str) -> None:
    plan = Plan("?", Form.SEVERAL, ("하나?", "둘?"))
    answer = together("?", plan, [said("4대입니다.", FIRST), second])
    assert answer.text == f"• 하나? 4대입니다. {FIRST}\n• 둘? {expected}"
    ends = [c.answer_end for c in answer.citations]
    assert max(ends) <= len(answer.text)
    assert len(answer.parts[1:]) == 1


def test_a_refusal_does_not_repeat_what_is_quoted_beside_it() -> None:
    refused = "문서에서 확인되지 않습니다. 가장 가까운 내용은 「글」의 다음 문장입니다: “{}”"
    plan = Plan("?", Form.SEVERAL, ("하나?", "둘?"))
    for quote, expected in ((FIRST, refused[:15]), (SECOND, refused.format(SECOND))):
        none = replace(said("", quote), text=refused.format(quote), citations=())
        answers = [said("", FIRST), replace(none, status=AnswerStatus.NO_EVIDENCE)]
        assert together("?", plan, answers).text.endswith(f"• 둘? {expected}")
