"""Charts of paths: days and cost over distance."""

from logistics.report.charts.output import CHART_SUFFIXES, PathChart, plot_paths

__all__ = ["CHART_SUFFIXES", "PathChart", "plot_paths"]
