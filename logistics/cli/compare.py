"""``logistics compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.output import progress_console, say, show_json, show_table


def compare(
    sources: Annotated[list[Path], typer.Argument(help="Results folders, the base first.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """
    Put results side by side: inputs that differ, results that differ, diversions, backlog and recovery.

    Examples:

      logistics compare results/base results/poland_belarus_closure

      logistics compare results/base results/outside_half results/outside_double --json
    """
    if len(sources) < 2:
        raise typer.BadParameter("give at least two results folders; the first is the base", param_hint="SOURCES")
    from logistics.indicators import compare as compare_plans  # noqa: PLC0415  keeps --help fast
    from logistics.results import read_results  # noqa: PLC0415

    with progress_console.status("comparing"):
        plans: dict[str, Any] = {}
        for source in sources:
            name = source.name if source.name not in plans else str(source)
            plans[name] = read_results(source)[0]
        result = compare_plans(plans)
    if as_json:
        show_json(
            {
                key: getattr(result, key).to_dict("records")
                for key in ("inputs", "indicators", "crossings", "backlog", "events")
            }
        )
    else:
        _show(result)


def _show(result: Any) -> None:
    """Print a comparison for a person."""
    show_table("Inputs that differ", list(result.inputs.columns), result.inputs.itertuples(index=False), right=9)
    names = list(result.names)
    wide = result.indicators
    heads = wide[(wide["scope"] == "all") & ~wide["indicator"].isin(["objective_term", "lower_bound"])]
    show_table(
        "Results",
        ["indicator", "unit", *names],
        [(row["indicator"], row["unit"], *(f"{row[n]:,.4g}" for n in names)) for _, row in heads.iterrows()],
        right=2,
    )
    moved = [f"diverted_{name}" for name in names[1:]]
    crossings = result.crossings
    order = crossings[moved].abs().max(axis=1).sort_values(ascending=False, kind="stable").index[:15]
    show_table(
        "FEU over border crossings (days of the event, if there is one)",
        ["crossing", "direction", *names, *moved],
        [
            (row["crossing"], row["direction"], *(f"{row[n]:,.0f}" for n in [*names, *moved]))
            for _, row in crossings.loc[order].iterrows()
        ],
        right=2,
    )
    for event in result.events.itertuples(index=False):
        if event.start:
            _show_event(event, result.backlog)


def _show_event(event: Any, backlog: Any) -> None:
    """Print what an event did day by day."""
    recovered = "not inside the horizon" if event.days_to_recover is None else f"{event.days_to_recover:.0f} days"
    say(
        f"{event.plan}: {event.start} to {event.end}; at worst {event.peak_extra_under_way_feu:,.0f} FEU more under "
        f"way ({event.peak_extra_trains:,.0f} trains), {event.peak_extra_waiting_feu:,.0f} FEU more waiting; "
        f"back to normal after {recovered}; cost per FEU {event.cost_change_share:+.1%}"
    )
    days = backlog[(backlog["plan"] == event.plan) & (backlog["day"] >= event.start)].head(40)
    show_table(
        f"{event.plan}: backlog against the base at the end of each day",
        ["day", "extra FEU under way", "extra FEU waiting"],
        [
            (row.day, f"{row.extra_under_way_feu:,.0f}", f"{row.extra_waiting_feu:,.0f}")
            for row in days.itertuples(index=False)
        ],
    )
