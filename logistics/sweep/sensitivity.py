"""The plan at plus and minus a share of each assumption that matters: objective and flow by crossing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import pandas as pd

from logistics.indicators import crossings, moves, reported
from logistics.planning import solve_scenario
from logistics.results import Plan
from logistics.scenario import Scenario, load_scenario, network_in_force

CROSSING_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Alashankou–Dostyk": ("alashankou-dostyk",),
    "Khorgos–Altynkol": ("khorgos_cn-altynkol", "khorgos_cn-khorgos_gateway"),
    "Brest–Małaszewicze": ("brest-malaszewicze",),
    "Caspian": (
        "aktau_port-alat-sea", "aktau_port-alat-ferry", "kuryk_port-alat-ferry", "kuryk_port-alat-sea",
        "turkmenbashi-alat-ferry",
    ),
    "Zabaikalsk–Manzhouli": ("manzhouli-zabaikalsk", "zabaikalsk-manzhouli"),
    "Erenhot–Zamyn-Uud": ("erenhot-zamyn_uud", "zamyn_uud-erenhot"),
}  # fmt: skip


@dataclass(frozen=True)
class Assumption:
    """
    A family of assumed figures and the change that scales it.

    Attributes
    ----------
    name : str
        For people.
    changes : tuple of mapping
        Entries of ``[[changes]]`` without their ``factor``.
    """

    name: str
    changes: tuple[Mapping[str, object], ...]

    def scaled(self, factor: float) -> list[dict[str, object]]:
        """Return the changes with a factor."""
        return [{**change, "factor": factor} for change in self.changes]


def _scale(table: str, column: str, **match: object) -> dict[str, object]:
    """Return a ``scale`` change."""
    entry: dict[str, object] = {"kind": "scale", "table": table, "column": column}
    return {**entry, "match": match} if match else entry


ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption("demand", ({"kind": "demand"},)),
    Assumption("outside options, price", ({"kind": "price", "outside_mode": "all"},)),
    Assumption("tariffs, all operators", (_scale("tariffs", "value"),)),
    Assumption("tariffs, Kazakhstan", (_scale("tariffs", "value", operator="KTZ"),)),
    Assumption("value of time", (_scale("commodities", "value_of_time_pct_per_day"),)),
    Assumption("section speeds", (_scale("speeds", "speed_kmh"),)),
    Assumption("queue hours of operations", (_scale("operations", "queue_h"),)),
    Assumption("price of operations", (_scale("operations", "cost_usd_per_feu"),)),
    Assumption("throughput and yards, all", (_scale("facilities", "capacity"),)),
    Assumption("train length", (_scale("services", "max_feu"),)),
    Assumption("train mass", (_scale("services", "max_gross_t"),)),
    Assumption("price of a queue hour", ({"kind": "parameter", "name": "queue_usd_per_feu_h"},)),
)


def study(
    scenario: Scenario,
    *,
    share: float = 0.25,
    assumptions: Sequence[Assumption] = ASSUMPTIONS,
    step: Callable[[str], object] = lambda _: None,
) -> pd.DataFrame:
    """
    Plan a scenario at plus and minus ``share`` of every assumption.

    Parameters
    ----------
    scenario : Scenario
    share : float
        0.25 for plus and minus a quarter.
    assumptions : sequence of Assumption
    step : callable, optional
        Told what is being solved.

    Returns
    -------
    DataFrame
        ``assumption, factor, objective, change, share_carried, gap`` and FEU of the reported days by crossing;
        the first row is the scenario itself.
    """
    step("as it is")
    base = _row("as it is", 1.0, solve_scenario(scenario))
    rows = [base]
    for assumption in assumptions:
        for factor in (1 - share, 1 + share):
            step(f"{assumption.name} x {factor:g}")
            changed = reduce(lambda what, change: what.with_change(change), assumption.scaled(factor), scenario)
            rows.append(_row(assumption.name, factor, solve_scenario(changed)))
    frame = pd.DataFrame(rows)
    frame.insert(3, "change", frame["objective"] / float(base["objective"]) - 1)  # type: ignore[arg-type]
    return frame


def _row(name: str, factor: float, plan: Plan) -> dict[str, object]:
    """Return objective, share carried and flow by crossing of a plan."""
    assert plan.scenario is not None
    network = network_in_force(plan.scenario)
    flows = crossings(moves(plan, network), plan).groupby("crossing")["feu"].sum()
    paths, unserved, _ = reported(plan)
    boxes, left = float(paths["boxes"].sum()), float(unserved["boxes"].sum())
    groups = {group: float(flows.reindex(list(links)).fillna(0.0).sum()) for group, links in CROSSING_GROUPS.items()}
    return {
        "assumption": name,
        "factor": factor,
        "objective": plan.objective,
        "share_carried": boxes / (boxes + left) if boxes + left else 1.0,
        "gap": plan.gap,
        **groups,
    }


def table_text(frame: pd.DataFrame, top: int = 10) -> str:
    """
    Return a Markdown table of the assumptions that move the objective most.

    Parameters
    ----------
    frame : DataFrame
        From `study`.
    top : int
        Number of assumptions.
    """
    reach = frame.iloc[1:].groupby("assumption")["change"].apply(lambda change: change.abs().max())
    order = list(reach.sort_values(ascending=False, kind="stable").index[:top])
    part = pd.concat([frame.iloc[:1], *(frame[frame["assumption"] == name] for name in order)])
    groups = [group for group in CROSSING_GROUPS if group in frame]
    lines = [
        "| assumption | factor | objective, million USD | change | boxes carried | " + " | ".join(groups) + " |",
        "|:--|--:|--:|--:|--:|" + "--:|" * len(groups),
    ]
    for row in part.to_dict("records"):
        flows = " | ".join(f"{row[group]:,.0f}" for group in groups)
        lines.append(
            f"| {row['assumption']} | {row['factor']:g} | {row['objective'] / 1e6:,.1f} | {row['change']:+.1%} | "
            f"{row['share_carried']:.1%} | {flows} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Run the study of a scenario file and print its table; ``-o FILE`` writes every row as CSV."""
    scenario = load_scenario(Path(arguments[0]))
    frame = study(scenario, step=lambda text: sys.stderr.write(f"{text}\n"))
    if len(arguments) == 3 and arguments[1] == "-o":
        frame.to_csv(arguments[2], index=False)
    sys.stdout.write(table_text(frame))


if __name__ == "__main__":
    main(sys.argv[1:])
