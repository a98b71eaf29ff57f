"""CAREC indicators of the tiny timetable worked out by head, with the tables of the tiny network."""

from __future__ import annotations

import pandas as pd
import pytest

from logistics.indicators import carec_indicators, compare_carec
from logistics.indicators.borders import Trains


def value(frame, scope, service_class, indicator, direction="both"):
    """Return one indicator."""
    keys = {"scope": scope, "service_class": service_class, "indicator": indicator, "direction": direction}
    for name, word in keys.items():
        frame = frame[frame[name] == word]
    assert len(frame) == 1
    return float(frame["value"].iloc[0])


def test_border_sides_of_ordinary_trains(tiny_network):
    """
    Two trains a week each.

    In: cn_w 12 h of gauge change and 150 USD, kz_e 2 h of dwell and 1 h of border at Almaty, free: 7.5 h, 75 USD. Out:
    kz_w 3 h, kz_e 12 h of gauge change and 150 USD before its boxes go on to China.
    """
    found = carec_indicators(tiny_network)
    for direction in ("inbound", "outbound", "both"):
        assert value(found, "KZ", "ordinary", "TFI1", direction) == pytest.approx(7.5)
        assert value(found, "KZ", "ordinary", "TFI2", direction) == pytest.approx(75.0)
    assert value(found, "dostyk", "ordinary", "TFI1", "inbound") == pytest.approx(12.0)
    assert value(found, "almaty", "ordinary", "TFI1", "outbound") == pytest.approx(3.0)
    assert "CN" not in set(found.loc[found["indicator"] == "TFI1", "scope"]), "no train stops at the Chinese side"


def test_a_paired_express_keeps_its_slot(tiny_network):
    """Not the gauge change of express boxes but the slot: 6 h and 150 USD in; 1 h at Almaty out."""
    found = carec_indicators(tiny_network)
    assert value(found, "KZ", "express", "TFI1", "inbound") == pytest.approx(6.0)
    assert value(found, "KZ", "express", "TFI2", "inbound") == pytest.approx(150.0)
    assert value(found, "KZ", "express", "TFI1", "outbound") == pytest.approx(1.0)
    services = tiny_network["services"].assign(paired_service_id="")
    alone = carec_indicators(tiny_network.with_tables(services=services))
    assert value(alone, "KZ", "express", "TFI2", "inbound") == pytest.approx(200.0)


def test_speeds_and_cost_of_a_country(tiny_network):
    """
    Per week and pair of trains in Kazakhstan: kz_w and kz_e 2,600 km (half of Almaty - Moscow), cas_w 2,500 km.

    All at 50 km/h: 154 h in motion; at stops 3 + 15 h, and 12 h of cn_w at Dostyk. They pay 0.5 USD a km and twice
    150 USD: 4,150 USD for 7,700 km.
    """
    found = carec_indicators(tiny_network)
    assert value(found, "KZ", "ordinary", "SWOD") == pytest.approx(50.0)
    assert value(found, "KZ", "ordinary", "SWD") == pytest.approx(7700 / (154 + 30))
    assert value(found, "KZ", "ordinary", "TFI3") == pytest.approx(4150 / 7700 * 500)
    assert value(found, "KZ", "express", "SWD") == pytest.approx(2600 / (52 + 1 + 6))
    assert value(found, "RU", "ordinary", "SWD") == pytest.approx(50.0)
    ten = carec_indicators(tiny_network, tonnes_per_feu=10.0)
    assert value(ten, "KZ", "ordinary", "TFI3") == pytest.approx(2 * 4150 / 7700 * 500)
    # the region leaves Russia out: 6,000 km in China and 7,700 in Kazakhstan
    assert value(found, "region", "ordinary", "SWD") == pytest.approx(13700 / (120 + 154 + 30))


def test_more_trains_weigh_more(tiny_network):
    """With six departures of cn_w a week its 12 h count six times against two of 3 h."""
    services = tiny_network["services"].copy()
    services.loc[services["service_id"] == "cn_w", "departure_times"] = "08:00;12:00;16:00"
    found = carec_indicators(tiny_network.with_tables(services=services))
    assert value(found, "KZ", "ordinary", "TFI1", "inbound") == pytest.approx((6 * 12 + 2 * 3) / 8)


def test_ships_are_no_trains(tiny_network):
    """The ferry to Baku is in no indicator of the railway."""
    trains = Trains(tiny_network)
    assert "ferry_w" not in set(trains.runs()["service_id"]) | set(trains.sides()["service_id"])


def test_grain_trains_take_the_gauge_change_of_grain(tiny_network):
    """Grain waits longer at the break than dry boxes do, where an operation of its own says so."""
    operations = tiny_network["operations"]
    dry = operations["operation_id"] == "dostyk_change_e"
    own = operations[dry].assign(operation_id="grain_change", cargo_class="grain", queue_h=20.0)
    rest = operations.assign(cargo_class=operations["cargo_class"].where(~dry, "dry"))
    network = tiny_network.with_tables(operations=pd.concat([rest, own], ignore_index=True))
    sides = Trains(network).sides().set_index("service_id")["hours"]
    assert (sides["grain_e"], sides[["kz_e"]].max()) == (22.0, 12.0)


def test_published_figures_stand_beside_both_classes(tiny_network):
    """One row per figure, the latest year; what is not on the network is unknown, not zero."""
    table = tiny_network["carec"]
    older = table.iloc[[0]].assign(figure_id="C3", year=2020, value=4.0)
    nowhere = table.iloc[[0]].assign(figure_id="C4", scope="corridor 1")
    network = tiny_network.with_tables(carec=pd.concat([table, older, nowhere], ignore_index=True))
    found = compare_carec(network).set_index(["scope", "indicator", "direction"])
    row = found.loc[("KZ", "TFI1", "inbound")]
    assert (row["year"], row["published"], row["lowest"], row["highest"]) == (2025, 10.0, 4.0, 10.0)
    assert (row["express"], row["ordinary"]) == pytest.approx((6.0, 7.5))
    assert found.loc[("corridor 1", "TFI1", "inbound"), ["express", "ordinary"]].isna().all()
    assert "wagon" in row["comparable"]
