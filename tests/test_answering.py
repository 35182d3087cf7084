from __future__ import annotations

import json

from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answering import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    compose,
    refuse,
)
from rag.index import Passage
from rag.korean import default_analyzer
from rag.reading import Evidence
from rag.retrieval import RetrievedPassage, SentenceCandidate
from rag.sources import Document

TEXT = "제목\n\n그는 갔다. 이 물건을 만든 회사가 오늘 아침에 새로 내건 값은\n3,500원이다. “끝났다.”"
DOCUMENT = Document(
    id="d", title="제목", text=TEXT, source="s.txt", publisher="누리", published="2024-01-02"
)
SENTENCES = default_analyzer().sentences(TEXT)
PASSAGE = Passage(id="d:0", document_id="d", start=0, end=len(TEXT), text=TEXT)


def evidence(number: int, score: float = 0.5, highlight: tuple[int, int] | None = None) -> Evidence:
    candidate = SentenceCandidate(
        sentence=SENTENCES[number],
        passage=PASSAGE,
        position=number,
        lexical_score=1.0,
        passage_score=1.0,
    )
    return Evidence(candidate=candidate, score=score, highlight=highlight)


@given(
    st.lists(st.sampled_from(range(len(SENTENCES))), min_size=1, max_size=3, unique=True),
    st.sampled_from(["", POSSIBLE_TEXT]),
)
def test_every_citation_is_true_on_both_sides(numbers: list[int], opening: str) -> None:
    quoted = compose([evidence(n) for n in numbers], {"d": DOCUMENT}, opening)
    text, citations = quoted.text, quoted.citations
    for number, citation in enumerate(citations, start=1):
        assert citation.number == number
        assert TEXT[citation.start : citation.end] == citation.quote
        supported = text[citation.answer_start : citation.answer_end]
        assert supported == " ".join(citation.quote.split())
    parts = [text[c.answer_start : c.answer_end] for c in citations]
    assert text == " ".join([opening, *parts] if opening else parts)


def test_citations_say_where_they_come_from() -> None:
    (citation,) = compose([evidence(1, score=0.9)], {"d": DOCUMENT}).citations
    assert (citation.title, citation.publisher, citation.published, citation.source) == (
        "제목",
        "누리",
        "2024-01-02",
        "s.txt",
    )
    assert citation.score == 0.9


@given(st.data())
def test_a_highlight_marks_the_same_words_in_the_answer(data: st.DataObject) -> None:
    sentence = SENTENCES[2]
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    end = data.draw(st.integers(start + 1, sentence.end))
    short = TEXT[start:end]
    assume(short == short.strip())
    quoted = compose([evidence(1), evidence(2, highlight=(start, end))], {"d": DOCUMENT})
    (highlight,) = quoted.highlights
    assert quoted.text[highlight.start : highlight.end] == " ".join(short.split())


def test_a_refusal_names_the_closest() -> None:
    text = refuse([evidence(1, 0.1), evidence(2, 0.3)], {"d": DOCUMENT})
    assert text.startswith(NO_EVIDENCE_TEXT)
    assert "「제목」" in text
    assert "내건 값은 3,500원이다." in text
    assert refuse([], {}) == NO_EVIDENCE_TEXT


def test_a_refusal_names_nothing_that_is_not_close() -> None:
    assert refuse([evidence(1, 0.01), evidence(2, 0.049)], {"d": DOCUMENT}) == NO_EVIDENCE_TEXT
    assert refuse([evidence(1, 0.01), evidence(2, 0.05)], {"d": DOCUMENT}) != NO_EVIDENCE_TEXT


def reply() -> Answer:
    quoted = compose([evidence(1), evidence(2)], {"d": DOCUMENT})
    return Answer(
        question="얼마야?",
        text=quoted.text,
        status=AnswerStatus.ANSWERED,
        confidence=0.8,
        citations=quoted.citations,
        retrieved=(RetrievedPassage(PASSAGE, 1.0, 0.5, 2.0, 1),),
        model="reader",
        seconds=0.01,
    )


def test_markers_stand_behind_what_they_support() -> None:
    assert str(reply()) == (
        "그는 갔다. [1] 이 물건을 만든 회사가 오늘 아침에 새로 내건 값은 3,500원이다. [2]"
    )


def test_to_dict_is_plain_json() -> None:
    plain = reply().to_dict()
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain
    assert plain["status"] == "answered"
    assert plain["citations"][0]["quote"] == "그는 갔다."
    assert plain["retrieved"][0]["passage"]["document_id"] == "d"
