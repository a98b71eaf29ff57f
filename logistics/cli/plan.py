"""``logistics plan``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.output import EXIT_FAULT, progress_console, say, show_json, show_table, warn


def plan(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (TOML).", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Results folder.", show_default="results/<scenario name>")
    ] = None,
    network: Annotated[
        Path | None, typer.Option(help="Folder with the tables.", show_default="as the scenario")
    ] = None,
    integer: Annotated[bool, typer.Option(help="Whole boxes only (not available yet).")] = False,
    gap: Annotated[float, typer.Option(help="Stop at this proven gap.", min=0.0)] = 1e-6,
    time_limit: Annotated[float | None, typer.Option(help="Stop after so many seconds.", min=0.0)] = None,
    before: Annotated[
        Path | None,
        typer.Option(help="Results of the scenario without its events: the plan until they become known."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """
    Optimise a scenario, audit the plan, and write a results folder with maps and a summary.

    Examples:

      logistics plan scenarios/base.toml

      logistics plan scenarios/poland_belarus_closure.toml -o results/closure --json

      logistics plan scenarios/altynkol_grain_cap.toml --before results/base

      logistics plan scenarios/base.toml --network my_tables --time-limit 120

    Exit codes: 0 done, 1 data or scenario at fault or the audit found a difference, 3 no feasible answer.
    """
    if not math.isfinite(gap) or (time_limit is not None and math.isnan(time_limit)):
        raise typer.BadParameter("a finite number is needed", param_hint="--gap, --time-limit")
    if integer:
        raise typer.BadParameter("whole-box plans are not available yet; leave --integer out", param_hint="--integer")
    from logistics.network import load_network  # noqa: PLC0415  keeps --help fast
    from logistics.planning import solve_scenario  # noqa: PLC0415
    from logistics.report.folder import write_plan  # noqa: PLC0415
    from logistics.results import check_target, read_results  # noqa: PLC0415
    from logistics.scenario import idle_changes, load_scenario  # noqa: PLC0415

    with progress_console.status("reading tables and scenario") as status:
        tables = load_network(network) if network else None
        what = load_scenario(scenario, tables)
        directory = output or Path("results") / what.name
        check_target(directory)
        notes = idle_changes(what)
        first = read_results(before)[0] if before else None
        found = solve_scenario(what, gap=gap, time_limit_s=time_limit, progress=status.update, before=first)
        found.require_feasible()
        directory, report, manifest = write_plan(found, directory, step=status.update)
    for note in notes:
        warn(f"note: {note}")
    if as_json:
        show_json({**manifest, "directory": str(directory)})
    else:
        _show(found, manifest, directory)
    if not report.passed:
        for line in report.findings[:20]:
            warn(f"audit: {line}")
        raise typer.Exit(EXIT_FAULT)


def _show(found: Any, manifest: dict[str, Any], directory: Path) -> None:
    """Print the outcome for a person."""
    passed = manifest["audit"]["passed"]
    say(found.summary())
    show_table(
        "Objective",
        ["term", "million USD"],
        [(name, f"{value / 1e6:,.3f}") for name, value in manifest["objective_terms"].items()],
    )
    say(f"audit:   {'passed' if passed else 'FAILED: do not use this plan'}")
    say(f"seconds: {', '.join(f'{name} {value:.1f}' for name, value in manifest['seconds'].items())}")
    say(f"map:     {directory / 'map.html'} (and map.svg)")
    say(f"summary: {directory / 'summary.md'}")
