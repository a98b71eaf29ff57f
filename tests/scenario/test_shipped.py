"""The scenarios that come with the program: they load, and say what happened, when."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from logistics.network import load_network
from logistics.scenario import build_instance, load_scenario, replan_times, scenario_from_text
from logistics.scenario.tables import apply_tables
from logistics.units import iso_minute

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / "scenarios").glob("*.toml"))


@pytest.fixture(scope="module")
def network():
    """Return the tables that come with the program."""
    return load_network(ROOT / "network_data")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_scenario_loads(network, file):
    """Each has the name of its file, a title, a base unless it is one, and a text that reads back."""
    scenario = load_scenario(file, network)
    assert scenario.name == file.stem
    assert scenario.title != scenario.name
    assert scenario.base in {
        "", "base", "base_cold", "winter", "winter_cold", "kz_beef_to_chongqing_20kt", "grain_harvest"
    }  # fmt: skip
    assert scenario_from_text(scenario.text, network=network).text == scenario.text


def _windows(network, name):
    scenario = load_scenario(ROOT / "scenarios" / f"{name}.toml", network)
    return scenario, build_instance(scenario).network.windows


def test_base_and_winter_have_no_events(network):
    """They are what events are compared with."""
    for name in ("base", "base_cold", "winter", "winter_cold"):
        scenario, windows = _windows(network, name)
        assert windows.empty
        assert replan_times(scenario) == []


def test_base_is_of_the_size_planned(network):
    """At least 30 origins and destinations, 2,000 consignments, 1,000 distinct ones, in the reported quarter."""
    scenario, _ = _windows(network, "base")
    table = build_instance(scenario).consignments
    table = table[table["reported"]]
    assert table["origin"].nunique() >= 30
    assert table["destination"].nunique() >= 30
    assert len(table) >= 2000
    assert len(table.drop_duplicates(["origin", "destination", "commodity_id", "ready_min"])) >= 1000


def test_every_rail_crossing_of_belarus_and_poland_closes(network):
    """Links between the two countries in the tables are exactly those the closure names, for 13 days."""
    scenario, windows = _windows(network, "poland_belarus_closure")
    country = network["terminals"].set_index("terminal_id")["country"]
    links = network["links"]
    ends = [{country[a], country[b]} for a, b in zip(links["from_terminal"], links["to_terminal"], strict=True)]
    between = np.array([pair == {"BY", "PL"} for pair in ends])
    crossing = links[between & (links["mode"] == "rail").to_numpy()]
    assert set(windows["target_id"]) == set(crossing["link_id"])
    assert set(windows["end_min"] - windows["start_min"]) == {13 * 1440}
    assert [iso_minute(time) for time in replan_times(scenario)] == ["2025-09-12T00:00"]


@pytest.mark.parametrize(
    ("name", "per_day", "days"),
    [("altynkol_grain_cap", [10, 3], 61), ("dostyk_wind_2025", [4], 4), ("dostyk_wind_13d", [2, 0], 13)],
)
def test_limits_have_the_published_size(network, name, per_day, days):
    """
    Trains a day and duration are those of events.csv.

    At Dostyk the published counts (20 -> 9, 15 -> 3) are of all trains: nine container trains a day keep the share.
    """
    _, windows = _windows(network, name)
    assert windows["value"].tolist() == per_day
    assert set(windows["unit"]) == {"trains_per_day"}
    assert set(windows["end_min"] - windows["start_min"]) == {days * 1440}


def test_caspian_storms_last_ten_days(network):
    """Ten of the 31 days of January, in storms that are each known when they begin."""
    scenario, windows = _windows(network, "caspian_storms_january")
    ferry = windows[windows["target_id"] == "aktau_port-alat-ferry"]
    assert (ferry["end_min"] - ferry["start_min"]).sum() == 10 * 1440
    assert len(replan_times(scenario)) == 4


def test_outside_prices_are_halved_and_doubled(network):
    """Every consignment's best alternative costs no more than half and double allow."""
    base, half, double = (
        build_instance(load_scenario(ROOT / "scenarios" / f"{name}.toml", network)).consignments
        for name in ("base", "outside_half", "outside_double")
    )
    assert (half["outside_usd_per_box"] < base["outside_usd_per_box"]).all()
    assert (double["outside_usd_per_box"] > base["outside_usd_per_box"]).all()


def test_reopened_hides_lift_the_ban_and_fill_the_zero_rows(network):
    """The scenario switches one rule off and gives the hides rows boxes; the base keeps both as they are."""
    scenario, _ = _windows(network, "hides_reopened")
    changed = apply_tables(network, scenario.changes)["rules"].set_index("rule_id")["active"]
    before = network["rules"].set_index("rule_id")["active"]
    assert before["ban_raw_hides_kz_2019"]
    assert list(changed.index[changed != before]) == ["ban_raw_hides_kz_2019"]
    boxes = build_instance(scenario).consignments.query("commodity_id == 'hides_wet_salted'")
    weeks = boxes.groupby("destination")["boxes"].sum() / 15
    assert set(weeks.index) == {"chengdu", "chongqing", "urumqi", "xian"}
    assert weeks.nunique() == 1


def test_variants_of_kazakh_beef_have_the_tonnes_of_their_titles(network):
    """Two, six, twenty-nine and 251 boxes of 26.8 t a week, whatever the base sends; other beef of Kazakhstan stays."""
    for suffix, tonnes in (("", 3e3), ("_8kt", 8e3), ("_20kt", 40e3), ("_350kt", 350e3)):
        scenario, _ = _windows(network, f"kz_beef_to_chongqing{suffix}")
        table = build_instance(scenario).consignments
        kazakh = table["origin"].isin(["almaty", "aktobe", "astana", "kostanay"])
        beef = table[kazakh & (table["commodity_id"] == "frozen_beef")]
        assert set(beef["destination"]) == {"chongqing"}
        full_weeks = beef[beef["reported"]]["boxes"].sum() / 13
        assert full_weeks * 52 * 26.8 == pytest.approx(tonnes, rel=0.08)


def test_harvest_and_plug_failure_concern_the_places_of_their_titles(network):
    """Grain is checked for five days more at Khorgos; no plug at two crossings for a fortnight."""
    _, windows = _windows(network, "grain_harvest")
    assert sorted(windows["kind"]) == ["add_hours", "add_hours", "limit", "limit"]
    _, windows = _windows(network, "plug_failure_january")
    places = ("alashankou", "altynkol", "dostyk", "khorgos_cn", "khorgos_gateway")
    assert sorted(windows["target_id"]) == [f"{place}_plugs" for place in places]
