"""Route constants: they steer flows, stay out of money, are a term of their own, and can be switched off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.audit import audit_plan
from logistics.planning import solve_scenario
from logistics.scenario import Change, build_instance, load_scenario
from logistics.timespace import ArcKind, expand

LINKS = ("xian-dostyk", "dostyk-almaty", "almaty-moscow", "almaty-aktau", "aktau-baku-ferry")
FAMILIES = ("", "cn-border", "border-hub", "kz-grain")
WAYS = ("both", "westbound", "eastbound")


def constants(network, *rows):
    """Return a network with route constants given as (link, direction, family, USD per FEU), all active."""
    blank = network["route_constants"].iloc[[0]]
    parts = [
        blank.assign(constant_id=f"c{n}", link_id=link, direction=way, family=family, usd_per_feu=usd, active=True)
        for n, (link, way, family, usd) in enumerate(rows)
    ]
    return network.with_tables(route_constants=pd.concat([blank, *parts], ignore_index=True))


def weighed(scenario, *rows):
    """Return a scenario on such a network."""
    return replace(scenario, network=constants(scenario.network, *rows))


def to_moscow(plan):
    """Return the paths over Almaty - Moscow, westbound."""
    legs = plan.legs[(plan.legs["link_id"] == "almaty-moscow") & (plan.legs["to"] == "moscow")]
    return plan.paths[plan.paths["path_id"].isin(set(legs["path_id"]))]


def by_hand(graph, rows):
    """Return the constant of every ride arc, call by call through the tables of stops and services."""
    network, t = graph.instance.network, graph.timetable
    services = network["services"].to_dict("records")
    stops = {key: part.sort_values("seq").to_dict("records") for key, part in network["stops"].groupby("service_id")}
    found = np.zeros(len(graph.head))
    for arc in np.flatnonzero(graph.kind == ArcKind.RIDE):
        leg = graph.ref[arc]
        service = services[t.run_service[t.leg_run[leg]]]
        begin, end = (t.call_seq[calls[leg]] for calls in (t.leg_from_call, t.leg_to_call))
        for stop in stops[service["service_id"]]:
            for link, way, family, usd in rows if begin < stop["seq"] <= end else ():
                if stop["link_id"] == link and way in {"both", service["direction"]}:
                    found[arc] += usd if family in {"", service["family"]} else 0.0
    return found


ROW = st.tuples(st.sampled_from(LINKS), st.sampled_from(WAYS), st.sampled_from(FAMILIES), st.integers(0, 900))


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_arcs_carry_the_constants_of_their_links(tiny_scenario, rows):
    """Link, direction and family must all fit; several rows on one link add up; other arcs carry none."""
    graph = expand(build_instance(weighed(tiny_scenario, *rows)))
    assert graph.constant == pytest.approx(by_hand(graph, rows))
    assert (graph.cost == expand(build_instance(tiny_scenario)).cost).all(), "money stays what it was"


def test_without_active_rows_a_graph_has_no_constants(tiny_scenario):
    """The inactive row of the tiny tables does nothing."""
    assert len(tiny_scenario.network["route_constants"]) == 1
    assert expand(build_instance(tiny_scenario)).constant.size == 0


def test_a_constant_counts_in_the_objective_but_in_no_cost(tiny_scenario, tiny_plan):
    """40 USD per FEU change no flow: generalised cost rises by them, money stays, the terms still sum."""
    plan = solve_scenario(weighed(tiny_scenario, ("almaty-moscow", "westbound", "", 40.0)))
    west = to_moscow(plan)
    assert len(west) > 0
    assert plan.objective_terms["constants"] == pytest.approx(40.0 * west["feu"].sum())
    assert plan.objective == pytest.approx(tiny_plan.objective + 40.0 * west["feu"].sum())
    assert sum(plan.objective_terms.values()) == pytest.approx(plan.objective)
    assert plan.paths["cost_usd"].sum() == pytest.approx(tiny_plan.paths["cost_usd"].sum())
    more = plan.paths["generalised_usd"].sum() - tiny_plan.paths["generalised_usd"].sum()
    assert more == pytest.approx(40.0 * west["feu"].sum())
    assert audit_plan(plan).passed, str(audit_plan(plan))


def test_a_large_constant_empties_its_route_only(tiny_scenario, tiny_plan):
    """A constant above every outside option leaves nobody on the link that way; the other way is as before."""
    plan = solve_scenario(weighed(tiny_scenario, ("almaty-moscow", "westbound", "", 1e6)))
    empty, full = (to_moscow(p)["boxes"].sum() for p in (plan, tiny_plan))
    assert empty == 0 < full
    assert plan.objective_terms["constants"] == 0.0
    assert audit_plan(plan).passed, str(audit_plan(plan))


def test_the_audit_finds_constants_that_the_tables_do_not_have(tiny_scenario):
    """Objective term, generalised cost and bound are recomputed from the tables, not believed."""
    plan = solve_scenario(weighed(tiny_scenario, ("almaty-moscow", "westbound", "", 40.0)))
    failed = audit_plan(replace(plan, scenario=tiny_scenario)).failed()
    assert {"objective", "objective_terms", "path_generalised", "bound"} <= set(failed)
    assert "path_cost" not in failed
    assert "leg_cost" not in failed


@pytest.mark.parametrize("factor", [1.0, 6.0])
def test_plans_made_in_stages_keep_the_constants_of_what_was_fixed(tiny_scenario, factor):
    """Boxes aboard when the closure becomes known have passed links with constants; the whole plan is audited."""
    closure = Change("c", "close", {"link": "almaty-moscow"}, date(2025, 9, 5), date(2025, 9, 8))
    more = Change("more", "demand", {"factor": factor})
    scenario = weighed(tiny_scenario, ("xian-dostyk", "both", "", 70.0), ("dostyk-almaty", "both", "", 30.0))
    plan = solve_scenario(replace(scenario, changes=(more, closure)))
    assert len(plan.stages) > 1
    assert plan.objective_terms["constants"] > 0
    report = audit_plan(plan)
    assert report.passed, str(report)


SWITCH = 'name = "s"\n{line}\n[horizon]\nstart = 2025-09-01\nend = 2025-09-14\nwarmup_weeks = 1\nrunout_weeks = 4\n'


def loaded(folder, network, line, name="s.toml"):
    """Return a scenario with one more line at its top."""
    (folder / name).write_text(SWITCH.format(line=line), encoding="utf-8")
    return load_scenario(folder / name, network)


def test_a_scenario_switches_all_constants_off(tmp_path, tiny_network):
    """``route_constants = false`` gives the graph without constants; true, or nothing, leaves the table as it is."""
    network = constants(tiny_network, ("almaty-moscow", "westbound", "", 40.0))
    off = loaded(tmp_path, network, "route_constants = false")
    assert expand(build_instance(off)).constant.size == 0
    assert not build_instance(off).network["route_constants"]["active"].any()
    assert network["route_constants"]["active"].any(), "the table of the network stays as it is"
    for line in ("", "route_constants = true"):
        assert expand(build_instance(loaded(tmp_path, network, line))).constant.sum() > 0


def test_a_child_switches_them_on_again_and_the_text_keeps_the_switch(tmp_path, tiny_network):
    """The last layer decides; a scenario read back from its own text is the same."""
    loaded(tmp_path, tiny_network, "route_constants = false", "parent.toml")
    on = loaded(tmp_path, tiny_network, 'extends = "parent.toml"\nroute_constants = true')
    off = loaded(tmp_path, tiny_network, 'extends = "parent.toml"')
    assert [change.kind for change in on.changes] == []
    assert [change.kind for change in off.changes] == ["route_constants"]
    (tmp_path / "again.toml").write_text(off.text, encoding="utf-8")
    assert load_scenario(tmp_path / "again.toml", tiny_network).changes == off.changes


def test_the_switch_is_true_or_false(tmp_path, tiny_network):
    """Anything else is refused by name."""
    with pytest.raises(ValueError, match="route_constants: 0 found; must be true or false"):
        loaded(tmp_path, tiny_network, "route_constants = 0")


def test_constants_can_be_scaled(tiny_scenario):
    """A sensitivity study doubles them like any other figure."""
    scenario = weighed(tiny_scenario, ("almaty-moscow", "westbound", "", 40.0))
    twice = scenario.with_change("scale", table="route_constants", column="usd_per_feu", factor=2.0)
    one, two = (expand(build_instance(s)).constant for s in (scenario, twice))
    assert two == pytest.approx(2 * one)
