"""Which consignments go another way, in another loading unit or on other trains than in another plan."""

from __future__ import annotations

import pandas as pd

from logistics.results.freeze import MOVES
from logistics.results.model import Plan
from logistics.scenario.boxes import facts_of

LEAST_BOXES = 1e-3
KINDS = ("another_way", "another_unit", "other_trains", "less_carried")


def changed_consignments(base: Plan, other: Plan) -> pd.DataFrame:
    """
    Return how consignments of two plans differ.

    Parameters
    ----------
    base, other : Plan

    Returns
    -------
    DataFrame
        Index ``consignment_id`` (those in both plans): ``commodity_id``; bool `KINDS`: another share of the boxes over
        some sequence of links, in some unit, on some runs (false where a plan carries none); fewer boxes carried.
    """
    goods = base.consignments.set_index("consignment_id")["commodity_id"]
    both = goods.index.intersection(pd.Index(other.consignments["consignment_id"]))
    found = pd.DataFrame({"commodity_id": goods.loc[both]})
    one, two = (_flows(plan) for plan in (base, other))
    for name in KINDS[:3]:
        found[name] = _differs(one, two, name).reindex(both).fillna(False).astype(bool)
    carried = [frame.groupby("consignment_id")["usual"].sum().reindex(both).fillna(0.0) for frame in (one, two)]
    found["less_carried"] = carried[0] - carried[1] > LEAST_BOXES
    return found


def _flows(plan: Plan) -> pd.DataFrame:
    """Return paths with words for their way, unit and trains, and the boxes of the usual unit that they carry."""
    legs = plan.legs[plan.legs["kind"].isin(MOVES)].sort_values(["path_id", "seq"], kind="stable")
    words = legs.groupby("path_id").agg(another_way=("link_id", ">".join), other_trains=("run_id", ">".join))
    paths = plan.paths.join(words, on="path_id").assign(another_unit=plan.paths["unit"])
    if plan.scenario is None:
        return paths.assign(usual=paths["boxes"])
    share = facts_of(plan.paths, plan.consignments, plan.scenario.network)["share"].to_numpy(float)
    return paths.assign(usual=paths["boxes"] * share)


def _differs(one: pd.DataFrame, two: pd.DataFrame, key: str) -> pd.Series:
    """Return by consignment in both whether its boxes spread in other shares over the words of a column."""
    sums = [frame.groupby(["consignment_id", key])["boxes"].sum() for frame in (one, two)]
    totals = [each.groupby(level="consignment_id").sum() for each in sums]
    shares = [each / totals[i].reindex(each.index, level="consignment_id") for i, each in enumerate(sums)]
    apart = shares[0].sub(shares[1], fill_value=0.0).abs().groupby(level="consignment_id").max()
    both = totals[0].index.intersection(totals[1].index)
    least = pd.concat(totals, axis=1).loc[both].min(axis=1)
    return apart.loc[both] * least > LEAST_BOXES
