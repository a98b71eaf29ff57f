"""Maps of networks and plans: static (SVG, PNG, PDF) and interactive (one offline HTML file)."""

from logistics.report.maps.compose import build_scene
from logistics.report.maps.data import map_data
from logistics.report.maps.model import MapData
from logistics.report.maps.output import (
    CorridorMap,
    network_map,
    plot_corridor,
    write_html,
    write_pdf,
    write_png,
    write_svg,
)

__all__ = [
    "CorridorMap",
    "MapData",
    "build_scene",
    "map_data",
    "network_map",
    "plot_corridor",
    "write_html",
    "write_pdf",
    "write_png",
    "write_svg",
]
