"""Plots as inline SVG.

A plotting library would bring a dozen packages for four plots, and its SVG refers to addresses
outside the page. Colours come from the page's style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from rag.evaluation.markup import element

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 24, 42

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a plot.

    Attributes:
        label: What it shows.
        low: Value at its beginning.
        high: Value at its end; more than ``low``.
        ticks: Values that are written.
        form: How a tick is written.
    """

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    form: Callable[[float], str] = "{:g}".format

    def place(self, value: float) -> float:
        """Return where a value lies, 0 at the beginning and 1 at the end."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot.

    Attributes:
        low: Where it begins on the x axis.
        high: Where it ends.
        height: Its value on the y axis.
        title: Shown when pointed at.
    """

    low: float
    high: float
    height: float
    title: str


class Plot:
    """An SVG element that marks are added to; later marks lie on top."""

    def __init__(self, name: str, x: Axis, y: Axis) -> None:
        """Draw the axes."""
        self._x, self._y = x, y
        self.svg = element(
            "svg", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=name, class_="plot"
        )
        for tick in y.ticks:
            at = self._at_y(tick)
            self._add("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=at, y2=at, class_="grid")
            self._text(y.form(tick), _LEFT - 8, at + 4, "end")
        for tick in x.ticks:
            self._text(x.form(tick), self._at_x(tick), _HEIGHT - _BOTTOM + 18, "middle")
        floor = self._at_y(y.low)
        self._add("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=floor, y2=floor, class_="axis")
        self._text(x.label, (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, "middle", "label")
        middle = (_TOP + _HEIGHT - _BOTTOM) / 2
        label = self._text(y.label, 0, 0, "middle", "label")
        label.set("transform", f"translate(13 {middle:g}) rotate(-90)")

    def line(self, points: Sequence[Point], color: str) -> None:
        """Join points, given as values on both axes; the color is a class of the style sheet."""
        path = " ".join(f"{self._at_x(x):.1f},{self._at_y(y):.1f}" for x, y in points)
        self._add("polyline", points=path, class_=f"line {color}")

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Name the lines, as pairs of name and color, in the lower right corner."""
        right = _WIDTH - _RIGHT - 12
        for number, (name, color) in enumerate(reversed(entries)):
            at = _HEIGHT - _BOTTOM - 16 - 18 * number
            self._add("line", x1=right - 20, x2=right, y1=at, y2=at, class_=f"line {color}")
            self._text(name, right - 26, at + 4, "end")

    def dot(self, point: Point, color: str, title: str) -> None:
        """Mark a point; the title is shown when it is pointed at."""
        x, y = self._at_x(point[0]), self._at_y(point[1])
        self.svg.append(
            element("circle", element("title", title), cx=x, cy=y, r=4, class_=f"dot {color}")
        )

    def beside(self, text: str, point: Point) -> None:
        """Write next to a point, on the side that has room."""
        x, y = self._at_x(point[0]), self._at_y(point[1])
        left = x > (_LEFT + _WIDTH - _RIGHT) / 2
        self._text(text, x - 8 if left else x + 8, y - 8, "end" if left else "start")

    def heading(self, text: str, x: float) -> None:
        """Write over the plot, above a value of the x axis."""
        self._text(text, self._at_x(x), _TOP - 8, "middle")

    def bars(self, bars: Sequence[Bar], color: str) -> None:
        """Draw bars from the x axis upwards, a pixel apart."""
        floor = self._at_y(self._y.low)
        for bar in bars:
            left, right = self._at_x(bar.low), self._at_x(bar.high)
            top = self._at_y(bar.height)
            self.svg.append(
                element(
                    "rect",
                    element("title", bar.title),
                    x=left + 0.5,
                    y=top,
                    width=max(right - left - 1, 0.5),
                    height=max(floor - top, 0),
                    class_=f"bar {color}",
                )
            )

    def upright(self, value: float, name: str, line: int = 0) -> None:
        """Draw a line across the plot at a value of the x axis, its name on the given line."""
        at = self._at_x(value)
        self._add("line", x1=at, x2=at, y1=_TOP, y2=_HEIGHT - _BOTTOM, class_="mark")
        self._text(name, at + 5, _TOP + 10 + 16 * line, "start")

    def _at_x(self, value: float) -> float:
        return _LEFT + self._x.place(value) * (_WIDTH - _LEFT - _RIGHT)

    def _at_y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - self._y.place(value) * (_HEIGHT - _TOP - _BOTTOM)

    def _add(self, tag: str, **attributes: str | float) -> None:
        self.svg.append(element(tag, **attributes))

    def _text(self, text: str, x: float, y: float, anchor: str, kind: str = "tick") -> Element:
        made = element("text", text, x=x, y=y, text_anchor=anchor, class_=kind)
        self.svg.append(made)
        return made


def axis_from_zero(label: str, high: float, form: Callable[[float], str] = "{:g}".format) -> Axis:
    """Make an axis from zero to at least ``high``, with four to six round ticks."""
    step = _round_step(max(high, 1e-9) / 5)
    count = math.ceil(round(max(high, 1e-9) / step, 6))
    return Axis(label, 0, count * step, tuple(i * step for i in range(count + 1)), form)


def axis_to_one(label: str, low: float) -> Axis:
    """Make an axis from a tenth below ``low`` to one, for shares that are all high."""
    tenths = max(0, min(math.floor(low * 10), 9))
    step = 1 if tenths >= 6 else 2
    ticks = tuple(n / 10 for n in range(tenths + (10 - tenths) % step, 11, step))
    return Axis(label, tenths / 10, 1, ticks, "{:.1f}".format)


def _round_step(rough: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
