"""A frame on the page with round ticks, and lines and areas in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.report.coldchain.way import Floats
from logistics.report.maps.fonts import make_text
from logistics.report.maps.scene import Box, Points, Shape, Text, rectangle
from logistics.report.maps.style import INK, MUTED

GRID, FRAME, BORDER_LINE, BAND = "#e4e0d8", "#b9b4aa", "#a99bb3", "#cfc8ba"
TICK_SIZE, NAME_SIZE = 13.0, 13.5
_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Plane:
    """
    A frame and the values at its edges.

    Attributes
    ----------
    box : Box
    x_max, y_min, y_max : float
        Place on the axis at the right edge; values at the bottom and top.
    """

    box: Box
    x_max: float
    y_min: float
    y_max: float

    def page(self, x: Floats | Sequence[float], y: Floats | Sequence[float]) -> Points:
        """Return page coordinates."""
        left = self.box.x0 + np.asarray(x, float) / self.x_max * self.box.width
        share = (np.asarray(y, float) - self.y_min) / (self.y_max - self.y_min)
        return np.column_stack([left, self.box.y1 - share * self.box.height])

    def level(self, y: float) -> Points:
        """Return a line across the frame at a value."""
        return self.page([0.0, self.x_max], [y, y])


def ticks(low: float, high: float, count: int) -> list[float]:
    """
    Return round values from low to high, about `count` of them.

    Examples
    --------
    >>> ticks(-21.0, 23.0, 5)
    [-20.0, -10.0, 0.0, 10.0, 20.0]
    >>> ticks(0.0, 0.9, 4)
    [0.0, 0.2, 0.4, 0.6, 0.8]
    """
    rough = max(high - low, 1e-9) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((s * power for s in _STEPS), key=lambda s: abs(math.log(s / rough)))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 10) + 0.0 for i in range(first, last + 1)]


def number_text(value: float) -> str:
    """
    Return a round value as it stands at an axis.

    Examples
    --------
    >>> number_text(-7.5), number_text(1000.0), number_text(0.0)
    ('−7.5', '1,000', '0')
    """
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return digits.replace("-", "−")


def frame(plane: Plane, name: str, *, percent: bool = False) -> list[Shape | Text]:
    """Return the grid, ticks and name of a frame."""
    box = plane.box
    drawn: list[Shape | Text] = [Shape([rectangle(box)], closed=True, fill="#ffffff")]
    for value in ticks(plane.y_min, plane.y_max, max(3, round(box.height / 55))):
        line = plane.level(value)
        strong = value == 0 and plane.y_min < 0
        drawn.append(Shape([line], stroke=FRAME if strong else GRID, width=1.0))
        text = f"{value:.3g} %" if percent else number_text(value)
        drawn.append(make_text(box.x0 - 8, line[0, 1] + 4.5, text, TICK_SIZE, fill=MUTED, anchor="end"))
    edge = np.array([(box.x0, box.y0), (box.x0, box.y1), (box.x1, box.y1)])
    drawn.append(Shape([edge], stroke=FRAME, width=1.2))
    drawn.append(make_text(box.x0 - 44, box.y0 - 10, name, NAME_SIZE, weight="semibold", fill=INK))
    return drawn


def bands(plane: Plane, spans: Sequence[tuple[float, float]]) -> list[Shape | Text]:
    """Return grey bands over the height of the frame, for time at terminals."""
    edges = [plane.page(span, [plane.y_min, plane.y_max]) for span in spans]
    boxes = [Box(low[0], high[1], high[0], low[1]) for low, high in edges]
    return [Shape([rectangle(box)], closed=True, fill=BAND, opacity=0.28, data={"band": "stop"}) for box in boxes]


def verticals(plane: Plane, at: Sequence[float]) -> list[Shape | Text]:
    """Return dashed vertical lines, for borders."""
    box = plane.box
    xs = [plane.page([x], [plane.y_min])[0, 0] for x in at]
    return [Shape([np.array([(x, box.y0), (x, box.y1)])], stroke=BORDER_LINE, width=1.1, dash=(4, 3)) for x in xs]


def area(plane: Plane, x: Floats, y: Floats, base: Floats, colour: str, opacity: float) -> Shape:
    """Return the area between two lines over the same places."""
    ring = np.vstack([plane.page(x, y), plane.page(x[::-1], base[::-1])])
    return Shape([ring], closed=True, fill=colour, opacity=opacity)
