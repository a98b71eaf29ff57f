"""Boxes of another loading unit than the usual one, and what is left of them under way, worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from logistics.planning.replan import remaining
from logistics.planning.stranded import stranded_rows
from logistics.results.freeze import ALWAYS, NEVER
from logistics.scenario import build_instance
from logistics.scenario.boxes import facts_of


@pytest.fixture(scope="module")
def known(tiny_scenario):
    """Return the instance of the tiny scenario, in which six boxes of wheat and two of beef set out."""
    return build_instance(tiny_scenario)


def name_of(known, demand):
    """Return the first consignment of a demand row."""
    names = known.consignments["consignment_id"]
    return names[names.str.startswith(demand + "/")].iloc[0]


def test_facts_are_those_of_the_unit(known):
    """A 40-foot liner carries 26 t of wheat for 24 t in the usual one; diesel has a rent of its own."""
    wheat, beef = name_of(known, "d5"), name_of(known, "d4")
    paths = pd.DataFrame(
        [
            ("a", wheat, "liner40"), ("b", wheat, ""), ("c", wheat, "liner20"), ("d", beef, "diesel40"),
            ("e", wheat, None),
        ],
        columns=["path_id", "consignment_id", "unit"],
    )  # fmt: skip
    found = facts_of(paths, known.consignments, known.network)
    assert found.index.tolist() == ["a", "b", "c", "d", "e"]
    assert found["unit_id"].tolist() == ["liner40", "liner20", "liner20", "diesel40", "liner20"]
    assert found["share"].tolist() == pytest.approx([26 / 24, 1, 1, 1, 1])
    assert found["feu_per_box"].tolist() == [1.0, 0.5, 0.5, 1.0, 0.5]
    assert found["tonnes_per_box"].tolist() == [26.0, 24.0, 24.0, 24.0, 24.0]
    assert found["gross_t_per_box"].tolist() == pytest.approx([30.0, 26.4, 26.4, 31.0, 26.4])
    assert found["power"].tolist() == ["none", "none", "none", "diesel", "none"]
    worth = 250 * 0.04 / 100 / 24
    assert found["time_usd_per_box_h"].iloc[:2].tolist() == pytest.approx([26 * worth, 24 * worth])
    running = known.consignments.set_index("consignment_id")["running_usd_per_box_h"]
    assert found["running_usd_per_box_h"].iloc[3] > 36 / 24
    assert found["running_usd_per_box_h"].iloc[3] != running[beef]
    usual = facts_of(paths.drop(columns="unit"), known.consignments, known.network)
    assert usual["share"].tolist() == [1.0] * 5
    assert usual["unit_id"].tolist() == ["liner20", "liner20", "liner20", "reefer40", "liner20"]


def test_boxes_under_way_leave_their_consignment_in_its_own_measure(known):
    """Twelve liners of 26 t under way, one not departed, one delivered, half a usual one given up: of 20 some stay."""
    wheat = name_of(known, "d5")
    table = known.consignments.copy()
    table.loc[table["consignment_id"] == wheat, ["boxes", "outside_usd_per_box", "due_min"]] = [20.0, 3e6, 1]
    instance = SimpleNamespace(consignments=table, network=known.network, horizon=known.horizon)
    columns = ["path_id", "consignment_id", "unit", "boxes"]
    rows = [("way", wheat, "liner40", 12.0), ("gate", wheat, "liner40", 1.0), ("there", wheat, "liner20", 1.0)]
    cuts = pd.DataFrame(
        {"cut_min": [5_000, NEVER, ALWAYS], "start_kind": "yard", "start_terminal": "dostyk", "start_gauge": 1435,
         "start_run_id": "", "start_seq": -1}, index=["way", "gate", "there"],
    )  # fmt: skip
    plan, frozen = SimpleNamespace(paths=pd.DataFrame(rows, columns=columns)), SimpleNamespace(cuts=cuts)
    given_up = pd.DataFrame([("s", wheat, "liner40", 0.5)], columns=columns)
    left, pieces = remaining(plan, instance, frozen, given_up)
    left = left.set_index("consignment_id")
    assert left.loc[wheat, "boxes"] == pytest.approx(20 - 12.5 * 26 / 24 - 1)
    assert pieces.to_dict("index") == {f"{wheat}~way": {"original": wheat, "prefix": "way"}}
    piece = left.loc[f"{wheat}~way"]
    assert (piece["boxes"], piece["unit_id"], piece["ready_min"], piece["start_kind"]) == (
        12.0,
        "liner40",
        5000,
        "yard",
    )
    assert piece["tonnes_per_box"] == 26.0
    assert piece["outside_usd_per_box"] == pytest.approx(3e6 * 26 / 24)
    assert piece["due_min"] == known.horizon.solved_end_min - 1
    assert remaining(plan, instance, frozen, given_up.assign(boxes=30.0))[0].set_index("consignment_id").index[-1] == (
        f"{wheat}~way"
    )
    poor = SimpleNamespace(
        consignments=table.assign(outside_usd_per_box=1.0), network=known.network, horizon=known.horizon
    )
    piece = remaining(plan, poor, frozen, given_up)[0].set_index("consignment_id").loc[f"{wheat}~way"]
    assert piece["outside_usd_per_box"] == known.network.parameter("penalty_usd_per_box")


def test_boxes_given_up_are_told_in_the_unit_that_they_stay_in(known):
    """Hours since they were ready, up to the last row; size and weight of the unit."""
    beef = name_of(known, "d4")
    ready = pd.to_datetime(
        known.consignments.set_index("consignment_id").loc[beef, "ready_min"] * 60, unit="s", utc=True
    )
    written = "%Y-%m-%dT%H:%M"
    legs = [
        {"seq": i, "start_utc": (ready + pd.Timedelta(hours=a)).strftime(written),
         "end_utc": (ready + pd.Timedelta(hours=b)).strftime(written)} for i, (a, b) in enumerate(((0, 10), (10, 30)))
    ]  # fmt: skip
    entry = {"consignment_id": beef, "boxes": 3.0, "legs": legs}
    paths, rows = stranded_rows([{**entry, "unit": "diesel40"}, entry], known.consignments, known.network)
    assert paths["unit"].tolist() == ["diesel40", "reefer40"]
    assert paths["transit_h"].tolist() == [30.0, 30.0]
    assert paths["feu"].tolist() == [3.0, 3.0]
    assert paths["gross_t"].tolist() == [93.0, 90.0]
    assert rows["path_id"].tolist() == ["stranded:1"] * 2 + ["stranded:2"] * 2
    for name, hours in (("start_utc", (0, 10)), ("end_utc", (10, 30))):
        assert rows[name].tolist() == [ready + pd.Timedelta(hours=h) for h in hours] * 2
        assert rows[name].dtype == "datetime64[s, UTC]"
