"""The static map of a front: the ground and layout of the corridor map, with route lines and their legend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from logistics.report.maps.compose import lay_out, main_view
from logistics.report.maps.drawing import Drawing, Inset
from logistics.report.maps.fonts import clean, make_text
from logistics.report.maps.inset import CROSSING, SIZE, find_inset
from logistics.report.maps.panels import MARKERS, PAD, SWATCH, Panel, card, key_panel
from logistics.report.maps.places import Place, places
from logistics.report.maps.scene import Box, Scene, Shape, Text
from logistics.report.maps.style import CLOSED, IDLE, INK, MUTED, Entry
from logistics.report.maps.view import View, fit_view
from logistics.report.routes.data import FrontMap
from logistics.report.routes.layer import route_layer, route_width
from logistics.report.routes.ways import Way

CLOSER = 2.0  # how much larger a close-up must be to be worth its place
ROW = 37.0
MOST_ROWS, CLOSED_ROWS = 8, 3


def front_scene(found: FrontMap, *, boundaries: bool = True) -> Scene:
    """Lay out the map of a front."""
    drawing = Drawing(
        layer=lambda view, prefix, zoom: route_layer(found.data.links, found.ways, view, prefix, zoom),
        places=lambda view: route_places(found, view),
        legends=lambda roles: [ways_panel(found.ways), _keys(found, roles)],
        callouts=lambda *_: [],
        inset=_inset(found),
        description="; ".join(f"{one.number_text}: {one.name}, {one.detail}" for one in found.ways),
    )
    return lay_out(found.data, drawing, boundaries=boundaries)


def route_places(found: FrontMap, view: View) -> list[Place]:
    """Return the places on the way; those without a stop have a small mark and no label."""
    return [
        place if place.terminal_id in found.stops else replace(place, label="", role="junction", strong=False)
        for place in places(found.data, view)
    ]


def _inset(found: FrontMap) -> Inset | None:
    """Return the close-up of the China–Kazakhstan crossings, if a path takes one and the map shows it small."""
    inset = find_inset(found.data)
    if inset is None or not (inset.crossings["countries"] == CROSSING).all():
        return None
    if not (inset.crossings["feu"] > 0).any():
        return None
    close = fit_view(inset.bounds, Box(0, 0, *SIZE)).scale
    return inset if close > CLOSER * main_view(found.data).scale else None


def ways_panel(found: tuple[Way, ...]) -> Panel:
    """Return the legend: a line, the numbers of the paths, the way, its days and cost."""
    children: list[Shape | Text] = []
    width = route_width(len(found))
    shown = found[:MOST_ROWS]
    for i, one in enumerate(shown):
        y = PAD + 22 + ROW * i
        line = np.array([(PAD, y + 9), (PAD + SWATCH, y + 9)])
        head = f"{one.number_text}  {clean(one.name, 70)}"
        children += [
            Shape([line], stroke=one.colour, width=width, butt=True),
            make_text(PAD + SWATCH + 10, y + 9, head, 14.0, weight="semibold", fill=INK),
            make_text(PAD + SWATCH + 10, y + 25, one.detail, 13.0, fill=MUTED),
        ]
    bottom = PAD + 22 + ROW * len(shown)
    if len(found) > len(shown):
        children.append(make_text(PAD, bottom + 10, f"and {len(found) - len(shown)} more ways", 13.0, fill=MUTED))
        bottom += 18
    title = make_text(PAD, PAD + 9, "Paths", 14.5, weight="semibold", fill=INK)
    right = max(child.box.x1 for child in (title, *children) if isinstance(child, Text)) + PAD
    return Panel("legend-colour", right, bottom + 6, (card(right, bottom + 6), title, *children))


def _keys(found: FrontMap, roles: set[str]) -> Panel:
    """Return the legend of markers and thin lines."""
    entries = []
    if any(leg.kind in ("ferry", "sea") for one in found.ways for path in one.paths for leg in path.legs):
        entries.append(Entry("Ferry or feeder ship", MUTED, dash=True, width=3.0))
    closed = [clean(name, 34) for name in found.data.links.loc[found.data.links["closed"], "name"]]
    entries += [Entry(f"Closed: {name}", CLOSED, dash=True, width=3.0, cross=True) for name in closed[:CLOSED_ROWS]]
    if len(closed) > CLOSED_ROWS:
        more = f"{len(closed) - CLOSED_ROWS} more closed links"
        entries.append(Entry(more, CLOSED, dash=True, width=3.0, cross=True))
    entries.append(Entry("Link not taken", IDLE, width=1.2))
    names = {**MARKERS, "terminal": "Stop", "junction": "Passed without a stop"}
    return key_panel(entries, {role: name for role, name in names.items() if role in roles})
