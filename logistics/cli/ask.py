"""What `logistics route` and `logistics season` ask in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Origin = Annotated[str, typer.Argument(help="Terminal: its id, or a name in any language of names.csv.")]
Destination = Annotated[str, typer.Argument(help="Terminal.")]
Commodity = Annotated[str, typer.Option(help="Goods, an id of commodities.csv.", show_default=False)]
ScenarioFile = Annotated[Path | None, typer.Option(help="Scenario file (TOML).", show_default="scenarios/base.toml")]
NetworkFolder = Annotated[Path | None, typer.Option(help="Folder with the tables.", show_default="as the scenario")]


def read_scenario(scenario: Path | None, network: Path | None) -> Any:
    """Return the scenario of a file, by default the base scenario, on its own tables or those of a folder."""
    from logistics.network import load_network, packaged_data  # noqa: PLC0415  keeps --help fast
    from logistics.scenario import load_scenario  # noqa: PLC0415

    here = Path("scenarios") / "base.toml"
    file = scenario or (here if here.is_file() else packaged_data("scenarios") / "base.toml")
    return load_scenario(file, load_network(network) if network else None)
