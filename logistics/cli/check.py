"""``logistics check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from logistics.cli.output import EXIT_FAULT, progress_console, say, show_json, show_table


def check(
    network_dir: Annotated[
        Path | None, typer.Argument(help="Folder with the tables.", show_default="network_data")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print findings and shares as JSON.")] = False,
) -> None:
    """
    Check tables, connectivity per mode and gauge, services and geometry; exit 1 on faults.

    Examples:

      logistics check

      logistics check my_tables --json
    """
    from logistics.errors import DataError  # noqa: PLC0415  keeps --help fast
    from logistics.network import assumed_shares, check_network, load_network  # noqa: PLC0415

    with progress_console.status("checking"):
        try:
            network = load_network(network_dir)
        except DataError as error:
            _report_unreadable(error.faults, as_json)
            raise typer.Exit(EXIT_FAULT) from None
        findings = check_network(network)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity != "error"]
    shares = assumed_shares(network)
    if as_json:
        show_json(
            {
                "passed": not errors,
                "errors": [finding.message for finding in errors],
                "warnings": [finding.message for finding in warnings],
                "rows": {name: len(frame) for name, frame in network.tables.items()},
                "assumed_share": shares,
            }
        )
    else:
        show_table(
            f"Tables in {network.path}",
            ["table", "rows", "assumed"],
            [
                (name, f"{len(frame):,}", f"{shares[name]:.0%}" if name in shares else "")
                for name, frame in network.tables.items()
            ],
        )
        for finding in (*errors, *warnings):
            say(f"{finding.severity}: {finding.message}")
        say(f"{len(errors)} errors, {len(warnings)} warnings")
    if errors:
        raise typer.Exit(EXIT_FAULT)


def _report_unreadable(faults: tuple[str, ...], as_json: bool) -> None:
    """Print the faults of tables that could not be loaded."""
    if as_json:
        show_json({"passed": False, "errors": list(faults), "warnings": [], "rows": {}, "assumed_share": {}})
        return
    for fault in faults:
        say(f"error: {fault}")
    say(f"{len(faults)} errors")
