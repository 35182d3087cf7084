"""How the chat looks: a Gradio theme of system fonts, and the style sheet and script beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.conversation import MAX_QUESTION_CHARS

if TYPE_CHECKING:
    from gradio.themes import Base

# Fonts that Korean systems bring along; a name that is not there costs no request.
FONTS = (
    "Pretendard",
    "Apple SD Gothic Neo",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "sans-serif",
)

_STATIC = Path(__file__).parent / "static"


_STYLES = (
    "chat.css",
    "conversation.css",
    "composer.css",
    "pane.css",
    "kept.css",
    "documents.css",
)
# In this order: each begins with what those before it left in `window.rag`.
_SCRIPTS = ("chat.js", "pane.js", "answers.js", "kept.js", "server.js", "documents.js")


def head() -> str:
    """Return what goes into the page's head: the style sheets and the scripts.

    Gradio's own ``css`` parameter puts its class names before every selector, in media queries
    only there, so that some rules would never match.
    """
    css, js = (
        "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)
        for names in (_STYLES, _SCRIPTS)
    )
    begin = f"window.rag = {{ mostChars: {MAX_QUESTION_CHARS} }};"
    return f"<style>{css}</style><script>{begin}{js}</script>"


def listener(part: str, *events: str) -> str:
    """Return script for a ``gr.HTML``: the page's script is told of it, and of each change.

    Gradio wants to find each event that it may send to the server in quotes.
    """
    names = ", ".join(f"'{event}'" for event in events)
    return (
        f"rag.begin('{part}', element, trigger, [{names}]);"
        f"watch('value', () => requestAnimationFrame(() => rag.changed('{part}', element)));"
    )


def waiting_page() -> str:
    """Return the page that is shown until Gradio itself is loaded."""
    return (_STATIC / "waiting.html").read_text(encoding="utf-8")


def theme() -> Base:
    """Return a plain theme that asks for no font from the network."""
    from gradio.themes import Base, colors, sizes

    return Base(
        primary_hue=colors.teal,
        neutral_hue=colors.stone,
        radius_size=sizes.radius_lg,
        font=FONTS,
        font_mono=("D2Coding", "monospace"),
    )
