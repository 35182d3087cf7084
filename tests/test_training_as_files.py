"""Written texts are learned from as the program reads them."""

from __future__ import annotations

from rag.sources import BlockKind
from training.encoder.as_files import as_file, plain_windows, windows_as_served
from training.encoder.examples import window_example
from training.encoder.texts import Claim, Question, Text

_LINES = (
    "# 세탁 요금",
    "| 품목 | 기본 | 급행 |",
    "|---|---|---|",
    "| 외투 | 8,000원 | 11,000원 |",
    "| 바지 | 4,000원 | 6,000원 |",
    "**일요일**은 쉽니다.",
)


def _text(lines: tuple[str, ...]) -> Text:
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    spans = tuple((a, a + len(line)) for a, line in zip(starts, lines, strict=True))
    answer = text.index("6,000원")
    return Text(
        "z-1",
        "세탁 요금",
        text,
        spans,
        (
            Question(
                "바지 급하게 맡기면?",
                "z-1",
                (spans[4],),
                (answer, answer + 6),
                ("6,000원",),
                "answerable",
            ),
        ),
        (Claim("일요일에는 문을 닫는다.", (spans[5],), supported=True),),
    )


def test_spans_lie_where_the_program_reads_the_same_letters() -> None:
    document, moved = as_file(_text(_LINES), "z")
    assert document.id == moved.id == "z-1"
    assert moved.text == document.text != _text(_LINES).text
    assert "**" not in document.text
    (question,) = moved.questions
    assert question.answer is not None
    assert document.text[slice(*question.answer)] == "6,000원"
    row = document.block_at(question.evidence[0][0])
    assert row is not None
    assert row.kind is BlockKind.TABLE_ROW
    assert [document.text[a:b] for a, b in moved.claims[0].cited] == ["일요일은 쉽니다"]


def test_a_row_is_learned_with_the_names_of_its_columns() -> None:
    document, moved = as_file(_text(_LINES), "z")
    windows = windows_as_served([document])["z-1"]
    (question,) = moved.questions
    (window,) = [w for w in windows if w.touched(question.evidence)]
    example = window_example(window, question)
    (evidence,) = example.evidence
    assert example.second[slice(*example.sentences[evidence])] == (
        "품목: 바지, 기본: 4,000원, 급행: 6,000원"
    )
    assert example.answer is not None
    assert example.second[slice(*example.answer)] == "6,000원"


def test_plain_text_stays_as_it_is() -> None:
    text = _text(("다리는 길다.", "값은 싸다.", "그래서 섰다.", "끝.", "6,000원이다.", "쉰다."))
    document, moved = as_file(text, "z")
    assert document.text == text.text
    assert moved == text
    assert [w.text for w in plain_windows(moved)] == [text.text]
