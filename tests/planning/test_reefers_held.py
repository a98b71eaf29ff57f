"""Reefers under way that an event holds run for longer: their rows get the CO2e of the new hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from logistics.planning import PlanningProblem, solve
from logistics.planning.rehandle import rehandle
from logistics.planning.retime import retime
from logistics.results.energy import path_boxes, reefer_use
from logistics.results.freeze import freeze
from logistics.scenario import Change, build_instance
from logistics.units import to_min


def at(*when):
    """Return a moment of September 2025."""
    return datetime(2025, 9, *when, tzinfo=UTC)


@pytest.fixture(scope="module")
def beef_west(tiny_scenario):
    """Beef from Xian to Moscow too, where only the express, which passes Almaty, goes on from Dostyk in time."""
    demand, services = (tiny_scenario.network[name].copy() for name in ("demand", "services"))
    demand.loc[demand["demand_id"] == "d1", "commodity_id"] = "beef"
    services.loc[services["service_id"] == "kz_w", "days"] = "Wed"
    return replace(tiny_scenario, network=tiny_scenario.network.with_tables(demand=demand, services=services))


def traction(legs, plan, network):
    """Return the CO2e of rows without that of reefers."""
    return legs["co2e_kg"] - reefer_use(legs, path_boxes(plan.paths, plan.consignments), network)["reefer_co2e_kg"]


@pytest.mark.parametrize(
    ("moment", "change"),
    [
        (at(5, 6), Change("c", "close", {"link": "almaty-moscow"}, at(5, 6), at(9))),
        (at(5, 2), Change("c", "add_hours", {"terminal": "dostyk", "hours": 30.0}, at(1), at(9))),
    ],
    ids=["held on its way", "held in a terminal"],
)
def test_held_reefers_emit_for_the_new_hours(beef_west, moment, change):
    """Rows change their times; what is left beside the reefer is the traction of before, none where boxes stand."""
    plan = solve(PlanningProblem(beef_west))
    known = build_instance(replace(beef_west, changes=(change,)), known_at_min=to_min(at(10)))
    frozen = freeze(plan, known.network, to_min(moment))
    held = rehandle(retime(frozen, plan, known), plan, known)
    units = path_boxes(plan.paths, plan.consignments)
    powered = [name for name in units.index[units["unit"] == "reefer40"] if name in set(held.legs["path_id"])]
    ends = [legs.groupby("path_id")["end_utc"].max()[powered] for legs in (frozen.legs, held.legs)]
    assert (ends[1] > ends[0]).any(), "a reefer is held"
    rest = traction(held.legs, plan, known.network)
    moving = held.legs["kind"].isin(["ride", "ferry"])
    assert np.allclose(rest[~moving], 0.0, atol=1e-6)
    before = traction(frozen.legs, plan, known.network)[frozen.legs["kind"].isin(["ride", "ferry"])]
    assert sorted(rest[moving]) == pytest.approx(sorted(before))
