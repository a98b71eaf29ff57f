"""The file and the table of a study of assumptions; a file is continued only by a study of the same inputs."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from logistics.errors import ScenarioError
from logistics.results.manifest import input_hashes, version
from logistics.scenario import Scenario
from logistics.sweep.sensitivity import CROSSING_GROUPS

STAMP_COLUMNS = ("scenario", "inputs", "gap_allowed", "version")


def stamp(scenario: Scenario, gap: float) -> dict[str, str]:
    """Return what a study depends on: name of the scenario, hash of its text and tables, gap, version."""
    text = json.dumps([scenario.text, input_hashes(scenario.network.path)], sort_keys=True, default=str)
    inputs = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"scenario": scenario.name, "inputs": inputs, "gap_allowed": f"{gap:g}", "version": version()}


def write_study(frame: pd.DataFrame, path: Path, mark: dict[str, str]) -> None:
    """Write rows and what they depend on; a killed run leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    frame.assign(**mark).to_csv(part, index=False)
    part.replace(path)


def read_study(path: Path, mark: dict[str, str]) -> pd.DataFrame | None:
    """
    Return the rows of a study that was begun, None when there is no file.

    Raises
    ------
    ScenarioError
        If the file is not a study or one of other inputs: its rows would be mixed with different ones.
    """
    if not path.is_file():
        return None
    frame = pd.read_csv(path, dtype=dict.fromkeys(STAMP_COLUMNS, str))
    missing = [name for name in ("assumption", "factor", "objective", *STAMP_COLUMNS) if name not in frame]
    if missing:
        raise ScenarioError(
            f"{path}: columns {', '.join(missing)} are missing, so it is not a study of assumptions; give another -o."
        )
    for name, now in mark.items():
        found = frame[name].unique().tolist()
        if found != [now]:
            raise ScenarioError(
                f"{path}: was made with {name} {', '.join(found)}, now it is {now}; its rows cannot be continued. "
                "Remove the file or give another -o."
            )
    return frame.drop(columns=list(STAMP_COLUMNS))


def table_text(frame: pd.DataFrame, mark: dict[str, str], top: int = 10) -> str:
    """
    Return a Markdown table of the assumptions that move the objective most, with what it depends on.

    Parameters
    ----------
    frame : DataFrame
        From `study`.
    mark : dict
        From `stamp`.
    top : int
        Number of assumptions.
    """
    reach = frame.iloc[1:].groupby("assumption")["change"].apply(lambda change: change.abs().max())
    order = list(reach.sort_values(ascending=False, kind="stable").index[:top])
    part = pd.concat([frame.iloc[:1], *(frame[frame["assumption"] == name] for name in order)])
    groups = [group for group in CROSSING_GROUPS if group in frame]
    about = (
        f"Scenario `{mark['scenario']}`, every plan solved to a gap of {float(mark['gap_allowed']):g} or better "
        f"(changes below that say nothing), version {mark['version']}, {datetime.now(UTC):%d %B %Y}. "
        "Flows are FEU over the reported days, both directions."
    )
    lines = [
        about,
        "",
        "| assumption | factor | objective, million USD | change | boxes carried | " + " | ".join(groups) + " |",
        "|:--|--:|--:|--:|--:|" + "--:|" * len(groups),
    ]
    for row in part.to_dict("records"):
        flows = " | ".join(f"{row[group]:,.0f}" for group in groups)
        lines.append(
            f"| {row['assumption']} | {row['factor']:g} | {row['objective'] / 1e6:,.1f} | {row['change']:+.2%} | "
            f"{row['share_carried']:.1%} | {flows} |"
        )
    return "\n".join(lines) + "\n"
