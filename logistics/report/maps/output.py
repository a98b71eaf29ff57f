"""Writing maps: static files and the interactive page, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from logistics.errors import LogisticsError, did_you_mean
from logistics.network.model import Network
from logistics.report.maps.compose import Colour, build_scene
from logistics.report.maps.data import TITLE, map_data
from logistics.report.maps.html import html_text
from logistics.report.maps.model import MapData
from logistics.report.maps.raster import pdf_bytes, png_bytes
from logistics.report.maps.scene import Scene
from logistics.report.maps.svg import svg_text
from logistics.report.maps.tally import scenario_days
from logistics.results.model import Plan
from logistics.scenario import Scenario, network_in_force


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file by renaming a finished temporary one into place; return its path."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # the file that was asked for
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def allowed_suffix(path: Path, allowed: Collection[str], what: str) -> str:
    """
    Return the suffix of a path in small letters.

    Raises
    ------
    LogisticsError
        If it is not among those allowed for ``what`` ("a map").
    """
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise LogisticsError(
            f"{path}: cannot write {what} as '{path.suffix}'; allowed: {', '.join(allowed)}"
            + did_you_mean(path.suffix, allowed)
        )
    return suffix


def scene_bytes(scene: Scene, suffix: str) -> bytes:
    """Return a drawn page as .svg, .png or .pdf."""
    if suffix == ".svg":
        return svg_text(scene).encode("utf-8")
    return png_bytes(scene) if suffix == ".png" else pdf_bytes(scene)


def write_svg(data: MapData, path: str | Path, *, colour: Colour = "auto", boundaries: bool = True) -> Path:
    """Write the static map as SVG: text with embedded fonts, ``data-link`` and ``data-feu`` on every link line."""
    scene = build_scene(data, colour=colour, boundaries=boundaries)
    return write_whole(Path(path), svg_text(scene).encode("utf-8"))


def write_png(data: MapData, path: str | Path, *, colour: Colour = "auto", boundaries: bool = True) -> Path:
    """Write the static map as PNG, 3,200 pixels wide."""
    return write_whole(Path(path), png_bytes(build_scene(data, colour=colour, boundaries=boundaries)))


def write_pdf(data: MapData, path: str | Path, *, colour: Colour = "auto", boundaries: bool = True) -> Path:
    """Write the static map as PDF, about A3, with embedded fonts."""
    return write_whole(Path(path), pdf_bytes(build_scene(data, colour=colour, boundaries=boundaries)))


def write_html(data: MapData, path: str | Path, *, colour: Colour = "auto", boundaries: bool = True) -> Path:
    """Write the interactive map: one file that needs no network; ``boundaries`` is their state at first."""
    return write_whole(Path(path), html_text(data, colour=colour, boundaries=boundaries).encode("utf-8"))


WRITERS = {".svg": write_svg, ".png": write_png, ".pdf": write_pdf, ".html": write_html}


@dataclass(frozen=True)
class CorridorMap:
    """
    A map ready to be written.

    Attributes
    ----------
    data : MapData
    colour : {'auto', 'corridor', 'utilisation', 'change'}
        What line colours stand for; ``auto``: the change if there is a baseline, else the corridor.
    boundaries : bool
        Whether national boundaries are drawn (in HTML: at first).
    """

    data: MapData
    colour: Colour = "auto"
    boundaries: bool = True

    def save(self, path: str | Path) -> Path:
        """
        Write the map in the format of the suffix: .svg, .png, .pdf or .html.

        Raises
        ------
        LogisticsError
            If the suffix is another.
        """
        path = Path(path)
        writer = WRITERS[allowed_suffix(path, WRITERS, "a map")]
        return writer(self.data, path, colour=self.colour, boundaries=self.boundaries)


def network_map(scenario: Scenario) -> MapData:
    """Return the map of a scenario that has not been solved: its network and what it closes, without flows."""
    title = scenario.title or scenario.name
    return map_data(
        network_in_force(scenario), title=title, subtitle="The network alone: no plan, so no flows",
        days=scenario_days(scenario),
    )  # fmt: skip


def plot_corridor(
    plan: Plan | MapData, *, network: Network | None = None, colour: Colour = "auto", boundaries: bool = True,
    title: str = TITLE, subtitle: str = "",
) -> CorridorMap:  # fmt: skip
    """
    Return the map of a plan, or of map data prepared before.

    Parameters
    ----------
    plan : Plan or MapData
    network : Network, optional
        By default that of the plan's scenario; not needed for `MapData`.
    colour : {'auto', 'corridor', 'utilisation', 'change'}
    boundaries : bool
    title, subtitle : str
        Used for a `Plan`.

    Raises
    ------
    LogisticsError
        If the network of a plan is not known.
    """
    if isinstance(plan, MapData):
        return CorridorMap(plan, colour, boundaries)
    if network is None and plan.scenario is not None:
        network = plan.scenario.network
    if network is None:
        raise LogisticsError(
            "plot_corridor: this plan does not know its scenario; pass network=..., or MapData instead of the plan."
        )
    return CorridorMap(map_data(network, plan=plan, title=title, subtitle=subtitle), colour, boundaries)
