"""``logistics route``."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from logistics.cli.ask import Commodity, Destination, NetworkFolder, Origin, ScenarioFile, read_scenario
from logistics.cli.moments import first_monday, moment
from logistics.cli.output import EXIT_NO_ANSWER, progress_console, say, show_json, warn
from logistics.cli.route_files import check_files, write_files


class ServiceClass(StrEnum):
    """Which trains boxes may take."""

    ORDINARY = "ordinary"
    EXPRESS = "express"
    ANY = "any"


def route(
    origin: Origin,
    destination: Destination,
    *,
    commodity: Commodity,
    scenario: ScenarioFile = None,
    network: NetworkFolder = None,
    depart: Annotated[
        str | None, typer.Option(help="Ready at the origin; UTC unless it has a zone.", show_default="first Monday")
    ] = None,
    arrive_by: Annotated[str | None, typer.Option(help="Latest arrival.", show_default="as the goods allow")] = None,
    window: Annotated[float, typer.Option(help="Departure may wait so many hours.", min=0.0)] = 0.0,
    service_class: Annotated[ServiceClass, typer.Option(help="Trains that boxes may take.")] = ServiceClass.ANY,
    unit: Annotated[str | None, typer.Option(help="Loading unit.", show_default="as usual for the goods")] = None,
    start_c: Annotated[
        float | None, typer.Option(help="Cargo temperature at the gate, °C.", show_default="set point, else outside")
    ] = None,
    boxes: Annotated[int, typer.Option(help="Boxes that travel together.", min=1)] = 1,
    via: Annotated[list[str] | None, typer.Option(help="Terminal on the way; repeat in order.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="Terminal or country to avoid; repeat.")] = None,
    close: Annotated[list[str] | None, typer.Option(help="Link or terminal that is shut; repeat.")] = None,
    ignore_rule: Annotated[
        list[str] | None, typer.Option(help="Rule of rules.csv that is taken not to hold; repeat.")
    ] = None,
    power_cut: Annotated[
        str | None,
        typer.Option(metavar="PLACE:HOURS", help="Power fails once, from a place or link on (plug-in units)."),
    ] = None,
    alternatives: Annotated[int | None, typer.Option(help="At most so many paths.", min=1, show_default="all")] = None,
    co2e: Annotated[bool, typer.Option("--co2e", help="CO2e is a fourth criterion of the front.")] = False,
    plan: Annotated[Path | None, typer.Option(help="Results folder: boxes find the room its plan leaves.")] = None,
    shown: Annotated[int, typer.Option("--path", help="Path whose legs are shown.", min=1)] = 1,
    map_file: Annotated[Path | None, typer.Option("--map", help="Map: .svg, .png, .pdf or .html.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Time- and cost-distance chart: .svg, .png or .pdf.")] = None,
    cold_chart: Annotated[
        Path | None, typer.Option(help="Temperatures, shelf life and hold-over of the path shown: .svg, .png or .pdf.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Every leg of every path.")] = None,
    geojson: Annotated[Path | None, typer.Option(help="Every leg with its line or point.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print paths and legs as JSON.")] = False,
) -> None:
    """
    Find every sensible way of one consignment: no path is worse than another in time, cost and shelf life.

    Examples:

      logistics route Chongqing Duisburg --commodity electronics

      logistics route chongqing duisburg --commodity electronics --service-class express --chart chart.svg

      logistics route almaty chongqing --commodity frozen_beef --depart 2025-10-06T08:00+05:00 --map map.html

      logistics route almaty chongqing --commodity frozen_beef --power-cut khorgos_cn:36 --cold-chart cold.png

      logistics route chongqing duisburg --commodity electronics --close alashankou-dostyk --avoid BY --json

    Times without a zone are UTC; a date alone is its midnight. Cost and CO2e are per FEU (40 ft). Days are those of
    the itinerary, from readiness to delivery with its real waits; validate counts as published figures do.
    Exit codes: 0 done, 1 data or scenario at fault, 2 wrong usage, 3 no path (explained).
    """
    if not math.isfinite(window):
        raise typer.BadParameter("a finite number of hours is needed", param_hint="--window")
    files = check_files(
        {"--map": map_file, "--chart": chart, "--cold-chart": cold_chart, "--csv": csv, "--geojson": geojson}
    )
    ready, due = moment(depart, "--depart"), moment(arrive_by, "--arrive-by")
    if ready and due and due <= ready:
        raise typer.BadParameter("the latest arrival must be after the departure", param_hint="--arrive-by")
    asked: dict[str, Any] = {
        "origin": origin, "destination": destination, "commodity": commodity, "arrive_by": due, "window_h": window,
        "service_class": service_class.value, "unit": unit, "boxes": float(boxes), "start_c": start_c,
        "via": tuple(via or ()), "avoid": tuple(avoid or ()), "close": tuple(close or ()), "alternatives": alternatives,
        "ignore_rules": tuple(ignore_rule or ()), "power_cut": power_cut,
    }  # fmt: skip
    from logistics.routing import find_paths  # noqa: PLC0415  keeps --help fast
    from logistics.routing.query import CRITERIA  # noqa: PLC0415
    from logistics.scenario import network_in_force  # noqa: PLC0415

    asked |= {"criteria": CRITERIA} if co2e else {}
    with progress_console.status("reading tables and scenario") as status:
        what, planned = _read(scenario, network, plan)
        horizon = what.horizon
        status.update("building the graph of departures, then searching")
        front = find_paths(what, plan=planned, depart=ready or first_monday(horizon.start, horizon.end), **asked)
        tables = network_in_force(what)
        if front.paths:
            if shown > len(front):
                raise typer.BadParameter(f"{shown} found; paths are numbered 1 to {len(front)}", param_hint="--path")
            status.update("writing files")
            write_files(front, tables, files, shown)
    _tell(front, tables, shown, files, as_json=as_json)


def _read(scenario: Path | None, network: Path | None, plan: Path | None) -> tuple[Any, Any]:
    """Return the scenario and the plan; without a scenario file that of the plan, else the base scenario."""
    from logistics.results import read_results  # noqa: PLC0415

    planned = read_results(plan)[0] if plan else None
    if planned is not None and planned.scenario is not None and scenario is None and network is None:
        return planned.scenario, planned
    return read_scenario(scenario, network), planned


def _tell(front: Any, tables: Any, shown: int, files: dict[str, Path], *, as_json: bool) -> None:
    """Print the answer; leave with exit code 3 when there is no path."""
    from logistics.cli.route_show import explain, show_front  # noqa: PLC0415
    from logistics.network.short_names import place_names  # noqa: PLC0415

    for note in front.query.get("notes", ()):
        warn(f"note: {note}")
    if as_json:
        show_json(front.to_dict())
    elif front.paths:
        show_front(front, tables, shown)
        for path in files.values():
            say(f"wrote {path}")
    else:
        explain(front.explanation or {}, place_names(tables))
    if not front.paths:
        if files:
            warn(f"not written, because there is no path: {', '.join(map(str, files.values()))}")
        raise typer.Exit(EXIT_NO_ANSWER)
