"""The planes of a cold-chain chart: temperatures above, shelf life below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from logistics.cargo import Limits
from logistics.report.coldchain.plane import Plane, area, bands, frame, verticals
from logistics.report.coldchain.way import Floats, Way, through_middles
from logistics.report.maps.fonts import make_text
from logistics.report.maps.scene import Box, Group, Shape, Text, circle, rectangle
from logistics.report.maps.style import INK
from logistics.results.path import Leg

OUTSIDE, CARGO, LIMIT, LIFE, THRESHOLD = "#7d8a95", "#14708f", "#c1121f", "#2d8f57", "#d9730d"
HOLDS, OUTAGE = "#6a4c93", "#f2a900"
SIZE = 13.0
MOST = 10.0  # share of the shelf life beyond which a line leaves every frame


def beyond(x: Floats, y: Floats, limit: float, *, above: bool) -> tuple[Floats, Floats]:
    """
    Return a line cut off at a limit, with points where it crosses, for the area beyond it.

    Examples
    --------
    >>> x, y = beyond(np.array([0.0, 4.0]), np.array([-14.0, -10.0]), -12.0, above=True)
    >>> x.tolist(), y.tolist()
    ([0.0, 2.0, 4.0], [-12.0, -12.0, -10.0])
    """
    xs, ys = [x[0]], [y[0]]
    for x0, y0, x1, y1 in zip(x[:-1], y[:-1], x[1:], y[1:], strict=True):
        if (y0 - limit) * (y1 - limit) < 0:
            xs.append(x0 + (x1 - x0) * (limit - y0) / (y1 - y0))
            ys.append(limit)
        xs.append(x1)
        ys.append(y1)
    cut = np.maximum if above else np.minimum
    return np.array(xs), np.asarray(cut(np.array(ys), limit))


def temperature_group(plane: Plane, way: Way, limits: Limits) -> Group:
    """Return outside and cargo temperature, the limits, and what lies beyond them in red."""
    drawn = [*frame(plane, "°C"), *bands(plane, [(stop.x0, stop.x1) for stop in way.stops]), *cut_band(plane, way)]
    drawn += verticals(plane, [stretch.x0 for stretch in way.stretches[1:]])
    x, y = through_middles(way.x, way.ambient_c)
    if len(x):
        drawn.append(Shape([plane.page(x, y)], stroke=OUTSIDE, width=2.0, data={"line": "outside"}))
    x, y = way.cargo_x, way.cargo_c
    for limit, above in ((limits.max_c, True), (limits.min_c, False)):
        if math.isinf(limit):
            continue
        drawn += _beyond(plane, x, y, limit, above=above) if len(x) else []
        drawn.append(Shape([plane.level(limit)], stroke=LIMIT, width=1.5, dash=(7, 4), data={"limit": f"{limit:g}"}))
    if len(x):
        points = plane.page(x, y)
        drawn.append(Shape([points], stroke="#ffffff", width=5.0))
        drawn.append(Shape([points], stroke=CARGO, width=2.8, data={"line": "cargo"}))
    return Group("temperature", drawn)


def _beyond(plane: Plane, x: Floats, y: Floats, limit: float, *, above: bool) -> list[Shape | Text]:
    """Return the area between the cargo and a limit that it has passed."""
    over_x, over_y = beyond(x, y, limit, above=above)
    if (over_y == limit).all():
        return []
    return [area(plane, over_x, over_y, np.full_like(over_x, limit), LIMIT, 0.35)]


def key_group(limits: Limits, x: float, y: float, *, cargo: bool, legal: bool = True) -> Group:
    """Return the legend of the temperatures in one line; limits are those of the law, or of the goods themselves."""
    bounds = [f"{bound:g} °C".replace("-", "−") for bound in (limits.min_c, limits.max_c) if math.isfinite(bound)]
    entries: list[tuple[str, str, tuple[float, ...]]] = [("Outside", OUTSIDE, ())]
    entries += [("Cargo", CARGO, ())] if cargo else []
    word = ("Legal limit" if legal else "Limit") + ("s" if len(bounds) > 1 else "")
    entries += [(f"{word} {' and '.join(bounds)}", LIMIT, (7, 4))] if bounds else []
    drawn: list[Shape | Text] = []
    for name, colour, dash in entries:
        drawn.append(Shape([np.array([(x, y - 4.5), (x + 26, y - 4.5)])], stroke=colour, width=2.6, dash=dash))
        text = make_text(x + 32, y, name, SIZE, fill=INK)
        drawn.append(text)
        x = text.box.x1 + 22
    return Group("key", drawn)


def life_group(plane: Plane, way: Way, threshold: float | None) -> Group:
    """Return the share of the shelf life used, and where the value starts to fall."""
    drawn = [*frame(plane, "Shelf life used", percent=True), *bands(plane, [(s.x0, s.x1) for s in way.stops])]
    drawn += cut_band(plane, way)
    drawn += verticals(plane, [stretch.x0 for stretch in way.stretches[1:]])
    lost = not math.isfinite(way.used[-1]) or way.used[-1] > 1
    colour = LIMIT if lost else LIFE
    used = 100.0 * np.minimum(way.used, MOST)
    line: list[Shape | Text] = [
        area(plane, way.x, used, np.zeros_like(used), colour, 0.18),
        Shape([plane.page(way.x, used)], stroke=colour, width=2.6, data={"line": "life"}),
    ]
    drawn.append(Group("used", line, clip=plane.box))  # type: ignore[arg-type]
    if threshold is not None and 100 * threshold <= plane.y_max:
        level = plane.level(100 * threshold)
        drawn.append(Shape([level], stroke=THRESHOLD, width=1.5, dash=(7, 4), data={"threshold": f"{threshold:g}"}))
        text = f"value falls from {100 * threshold:.0f} %"
        drawn.append(_haloed(plane.box.x0 + 8, level[0, 1] - 6, text, THRESHOLD))
    x, y = plane.page(way.x[-1:], np.minimum(used[-1:], plane.y_max))[0]
    label = f"{100 * way.used[-1]:.1f} %" if math.isfinite(way.used[-1]) else "outside the range of its model"
    drawn.append(Shape([circle(x, y, 4)], closed=True, fill=colour, stroke="#ffffff", width=1.2))
    drawn.append(_haloed(x - 8, max(y - 9, plane.box.y0 + 16), label, colour, end=True))
    return Group("life", drawn)


def holdover_group(
    box: Box, x_max: float, way: Way, legs: Sequence[Leg], names: Mapping[str, str]
) -> Group:  # fmt: skip
    """Return the hours that goods would keep without power, leg by leg, and where they are fewest."""
    known = way.holdover_h[np.isfinite(way.holdover_h)]
    plane = Plane(box, x_max, 0.0, 1.35 * float(np.percentile(known, 90)))
    drawn = [*frame(plane, "Hours without power until a limit is passed, in a warm or cold spell")]
    drawn += bands(plane, [(stop.x0, stop.x1) for stop in way.stops])
    held = np.minimum(np.nan_to_num(way.holdover_h, nan=0.0, posinf=plane.y_max), plane.y_max)
    x, y = np.repeat(way.x, 2)[1:-1], np.repeat(held, 2)
    drawn.append(area(plane, x, y, np.zeros_like(y), HOLDS, 0.12))
    drawn.append(Shape([plane.page(x, y)], stroke=HOLDS, width=2.2, data={"line": "holdover"}))
    least = int(np.nanargmin(way.holdover_h))
    leg, at = legs[least], plane.page(way.middle_x[least : least + 1], held[least : least + 1])[0]
    here, there = (names.get(name, name) for name in (leg.from_terminal, leg.to_terminal))
    text = f"fewest: {way.holdover_h[least]:.0f} h, {here if here == there else f'{here} → {there}'}"
    end = bool(at[0] > (box.x0 + box.x1) / 2)
    drawn.append(Shape([circle(at[0], at[1], 4)], closed=True, fill=HOLDS, stroke="#ffffff", width=1.2))
    room = bool(box.y1 - at[1] > 26)  # nothing is drawn below the fewest
    drawn.append(_haloed(at[0] + (-8 if end else 8), at[1] + (20 if room else -10), text, HOLDS, end=end))
    return Group("holdover", drawn)


def cut_band(plane: Plane, way: Way) -> list[Shape | Text]:
    """Return the time without power as a band over the height of a frame."""
    if way.cut is None:
        return []
    (x0, _), (x1, _) = plane.page(list(way.cut), [plane.y_min] * 2)
    ring = rectangle(Box(x0, plane.box.y0, max(x1, x0 + 2), plane.box.y1))
    return [Shape([ring], closed=True, fill=OUTAGE, opacity=0.28, data={"band": "cut"})]


def cut_group(cut: Mapping[str, Any], x: float, y: float) -> Group:
    """Return what the band of a power cut means, and the limits that it breaks, in one line that ends at a place."""
    told = [f"no power for {cut['hours']:g} h"]
    for entry in cut["broken"]:
        limit = f"{entry['limit_c']:g} °C".replace("-", "−")
        when = "usual weather" if entry["weather"] == "mean" else "a spell"
        told.append(f"{limit} passed after {entry['after_h']:.0f} h in {when}")
    text = make_text(x, y, ", ".join(told), SIZE, fill=LIMIT if cut["broken"] else INK, anchor="end")
    left = text.box.x0 - 32
    swatch = Shape([rectangle(Box(left, y - 10, left + 26, y + 1))], closed=True, fill=OUTAGE, opacity=0.5)
    return Group("cut", [swatch, text])


def _haloed(x: float, y: float, text: str, colour: str, *, end: bool = False) -> Text:
    """Return a text that stands out from lines."""
    return make_text(
        x, y, text, SIZE, weight="semibold" if end else "regular", fill=colour, anchor="end" if end else "start",
        halo="#ffffff", halo_width=3,
    )  # fmt: skip
