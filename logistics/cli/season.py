"""``logistics season``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.ask import Commodity, Destination, NetworkFolder, Origin, ScenarioFile, read_scenario
from logistics.cli.output import EXIT_NO_ANSWER, progress_console, say, show_json, show_table
from logistics.cli.route_files import check_files

WORDS = {"rule": "rule", "limit": "limit", "spell": "spell", "service": "–"}
SPARE = ("days P90", "months", "life left")
MEANS = {
    "rule": "",
    "limit": " (passed in usual weather too; place and hour are those of a spell)",
    "spell": " (kept in usual weather, passed in a warm or cold spell)",
    "service": "",
}


def season(
    origin: Origin,
    destination: Destination,
    *,
    commodity: Commodity,
    scenario: ScenarioFile = None,
    network: NetworkFolder = None,
    unit: Annotated[
        list[str] | None, typer.Option(help="Loading unit; repeat.", show_default="all of commodity_units.csv")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Calendar year.", show_default="12 months of the scenario")] = None,
    routes: Annotated[int, typer.Option(help="Most routes (sequences of border crossings).", min=1, max=20)] = 5,
    chart: Annotated[Path | None, typer.Option(help="Chart: .png, .svg or .pdf.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one entry per month, route and unit.")] = False,
) -> None:
    """
    Show month by month and route by route whether goods can go, in which box, and how they arrive.

    Examples:

      logistics season almaty chongqing --commodity frozen_beef

      logistics season almaty chongqing --commodity chilled_beef --unit 40rf_diesel --unit 40rf_off --chart season.png

      logistics season kostanay xian --commodity wheat --year 2026 --json

    A cell is the days (P50), with a w where boxes wait a day or more for weather that the goods bear; or why not:
    rule, limit (of temperature), spell (a limit that a warm or cold spell passes, usual weather does not), –
    (no service). Exit code 3: no month and no route.
    """
    check_files({"--chart": chart})
    from logistics.network.short_names import goods_text, place_names, unit_names  # noqa: PLC0415
    from logistics.report.season import plot_season  # noqa: PLC0415  keeps --help fast
    from logistics.routing import season as table_of  # noqa: PLC0415
    from logistics.scenario import network_in_force  # noqa: PLC0415

    with progress_console.status("reading tables and scenario") as status:
        what = read_scenario(scenario, network)
        status.update("building a year of departures, then asking month by month")
        table = table_of(
            what, origin, destination, commodity=commodity, units=tuple(unit or ()), year=year, routes=routes
        )  # fmt: skip
        tables = network_in_force(what)
        names, goods = place_names(tables), goods_text(commodity, tables)
        title = f"{goods}: {names.get(origin, origin)} → {names.get(destination, destination)}"
        if chart is not None and len(table):
            status.update("drawing")
            plot_season(table, chart, names=names, units=unit_names(tables), title=title)
    if as_json:
        show_json({"origin": origin, "destination": destination, "commodity": commodity, "rows": _plain(table)})
    else:
        _show(table, title, names, unit_names(tables))
        if chart is not None and len(table):
            say(f"wrote {chart}")
    if not table["feasible"].any():
        raise typer.Exit(EXIT_NO_ANSWER)


def _plain(table: Any) -> list[dict[str, Any]]:
    """Return rows as plain values, times as ISO 8601."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    for row in rows:
        if row["depart_utc"] is not None:
            row["depart_utc"] = f"{row['depart_utc']:%Y-%m-%dT%H:%MZ}"
    return [{str(key): value for key, value in row.items()} for row in rows]


def _show(table: Any, title: str, names: dict[str, str], called: dict[str, str]) -> None:
    """Print the routes, days by month in each unit, how goods arrive, and the reasons."""
    from logistics.report.season import WAITS_H, route_words  # noqa: PLC0415  keeps --help fast

    if table.empty:
        say(f"{title}: no service in any month")
        return
    table = table.assign(waits=table["held_h"] >= WAITS_H)
    number = {route: str(i) for i, route in enumerate(table["route"].unique(), 1)}
    for route, i in number.items():
        say(f"route {i}: {route_words(route, names)}")
    say(f"{title}; days (P50) when the goods are ready in the second week of a month, or why not")
    for unit, rows in table.groupby("unit", sort=False):
        cells = {(row.month, row.route): _cell(row) for row in rows.itertuples()}
        months = list(dict.fromkeys(rows["month"]))
        shown = [[month, *(cells.get((month, route), "–") for route in number)] for month in months]
        show_table(f"{called.get(unit, unit)} ({unit})", ["month", *(f"route {i}" for i in number.values())], shown)
    if waits := _waits(table, number, names):
        say(waits)
    header = ["route", "unit", "months", "days P50", "days P90", "USD/FEU", "life left", "cargo °C"]
    groups = table.groupby(["route", "unit"], sort=False)
    show_table("At arrival", header, [_summary(number[r], u, rows) for (r, u), rows in groups], right=2, spare=SPARE)
    for why, reason in table.loc[~table["feasible"], ["why", "reason"]].drop_duplicates("why").itertuples(index=False):
        say(f"  {WORDS[why]}{MEANS[why]}: e.g. {reason}")


def _cell(row: Any) -> str:
    mark = " w" if row.waits else ""
    return f"{row.days_p50:.1f}{mark}" if row.feasible else WORDS[row.why]


def _waits(table: Any, number: dict[str, str], names: dict[str, str]) -> str:
    """Return where boxes wait longest for weather that their goods bear; '' if none waits a day."""
    held = table[table["feasible"] & table["waits"]]
    if held.empty:
        return ""
    row = held.loc[held["held_h"].idxmax()]
    return (
        f"w: waits for weather that the goods bear, so it arrives later than it could; the longest: {row['month']} "
        f"in {row['unit']} by route {number[row['route']]}, {row['held_h'] / 24:.0f} days, most of them at "
        f"{names.get(row['held_at'], row['held_at'])}"
    )


def _summary(route: str, unit: str, rows: Any) -> list[str]:
    good = rows[rows["feasible"]]

    def span(name: str, form: str) -> str:
        low, high = good[name].min(), good[name].max()
        if math.isnan(low):
            return "–"
        return "–".join(dict.fromkeys((f"{low:{form}}", f"{high:{form}}")))

    told = good if len(good) else rows
    ends = told["cargo_min_c"].min(), told["cargo_max_c"].max()
    warm = " to ".join(dict.fromkeys(_degrees(value) for value in ends))
    warm = warm if len(good) or "nan" in warm else f"({warm})"
    return [
        route, unit, str(len(good)), span("days_p50", ".1f"), span("days_p90", ".1f"), span("cost_usd", ",.0f"),
        span("shelf_life_left", ".0%"), "–" if "nan" in warm else warm,
    ]  # fmt: skip


def _degrees(value: float) -> str:
    """
    Return whole degrees.

    Examples
    --------
    >>> _degrees(-0.3), _degrees(-12.6)
    ('0', '-13')
    """
    text = f"{value:.0f}"
    return "0" if text == "-0" else text
