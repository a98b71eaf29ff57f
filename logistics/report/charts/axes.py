"""The plane of a chart: from kilometres and days (or USD) to the page, with round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.report.maps.fonts import make_text
from logistics.report.maps.scene import Box, Group, Points, Shape, Text, rectangle
from logistics.report.maps.style import INK, MUTED

GRID, FRAME = "#e4e0d8", "#b9b4aa"
TICK_SIZE, NAME_SIZE = 13.0, 13.5


@dataclass(frozen=True)
class Axes:
    """
    A frame on the page and the largest values it shows; both axes start at zero.

    Attributes
    ----------
    box : Box
    x_max, y_max : float
    """

    box: Box
    x_max: float
    y_max: float

    def page(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> Points:
        """Return page coordinates."""
        left = self.box.x0 + np.asarray(x, float) / self.x_max * self.box.width
        top = self.box.y1 - np.asarray(y, float) / self.y_max * self.box.height
        return np.column_stack([left, top])


def ticks(largest: float, count: int) -> list[float]:
    """
    Return round values from zero to the largest one, about ``count`` of them.

    Examples
    --------
    >>> ticks(17.3, 6)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0]
    >>> ticks(9800, 6)
    [0.0, 2000.0, 4000.0, 6000.0, 8000.0]
    """
    if not largest > 0:
        return [0.0]
    rough = largest / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((m * power for m in (1, 2, 5, 10)), key=lambda s: (abs(math.log(s / rough)), s))
    return [i * step for i in range(int(largest / step + 1e-9) + 1)]


def frame_group(axes: Axes, y_name: str, *, x_labels: bool) -> Group:
    """Return the grid, the ticks and the names of the axes."""
    box = axes.box
    shapes: list[Shape | Text] = [Shape([rectangle(box)], closed=True, fill="#ffffff")]
    texts: list[Shape | Text] = []
    for value in ticks(axes.y_max, max(3, round(box.height / 62))):
        y = float(axes.page(np.zeros(1), np.array([value]))[0, 1])
        shapes.append(Shape([np.array([(box.x0, y), (box.x1, y)])], stroke=GRID, width=1.0))
        texts.append(make_text(box.x0 - 8, y + 4.5, f"{value:,g}", TICK_SIZE, fill=MUTED, anchor="end"))
    for value in ticks(axes.x_max, 8):
        x = float(axes.page(np.array([value]), np.zeros(1))[0, 0])
        shapes.append(Shape([np.array([(x, box.y0), (x, box.y1)])], stroke=GRID, width=1.0))
        if x_labels:
            text = f"{value:,g}" if value else "0 km"
            texts.append(make_text(x, box.y1 + 18, text, TICK_SIZE, fill=MUTED, anchor="middle"))
    shapes.append(Shape([np.array([(box.x0, box.y0), (box.x0, box.y1), (box.x1, box.y1)])], stroke=FRAME, width=1.2))
    texts.append(make_text(box.x0, box.y0 - 9, y_name, NAME_SIZE, weight="semibold", fill=INK))
    return Group("axes", [*shapes, *texts])
