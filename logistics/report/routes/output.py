"""The map of a front, ready to be written in the format of a suffix."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass

from logistics.errors import LogisticsError, did_you_mean
from logistics.network.model import Network
from logistics.report.maps.output import WRITERS, write_whole
from logistics.report.maps.raster import pdf_bytes, png_bytes
from logistics.report.maps.svg import svg_text
from logistics.report.routes.data import FrontMap, front_map
from logistics.report.routes.payload import front_html
from logistics.report.routes.scene import front_scene
from logistics.results.path import Front

MAP_SUFFIXES = tuple(WRITERS)


@dataclass(frozen=True)
class RouteMap:
    """
    A map of paths.

    Attributes
    ----------
    found : FrontMap
    network : Network
    boundaries : bool
        Whether national boundaries are drawn (in HTML: at first).
    """

    found: FrontMap
    network: Network
    boundaries: bool = True

    def save(self, path: str | pathlib.Path) -> pathlib.Path:
        """
        Write the map in the format of the suffix: .svg, .png, .pdf or .html.

        Raises
        ------
        LogisticsError
            If the suffix is another.
        """
        path = pathlib.Path(path)
        suffix = path.suffix.lower()
        if suffix not in MAP_SUFFIXES:
            raise LogisticsError(
                f"{path}: cannot write a map as '{path.suffix}'; allowed: {', '.join(MAP_SUFFIXES)}"
                + did_you_mean(path.suffix, MAP_SUFFIXES)
            )
        return write_whole(path, self._content(suffix))

    def _content(self, suffix: str) -> bytes:
        """Return the file's bytes."""
        if suffix == ".html":
            return front_html(self.found, self.network, boundaries=self.boundaries).encode("utf-8")
        scene = front_scene(self.found, boundaries=self.boundaries)
        if suffix == ".svg":
            return svg_text(scene).encode("utf-8")
        return png_bytes(scene) if suffix == ".png" else pdf_bytes(scene)


def plot_front(
    front: Front, network: Network, *, title: str = "", subtitle: str = "", boundaries: bool = True
) -> RouteMap:
    """
    Return the map of a front: its ways as coloured lines, side by side where they share links.

    Parameters
    ----------
    front : Front
    network : Network
        Closures in force (``network.windows``) during the paths are marked.
    title, subtitle : str
        By default origin and destination, and the goods.
    boundaries : bool

    Raises
    ------
    LogisticsError
        If the front has no path.
    """
    return RouteMap(front_map(front, network, title=title, subtitle=subtitle), network, boundaries)
