"""
Shapes of a drawing in page units (1 unit = 1/96 inch, y downwards), before any file format.

One scene is written as SVG, PNG and PDF, so that all three agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Weight = Literal["regular", "semibold", "italic"]
Anchor = Literal["start", "middle", "end"]


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height."""
        return self.y1 - self.y0

    def grown(self, margin: float) -> Box:
        """Return the box with a margin on all sides."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def overlaps(self, other: Box) -> bool:
        """Return whether the interiors meet."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def contains(self, other: Box) -> bool:
        """Return whether the other box lies inside."""
        return self.x0 <= other.x0 and self.y0 <= other.y0 and self.x1 >= other.x1 and self.y1 >= other.y1


@dataclass(frozen=True)
class Shape:
    """One or more rings or lines with one style; ``data`` becomes ``data-…`` attributes, ``title`` a tooltip."""

    parts: Sequence[Points]
    closed: bool = False
    fill: str = "none"
    stroke: str = "none"
    width: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    butt: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Text:
    """One line of text; ``x, y`` is the baseline at the anchor, ``box`` what it covers."""

    x: float
    y: float
    text: str
    size: float
    box: Box
    weight: Weight = "regular"
    fill: str = "#1d1d1f"
    anchor: Anchor = "start"
    halo: str = ""
    halo_width: float = 0.0
    spacing: float = 0.0


@dataclass(frozen=True)
class Group:
    """Named children, drawn in order, cut at ``clip`` when given."""

    group_id: str
    children: Sequence[Shape | Text | Group]
    clip: Box | None = None
    title: str = ""


@dataclass(frozen=True)
class Scene:
    """A page."""

    width: float
    height: float
    title: str
    description: str
    children: Sequence[Group]


def walk(node: Scene | Group) -> Iterator[Shape | Text]:
    """Yield every shape and text below a node."""
    for child in node.children:
        if isinstance(child, Group):
            yield from walk(child)
        else:
            yield child


def rectangle(box: Box, radius: float = 0.0) -> Points:
    """Return the ring of a rectangle, corners rounded."""
    if radius <= 0:
        return np.array([(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)], float)
    turn = np.linspace(0, np.pi / 2, 7)
    corners = [
        (box.x1 - radius, box.y0 + radius, -np.pi / 2), (box.x1 - radius, box.y1 - radius, 0.0),
        (box.x0 + radius, box.y1 - radius, np.pi / 2), (box.x0 + radius, box.y0 + radius, np.pi),
    ]  # fmt: skip
    return np.concatenate(
        [np.column_stack([x + radius * np.cos(turn + a), y + radius * np.sin(turn + a)]) for x, y, a in corners]
    )


def circle(x: float, y: float, radius: float, corners: int = 24) -> Points:
    """Return the ring of a circle; four corners make a diamond."""
    turn = np.arange(corners) * 2 * np.pi / corners
    return np.column_stack([x + radius * np.sin(turn), y - radius * np.cos(turn)])
