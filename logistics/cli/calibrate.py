"""``logistics calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.output import progress_console, say, show_json, show_table

if TYPE_CHECKING:
    from logistics.calibration.calibrate import Calibration


def calibrate(
    network: Annotated[
        Path | None, typer.Option("--network", help="Folder with the tables.", show_default="network_data")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")] = Path(
        "results/calibration"
    ),
    apply: Annotated[bool, typer.Option("--apply", help="Write the tables into the network folder too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and scores as JSON.")] = False,
) -> None:
    """
    Fit the free figures of calibration.csv to observations.csv.

    Writes speeds.csv, delays.csv, parameters.csv and calibration.csv with the fitted figures, residuals.csv
    and report.md. The report gives the error of the fit beside that with rows and whole corridors left out,
    and beside simpler rules. After --apply the services are built again (network_data/derivation/build.py).

    Examples:

      logistics calibrate

      logistics calibrate --apply
    """
    from logistics.calibration.calibrate import calibrate as run  # noqa: PLC0415  keeps --help fast
    from logistics.calibration.observations import read_observations  # noqa: PLC0415
    from logistics.calibration.write import changed_tables, write_calibration, write_texts  # noqa: PLC0415
    from logistics.network import load_network  # noqa: PLC0415

    with progress_console.status("reading tables"):
        tables = load_network(network)
        rows = read_observations(tables)
    with progress_console.status("fitting"):
        result = run(tables, rows)
    written = write_calibration(result, tables, output)
    if apply:
        texts = {f"{name}.csv": text for name, text in changed_tables(tables, result.network).items()}
        written += write_texts(tables.path, texts)
    if as_json:
        show_json(_document(result))
        return
    _show(result)
    say(f"written: {', '.join(str(path) for path in written)}")


def _document(result: Calibration) -> dict[str, object]:
    """Return figures and scores for a program."""
    return {
        "figures": result.figures,
        "scores": {name: {"mape": s.mape, "bias": s.bias, "in_band": s.in_band} for name, s in result.scores.items()},
        "corridors": {name: {"rows": rows, "mape": error} for name, (rows, error) in result.corridors.items()},
        "p10_p90": result.coverage,
        "residuals": result.residuals,
    }


def _show(result: Calibration) -> None:
    """Print figures and scores."""
    show_table("Fitted figures", ["figure", "value"], [(name, f"{v:.3f}") for name, v in result.figures.items()])
    show_table(
        "Error",
        ["answer", "error", "bias", "in band"],
        [(name, f"{s.mape:.1%}", f"{s.bias:+.1%}", f"{s.in_band:.0%}") for name, s in result.scores.items()],
    )
    show_table(
        "Corridor left out",
        ["corridor", "rows", "error"],
        [(name, rows, f"{error:.1%}") for name, (rows, error) in result.corridors.items()],
    )
    say(f"between P10 and P90 (left-out answers): {result.coverage:.0%}")
