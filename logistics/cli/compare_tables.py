"""What ``logistics compare`` prints."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from logistics.cli.output import say, show_table

if TYPE_CHECKING:
    import pandas as pd

    from logistics.indicators import Comparison
    from logistics.network import Network

CROSSINGS, PLACES, DAYS = 15, 8, 40  # rows that people read
_HEADER = 14  # letters of a line of a column's header
_NOT_HEADLINES = ("objective_term", "lower_bound")


def show_inputs(inputs: pd.DataFrame) -> None:
    """Print the inputs that differ."""
    if inputs.empty:
        say("The inputs are the same.")
        return
    show_table("Inputs that differ", list(inputs.columns), inputs.itertuples(index=False), right=9)


def show_comparison(result: Comparison, networks: Sequence[Network]) -> None:
    """Print a comparison for a person, places and goods by the names of the tables."""
    from logistics.report.called import Called  # noqa: PLC0415  keeps --help fast

    called = [Called(network) for network in networks]
    _show_results(result)
    _show_crossings(result, called)
    _show_changed(result, called)
    if len(set(result.reported)) > 1:
        days = ", ".join(f"{name} {a} to {b}" for name, (a, b) in zip(result.names, result.reported, strict=True))
        say(f"The plans report other days ({days}): figures side by side differ by their days too.")
    for event in result.events.itertuples(index=False):
        if event.start:
            _show_event(event, result, called)


def _show_results(result: Comparison) -> None:
    """Print the indicators of all cargo."""
    wide, names = result.indicators, list(result.names)
    heads = wide[(wide["scope"] == "all") & ~wide["indicator"].isin(_NOT_HEADLINES)]
    show_table(
        f"Results (cargo ready in {_days(result)}; objective: all days solved)",
        ["indicator", "unit", *map(header, names)],
        [(row["indicator"], row["unit"], *(_figure(row[n]) for n in names)) for _, row in heads.iterrows()],
        right=2,
    )


def _show_crossings(result: Comparison, called: Sequence[Any]) -> None:
    """Print the crossings where most differs, the busiest first where nothing does, and how many more there are."""
    names = list(result.names)
    changes = [f"change_{name}" for name in names[1:]]
    table = result.crossings
    size = table.assign(change=table[changes].abs().max(axis=1).round(), feu=table[names].max(axis=1))
    order = size.sort_values(["change", "feu"], ascending=False, kind="stable").index
    shown, left = table.loc[order[:CROSSINGS]], table.loc[order[CROSSINGS:]]
    event = bool(result.events["start"].astype(bool).any())
    titles = ["change"] if len(changes) == 1 else [header(f"change {name}") for name in names[1:]]
    places = _places(shown["crossing"], called)
    show_table(
        f"FEU over border crossings (trains of {'the days of the event' if event else _days(result)})",
        ["crossing", "direction", *map(header, names), *titles],
        [
            (places[row["crossing"]], row["direction"], *(f"{row[n]:,.0f}" for n in names),
             *(f"{row[n]:+,.0f}" for n in changes))
            for _, row in shown.iterrows()
        ],
        right=2,
        spare=[header(name) for name in names[:0:-1]],
    )  # fmt: skip
    say(f"change: FEU more (+) or less (-) than in {names[0]}: cargo that is diverted, or new, or no longer carried.")
    if len(left):
        most = float(left[changes].abs().max().max())
        say(
            f"{len(left)} of {len(table)} rows are left out, whose change is at most {most:,.0f} FEU; "
            "--json lists all of them."
        )


def _show_changed(result: Comparison, called: Sequence[Any]) -> None:
    """Print how many consignments go otherwise, by goods."""
    if not len(result.changed):
        return
    rows = _rows(result.changed)
    several = len(result.names) > 2
    first = ["plan"] if several else []
    show_table(
        "Consignments that are sent otherwise",
        [*first, "commodity", "of", "another\nway", "another\nunit", "other\ntrains", "less\ncarried"],
        [
            (*row[: len(first)], _first(row[1], [c.goods(row[1]) for c in called]), *(f"{v:,}" for v in row[2:]))
            for row in rows
        ],
        right=len(first) + 1,
    )


def _show_event(event: Any, result: Comparison, called: Sequence[Any]) -> None:
    """Print what an event did, to all and to the cargo in its way, and day by day."""
    say(
        f"{event.plan}: {event.start} to {event.end}; at worst {event.peak_extra_under_way_feu:,.0f} FEU more under "
        f"way ({event.peak_extra_trains:,.0f} trains){_on(event.peak_under_way_day)}, "
        f"{event.peak_extra_waiting_feu:,.0f} FEU more waiting{_on(event.peak_waiting_day)}, than in "
        f"{result.names[0]}; {recovered_text(event.days_to_recover)}; "
        f"money per FEU carried, all cargo: {event.cost_change_share:+.1%}"
    )
    if event.affected_feu > 0:
        lost = max(event.affected_lost_feu, 0.0)
        say(
            f"cargo in its way: {event.affected_feu:,.0f} FEU, {lost:,.0f} of it no longer carried; "
            f"{event.affected_days:.1f} days instead of {event.affected_days_base:.1f}; money per FEU of this cargo, "
            f"outside options of what is not carried included: {event.affected_cost_change_share:+.1%}"
        )
    held = result.held[result.held["plan"] == event.plan]
    if len(held):
        top, rest = held.head(PLACES), held.iloc[PLACES:]
        names = _places(top["terminal"], called)
        places = ", ".join(f"{names[row.terminal]} {row.extra_trains:,.1f}" for row in top.itertuples(index=False))
        others = f", {len(rest)} other places {rest['extra_trains'].sum():,.1f} in all" if len(rest) else ""
        say(f"trains held on {event.worst_day}: {event.trains_held:,.0f} more than in the base ({places}{others})")
    backlog = result.backlog
    days = backlog[(backlog["plan"] == event.plan) & (backlog["day"] >= event.start)]
    show_table(
        f"{event.plan}: backlog against the base at the end of each day",
        ["day", "extra FEU under way", "extra FEU waiting"],
        [
            (row.day, f"{row.extra_under_way_feu:,.0f}", f"{row.extra_waiting_feu:,.0f}")
            for row in days.head(DAYS).itertuples(index=False)
        ],
    )
    if len(days) > DAYS:
        say(f"{len(days) - DAYS} later days are left out; --json lists all of them.")


def recovered_text(days: float | None) -> str:
    """
    Return when a backlog is over, in words.

    Examples
    --------
    >>> recovered_text(None), recovered_text(0.0)
    ('not over by the end of the days solved', 'over when the event ends')
    >>> recovered_text(10.0)
    'over 10 days after the event ends, on the average of a week'
    """
    if days is None or math.isnan(days):
        return "not over by the end of the days solved"
    if days == 0:
        return "over when the event ends"
    return f"over {days:.0f} day{'s' if days != 1 else ''} after the event ends, on the average of a week"


def header(name: str) -> str:
    """
    Return the name of a plan in lines short enough for a column.

    Examples
    --------
    >>> header("base"), header("kz_beef_to_chongqing_350kt")
    ('base', 'kz_beef_to_\\nchongqing_\\n350kt')
    """
    lines = [""]
    for part in name.replace("_", "_\0").replace(" ", " \0").split("\0"):
        if lines[-1] and len(lines[-1]) + len(part) > _HEADER:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip(" ") for line in lines)


def _days(result: Comparison) -> str:
    """Return the reported days in words."""
    if len(set(result.reported)) > 1:
        return "the reported days of each, which are not the same"
    first, last = result.reported[0]
    return f"the reported days, {first} to {last}"


def _on(day: str) -> str:
    """Return a day with its preposition, nothing without a day."""
    return f" on {day}" if day else ""


def _places(ids: Iterable[str], called: Sequence[Any]) -> dict[str, str]:
    """Return the names of places or links; where several have the same name, with their ids."""
    found = {place: _first(place, [c.place(place) for c in called]) for place in ids}
    count = Counter(found.values())
    return {place: f"{name} ({place})" if count[name] > 1 else name for place, name in found.items()}


def _first(name: str, found: Sequence[str]) -> str:
    """Return the first name that is not the id itself."""
    return next((text for text in found if text != name), name)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
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
