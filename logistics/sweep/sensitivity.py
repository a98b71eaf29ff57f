"""The plan at plus and minus a share of each assumption that matters: objective and flow by crossing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from logistics.indicators import crossings, moves, reported
from logistics.results import Plan
from logistics.scenario import Scenario, network_in_force
from logistics.sweep.planned import planned

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
    gap: float = 1e-3,
    done: pd.DataFrame | None = None,
    step: Callable[[str], object] = lambda _: None,
    save: Callable[[pd.DataFrame], object] = lambda _: None,
) -> pd.DataFrame:
    """
    Plan a scenario at plus and minus ``share`` of every assumption.

    Parameters
    ----------
    scenario : Scenario
    share : float
        0.25 for plus and minus a quarter.
    assumptions : sequence of Assumption
    gap : float
        Relative gap at which every plan stops: changes of the objective smaller than it say nothing.
    done : DataFrame, optional
        Rows of an earlier study of the same scenario; what they hold is not solved again.
    step : callable, optional
        Told what is being solved.
    save : callable, optional
        Given all rows so far whenever one is ready.

    Returns
    -------
    DataFrame
        ``assumption, factor, objective, change, share_carried, gap`` and FEU of the reported days by crossing;
        the first row is the scenario itself.
    """
    cases = [("as it is", 1.0, scenario)]
    for assumption in assumptions:
        for factor in (1 - share, 1 + share):
            entries = assumption.scaled(factor)
            cases.append(
                (assumption.name, factor, reduce(lambda what, entry: what.with_change(entry), entries, scenario))
            )
    known = {} if done is None else {(row["assumption"], row["factor"]): row for row in done.to_dict("records")}
    rows: list[dict[str, object]] = []
    like: Plan | None = None
    for number, (name, factor, what) in enumerate(cases, 1):
        row = known.get((name, factor))
        if row is None:
            step(f"{number} of {len(cases)}: {name} x {factor:g}")
            plan = planned(what, gap=gap, like=like)
            like = like or plan
            row = _row(name, factor, plan)
        rows.append(row)
        save(_with_change(rows))
    return _with_change(rows)


def _with_change(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows with the relative change of the objective against the first one."""
    frame = pd.DataFrame(rows).drop(columns="change", errors="ignore")
    frame.insert(3, "change", frame["objective"] / float(frame["objective"].iloc[0]) - 1)
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
