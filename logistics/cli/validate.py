"""``logistics validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from logistics.cli.output import progress_console, say, show_json, show_table

if TYPE_CHECKING:
    from logistics.calibration.predict import Prediction
    from logistics.calibration.validate import Validation
    from logistics.network import Network


def validate(
    observations: Annotated[
        Path | None,
        typer.Option("--observations", help="CSV of published transit times.", show_default="observations.csv"),
    ] = None,
    flows: Annotated[bool, typer.Option("--flows", help="Compare the flows of a plan with published counts.")] = False,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Results folder for --flows.", show_default="results/base")
    ] = None,
    without: Annotated[
        Path | None, typer.Option("--without", help="Results of the same scenario without route constants.")
    ] = None,
    network: Annotated[
        Path | None, typer.Option("--network", help="Folder with the tables.", show_default="network_data")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """
    Compare the model with published figures.

    Transit times: per row the model's P10, P50 and P90 days, the error of P50 and whether it lies in the
    published band (one day more on each side); then mean absolute error, bias, share in band and share of
    references between P10 and P90. Without a path a row counts as 100 % error. Without options section
    lengths and CAREC indicators follow; with --flows the trains of a plan are compared instead.

    A file has columns of observations.csv: id, origin, destination and one of days_min, days_typical and
    days_max; where known service_class, month, year, kind, and via (several places, separated by ';').

    Examples:

      logistics validate

      logistics validate --observations my_times.csv --json

      logistics validate --flows --plan results/base
    """
    from logistics.cli.flows import flows_data, show_flows, show_tables, tables_data  # noqa: PLC0415

    if not flows and (plan or without):
        raise typer.BadParameter("--plan and --without belong to --flows; add --flows")
    found: dict[str, Any] = {}
    times: Validation | None = None
    if observations is not None or not flows:
        times, tables = _transit_times(network, observations)
        found |= times.to_dict()
        if observations is None:
            found["tables"] = tables_data(tables)
    if flows:
        found["flows"] = flows_data(plan, without)
    if as_json:
        show_json(found)
        return
    if times is not None:
        if "tables" in found:
            show_tables(found["tables"])
        _show(times, tables)
    if flows:
        show_flows(found["flows"])


def _transit_times(network: Path | None, observations: Path | None) -> tuple[Validation, Network]:
    """Return the answers to the rows of a file, and the tables they come from."""
    from logistics.calibration.observations import read_observations  # noqa: PLC0415  keeps --help fast
    from logistics.calibration.validate import validate as run  # noqa: PLC0415
    from logistics.errors import DataError  # noqa: PLC0415
    from logistics.network import load_network  # noqa: PLC0415

    with progress_console.status("reading tables"):
        tables = load_network(network)
        rows = read_observations(tables, observations)
    if not rows:
        where = observations or tables.path / "observations.csv"
        raise DataError(f"{where}: no rows; give published transit times with --observations FILE")
    with progress_console.status("answering observations"):
        return run(tables, rows), tables


def _show(result: Validation, tables: Network) -> None:
    """Print rows and summary."""
    show_table(
        f"{len(result.rows)} published transit times [days]",
        ["id", "from", "to", "class", "kind", "year", "reference", "P10", "P50", "P90", "error", "in band"],
        [
            (
                row.observation.id, row.observation.origin, row.observation.destination,
                row.observation.service_class, row.observation.kind, _when(row.observation.year, row.observation.month),
                f"{row.observation.reference_d:.1f}",
                *(f"{days:.1f}" if row.has_path else "-" for days in _days(row.prediction)),
                f"{row.error:+.0%}", "yes" if row.in_band else "no",
            )
            for row in result.rows
        ],
        right=6,
        spare=["kind", "class", "P10", "P90", "year"],
    )  # fmt: skip
    for row in result.rows:
        for note in row.prediction.notes:
            say(f"{row.observation.id}: {note}")
    say(
        f"days from first departure to last arrival, as published: waits for an onward train count "
        f"{tables.parameter('through_wait_h'):g} h at most, changes between trains of one gauge "
        f"{tables.parameter('through_stop_h'):g} h; logistics route tells those of one itinerary with its real waits"
    )
    say(
        f"mean absolute error {result.mape:.1%}, bias {result.bias:+.1%}, in band {result.in_band:.0%}, "
        f"between P10 and P90 {result.p10_p90:.0%}"
    )


def _days(prediction: Prediction) -> tuple[float, float, float]:
    return prediction.p10_d, prediction.p50_d, prediction.p90_d


def _when(year: int | None, month: int | None) -> str:
    """Return year and month, blank where not given."""
    return "-".join([*([str(year)] if year else []), *([f"{month:02}"] if month else [])])
