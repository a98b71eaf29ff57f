"""``logistics check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.output import EXIT_FAULT, progress_console, say, show_json, show_table

if TYPE_CHECKING:
    from logistics.network import Finding, Network


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
    from logistics.errors import DataError, together  # noqa: PLC0415  keeps --help fast
    from logistics.network import Finding, inspect_folder  # noqa: PLC0415

    network: Network | None = None
    with progress_console.status("checking"):
        try:
            network, findings = inspect_folder(network_dir)
        except DataError as error:
            findings = [Finding("error", "", None, "", fault, "folder") for fault in error.faults]
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity != "error"]
    if as_json:
        show_json(_document(network, errors, warnings))
    else:
        if network is not None:
            _show(network)
        for name, group in (("warning", warnings), ("error", errors)):
            for message in together(finding.message for finding in group):
                say(f"{name}: {message}")
        say(f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}")
    if errors:
        raise typer.Exit(EXIT_FAULT)


def _count(number: int, word: str) -> str:
    """Return a number of things."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _document(network: Network | None, errors: list[Finding], warnings: list[Finding]) -> dict[str, object]:
    """Return findings, sizes and shares for a program."""
    from logistics.network import assumed_shares  # noqa: PLC0415

    return {
        "passed": not errors,
        "errors": [finding.message for finding in errors],
        "warnings": [finding.message for finding in warnings],
        "rows": {name: len(frame) for name, frame in network.tables.items()} if network else {},
        "assumed_share": assumed_shares(network) if network else {},
    }


def _show(network: Network) -> None:
    """Print the tables with their sizes and shares of assumed figures."""
    from logistics.network import assumed_shares  # noqa: PLC0415

    shares = assumed_shares(network)
    show_table(
        f"Tables in {network.path}",
        ["table", "rows", "assumed"],
        [
            (name, f"{len(frame):,}", f"{shares[name]:.0%}" if name in shares else "")
            for name, frame in network.tables.items()
        ],
    )
