"""A plan becomes a results folder: audit, indicators, summary and maps, written together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from logistics.audit import AuditReport, audit_plan
from logistics.indicators import evaluate
from logistics.network import assumed_shares
from logistics.report.maps import map_data, write_html, write_svg
from logistics.report.summary import summary_text
from logistics.results import Plan, build_manifest, write_results
from logistics.scenario import network_in_force


def write_plan(
    plan: Plan,
    directory: Path,
    *,
    threads: int = 1,
    step: Callable[[str], object] = lambda _: None,
) -> tuple[Path, AuditReport, dict[str, Any]]:
    """
    Audit a plan and write its results folder.

    Parameters
    ----------
    plan : Plan
        With its scenario.
    directory : Path
        Folder to create or replace.
    threads : int
        For the manifest.
    step : callable, optional
        Told what is being done.

    Returns
    -------
    directory : Path
    report : AuditReport
        The verdict; the folder is written either way and says so.
    manifest : dict
    """
    assert plan.scenario is not None
    scenario = plan.scenario
    step("auditing the plan")
    report = audit_plan(plan)
    step("writing indicators, summary and maps")
    network = network_in_force(scenario)
    indicators = evaluate(plan, network)
    manifest = build_manifest(
        plan,
        scenario,
        audit={"passed": report.passed, "checks": {check.name: check.passed for check in report.checks}},
        assumed=assumed_shares(scenario.network),
        threads=threads,
    )
    data = map_data(network, plan=plan)
    write_results(
        plan,
        manifest,
        directory,
        extras={
            "indicators.csv": lambda path: indicators.to_csv(path, index=False),
            "summary.md": lambda path: path.write_text(
                summary_text(plan, indicators, network, manifest), encoding="utf-8"
            ),
            "map.svg": lambda path: write_svg(data, path),
            "map.html": lambda path: write_html(data, path),
        },
    )
    return Path(directory), report, manifest
