"""Write what the documentation has from the program: ``python -m benchmarks.readme``."""

from __future__ import annotations

import json
import re
import tempfile
from functools import partial
from pathlib import Path

from annotated_types import Ge, Gt, Le

from benchmarks.measure import FIGURES, Figure, Figures
from rag import RagPipeline, Settings
from rag.settings import DEFAULT_SOURCES
from rag.terminal import format_answer

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "README.ko.md",
    "docs/settings.md",
    "docs/settings.ko.md",
    "docs/figures.md",
    "docs/figures.ko.md",
)
QUESTION = "SK텔레콤이 사피온 X220을 내놓은 시기는 언제인가요?"


def main() -> None:
    """Fill the marked blocks of all pages."""
    for name in PAGES:
        path = ROOT / name
        path.write_text(filled(name, path.read_text(encoding="utf-8")), encoding="utf-8")


def filled(name: str, text: str) -> str:
    """Return a page's text with its marked blocks as the program has them now.

    Args:
        name: One of :data:`PAGES`.
        text: The page.
    """
    korean = name.endswith(".ko.md")
    blocks = {
        "ask": sample_answer,
        "settings": partial(settings_table, korean=korean),
        "figures": partial(
            figures_table, load_figures(), korean=korean, is_whole=not name.startswith("README")
        ),
    }
    for block, content in blocks.items():
        pattern = re.compile(f"(<!-- {block}:start -->\n).*?(<!-- {block}:end -->)", re.DOTALL)
        text = pattern.sub(lambda m, c=content: f"{m[1]}{c()}\n{m[2]}", text)
    return text


def load_figures() -> Figures:
    """Read what was measured last."""
    plain = json.loads(FIGURES.read_text(encoding="utf-8"))
    return Figures(**{**plain, "rows": tuple(Figure(**row) for row in plain["rows"])})


def sample_answer() -> str:
    """Ask the seed article one question and show what the command line prints."""
    with tempfile.TemporaryDirectory() as folder:
        reply = RagPipeline.build(DEFAULT_SOURCES, folder, Settings()).ask(QUESTION)
    return f"```\n$ .venv/bin/rag ask '{QUESTION}'\n{format_answer(reply)}\n```"


def settings_table(*, korean: bool) -> str:
    """List every setting with its default, its range and its description."""
    head = (
        "| 환경 변수 | 기본값 | 범위 | 뜻 |"
        if korean
        else "| variable | default | range | what it is |"
    )
    rows = [head, "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT)
        shown = "" if default is None else f"`{default}`"
        cells = (f"`RAG_{name.upper()}`", shown, _range(name), _description(name, korean))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _range(name: str) -> str:
    """What a number may be, as it is typed."""
    rules = Settings.model_fields[name].metadata
    least = [rule.ge for rule in rules if isinstance(rule, Ge)]
    most = [rule.le for rule in rules if isinstance(rule, Le)]
    if least and most:
        return f"{least[0]}–{most[0]}"
    above = [f"> {rule.gt}" for rule in rules if isinstance(rule, Gt)]
    return ", ".join([*above, *(f"≥ {n}" for n in least), *(f"≤ {n}" for n in most)])


def _description(name: str, korean: bool) -> str:
    field = Settings.model_fields[name]
    if korean:
        return str(field.json_schema_extra["korean"])
    return str(field.description)


def figures_table(figures: Figures, *, korean: bool, is_whole: bool) -> str:
    """Lay the figures out as a table, all of them or the headlines."""
    head = "| | 값 |" if korean else "| | |"
    rows = [head, "|---|---|"]
    rows += [
        f"| {row.korean} | {_in_korean(row.value)} |"
        if korean
        else f"| {row.english} | {row.value} |"
        for row in figures.rows
        if is_whole or row.is_headline
    ]
    where = (
        f"{figures.date}, {figures.machine}에서 `python -m benchmarks.measure`로 측정했습니다."
        if korean
        else f"Measured on {figures.date} with `python -m benchmarks.measure` ({figures.machine})."
    )
    return "\n".join([*rows, "", where])


def _in_korean(value: str) -> str:
    """Write a count out of another, and seconds, as Korean does."""
    counted = re.sub(r"(\d+) of (\d+)", r"\2개 중 \1개", value)
    return re.sub(r"(?<=\d) s\b", "초", counted)


if __name__ == "__main__":
    main()
