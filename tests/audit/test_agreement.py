"""The audit and the optimiser work out the same timetable, capacities and cheapest paths, each on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from logistics.audit.capacity import Capacities
from logistics.audit.costs import Costs
from logistics.audit.events import Events
from logistics.audit.followed import Model
from logistics.audit.handling import Handling
from logistics.audit.law import Laws
from logistics.audit.pricing import PriceField
from logistics.audit.reading import boxes_of
from logistics.audit.reefer import Reefers
from logistics.audit.runs import derive_runs
from logistics.audit.search import Search
from logistics.audit.tables import read_book
from logistics.audit.windows import Windows
from logistics.cargo import CARGO_CLASSES
from logistics.scenario import build_instance
from logistics.timespace import expand
from logistics.timespace.kernels import sweep_class
from logistics.timespace.model import Measure
from logistics.units import minutes_from_hours, to_min

MON, DAY = to_min(date(2025, 9, 1)), 1440
NAN = float("nan")
OUT = 4


def window(kind, target, *, days=(3, 9), value=NAN, unit="", direction="both", cargo="", known=None):
    """Return one window; days count from Monday 1 September 2025."""
    start, end = (MON + int(day * DAY) for day in days)
    known = start if known is None else MON + int(known * DAY)
    return (f"w-{target[1]}", kind, *target, direction, cargo, start, end, value, unit, known)


def cell(table, key, row, **values):
    """Return a change of one row of a table."""
    return table, key, row, values


ALMATY, CRANE_W = ("facility", "almaty_gate"), ("facility", "dostyk_crane_w")
DA, XD, AM = ("link", "dostyk-almaty"), ("link", "xian-dostyk"), ("link", "almaty-moscow")
TERMINAL = ("terminal", "dostyk")
CASES = {
    "plain": [],
    "closed link": [window("close", DA)],
    "held train": [window("close", AM, days=(4.5, 6), known=6)],
    "held train, boxes off it in turns": [window("close", AM, days=(4.25, 8))],
    "several closures": [
        window("close", DA, days=(3, 6), known=5), window("close", AM, days=(7, 9), known=8),
        window("close", ("terminal", "almaty"), days=(6, 8), known=7, direction="westbound"),
    ],
    "closed terminal": [window("close", TERMINAL, days=(4.5, 6))],
    "closed service": [window("close", ("service", "cn_w"), days=(4, 9))],
    "closed service, train gone": [window("close", ("service", "cn_w"), known=4)],
    "closed operation": [window("close", ("operation", "dostyk_change_w"))],
    "closed yard": [window("close", ("facility", "dostyk_yard"), days=(5, 7.25))],
    "closed plugs": [window("close", ("facility", "dostyk_power"), days=(4, 9))],
    "closed border processing": [window("close", ("operation", "almaty_pass"))],
    "closed loading, one direction": [window("close", ALMATY, days=(0, 4), direction="westbound")],
    "slow operator": [window("speed", ("operator", "KTZ"), value=0.7)],
    "slow link eastbound": [window("speed", XD, value=0.7, direction="eastbound")],
    "more hours at a terminal": [window("add_hours", TERMINAL, value=33.3)],
    "more hours at the gate": [window("add_hours", ALMATY, days=(0, 9), value=5.0, direction="eastbound")],
    "more hours on a link": [window("add_hours", DA, value=2.5)],
    "dear link": [window("price", DA, value=2.5)],
    "dear operator": [window("price", ("operator", "CR"), value=1.5, direction="eastbound")],
    "weaker crane": [window("capacity", CRANE_W, value=0.3)],
    "more slots": [window("capacity", ("facility", "dostyk_slots"), value=2.0)],
    "smaller yard": [window("capacity", ("facility", "dostyk_yard"), value=0.5)],
    "fewer trains": [window("capacity", DA, value=0.5, direction="westbound")],
    "limit of a free link": [window("limit", XD, value=0.5, unit="trains_per_day")],
    "limit of a link": [window("limit", DA, value=1.5, unit="trains_per_day")],
    "grain cap": [window("limit", DA, value=0.5, unit="trains_per_day", cargo="grain;frozen", direction="eastbound")],
    "limit in FEU": [window("limit", DA, value=2.5, unit="feu_per_day")],
    "limit of a crane": [window("limit", CRANE_W, value=0.5, unit="trains_per_day", cargo="dry")],
    "limit of a gate": [window("limit", ALMATY, days=(0, 9), value=0.5, unit="feu_per_day", cargo="frozen")],
    "opening hours": [cell("facilities", "facility_id", "almaty_gate", hours_local="22:00-03:00")],
    "opening hours and closure": [
        cell("facilities", "facility_id", "dostyk_crane_w", hours_local="06:00-08:00;14:00-15:30"),
        window("close", CRANE_W, days=(0.1, 5.5)), window("close", CRANE_W, days=(3, 7.2)),
    ],
    "dates of an operation": [
        cell("operations", "operation_id", "dostyk_change_w", valid_to=pd.Timestamp("2025-09-06"))],
    "dates of a facility": [cell("facilities", "facility_id", "dostyk_yard", valid_from=pd.Timestamp("2025-09-05"))],
    "dates of a link": [cell("links", "link_id", "dostyk-almaty", valid_from=pd.Timestamp("2025-09-05"))],
    "dates of a service": [cell("services", "service_id", "kz_w", valid_from=pd.Timestamp("2025-09-05"))],
    "suspended link": [cell("links", "link_id", "almaty-moscow", status="suspended")],
    "long handling": [cell("operations", "operation_id", "dostyk_change_w", handling_h=60.0)],
    "no handling time": [cell("operations", "operation_id", "dostyk_change_w", handling_h=0.0)],
    "no cut-off": [cell("parameters", "parameter_id", "cutoff_h", value=0.0)],
    "winter": [cell("background", "background_id", "bg_crane_w", month=9)],
}  # fmt: skip


def changed(instance, changes):
    """Return an instance with windows and cells put in."""
    windows = [change for change in changes if len(change) > 4]
    network = instance.network
    for table, key, row, values in (change for change in changes if len(change) == 4):
        frame = network[table].copy()
        for column, value in values.items():
            frame.loc[frame[key] == row, column] = value
        network = network.with_tables(**{table: frame})
    frame = pd.DataFrame(windows, columns=list(network.windows.columns))
    return replace(instance, network=replace(network, windows=frame))


def replanned(instance):
    """Return an instance planned again on Friday noon, with boxes in a yard and aboard, and committed use."""
    now = MON + 4 * DAY + 600
    table = instance.consignments.copy()
    table["ready_min"] = np.maximum(table["ready_min"], now)
    first, second = table.index[:2]
    table.loc[first, ["start_kind", "start_terminal", "start_gauge"]] = ["yard", "dostyk", 1520]
    table.loc[second, ["start_kind", "start_terminal", "start_run_id", "start_seq"]] = [
        "onboard", "dostyk", "cn_w@2025-09-04T00:00", 1,
    ]  # fmt: skip
    table.loc[second, "ready_min"] = MON + 5 * DAY + 720
    committed = pd.DataFrame(
        {
            "resource_id": ["throughput:dostyk_crane_w:2025-09-06"] * 2 + ["train:exp_cn@2025-09-09T00:00:0-1:feu"],
            "amount": [1.0, 2.0, 9.0],
        }
    )
    return replace(instance, consignments=table, not_before_min=now, committed=committed)


def model_of(instance):
    """Return the audit's own model of an instance."""
    book, windows = read_book(instance.network), Windows(instance.network.windows)
    cutoff = minutes_from_hours(instance.network.parameter("cutoff_h"))
    blocks = derive_runs(book, windows, instance.horizon)
    return Model(book, blocks, Handling(book, windows), Costs(book, windows), cutoff, Reefers(book)), windows


def audit_legs(model):
    """Return departure, arrival, km, cost, surcharge and emissions by run and stops, as the audit sees them."""
    found = {}
    for block in model.blocks.values():
        for leg, (first, last) in enumerate(block.ends):
            cost, extra = model.costs.leg(block, leg)
            links = [model.book.links[link] for link in block.links(leg)]
            whole = sum(link.km for link in links), sum(model.costs.co2e(link) for link in links)
            for column, run_id in enumerate(block.run_ids):
                if not block.cancelled[leg, column]:
                    times = int(block.departure[first, column]), int(block.arrival[last, column])
                    key = (run_id, block.stops[first].seq, block.stops[last].seq)
                    found[key] = (*times, whole[0], cost[column], extra[column], whole[1])
    return found


def graph_legs(table):
    """Return the same from the timetable."""
    ends = zip(table.leg_run, table.leg_from_call, table.leg_to_call, strict=True)
    values = zip(
        table.leg_dep, table.leg_arr, table.leg_km, table.leg_cost, table.leg_reefer_cost, table.leg_co2e, strict=True
    )
    return {
        (table.run_id[run], int(table.call_seq[first]), int(table.call_seq[last])): row
        for (run, first, last), row in zip(ends, values, strict=True)
    }


def random_prices(space):
    """Return prices on most resources, of sizes that change the choice of paths."""
    rng = np.random.default_rng(7)
    size = np.array([300, 20, 300, 100, 3, 3, 2000, 500, 200.0])[space.resources.kind]
    count = len(space.resources.resource_id)
    return np.where(rng.random(count) < 0.6, rng.exponential(1.0, count) * size, 0.0)


def graph_cheapest(space, price):
    """Return the least priced cost of each consignment over the event graph."""
    resources, table = space.resources, space.instance.consignments
    arc = np.repeat(np.arange(len(space.head)), np.diff(space.use_ptr))
    found = np.full(len(table), np.inf)
    for k, row in enumerate(table.itertuples()):
        bit = CARGO_CLASSES.index(row.cargo_class)
        plug = row.feu_per_box if row.power == "plug" else 0.0
        sizes = np.zeros(len(Measure))
        used = [Measure.FEU, Measure.GROSS_T, Measure.PLUG, Measure.TRAIN]
        sizes[used] = row.feu_per_box, row.gross_t_per_box, plug, row.feu_per_box
        per_box = price * sizes[resources.measure]
        per_box = np.where((resources.cargo_mask >> bit) & 1, per_box, 0.0)
        weight = row.feu_per_box * (space.cost + (space.reefer_cost if row.power != "none" else 0.0))
        weight = weight + (row.time_usd_per_box_h + row.running_usd_per_box_h) * space.minutes / 60
        weight = weight + np.bincount(arc, space.use_coef * per_box[space.use_row], minlength=len(space.head))
        best = np.full(len(space.node_min), np.inf)
        before = np.full(len(space.node_min), -1, np.int32)
        source, end = int(space.source_node[k]), int(np.searchsorted(space.node_min, row.due_min, side="right"))
        sweep_class(space.first_arc, space.head, weight, space.cargo_mask, bit, source, end, best, before)
        out = (space.node_kind == OUT) & (space.node_terminal == space.sink_terminal[k])
        out &= np.arange(len(out)) < end
        found[k] = best[out].min() if out.any() else np.inf
    return found


@pytest.mark.parametrize("again", [False, True], ids=["once", "again"])
@pytest.mark.parametrize("name", CASES)
def test_audit_and_graph_agree(tiny_scenario, name, again):
    """Legs, capacities and cheapest priced paths agree, whatever disturbs the network."""
    instance = build_instance(tiny_scenario)
    instance = changed(replanned(instance) if again else instance, CASES[name])
    space, (model, windows) = expand(instance), model_of(instance)
    legs = audit_legs(model)
    for key, row in graph_legs(space.timetable).items():
        assert legs[key] == pytest.approx(row, abs=1e-9)
    committed = instance.committed.groupby("resource_id")["amount"].sum().to_dict()
    capacities = Capacities(model.book, windows, model.blocks, committed, instance.horizon)
    for resource_id, capacity in zip(space.resources.resource_id, space.resources.capacity, strict=True):
        assert capacities.of(resource_id) == pytest.approx(capacity, abs=1e-9), resource_id
    price = random_prices(space)
    prices = {name: value for name, value in zip(space.resources.resource_id, price, strict=True) if value > 0}
    field = PriceField(model.book, windows, instance.horizon, prices)
    search = Search(Events(model, field, instance.not_before_min))
    assert search.cheapest(boxes_of(instance.consignments, Laws(model.book))) == pytest.approx(
        graph_cheapest(space, price), abs=1e-6
    )
