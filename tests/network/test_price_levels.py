"""Prices, outside options and emission factors cover what the tables need and meet published levels."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[2] / "network_data"
DOSTYK_BREST = (
    "dostyk aktogay balkhash_1 mointy zharyk karaganda astana atbasar esil tobol nikeltau kandyagash aktobe iletsk "
    "orenburg kinel samara ruzaevka ryazan moscow smolensk krasnoye orsha minsk baranovichi brest"
)
BY_AKTAU = "tashkent saryagash arys turkistan kyzylorda saksaulskaya shalkar beyneu mangystau aktau_port alat"


def _rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def rates() -> dict[tuple[str, str, str], float]:
    """Return the price per kilometre by operator, service class and direction [USD/FEU-km]."""
    return {
        (row["operator"], row["service_class"], row["direction"]): float(row["value"])
        for row in _rows("tariffs")
        if row["kind"] == "per_km"
    }


@pytest.fixture(scope="module")
def links() -> dict[frozenset[str], dict[str, str]]:
    """Return links by their two ends."""
    return {frozenset((row["from_terminal"], row["to_terminal"])): row for row in _rows("links")}


def _price(
    chain: str, rates: dict[tuple[str, str, str], float], links: dict[frozenset[str], dict[str, str]], direction: str
) -> float:
    total = 0.0
    for pair in pairwise(chain.split()):
        link = links[frozenset(pair)]
        service_class = "ordinary" if link["mode"] == "rail" else link["mode"]
        total += float(link["length_km"]) * rates[link["operator"], service_class, direction]
    return total


def test_every_operator_and_class_has_a_price_each_way(rates: dict[tuple[str, str, str], float]) -> None:
    """A missing price would make a leg free or stop the load."""
    wanted = {
        (row["operator"], row["service_class"], way)
        for row in _rows("speeds")
        if row["service_class"] != "trade"  # a speed of ordinary trains, at their price
        for way in ("westbound", "eastbound")
    }
    assert sorted(wanted - set(rates)) == []
    assert {row["operator"] for row in _rows("tariffs") if row["kind"] == "reefer_per_km"} == {
        row["operator"] for row in _rows("speeds")
    }


def test_border_to_border_price_meets_the_published_index(
    rates: dict[tuple[str, str, str], float], links: dict[frozenset[str], dict[str, str]]
) -> None:
    """The rail index of July 2024 gives 3,372 USD/FEU westbound and 2,600 eastbound for 5,430 km."""
    assert _price(DOSTYK_BREST, rates, links, "westbound") == pytest.approx(3372, rel=0.05)
    assert _price(DOSTYK_BREST, rates, links, "eastbound") == pytest.approx(2600, rel=0.05)


def test_tashkent_istanbul_by_aktau_meets_the_published_rate(
    rates: dict[tuple[str, str, str], float], links: dict[frozenset[str], dict[str, str]]
) -> None:
    """The through rate of 2020 was 4,284 USD per 40 ft, stations, ports and forwarding included."""
    chain = f"{BY_AKTAU} ganja boyuk_kesik gardabani tbilisi marabda akhalkalaki kars sivas kayseri ankara kosekoy"
    assert 0.75 * 4284 < _price(chain, rates, links, "westbound") < 4284


def test_support_is_kept_apart() -> None:
    """The shipper's price excludes Chinese support; adding its row gives the economic price."""
    support = [row for row in _rows("tariffs") if row["kind"] == "subsidy" and row["operator"] == "CR"]
    assert {row["direction"] for row in support} == {"westbound", "eastbound"}
    assert all(row["unit"] == "USD/FEU-km" and float(row["value"]) > 0 for row in support)


def test_every_demand_has_an_outside_option() -> None:
    """A consignment without an alternative could not be left unserved."""
    region = {row["terminal_id"]: row["region"] for row in _rows("terminals")}
    cargo = {row["commodity_id"]: row["cargo_class"] for row in _rows("commodities")}
    options = defaultdict(list)
    for row in _rows("outside_options"):
        if row["outside_id"].startswith("last_resort"):
            continue
        for origin in row["origin_region"].split(";"):
            for destination in row["destination_region"].split(";"):
                for kind in row["cargo_class"].split(";"):
                    options[origin, destination, kind].append((row["valid_from"], row["valid_to"] or "9999"))
    wanted = {
        (region[row["origin"]], region[row["destination"]], cargo[row["commodity_id"]], row["week"])
        for row in _rows("demand")
    }
    missing = sorted(
        key for key in wanted if not any(start <= key[3] <= end for start, end in options.get(key[:3], ()))
    )
    assert missing == []


def test_used_emission_factors_share_a_unit_and_cover_diesel() -> None:
    """Traction is computed per gross tonne-kilometre, reefers per kWh and litre; a fallback exists for all."""
    used = [row for row in _rows("emission_factors") if row["used"] == "true"]
    power = {"grid": "gCO2e/kWh", "train_power": "gCO2e/kWh", "ship_power": "gCO2e/kWh", "fuel": "gCO2e/l"}
    assert all(row["unit"] == power.get(row["scope"], "gCO2e/gross-t-km") for row in used)
    assert {row["scope"] for row in used if not row["country"]} >= set(power)
    fallback = {(row["scope"], row["traction"]) for row in used if not row["country"]}
    assert fallback >= {("rail", "electric"), ("rail", "diesel"), ("ferry", "any"), ("sea", "any"), ("road", "any")}
