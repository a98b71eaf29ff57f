"""Every kind of corruption of a good plan fails, each with its own check."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from logistics.audit import audit_plan

sys.path.insert(0, str(Path(__file__).parent))
import hand

EXPRESS = f"train:{hand.EXP}:0-1:feu"


def edited(frame, where, /, **values):
    """Return a frame with cells of some rows replaced."""
    frame = frame.copy()
    for column, value in values.items():
        if isinstance(value, str):
            frame[column] = frame[column].astype(object)
        rows = where(frame)
        frame.loc[rows, column] = value(frame.loc[rows, column]) if callable(value) else value
    return frame


def leg(path, seq, /, **values):
    """Return a corruption of one row of the legs."""
    return lambda plan, instance: (
        replace(plan, legs=edited(plan.legs, lambda f: (f["path_id"] == path) & (f["seq"] == seq), **values)), instance,
    )  # fmt: skip


def table(name, key, value, /, **values):
    """Return a corruption of one row of a table of ``plan``."""
    return lambda plan, instance: (
        replace(plan, **{name: edited(getattr(plan, name), lambda f: f[key] == value, **values)}), instance,
    )  # fmt: skip


def network(name, key, value, /, **values):
    """Return a change of one row of a network table that the plan does not know of."""

    def change(plan, instance):
        changed = instance.network.with_tables(
            **{name: edited(instance.network[name], lambda f: f[key] == value, **values)}
        )
        return plan, replace(instance, network=changed)

    return change


def value(**values):
    """Return a corruption of numbers of the plan."""
    return lambda plan, instance: (replace(plan, **values), instance)


def term(name, extra):
    """Return a corruption of one term of the objective."""
    return lambda plan, instance: (
        replace(plan, objective_terms={**plan.objective_terms, name: plan.objective_terms[name] + extra}), instance,
    )  # fmt: skip


def hours(count):
    """Return a shift of times."""
    return lambda times: times + pd.Timedelta(hours=count)


def without_legs(path, seq):
    """Return a plan that lacks a row of the legs."""
    return lambda plan, instance: (
        replace(plan, legs=plan.legs[~((plan.legs["path_id"] == path) & (plan.legs["seq"] == seq))]), instance,
    )  # fmt: skip


def swapped(plan, instance):
    """Return a plan with two rows of a path in the wrong order."""
    order = list(range(len(plan.legs)))
    order[1], order[2] = 2, 1
    return replace(plan, legs=plan.legs.iloc[order]), instance


def committed(plan, instance):
    """Return an instance in which boxes already on their way use the express."""
    rows = pd.DataFrame({"resource_id": [EXPRESS], "amount": [1.0]})
    return plan, replace(instance, committed=rows)


def window(kind, target_kind, target_id, number=float("nan"), unit="", cargo="", start=hand.MON, days=30):
    """Return an instance with a disruption that the plan does not know of."""
    row = ("w", kind, target_kind, target_id, "both", cargo, start, start + days * hand.DAY, number, unit, start)

    def change(plan, instance):
        columns = list(instance.network.windows.columns)
        frame = pd.DataFrame([row], columns=columns)
        return plan, replace(instance, network=replace(instance.network, windows=frame))

    return change


def doubled(plan, instance):
    """Return a plan with every price row twice."""
    return replace(plan, prices=pd.concat([plan.prices, plan.prices.tail(1)])), instance


def moved_box(plan, instance):
    """Return a plan that puts all of A on the express."""
    paths = edited(plan.paths, lambda f: f["path_id"] == "A/1", boxes=3.0, feu=3.0, gross_t=72.0)
    return replace(
        plan, paths=paths[paths["path_id"] != "A/2"], legs=plan.legs[plan.legs["path_id"] != "A/2"]
    ), instance


def forgotten(plan, instance):
    """Return a plan whose legs hold a path without a flow."""
    return replace(plan, paths=plan.paths[plan.paths["path_id"] != "B/1"]), instance


CASES = {
    # identity and flow
    "duplicate path id": (lambda p, i: (replace(p, paths=pd.concat([p.paths, p.paths.head(1)])), i), "ids"),
    "path without legs": (lambda p, i: (replace(p, legs=p.legs[p.legs["path_id"] != "B/1"]), i), "ids"),
    "legs without path": (forgotten, "ids"),
    "unknown consignment": (table("paths", "path_id", "B/1", consignment_id="Z"), "ids"),
    "unknown unserved": (table("unserved", "consignment_id", "E", consignment_id="Z"), "ids"),
    "negative flow": (table("paths", "path_id", "B/1", boxes=-2.0), "flows"),
    "flow not a number": (table("paths", "path_id", "B/1", boxes=float("nan")), "flows"),
    "lost boxes": (table("unserved", "consignment_id", "C", boxes=5.0, feu=2.5), "demand"),
    "too many boxes": (table("paths", "path_id", "B/1", boxes=3.0), "demand"),
    "unit": (table("paths", "path_id", "B/1", unit="dry40"), "sizes"),
    "feu": (table("paths", "path_id", "B/1", feu=1.0), "sizes"),
    "gross": (table("paths", "path_id", "B/1", gross_t=50.0), "sizes"),
    "unserved feu": (table("unserved", "consignment_id", "C", feu=6.0), "sizes"),
    "written consignment": (table("consignments", "consignment_id", "C", boxes=7), "consignments"),
    "due time written": (table("consignments", "consignment_id", "A", due_min=lambda t: t + 60), "consignments"),
    # continuity
    "rows swapped": (swapped, "continuity"),
    "row missing": (without_legs("A/1", 1), "continuity"),
    "no unloading": (without_legs("A/1", 8), "continuity"),
    "no loading": (without_legs("A/1", 0), "continuity"),
    "seq": (leg("A/1", 3, seq=17), "continuity"),
    "place": (leg("A/1", 4, **{"from": "almaty"}), "continuity"),
    "kind": (leg("A/1", 1, kind="rest"), "continuity"),
    "gap in time": (leg("A/1", 4, start_utc=hours(1)), "continuity"),
    "unloaded elsewhere": (lambda p, i: (p, replace(i, consignments=edited(
        i.consignments, lambda f: f["consignment_id"] == "B", destination="moscow"))), "continuity"),
    "before ready": (lambda p, i: (p, replace(i, consignments=edited(
        i.consignments, lambda f: f["consignment_id"] == "B", ready_min=lambda t: t + 60))), "continuity"),
    "after due": (lambda p, i: (p, replace(i, consignments=edited(
        i.consignments, lambda f: f["consignment_id"] == "B", due_min=hand.TUE + 9 * hand.DAY))), "due"),
    # runs, links, operations
    "unknown run": (leg("A/1", 2, run_id="exp_cn@2025-09-03T00:00"), "runs"),
    "unknown service": (leg("A/1", 2, service_id="exp_ru"), "runs"),
    "other run": (leg("A/1", 2, run_id="exp_cn@2025-09-09T00:00"), "times"),
    "unknown link": (leg("A/1", 2, link_id="xian-almaty"), "runs"),
    "other link": (leg("A/1", 2, link_id="dostyk-moscow"), "runs"),
    "ferry": (leg("A/1", 2, kind="ferry"), "runs"),
    "cancelled day": (network("services", "service_id", "exp_cn", days="Wed"), "runs"),
    "service not valid": (network("services", "service_id", "exp_cn", valid_to=pd.Timestamp("2025-08-31")), "runs"),
    "cargo of service": (network("services", "service_id", "kz_e", cargo_class="grain"), "runs"),
    "gauge of service": (network("services", "service_id", "kz_w", track_gauge_mm=1435), "runs"),
    "pass only": (network("stops", "terminal_id", "almaty", activity="pass"), "runs"),
    "unknown operation": (leg("A/1", 3, operation_id="dostyk_lift"), "operations"),
    "operation elsewhere": (leg("A/1", 3, operation_id="almaty_transfer"), "operations"),
    "operation of another class": (leg("A/1", 3, operation_id="dostyk_change_w"), "operations"),
    "operation of another direction": (leg("A/1", 3, operation_id="dostyk_change_e"), "operations"),
    "operation of another activity": (leg("A/1", 3, activity="transfer"), "operations"),
    "cargo of operation": (network("operations", "operation_id", "dostyk_change_e", cargo_class="grain"), "operations"),
    "operation not valid": (
        network("operations", "operation_id", "dostyk_change_e", valid_from=pd.Timestamp("2025-09-05")), "operations"),
    # times
    "arrival": (leg("A/1", 2, end_utc=hours(-1)), "times"),
    "ride start": (lambda p, i: leg("A/1", 2, start_utc=hours(-1))(*leg("A/1", 1, end_utc=hours(-1))(p, i)), "times"),
    "operation end": (leg("A/1", 3, end_utc=hours(-2)), "times"),
    "slower link": (network("links", "link_id", "xian-dostyk", length_km=3100.0), "times"),
    "speed": (network("speeds", "service_class", "express", speed_kmh=70.0), "times"),
    "speed class": (network("services", "service_class", "express", speed_class="ordinary"), "times"),
    "dwell": (network("stops", "dwell_h", 2.0, dwell_h=3.0), "times"),
    "border processing": (network("operations", "operation_id", "almaty_pass", handling_h=2.0), "times"),
    "handling hours": (network("operations", "operation_id", "xian_load", handling_h=3.0), "times"),
    "queue hours": (network("operations", "operation_id", "xian_unload", queue_h=3.0), "times"),
    "opening hours": (network("facilities", "facility_id", "xian_gate", hours_local="10:00-18:00"), "times"),
    "speed window": (window("speed", "operator", "KTZ", 0.5), "times"),
    "longer queue": (window("add_hours", "terminal", "dostyk", 2.0), "times"),
    "closed operation": (window("close", "operation", "dostyk_priority_w"), "times"),
    "cut-off": (network("parameters", "parameter_id", "cutoff_h", value=24.0), "cutoff"),
    "closed link": (window("close", "link", "dostyk-almaty"), "runs"),
    "closed terminal": (window("close", "terminal", "dostyk"), "runs"),
    "closed service": (window("close", "service", "exp_cn"), "runs"),
    # money, kilometres, emissions
    "leg cost": (leg("A/1", 2, cost_usd=1499.0), "leg_cost"),
    "operation cost": (leg("A/1", 3, cost_usd=0.0), "leg_cost"),
    "storage cost": (leg("A/1", 4, cost_usd=0.0), "leg_cost"),
    "distance": (leg("A/1", 2, distance_km=2999.0), "leg_distance"),
    "co2e": (leg("A/1", 2, co2e_kg=719.0), "leg_co2e"),
    "co2e of an operation": (leg("A/1", 3, co2e_kg=1.0), "leg_co2e"),
    "tariff": (network("tariffs", "tariff_id", "cr", value=0.6), "leg_cost"),
    "reefer tariff": (network("tariffs", "tariff_id", "reefer", value=0.2), "leg_cost"),
    "price window": (window("price", "link", "dostyk-almaty", 1.1), "leg_cost"),
    "emissions of a reefer that stands": (leg("B/1", 1, co2e_kg=0.0), "leg_co2e"),
    "grid factor": (network("emission_factors", "factor_id", "grid_any", value=801.0), "leg_co2e"),
    "grid factor of the country": (network("emission_factors", "factor_id", "grid_cn", value=510.0), "leg_co2e"),
    "power on trains": (network("emission_factors", "factor_id", "train_power", value=901.0), "leg_co2e"),
    "refrigerant": (network("parameters", "parameter_id", "refrigerant_charge_kg", value=5.5), "leg_co2e"),
    "weather of a reefer": (network("climate", "month", 9, tmean_c=18.0), "leg_co2e"),
    "emission factor": (network("emission_factors", "factor_id", "rail_any", value=21.0), "leg_co2e"),
    "storage price": (network("parameters", "parameter_id", "storage_usd_per_feu_day", value=25.0), "leg_cost"),
    "path cost": (table("paths", "path_id", "A/1", cost_usd=lambda x: x + 1), "path_cost"),
    "path generalised": (table("paths", "path_id", "A/1", generalised_usd=lambda x: x - 1), "path_generalised"),
    "transit": (table("paths", "path_id", "A/1", transit_h=180.0), "transit"),
    # capacities
    "express length": (moved_box, "train_feu"),
    "train length": (network("services", "service_id", "kz_e", max_feu=1.5), "train_feu"),
    "train mass": (network("services", "service_id", "cn_e", max_gross_t=59.0), "train_gross"),
    "plugs": (network("services", "service_id", "cn_e", powered_slots=1), "train_plug"),
    "throughput": (network("facilities", "facility_id", "dostyk_crane_e", capacity=1.9), "throughput"),
    "background": (network("background", "background_id", "bg_crane_w", feu_per_day=6.5), "throughput"),
    "reserved slots": (network("facilities", "facility_id", "dostyk_slots", capacity=7.0), "throughput"),
    "throughput window": (window("capacity", "facility", "almaty_gate", 0.05), "throughput"),
    "yard": (network("facilities", "facility_id", "dostyk_yard", capacity=2.0), "yard"),
    "powered yard": (network("facilities", "facility_id", "dostyk_power", capacity=1.9), "powered_yard"),
    "link trains": (network("links", "link_id", "dostyk-almaty", capacity_trains_per_day=1.4), "link"),
    "link background": (network("background", "background_id", "bg_dostyk_almaty", trains_per_day=2.6), "link"),
    "link limit": (window("limit", "link", "xian-dostyk", 0.4, "trains_per_day"), "link"),
    "cargo limit": (window("limit", "link", "xian-dostyk", 0.4, "trains_per_day", "frozen"), "limit"),
    "facility limit": (window("limit", "facility", "dostyk_crane_e", 1.0, "feu_per_day"), "limit"),
    "committed": (committed, "train_feu"),
    # objective and proof
    "objective": (lambda p, i: (replace(p, objective=p.objective * 0.99), i), "objective"),
    "transport term": (term("transport", 10.0), "objective_terms"),
    "queue term": (term("queue", 10.0), "objective_terms"),
    "unknown term": (
        lambda p, i: (replace(p, objective_terms={**p.objective_terms, "luck": 5.0}), i), "objective_terms"),
    "queue segments": (network("congestion", "extra_h", 0.0, extra_h=1.0), "objective_terms"),
    "gap": (value(gap=1e-3), "gap"),
    "bound raised": (lambda p, i: (replace(p, lower_bound=p.lower_bound + 50), i), "bound"),
    "bound lowered": (lambda p, i: (replace(p, lower_bound=p.lower_bound - 50), i), "bound"),
    "price negative": (table("prices", "resource_id", EXPRESS, price_usd=-1.0), "prices"),
    "price not a number": (table("prices", "resource_id", EXPRESS, price_usd=float("nan")), "prices"),
    "price raised": (table("prices", "resource_id", EXPRESS, price_usd=lambda x: x + 100), "bound"),
    "price lowered": (table("prices", "resource_id", EXPRESS, price_usd=lambda x: x - 100), "bound"),
    "price of nothing": (table("prices", "resource_id", EXPRESS, resource_id="train:x@2025-09-02T00:00:0-1:feu"),
                         "prices"),
    "price kind": (table("prices", "resource_id", EXPRESS, kind="link"), "prices"),
    "price twice": (doubled, "prices"),
    "outside temperature": (leg("A/1", 2, ambient_c=17.0), "leg_ambient"),
    "no outside temperature": (leg("B/1", 2, ambient_c=float("nan")), "leg_ambient"),
    "price capacity": (table("prices", "resource_id", EXPRESS, capacity=3.0), "price_capacity"),
    "price used": (table("prices", "resource_id", EXPRESS, used=1.0), "price_used"),
    "demand price": (table("prices", "resource_id", "demand:A", price_usd=lambda x: x + 10), "demand_prices"),
    "demand price missing": (table("prices", "resource_id", "demand:A", resource_id="demand:Z"), "demand_prices"),
    "count": (value(counts={"consignments": 6}), "counts"),
    # unserved
    "outside price": (table("unserved", "consignment_id", "C", outside_usd_per_box=740.0), "outside"),
    "outside option": (network("outside_options", "outside_id", "market_kz_grain", cost_usd_per_feu=1400.0), "outside"),
    "no path but there is": (table("unserved", "consignment_id", "C", reason="no_path"), "unserved"),
    "too late but in time": (table("unserved", "consignment_id", "C", reason="too_late"), "unserved"),
    "too late but no path": (table("unserved", "consignment_id", "E", reason="too_late"), "unserved"),
    "capacity but too late": (table("unserved", "consignment_id", "D", reason="capacity"), "unserved"),
    "unknown reason": (table("unserved", "consignment_id", "C", reason="bad luck"), "unserved"),
    "unknown resource": (table("unserved", "consignment_id", "C", resource_id="yard:x:2025-09-01T00"), "unserved"),
}  # fmt: skip


@pytest.fixture(scope="module")
def good():
    """Return the plan worked out by head and its instance."""
    return hand.plan(), hand.instance()


def test_a_plan_worked_out_by_head_passes(good):
    """All numbers of the plan were written down by hand; the audit agrees with each."""
    report = audit_plan(*good)
    assert report.passed, str(report)
    assert not report.findings
    assert any("dostyk_yard" in note for note in report.notes)


@pytest.mark.parametrize("name", CASES)
def test_corruption_fails_with_its_own_check(good, name):
    """One corruption, one named check."""
    corrupt, check = CASES[name]
    report = audit_plan(*corrupt(*good))
    assert not report.passed
    assert check in report.failed(), f"{report.failed()}\n{report}"
    assert any(line.startswith(f"{check}: ") for line in report.findings)
