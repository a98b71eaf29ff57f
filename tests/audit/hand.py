"""A plan of the tiny network worked out by head, with the instance it answers."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

from logistics.network import load_network
from logistics.results.model import Plan, Status
from logistics.scenario import CONSIGNMENT_COLUMNS, Horizon, Instance
from logistics.units import to_min

TINY = Path(__file__).parents[1] / "data" / "tiny_network"
MON = to_min(date(2025, 9, 1))
TUE = MON + 1440
DAY = 1440


@lru_cache
def tiny():
    """Return the tiny network, read once."""
    return load_network(TINY)


def consignment(name, origin, destination, *, ready=MON, days=30, boxes=1, kind="electronics", outside=1e4):
    """Return one consignment row; sizes and rates are those of the tiny tables."""
    kinds = {  # unit, class, power, feu, tonnes, gross, time rate, running rate
        "electronics": ("dry40", "dry", "none", 1.0, 20.0, 24.0, 10.0, 0.1),
        "beef": ("reefer40", "frozen", "plug", 1.0, 24.0, 30.0, 2.0, 2.0),
        "wheat": ("liner20", "grain", "none", 0.5, 24.0, 26.4, 0.1, 0.1),
    }
    unit, cargo, power, feu, tonnes, gross, value, running = kinds[kind]
    values = (
        name, name.split("/")[0], origin, destination, kind, cargo, unit, power, ready, ready + days * DAY, boxes,
        feu, tonnes, gross, value, running, "x", outside, outside, 0.0, True, "gate", origin, -1, "", -1,
    )  # fmt: skip
    return dict(zip(CONSIGNMENT_COLUMNS, values, strict=True))


def instance() -> Instance:
    """
    Return five consignments on the tiny network.

    Outside options: A 6000 + 20 d of 240 = 10800; B 5000 + 10 d of 48 = 5480; C half of 1500 = 750;
    D 5000 + 40 d of 240 = 14600; E 4000 + 10 d of 240 = 6400.
    """
    rows = [
        consignment("A", "xian", "moscow", boxes=3, outside=10800.0),
        consignment("B", "almaty", "xian", boxes=2, kind="beef", ready=TUE, outside=5480.0),
        consignment("C", "almaty", "xian", boxes=6, kind="wheat", days=40, outside=750.0),
        consignment("D", "moscow", "xian", ready=MON + 3 * DAY, days=5, outside=14600.0),
        consignment("E", "xian", "dostyk", boxes=1, outside=6400.0),
    ]
    horizon = Horizon(date(2025, 9, 1), date(2025, 9, 14), 1, 4)
    frame = pd.DataFrame(rows, columns=list(CONSIGNMENT_COLUMNS))
    return Instance(tiny(), frame, horizon, horizon.solved_start_min)


def _at(text):
    """Return ``DD HH:MM`` of September 2025 as a timestamp."""
    day, clock = text.split()
    return pd.Timestamp(f"2025-09-{day}T{clock}", tz="UTC")


def _row(kind, activity, what, places, times, km=0.0, cost=0.0, co2e=0.0):
    service, run, link, operation = "", "", "", ""
    if kind == "operate":
        operation = what
    elif what:
        run, link = what
        service = run.split("@")[0]
    return (kind, activity, service, run, *places, link, operation, *map(_at, times), km, cost, co2e)


EXP = "exp_cn@2025-09-02T00:00"
KZ_THU, KZ_SUN = "kz_w@2025-09-04T12:00", "kz_w@2025-09-07T12:00"
CN_W, CN_E, KZ_E = "cn_w@2025-09-04T00:00", "cn_e@2025-09-08T12:00", "kz_e@2025-09-01T00:00"


def _westbound_end(run, start, mid, mid_end, arrival, out):
    """Return the rows Dostyk - Almaty - Moscow of one box of 24 t (20 g/t-km)."""
    return [
        _row("ride", "", (run, "dostyk-almaty"), ("dostyk", "almaty"), (start, mid), 600.0, 300.0, 288.0),
        _row("wait", "", ("", ""), ("almaty", "almaty"), (mid, mid_end)),
        _row("ride", "", (run, "almaty-moscow"), ("almaty", "moscow"), (mid_end, arrival), 4000.0, 2000.0, 1920.0),
        _row("operate", "unload", "moscow_unload", ("moscow", "moscow"), (arrival, out), 0.0, 50.0),
    ]


OUTSIDE_C = {"xian": 20.0}
"""In September; everywhere else it is 17 degC."""


def path_rows():
    """Return the rows of the three paths: express of A, ordinary of A, beef of B."""
    xian, dostyk, almaty = ("xian", "xian"), ("dostyk", "dostyk"), ("almaty", "almaty")
    load = _row("operate", "load", "xian_load", xian, ("01 00:00", "01 06:00"), 0.0, 50.0)
    cross = ("xian", "dostyk")
    # express: storage 18 h and 14 h at 24 USD a day; 3000 km at 0.5; 24 t x 3000 km x 10 g (electric, China)
    express = [
        load,
        _row("wait", "", ("", ""), xian, ("01 06:00", "02 00:00"), 0.0, 18.0),
        _row("ride", "", (EXP, "xian-dostyk"), cross, ("02 00:00", "03 16:00"), 3000.0, 1500.0, 720.0),
        _row("operate", "gauge_change", "dostyk_priority_w", dostyk, ("03 16:00", "03 22:00"), 0.0, 200.0),
        _row("wait", "", ("", ""), dostyk, ("03 22:00", "04 12:00"), 0.0, 14.0),
        *_westbound_end(KZ_THU, "04 12:00", "05 00:00", "05 03:00", "08 11:00", "08 17:00"),
    ]
    ordinary = [
        load,
        _row("wait", "", ("", ""), xian, ("01 06:00", "04 00:00"), 0.0, 66.0),
        _row("ride", "", (CN_W, "xian-dostyk"), cross, ("04 00:00", "06 12:00"), 3000.0, 1500.0, 720.0),
        _row("operate", "gauge_change", "dostyk_change_w", dostyk, ("06 12:00", "07 00:00"), 0.0, 150.0),
        _row("wait", "", ("", ""), dostyk, ("07 00:00", "07 12:00"), 0.0, 12.0),
        *_westbound_end(KZ_SUN, "07 12:00", "08 00:00", "08 03:00", "11 11:00", "11 17:00"),
    ]
    # beef: 30 t; rail surcharge 0.1 a km. Its reefer, at 17 and 20 degC outside, 50 W/K, fans 0.35 kW, COP 1.3:
    west, east = (0.05 * 35 + 0.35) / 1.3 + 0.35, (0.05 * 38 + 0.35) / 1.3 + 0.35  # kW: 1.965, 2.081
    leak = 5 * 0.08766 / 8766 * 1000  # 0.05 kg an hour
    yard, aboard = 0.8 * west + leak, 0.9 * west + leak  # kg an hour: grid of Kazakhstan, generator car
    through, arrived = 0.9 * (west + east) / 2 + leak, 0.5 * east + leak
    beef = [
        _row("operate", "load", "almaty_load", almaty, ("02 00:00", "02 06:00"), 0.0, 50.0, 6 * yard),
        _row("wait", "", ("", ""), almaty, ("02 06:00", "04 11:00"), 0.0, 53.0, 53 * yard),
        _row("ride", "", (KZ_E, "dostyk-almaty"), ("almaty", "dostyk"), ("04 11:00", "04 23:00"), 600.0, 360.0,
             360.0 + 12 * aboard),
        _row("operate", "gauge_change", "dostyk_change_e", dostyk, ("04 23:00", "05 11:00"), 0.0, 150.0, 12 * yard),
        _row("wait", "", ("", ""), dostyk, ("05 11:00", "08 12:00"), 0.0, 73.0, 73 * yard),
        _row("ride", "", (CN_E, "xian-dostyk"), ("dostyk", "xian"), ("08 12:00", "11 00:00"), 3000.0, 1800.0,
             900.0 + 60 * through),
        _row("operate", "unload", "xian_unload", xian, ("11 00:00", "11 06:00"), 0.0, 50.0, 6 * arrived),
    ]  # fmt: skip
    return {"A/1": express, "A/2": ordinary, "B/1": beef}


def plan() -> Plan:
    """
    Return the optimal plan: two boxes of A fit on the express, the third rides the ordinary train.

    Express box: 4132 USD, 185 h at 10.1; ordinary box: 4128 USD, 257 h at 10.1: the express place is worth
    723.2 USD. Beef: 2536 USD... 222 h at 4. C stays (750 USD is cheaper than any train), D is too late, E has no
    unloading at Dostyk.
    """
    legs = [
        (name, seq, *row, OUTSIDE_C.get(row[4], 17.0), 0.0)
        for name, rows in path_rows().items()
        for seq, row in enumerate(rows)
    ]
    legs_columns = [
        "path_id", "seq", "kind", "activity", "service_id", "run_id", "from", "to", "link_id", "operation_id",
        "start_utc", "end_utc", "distance_km", "cost_usd", "co2e_kg", "ambient_c", "cargo_c",
    ]  # fmt: skip
    express, ordinary, beef = 4132 + 10.1 * 185, 4128 + 10.1 * 257, 2536 + 4 * 222
    paths = pd.DataFrame(
        [
            ("A", "A/1", "dry40", 2.0, 2.0, 48.0, 2 * (4132 + 18.5), 2 * express, 185.0, float("nan")),
            ("A", "A/2", "dry40", 1.0, 1.0, 24.0, 4128 + 25.7, ordinary, 257.0, float("nan")),
            ("B", "B/1", "reefer40", 2.0, 2.0, 60.0, 2 * (2536 + 444.0), 2 * beef, 222.0, float("nan")),
        ],
        columns=[
            "consignment_id", "path_id", "unit", "boxes", "feu", "gross_t", "cost_usd", "generalised_usd",
            "transit_h", "shelf_life_used",
        ],
    )  # fmt: skip
    unserved = pd.DataFrame(
        [
            ("C", 6.0, 3.0, "outside_cheaper", "", "", 750.0),
            ("D", 1.0, 1.0, "too_late", "", "", 14600.0),
            ("E", 1.0, 1.0, "no_path", "", "", 6400.0),
        ],
        columns=[
            "consignment_id", "boxes", "feu", "reason", "resource_id", "cheapest_relaxation", "outside_usd_per_box",
        ],
    )  # fmt: skip
    terms = {
        "transport": 3 * 3800.0 + 2 * 2160.0, "operations": 2 * 300.0 + 250.0 + 2 * 250.0,
        "storage": 2 * 32.0 + 78.0 + 2 * 126.0, "running": 0.1 * (2 * 185 + 257) + 2 * 2 * 222,
        "time": 10.0 * (2 * 185 + 257) + 2 * 2 * 222, "queue": 0.0, "outside": 6 * 750.0 + 14600.0 + 6400.0,
    }  # fmt: skip
    objective = sum(terms.values())
    now = instance()
    return Plan(
        Status.OPTIMAL, objective, objective, 0.0, terms, paths, pd.DataFrame(legs, columns=legs_columns), unserved,
        _prices(ordinary - express, {"A": ordinary, "B": beef, "C": 750.0, "D": 14600.0, "E": 6400.0}),
        now.consignments, {"consignments": 5, "distinct_od_commodity_day": 5},
    )  # fmt: skip


def _prices(express_place, demand):
    boxes = {"A": (3.0, 3.0), "B": (2.0, 2.0), "C": (6.0, 0.0), "D": (1.0, 0.0), "E": (1.0, 0.0)}
    start, end = _at("01 00:00"), _at("30 00:00")
    rows = [
        (f"demand:{name}", "demand", "xian", start, end, boxes[name][0], boxes[name][1], "boxes", price)
        for name, price in demand.items()
    ]
    train = f"train:{EXP}:0-1:feu"
    rows += [
        (train, "train_feu", "xian", _at("02 00:00"), _at("03 16:00"), 2.0, 2.0, "FEU", express_place),
        ("throughput:dostyk_crane_w:2025-09-03", "throughput", "dostyk", _at("03 00:00"), _at("04 00:00"), 6.0, 2.0,
         "FEU", 0.0),
        ("yard:dostyk_yard:2025-09-07T00", "yard", "dostyk", _at("07 00:00"), _at("07 06:00"), 120.0, 18.0, "FEU-h",
         0.0),
        ("powered:dostyk_power:2025-09-07T06", "powered_yard", "dostyk", _at("07 06:00"), _at("07 12:00"), 24.0, 12.0,
         "FEU-h", 0.0),
        ("link:dostyk-almaty:westbound:2025-09-04", "link", "dostyk-almaty", _at("04 00:00"), _at("05 00:00"), 2.0,
         0.5, "trains", 0.0),
    ]  # fmt: skip
    columns = [
        "resource_id", "kind", "place", "period_start_utc", "period_end_utc", "capacity", "used", "unit", "price_usd",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
