"""What a map draws over the ground: lines, places, legends, a close-up; flows and routes give their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd

from logistics.report.maps.flows import FlowLayer
from logistics.report.maps.labels import Placer
from logistics.report.maps.panels import Panel
from logistics.report.maps.places import Place
from logistics.report.maps.scene import Shape, Text
from logistics.report.maps.view import View


@dataclass(frozen=True)
class Inset:
    """Where the close-up looks, and what it is called."""

    bounds: tuple[float, float, float, float]
    crossings: gpd.GeoDataFrame
    title: str


@dataclass(frozen=True)
class Drawing:
    """
    The contents of a map.

    Attributes
    ----------
    layer : callable
        Lines for a view, with the prefix of group ids and the factor on widths.
    places : callable
        Places for a view, most important first.
    legends : callable
        Panels for the roles of the places shown.
    callouts : callable
        Cards in the close-up.
    inset : Inset, optional
    description : str
        How to read the lines, for people who do not see them.
    """

    layer: Callable[[View, str, float], FlowLayer]
    places: Callable[[View], list[Place]]
    legends: Callable[[set[str]], list[Panel]]
    callouts: Callable[[Inset, FlowLayer, Placer], list[Shape | Text]]
    inset: Inset | None
    description: str
