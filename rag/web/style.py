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
_PARTS = ("chat", "documents")


def head() -> str:
    """Return what goes into the page's head: the style sheet and the script.

    Gradio's own ``css`` parameter puts its class names before every selector, in media queries
    only there, so that some rules would never match.
    """
    css, js = (
        "".join((_STATIC / f"{name}.{kind}").read_text(encoding="utf-8") for name in _PARTS)
        for kind in ("css", "js")
    )
    limit = f"window.ragQuestionChars = {MAX_QUESTION_CHARS};"
    return f"<style>{css}</style><script>{limit}{js}</script>"


def listener(on_change: str, *actions: str) -> str:
    """Return script for a ``gr.HTML`` whose buttons trigger events of those names.

    Args:
        on_change: Function of ``chat.js`` to call when the HTML was drawn anew.
        actions: Names of the events; a button tells its own in ``data-action``.
    """
    names = ", ".join(f"'{action}'" for action in actions)
    return (
        f"ragListen(element, trigger, [{names}]);"
        f"watch('value', () => requestAnimationFrame(() => {on_change}(element)));"
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
