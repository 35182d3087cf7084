"""Links between the pages of the documentation lead to a file, and to a heading in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

ROOT = Path(__file__).parent.parent
FOLDERS = ("benchmarks", "docs", "index", "rag", "training")
PAGES = sorted([*ROOT.glob("*.md"), *(page for f in FOLDERS for page in (ROOT / f).rglob("*.md"))])


@cache
def tokens(page: Path) -> list[Token]:
    reader = MarkdownIt("commonmark").enable("table").use(anchors_plugin, max_level=6)
    blocks = reader.parse(page.read_text(encoding="utf-8"))
    return [token for block in blocks for token in (block, *(block.children or ()))]


def ids(page: Path) -> set[str | int | float | None]:
    return {token.attrGet("id") for token in tokens(page) if token.type == "heading_open"}


def broken(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere; what is on other hosts is not asked."""
    for token in tokens(page):
        link = str(token.attrGet("href") or token.attrGet("src") or "")
        parts = urlsplit(link)
        if not link or parts.scheme:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not target.exists() or (parts.fragment and unquote(parts.fragment) not in ids(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


def test_what_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# 다른 글\n\n## 쓰는 법: `rag ask`\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n`[code](nothing.md)` [a](#page) [b](other.md#쓰는-법-rag-ask) [c](#pages)\n"
        "![d](none.png) [e](none.md) [f](other.md#없는-글) <https://example.org/none> [g][ref]\n\n"
        "| h |\n|---|\n| [i](none) |\n\n[ref]: lost.md\n",
        encoding="utf-8",
    )
    assert list(broken(page)) == [
        "#pages",
        "none.png",
        "none.md",
        "other.md#%EC%97%86%EB%8A%94-%EA%B8%80",
        "lost.md",
        "none",
    ]
