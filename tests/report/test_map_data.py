"""Sums behind the maps."""

from __future__ import annotations

import pandas as pd
import pytest

from logistics.network import Network
from logistics.report.maps import MapData, map_data

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
