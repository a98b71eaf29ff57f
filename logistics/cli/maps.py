"""``logistics map``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from logistics.cli.output import progress_console, say

SUFFIXES = (".svg", ".png", ".pdf", ".html")


class Colour(StrEnum):
    """What the colour of a flow says."""

    CORRIDOR = "corridor"
    UTILISATION = "utilisation"


def map_command(
    source: Annotated[Path, typer.Argument(help="Results folder, or scenario file for a map without flows.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .svg, .png, .pdf or .html.")],
    colour: Annotated[Colour, typer.Option(help="What the colour of a flow says.")] = Colour.CORRIDOR,
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
    from logistics.report import map_data, network_map, plot_corridor  # noqa: PLC0415  keeps --help fast
    from logistics.results import read_results  # noqa: PLC0415
    from logistics.scenario import load_scenario, network_in_force  # noqa: PLC0415

    with progress_console.status("drawing"):
        if source.suffix == ".toml":
            scenario = load_scenario(source)
            data = network_map(scenario)
        else:
            plan = read_results(source)[0]
            assert plan.scenario is not None
            data = map_data(network_in_force(plan.scenario), plan=plan)
        plot_corridor(data, colour=colour.value).save(output)
    say(f"wrote {output}")
