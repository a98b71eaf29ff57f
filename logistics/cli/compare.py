"""``logistics compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.compare_tables import show_comparison, show_inputs
from logistics.cli.output import progress_console, show_json


def compare(
    sources: Annotated[
        list[Path], typer.Argument(help="Results folders or scenario files, the base first.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """
    Put plans side by side: inputs that differ, results that differ, crossings, backlog and recovery.

    With a scenario file among them, only the inputs are compared.

    Examples:

      logistics compare results/base results/poland_belarus_closure

      logistics compare results/base results/outside_half results/outside_double --json

      logistics compare scenarios/base.toml scenarios/winter.toml
    """
    if len(sources) < 2:
        raise typer.BadParameter(
            "give at least two results folders or scenario files; the first is the base", param_hint="SOURCES"
        )
    from logistics.indicators import compare as compare_plans  # noqa: PLC0415  keeps --help fast
    from logistics.indicators import compare_inputs  # noqa: PLC0415
    from logistics.results import read_results  # noqa: PLC0415

    with progress_console.status("comparing"):
        if any(_is_scenario(source) for source in sources):
            inputs, result = compare_inputs(_scenarios(sources)), None
        else:
            plans = _named(sources, [read_results(source)[0] for source in sources])
            result, networks = compare_plans(plans), [plan.scenario.network for plan in plans.values()]
            inputs = result.inputs
    if as_json:
        parts = ("indicators", "crossings", "backlog", "events", "held", "changed") if result else ()
        tables = {"inputs": inputs, **{part: getattr(result, part) for part in parts}}
        show_json({name: frame.to_dict("records") for name, frame in tables.items()})
        return
    show_inputs(inputs)
    if result:
        show_comparison(result, networks)


def _is_scenario(source: Path) -> bool:
    """Return whether a source is a scenario file rather than a results folder."""
    return source.suffix == ".toml"


def _scenarios(sources: Sequence[Path]) -> dict[str, Any]:
    """Return the scenario of each file or results folder, by name."""
    from logistics.results import read_results  # noqa: PLC0415
    from logistics.scenario import load_scenario  # noqa: PLC0415

    found = [load_scenario(path) if _is_scenario(path) else read_results(path)[0].scenario for path in sources]
    return _named(sources, found)


def _named(sources: Sequence[Path], values: Sequence[Any]) -> dict[str, Any]:
    """Give each source a short name of its own."""
    names: list[str] = []
    for source in sources:
        short = source.stem if _is_scenario(source) else source.resolve().name
        candidates = (short, str(source), *(f"{source} ({n})" for n in range(2, len(sources) + 1)))
        names.append(next(name for name in candidates if name not in names))
    return dict(zip(names, values, strict=True))
