"""A front on the terminal: paths side by side, the legs of one, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from logistics.cli.output import console, say, show_table, warn

WIDEST = 26


@dataclass(frozen=True)
class Column:
    """A column of a table: its cells, and its rank when there is no room for all (0 stays)."""

    name: str
    cells: list[str]
    rank: int
    left: bool = False

    @property
    def width(self) -> int:
        """Characters it needs, rule and padding included; long texts go on in the next line."""
        return min(max([len(self.name), *map(len, self.cells)]), WIDEST) + 3


def fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """
    Return the columns that fit into a width, the least important ones left out first.

    Examples
    --------
    >>> wide = Column("way", ["x" * 50], 2)
    >>> [c.name for c in fitting([Column("path", ["1"], 0), wide, Column("km", ["9,000"], 1)], 30)]
    ['path', 'km']
    """
    chosen = list(columns)
    while sum(column.width for column in chosen) + 1 > width and any(column.rank for column in chosen):
        worst = max(chosen, key=lambda column: column.rank)
        chosen = [column for column in chosen if column is not worst]
    return chosen


def show_front(front: Any, network: Any, number: int) -> None:
    """Print the front, and the legs of one path."""
    from logistics.cli.route_reefer import duty_lines, rain_lines, reefer_lines  # noqa: PLC0415  keeps --help fast
    from logistics.network.short_names import goods_text, place_names  # noqa: PLC0415
    from logistics.report.itinerary import stages  # noqa: PLC0415
    from logistics.report.wording import waits_text  # noqa: PLC0415

    names = place_names(network)
    start, end = (names.get(t, t) for t in (front.origin, front.destination))
    ready = f"ready {front.depart_utc:%a %-d %b %Y %H:%M} UTC"
    say(f"{start} → {end}, {goods_text(front.commodity, network)}, {ready}: {_count(len(front))}")
    _print("Paths", _front_columns(front, network), "--csv or --json")
    path = front[number - 1]
    _print(f"Path {number}", _leg_columns(stages(path), names, network), "--csv")
    if waits := waits_text(path, names):
        say(waits)
    for line in [*duty_lines(front), *reefer_lines(path, names), *rain_lines(path, names)]:
        say(line)
    if len(front) > 1:
        say(f"Legs of another path: --path N (1 to {len(front)}). Every link: --csv FILE.")


def _count(paths: int) -> str:
    """Return a number of paths in words."""
    return "one path" if paths == 1 else f"{paths} paths, none worse than another in everything"


def _print(title: str, columns: Sequence[Column], elsewhere: str) -> None:
    """Print a table as wide as the terminal allows, and say what it leaves out."""
    shown = fitting(columns, console.width)
    right = next((i for i, column in enumerate(shown) if not column.left), len(shown))
    show_table(title, [c.name for c in shown], zip(*(c.cells for c in shown), strict=True), right=right)
    hidden = [column.name for column in columns if column not in shown]
    if hidden:
        warn(f"No room for: {', '.join(hidden)}. Widen the terminal, or use {elsewhere}.")


def _front_columns(front: Any, network: Any) -> list[Column]:
    """Return the columns of the front."""
    from logistics.report.charts.profile import stretches  # noqa: PLC0415
    from logistics.report.itinerary import front_table  # noqa: PLC0415
    from logistics.report.wording import quantiles_text  # noqa: PLC0415

    table = front_table(front, network)
    paths, tonnes = list(front), front.query["tonnes_per_feu"]
    borders = [str(max(0, len(stretches(path, network)) - 1)) for path in paths]
    handed_in = [f"{path.depart_utc:%a %-d %b %H:%M}" for path in paths]
    columns = [
        Column("path", [str(n) for n in table["path"]], 0, left=True),
        Column("way", list(table["way"]), 1, left=True),
        Column("trains", list(table["trains"]), 5, left=True),
        *([Column("handed in UTC", handed_in, 1, left=True)] if front.query["window_h"] else []),
        Column("days", [f"{p.transit_h / 24:.1f}" for p in paths], 0),
        Column("P50 (P10–P90)", [quantiles_text(p) or "–" for p in paths], 0),
        Column("USD/FEU", [f"{p.cost_usd:,.0f}" for p in paths], 0),
        Column("USD/t", [f"{p.cost_usd / tonnes:,.1f}" for p in paths], 4),
        Column("kg CO2e", [f"{p.co2e_kg:,.0f}" for p in paths], 4),
        Column("shelf life", [_share(p.shelf_life_used) for p in paths], 2),
        Column("km", [f"{p.distance_km:,.0f}" for p in paths], 3),
        Column("countries", list(table["countries"]), 6),
        Column("borders", borders, 7),
    ]
    return _with_values(columns, "shelf life")


def _leg_columns(legs: Sequence[Any], names: Mapping[str, str], network: Any) -> list[Column]:
    """Return the columns of an itinerary."""
    from logistics.report.itinerary import local, zones  # noqa: PLC0415
    from logistics.report.wording import activity_text, duration_text  # noqa: PLC0415

    zone = zones(network)
    starts = [local(leg.start_utc, leg.from_terminal, zone) for leg in legs]
    km, usd = (list(accumulate(getattr(leg, name) for leg in legs)) for name in ("distance_km", "cost_usd"))
    where = [names.get(leg.from_terminal, leg.from_terminal) for leg in legs]
    to = [names.get(leg.to_terminal, leg.to_terminal) for leg in legs]
    places = [a if a == b else f"{a} → {b}" for a, b in zip(where, to, strict=True)]
    columns = [
        Column("local time", [_clock(at) for at in starts], 0, left=True),
        Column("UTC", [f"{leg.start_utc:%-d %b %H:%M}" for leg in legs], 2, left=True),
        Column("what", [activity_text(leg) for leg in legs], 0, left=True),
        Column("where", places, 0, left=True),
        Column("service", [leg.service_id for leg in legs], 6, left=True),
        Column("takes", [duration_text(leg.hours) for leg in legs], 0),
        Column("km so far", [f"{value:,.0f}" for value in km], 1),
        Column("USD so far", [f"{value:,.0f}" for value in usd], 3),
        Column("outside °C", [_degrees(leg.ambient_c) for leg in legs], 4),
        Column("cargo °C", [_degrees(leg.cargo_c) for leg in legs], 5),
        Column("h without power", [_hours(leg.holdover_h) for leg in legs], 6),
    ]
    return _with_values(columns, "cargo °C", "h without power")


def _with_values(columns: Sequence[Column], *names: str) -> list[Column]:
    """Return columns without those of some names that have no value."""
    return [c for c in columns if c.name not in names or any(cell != "–" for cell in c.cells)]


def _clock(at: datetime) -> str:
    """Return a local time with its offset, of which minutes are told where there are any."""
    offset = f"{at:%z}"
    return f"{at:%a %-d %b %H:%M} {offset[:3]}" + (f":{offset[3:5]}" if offset[3:5] != "00" else "")


def _share(value: float) -> str:
    """Return a share of the shelf life."""
    return "–" if math.isnan(value) else f"{value:.0%}"


def _hours(value: float) -> str:
    """Return hours until a limit is passed."""
    return "–" if math.isnan(value) else "never" if math.isinf(value) else f"{value:.0f}"


def _degrees(value: float) -> str:
    """Return a temperature."""
    return "–" if math.isnan(value) else f"{value:.0f}"


def explain(explanation: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """
    Say in plain words why there is no path, and what would give one.

    The text names the closest way and the farthest place reached; what it does not tell follows.
    """
    text = str(explanation.get("text") or "There is no path.")
    say(text)
    for item in list(explanation.get("restrictions") or ())[1:]:
        say(f"  Or without {_dropped(item, names)}")
    for sentence in explanation.get("missing") or ():
        if sentence not in text:
            say(f"  Note: {sentence}.")
    far = list(explanation.get("reached") or ())
    for item in far[1:5] if far and far[0]["km_left"] else ():
        place, left = names.get(item["terminal"], item["terminal"]), item.get("km_left")
        say(f"  Reached too: {place} at {item['utc']}" + (f", {left:,.0f} km left" if left is not None else ""))


def _dropped(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a restriction and the path that there would be without it."""
    route = " – ".join(names.get(t, str(t)) for t in item["route"])
    return (
        f"{' and '.join(item['dropped'])}: {item['transit_h'] / 24:.1f} days, {item['cost_usd']:,.0f} USD per FEU, "
        f"arriving {item['arrive_utc']}, {route}"
    )
