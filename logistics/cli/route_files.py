"""The files of ``logistics route``: refused before anything is computed, written at the end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

SUFFIXES = {
    "--map": (".svg", ".png", ".pdf", ".html"),
    "--chart": (".svg", ".png", ".pdf"),
    "--cold-chart": (".svg", ".png", ".pdf"),
    "--csv": (".csv",),
    "--geojson": (".geojson", ".json"),
}


def check_files(files: Mapping[str, Path | None]) -> dict[str, Path]:
    """
    Return the files asked for, by option.

    Raises
    ------
    BadParameter
        If a suffix is unknown, a folder does not exist, a file is a folder, or two options name one file.
    """
    wanted = {option: path for option, path in files.items() if path is not None}
    for option, path in wanted.items():
        allowed = SUFFIXES[option]
        if path.suffix.lower() not in allowed:
            raise typer.BadParameter(f"'{path.name}' must end in {', '.join(allowed)}", param_hint=option)
        if not path.parent.is_dir():
            raise typer.BadParameter(f"the folder '{path.parent}' does not exist; create it first", param_hint=option)
        if path.is_dir():
            raise typer.BadParameter(f"'{path}' is a folder; name a file", param_hint=option)
        same = [other for other in wanted if other != option and wanted[other].resolve() == path.resolve()]
        if same:
            raise typer.BadParameter(f"{same[0]} names the same file '{path}'", param_hint=option)
    return wanted


def write_files(front: Any, network: Any, wanted: Mapping[str, Path], shown: int = 1) -> None:
    """Write every file; each appears whole or not at all. The cold chart is that of the path shown."""
    from logistics.network.short_names import goods_text  # noqa: PLC0415
    from logistics.report import plot_front, plot_paths, write_front_csv, write_front_geojson  # noqa: PLC0415

    subtitle = f"{goods_text(front.commodity, network)} · ready {front.depart_utc:%A %-d %B %Y, %H:%M} UTC"
    writers = {
        "--map": lambda path: plot_front(front, network).save(path),
        "--chart": lambda path: plot_paths(front.paths, network, kind="both", subtitle=subtitle).save(path),
        "--cold-chart": lambda path: _cold_chart(front, network, shown, path),
        "--csv": lambda path: write_front_csv(front, network, path),
        "--geojson": lambda path: write_front_geojson(front, network, path),
    }
    for option, path in wanted.items():
        writers[option](path)


def _cold_chart(front: Any, network: Any, shown: int, file: Path) -> Path:
    """Write the chart of temperatures and shelf life along a path."""
    from logistics.cargo import commodity_quality  # noqa: PLC0415  keeps --help fast
    from logistics.network.short_names import goods_text, place_names, unit_names  # noqa: PLC0415
    from logistics.report import plot_cold_chain  # noqa: PLC0415

    path, names = front[shown - 1], place_names(network)
    start, end = (names.get(place, place) for place in (front.origin, front.destination))
    unit = unit_names(network)[front.query["unit_used"]]
    chart = plot_cold_chain(
        path.legs, network, quality=commodity_quality(network, front.commodity),
        cut=None if path.reefer is None else path.reefer["power_cut"],
        title=f"{start} → {end}: {goods_text(front.commodity, network)}, {unit}",
    )  # fmt: skip
    return chart.save(file)
