"""The look asks nothing of the network."""

from __future__ import annotations

import re

from rag.web import style

ELSEWHERE = re.compile(r"(?:https?:)?//\w|@import|url\(", re.IGNORECASE)
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
    assert "['article', 'evidence']" in style.listener("ragPanelChanged", "article", "evidence")
