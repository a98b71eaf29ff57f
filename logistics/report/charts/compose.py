"""The page of a chart: title, one or two planes over the same kilometres, a row per path, the footnote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logistics.network.basemap import country_names
from logistics.network.model import Network
from logistics.network.short_names import place_names
from logistics.report.charts.axes import Axes, frame_group
from logistics.report.charts.labels import label_group
from logistics.report.charts.lines import (
    PALETTE,
    REST,
    Line,
    Measure,
    band_group,
    end_group,
    line_group,
    mark_group,
    values,
)
from logistics.report.charts.profile import profile
from logistics.report.charts.rows import ROW, row_group
from logistics.report.maps.fonts import clean, make_text, text_width
from logistics.report.maps.scene import Box, Group, Scene, Shape, Text, rectangle
from logistics.report.maps.style import INK, MUTED
from logistics.report.wording import classes, days_text, way_names
from logistics.results.path import Path

WIDTH, LEFT, RIGHT, TOP = 1120.0, 68.0, 28.0, 100.0
HEIGHT, HEIGHT_OF_TWO, GAP = 460.0, 330.0, 56.0
NAMES: dict[Measure, str] = {"time": "Days since departure", "cost": "USD per FEU"}
NOTES = {
    "time": "Sloped: moving. Vertical: standing. Lines follow the timetable; bands: P10–P90 of the days elapsed.",
    "cost": "Cost per FEU as it falls due: sloped where it grows with distance, vertical at terminals.",
    "both": "Sloped: moving. Vertical: standing. Lines follow the timetable; bands: P10–P90 of the days elapsed.",
}
MEDIAN = "Dashes: P50, where waits beyond the timetable lift the band off the line. "
MARKS = "Diamonds: change of track gauge. Dots: national borders. Method: UNESCAP time/cost–distance."


@dataclass(frozen=True)
class Wording:
    """Title, subtitle, and the names of the paths; blanks are filled in from the paths."""

    title: str = ""
    subtitle: str = ""
    names: tuple[str, ...] = ()


def build_chart(paths: Sequence[Path], network: Network, measures: Sequence[Measure], wording: Wording) -> Scene:
    """
    Lay out the chart.

    Parameters
    ----------
    paths : sequence of Path
        Those beyond the eighth are drawn thin and grey.
    network : Network
    measures : sequence of {'time', 'cost'}
    wording : Wording
    """
    places, countries = place_names(network), country_names(network.path)
    lines = [
        Line(i + 1, profile(path, network), PALETTE[i] if i < len(PALETTE) else REST, i < len(PALETTE))
        for i, path in enumerate(paths)
    ]
    planes = _planes(lines, measures)
    groups: list[Group] = []
    for measure, axes in zip(measures, planes, strict=True):
        groups.append(
            Group(
                measure,
                [
                    frame_group(axes, NAMES[measure], x_labels=axes is planes[-1]),
                    band_group(lines, axes, measure),
                    line_group(lines, axes, measure, places),
                    mark_group(lines, axes, measure),
                    end_group(lines, axes, measure),
                    label_group(lines, axes, measure, places),
                ],
            )
        )
    top = planes[-1].box.y1 + 36
    rows = []
    found = way_names(paths, places)
    for line, path in zip(lines, paths, strict=True):
        if line.named:
            own = wording.names[line.number - 1] if line.number <= len(wording.names) else ""
            name = own or found[line.number - 1]
            rows.append(row_group(line, planes[-1], top, 24.0, name, detail(path, network), countries))
            top += ROW
    rest = len(lines) - len(rows)
    if rest > 0:
        more = make_text(LEFT, top + 13, f"Grey: {rest} more paths", 13, fill=MUTED)
        rows.append(Group("more", [more]))
        top += 24
    kind = measures[0] if len(measures) == 1 else "both"
    outside = kind != "cost" and any(line.named and line.profile.leaves_its_band for line in lines)
    notes = _wrapped(f"{NOTES[kind]} {MEDIAN if outside else ''}{MARKS}", WIDTH - LEFT - RIGHT, top + 16)
    height = notes[-1].box.y1 + 14
    title = wording.title or _title(paths[0], places, kind)
    subtitle = wording.subtitle or _departures(paths)
    paper = Shape([rectangle(Box(0, 0, WIDTH, height))], closed=True, fill="#ffffff")
    heading = [
        make_text(24, 36, clean(title, 90), 25, weight="semibold", fill=INK),
        make_text(24, 60, clean(subtitle, 140), 15, fill=MUTED),
    ]
    description = f"{title}. {subtitle}. " + "; ".join(days_text(path) for path in paths[: len(PALETTE)])
    return Scene(
        WIDTH, height, clean(title, 160), clean(description, 400),
        [Group("paper", [paper]), Group("title", heading), *groups, *rows, Group("credits", notes)],
    )  # fmt: skip


def _planes(lines: list[Line], measures: Sequence[Measure]) -> list[Axes]:
    """Return one plane per measure, below one another over the same kilometres."""
    height = HEIGHT if len(measures) == 1 else HEIGHT_OF_TWO
    x_max = max(max(float(line.profile.km[-1]) for line in lines) * 1.045, 1.0)
    planes = []
    for i, measure in enumerate(measures):
        tops = [float(values(line.profile, measure).max()) for line in lines]
        if measure == "time":
            tops += [float(line.profile.high_h.max()) / 24 for line in lines if line.named and len(line.profile.high_h)]
        top = TOP + i * (height + GAP)
        planes.append(Axes(Box(LEFT, top, WIDTH - RIGHT, top + height), x_max, max(max(tops) * 1.05, 1e-6)))
    return planes


def detail(path: Path, network: Network) -> str:
    """Return class, days, cost and length of a path for the legend."""
    kinds = " + ".join(classes(path, network))
    parts = [kinds, days_text(path), f"{path.cost_usd:,.0f} USD per FEU", f"{path.distance_km:,.0f} km"]
    return " · ".join(part for part in parts if part)


def _title(path: Path, places: dict[str, str], kind: str) -> str:
    """Return the default title."""
    start, end = path.legs[0].from_terminal, path.legs[-1].to_terminal
    what = {"time": "time and distance", "cost": "cost and distance", "both": "time, cost and distance"}[kind]
    return f"{places.get(start, start)} → {places.get(end, end)}: {what}"


def _departures(paths: Sequence[Path]) -> str:
    """Return when the paths start."""
    first, last = (when(path.depart_utc for path in paths) for when in (min, max))
    if first == last:
        return f"Departure {first:%A %-d %B %Y, %H:%M} UTC"
    return f"Departures {first:%-d %B, %H:%M} to {last:%-d %B %Y, %H:%M} UTC"


def _wrapped(text: str, width: float, y: float) -> list[Text]:
    """Return the footnote in as many lines as it needs."""
    size, lines = 12.0, [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return [make_text(LEFT, y + 16 * i, line, size, fill=MUTED) for i, line in enumerate(lines)]
