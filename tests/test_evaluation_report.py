from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evaluation_fakes import outcome

from rag.errors import EvaluationError
from rag.evaluation import (
    CaseSet,
    EvaluationReport,
    Outcome,
    command,
    format_report,
    load_report,
    run_command,
    save_report,
    write_report,
)
from rag.evaluation.estimates import estimate
from rag.evaluation.page import report_page
from rag.evaluation.provenance import Fact
from rag.evaluation.report import SCHEMA_VERSION
from rag.evaluation.text import report_markdown
from rag.reading import Band

HOSTILE = '</script><img src="https://example.org/x.png" onerror=alert(1)>&amp; "\' | `*'

FACTS = (
    Fact("cases", "file", "folder/cases.jsonl"),
    Fact("index", "documents", "3"),
    Fact("index", "passages", "9 of at most 600 characters"),
    Fact("models", "reader", "scripted"),
    Fact("models", "embedder", "characters, 32 dimensions"),
    Fact("run", "command", f"rag evaluate {HOSTILE}"),
)


def report(*outcomes: Outcome) -> EvaluationReport:
    return EvaluationReport(SCHEMA_VERSION, FACTS, estimate(outcomes, resamples=20), outcomes)


MIXED = report(
    outcome("a", rank=1, confidence=0.9),
    outcome("b", rank=0, confidence=0.4, right=False, question=HOSTILE, answer=HOSTILE),
    outcome("c", rank=3, confidence=0.2, band=Band.NONE, gold=HOSTILE),
    outcome("d", answerable=False, band=Band.NONE, confidence=0.1, kind="changed"),
    outcome("<b>e</b>", answerable=False, confidence=0.6, kind="changed"),
    outcome("f", answerable=False, band=Band.POSSIBLE, confidence=0.3),
    outcome("g", band=Band.POSSIBLE, rank=1, confidence=0.3),
)


class Page(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.cells: list[str] = []
        self.in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "td":
            self.cells.append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.cells[-1] += data


def test_json_gives_back_the_same_report(tmp_path: Path) -> None:
    save_report(MIXED, tmp_path / "r.json")
    assert load_report(tmp_path / "r.json") == MIXED
    raw = json.loads((tmp_path / "r.json").read_text())
    assert raw["schema_version"] == SCHEMA_VERSION
    assert raw["outcomes"][1]["verdict"] == "wrong answer"
    assert [
        o["band"] for o in raw["outcomes"]
    ] == "sure sure none none sure possible possible".split()
    assert "sure/changed" in {e["name"] for e in raw["estimates"]}


@pytest.mark.parametrize("content", ["", "[]", '{"schema_version": 1}'])
def test_a_file_that_is_no_report_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match=r"r\.json.*--report DIR"):
        load_report(path)


def test_a_missing_report_and_another_version_are_named(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    with pytest.raises(EvaluationError, match="No such file"):
        load_report(path)
    path.write_text('{"schema_version": 1, "outcomes": [{"answered": true}]}')
    with pytest.raises(EvaluationError, match="schema version 1, but 2"):
        load_report(path)


@pytest.fixture(scope="module")
def text() -> str:
    return report_page(MIXED)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_the_page_reaches_for_nothing_outside(text: str, page: Page) -> None:
    loading = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "base", "a"}
    assert loading.isdisjoint(page.tags)
    names = {name for name, _ in page.attributes}
    assert {"src", "href", "srcset", "action"}.isdisjoint(names)
    within = [value for name, value in page.attributes if name == "xlink:href"]
    assert all(value.startswith("#") for value in [*within, *re.findall(r"url\((.*?)\)", text)])
    assert not any(name.startswith("on") for name in names)
    assert "@import" not in text
    policy = [value for name, value in page.attributes if name == "content"]
    assert any(value.startswith("default-src 'none'") for value in policy)


def test_the_page_shows_text_as_text(page: Page) -> None:
    assert page.cells.count(HOSTILE) == 2  # an answer, and what was asked for
    assert f"{HOSTILE}b" in page.cells  # the question with its id
    assert any(cell.endswith("<b>e</b>") for cell in page.cells)
    assert "b" not in page.tags[page.tags.index("section") :]


def test_a_name_stands_on_the_page_once(page: Page) -> None:
    names = [value for name, value in page.attributes if name == "id"]
    assert sorted(names) == sorted({*names})
    assert {"show-all", "show-bad", "show-right-refusal"} <= {*names}


def test_the_page_has_every_question_and_every_plot(text: str, page: Page) -> None:
    assert {
        "right, as sure",
        "right, as possible",
        "right refusal",
        "offered, as possible",
        "wrong answer, as sure",
        "false refusal",
        "false answer, as sure",
    } <= set(page.cells)
    assert "changed: answered as possible" in text
    labels = [value for name, value in page.attributes if name == "aria-label"]
    assert labels == ["Recall at k", "Risk against coverage", "Reliability", "Latency"]
    assert page.tags.count("figure") == 4
    assert "folder/cases.jsonl" in page.cells
    assert text.startswith('<!doctype html>\n<html lang="en">')


def test_a_report_without_places_has_no_recall_plot() -> None:
    page = Page(report_page(report(outcome("a"), outcome("b", band=Band.NONE, answerable=False))))
    labels = [value for name, value in page.attributes if name == "aria-label"]
    assert labels == ["Risk against coverage", "Reliability", "Latency"]


def test_without_matplotlib_the_page_says_how_to_have_plots(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    page = report_page(MIXED)
    assert "pip install -e &#39;.[evaluation]&#39;" in page
    assert "<figure>" not in page
    assert "right: answered and cited" in page


def test_without_matplotlib_the_command_says_so_in_its_last_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(command, "load_cases", lambda path: CaseSet(path, ()))
    monkeypatch.setattr(command, "evaluate_paragraphs", lambda *_, **_more: MIXED)
    typed = dict.fromkeys(("compare", "from_feedback", "limit", "fit_fusion", "index"))
    more = {"cases": Path("c.jsonl"), "report": tmp_path, "without_gold": True, "typed": []}
    options = Namespace(**typed, **more)
    *_, path, last = run_command(options, lambda *_: None).splitlines()
    assert path == str(tmp_path / "report.html")
    assert last.startswith("There are no plots: matplotlib is not installed. pip install")


def test_markdown_stays_a_table() -> None:
    text = report_markdown(MIXED)
    rows = [line for line in text.splitlines() if line.startswith("| b ")]
    assert len(rows) == 1
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 7
    assert "<img" not in re.sub(r"\\<", "", text)
    assert "| right: answered and cited, or not answered as sure | 0.571 |" in text
    assert "| right, answered as possible | 0.250 |" in text
    assert "| changed: answered as sure | 0.500 |" in text
    assert "## Wrong questions, 3 of 3" in text


def test_the_terminal_sees_counts_and_figures() -> None:
    text = format_report(MIXED)
    assert (
        "answered and cited correctly 2/4 "
        "(right, as sure 1; wrong answer, as sure 1; false refusal 1; right, as possible 1)"
    ) in text
    assert (
        "not answered as sure 2/3 "
        "(right refusal 1; false answer, as sure 1; offered, as possible 1)"
    ) in text
    assert "changed: answered as sure" in text
    (mrr,) = (line for line in text.splitlines() if "passage MRR@10" in line)
    assert mrr.split()[2] == "0.583"


def test_three_files_are_written(tmp_path: Path) -> None:
    paths = write_report(MIXED, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["report.json", "report.md", "report.html"]
    assert paths[2].read_text() == report_page(MIXED)  # the same each time


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvaluationError, match="file/reports"):
        write_report(MIXED, tmp_path / "file" / "reports")
