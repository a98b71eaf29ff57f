"""Placing labels: no two boxes may overlap, panels and markers stay free, flow lines are avoided if possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from logistics.report.maps.scene import Box, Points

GAP = 1.5  # free space around every label
_DIRECTIONS = (
    (1, 0, 0.0),
    (1, -1, 0.6),
    (1, 1, 0.7),
    (0, -1, 0.8),
    (0, 1, 0.9),
    (-1, 0, 1.0),
    (-1, -1, 1.1),
    (-1, 1, 1.2),
)


@dataclass
class Placer:
    """
    Free space on a part of the page.

    Attributes
    ----------
    bounds : Box
        Labels stay inside.
    taken : list of Box
        What must stay free: panels, markers, labels placed before.
    lines : (N, 2) array
        Points along flow lines; covering them costs.
    """

    bounds: Box
    taken: list[Box] = field(default_factory=list)
    lines: Points = field(default_factory=lambda: np.zeros((0, 2)))

    def free(self, box: Box) -> bool:
        """Return whether a box is inside the bounds and clear of everything taken."""
        return self.bounds.contains(box) and not any(box.overlaps(other) for other in self.taken)

    def covered(self, box: Box) -> int:
        """Return the number of flow points below a box."""
        x, y = self.lines[:, 0], self.lines[:, 1]
        return int(((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).sum())

    def best(self, candidates: Iterable[tuple[Box, float]], limit: float = np.inf, weight: float = 1.0) -> Box | None:
        """Take and return the cheapest free candidate (box, own cost), or None above the limit."""
        found: Box | None = None
        lowest = limit
        for box, cost in candidates:
            if cost >= lowest or not self.free(box.grown(GAP)):
                continue
            total = cost + weight * self.covered(box)
            if total < lowest:
                found, lowest = box, total
        if found is not None:
            self.taken.append(found.grown(GAP))
        return found


def around(x: float, y: float, radius: float, width: float, height: float) -> Iterator[tuple[Box, float]]:
    """Yield boxes of one size around a marker, near ones first, preferred sides cheaper."""
    for ring, distance in enumerate((radius, radius + 5, radius + 11)):
        for sx, sy, cost in _DIRECTIONS:
            shift = distance * (0.75 if sx and sy else 1.0)
            left = {1: x + shift, 0: x - width / 2, -1: x - shift - width}[sx]
            top = (
                {1: y + shift * 0.6, 0: y - height / 2, -1: y - shift * 0.6 - height}[sy]
                if sx
                else (y + distance if sy > 0 else y - distance - height)
            )
            yield Box(left, top, left + width, top + height), cost + 2.5 * ring


def grid(
    bounds: Box, width: float, height: float, step: float, towards: Sequence[float]
) -> Iterator[tuple[Box, float]]:
    """Yield boxes of one size all over the bounds; cost grows with the distance of their middle from a point."""
    left, top = towards[0] - width / 2, towards[1] - height / 2
    ideal = Box(left, top, left + width, top + height)
    if bounds.grown(1e-6).contains(ideal):
        yield ideal, 0.0
    for left in np.arange(bounds.x0, bounds.x1 - width + 1e-9, step):
        for top in np.arange(bounds.y0, bounds.y1 - height + 1e-9, step):
            box = Box(float(left), float(top), float(left + width), float(top + height))
            middle_x, middle_y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
            yield box, float(np.hypot(middle_x - towards[0], middle_y - towards[1])) / 25.0
