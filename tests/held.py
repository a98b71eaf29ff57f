"""Trains that a closed link holds, with more boxes than a crane takes off them in a day; worked out by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from logistics.scenario import Change

DAILY = "Mon;Tue;Wed;Thu;Fri;Sat;Sun"
CLOSED = Change("c", "close", {"link": "dostyk-almaty"}, date(2025, 9, 4), date(2025, 9, 9))
CRANE, BOXES = "dostyk_crane_e", 12.0
GOODS = {"electronics": 12}


def crowd(scenario, *changes, goods=GOODS, events=(CLOSED,)):
    """
    Return a scenario with boxes of ``goods`` from Moscow to Xian alone, ready on Sunday 31 August at 00:00 UTC.

    A train of 4 FEU leaves Moscow every day at 00:00 and passes Almaty 80 h later; the crane in Dostyk takes 4 FEU a
    day off trains (2 h of work after a queue of 10 h), and a train of 4 FEU leaves for Xian at 12:00. Those that left
    on 1, 2 and 3 September are held in Almaty when the link is closed on the 4th; it opens on the 10th at 00:00, and
    all three are in Dostyk at 12:00.
    """
    network = scenario.network
    demand, stops, services, facilities, background, congestion = (
        network[name].copy() for name in ("demand", "stops", "services", "facilities", "background", "congestion")
    )
    own = demand[demand["demand_id"] == "d7"].assign(week=pd.Timestamp("2025-08-25"), ready_days="Sun")
    demand = pd.concat(
        [own.assign(demand_id=name, commodity_id=name, boxes=boxes) for name, boxes in goods.items()], ignore_index=True
    ).astype(demand.dtypes)
    stops.loc[(stops["service_id"] == "kz_e") & (stops["seq"] == 1), "activity"] = "pass"
    services.loc[services["service_id"].isin(["kz_e", "cn_e"]), "days"] = DAILY
    facilities.loc[facilities["facility_id"] == CRANE, "capacity"] = 4.0
    congestion.loc[congestion["kind"] == "throughput", "extra_h"] = 0.0
    own = network.with_tables(
        demand=demand, stops=stops, services=services, facilities=facilities, congestion=congestion,
        background=background[background["facility_id"] != CRANE],
    )  # fmt: skip
    return replace(scenario, name="crowd", network=own, changes=(*events, *changes))


def by_head():
    """
    Return the least cost of all boxes [USD]: four are taken off a day, and go on the next day at 12:00.

    They leave Moscow after 24, 48 and 72 h (6 of them for loading, then storage at 1 USD an hour), and are handled
    until the 11th, 12th and 13th at 00:00, whichever train brought them; then 12 h in the yard, 60 h to Xian and 6 h
    for unloading, 342, 366 and 390 h after they were ready, at 10.1 USD an hour.
    """
    money = 50 + 2300 + 150 + 12 + 1500 + 50
    return 4 * (3 * money + 18 + 42 + 66 + 10.1 * (342 + 366 + 390))
