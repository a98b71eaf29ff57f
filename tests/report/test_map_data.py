"""Sums behind the maps."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from logistics.indicators import evaluate
from logistics.network import Network
from logistics.report.maps import MapData, map_data
from logistics.results import Plan

from .conftest import plan_tables


def test_flow_of_a_link_is_the_sum_of_its_passages(
    corridors: Network, flows: tuple[pd.DataFrame, pd.DataFrame], corridor_map: MapData
) -> None:
    """Every link carries the FEU of the paths that pass it, split by direction."""
    legs, paths = flows
    joined = legs.merge(paths[["path_id", "feu"]], on="path_id")
    expected = joined.groupby("link_id")["feu"].sum()
    links = corridor_map.links.set_index("link_id")
    assert len(links) == len(corridors["links"])
    pd.testing.assert_series_equal(links.loc[expected.index, "feu"], expected, check_names=False, rtol=0, atol=1e-6)
    assert links["feu"].drop(expected.index).eq(0).all()
    assert (links["feu_westbound"] + links["feu_eastbound"] - links["feu"]).abs().max() < 1e-5


def test_service_decides_the_direction(tiny_network: Network) -> None:
    """A westbound service counts as westbound even where the line runs east."""
    services = tiny_network["services"]
    service = services.loc[services["direction"] == "westbound", "service_id"].iloc[0]
    link = tiny_network["links"].iloc[0]
    ends = tiny_network["terminals"].set_index("terminal_id")["lon"]
    a, b = sorted((link["from_terminal"], link["to_terminal"]), key=lambda t: ends[t])
    legs, paths = plan_tables(tiny_network, [(a, b, 3.0)])
    by_line = map_data(tiny_network, legs, paths).links["feu_westbound"].sum()
    by_service = map_data(tiny_network, legs.assign(service_id=service), paths).links["feu_westbound"].sum()
    assert by_line == 0
    assert by_service == pytest.approx(3.0 * len(legs))


def test_rows_without_a_link_are_not_passages(tiny_network: Network) -> None:
    """Waiting and handling carry no link and add nothing."""
    link = tiny_network["links"].iloc[0]
    legs, paths = plan_tables(tiny_network, [(link["from_terminal"], link["to_terminal"], 3.0)])
    wait = legs.iloc[[0]].assign(kind="wait", link_id="", seq=99)
    more = pd.concat([legs, wait], ignore_index=True)
    assert (
        map_data(tiny_network, more, paths).links["feu"].sum() == map_data(tiny_network, legs, paths).links["feu"].sum()
    )


def test_change_is_this_plan_minus_the_baseline(tiny_network: Network) -> None:
    """Links gain or lose what the plans differ by."""
    link = tiny_network["links"].iloc[0]
    ends = (link["from_terminal"], link["to_terminal"])
    before = plan_tables(tiny_network, [(*ends, 10.0)])
    after = plan_tables(tiny_network, [(*ends, 4.0)])
    data = map_data(tiny_network, *after, baseline_legs=before[0], baseline_paths=before[1])
    assert data.has_baseline
    assert set(data.links.loc[data.links["feu"] > 0, "change"]) == {-6.0}
    assert not map_data(tiny_network, *after).has_baseline


def test_windows_that_close_a_terminal_close_its_links(tiny_network: Network) -> None:
    """Closed links are read from the scenario's windows unless given."""
    link = tiny_network["links"].iloc[0]
    window = pd.DataFrame([{"kind": "close", "target_kind": "terminal", "target_id": link["from_terminal"]}])
    network = type(tiny_network)(tiny_network.tables, tiny_network.path, window)
    closed = map_data(network).links.set_index("link_id")["closed"]
    assert closed[link["link_id"]]
    assert not map_data(network, closed=()).links["closed"].any()


def test_train_prices_appear_on_every_link_of_the_leg(tiny_network: Network) -> None:
    """A price of a train leg is shown on its links, a price of a facility at its terminal."""
    stops = tiny_network["stops"]
    row = stops[stops["seq"] == 1].iloc[0]
    facility = tiny_network["facilities"].iloc[0]
    prices = pd.DataFrame(
        {
            "resource_id": [
                f"train:{row['service_id']}@2025-09-01T08:00:0-1:feu",
                f"throughput:{facility['facility_id']}:2025-09-01",
                "demand:c1",
            ],
            "kind": ["train_feu", "throughput", "demand"],
            "place": ["", facility["terminal_id"], ""],
            "price_usd": [120.0, 30.0, 999.0],
        }
    )
    data = map_data(tiny_network, prices=prices)
    assert data.links.set_index("link_id")["prices"][row["link_id"]] == ("train length: up to 120 USD, 1 period",)
    assert data.terminals.set_index("terminal_id")["prices"][facility["terminal_id"]] == (
        "throughput: up to 30 USD, 1 period",
    )


def test_utilisation_is_a_share(tiny_network: Network, tiny_map: MapData) -> None:
    """The estimate from the services is between nothing and full; given values are kept."""
    link = tiny_network["links"].iloc[0]
    legs, paths = plan_tables(tiny_network, [(link["from_terminal"], link["to_terminal"], 3.0)])
    share = map_data(tiny_network, legs, paths).links["utilisation"].dropna()
    assert len(share)
    assert share.between(0, 1).all()
    assert tiny_map.links["utilisation"].isna().all()


def test_a_map_shows_the_reported_days_as_the_indicators_do(tiny_plan: Plan) -> None:
    """Trains of warm-up and run-out are left out, whichever cargo they carry; the title says so."""
    scenario = tiny_plan.scenario
    network = scenario.network
    late = tiny_plan.legs["path_id"] == tiny_plan.legs["path_id"].iloc[0]
    shift = pd.Timedelta(days=21)
    legs = tiny_plan.legs.copy()
    legs.loc[late, "start_utc"] += shift
    legs.loc[late, "end_utc"] += shift
    plan = replace(tiny_plan, legs=legs)
    shown = map_data(network, plan=plan)
    rows = evaluate(plan, network)
    rows = rows[rows["indicator"] == "crossing_feu"]
    by_link = rows.groupby(rows["scope"].str.split(":").str[0])["value"].sum()
    links = shown.links.set_index("link_id")
    assert len(by_link)
    pd.testing.assert_series_equal(links.loc[by_link.index, "feu"], by_link, check_names=False)
    every = map_data(network, plan.legs, plan.paths)
    assert every.links["feu"].sum() > links["feu"].sum() > 0
    assert every.terminals["feu_loaded"].sum() > shown.terminals["feu_loaded"].sum() > 0
    assert shown.period == "trains of the reported days, 1–14 September 2025"


def test_utilisation_is_use_over_offer_of_the_same_days(tiny_network: Network) -> None:
    """A train a week, full in both weeks that count, is full; an empty tail does not dilute it."""
    stops, services = tiny_network["stops"], tiny_network["services"]
    service = services.iloc[0]
    departures = len(service["days"].split(";")) * len(service["departure_times"].split(";"))
    row = stops[(stops["service_id"] == service["service_id"]) & (stops["link_id"] != "")].iloc[0]
    others = services["service_id"] != service["service_id"]
    network = tiny_network.with_tables(services=services.assign(max_feu=services["max_feu"].where(~others, 0.0)))
    full = float(service["max_feu"]) * departures * 2
    start = pd.Timestamp("2025-09-01", tz="UTC")
    legs = pd.DataFrame(
        {"path_id": ["a", "b"], "seq": 0, "kind": "ride", "service_id": service["service_id"], "from": "x", "to": "y",
         "link_id": row["link_id"], "start_utc": [start, start + pd.Timedelta(days=30)]}
    )  # fmt: skip
    legs["end_utc"] = legs["start_utc"] + pd.Timedelta(days=1)
    paths = pd.DataFrame({"path_id": ["a", "b"], "feu": [full, 1.0]})
    days = (start, start + pd.Timedelta(days=14))
    share = map_data(network, legs, paths, days=days).links.set_index("link_id")["utilisation"]
    assert share[row["link_id"]] == pytest.approx(1.0)
    diluted = map_data(network, legs, paths).links.set_index("link_id")["utilisation"]
    assert diluted[row["link_id"]] < 0.5
