"""``logistics compare``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.output import progress_console, say, show_json, show_table


def compare(
    sources: Annotated[
        list[Path], typer.Argument(help="Results folders or scenario files, the base first.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """
    Put plans side by side: inputs that differ, results that differ, diversions, backlog and recovery.

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
            result = compare_plans(_named(sources, [read_results(source)[0] for source in sources]))
            inputs = result.inputs
    if as_json:
        parts = ("indicators", "crossings", "backlog", "events", "held", "changed") if result else ()
        tables = {"inputs": inputs, **{part: getattr(result, part) for part in parts}}
        show_json({name: frame.to_dict("records") for name, frame in tables.items()})
        return
    _show_inputs(inputs)
    if result:
        _show(result)


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


def _show_inputs(inputs: Any) -> None:
    """Print the inputs that differ."""
    if inputs.empty:
        say("The inputs are the same.")
        return
    show_table("Inputs that differ", list(inputs.columns), inputs.itertuples(index=False), right=9)


def _show(result: Any) -> None:
    """Print a comparison for a person."""
    names = list(result.names)
    wide = result.indicators
    heads = wide[(wide["scope"] == "all") & ~wide["indicator"].isin(["objective_term", "lower_bound"])]
    show_table(
        "Results",
        ["indicator", "unit", *names],
        [(row["indicator"], row["unit"], *(_figure(row[n]) for n in names)) for _, row in heads.iterrows()],
        right=2,
    )
    moved = [f"diverted_{name}" for name in names[1:]]
    crossings = result.crossings
    order = crossings[moved].abs().max(axis=1).sort_values(ascending=False, kind="stable").index[:15]
    event = any(result.events["start"].astype(bool))
    days = "days of the event" if event else "all days solved, warm-up and run-out too"
    show_table(
        f"FEU over border crossings ({days})",
        ["crossing", "direction", *names, *moved],
        [
            (row["crossing"], row["direction"], *(f"{row[n]:,.0f}" for n in [*names, *moved]))
            for _, row in crossings.loc[order].iterrows()
        ],
        right=2,
        spare=names[1:][::-1],
    )
    if len(result.changed):
        show_table(
            "Consignments that are sent otherwise",
            ["plan", "commodity", "of", "another way", "another unit", "other trains", "less carried"],
            [tuple(f"{v:,}" if isinstance(v, int) else v for v in row) for row in _rows(result.changed)],
            right=2,
        )
    for event in result.events.itertuples(index=False):
        if event.start:
            _show_event(event, result)


def _rows(frame: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a table, with a sum for each plan that has more than one."""
    found: list[tuple[Any, ...]] = []
    for plan, part in frame.groupby("plan", sort=False):
        found += [tuple(row) for row in part.itertuples(index=False)]
        if len(part) > 1:
            found.append((plan, "all", *(int(part[name].sum()) for name in part.columns[2:])))
    return found


def _figure(value: float) -> str:
    """Return a number with as many digits as people read."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _show_event(event: Any, result: Any) -> None:
    """Print what an event did, to all and to the cargo in its way, and day by day."""
    recovered = (
        "not back to normal inside the horizon"
        if event.days_to_recover is None
        else f"back to normal after {event.days_to_recover:.0f} days"
    )
    say(
        f"{event.plan}: {event.start} to {event.end}; at worst {event.peak_extra_under_way_feu:,.0f} FEU more under "
        f"way ({event.peak_extra_trains:,.0f} trains), {event.peak_extra_waiting_feu:,.0f} FEU more waiting; "
        f"{recovered}; cost per FEU {event.cost_change_share:+.1%}"
    )
    if event.affected_feu > 0:
        lost = max(event.affected_lost_feu, 0.0)
        say(
            f"cargo in its way: {event.affected_feu:,.0f} FEU, {lost:,.0f} of it no longer carried; "
            f"{event.affected_days:.1f} days instead of {event.affected_days_base:.1f}; "
            f"cost per FEU {event.affected_cost_change_share:+.1%} (outside options of what is not carried included)"
        )
    held = result.held[result.held["plan"] == event.plan].head(8)
    if len(held):
        places = ", ".join(f"{row.terminal} {row.extra_trains:,.1f}" for row in held.itertuples(index=False))
        say(f"trains held on {event.worst_day}: {event.trains_held:,.0f} more than in the base ({places})")
    backlog = result.backlog
    days = backlog[(backlog["plan"] == event.plan) & (backlog["day"] >= event.start)].head(40)
    show_table(
        f"{event.plan}: backlog against the base at the end of each day",
        ["day", "extra FEU under way", "extra FEU waiting"],
        [
            (row.day, f"{row.extra_under_way_feu:,.0f}", f"{row.extra_waiting_feu:,.0f}")
            for row in days.itertuples(index=False)
        ],
    )
