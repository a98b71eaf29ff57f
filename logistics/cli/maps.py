"""``logistics map``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from logistics.cli.output import progress_console, say

SUFFIXES = (".svg", ".png", ".pdf", ".html")


def map_command(
    source: Annotated[Path, typer.Argument(help="Results folder, or scenario file for a map without flows.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .svg, .png, .pdf or .html.")],
    colour: Annotated[str, typer.Option(help="Colour flows by 'corridor' or 'utilisation'.")] = "corridor",
) -> None:
    """
    Draw the corridors and the flows of a plan; works without a network connection.

    Examples:

      logistics map results/base -o base.svg

      logistics map results/base -o base.html --colour utilisation

      logistics map scenarios/base.toml -o network.png
    """
    if output.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"'{output.name}' must end in {', '.join(SUFFIXES)}", param_hint="--output")
    if colour not in {"corridor", "utilisation"}:
        raise typer.BadParameter(f"'{colour}' is not known; use corridor or utilisation", param_hint="--colour")
    from logistics.report import plot_corridor  # noqa: PLC0415  keeps --help fast
    from logistics.results import read_results  # noqa: PLC0415
    from logistics.scenario import load_scenario  # noqa: PLC0415

    with progress_console.status("drawing"):
        what = load_scenario(source) if source.suffix == ".toml" else read_results(source)[0]
        plot_corridor(what, colour=colour).save(output)
    say(f"wrote {output}")
