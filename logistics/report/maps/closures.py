"""Closed links: which, on which days, and the mark that shows them however short they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.report.maps.scene import Points, Shape
from logistics.report.maps.style import CASING, CLOSED
from logistics.report.maps.view import sample
from logistics.units import MIN_PER_DAY, from_min

ARM = 7.5  # page units: half a side of the cross, so that it stands out from a gauge diamond
Intervals = list[tuple[int, int]]


def closed_links(network: Network) -> set[str]:
    """Return the links that a ``close`` window on them or on a terminal at their end closes for some time."""
    return set(_windows(network))


def closed_texts(network: Network, days: tuple[pd.Timestamp, pd.Timestamp] | None = None) -> dict[str, str]:
    """
    Return by link when windows close it, in words; only what falls into some days, where it does at all.

    Returns
    -------
    dict
        "closed 17–21 Sep", "closed 5 days" where there are several closures, "closed throughout".
    """
    bounds = None if days is None else tuple(int(day.timestamp()) // 60 for day in days)
    return {link: when_closed(found, bounds) for link, found in _windows(network).items()}


def when_closed(found: Intervals, bounds: tuple[int, ...] | None = None) -> str:
    """
    Return in words when something is closed.

    Parameters
    ----------
    found : list of (int, int)
        First UTC minute, and first minute after.
    bounds : (int, int), optional
        Minutes that count.

    Examples
    --------
    >>> day = 20_348 * 1440  # 17 September 2025
    >>> when_closed([(day, day + 5 * 1440)])
    'closed 17–21 Sep'
    >>> when_closed([(day, day + 1440), (day + 14 * 1440, day + 16 * 1440)])
    'closed 3 days'
    """
    inside = _joined([(max(a, bounds[0]), min(b, bounds[1])) for a, b in found]) if bounds else []
    joined = inside or _joined(found)
    if not joined:
        return "closed"
    if bounds and joined == [(bounds[0], bounds[1])]:
        return "closed throughout"
    days = [(a // MIN_PER_DAY, (b - 1) // MIN_PER_DAY) for a, b in joined]
    if len(days) > 1:
        return f"closed {len({day for a, b in days for day in range(a, b + 1)})} days"
    first, last = (pd.Timestamp(from_min(day * MIN_PER_DAY)) for day in days[0])
    if first == last:
        return f"closed {first.day} {first:%b}"
    same = (first.year, first.month) == (last.year, last.month)
    return f"closed {first.day}{'' if same else f' {first:%b} '}–{'' if same else ' '}{last.day} {last:%b}"


def _windows(network: Network) -> dict[str, Intervals]:
    """Return the times by link for which windows close it; windows without times close it always."""
    windows, links = network.windows, network["links"]
    targets = windows[windows["kind"] == "close"]
    timed = {"start_min", "end_min"} <= set(targets.columns)
    found: dict[str, Intervals] = {}
    for window in targets.to_dict("records"):
        target = str(window["target_id"])
        if window["target_kind"] == "link":
            names = [target]
        elif window["target_kind"] == "terminal":
            ends = (links["from_terminal"] == target) | (links["to_terminal"] == target)
            names = links.loc[ends, "link_id"].astype(str).to_list()
        else:
            continue
        for name in names:
            found.setdefault(name, []).extend([(int(window["start_min"]), int(window["end_min"]))] if timed else [])
    return found


def _joined(found: Intervals) -> Intervals:
    """Return intervals in order, those that touch as one, empty ones left out."""
    result: Intervals = []
    for start, end in sorted(pair for pair in found if pair[0] < pair[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def barred_shapes(parts: list[Points], width: float, zoom: float) -> list[Shape]:
    """Return red dashes on white along a closed link."""
    inner = max(2.4 * zoom, 0.4 * width)
    return [
        Shape(parts, stroke=CASING, width=inner + 1.6 * zoom, butt=True),
        Shape(parts, stroke=CLOSED, width=inner, dash=(7.0, 4.5)),
    ]


def middle(parts: list[Points]) -> tuple[float, float] | None:
    """Return the point half-way along a line; None without points."""
    points = sample(parts, 2.0)
    return (float(points[len(points) // 2][0]), float(points[len(points) // 2][1])) if len(points) else None


def cross(x: float, y: float, zoom: float = 1.0) -> list[Shape]:
    """Return the mark of a closure, to be drawn above the markers of terminals, because border links are short."""
    arm = ARM * zoom
    lines = [np.array([(x - arm, y - arm), (x + arm, y + arm)]), np.array([(x - arm, y + arm), (x + arm, y - arm)])]
    return [Shape(lines, stroke=CASING, width=6.4 * zoom), Shape(lines, stroke=CLOSED, width=3.4 * zoom)]


def crosses(lines: list[list[Points]], zoom: float) -> list[Shape]:
    """Return the marks of closed links."""
    spots = [middle(parts) for parts in lines]
    return [shape for spot in spots if spot is not None for shape in cross(*spot, zoom)]
