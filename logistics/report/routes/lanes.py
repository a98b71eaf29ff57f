"""Lines side by side: where ways share a link each has a lane of its own, and lanes change smoothly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from logistics.report.maps.scene import Points
from logistics.report.maps.view import chaikin
from logistics.report.routes.ways import Way

STEP = 4.0  # page units between the points of a line
EASE = 9  # points over which a lane changes


@dataclass(frozen=True)
class Track:
    """
    The middle line of a way, in order of travel.

    Attributes
    ----------
    points : (N, 2) array
        Page units, or metres before a view is applied.
    lane : float64[N]
        Lanes to the right of the middle line; halves where an even number of ways run together.
    wet : bool[N]
        Whether the point lies on a sea crossing.
    """

    points: Points
    lane: np.ndarray
    wet: np.ndarray


def lanes(found: Sequence[Way]) -> dict[tuple[int, str], float]:
    """
    Return the lane of each way (by position) on each of its links, to the right of its own direction.

    Ways that share a link stand in their order; those that run against the first one are mirrored.
    """
    users: dict[str, list[tuple[int, str]]] = {}
    for position, one in enumerate(found):
        for link, start, _ in one.passages:
            if (position, start) not in users.setdefault(link, []):
                users[link].append((position, start))
    result: dict[tuple[int, str], float] = {}
    for link, taken in users.items():
        order = sorted({position for position, _ in taken})
        direction = min(taken)[1]
        for position, start in taken:
            shift = order.index(position) - (len(order) - 1) / 2
            result[position, link] = shift if start == direction else -shift
    return result


def track(
    position: int, one: Way, lane: Mapping[tuple[int, str], float], lines: Mapping[str, tuple[Points, str, bool]],
    place: Callable[[Points], Points], tolerance: float,
) -> Track:  # fmt: skip
    """
    Return the middle line of a way.

    Parameters
    ----------
    position : int
        Of the way, as in `lanes`.
    lane : mapping
        From `lanes`.
    lines : mapping
        Link to (projected points, its first terminal, whether it is a sea crossing).
    place : callable
        From the projected plane to the page.
    tolerance : float
        Generalisation [metres of the plane].
    """
    parts, shifts, wets = [], [], []
    for link, start, _ in one.passages:
        if link not in lines:
            continue
        points, first, wet = lines[link]
        points = points if start == first else points[::-1]
        thin = shapely.get_coordinates(shapely.simplify(shapely.LineString(points), tolerance))
        parts.append(place(thin))
        shifts.append(np.full(len(thin), lane[position, link]))
        wets.append(np.full(len(thin), float(wet)))
    if not parts:
        return Track(np.zeros((0, 2)), np.zeros(0), np.zeros(0, bool))
    line = chaikin(np.vstack(parts), 2)
    rest = chaikin(np.column_stack([np.concatenate(shifts), np.concatenate(wets)]), 2)
    return Track(line, rest[:, 0], rest[:, 1] > 0.5)


def resampled(found: Track, step: float = STEP) -> Track:
    """Return a track with points at even distances, lanes eased where they change."""
    if len(found.points) < 2:
        return found
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(found.points, axis=0).T))])
    at = np.linspace(0.0, length[-1], max(2, int(length[-1] / step) + 1))
    x, y, lane = (np.interp(at, length, v) for v in (*found.points.T, found.lane))
    wet = np.interp(at, length, found.wet.astype(float)) > 0.5
    padded = np.pad(lane, EASE // 2, mode="edge")
    eased = np.convolve(padded, np.full(EASE, 1 / EASE), mode="valid") if len(lane) > EASE else lane
    return Track(np.column_stack([x, y]), eased, wet)


def shifted(found: Track, width: float) -> Points:
    """Return the line moved into its lane; y points down, so right of the direction of travel is (-dy, dx)."""
    if len(found.points) < 2:
        return found.points
    smooth = np.pad(found.points, ((2, 2), (0, 0)), mode="edge")
    ahead = smooth[4:] - smooth[:-4]
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    right = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    return np.asarray(found.points + right * (found.lane * width)[:, None])


def pieces(points: Points, wet: np.ndarray) -> tuple[list[Points], list[Points]]:
    """Return the parts of a line on land and at sea, touching each other."""
    land: list[Points] = []
    sea: list[Points] = []
    start = 0
    for end in [*(np.flatnonzero(np.diff(wet.astype(int))) + 1), len(points)]:
        part = points[start : end + 1]
        if len(part) > 1:  # a line
            (sea if wet[start] else land).append(part)
        start = end
    return land, sea
