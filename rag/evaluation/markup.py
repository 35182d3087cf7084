"""HTML and SVG as a tree, so that text is escaped wherever it ends up."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

Node = Element | str
"""An element, or text that is to be read as text."""


def element(tag: str, *children: Node, **attributes: str | float) -> Element:
    """Make an element.

    Args:
        tag: Its name.
        children: What it holds, in order.
        attributes: Its attributes; ``_`` stands for ``-``, and one at the end is dropped
            (``class_``). Numbers are written with two decimals at most.
    """
    made = Element(tag, {_attribute(name): _value(value) for name, value in attributes.items()})
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def to_html(root: Element) -> str:
    """Write a tree as HTML; nothing but the style sheet's text is left unescaped."""
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html")


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
