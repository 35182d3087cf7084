from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from evaluation_fakes import DOCUMENTS, case, span

from rag.errors import EvaluationError
from rag.evaluation import CaseSet, Gold, GoldSpan, load_cases, sample_cases
from rag.evaluation.cases import check_documents

DATA = Path(__file__).parent / "data"


def write(path: Path, *rows: object) -> Path:
    path.write_text(
        "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows),
        encoding="utf-8",
    )
    return path


def row(**fields: object) -> dict[str, object]:
    return {"id": "q1", "question": "몇 척인가요?", "answers": ["12척"], **fields}


def test_own_cases_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.jsonl",
        row(evidence="배가 12척", kind="howmany", comment="left alone"),
        "",
        row(id="q2", answers=["배", "12척"], evidence=[[0, 3], [5, 9]], document_id="naru"),
        row(id="q3", answers=[]),
    )
    first, second, third = load_cases(path).cases
    assert first.golds == (Gold(("12척",), evidence="배가 12척"),)
    assert (first.kind, first.group, first.answerable) == ("howmany", "q1", True)
    assert second.golds[0].strings == ("배", "12척")
    assert second.golds[0].spans == (GoldSpan("naru", 0, 3), GoldSpan("naru", 5, 9))
    assert (second.document_id, second.group) == ("naru", "naru")
    assert not third.answerable


def test_text_in_cases_is_normalised_like_the_documents(tmp_path: Path) -> None:
    decomposed = "\u1112\u1161\u11ab"  # 한, as macOS writes it
    path = write(tmp_path / "c.jsonl", row(answers=[decomposed], evidence=decomposed))
    (gold,) = load_cases(path).cases[0].golds
    assert gold == Gold(("한",), evidence="한")


def test_a_line_separator_inside_a_string_is_no_line_break(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", row(kind="a\u2028b"), row(id="q2"))
    assert [c.id for c in load_cases(path).cases] == ["q1", "q2"]


def test_the_seed_article_questions_are_read() -> None:
    case_set = load_cases(DATA / "article_questions.jsonl")
    cases = case_set.cases
    assert len(case_set.digest) == 64
    assert Counter(c.answerable for c in cases) == {True: 22, False: 10}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "the line: Invalid JSON"),
        ("[]", "the line: "),
        (row(answers="12척"), 'answers: Input should be a valid array, not "12척"'),
        ({"id": "q", "question": "뭐?"}, "answers: Field required"),
        (row(id=""), "id: "),
        (row(answers=[""]), "answers.0: "),
        (row(question=" "), "the question is empty"),
        (row(question="?!"), "holds no word"),
        (row(evidence=[[0, 3]]), "document_id is missing"),
        (row(evidence=[[3, 3]], document_id="d"), "[3, 3] is empty"),
        (row(evidence=[[-1, 3]], document_id="d"), "evidence"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    path = write(tmp_path / "c.jsonl", row(id="good"), line)
    with pytest.raises(EvaluationError) as caught:
        load_cases(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert problem in str(caught.value)
    assert str(path) in caught.value.korean


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("c.csv", b"id,question", ".jsonl file with one case a line"),
        ("c.jsonl", b"\n\n", "holds no question"),
        ("c.jsonl", "가".encode("cp949"), "not UTF-8"),
        ("c.json", b'{"data": []}', "holds no question"),
        ("c.json", b'{"data": [\n{"title": }]}', "Invalid JSON: expected value at line 2"),
        ("c.json", b'{"rows": []}', "data: Field required"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationError, match=name) as caught:
        load_cases(tmp_path / name)
    assert problem in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="No such file"):
        load_cases(tmp_path / "none.jsonl")


def test_an_id_that_occurs_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="'q1' occurs twice"):
        load_cases(write(tmp_path / "c.jsonl", row(), row()))


CONTEXT = "나루는 강가의\r\n마을이다. 배가 12척 있다."


def squad(*qas: object, context: str = CONTEXT) -> dict[str, object]:
    return {"data": [{"title": "나루_(마을)", "paragraphs": [{"context": context, "qas": qas}]}]}


def qa(*answers: tuple[str, int], **fields: object) -> dict[str, object]:
    given = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": "s1", "question": "몇 척인가요?", "answers": given, **fields}


def test_squad_paragraphs_are_documents_and_spans_point_into_them(tmp_path: Path) -> None:
    at = CONTEXT.index("12척")
    cases = load_cases(
        write(
            tmp_path / "s.json",
            squad(
                qa(("12척", at), ("12", at)),
                qa(id="s2", is_impossible=True),
            ),
        )
    )
    (document,) = cases.documents
    assert document.title == "나루 (마을)"
    first, second = cases.cases
    assert [gold.strings for gold in first.golds] == [("12척",), ("12",)]
    for gold in first.golds:
        (where,) = gold.spans
        assert where.document_id == document.id == first.document_id
        assert document.text[where.start : where.end] == gold.strings[0]
    assert first.group == "나루_(마을)"
    assert not second.answerable


def test_a_squad_answer_that_is_elsewhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="'s1': answer_start 3 is not where '12척'"):
        load_cases(write(tmp_path / "s.json", squad(qa(("12척", 3)))))


def test_a_squad_answer_is_not_counted_from_the_end(tmp_path: Path) -> None:
    at = CONTEXT.index("12척") - len(CONTEXT)
    with pytest.raises(EvaluationError, match=r"answer_start: .* greater than or equal to 0"):
        load_cases(write(tmp_path / "s.json", squad(qa(("12척", at)))))


def test_a_squad_question_that_cannot_be_asked_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="question 's1': the question is empty"):
        load_cases(write(tmp_path / "s.json", squad(qa(question=""))))


def test_a_sample_is_spread_over_the_file() -> None:
    cases = CaseSet(Path("c"), tuple(case(case_id=str(i)) for i in range(10)))
    assert [c.id for c in sample_cases(cases, 4).cases] == ["0", "2", "5", "7"]
    assert sample_cases(cases, 99).cases == cases.cases


def test_documents_and_spans_that_the_index_lacks_are_named() -> None:
    right = case("a", Gold(("12척",), spans=(span("12척"),)), document_id="naru-10")
    check_documents(CaseSet(Path("c"), (right,)), DOCUMENTS)
    foreign = case("b", Gold(("12척",)), document_id="other")
    with pytest.raises(EvaluationError, match="'other', which is not in the index"):
        check_documents(CaseSet(Path("c"), (foreign,)), DOCUMENTS)
    late = case("c", Gold(("x",), spans=(GoldSpan("naru-10", 0, 9999),)), document_id="naru-10")
    with pytest.raises(EvaluationError, match="0-9999"):
        check_documents(CaseSet(Path("c"), (late,)), DOCUMENTS)


@pytest.mark.parametrize("name", ["c.jsonl", "c.json"])
def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path, name: str) -> None:
    content = squad(qa(("12척", CONTEXT.index("12척")))) if name == "c.json" else row()
    path = write(tmp_path / name, content)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_cases(path).cases) == 1


def test_a_file_nested_without_end_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"c\.json: .*recursion limit"):
        load_cases(path)
