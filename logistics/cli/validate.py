"""``logistics validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.output import progress_console, say, show_json, show_table

if TYPE_CHECKING:
    from logistics.calibration.predict import Prediction
    from logistics.calibration.validate import Validation


def validate(
    observations: Annotated[
        Path | None,
        typer.Option("--observations", help="CSV of published transit times.", show_default="observations.csv"),
    ] = None,
    network: Annotated[
        Path | None, typer.Option("--network", help="Folder with the tables.", show_default="network_data")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows and summary as JSON.")] = False,
) -> None:
    """
    Compare the model's transit times with published ones.

    Per row the model's P10, P50 and P90 days, the error of P50 and whether it lies in the published band
    (one day more on each side); then mean absolute error, bias, share in band and share of references
    between P10 and P90. Without a path a row counts as 100 % error.

    Examples:

      logistics validate

      logistics validate --observations my_times.csv --json
    """
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
        result = run(tables, rows)
    if as_json:
        show_json(result.to_dict())
    else:
        _show(result)


def _show(result: Validation) -> None:
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
    )  # fmt: skip
    for row in result.rows:
        for note in row.prediction.notes:
            say(f"{row.observation.id}: {note}")
    say(
        f"mean absolute error {result.mape:.1%}, bias {result.bias:+.1%}, in band {result.in_band:.0%}, "
        f"between P10 and P90 {result.p10_p90:.0%}"
    )


def _days(prediction: Prediction) -> tuple[float, float, float]:
    return prediction.p10_d, prediction.p50_d, prediction.p90_d


def _when(year: int | None, month: int | None) -> str:
    """Return year and month, blank where not given."""
    return f"{year or ''}" + (f"-{month:02}" if month else "")
