"""Reads HTML as a browser does: text, marks and elements."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&amp; **굵게** $x$ [글](http://a.b)'
)


class Reader(HTMLParser):
    """Collects the text, the elements and their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._is_marked = False

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self._is_marked = True
            self.marked.append("")

    def handle_endtag(self, tag):
        self._is_marked = self._is_marked and tag != "mark"

    def handle_data(self, data):
        self.text += data
        if self._is_marked:
            self.marked[-1] += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def elements_from_outside(markup: str) -> list[str]:
    """List what no code here writes: scripts, pictures, links, handlers in attributes."""
    elements = read(markup).elements
    found = [tag for tag, _ in elements if tag in {"script", "img", "a", "strong", "em", "code"}]
    return found + [name for _, given in elements for name in given if name.startswith("on")]
