"""Maps of the paths of one consignment."""

from logistics.report.routes.output import MAP_SUFFIXES, RouteMap, plot_front

__all__ = ["MAP_SUFFIXES", "RouteMap", "plot_front"]
