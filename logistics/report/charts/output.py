"""Time–distance and cost–distance charts of paths, written whole or not at all."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from logistics.errors import LogisticsError, did_you_mean
from logistics.network.model import Network
from logistics.report.charts.compose import Wording, build_chart
from logistics.report.charts.lines import Measure
from logistics.report.maps.output import allowed_suffix, scene_bytes, write_whole
from logistics.report.maps.scene import Scene
from logistics.results.path import Path

Kind = Literal["time", "cost", "both"]
MEASURES: dict[str, tuple[Measure, ...]] = {"time": ("time",), "cost": ("cost",), "both": ("time", "cost")}
CHART_SUFFIXES = (".svg", ".png", ".pdf")


@dataclass(frozen=True)
class PathChart:
    """
    A chart ready to be written.

    Attributes
    ----------
    scene : Scene
        The page: every text with the box it covers.
    """

    scene: Scene

    def save(self, path: str | pathlib.Path) -> pathlib.Path:
        """
        Write the chart in the format of the suffix: .svg, .png or .pdf.

        Raises
        ------
        LogisticsError
            If the suffix is another.
        """
        path = pathlib.Path(path)
        suffix = allowed_suffix(path, CHART_SUFFIXES, "a chart")
        return write_whole(path, scene_bytes(self.scene, suffix))


def plot_paths(
    paths: Sequence[Path], network: Network, *, kind: Kind = "time", title: str = "", subtitle: str = "",
    names: Sequence[str] = (),
) -> PathChart:  # fmt: skip
    """
    Return the UNESCAP time–distance or cost–distance chart of one or several paths.

    Parameters
    ----------
    paths : sequence of Path
    network : Network
        Gives names, countries and service classes.
    kind : {'time', 'cost', 'both'}
        Days, or USD per FEU, over cumulative kilometres; ``both``: one above the other.
    title, subtitle : str
        By default origin and destination, and the departure.
    names : sequence of str
        Names of the paths in the legend; by default the gauge changes and sea crossings they take.

    Raises
    ------
    LogisticsError
        If there is no path, or the kind is unknown.

    Notes
    -----
    Method of the UNESCAP corridor performance toolkit: a movement is a sloped line, a stop a vertical
    step. Times are those of the timetable; the band is the P10–P90 range of the hours elapsed.
    """
    if kind not in MEASURES:
        raise LogisticsError(f"plot_paths: kind {kind!r}; allowed: time, cost, both{did_you_mean(kind, MEASURES)}")
    if not paths:
        raise LogisticsError("plot_paths: there is no path to draw; the front's explanation says why")
    return PathChart(build_chart(paths, network, MEASURES[kind], Wording(title, subtitle, tuple(names))))
