"""The cargo that an event stands in the way of, and where boxes stand because of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from logistics.indicators.backlog import standing
from logistics.indicators.flows import MOVES
from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.units import MIN_PER_DAY, from_min, iso_day

_KEY = ["kind", "target_kind", "target_id", "direction", "cargo_class", "start_min", "end_min", "value", "unit"]


@dataclass(frozen=True)
class Affected:
    """
    Cargo that would have used, during an event, what the event disturbs.

    Attributes
    ----------
    feu : float
        All boxes of the consignments in question.
    carried_base, carried_other : float
        FEU of them on the modelled network.
    cost_base, cost_other : float
        Money paid per FEU, outside options of boxes not carried included [USD].
    days_base, days_other : float
        Mean days of those carried; NaN where none is.
    """

    feu: float = 0.0
    carried_base: float = 0.0
    carried_other: float = 0.0
    cost_base: float = float("nan")
    cost_other: float = float("nan")
    days_base: float = float("nan")
    days_other: float = float("nan")

    @property
    def cost_change(self) -> float:
        """Share by which the money per FEU rose."""
        return self.cost_other / self.cost_base - 1 if self.cost_base > 0 else float("nan")


def affected_cargo(base: Plan, other: Plan, networks: tuple[Network, Network]) -> Affected:
    """
    Return what an event does to the cargo it stands in the way of.

    Affected is a consignment with boxes that in the base use a link, terminal, service, operation or facility named
    by a window that only `other` has, while it lasts, in its direction and of its cargo.

    Parameters
    ----------
    base, other : Plan
    networks : (Network, Network)
        Tables with windows of both.
    """
    windows = _new_windows(*networks)
    legs = _named_legs(base, networks[0])
    hit = np.zeros(len(legs), dtype=bool)
    for window in windows.to_dict("records"):
        kinds = [kind for kind in str(window["cargo_class"]).split(";") if kind]
        hit |= (
            (legs[window["target_kind"]] == window["target_id"])
            & (legs["start_utc"] < pd.Timestamp(from_min(int(window["end_min"]))))
            & (legs["end_utc"] > pd.Timestamp(from_min(int(window["start_min"]))))
            & ((window["direction"] == "both") | (legs["direction"] == window["direction"]))
            & (legs["cargo_class"].isin(kinds) if kinds else True)
        ).to_numpy(dtype=bool)
    names = set(legs.loc[hit, "consignment_id"])
    if not names:
        return Affected()
    mine = base.consignments[base.consignments["consignment_id"].isin(names)]
    feu = float((mine["boxes"] * mine["feu_per_box"]).sum())
    (cost_base, days_base, carried_base), (cost_other, days_other, carried_other) = (
        _sums(plan, names, feu) for plan in (base, other)
    )
    return Affected(feu, carried_base, carried_other, cost_base, cost_other, days_base, days_other)


def _new_windows(base: Network, other: Network) -> pd.DataFrame:
    """Return the windows on places that only the second network has."""
    known = {tuple(row) for row in base.windows[_KEY].astype(str).to_numpy().tolist()}
    fresh = [tuple(row) not in known for row in other.windows[_KEY].astype(str).to_numpy().tolist()]
    windows = other.windows[np.array(fresh, dtype=bool)]
    return windows[windows["target_kind"].isin(["link", "terminal", "service", "operation", "facility"])]


def _named_legs(plan: Plan, network: Network) -> pd.DataFrame:
    """Return the rows of paths with what windows may name: one column per kind of target."""
    owner = plan.paths.set_index("path_id")["consignment_id"]
    cargo = plan.consignments.set_index("consignment_id")["cargo_class"]
    operations = network["operations"].set_index("operation_id")
    legs = plan.legs[["path_id", "service_id", "link_id", "operation_id", "from", "start_utc", "end_utc"]]
    side = legs["service_id"].map(network["services"].set_index("service_id")["direction"])
    consignment = legs["path_id"].map(owner)
    return legs.assign(
        consignment_id=consignment,
        cargo_class=consignment.map(cargo),
        direction=side.groupby(legs["path_id"]).ffill().groupby(legs["path_id"]).bfill(),
        link=legs["link_id"],
        terminal=legs["from"],
        service=legs["service_id"],
        operation=legs["operation_id"],
        facility=legs["operation_id"].map(operations["facility_id"]),
    )


def _sums(plan: Plan, names: set[str], feu: float) -> tuple[float, float, float]:
    """Return money per FEU, mean days and FEU carried of some consignments."""
    paths = plan.paths[plan.paths["consignment_id"].isin(names)]
    left = plan.unserved[plan.unserved["consignment_id"].isin(names)]
    price = plan.consignments.set_index("consignment_id")["outside_price_usd_per_box"].astype(float)
    money = float(paths["cost_usd"].sum()) + float(
        (left["boxes"] * left["consignment_id"].map(price).astype(float)).sum()
    )
    carried = float(paths["feu"].sum())
    days = float((paths["transit_h"] * paths["feu"]).sum()) / 24 / carried if carried else float("nan")
    return money / feu, days, carried


def held_trains(plan: Plan, network: Network) -> pd.DataFrame:
    """
    Return how many trains' worth of boxes stand at each terminal at the end of each UTC day.

    Parameters
    ----------
    plan : Plan
        With its scenario.
    network : Network

    Returns
    -------
    DataFrame
        Index day, one column per terminal: FEU that wait there after they set out, over the length of the train that
        brought them.
    """
    assert plan.scenario is not None
    horizon = plan.scenario.horizon
    first, last = horizon.solved_start_min // MIN_PER_DAY, horizon.solved_end_min // MIN_PER_DAY
    legs = plan.legs.sort_values(["path_id", "seq"], kind="stable")
    moving = legs["kind"].isin(MOVES)
    length = legs["service_id"].where(moving).map(network["services"].set_index("service_id")["max_feu"])
    brought = length.astype(float).groupby(legs["path_id"]).ffill()
    stays = (legs["kind"] == "wait") & brought.notna()
    feu = legs.loc[stays, "path_id"].map(plan.paths.set_index("path_id")["feu"]).astype(float)
    waits = legs[stays].assign(trains=feu / brought[stays])
    found = {
        str(place): standing(part["start_utc"], part["end_utc"], part["trains"], first, last)
        for place, part in waits.groupby("from", sort=True)
    }
    return pd.DataFrame(found, index=pd.Index([iso_day(day) for day in range(first, last)], name="day"))
