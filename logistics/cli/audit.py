"""``logistics audit``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from logistics.cli.output import EXIT_FAULT, progress_console, say, show_json, show_table


def audit(
    directory: Annotated[Path, typer.Argument(help="Results folder.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """
    Recompute everything in a results folder from the tables, without the optimiser; exit 1 if anything differs.

    Examples:

      logistics audit results/base

      logistics audit results/base --json
    """
    from logistics.report.verify import verify_results  # noqa: PLC0415  keeps --help fast

    with progress_console.status("auditing"):
        report = verify_results(directory)
    if as_json:
        show_json(
            {
                "passed": report.passed,
                "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in report.checks],
                "findings": list(report.findings),
            }
        )
    else:
        show_table(
            f"Audit of {directory}",
            ["check", "verdict", "detail"],
            [(c.name, "passed" if c.passed else "FAILED", c.detail) for c in report.checks],
            right=3,
        )
        for line in report.findings[:30]:
            say(line)
        if len(report.findings) > 30:
            say(f"... and {len(report.findings) - 30} more findings (--json shows all)")
        say("passed" if report.passed else "FAILED: the plan differs from what the tables give")
    if not report.passed:
        raise typer.Exit(EXIT_FAULT)
