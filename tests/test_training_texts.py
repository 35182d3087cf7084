"""What the encoder learns from says of its texts what the files say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import training.encoder.texts
from rag.encoder.tokens import as_passage, as_query
from training.encoder.as_files import plain_window
from training.encoder.examples import WindowExample, window_example
from training.encoder.texts import (
    FOLD,
    HELD_OUT,
    OTHER_HANDS,
    TEST_SET,
    Question,
    Text,
    korquad,
    read_written,
    written,
)

FOLDER = Path(training.encoder.texts.__file__).parent / "data"
UNITS = ["다리 안내", "\n다리는 길다.", "공사비는 90억 원이다.", "\n설계는 서다온이 했다."]
PAGE = {
    "id": "z-12",
    "title": "다리",
    "units": UNITS,
    "questions": [
        ["공사비는 얼마야?", [2], "90억 원"],
        ["누가, 얼마에 지었어?", [2, 3], ["90억 원", "서다온"]],
        ["다리는 짧아?", [1], ""],
    ],
    "near": [["공사는 언제 끝났어?", "not_told"]],
    "claims": [["다리는 90억 원이 들었고 길다.", [1, 2], True, "whole"]],
}


@pytest.fixture
def page(tmp_path: Path) -> Text:
    path = tmp_path / "z.jsonl"
    path.write_text(json.dumps(PAGE, ensure_ascii=False) + "\n", encoding="utf-8")
    (text,) = read_written(path)
    return text


def test_units_are_the_sentences_of_one_text(page: Text) -> None:
    assert page.text == "다리 안내\n다리는 길다. 공사비는 90억 원이다.\n설계는 서다온이 했다."
    assert [page.text[a:b] for a, b in page.sentences] == [unit.strip() for unit in UNITS]


def test_questions_and_claims_point_into_it(page: Text) -> None:
    one, two, yes, near = page.questions
    assert [page.touched(q.evidence) for q in page.questions] == [{2}, {2, 3}, {1}, set()]
    assert one.answer is not None
    assert page.text[slice(*one.answer)] == "90억 원"
    assert (two.answer, yes.answer) == (None, None), "several, and none"
    assert [q.answers for q in (one, two, yes)] == [("90억 원",), ("90억 원", "서다온"), ()]
    assert {q.document for q in (one, two, yes)} == {"z-12"}
    assert near == Question("공사는 언제 끝났어?", "", (), None, (), "not_told")
    (claim,) = page.claims
    assert claim.supported
    assert [page.text[a:b] for a, b in claim.cited] == ["다리는 길다.", "공사비는 90억 원이다."]


@pytest.mark.slow
def test_nothing_that_is_held_out_is_trained_on() -> None:
    trained, held = ({t.id for t in written(held_out=held)} for held in (False, True))
    assert trained.isdisjoint(held)
    assert len(held) == pytest.approx(len(trained) / (HELD_OUT - 1), rel=0.2)
    rows = {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in FOLDER.glob("*.jsonl")
    }
    of_file = {
        name: {t.id for t in read_written(FOLDER / f"{name}.jsonl")}
        for name, pages in rows.items()
        if "units" in pages[0]
    }
    tests = set().union(*(of_file.pop(name) for name in (*OTHER_HANDS, *TEST_SET)))
    assert trained | held == set().union(*of_file.values())
    assert tests.isdisjoint(trained | held)
    # The others hold more questions on these documents, or on articles of Wikinews.
    assert {
        page["id"] for name in ("plain", "turned", "claimed") for page in rows[name]
    } <= trained | held
    assert {page["id"] for page in rows["decided"]} <= trained | held | tests


def squad(folder: Path) -> Path:
    """Articles of two paragraphs each, of which the fourth begins with decomposed letters."""
    articles = []
    for number in range(FOLD + 1):
        paragraphs = []
        for place in range(2):
            context = f"{number}번 배는 {place}시에 떠났다. 그 배에는 {number + 10}명이 탔다."
            if number == 3:
                context = "\u1100\u1161" + context
            answer = {
                "text": f"{number + 10}명",
                "answer_start": context.rindex(f"{number + 10}명"),
            }
            paragraphs.append(
                {
                    "context": context,
                    "qas": [{"question": f"{number}번 배에는 몇 명이 탔나?", "answers": [answer]}],
                }
            )
        articles.append({"title": f"배_{number}", "paragraphs": paragraphs})
    path = folder / "korquad_v1_dev_part.json"
    path.write_text(json.dumps({"data": articles}), encoding="utf-8")
    return folder


def test_every_fifth_article_is_held_out(tmp_path: Path) -> None:
    trained, held = (korquad(squad(tmp_path), held_out=held) for held in (False, True))
    assert [[t.id for t in article] for article in held] == [
        ["korquad-0-0", "korquad-0-1"],
        [f"korquad-{FOLD}-0", f"korquad-{FOLD}-1"],
    ]
    # Where the normal form is shorter the offsets would be wrong.
    assert [len(article) for article in trained] == [2, 2, 0, 2]
    for article in (*trained, *held):
        for text in article:
            assert text.title == f"배 {text.id.split('-')[1]}"
            (question,) = text.questions
            assert question.answer is not None
            assert question.answers == (text.text[slice(*question.answer)],)
            assert question.answers[0].endswith("명")
            assert text.touched(question.evidence) == {1}
            assert question.document == text.id


def parts(example: WindowExample) -> list[str]:
    return [example.second[a:b] for a, b in example.sentences]


def test_a_window_is_put_together_as_it_is_read(page: Text) -> None:
    question = page.questions[0]
    example = window_example(plain_window(page, range(1, 3)), question)
    assert example.first == as_query("공사비는 얼마야?")
    assert example.second == as_passage("다리는 길다. 공사비는 90억 원이다.", "다리")
    assert parts(example) == ["다리는 길다.", "공사비는 90억 원이다."]
    assert example.evidence == {1}
    assert example.answer is not None
    assert example.second[slice(*example.answer)] == "90억 원"


def test_a_window_without_the_answer_has_none(page: Text) -> None:
    example = window_example(plain_window(page, range(2)), page.questions[0])
    assert (example.evidence, example.answer) == (frozenset(), None)
