"""The page of a cold-chain chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from logistics.cargo import Limits, Quality, Trace
from logistics.cargo.unpowered import range_c
from logistics.errors import LogisticsError
from logistics.network.basemap import country_names
from logistics.network.model import Network
from logistics.network.short_names import place_names
from logistics.report.charts import PathChart
from logistics.report.coldchain import draw, scales
from logistics.report.coldchain.plane import Plane
from logistics.report.coldchain.way import Way, way_of
from logistics.report.maps.fonts import clean, make_text
from logistics.report.maps.scene import Box, Group, Scene, Shape, rectangle
from logistics.report.maps.style import INK, MUTED
from logistics.results.path import Leg

WIDTH, LEFT, RIGHT = 1120.0, 72.0, 28.0
TEMPERATURE = Box(LEFT, 158, WIDTH - RIGHT, 448)
LIFE = Box(LEFT, 512, WIDTH - RIGHT, 652)
HOLD = Box(LEFT, 708, WIDTH - RIGHT, 798)
WEATHER_C = 50.0
"""No weather of these corridors is colder than minus this, or warmer."""
NOTE = (
    "Grey: time at terminals, where kilometres stand still. Red: cargo beyond its limit. "
    "Dashed: borders. Diamonds: change of track gauge."
)


def plot_cold_chain(
    legs: Sequence[Leg],
    network: Network,
    *,
    quality: Quality | None = None,
    trace: Trace | None = None,
    cut: Mapping[str, Any] | None = None,
    title: str = "",
    subtitle: str = "",
) -> PathChart:
    """
    Return the temperature–quality–distance chart of a path.

    Parameters
    ----------
    legs : sequence of Leg
        With ``ambient_c``, ``cargo_c`` and ``shelf_life_used``; unknown values are passed over.
    network : Network
        Gives names and countries.
    quality : Quality, optional
        Gives legal limits and the share of shelf life from which the value falls.
    trace : Trace, optional
        Of the same legs: the cargo is drawn with its exact temperature at both ends of each leg,
        not by the means, and the time beyond the limits is exact.
    cut : mapping, optional
        A power cut on these legs (``power_cut`` of `Path.reefer`): the cargo is drawn along its course.
    title, subtitle : str
        By default origin and destination, and departure and summary.

    Raises
    ------
    LogisticsError
        If there are no legs, they go nowhere, or the trace has other legs.
    """
    if not legs or not sum(leg.distance_km for leg in legs) > 0:
        raise LogisticsError("plot_cold_chain: there is no way to draw; give the legs of a path that moves")
    if trace is not None and len(trace.end_c) != len(legs):
        raise LogisticsError(f"plot_cold_chain: the trace has {len(trace.end_c)} steps; the path has {len(legs)} legs")
    limits = limits_drawn(quality)
    way = way_of(legs, network, limits, trace, cut)
    places = place_names(network)
    warm = Plane(TEMPERATURE, float(way.x[-1]) * 1.01, *_span(way, limits))
    spent = float(way.used[-1])
    life = Plane(LIFE, warm.x_max, 0.0, 120.0 * min(max(spent, 1e-3), 1.0) if math.isfinite(spent) else 120.0)
    start, end = places.get(legs[0].from_terminal, ""), places.get(legs[-1].to_terminal, "")
    title = title or f"{start} → {end}: temperature and shelf life"
    subtitle = subtitle or f"Departure {legs[0].start_utc:%-d %B %Y}. {summary(way)}"
    bottom = HOLD if np.isfinite(way.holdover_h).any() else LIFE
    height = bottom.y1 + 94
    paper = Shape([rectangle(Box(0, 0, WIDTH, height))], closed=True, fill="#ffffff")
    heading = [
        make_text(28, 40, clean(title, 90), 25, weight="semibold", fill=INK),
        make_text(28, 65, clean(subtitle, 160), 15, fill=MUTED),
    ]
    groups = [
        draw.key_group(limits, 28, 97, cargo=bool(len(way.cargo_x)), legal=quality is None or limits == quality.limits),
        draw.temperature_group(warm, way, limits),
        scales.stop_group(warm, way, places, (TEMPERATURE.y0 - 10, TEMPERATURE.y0 - 28)),
        scales.day_group(warm, way, TEMPERATURE.y1 + 20),
        draw.life_group(life, way, quality.threshold if quality else None),
        *([draw.holdover_group(HOLD, warm.x_max, way, legs, places)] if bottom is HOLD else []),
        *([draw.cut_group(cut, WIDTH - RIGHT, 97)] if cut is not None and way.cut else []),
        scales.km_group(life, way, bottom.y1 + 20),
        scales.country_group(life, way, country_names(network.path), bottom.y1 + 34),
    ]
    words = f"{NOTE} Yellow: no power." if way.cut else NOTE
    note = Group("credits", [make_text(28, height - 14, words, 12.0, fill=MUTED)])
    page = [Group("paper", [paper]), Group("title", heading), *groups, note]
    return PathChart(Scene(WIDTH, height, clean(title, 160), clean(f"{title}. {subtitle}", 400), page))


def summary(way: Way) -> str:
    """Return days, temperatures and time beyond the limits in one line."""
    parts = [f"{way.hours[-1] / 24:.1f} days, {way.km[-1]:,.0f} km"]
    for name, values in (("outside", way.ambient_c), ("cargo", way.cargo_c)):
        known = values[np.isfinite(values)]
        if len(known):
            ends = dict.fromkeys(f"{value:.1f}" for value in (known.min(), known.max()))
            parts.append(f"{name} {' to '.join(ends)} °C".replace("-", "−"))
    parts += [f"{scales.told(way.beyond_h)} beyond the limit"] if way.beyond_h > 0 else []
    return " · ".join(parts)


def limits_drawn(quality: Quality | None) -> Limits:
    """
    Return the limits to draw: those of the law, and of goods that have no shelf life the range that they bear.

    A range as wide as any weather is none.
    """
    if quality is None or quality.ages:
        return quality.limits if quality else Limits()
    low, high = range_c(quality)
    return Limits(
        max(quality.limits.min_c, low if low > -WEATHER_C else -math.inf),
        min(quality.limits.max_c, high if high < WEATHER_C else math.inf),
    )


def _span(way: Way, limits: Limits) -> tuple[float, float]:
    """Return the temperatures at the bottom and top of the plane."""
    found = np.concatenate([way.ambient_c, way.cargo_c, [limits.min_c, limits.max_c]])
    known = found[np.isfinite(found)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = max(2.0, 0.07 * (high - low))
    return low - room, high + room
