"""Colours and line widths of the maps, and the entries of their legends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

ColourBy = Literal["corridor", "utilisation", "change"]

SEA, LAND, LAND_SERVED = "#d9e7ef", "#efebe3", "#f8f5ef"
COAST, BORDER, RAIL = "#a9c0cd", "#a99bb3", "#dbd2c4"
INK, MUTED, FAINT = "#1f2328", "#57606a", "#8c8577"
SEA_INK = "#5b87a3"
CASING, IDLE, CLOSED = "#ffffff", "#a9a49b", "#d1001f"
GAUGE_FILL, PORT_FILL, TERMINAL_FILL = "#ffd43b", "#74c0e8", "#ffffff"

CORRIDORS: dict[str, tuple[str, str]] = {
    "north": ("Northern, by Dostyk–Alashankou", "#c8322b"),
    "khorgos": ("By Khorgos–Altynkol", "#ee8a1d"),
    "middle": ("Middle Corridor, Caspian", "#14708f"),
    "btk": ("Baku–Tbilisi–Kars, Türkiye", "#7d4199"),
    "transsib": ("Trans-Siberian", "#62666d"),
    "mongolia": ("Mongolian", "#2d8f57"),
    "other": ("Other sections", "#96704a"),
}
UTILISATION_STEPS: tuple[tuple[float, str, str], ...] = (
    (0.25, "below 25 %", "#a6c8dd"),
    (0.50, "25–50 %", "#5fa3c4"),
    (0.70, "50–70 %", "#35799e"),
    (0.85, "70–85 %", "#f2b134"),
    (0.95, "85–95 %", "#e8702a"),
    (math.inf, "95 % and more", "#b3122a"),
)
UNKNOWN = "#8d8d8d"
GAINED, LOST, SAME = "#1b7f79", "#e07b1a", "#9aa0a6"

WIDTH_MAX, WIDTH_MIN, WIDTH_IDLE = 12.0, 1.3, 0.9


@dataclass(frozen=True)
class Entry:
    """One row of the colour legend."""

    label: str
    colour: str
    dash: bool = False
    width: float = 5.0
    cross: bool = False


def colour_of(row: pd.Series, by: ColourBy) -> str:
    """Return the colour of a link that carries flow."""
    if by == "change":
        return SAME if abs(row["change"]) < 0.5 else (GAINED if row["change"] > 0 else LOST)
    if by == "utilisation":
        share = row["utilisation"]
        if math.isnan(share):
            return UNKNOWN
        return next(colour for upto, _, colour in UTILISATION_STEPS if share < upto)
    return CORRIDORS.get(row["corridor"], CORRIDORS["other"])[1]


def amount(links: pd.DataFrame, by: ColourBy) -> pd.Series:
    """Return what the line width stands for: FEU, or FEU gained or lost."""
    return links["change"].abs() if by == "change" else links["feu"]


def line_width(feu: float, largest: float) -> float:
    """
    Return the width of a flow line [page units]: proportional to the square root, never thinner than legible.

    Examples
    --------
    >>> line_width(100.0, 100.0), line_width(25.0, 100.0), line_width(0.001, 100.0)
    (12.0, 6.0, 1.3)
    """
    if feu <= 0 or largest <= 0:
        return WIDTH_IDLE
    return max(WIDTH_MIN, WIDTH_MAX * math.sqrt(feu / largest))


def legend_flows(largest: float) -> list[float]:
    """
    Return round flows for the width legend, largest first.

    Examples
    --------
    >>> legend_flows(46_148)
    [20000.0, 5000.0, 1000.0, 200.0]
    """
    if largest <= 0:
        return []
    series = [m * 10.0**e for e in range(-1, 12) for m in (1, 2, 5)]
    fitting = [v for v in series if v <= largest]
    return fitting[::-1][:8:2] if fitting else [largest]


def legend_entries(links: pd.DataFrame, by: ColourBy) -> tuple[str, list[Entry]]:
    """Return the title and the rows of the colour legend: only what the map shows."""
    used = links[amount(links, by) > 0]
    if by == "corridor":
        title = "Corridor" if len(used) else "Links"
        entries = [
            Entry(label, colour) for key, (label, colour) in CORRIDORS.items() if (used["corridor"] == key).any()
        ]
    elif by == "utilisation":
        title = "Utilisation: FEU carried / FEU offered"
        entries = [Entry(label, colour) for _, label, colour in UTILISATION_STEPS]
        if used["utilisation"].isna().any():
            entries.append(Entry("not known", UNKNOWN))
    else:
        title = "Change of flow against the baseline"
        entries = [Entry("gained", GAINED), Entry("lost", LOST)]
    if (used["mode"].isin(["ferry", "sea"])).any():
        entries.append(Entry("Ferry or feeder ship", MUTED, dash=True, width=3.0))
    if links["closed"].any():
        entries.append(Entry("Closed for some time", CLOSED, dash=True, width=3.0, cross=True))
    entries.append(Entry("Modelled link without flow" if len(used) else "Modelled link", IDLE, width=WIDTH_IDLE + 0.3))
    entries.append(Entry("Other rail lines", RAIL, width=0.9))
    return title, entries


def largest_amount(links: pd.DataFrame, by: ColourBy) -> float:
    """Return the flow drawn widest, 0 without any."""
    values = amount(links, by).to_numpy(float)
    return float(np.nanmax(values, initial=0.0))
