"""Labels of stops: beside their step, never on one another, one for paths that stop together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from logistics.report.charts.axes import Axes
from logistics.report.charts.lines import Line, Measure, blocked, covered, span, step, told
from logistics.report.maps.fonts import ASCENT, DESCENT, clean, make_text, text_width
from logistics.report.maps.labels import Placer
from logistics.report.maps.scene import Box, Group, Shape, Text
from logistics.report.maps.style import INK, MUTED

SIZE = 13.0
SMALLEST = 0.011  # share of the axis below which a stop needs no label
TOGETHER = (10.0, 26.0)  # page units: closer steps at one terminal share a label
TIED = 13.0  # page units: labels farther away get a leader


@dataclass(frozen=True)
class _Wish:
    """A label that wants a place."""

    text: str
    x: float
    y0: float
    y1: float
    colour: str
    height: float
    terminal: str


def label_group(lines: list[Line], axes: Axes, measure: Measure, names: dict[str, str]) -> Group:
    """Return the labels, the longest stops first; those without room are left out."""
    placer = Placer(axes.box.grown(-3), blocked(lines, axes, measure), covered(lines, axes, measure))
    children: list[Shape | Text] = []
    for wish in _wishes(lines, axes, measure, names):
        width, height = text_width(wish.text, SIZE), (ASCENT + DESCENT) * SIZE
        box = placer.best(_spots(wish, width, height), 40.0, weight=1.6)
        if box is None:
            continue
        near = (min(max(wish.x, box.x0), box.x1), min(max((wish.y0 + wish.y1) / 2, box.y0), box.y1))
        anchor = (wish.x, min(max(near[1], wish.y1), wish.y0))
        if np.hypot(near[0] - anchor[0], near[1] - anchor[1]) > TIED:
            children.append(Shape([np.array([near, anchor])], stroke=MUTED, width=0.8))
        children.append(
            make_text(box.x0, box.y0 + ASCENT * SIZE, wish.text, SIZE, fill=wish.colour, halo="#ffffff", halo_width=3)
        )
    return Group("labels", children)


def _wishes(lines: list[Line], axes: Axes, measure: Measure, names: dict[str, str]) -> list[_Wish]:
    """Return what should be labelled: long stops and gauge changes, one label where paths stop together."""
    alone = sum(line.named for line in lines) == 1
    found: list[_Wish] = []
    for line in (x for x in lines if x.named):
        for stop in line.profile.stops:
            before, after = span(stop, measure)
            if (after - before) < SMALLEST * axes.y_max and not stop.gauge_break:
                continue
            (x, y0), (_, y1) = step(stop, axes, measure)
            if any(w.terminal == stop.terminal and _near(w, x, y0, y1) for w in found):
                continue
            text = f"{clean(names.get(stop.terminal, stop.terminal), 26)} {told(stop, measure)}"
            colour = INK if alone else line.colour
            bonus = 30.0 if stop.gauge_break else 0.0
            found.append(_Wish(text, float(x), float(y0), float(y1), colour, float(y0 - y1) + bonus, stop.terminal))
    return sorted(found, key=lambda w: (-w.height, w.text))


def _near(wish: _Wish, x: float, y0: float, y1: float) -> bool:
    """Return whether two steps are drawn so close that one label serves both."""
    return abs(wish.x - x) < TOGETHER[0] and abs(wish.y0 + wish.y1 - y0 - y1) / 2 < TOGETHER[1]


def _spots(wish: _Wish, width: float, height: float) -> Iterator[tuple[Box, float]]:
    """Yield places left of the top and right of the foot of a step, where a rising line leaves room; then around."""
    middle = (wish.y0 + wish.y1) / 2
    for shift in (0.0, 8.0, 16.0, 26.0, 38.0, 52.0, 68.0, 86.0):
        for gap in (8.0, 20.0, 40.0, 70.0):
            far = shift / 9 + (gap - 8.0) / 10
            left, right = wish.x - gap - width, wish.x + gap
            for x, y, cost in (
                (left, middle - height / 2 - shift, 0.0),
                (right, middle - height / 2 + shift, 0.2),
                (left, wish.y1 - height / 2 - shift, 0.6),
                (right, wish.y0 - height / 2 + shift, 0.8),
                (wish.x - width / 2, wish.y1 - height - 6 - shift, 2.5),
                (wish.x - width / 2, wish.y0 + 6 + shift, 2.6),
                (right, wish.y1 - height / 2 - shift, 3.0),
                (left, wish.y0 - height / 2 + shift, 3.2),
            ):
                yield Box(x, y, x + width, y + height), cost + far
