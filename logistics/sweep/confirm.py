"""Confirms a plan by doing what it says: relaxations carry boxes left behind, and one unit more saves its price."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from logistics.errors import LogisticsError
from logistics.planning import apply_relaxation, solve_timespace, verify_prices
from logistics.planning.carry import carry_over
from logistics.planning.solution import Solution
from logistics.results import Plan, read_results
from logistics.scenario import build_instance
from logistics.timespace import TimeSpace, expand

GAP = 1e-9
WHOLE = 1e-4
_NOT_A_FIGURE = ("no_path", "rule")  # only new services or rules would carry these


def confirm_relaxations(
    plan: Plan,
    solution: Solution,
    graph: TimeSpace,
    *,
    draws: int = 20,
    seed: int = 1,
    step: Callable[[str], object] = lambda _: None,
) -> pd.DataFrame:
    """
    Put the cheapest relaxation of rows drawn at random on the scenario, one at a time, and solve again.

    Parameters
    ----------
    plan : Plan
        With its scenario; made at once.
    solution : Solution
        Answer for `graph`; its paths start the new solves.
    graph : TimeSpace
        Of the plan.
    draws, seed : int
    step : callable, optional
        Told what is being solved.

    Returns
    -------
    DataFrame
        ``consignment_id, reason, relaxation, boxes, left_before, left_after, gap, seconds``: boxes of the consignment,
        and those of them not carried.
    """
    assert plan.scenario is not None
    rows = plan.unserved[~plan.unserved["reason"].isin(_NOT_A_FIGURE)]
    rows = rows.sample(min(draws, len(rows)), random_state=seed)
    found = []
    for row in rows.itertuples(index=False):
        name, began = str(row.consignment_id), time.perf_counter()
        step(f"{name} ({row.reason})")
        again = expand(build_instance(apply_relaxation(plan.scenario, name, str(row.cheapest_relaxation))))
        answer = solve_timespace(
            again, gap=GAP, warm=solution if _alike(again, graph) else carry_over(plan, again, plan.paths, plan.legs)
        )
        table = again.instance.consignments
        k = int((table["consignment_id"] == name).to_numpy().argmax())
        boxes = float(table["boxes"].iloc[k])
        found.append(
            {
                "consignment_id": name,
                "reason": row.reason,
                "relaxation": str(row.cheapest_relaxation),
                "boxes": boxes,
                "left_before": float(row.boxes),  # type: ignore[arg-type,unused-ignore]
                "left_after": max(boxes - float(answer.served[k]), 0.0),
                "gap": answer.gap,
                "seconds": time.perf_counter() - began,
            }
        )
    return pd.DataFrame(found)


def carried(plan: Plan, graph: TimeSpace) -> Solution:
    """Return the exact answer for an event graph, found from a plan of it or of one much like it."""
    return solve_timespace(graph, gap=GAP, warm=carry_over(plan, graph, plan.paths, plan.legs))


def graph_of(plan: Plan) -> TimeSpace:
    """Return the event graph of a plan made at once."""
    assert plan.scenario is not None
    return expand(build_instance(plan.scenario))


def _alike(one: TimeSpace, other: TimeSpace) -> bool:
    """Return whether two event graphs have the same movements and resources."""
    return (
        len(one.head) == len(other.head)
        and bool((one.head == other.head).all())
        and one.resources.resource_id == other.resources.resource_id
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Confirm the plan of a results folder and print two tables; 1 when something is not as the plan says."""
    parser = argparse.ArgumentParser(prog="python -m logistics.sweep.confirm", description=__doc__)
    parser.add_argument("folder", type=Path, help="results folder of a plan made at once")
    parser.add_argument("--draws", type=int, default=20, help="relaxations to try (default 20)")
    parser.add_argument("--prices", type=int, default=10, help="largest prices to try (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (default 1)")
    options = parser.parse_args(arguments)
    plan, _ = read_results(options.folder)
    if len(plan.stages) > 1 or plan.scenario is None:
        raise LogisticsError(f"{options.folder}: the plan was made in stages; confirm the plan of its base instead")

    def step(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    step("solving again from the plan")
    graph = graph_of(plan)
    solution = carried(plan, graph)
    sys.stdout.write(f"objective {solution.objective:,.0f} USD, gap {solution.gap:.1e}\n\n")
    checks = verify_prices(graph, solution, top=options.prices, gap=GAP, step=step)
    prices = pd.DataFrame(
        [(check.resource_id, check.price_usd, check.gain_usd, check.verdict) for check in checks],
        columns=["resource_id", "price", "gain", "is"],
    )
    sys.stdout.write(f"one unit more of the dearest resources [USD]\n{prices.to_string(index=False)}\n\n")
    relaxed = confirm_relaxations(plan, solution, graph, draws=options.draws, seed=options.seed, step=step)
    shown = relaxed.drop(columns="relaxation").to_string(index=False)
    sys.stdout.write(f"cheapest relaxations, each alone\n{shown}\n")
    served = relaxed["left_after"] <= WHOLE * relaxed["boxes"]
    sys.stdout.write(f"{int(served.sum())} of {len(relaxed)} carried in full\n")
    return int(not served.all() or (prices["is"] == "wrong").any())


if __name__ == "__main__":
    sys.exit(main())
