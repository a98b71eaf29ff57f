"""What people read: maps, summaries and results folders."""

from logistics.report.charts import PathChart, plot_paths
from logistics.report.coldchain import plot_cold_chain
from logistics.report.folder import write_plan
from logistics.report.front_files import write_front_csv, write_front_geojson
from logistics.report.maps import (
    MapData,
    map_data,
    network_map,
    plot_corridor,
    write_html,
    write_pdf,
    write_png,
    write_svg,
)
from logistics.report.routes import RouteMap, plot_front
from logistics.report.summary import summary_text
from logistics.report.verify import verify_results

__all__ = [
    "MapData",
    "PathChart",
    "RouteMap",
    "map_data",
    "network_map",
    "plot_cold_chain",
    "plot_corridor",
    "plot_front",
    "plot_paths",
    "summary_text",
    "verify_results",
    "write_front_csv",
    "write_front_geojson",
    "write_html",
    "write_pdf",
    "write_plan",
    "write_png",
    "write_svg",
]
