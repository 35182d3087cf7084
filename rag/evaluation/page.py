"""A report as files, and as one HTML page that asks nothing of the network and runs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path, PurePath
from xml.etree.ElementTree import Element

from rag.errors import EvaluationError
from rag.evaluation.estimates import Estimate
from rag.evaluation.figures import latency_plot, recall_plot, reliability_plot, risk_plot
from rag.evaluation.markup import Node, element, to_html
from rag.evaluation.outcome import Outcome, Verdict
from rag.evaluation.report import EvaluationReport, save_report
from rag.evaluation.style import STYLE
from rag.evaluation.text import (
    CALIBRATION_NOTE,
    INTERVAL_NOTE,
    came,
    figure,
    interval,
    report_markdown,
)

# What a browser is told to refuse, in case something slips in.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_TILES = (
    "right_sure right_possible wrong_sure document_recall_at_1 passage_recall_at_1 "
    "sentence_accuracy citation_precision supported_claims false_answers auroc "
    "calibration_error latency_p50"
).split()


def write_report(report: EvaluationReport, folder: Path) -> tuple[Path, ...]:
    """Write a report as ``report.json``, ``report.md`` and ``report.html``.

    Args:
        report: The measurement.
        folder: Where to; made if missing. Files of these names are replaced.

    Raises:
        EvaluationError: If the folder cannot be written to.
    """
    paths = tuple(folder / f"report.{kind}" for kind in ("json", "md", "html"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_report(report, paths[0])
        paths[1].write_text(report_markdown(report), encoding="utf-8")
        paths[2].write_text(report_page(report), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(
            f"the report cannot be written to {folder}: {error.strerror}; name another folder "
            "with --report",
            korean=f"평가 보고서를 {folder}에 쓰지 못했습니다.",
        ) from error
    return paths


def report_page(report: EvaluationReport) -> str:
    """Lay out a report as a page.

    Returns:
        A complete HTML document.
    """
    name = PurePath(report.fact("cases", "file")).name
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{name} – rag evaluate"),
        element("style", STYLE),
    )
    body = element(
        "body",
        element("h1", name),
        element("p", _summary(report), class_="soft"),
        element("p", element("code", report.fact("run", "command")), class_="soft"),
        _tiles(report),
        element("h2", "Figures"),
        element("div", _figures(report.estimates), class_="sheet"),
        element("p", INTERVAL_NOTE, class_="soft"),
        element("h2", "Plots"),
        _plots(report.outcomes),
        element("h2", "What was measured"),
        element("div", _facts(report), class_="sheet"),
        element("h2", "Questions"),
        _questions(report.outcomes),
    )
    return to_html(element("html", head, body, lang="en"))


def _summary(report: EvaluationReport) -> str:
    answerable = sum(o.answerable for o in report.outcomes)
    return (
        f"{answerable:,} questions to be answered, {len(report.outcomes) - answerable:,} to be "
        f"refused. {report.fact('models', 'reader')} with {report.fact('models', 'embedder')}, "
        f"over {report.fact('index', 'documents')} documents. {report.fact('run', 'date')}."
    )


def _tiles(report: EvaluationReport) -> Element:
    known = {estimate.name: estimate for estimate in report.estimates}
    return element(
        "div",
        *(
            element(
                "div",
                element("b", figure(known[name].value, known[name])),
                element("span", known[name].label),
                class_="tile",
            )
            for name in _TILES
            if name in known
        ),
        class_="tiles",
    )


def _figures(estimates: Iterable[Estimate]) -> Element:
    table = _table(("", ""), ("value", "number"), ("95 % interval", "number"), ("", "range"),
                   ("questions", "number"))  # fmt: skip
    body = table[1]
    for topic, group in groupby(estimates, key=lambda estimate: estimate.topic):
        body.append(
            element("tr", element("th", topic, colspan="5", scope="rowgroup"), class_="topic")
        )
        for estimate in group:
            body.append(
                element(
                    "tr",
                    element("th", estimate.label, scope="row"),
                    element("td", figure(estimate.value, estimate), class_="number"),
                    element("td", interval(estimate), class_="number"),
                    element("td", *_range(estimate), class_="range"),
                    element("td", f"{estimate.count:,}", class_="number"),
                )
            )
    return table


def _range(estimate: Estimate) -> list[Node]:
    """Draw a figure and its interval on a line from zero to one."""
    low, high = estimate.low, estimate.high
    if low is None or high is None or estimate.unit != "share":
        return []
    return [
        element(
            "svg",
            element("line", x1=5, x2=205, y1=9, y2=9, class_="track"),
            element("line", x1=5 + 200 * low, x2=5 + 200 * high, y1=9, y2=9, class_="span"),
            element("circle", cx=5 + 200 * estimate.value, cy=9, r=4, class_="dot c1"),
            viewBox="0 0 210 18",
            aria_hidden="true",
        )
    ]


def _plots(outcomes: tuple[Outcome, ...]) -> Element:
    recall = recall_plot(outcomes)
    plots = [
        ("Recall at k", recall, "Share of the questions whose answer is among the first k found."),
        (
            "Risk against coverage",
            risk_plot(outcomes),
            "What answering only the most confident questions would risk; lower is better.",
        ),
        ("Reliability", reliability_plot(outcomes), CALIBRATION_NOTE),
        (
            "Latency",
            latency_plot(outcomes),
            "From question to answer; the last bar holds the rest.",
        ),
    ]
    return element(
        "div",
        *(
            element("figure", element("h3", title), plot, element("figcaption", caption))
            for title, plot, caption in plots
            if plot is not None
        ),
        class_="plots",
    )


def _facts(report: EvaluationReport) -> Element:
    body = element("tbody")
    for topic, facts in groupby(report.facts, key=lambda fact: fact.topic):
        body.append(
            element("tr", element("th", topic, colspan="2", scope="rowgroup"), class_="topic")
        )
        body.extend(
            element("tr", element("th", fact.name, scope="row"), element("td", fact.value))
            for fact in facts
        )
    return element("table", body, class_="facts")


def _questions(outcomes: tuple[Outcome, ...]) -> Element:
    """List every question; radio buttons and the style sheet choose what is shown."""
    counts = Counter(o.verdict for o in outcomes)
    wrong = sum(count for verdict, count in counts.items() if not verdict.is_right)
    choices = [("all", f"all {len(outcomes):,}", ""), ("bad", f"wrong {wrong:,}", ".bad")]
    choices += [
        (_slug(verdict), f"{verdict.value} {counts[verdict]:,}", f".{_slug(verdict)}")
        for verdict in Verdict
        if counts[verdict]
    ]
    rules = "".join(
        f"#show-{name}:checked ~ div tbody tr:not({kept}) {{ display: none; }}\n"
        for name, _, kept in choices
        if kept
    )
    controls: list[Node] = [element("style", rules)]
    for name, label, _ in choices:
        radio = element("input", type="radio", name="shown", id=f"show-{name}")
        if name == ("bad" if wrong else "all"):
            radio.set("checked", "checked")
        controls += [radio, element("label", label, for_=f"show-{name}")]
    table = _table(("question", "asked"), ("asked for", "gold"), ("answer", "answer"),
                   ("verdict", ""), ("confidence", "number"))  # fmt: skip
    table.set("class", "questions")
    table[1].extend(_question(outcome) for outcome in outcomes)
    return element("section", *controls, element("div", table, class_="sheet"))


def _question(outcome: Outcome) -> Element:
    good = "good" if outcome.verdict.is_right else "bad"
    return element(
        "tr",
        element("td", outcome.question, element("small", outcome.case_id), lang="ko"),
        element("td", outcome.gold or "a refusal", lang="ko" if outcome.gold else "en"),
        element("td", outcome.answer, lang="ko"),
        element("td", element("span", came(outcome), class_="verdict")),
        element("td", f"{outcome.confidence:.3f}", class_="number"),
        class_=f"{good} {_slug(outcome.verdict)}",
    )


def _table(*columns: tuple[str, str]) -> Element:
    """Make a table of named columns, each with a class; its second child takes the rows."""
    names = (element("th", name, scope="col", class_=kind) for name, kind in columns)
    return element("table", element("thead", element("tr", *names)), element("tbody"))


def _slug(verdict: Verdict) -> str:
    return verdict.value.replace(" ", "-")
