"""Lines of a chart: sloped where boxes move, vertical where they stand, with the P10–P90 band below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from logistics.report.charts.axes import Axes
from logistics.report.charts.profile import Floats, Profile, Stop
from logistics.report.maps.fonts import clean, make_text
from logistics.report.maps.scene import Box, Group, Points, Shape, Text, circle
from logistics.report.maps.style import GAUGE_FILL, INK
from logistics.report.maps.view import sample
from logistics.report.wording import duration_text

Measure = Literal["time", "cost"]

PALETTE = ("#c8322b", "#14708f", "#ee8a1d", "#7d4199", "#2d8f57", "#1f4e9e", "#b4518c", "#7a6420")
REST = "#b9b4aa"  # paths beyond the palette
LINE, STEP, THIN, BADGE = 2.4, 4.2, 1.2, 8.5


@dataclass(frozen=True)
class Line:
    """
    One path of the chart.

    Attributes
    ----------
    number : int
        From 1, as in the legend.
    profile : Profile
    colour : str
    named : bool
        Whether it has a colour, labels and a row of its own.
    """

    number: int
    profile: Profile
    colour: str
    named: bool


def values(profile: Profile, measure: Measure) -> Floats:
    """Return what the vertical axis shows at each leg's end: days, or USD per FEU."""
    return profile.hours / 24.0 if measure == "time" else profile.cost


def span(stop: Stop, measure: Measure) -> tuple[float, float]:
    """Return the values of the vertical axis before and after a stop."""
    return (stop.hours[0] / 24.0, stop.hours[1] / 24.0) if measure == "time" else stop.cost


def band_group(lines: list[Line], axes: Axes, measure: Measure) -> Group:
    """Return the areas between P10 and P90 of the days, with P50 where a line leaves its own; costs have none."""
    shapes = []
    for line in lines if measure == "time" else []:
        found = line.profile
        if line.named and len(found.low_h):
            upper = axes.page(found.km, found.high_h / 24.0)
            lower = axes.page(found.km[::-1], found.low_h[::-1] / 24.0)
            area = np.vstack([upper, lower])
            shapes.append(Shape([area], closed=True, fill=line.colour, opacity=0.16, data={"band": str(line.number)}))
            if found.leaves_its_band:
                middle = axes.page(found.km, found.median_h / 24.0)
                data = {"median": str(line.number)}
                shapes.append(Shape([middle], stroke=line.colour, width=THIN, dash=(5.0, 4.0), data=data))
    return Group("bands", shapes)


def line_group(lines: list[Line], axes: Axes, measure: Measure, names: dict[str, str]) -> Group:
    """Return the lines, the least important ones first, with one step per stop."""
    shapes: list[Shape] = []
    for line in reversed(lines):
        points = axes.page(line.profile.km, values(line.profile, measure))
        width = LINE if line.named else THIN
        if line.named:
            shapes.append(Shape([points], stroke="#ffffff", width=width + 2.4))
        shapes.append(Shape([points], stroke=line.colour, width=width, data={"path": str(line.number)}))
        for stop in line.profile.stops:
            data = {"stop": stop.terminal, "of": str(line.number)}
            title = f"{clean(names.get(stop.terminal, stop.terminal), 60)}: {told(stop, measure)}"
            width = STEP if line.named else THIN
            shapes.append(
                Shape([step(stop, axes, measure)], stroke=line.colour, width=width, butt=True, data=data, title=title)
            )
    return Group("lines", shapes)


def end_group(lines: list[Line], axes: Axes, measure: Measure) -> Group:
    """Return the number of each path beside the end of its line, so that colours are not needed."""
    children: list[Shape | Text] = []
    for line, (x, y) in _badges(lines, axes, measure):
        children += [
            Shape([_tie(line, x, y, axes, measure)], stroke=line.colour, width=0.9),
            Shape([circle(x, y, BADGE)], closed=True, fill=line.colour, stroke="#ffffff", width=1.2),
            make_text(x, y + 4, str(line.number), 11.5, weight="semibold", fill="#ffffff", anchor="middle"),
        ]
    return Group("ends", children)


def _tie(line: Line, x: float, y: float, axes: Axes, measure: Measure) -> Points:
    """Return the thin line from the end of a path to its number."""
    end = axes.page(line.profile.km[-1:], values(line.profile, measure)[-1:])[0]
    return np.array([end, (x - BADGE, y)])


def _badges(lines: list[Line], axes: Axes, measure: Measure) -> list[tuple[Line, tuple[float, float]]]:
    """Return where the numbers stand: in a column on the right, as near to their ends as they have room."""
    named = [x for x in lines if x.named]
    ends = {x.number: float(axes.page(x.profile.km[-1:], values(x.profile, measure)[-1:])[0, 1]) for x in named}
    order = sorted(named, key=lambda x: (ends[x.number], -x.number))
    room = 2 * BADGE + 1.0
    tops: list[float] = []
    for line in order:
        tops.append(max(ends[line.number], tops[-1] + room if tops else axes.box.y0))
    shift = sum(top - ends[line.number] for top, line in zip(tops, order, strict=True)) / max(1, len(order))
    over = max(0.0, tops[-1] - (axes.box.y1 - BADGE)) if tops else 0.0
    up = min(max(shift, over), max(0.0, tops[0] - axes.box.y0 - BADGE)) if tops else 0.0
    return [(line, (axes.box.x1 - BADGE - 2, top - up)) for top, line in zip(tops, order, strict=True)]


def blocked(lines: list[Line], axes: Axes, measure: Measure) -> list[Box]:
    """Return what labels must leave free: diamonds and the numbers at the ends."""
    points = [(x, y, BADGE) for _, (x, y) in _badges(lines, axes, measure)]
    for line in (x for x in lines if x.named):
        for stop in line.profile.stops:
            if stop.gauge_break:
                ((x, y),) = axes.page(np.array([stop.km]), np.array([sum(span(stop, measure)) / 2]))
                points.append((float(x), float(y), 6.0))
    return [Box(x - r, y - r, x + r, y + r) for x, y, r in points]


def mark_group(lines: list[Line], axes: Axes, measure: Measure) -> Group:
    """Return diamonds at gauge changes, and dots where the way crosses a border."""
    shapes: list[Shape] = []
    for line in (x for x in lines if x.named):
        at = values(line.profile, measure)
        for stretch in line.profile.stretches[1:]:
            y = np.interp(stretch.start_km, line.profile.km, at)
            ((px, py),) = axes.page(np.array([stretch.start_km]), np.array([y]))
            shapes.append(Shape([circle(px, py, 3.4)], closed=True, fill="#ffffff", stroke=line.colour, width=1.5))
        for stop in line.profile.stops:
            if stop.gauge_break:
                ((px, py),) = axes.page(np.array([stop.km]), np.array([sum(span(stop, measure)) / 2]))
                shapes.append(Shape([circle(px, py, 6.4, 4)], closed=True, fill=GAUGE_FILL, stroke=INK, width=1.1))
    return Group("marks", shapes)


def step(stop: Stop, axes: Axes, measure: Measure) -> Points:
    """Return the vertical line of a stop."""
    return axes.page(np.array([stop.km, stop.km]), np.array(span(stop, measure)))


def told(stop: Stop, measure: Measure) -> str:
    """Return what a stop takes, as text."""
    if measure == "time":
        return duration_text(stop.hours[1] - stop.hours[0])
    return f"{stop.cost[1] - stop.cost[0]:,.0f} USD"


def covered(lines: list[Line], axes: Axes, measure: Measure) -> Points:
    """Return points along all lines and to their numbers, for labels to avoid."""
    ties = [_tie(line, x, y, axes, measure) for line, (x, y) in _badges(lines, axes, measure)]
    return sample([*(axes.page(x.profile.km, values(x.profile, measure)) for x in lines), *ties], 4.0)
