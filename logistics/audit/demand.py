"""Every box is carried or accounted for, once; path values are those of their boxes."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from logistics.audit.report import Ledger
from logistics.audit.tables import number, text
from logistics.audit.units import Choices
from logistics.results.model import Plan
from logistics.scenario.model import Instance

TINY = 1e-6
RELATIVE = 1e-6


def check_demand(plan: Plan, instance: Instance, choices: Choices, ledger: Ledger) -> None:
    """Check ids, flows and boxes: carried, in boxes of the usual unit, plus unserved equals those of a consignment."""
    ledger.ask("ids", "path ids are unique and the same in paths and legs; consignments are known")
    ledger.ask("flows", "no flow is negative, missing or infinite")
    ledger.ask("demand", "carried + unserved = boxes, for every consignment")
    known = instance.consignments.set_index("consignment_id")["boxes"].astype(float).to_dict()
    _check_ids(plan, known, ledger)
    total: dict[str, float] = defaultdict(float)
    for name, frame in (("paths", plan.paths), ("unserved", plan.unserved)):
        units = frame["unit"] if name == "paths" else [""] * len(frame)
        for consignment_id, unit, boxes in zip(
            frame["consignment_id"], units, frame["boxes"].astype(float), strict=True
        ):
            choice = choices.get(str(consignment_id), {}).get(str(unit))
            total[str(consignment_id)] += boxes * (choice.share if choice else 1.0)
            if not 0 <= boxes < float("inf"):
                ledger.fault("flows", f"{name}: {boxes} boxes of '{consignment_id}'", boxes)
    for consignment_id, boxes in known.items():
        where = f"consignment '{consignment_id}': carried + unserved boxes"
        ledger.compare("demand", where, total.get(str(consignment_id), 0.0), boxes, TINY * max(1.0, boxes))


def _check_ids(plan: Plan, known: dict[str, float], ledger: Ledger) -> None:
    for path_id in plan.paths.loc[plan.paths["path_id"].duplicated(), "path_id"]:
        ledger.fault("ids", f"path '{path_id}' occurs twice")
    ids, with_legs = set(plan.paths["path_id"]), set(plan.legs["path_id"])
    for path_id in sorted(ids ^ with_legs):
        ledger.fault("ids", f"path '{path_id}' has {'no legs' if path_id in ids else 'legs but no flow'}")
    for name, frame in (("paths", plan.paths), ("unserved", plan.unserved)):
        for consignment_id in frame.loc[~frame["consignment_id"].isin(known), "consignment_id"]:
            ledger.fault("ids", f"{name}: consignment '{consignment_id}' is not in the scenario")
    for consignment_id in plan.unserved.loc[plan.unserved["consignment_id"].duplicated(), "consignment_id"]:
        ledger.fault("ids", f"unserved: consignment '{consignment_id}' occurs twice")


def check_sizes(plan: Plan, instance: Instance, choices: Choices, ledger: Ledger) -> None:
    """Check unit, FEU and gross tonnes of paths and unserved rows."""
    ledger.ask("sizes", "unit, FEU and gross tonnes of paths and unserved rows")
    units = {row["consignment_id"]: row for row in instance.consignments.to_dict("records")}
    for row in plan.paths.to_dict("records"):
        if row["consignment_id"] not in units:
            continue
        mine, where = choices[row["consignment_id"]], f"path {row['path_id']}"
        if row["unit"] not in mine:
            ledger.fault("sizes", f"{where}: unit '{row['unit']}', the consignment has '{', '.join(mine)}'")
            continue
        box = mine[row["unit"]].box
        for column, per_box in (("feu", box.feu), ("gross_t", box.gross_t)):
            expected = float(row["boxes"]) * per_box
            ledger.compare("sizes", f"{where}: {column}", float(row[column]), expected, TINY + RELATIVE * expected)
    for row in plan.unserved.to_dict("records"):
        if row["consignment_id"] in units:
            expected = float(row["boxes"]) * float(units[row["consignment_id"]]["feu_per_box"])
            where = f"unserved '{row['consignment_id']}': feu"
            ledger.compare("sizes", where, float(row["feu"]), expected, TINY + RELATIVE * expected)


def check_unserved_price(plan: Plan, instance: Instance, ledger: Ledger) -> None:
    """Check the outside option written on every unserved row."""
    expected = instance.consignments.set_index("consignment_id")["outside_usd_per_box"].astype(float).to_dict()
    unserved: pd.DataFrame = plan.unserved
    for name, value in zip(unserved["consignment_id"], unserved["outside_usd_per_box"].astype(float), strict=True):
        if name in expected:
            wanted = expected[name]
            where = f"unserved '{text(name)}': outside_usd_per_box"
            ledger.compare("outside", where, number(value, float("nan")), wanted, TINY + RELATIVE * abs(wanted))
