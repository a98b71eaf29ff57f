"""Around the planes of a cold-chain chart: names of stops, days, kilometres, and the ribbon of countries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from logistics.report.coldchain.plane import FRAME, Plane, ticks
from logistics.report.coldchain.way import Way
from logistics.report.maps.fonts import clean, make_text, text_width
from logistics.report.maps.scene import Box, Group, Shape, Text, circle, rectangle
from logistics.report.maps.style import GAUGE_FILL, INK, MUTED

TINTS = ("#e9e4ee", "#d8cfe0")
SIZE = 13.0


def told(hours: float) -> str:
    """
    Return a duration for people.

    Examples
    --------
    >>> told(0.25), told(7.4), told(61.0)
    ('15 min', '7 h', '2.5 d')
    """
    if hours < 1:
        return f"{60 * hours:.0f} min"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d"


def stop_group(plane: Plane, way: Way, names: Mapping[str, str], rows: Sequence[float]) -> Group:
    """Return names and hours of the longest stops in rows above the plane, tied to where they are."""
    drawn: list[Shape | Text] = []
    taken: list[Box] = []
    for stop in sorted(way.stops, key=lambda stop: (not stop.gauge_break, -stop.hours, stop.x0)):
        x = float(plane.page([(stop.x0 + stop.x1) / 2], [plane.y_min])[0, 0])
        text = f"{clean(names.get(stop.terminal, stop.terminal), 24)} {told(stop.hours)}"
        width = text_width(text, SIZE)
        left = min(max(x - width / 2, plane.box.x0 - 24), plane.box.x1 - width)
        for y in rows:
            box = Box(left, y - 11, left + width, y + 4)
            tie = Box(x - 1.5, y + 4, x + 1.5, plane.box.y0)
            if any(box.grown(5).overlaps(other) or tie.overlaps(other) for other in taken):
                continue
            taken += [box, tie]
            drawn.append(Shape([np.array([(x, y + 6), (x, plane.box.y0)])], stroke=FRAME, width=1.0))
            drawn.append(make_text(left, y, text, SIZE, fill=INK if stop.gauge_break else MUTED))
            break
    return Group("stops", drawn)


def day_group(plane: Plane, way: Way, y: float) -> Group:
    """Return a scale of days since departure below a plane."""
    days = np.arange(1, math.floor(way.hours[-1] / 24) + 1)
    places = np.interp(days * 24.0, way.hours, way.x)
    return Group("days", _scale(plane, "Day", places.tolist(), [f"{day}" for day in days], y))


def km_group(plane: Plane, way: Way, y: float) -> Group:
    """Return a scale of kilometres below a plane; it stands still while the box does."""
    values = ticks(0.0, float(way.km[-1]), 8)
    first = [int(np.searchsorted(way.km, value, side="left")) for value in values]
    places = [
        float(way.x[i] - (way.km[i] - value) / max(way.km[i] - way.km[i - 1], 1e-9) * (way.x[i] - way.x[i - 1]))
        if i
        else 0.0
        for i, value in zip(first, values, strict=True)
    ]
    return Group("kilometres", _scale(plane, "km", places, [f"{value:,.0f}" for value in values], y))


def _scale(plane: Plane, name: str, places: Sequence[float], texts: Sequence[str], y: float) -> list[Shape | Text]:
    """Return ticks below a plane with the labels that have room."""
    drawn: list[Shape | Text] = [make_text(plane.box.x0 - 44, y, name, SIZE, weight="semibold", fill=INK)]
    right = plane.box.x0 - 14
    for place, text in zip(places, texts, strict=True):
        x = float(plane.page([place], [plane.y_min])[0, 0])
        label = make_text(x, y, text, SIZE, fill=MUTED, anchor="middle")
        drawn.append(Shape([np.array([(x, y - 19), (x, y - 14)])], stroke=FRAME, width=1.0))
        if label.box.x0 > right + 4:
            drawn.append(label)
            right = label.box.x1
    return drawn


def country_group(plane: Plane, way: Way, names: Mapping[str, str], y: float) -> Group:
    """Return a ribbon of the countries, with diamonds at changes of gauge."""
    drawn: list[Shape | Text] = []
    for number, stretch in enumerate(way.stretches):
        (x0, _), (x1, _) = plane.page([stretch.x0, stretch.x1], [plane.y_min] * 2)
        full = clean(names.get(stretch.country, stretch.country), 30)
        drawn.append(
            Shape([rectangle(Box(x0, y, x1, y + 18))], closed=True, fill=TINTS[number % 2], stroke="#ffffff",
                  width=1.0, data={"country": stretch.country}, title=f"{full}: {stretch.km:,.0f} km")
        )  # fmt: skip
        text = next((t for t in (full, stretch.country) if text_width(t, 12.5) < x1 - x0 - 6), "")
        if text:
            drawn.append(make_text((x0 + x1) / 2, y + 13.5, text, 12.5, fill=INK, anchor="middle"))
    for stop in way.stops:
        if stop.gauge_break:
            x = float(plane.page([(stop.x0 + stop.x1) / 2], [plane.y_min])[0, 0])
            diamond = circle(x, y + 9, 6.4, 4)
            drawn.append(Shape([diamond], closed=True, fill=GAUGE_FILL, stroke=INK, width=1.1, title="Gauge change"))
    return Group("countries", drawn)
