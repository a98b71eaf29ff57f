"""What wagons do in a plan: empty runs, wagon days, trains full by mass or by length."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.indicators.cold import Row
from logistics.network.model import Network
from logistics.results.freeze import MOVES
from logistics.results.model import Plan
from logistics.scenario.wagons import Wagon, wagons_of
from logistics.timespace.wagon_rows import leg_amounts, leg_hours
from logistics.units import H_PER_DAY

BINDING_PRICE = 1e-6


def wagon_rows(plan: Plan, paths: pd.DataFrame, network: Network) -> list[Row]:
    """
    Return the indicators of wagons; none where no goods travel in one.

    Parameters
    ----------
    plan : Plan
    paths : DataFrame
        Those reported.
    network : Network

    Notes
    -----
    Of wagons: freight of the empty run and hire of the days back, and wagon days there and back on their own gauge. Of
    trains of classes that take wagons: how many are full by mass, and by length.
    """
    wagons = wagons_of(network)
    if paths.empty or not paths["unit"].isin(set(wagons)).any():
        return []
    return _back(plan, paths, network, wagons) + _full_trains(plan, network, wagons)


def _back(plan: Plan, paths: pd.DataFrame, network: Network, wagons: dict[str, Wagon]) -> list[Row]:
    """Return what going back empty costs, and wagon days."""
    mine = paths[paths["unit"].isin(set(wagons))].set_index("path_id")
    legs = plan.legs[plan.legs["path_id"].isin(set(mine.index))].sort_values(["path_id", "seq"], kind="stable")
    there = leg_amounts(legs, mine["unit"], network)
    unit, boxes = legs["path_id"].map(mine["unit"]), legs["path_id"].map(mine["boxes"]).to_numpy(float)
    hours, moves = leg_hours(legs), legs["kind"].isin(MOVES).to_numpy(bool)
    own = there.at_home
    share = np.zeros(len(legs))
    back = np.zeros(len(legs), np.bool_)
    for name in unit.unique().tolist():
        wagon, rows = wagons[str(name)], (unit == name).to_numpy(bool)
        for side, at in ((wagon.own, rows & own), (wagon.onward or wagon.own, rows & ~own)):
            share[at], back[at] = side.empty_feu / side.freight_feu, side.empty_feu > 0.0
    hire = there.hire_usd_h * hours
    freight = np.where(moves, (legs["cost_usd"].to_numpy(float) - hire) * share, 0.0)
    paid = pd.Series(boxes * (freight + np.where(back, hire / 2.0, 0.0)), index=unit.to_numpy(object))
    days = pd.Series(boxes * np.where(own, hours * (1.0 + back), 0.0) / H_PER_DAY, index=unit.to_numpy(object))
    return [
        *(("empty_return_usd", str(name), "USD", float(usd)) for name, usd in paid.groupby(level=0).sum().items()),
        *(("wagon_days", str(name), "wagon-days", float(n)) for name, n in days.groupby(level=0).sum().items()),
    ]


def _full_trains(plan: Plan, network: Network, wagons: dict[str, Wagon]) -> list[Row]:
    """Return how many trains that take wagons are full by mass and by length: those with a price."""
    sides = [side for wagon in wagons.values() for side in (wagon.own, wagon.onward) if side is not None]
    services = network["services"]
    gauge, classes = services["track_gauge_mm"].fillna(0).astype(int), services["service_class"]
    takes = [any(side.rides(g, c) for side in sides if side.gauge) for g, c in zip(gauge, classes, strict=True)]
    names = set(services.loc[takes, "service_id"])
    priced = plan.prices[plan.prices["price_usd"] > BINDING_PRICE]
    service = priced["resource_id"].str.removeprefix("train:").str.partition("@")[0]
    rows = []
    for scope, kind in (("mass", "train_gross"), ("length", "train_feu")):
        count = int(((priced["kind"] == kind) & service.isin(names)).sum())
        rows.append(("wagon_trains_full", scope, "trains", float(count)))
    return rows
