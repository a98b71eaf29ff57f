"""The map of a front, ready to be written in the format of a suffix."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass

from logistics.network.model import Network
from logistics.report.maps.output import WRITERS, allowed_suffix, scene_bytes, write_whole
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
        suffix = allowed_suffix(path, MAP_SUFFIXES, "a map")
        return write_whole(path, self._content(suffix))

    def _content(self, suffix: str) -> bytes:
        """Return the file's bytes."""
        if suffix == ".html":
            return front_html(self.found, self.network, boundaries=self.boundaries).encode("utf-8")
        return scene_bytes(front_scene(self.found, boundaries=self.boundaries), suffix)


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
