"""The look asks nothing of the network."""

from __future__ import annotations

import re
from pathlib import Path

from rag.web import style

ELSEWHERE = re.compile(r"(?:https?:)?//\w|@import|\burl\(")
FETCHED = re.compile(r"@import|url\((?![\"']?data:)", re.IGNORECASE)


def test_style_script_and_waiting_page_name_no_address() -> None:
    script_comments = re.compile(r"^\s*//.*$", re.MULTILINE)
    for text in (script_comments.sub("", style.head()), style.waiting_page()):
        assert not ELSEWHERE.search(text)


def test_the_theme_brings_no_font_from_elsewhere() -> None:
    theme = style.theme()
    assert not theme._stylesheets
    css = theme._get_theme_css()
    assert not FETCHED.search(css)
    for font in style.FONTS:
        assert font in css


def test_a_listener_names_its_events_in_quotes() -> None:
    # Gradio offers an event of a gr.HTML only if its name stands there in quotes.
    assert "['article', 'evidence']" in style.listener("pane", "article", "evidence")


def test_every_script_and_style_sheet_is_on_the_page() -> None:
    folder = Path(style.__file__).parent / "static"
    head = style.head()
    for file in folder.iterdir():
        if file.suffix in {".css", ".js"}:
            assert file.read_text(encoding="utf-8") in head
