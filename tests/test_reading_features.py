"""The numbers by which sentences are ranked and the best one is trusted, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.encoder import ShortAnswer
from rag.index import Passage
from rag.korean import Sentence, default_analyzer
from rag.reading.features import (
    CONFIDENCE_FEATURES,
    RANK_FEATURES,
    ReadSentence,
    confidence_row,
    rank_rows,
)
from rag.reading.question import analyse_question
from rag.retrieval import SentenceCandidate

WHEN = "한도윤 시장이 도서관에 나무를 심은 때는 언제인가요?"
WINDOW = "나무\n도서관에 나무를 심은 때는 2019년 x220이다."


def sentence(
    text: str = "도서관에 나무를 심은 때는 2019년 X220이다.",
    *,
    encoder: float = 0.0,
    answerable: float = 0.0,
    lexical: float = 1.0,
    passage: float = 1.0,
    short: float | None = None,
    document: str = "d",
    window: str = WINDOW,
) -> ReadSentence:
    place = Passage(f"{document}:0", document, 0, len(text), text)
    candidate = SentenceCandidate(Sentence(0, len(text), text, ()), place, 0, lexical, passage)
    answer = None if short is None else ShortAnswer(0, 2, short)
    return ReadSentence(candidate, encoder, answerable, answer, window)


def described(
    question: str, sentences: Sequence[ReadSentence], scores: Sequence[float]
) -> dict[str, float]:
    morphemes = default_analyzer().morphemes(question)
    asked = analyse_question(question, morphemes)
    row = confidence_row(asked, sentences, np.array(scores))
    return dict(zip(CONFIDENCE_FEATURES, row.tolist(), strict=True))


def test_sentences_are_described_beside_each_other() -> None:
    rows = rank_rows(
        [
            sentence(encoder=1.5, lexical=2.0, passage=0.75),
            sentence("나무는 언제 심었나?”", encoder=-1.0, lexical=8.0, passage=1.0),
        ]
    )
    assert rows.shape == (2, len(RANK_FEATURES))
    assert dict(zip(RANK_FEATURES, rows.T.tolist(), strict=True)) == {
        "encoder": [1.5, -1.0],
        "lexical": [0.25, 1.0],
        "passage": [-0.25, 0.0],
    }


def test_without_a_word_in_common_nothing_is_divided_by() -> None:
    assert rank_rows([sentence(lexical=0.0)])[0].tolist() == [0, 0, 0]


def test_the_best_sentence_is_described() -> None:
    found = described(
        WHEN,
        [
            sentence(encoder=0.5, answerable=2.0, lexical=4.0),
            sentence(
                "나무는 2019년에 심었다.", encoder=1.5, answerable=1.0, lexical=3.0, short=0.75
            ),
        ],
        [0.25, 2.0],
    )
    assert found["score"] == 2.0
    assert found["margin"] == 1.75
    assert found["highest_answerable"] == 2.0
    assert found["yes_or_no"] == 0
    assert found["sentence_length"] == np.log(len("나무는 2019년에 심었다."))
    assert found["question_length"] == np.log(len(WHEN))


def test_what_the_text_does_not_name_is_counted() -> None:
    assert described(WHEN, [sentence()], [0.0])["missing_names"] == 1
    assert described("X330은 2019년에 나왔나요?", [sentence()], [0.0])["missing_names"] == 1
    assert described("나무는 언제 심었나요?", [sentence()], [0.0])["missing_names"] == 0


def test_a_question_for_yes_or_no_is_told() -> None:
    assert described("나무는 2019년에 심었나요?", [sentence()], [0.0])["yes_or_no"] == 1


def test_a_sentence_alone_has_a_margin() -> None:
    found = described("나무를 왜 심었나요?", [sentence(encoder=-2.0, lexical=0.0)], [0.5])
    assert found["margin"] == 4


def test_how_far_another_document_stands_below_is_told() -> None:
    sentences = [
        sentence(),
        sentence("나무는 시장이 심었다."),
        sentence("나무는 2020년에 심었다.", document="other"),
    ]
    found = described(WHEN, sentences, [2.5, 2.0, 1.0])
    assert (found["margin"], found["margin_over_others"]) == (0.5, 1.5)
    assert described(WHEN, sentences[:2], [2.5, 2.0])["margin_over_others"] == 4
    copy = sentence(document="other")
    assert described(WHEN, [sentence(), copy], [2.5, 2.0])["margin_over_others"] == 4


def test_a_margin_is_cut() -> None:
    assert described(WHEN, [sentence(), sentence()], [9.0, 0.0])["margin"] == 4
