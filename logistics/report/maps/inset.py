"""The close-up of the China–Kazakhstan crossings, or of the busiest border when there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.report.maps.basemap import Basemap
from logistics.report.maps.data import drawable
from logistics.report.maps.drawing import Drawing, Inset
from logistics.report.maps.flows import FlowLayer
from logistics.report.maps.fonts import clean, make_text
from logistics.report.maps.ground import ground, served
from logistics.report.maps.labels import Placer, grid
from logistics.report.maps.model import MapData
from logistics.report.maps.panels import card, moved
from logistics.report.maps.places import block_markers, country_group, label_group, marker_group
from logistics.report.maps.scene import Box, Group, Shape, Text, rectangle
from logistics.report.maps.style import INK, MUTED
from logistics.report.maps.view import View, fit_view, sample

SIZE = (476.0, 344.0)
CROSSING = "CN;KZ"
SPAN_M = (700e3, 545e3)  # smallest area shown
ZOOM = 1.35
HEAD = 28.0  # height of the title strip


def find_inset(data: MapData) -> Inset | None:
    """Return the area of the crossings, or None when no link crosses a border."""
    links = drawable(data.links)
    border = links[links["countries"].str.contains(";") & (links["mode"] == "rail")]
    here = border[border["countries"] == CROSSING]
    title = "China–Kazakhstan crossings"
    if here.empty and not border.empty:
        here = border.sort_values(["feu", "link_id"], ascending=[False, True], kind="stable").head(1)
        title = f"Crossing {here.iloc[0]['name']}"
    if here.empty:
        return None
    if (here["feu"] > 0).any():
        here = here[here["feu"] > 0]
    elif (here["status"] == "open").any():
        here = here[here["status"] == "open"]
    west, south, east, north = here.total_bounds
    grow_x, grow_y = max(0.0, SPAN_M[0] - (east - west)) / 2, max(0.0, SPAN_M[1] - (north - south)) / 2
    return Inset((west - grow_x, south - grow_y, east + grow_x, north + grow_y), here, clean(title, 50))


def inset_group(
    data: MapData, basemap: Basemap, inset: Inset, box: Box, drawing: Drawing, *, boundaries: bool
) -> Group:
    """Return the close-up with its frame, labels and what the drawing says about each crossing."""
    frame, box = box, Box(box.x0, box.y0 + HEAD, box.x1, box.y1)
    view = fit_view(inset.bounds, box)
    home = served(basemap, list(data.terminals.geometry))
    layer = drawing.layer(view, "inset-", ZOOM)
    shown = drawing.places(view)
    head = make_text(frame.x0 + 11, frame.y0 + 19, inset.title, 14.5, weight="semibold", fill=INK)
    placer = Placer(box.grown(-4), [], layer.points)
    block_markers(placer, shown, 1.25)
    placer.taken += [Box(one.x - 8, one.y - 8, one.x + 8, one.y + 8) for one in layer.closures]
    labels = label_group(shown, placer, "inset-", base=14.0, size=1.25, limit=30)
    callouts = drawing.callouts(inset, layer, placer)
    names = country_group(home, view, placer, "inset-")
    strip = Shape([rectangle(Box(frame.x0, frame.y0, frame.x1, box.y0))], closed=True, fill="#ffffff")
    rim = Shape([rectangle(frame)], closed=True, stroke=INK, width=1.4)
    rule = Shape([np.array([(frame.x0, box.y0), (frame.x1, box.y0)])], stroke=INK, width=0.8)
    return Group(
        "inset",
        [
            Group(
                "inset-map",
                [
                    *ground(basemap, view, home, "inset-", boundaries=boundaries, fine=True),
                    *layer.groups,
                    names,
                    marker_group(shown, "inset-", 1.25),
                    Group("inset-closure-marks", list(layer.marks)),
                    labels,
                    Group("inset-crossings", callouts),
                ],
                clip=box,
            ),
            Group("inset-frame", [strip, rule, rim, head]),
        ],
    )


def flow_callouts(inset: Inset, layer: FlowLayer, placer: Placer) -> list[Shape | Text]:
    """Return cards with the flows of the crossings, the busiest first."""
    busy = inset.crossings[inset.crossings["feu"] + inset.crossings["closed"] > 0]
    rows = [row for _, row in busy.sort_values("feu", ascending=False, kind="stable").iterrows()]
    return [child for row in rows for child in _callout(row, layer, placer)]


def _callout(row: pd.Series, layer: FlowLayer, placer: Placer) -> list[Shape | Text]:
    """Return a small card with the flows of a crossing, tied to its line; nothing where there is no room."""
    if row["link_id"] not in layer.lines:
        return []
    anchor = _middle(layer, row["link_id"])
    title = make_text(9, 17, row["name"], 12.5, weight="semibold", fill=INK)
    total = f"{row['feu']:,.0f} FEU"
    if not pd.isna(row["change"]):
        total += f" ({row['change']:+,.0f})"
    if row["closed"]:
        total += f" · {row['closed_text']}"
    flow = make_text(9, 34, total, 12.5, fill=INK)
    split = make_text(9, 50, f"west {row['feu_westbound']:,.0f} · east {row['feu_eastbound']:,.0f}", 11.5, fill=MUTED)
    width, height = max(t.box.x1 for t in (title, flow, split)) + 9, 58.0
    spots = (
        (b, c + 6 * max(0.0, 2 - c))
        for b, c in grid(placer.bounds, width, height, 6.0, (float(anchor[0]), float(anchor[1])))
    )
    box = placer.best(spots, 80.0)
    if box is None:
        return []
    nearest = np.array([np.clip(anchor[0], box.x0, box.x1), np.clip(anchor[1], box.y0, box.y1)])
    leader = Shape([np.array([nearest, anchor])], stroke=INK, width=1.0)
    parts: list[Shape | Text] = [card(width, height), title, flow, split]
    return [leader, *(moved(part, box.x0, box.y0) for part in parts)]


def _middle(layer: FlowLayer, link: str) -> np.ndarray:
    """Return the point half-way along a link."""
    points = sample(layer.lines[link], 2.0)
    return np.asarray(points[len(points) // 2])


def outline(view: View, bounds: tuple[float, float, float, float], box: Box) -> Group:
    """Return the rectangle of the close-up on the main map, tied to its frame."""
    inner = fit_view(bounds, Box(0, HEAD, *SIZE))
    width, height = SIZE[0] / inner.scale, (SIZE[1] - HEAD) / inner.scale
    corners = view.page(np.array([(inner.x0, inner.y0), (inner.x0 + width, inner.y0 + height)]))
    small = Box(corners[0, 0], corners[1, 1], corners[1, 0], corners[0, 1])
    ties = [
        Shape([np.array([(sx, sy), (bx, by)])], stroke=MUTED, width=0.7, opacity=0.8)
        for (sx, sy), (bx, by) in zip(_facing(small, box), _facing(box, small), strict=True)
    ]
    return Group("inset-outline", [*ties, Shape([rectangle(small)], closed=True, stroke=INK, width=1.3)])


def _facing(here: Box, there: Box) -> list[tuple[float, float]]:
    """Return the two corners of a box on the side that faces another."""
    if there.y0 >= here.y1:
        return [(here.x0, here.y1), (here.x1, here.y1)]
    if there.y1 <= here.y0:
        return [(here.x0, here.y0), (here.x1, here.y0)]
    side = here.x1 if there.x0 >= here.x1 else here.x0
    return [(side, here.y0), (side, here.y1)]
