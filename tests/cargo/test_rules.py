"""Permission as pure functions: which rules of the packaged tables forbid what, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from logistics.cargo.rules import ENFORCED, Rule, barred_countries, clearing_sites, places, read_rules, spans, violated
from logistics.network import load_network, packaged_data


@pytest.fixture(scope="module")
def rules():
    """Return the rules of the packaged tables."""
    return read_rules(load_network(packaged_data("network_data")))


@pytest.mark.parametrize(
    ("goods", "origin", "destination", "passed", "day", "expected"),
    [
        ("frozen_beef", "KZ", "CN", ("KZ", "CN"), "2025-09-01", []),
        ("frozen_beef", "KZ", "CN", (), "2014-05-01", ["ban_meat_kz_cn_2013", "protocol_beef_kz_cn"]),
        ("frozen_beef", "KZ", "CN", (), "2017-05-01", ["protocol_beef_kz_cn"]),
        ("frozen_beef", "KZ", "CN", (), "2018-06-01", []),
        ("frozen_beef", "KZ", "CN", (), "2020-06-01", ["ban_rail_cold_chain_cn"]),
        ("frozen_mutton", "KZ", "CN", (), "2024-02-06", ["ban_meat_kz_cn_2021"]),
        ("frozen_mutton", "KZ", "CN", (), "2024-02-07", []),
        ("frozen_pork", "DE", "CN", (), "2025-09-01", ["ban_pork_de_cn"]),
        ("frozen_pork", "NL", "CN", (), "2025-09-01", []),
        ("chilled_pork", "KZ", "CN", (), "2025-09-30", ["protocol_pork_kz_cn"]),
        ("chilled_pork", "KZ", "CN", (), "2025-10-01", []),
        ("hides_wet_salted", "KZ", "CN", (), "2025-09-01", ["ban_raw_hides_kz_2019"]),
        ("hides_wet_salted", "KZ", "TR", (), "2016-12-01", ["ban_raw_hides_kz_2016"]),
        ("hides_wet_salted", "KZ", "KZ", (), "2025-09-01", []),
        ("hides_wet_salted", "CN", "DE", (), "2025-09-01", []),
        ("dairy", "NL", "CN", ("NL", "RU", "CN"), "2015-01-01", ["transit_ru_eu_food_ban"]),
        ("dairy", "NL", "CN", ("NL", "AZ", "CN"), "2015-01-01", []),
        ("dairy", "BY", "CN", ("BY", "RU", "CN"), "2015-01-01", []),
        ("dairy", "NL", "CN", ("NL", "RU", "CN"), "2019-07-01", []),
        ("electronics", "CN", "DE", ("RU",), "2015-01-01", []),
    ],
)
def test_rules_forbid_what_their_dates_and_countries_say(rules, goods, origin, destination, passed, day, expected):
    """Bans, protocols and Russian transit, on the days before and after they change."""
    found = violated(rules, goods, origin, destination, passed, date.fromisoformat(day))
    assert sorted(rule.rule_id for rule in found) == sorted(expected)


def test_barred_countries_and_sites(rules):
    """A transit rule bars a country; meat is cleared at five border terminals and four cities of China."""
    assert list(barred_countries(rules, "dairy", "NL", "CN", date(2016, 1, 1))) == ["RU"]
    assert barred_countries(rules, "dairy", "NL", "CN", date(2025, 1, 1)) == {}
    sites = clearing_sites(rules, "frozen_beef", "KZ", "CN", date(2025, 9, 1))
    borders = {"alashankou", "khorgos_cn", "khorgos_gateway", "manzhouli", "erenhot"}
    assert sites == borders | {"chengdu", "chongqing", "lanzhou", "urumqi"}
    assert clearing_sites(rules, "wheat", "KZ", "CN", date(2025, 9, 1)) == borders
    assert clearing_sites(rules, "frozen_beef", "CN", "KZ", date(2025, 9, 1)) == set()


PROTOCOL = Rule(
    "p", "protocol", frozenset({"beef"}), frozenset({"KZ"}), frozenset({"CN"}), frozenset(), "", None, None, "tiny"
)  # fmt: skip


@pytest.mark.parametrize(
    ("spans", "named"),
    [
        ([("2020-01-01", "2020-12-31"), ("2021-01-01", "2022-12-31")], "p1"),
        ([("2026-01-01", None), ("2027-01-01", None), ("2020-01-01", "2021-12-31")], "p0"),
        ([("2020-01-01", "2022-12-31"), ("2021-01-01", "2021-12-31")], "p0"),
        ([("2027-01-01", None), ("2026-01-01", None)], "p1"),
        ([("2020-01-01", "2020-12-31"), (None, "2025-09-01")], None),
    ],
    ids=["the last to end", "the next to begin", "another that ends last", "another that begins", "on its last day"],
)
def test_the_protocol_that_is_named(spans, named):
    """Where none is in force: the next to begin, else the last that ended."""
    spans = [[day and date.fromisoformat(day) for day in span] for span in spans]
    protocols = [
        replace(PROTOCOL, rule_id=f"p{i}", valid_from=start, valid_to=end) for i, (start, end) in enumerate(spans)
    ]
    for order in (protocols, protocols[::-1]):
        found = violated(order, "beef", "KZ", "CN", (), date(2025, 9, 1))
        assert [rule.rule_id for rule in found] == ([named] if named else [])


def test_a_site_clears_on_its_days():
    """From its first day to its last."""
    days = {"valid_from": date(2025, 9, 2), "valid_to": date(2025, 9, 3)}
    site = replace(PROTOCOL, kind="inspection", terminal_id="gate", **days)
    for day, expected in ((1, set()), (2, {"gate"}), (3, {"gate"}), (4, set())):
        assert clearing_sites([site], "beef", "KZ", "CN", date(2025, 9, day)) == expected


def test_a_site_that_is_switched_off_is_not_replaced_by_an_inspection():
    """An inspection clears what no site names; where a site does, on or off, one of its sites must hold."""
    inspection = replace(PROTOCOL, rule_id="i", kind="inspection", terminal_id="gate")
    site = replace(inspection, rule_id="s", kind="site")
    day = date(2025, 9, 1)
    cases = [
        ([inspection], {"gate"}),
        ([site], {"gate"}),
        ([inspection, site], {"gate"}),
        ([inspection, replace(site, active=False)], set()),
        ([inspection, replace(site, valid_from=date(2025, 9, 2))], set()),
        ([inspection, replace(site, active=False), replace(site, rule_id="s2")], {"gate"}),
        ([inspection, replace(site, active=False, goods=frozenset({"oil"}))], {"gate"}),
        ([inspection, replace(site, active=False, terminal_id="other")], {"gate"}),
        ([inspection, replace(site, active=False, to_country=frozenset({"RU"}))], {"gate"}),
    ]
    for rules, expected in cases:
        assert clearing_sites(rules, "beef", "KZ", "CN", day) == expected


def test_sites_that_are_switched_off_are_read_and_hold_nothing():
    """They say only that an inspection is not enough; other rows that are off are not there."""
    network = load_network(packaged_data("network_data"))
    table = network["rules"].copy()
    table.loc[table["rule_id"].isin(["site_khorgos_cn_meat", "ban_pork_de_cn", "inspection_manzhouli"]), "active"] = (
        False
    )
    rules = read_rules(network.with_tables(rules=table))
    assert {rule.rule_id for rule in rules if not rule.active} == {"site_khorgos_cn_meat", "site_chongqing_grain"}
    for goods, clears in (("frozen_beef", False), ("wheat", True)):
        assert ("khorgos_cn" in clearing_sites(rules, goods, "KZ", "CN", date(2025, 9, 1))) == clears
    assert not any(rule.concerns("frozen_beef", "KZ", "CN") for rule in rules if not rule.active)


def test_a_terminal_lies_in_its_province():
    """That of ``provinces.csv``; others in their country."""
    network = load_network(packaged_data("network_data"))
    place = dict(zip(network["terminals"]["terminal_id"], places(network), strict=True))
    assert (place["dostyk"], place["alashankou"]) == ("KZ-33", "CN")


EAST = replace(PROTOCOL, from_country=frozenset({"KZ-33"}))


def test_a_rule_may_name_provinces():
    """A province is meant by its own code and by that of its country; a country is not meant by a province of it."""
    ban = replace(EAST, kind="ban")
    for place, meant in (("KZ-33", True), ("KZ-19", False), ("KZ", False)):
        assert ban.concerns("beef", place, "CN") == meant
        assert replace(ban, from_country=frozenset({"KZ"})).concerns("beef", place, "CN")
    assert replace(ban, from_country=frozenset({"CN"}), to_country=frozenset({"KZ-33"})).concerns("beef", "CN", "KZ-33")
    assert not replace(ban, from_country=frozenset(), to_country=frozenset()).concerns("beef", "KZ-19", "KZ-33")


def test_a_protocol_of_a_province_leaves_the_others_without_one():
    """Beef of the east may go; that of other provinces needs a protocol of its own, or one of the whole country."""
    day = date(2025, 9, 1)
    assert violated([EAST], "beef", "KZ-33", "CN", (), day) == []
    assert violated([EAST], "beef", "KZ-19", "CN", (), day) == [EAST]
    assert violated([EAST, PROTOCOL], "beef", "KZ-19", "CN", (), day) == []
    late = replace(PROTOCOL, rule_id="late", valid_from=date(2026, 1, 1))
    assert violated([EAST, late], "beef", "KZ-19", "CN", (), day) == [late]
    assert violated([EAST], "pork", "KZ-19", "CN", (), day) == []
    assert violated([EAST], "beef", "RU", "CN", (), day) == []


def test_the_protocol_of_the_own_province_is_named():
    """Not that of another which begins sooner; of others the next to begin, not one that holds by now."""
    day = date(2025, 9, 1)
    sooner, own = replace(EAST, valid_from=date(2026, 1, 1)), replace(PROTOCOL, valid_from=date(2027, 1, 1))
    assert violated([sooner, own], "beef", "KZ-19", "CN", (), day) == [own]
    ended = replace(EAST, rule_id="z", valid_to=date(2020, 12, 31))
    assert violated([ended, EAST], "beef", "KZ-19", "CN", (), day) == [EAST]
    begun, coming = replace(EAST, valid_from=day), replace(EAST, valid_from=date(2026, 1, 1))
    assert violated([begun, coming], "beef", "KZ-19", "CN", (), day) == [coming]


def test_only_a_transit_rule_bars_what_lies_between():
    """Countries on the way say nothing in a row of another kind."""
    day = date(2025, 9, 1)
    transit = replace(PROTOCOL, kind="transit", through=frozenset({"RU"}))
    for kind, forbidden in (("transit", True), ("inspection", False)):
        rules = [replace(transit, kind=kind)]
        assert bool(violated(rules, "beef", "KZ", "CN", ("RU",), day)) == forbidden
        assert bool(barred_countries(rules, "beef", "KZ", "CN", day)) == forbidden
        assert not barred_countries(rules, "pork", "KZ", "CN", day)


def test_rules_that_are_read_concern_single_consignments(rules):
    """Quotas, duties and holds have readers of their own."""
    assert {rule.kind for rule in rules} == set(ENFORCED)


def test_a_rule_is_told_with_its_days():
    """As dates, or none where it has no beginning or no end."""
    dated = replace(PROTOCOL, valid_from=date(2025, 9, 2), valid_to=date(2025, 9, 3)).told()
    assert (dated["valid_from"], dated["valid_to"]) == ("2025-09-02", "2025-09-03")
    assert (PROTOCOL.told()["valid_from"], PROTOCOL.told()["valid_to"]) == (None, None)


def test_whose_rule_it_is():
    """A rule that names the receiver, or its country, is judged on entry; one that does not, on departure."""
    for land, sender in (({"CN"}, False), ({"CN-50"}, False), ({"RU"}, True), (set(), True)):
        assert replace(PROTOCOL, to_country=frozenset(land)).of_sender("CN-50") == sender
        assert replace(PROTOCOL, kind="transit", through=frozenset(land)).of_sender("CN-50") == sender


def test_spans_in_which_the_same_rules_hold():
    """They begin with a rule and after its last day; other goods and dates outside do not count."""
    first, last = date(2025, 9, 1), date(2025, 9, 30)
    held = replace(PROTOCOL, valid_from=date(2025, 9, 5), valid_to=date(2025, 9, 10))
    cases = [
        ([held], [(1, 4), (5, 10), (11, 30)]),
        ([replace(held, valid_from=first, valid_to=last)], [(1, 30)]),
        ([replace(held, valid_from=None, valid_to=date(2025, 9, 29))], [(1, 29), (30, 30)]),
        ([replace(held, valid_from=last, valid_to=None)], [(1, 29), (30, 30)]),
        ([replace(held, goods=frozenset({"oil"}))], [(1, 30)]),
        ([replace(held, valid_from=None, valid_to=date.max)], [(1, 30)]),
        ([replace(held, valid_from=date(2025, 8, 1), valid_to=date(2025, 8, 31))], [(1, 30)]),
        ([replace(held, from_country=frozenset({"KZ-33"}))], [(1, 4), (5, 10), (11, 30)]),
        ([], [(1, 30)]),
    ]
    for rules, days in cases:
        expected = [(date(2025, 9, a), date(2025, 9, b)) for a, b in days]
        assert spans(rules, "beef", ("KZ", "CN"), first, last) == expected


def test_what_enters_china_is_inspected_or_under_seal():
    """Grain changes gauge by inspected operations only; meat by them, or under seal to a city that inspects it."""
    network = load_network(packaged_data("network_data"))
    operations, terminals = network["operations"], network["terminals"].set_index("terminal_id")
    own = operations[operations["terminal_id"].map(terminals["country"]) == "CN"]
    classes = own["cargo_class"].map(lambda cell: set(str(cell).split(";")) if cell else set())
    entering = own["activity"].isin(["gauge_change", "same_train"]) & own["direction"].isin(["eastbound", "both"])
    grain = classes.map(lambda names: not names or "grain" in names)
    assert set(own[entering & grain]["transfer_class"]) == {"inspected"}
    cold = classes.map(lambda names: bool(names & {"frozen", "chilled"}))
    sealed = own[entering & cold & (own["transfer_class"] != "inspected")]
    assert sealed["operation_id"].str.contains("_seal_").all()
    inland = own[(own["transfer_class"] == "inspected") & (own["from_gauge"] == 1435)]
    assert set(inland["terminal_id"]) == {"chengdu", "chongqing", "lanzhou", "urumqi"}
    assert set(inland["activity"]) == {"unload"}
