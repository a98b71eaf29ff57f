"""Drawn lines: every link has one, and it ends at the link's terminals."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.errors import did_you_mean
from logistics.network.basemap import Line, link_lines
from logistics.network.checks.rule import View
from logistics.network.findings import Finding

TOLERANCE_DEG = 0.02
"""Coordinates are kept to 0.001 degrees; 0.02 is about two kilometres."""
FILE = "geometry/links.geojson"


def check_geometry(view: View) -> Iterator[Finding]:
    """Every link has one drawn line that ends at the coordinates of its terminals, in their order."""
    lines, faults = link_lines(view.network.path)
    yield from (Finding("error", FILE, None, "", text, "") for text in faults)
    if not lines and faults:
        return
    places = {row.terminal_id: (row.lon, row.lat) for row in view.rows("terminals")}
    for link in view.rows("links"):
        line = lines.get(link.link_id)
        if line is None:
            yield view.error("links", link.Index, "link_id", f"{link.link_id!r} has no line in {FILE}")
        elif link.from_terminal in places and link.to_terminal in places:
            ends = ((link.from_terminal, places[link.from_terminal]), (link.to_terminal, places[link.to_terminal]))
            yield from (Finding("error", FILE, None, link.link_id, text, "") for text in _ends(line, *ends))
    known = set(view.network["links"]["link_id"])
    for link_id in lines:
        if link_id not in known:
            text = f"{link_id!r} is not in links.csv{did_you_mean(link_id, known)}"
            yield Finding("error", FILE, None, "link_id", text, "")


def _ends(line: Line, start: tuple[str, tuple[float, float]], end: tuple[str, tuple[float, float]]) -> list[str]:
    if _close(line[0], end[1]) and _close(line[-1], start[1]) and not _close(line[0], start[1]):
        return [f"the line runs from {end[0]} to {start[0]}; reverse it"]
    texts = []
    for word, point, (terminal, place) in (("begins", line[0], start), ("ends", line[-1], end)):
        if not _close(point, place):
            at = f"{place[0]:g}, {place[1]:g}"
            texts.append(f"the line {word} at {point[0]:g}, {point[1]:g}; {terminal} is at {at}")
    return texts


def _close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= TOLERANCE_DEG
