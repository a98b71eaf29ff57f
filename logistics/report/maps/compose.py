"""The page: main map, close-up, legends, scale bar and credits arranged so that nothing hides the flows."""

from __future__ import annotations

from typing import Literal

import geopandas as gpd
import numpy as np

from logistics.report.maps.basemap import CREDITS, load_basemap
from logistics.report.maps.data import drawable
from logistics.report.maps.drawing import Drawing, Inset
from logistics.report.maps.flows import flow_layer
from logistics.report.maps.fonts import clean
from logistics.report.maps.ground import ground, served
from logistics.report.maps.inset import SIZE, find_inset, flow_callouts, inset_group, outline
from logistics.report.maps.labels import Placer, grid
from logistics.report.maps.model import MapData
from logistics.report.maps.panels import Panel, colour_panel, credits_panel, flow_panel, scale_panel, title_panel
from logistics.report.maps.places import (
    Place,
    block_markers,
    border_pairs,
    closure_group,
    country_group,
    label_group,
    marker_group,
    merged,
    places,
    sea_group,
)
from logistics.report.maps.scene import Box, Group, Scene, Shape, rectangle
from logistics.report.maps.style import INK, ColourBy
from logistics.report.maps.view import View, fit_view

PAGE_WIDTH, FOOTER, MARGIN = 1600.0, 24.0, 16.0
Colour = Literal["auto", "corridor", "utilisation", "change"]


def resolve(data: MapData, colour: Colour) -> ColourBy:
    """Return what colours stand for: by default the change against a baseline if there is one, else corridors."""
    if colour == "auto":
        return "change" if data.has_baseline else "corridor"
    return colour


def build_scene(data: MapData, *, colour: Colour = "auto", boundaries: bool = True) -> Scene:
    """
    Lay out the static map of flows.

    Parameters
    ----------
    data : MapData
    colour : {'auto', 'corridor', 'utilisation', 'change'}
    boundaries : bool
        Whether to draw national boundaries.
    """
    by = resolve(data, colour)
    drawing = Drawing(
        layer=lambda view, prefix, zoom: flow_layer(data.links, view, by, prefix, zoom),
        places=lambda view: places(data, view),
        legends=lambda roles: [colour_panel(data.links, by), flow_panel(data.links, by, roles)],
        callouts=flow_callouts,
        inset=find_inset(data),
        description="Line width: FEU in both directions.",
    )
    return lay_out(data, drawing, boundaries=boundaries)


def lay_out(data: MapData, drawing: Drawing, *, boundaries: bool) -> Scene:
    """Arrange a drawing over the ground: title, close-up, panels and labels where they hide nothing."""
    basemap = load_basemap(data.basemap)
    view = main_view(data)
    layer = drawing.layer(view, "", 1.0)
    shown = merged(drawing.places(view), border_pairs(data))
    placer = Placer(view.box.grown(-6), [], layer.points)
    title = title_panel(data.title, data.subtitle, data.period)
    placer.taken.append(Box(0, 0, title.width + MARGIN * 2, title.height + MARGIN * 1.6))
    roles = {place.role for place in shown}
    panels = _place_panels([*drawing.legends(roles), scale_panel(1 / view.scale)], view.box, placer)
    inset, inset_box = drawing.inset, _place_inset(drawing.inset, view, placer, shown)
    block_markers(placer, shown)
    closures = closure_group(layer.closures, placer, "")
    seas = sea_group(view, placer, "")
    labels = label_group(shown, placer, "")
    home = served(basemap, list(data.terminals.geometry))
    countries = country_group(home, view, placer, "")
    over: list[Group] = [title.at(MARGIN, MARGIN)]
    if inset is not None and inset_box is not None:
        over.append(inset_group(data, basemap, inset, inset_box, drawing, boundaries=boundaries))
        before = [outline(view, inset.bounds, inset_box)]
    else:
        before = []
        over.append(Group("inset", []))
    page = Box(0, 0, PAGE_WIDTH, view.box.y1 + FOOTER)
    credit = credits_panel(PAGE_WIDTH - 2 * MARGIN, CREDITS + " Albers equal-area projection.", PAGE_WIDTH - MARGIN)
    paper = Group("paper", [Shape([rectangle(page)], closed=True, fill="#ffffff")])
    return Scene(
        width=page.width,
        height=page.height,
        title=clean(data.title, 160),
        description=clean(f"{data.subtitle} {data.period}. {drawing.description}", 300),
        children=[
            paper,
            Group(
                "map",
                [
                    *ground(basemap, view, home, "", boundaries=boundaries, fine=False),
                    countries, seas, *layer.groups, *before, marker_group(shown, ""),
                    Group("closure-marks", list(layer.marks)), labels, closures,
                ],
                clip=view.box,
            ),
            *over,
            *panels,
            Group("neatline", [Shape([rectangle(view.box.grown(-0.5))], closed=True, stroke=INK, width=1.0)]),
            credit.at(0, view.box.y1 + 4),
        ],
    )  # fmt: skip


def active_links(links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the links with flow, and with them those closed; all where there is no flow, as in a network alone."""
    flowing = (links["feu"] > 0) | (links["change"].fillna(0.0) != 0)
    return links[flowing | links["closed"]] if flowing.any() else links


def main_view(data: MapData) -> View:
    """Return the view that shows all flows, with room in the north for the title and in the south for panels."""
    links = drawable(data.links)
    west, south, east, north = active_links(links).total_bounds
    if not np.isfinite([west, south, east, north]).all():
        west, south, east, north = -4.5e6, -2.2e6, 4.5e6, 2.2e6
    width, height = max(east - west, 4e5) * 1.07, max(north - south, 2e5) * 1.08
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    tall = float(np.clip(height / width, 0.58, 0.74))
    box = Box(0, 0, PAGE_WIDTH, round(PAGE_WIDTH * tall))
    bounds = (middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
    return fit_view(bounds, box, above=0.34)


def _place_inset(inset: Inset | None, view: View, placer: Placer, shown: list[Place]) -> Box | None:
    """Return the place of the close-up: low, near what it shows, off markers and, if possible, flows."""
    if inset is None:
        return None
    careful = Placer(placer.bounds, list(placer.taken), placer.lines)
    block_markers(careful, shown, 2.5)
    middle = view.page(np.array([[(inset.bounds[0] + inset.bounds[2]) / 2, inset.bounds[1]]]))[0]
    towards = (middle[0], view.box.y1 - SIZE[1] / 2 - MARGIN)
    spots = list(grid(placer.bounds.grown(-MARGIN + 6), *SIZE, 10.0, towards))
    box = careful.best(spots, weight=1.5) or placer.best(spots, weight=1.5)
    placer.taken += [box] if box is not None else []
    return box


def _place_panels(panels: list[Panel], frame: Box, placer: Placer) -> list[Group]:
    """Return the panels at the cheapest places, each near its preferred corner."""
    free = frame.grown(-MARGIN)
    left = free.x0
    groups = []
    for panel in panels:
        last = panel is panels[-1]
        middle = free.x1 - panel.width / 2 if last else left + panel.width / 2
        towards = (middle, free.y1 - panel.height / 2)
        box = placer.best(grid(free, panel.width, panel.height, 8.0, towards), weight=4.0)
        box = box or Box(free.x0, free.y0, free.x0 + panel.width, free.y0 + panel.height)
        left = box.x1 + 10
        groups.append(panel.at(box.x0, box.y0))
    return groups
