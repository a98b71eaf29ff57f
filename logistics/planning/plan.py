"""From the optimiser's arrays to a plan of named rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.planning.leg_rows import leg_rows
from logistics.planning.pricer import PathSet, Pricer, select
from logistics.planning.problem import Problem, build_problem
from logistics.planning.reasons import unserved_rows
from logistics.planning.solution import Solution
from logistics.planning.stage import LEAST_BOXES
from logistics.planning.views import along
from logistics.results.model import PLAN_COLUMNS, PRICE_COLUMNS, Plan
from logistics.scenario.boxes import in_another_unit
from logistics.timespace import ResourceKind, TimeSpace
from logistics.units import MIN_PER_DAY

LEAST_PRICE = 1e-9
BINDING_PRICE = 1e-6
_UNITS = {
    ResourceKind.TRAIN_FEU: "FEU",
    ResourceKind.TRAIN_GROSS: "t",
    ResourceKind.TRAIN_PLUG: "FEU",
    ResourceKind.THROUGHPUT: "FEU",
    ResourceKind.YARD: "FEU-h",
    ResourceKind.POWERED_YARD: "FEU-h",
    ResourceKind.LINK: "trains",
    ResourceKind.LIMIT: "trains or FEU",
    ResourceKind.SLOT: "FEU",
    ResourceKind.QUOTA: "t",
    ResourceKind.FLEET: "box-days",
}


def to_plan(graph: TimeSpace, solution: Solution) -> Plan:
    """
    Return the plan of an optimisation: paths with their rows, prices, and why boxes stay behind.

    Parameters
    ----------
    graph : TimeSpace
    solution : Solution
        Answer for `graph`.

    Returns
    -------
    Plan
        Without its scenario.
    """
    problem = build_problem(graph)
    pricer = Pricer(problem)
    carried = solution.flow > LEAST_BOXES
    paths, boxes = select(solution.columns, carried), solution.flow[carried]
    path_id = [f"P{number:06d}" for number in range(1, len(boxes) + 1)]
    legs = leg_rows(problem, paths, path_id)
    table = path_rows(problem, pricer, paths, boxes, path_id)
    unserved = unserved_rows(problem, pricer, solution)
    prices = price_rows(problem, solution)
    return Plan(
        status=solution.status,
        objective=solution.objective,
        lower_bound=solution.lower_bound,
        gap=solution.gap,
        objective_terms=solution.objective_terms,
        paths=table,
        legs=legs,
        unserved=unserved,
        prices=prices,
        consignments=graph.instance.consignments,
        counts=_counts(problem, solution, legs, table),
    )


def path_rows(
    problem: Problem, pricer: Pricer, paths: PathSet, boxes: NDArray[np.float64], path_id: list[str]
) -> pd.DataFrame:
    """Return the rows of ``plan.parquet``; ``boxes`` are counted in the usual unit of each consignment."""
    graph, of = problem.ts, problem.options.rows(paths.owner)
    names = graph.instance.consignments["consignment_id"].iloc[of.home].reset_index(drop=True)
    generalised, _, _, _ = pricer.totals(paths)
    lost, used, _ = pricer.follow(paths)
    minutes = np.add.reduceat(graph.minutes[paths.arc], paths.ptr[:-1]) if len(boxes) else np.zeros(0)
    hours = minutes / 60.0
    view = np.repeat(problem.combos.view[problem.combo_of[paths.owner]], np.diff(paths.ptr))
    weighed = along(problem.views, view, paths.arc, lambda one: one.constant)
    constants = np.add.reduceat(weighed, paths.ptr[:-1]) if len(boxes) else np.zeros(0)
    money = generalised - of.time_usd_h / of.share * hours - of.feu / of.share * constants - lost
    sent = boxes / of.share
    table = pd.DataFrame(
        {
            "consignment_id": names,
            "path_id": path_id,
            "unit": of.unit,
            "boxes": sent,
            "feu": sent * of.feu,
            "gross_t": sent * of.gross_t,
            "cost_usd": boxes * money,
            "generalised_usd": boxes * generalised,
            "transit_h": hours,
            "shelf_life_used": used,
        }
    )
    return table[list(PLAN_COLUMNS)]


def price_rows(problem: Problem, solution: Solution) -> pd.DataFrame:
    """Return the rows of ``prices.parquet``: priced resources, then every consignment."""
    graph, resources = problem.ts, problem.ts.resources
    rows = np.flatnonzero(solution.resource_price > LEAST_PRICE)
    kinds = [ResourceKind(int(resources.kind[r])) for r in rows]
    names = [resources.resource_id[r] for r in rows]
    scarce = pd.DataFrame(
        {
            "resource_id": names,
            "kind": [kind.name.lower() for kind in kinds],
            "place": [_place(graph, int(resources.place[r]), name) for r, name in zip(rows, names, strict=True)],
            "period_start_utc": _stamps(resources.start_min[rows]),
            "period_end_utc": _stamps(resources.end_min[rows]),
            "capacity": resources.capacity[rows],
            "used": solution.resource_use[rows],
            "unit": [_UNITS[kind] for kind in kinds],
            "price_usd": solution.resource_price[rows],
        }
    )
    table = graph.instance.consignments
    demand = pd.DataFrame(
        {
            "resource_id": "demand:" + table["consignment_id"].astype(str),
            "kind": "demand",
            "place": table["origin"],
            "period_start_utc": _stamps(table["ready_min"].to_numpy()),
            "period_end_utc": _stamps(table["due_min"].to_numpy()),
            "capacity": table["boxes"].astype(float),
            "used": solution.served,
            "unit": "boxes",
            "price_usd": solution.demand_price,
        }
    )
    return pd.concat([scarce, demand], ignore_index=True)[list(PRICE_COLUMNS)]


def _place(graph: TimeSpace, row: int, resource_id: str) -> str:
    """Return the terminal, or the link of link rows."""
    network = graph.instance.network
    if row < 0 or resource_id.startswith("fleet:"):
        return ""
    if resource_id.startswith("link:"):
        return str(network["links"]["link_id"].iloc[row])
    table, column = ("links", "link_id") if _limits_link(graph, resource_id) else ("terminals", "terminal_id")
    return str(network[table][column].iloc[row])


def _limits_link(graph: TimeSpace, resource_id: str) -> bool:
    """Return whether a ``limit:`` row is on a link."""
    if not resource_id.startswith("limit:"):
        return False
    windows = graph.instance.network.windows
    kinds = windows.loc[windows["window_id"] == resource_id.split(":")[1], "target_kind"]
    return bool((kinds == "link").any())


def _stamps(minutes: NDArray[np.int32]) -> pd.Series:
    """Return UTC minutes as timestamps."""
    seconds = pd.Series(np.asarray(minutes, dtype=np.int64) * 60)
    return pd.to_datetime(seconds, unit="s", utc=True).astype("datetime64[s, UTC]")


def _counts(problem: Problem, solution: Solution, legs: pd.DataFrame, paths: pd.DataFrame) -> dict[str, int]:
    """Return the counts of the manifest."""
    graph = problem.ts
    table = graph.instance.consignments
    keys = table.assign(day=table["ready_min"] // MIN_PER_DAY)
    return {
        "consignments": len(table),
        "distinct_od_commodity_day": len(keys.drop_duplicates(["origin", "destination", "commodity_id", "day"])),
        "trains_offered": len(graph.timetable.run_id),
        "trains_used": int(legs.loc[legs["link_id"] != "", "run_id"].nunique()),
        "paths": len(paths),
        "columns": len(solution.flow),
        "binding_resources": int((solution.resource_price > BINDING_PRICE).sum()),
        "iterations": solution.iterations,
        "master_rows": solution.rows,
        "nodes": len(graph.node_min),
        "arcs": len(graph.head),
        **(_cold_counts(problem, solution, paths) if graph.instance.cold_chain else {}),
    }


def _cold_counts(problem: Problem, solution: Solution, paths: pd.DataFrame) -> dict[str, int]:
    """Return how many consignments temperature touches: limited by it, searched with it, not in their usual unit."""
    reported = problem.ts.instance.consignments["reported"].to_numpy(bool)
    outside = np.union1d(solution.labelled, problem.dropped)
    return {
        "options": len(problem.source),
        "options_that_cannot_arrive": len(problem.dropped),
        "temperature_limited": int(reported[problem.limited].sum()),
        "labelled": int(reported[solution.labelled].sum()),
        "past_a_limit_on_their_cheapest_way": int(reported[outside].sum()),
        "in_another_unit": in_another_unit(paths, problem.ts.instance.consignments),
    }
