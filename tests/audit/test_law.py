"""What the audit reads in rules.csv: ways in which goods may go, and tonnes of quotas, worked out by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from ruled import BAN, INLAND, QUOTA, SITE, TRANSIT, ruled, sealing

from logistics.audit import law
from logistics.audit.law import Laws, check_rules, lands_of, quota_capacity
from logistics.audit.report import Ledger
from logistics.audit.tables import Validity, read_book
from logistics.audit.trace import Handled, Law, Ride, Slot, Spell
from logistics.scenario import build_instance

DAY = (date(2025, 9, 1) - date(1970, 1, 1)).days
TO_ALMATY, TO_MOSCOW = ("electronics", "xian", "almaty"), ("electronics", "xian", "moscow")
ENTRY = {"dostyk_priority_w", "dostyk_slot_w", "dostyk_seal"}
LATER = {"valid_from": "2025-09-02"}


def closed(scenario, goods):
    """Return what is closed in every way for goods that are ready on the first day."""
    ways = Laws(read_book(scenario.network)).of(*goods, DAY, DAY)
    return [{name for spell in now(way) for name in spell.closed} for way in ways]


def now(way, day=DAY):
    """Return what of a way holds on a day."""
    return [spell for spell in way.spells if spell.first <= day * 1440 < spell.end]


@pytest.mark.parametrize(
    ("rules", "goods", "expected"),
    [
        ([SITE], TO_ALMATY, [ENTRY | {"almaty_inspect", "moscow_inspect"}]),
        ([INLAND], TO_ALMATY, [
            ENTRY | {"dostyk_change_w", "almaty_inspect", "moscow_inspect"},
            {"dostyk_change_w", "moscow_inspect", "almaty_unload"},
        ]),
        ([SITE, {**INLAND, **LATER}], TO_ALMATY, [
            ENTRY | {"almaty_inspect", "moscow_inspect"},
            {"dostyk_change_w", "moscow_inspect", "almaty_unload", "almaty_inspect"},
        ]),
        ([{**SITE, **LATER}], TO_ALMATY, [ENTRY | {"dostyk_change_w", "almaty_inspect", "moscow_inspect"}]),
        ([{**SITE, "to_country": "RU"}], TO_MOSCOW, [ENTRY | {"almaty_inspect", "moscow_inspect"}]),
        ([{**SITE, "to_country": "RU", "terminal_id": "moscow"}], TO_MOSCOW, [set()]),
        ([SITE], TO_MOSCOW, [set()]),
        ([INLAND, {**SITE, "rule_id": "held", "kind": "hold"}], TO_ALMATY, [
            ENTRY | {"dostyk_change_w", "almaty_inspect", "moscow_inspect"},
            {"dostyk_change_w", "moscow_inspect", "almaty_unload"},
        ]),
    ],
    ids=["border", "inland", "inland not yet", "border not yet", "border abroad", "no border", "no rule", "a hold"],
)  # fmt: skip
def test_goods_are_inspected_once(tiny_scenario, rules, goods, expected):
    """On entry, or at the end under seal: each way closes what would inspect them twice, not at all, or elsewhere."""
    assert closed(sealing(tiny_scenario, *rules), goods) == expected


CHECK = {**SITE, "rule_id": "check", "kind": "inspection"}
OFF = {"active": False}


@pytest.mark.parametrize(
    ("rules", "shut"),
    [
        ([{**SITE, **OFF}], None),
        ([{**CHECK, **OFF}], None),
        ([{**TRANSIT, "from_country": "CN", "to_country": "KZ", "through": "RU"}], None),
        ([CHECK], False),
        ([CHECK, SITE], False),
        ([CHECK, {**SITE, **OFF}], True),
        ([CHECK, {**SITE, **LATER}], True),
        ([CHECK, {**SITE, **OFF, "goods": "beef"}], False),
        ([CHECK, {**SITE, **OFF, "terminal_id": "almaty"}], False),
    ],
)
def test_a_site_that_is_off_is_not_replaced_by_an_inspection(tiny_scenario, rules, shut):
    """Where a site names the border for goods, one must hold; rules that are off, or about no site, say nothing."""
    (names,) = closed(sealing(tiny_scenario, *rules), TO_ALMATY)
    assert names == set() if shut is None else ("dostyk_change_w" in names) == shut and names >= ENTRY


def test_a_destination_that_inspects_nothing_lets_no_goods_in_under_seal(tiny_scenario):
    """A site without an inspected unloading is none: there is one way, by the border."""
    scenario = ruled(tiny_scenario, SITE, INLAND, inspected=["dostyk_change_w"])
    assert len(closed(scenario, TO_ALMATY)) == 1


@pytest.mark.parametrize(
    ("rule", "goods", "forbidden", "barred", "quotas"),
    [
        (TRANSIT, ("electronics", "moscow", "xian"), (), {"KZ"}, ()),
        ({**TRANSIT, "through": "CN"}, ("electronics", "moscow", "xian"), ("not_through_kz",), {"CN"}, ()),
        ({**TRANSIT, "through": "RU"}, ("electronics", "moscow", "xian"), ("not_through_kz",), {"RU"}, ()),
        (BAN, ("beef", "almaty", "xian"), ("ban_beef",), {"CN"}, ()),
        ({**BAN, "through": "RU"}, ("beef", "almaty", "xian"), ("ban_beef",), {"CN"}, ()),
        ({**BAN, "to_country": ""}, ("beef", "almaty", "xian"), ("ban_beef",), set(), ()),
        ({**BAN, **LATER}, ("beef", "almaty", "xian"), (), set(), ()),
        ({**BAN, **LATER, "kind": "protocol"}, ("beef", "almaty", "xian"), ("ban_beef",), {"CN"}, ()),
        ({**BAN, "kind": "protocol"}, ("beef", "almaty", "xian"), (), set(), ()),
        ({**BAN, "kind": "protocol"}, ("wheat", "almaty", "xian"), (), set(), ()),
        ({**BAN, "kind": "protocol", "from_country": "KZ-33"}, ("beef", "almaty", "xian"), ("ban_beef",), {"CN"}, ()),
        ({**BAN, "from_country": "KZ-33"}, ("beef", "almaty", "xian"), (), set(), ()),
        (QUOTA, ("wheat", "almaty", "xian"), (), set(), ("quota:quota_wheat",)),
        ({**QUOTA, "through": "CN"}, ("wheat", "almaty", "xian"), (), set(), ("quota:quota_wheat",)),
        ({**QUOTA, **LATER}, ("wheat", "almaty", "xian"), (), set(), ()),
        ({**QUOTA, "valid_to": "2025-08-31"}, ("wheat", "almaty", "xian"), (), set(), ()),
        (QUOTA, ("beef", "almaty", "xian"), (), set(), ()),
        ({**BAN, "to_country": "EU"}, ("beef", "almaty", "xian"), (), set(), ()),
        ({**BAN, "from_country": "", "to_country": ""}, ("beef", "almaty", "almaty"), (), set(), ()),
    ],
)
def test_what_a_rule_says(tiny_scenario, rule, goods, forbidden, barred, quotas):
    """Bans, protocols, transit through either end, and quotas on the days that they hold."""
    (way,) = Laws(read_book(ruled(tiny_scenario, rule).network)).of(*goods, DAY, DAY)
    told = {land for spell in now(way) for land in spell.barred}
    assert (way.forbidden, told, way.quotas) == (forbidden, barred, quotas)


def test_the_protocol_of_the_own_province_lacks(tiny_scenario):
    """Where one of another province holds, the own one, which is still to begin, is what forbids."""
    own = {**BAN, **LATER, "kind": "protocol"}
    other = {**BAN, "kind": "protocol", "rule_id": "east", "from_country": "KZ-33"}
    (way,) = Laws(read_book(ruled(tiny_scenario, other, own).network)).of("beef", "almaty", "xian", DAY, DAY)
    assert way.forbidden == ("ban_beef",)


@pytest.mark.parametrize(
    ("source", "cells", "shut"),
    [
        ("dostyk_change_w", {}, True),
        ("dostyk_change_w", {"cargo_class": "grain"}, False),
        ("almaty_pass", {"from_gauge": 1435, "to_gauge": 1435}, False),
    ],
    ids=["a way in", "for grain alone", "on the train"],
)
def test_what_else_is_done_at_the_border_is_closed(tiny_scenario, source, cells, shut):
    """Where it takes the goods, and lets them in: what stays on its train does not."""
    scenario = sealing(tiny_scenario, SITE)
    rows = scenario.network["operations"]
    more = rows[rows["operation_id"] == source].assign(
        operation_id="dostyk_more", terminal_id="dostyk", transfer_class="ordinary", **cells
    )
    network = scenario.network.with_tables(operations=pd.concat([rows, more], ignore_index=True))
    (names,) = closed(replace(scenario, network=network), TO_ALMATY)
    assert names - {"dostyk_more"} == ENTRY | {"almaty_inspect", "moscow_inspect"}
    assert ("dostyk_more" in names) == shut


def test_spells_are_the_days_on_which_something_is_forbidden(tiny_scenario):
    """Days alike follow each other as one spell; days on which nothing is forbidden have none."""
    rules = [
        {**BAN, "rule_id": f"ban{i}", "valid_from": f"2025-09-0{first}", "valid_to": f"2025-09-0{last}"}
        for i, (first, last) in enumerate([(3, 4), (5, 5), (8, 9)])
    ]
    sender = {**BAN, "rule_id": "own", "to_country": "", "valid_from": "2025-09-05", "valid_to": "2025-09-06"}
    laws = Laws(read_book(ruled(tiny_scenario, *rules, sender).network))
    (way,) = laws.of("beef", "almaty", "xian", DAY, DAY + 20)
    told = [(s.first // 1440 - DAY + 1, s.end // 1440 - DAY + 1, set(s.barred), set(s.held)) for s in way.spells]
    assert told == [
        (3, 5, {"CN"}, set()), (5, 6, {"CN"}, {"almaty"}), (6, 7, set(), {"almaty"}), (8, 10, {"CN"}, set()),
    ]  # fmt: skip
    assert way.forbidden == ()
    for ready, due, forbidden in (
        (3, 4, True),
        (2, 4, False),
        (3, 7, False),
        (8, 9, True),
        (5, 6, True),
        (7, 7, False),
    ):
        (way,) = laws.of("beef", "almaty", "xian", DAY + ready - 1, DAY + due - 1)
        assert bool(way.forbidden) == forbidden


@pytest.mark.parametrize(
    ("rule", "tonnes"),
    [
        ({"unit": "t", "amount": 56.0}, 56.0),  # 28 days on which goods become ready, from 25 August
        ({"unit": "t", "amount": 60.0, "valid_to": "2025-09-23"}, 56.0),
        ({"unit": "t", "amount": 60.0, "valid_from": "2025-08-23"}, 56.0),
        ({"unit": "t", "amount": 56.0, "valid_to": "2025-09-07"}, 56.0),
        ({"unit": "t/year", "amount": 365.0}, 28.0),
        ({"unit": "t/year", "amount": 365.0, "valid_from": None, "valid_to": None}, 28.0),
        ({"unit": "t/year", "amount": 365.0, "valid_from": "2025-09-01", "valid_to": None}, 21.0),
        ({"unit": "t/month", "amount": 365.0, "valid_from": None, "valid_to": "2025-08-31"}, 84.0),
        ({"unit": "t/year", "amount": 365.0, "valid_from": "2025-10-01", "valid_to": None}, 0.0),
        ({"active": False}, None),
        ({"kind": "ban"}, None),
    ],
)
def test_tonnes_of_a_quota(tiny_scenario, rule, tonnes):
    """Its share by days, first and last included; nothing where no such quota is in force."""
    scenario = ruled(tiny_scenario, {**QUOTA, "rule_id": "another", "amount": 7.0}, {**QUOTA, **rule})
    book, horizon = read_book(scenario.network), build_instance(scenario).horizon
    found = quota_capacity(book, "quota_wheat", horizon)
    assert found == (None if tonnes is None else pytest.approx(tonnes))


@pytest.mark.parametrize(
    ("share", "lands"), [(0.5, {"KZ", "CN"}), (0.0, {"CN"}), (1.0, {"KZ"})], ids=["both", "the far side", "this side"]
)
def test_a_leg_touches_the_countries_of_its_kilometres(tiny_scenario, share, lands):
    """A link counts for a country only where some of its length lies in it; stops of the leg count always."""
    book = read_book(tiny_scenario.network)
    link = next(link for link in book.links.values() if {book.country[end] for end in link.ends} == {"KZ", "CN"})
    kz, cn = sorted(link.ends, key=lambda end: book.country[end], reverse=True)
    there = replace(link, ends=(kz, cn), from_share=share, valid=Validity(None, None))
    book = replace(book, links={**book.links, link.link_id: there}, country={**book.country, "baku": "AZ"})
    stops = [SimpleNamespace(terminal=name) for name in ("aktau", "baku")]
    stops += [SimpleNamespace(terminal=name, link_id=link.link_id) for name in ("moscow", "aktau")]
    block = SimpleNamespace(ends=[(1, 2)], stops=stops)
    assert lands_of(book, block, 0) == {"AZ", "RU"} | lands


def test_a_rule_may_name_the_european_union():
    """All its members are meant, and no others."""
    row = {"from_country": "EU", "to_country": "CN"}
    assert all(law.meant(row, land, "CN") for land in ("DE", "PL", "HR"))
    assert not any(law.meant(row, land, "CN") for land in ("GB", "CH", "RU"))


def test_spells_alike_follow_each_other_as_one():
    """Those that say nothing are left out, and part what lies round them."""
    one, two, nothing = (frozenset(words) for words in ({"CN"}, {"KZ"}, set()))
    days = [(0, one), (1, one), (2, two), (3, nothing), (4, two)]
    told = law._told([Spell(day, day + 1, land) for day, land in days])
    assert [(spell.first, spell.end, spell.barred) for spell in told] == [(0, 2, one), (2, 3, two), (4, 5, two)]


EVER = 10**9


def law_of(first=-EVER, end=EVER, **says):
    """Return a law that says something for some time."""
    return Law(spells=(Spell(first, end, **{name: frozenset(words) for name, words in says.items()}),))


FREE, BANNED, SHUT = Law(), Law(forbidden=("ban_beef",)), law_of(closed={"dostyk_seal"})


@pytest.mark.parametrize(
    ("laws", "moment", "words"),
    [
        ((FREE,), None, ""),
        ((BANNED,), None, "ban_beef forbid it"),
        ((BANNED,), 700, "ban_beef forbid it"),
        ((BANNED,), 701, ""),  # its first train left before the moment
        ((law_of(barred={"CN", "KZ"}),), None, "passes KZ, which is forbidden"),
        ((law_of(barred={"RU"}),), None, ""),
        ((law_of(800, 801, barred={"KZ"}),), None, "passes KZ"),  # arrives at 800
        ((law_of(801, EVER, barred={"KZ"}),), None, ""),
        ((law_of(-EVER, 800, barred={"KZ"}),), None, ""),
        ((law_of(barred={"KZ"}),), 800, "passes KZ"),  # on its way into it at the moment: refused
        ((law_of(barred={"KZ"}),), 801, ""),  # was let in
        ((law_of(barred={"BY"}),), 801, "passes BY"),  # but not into the next
        ((law_of(held={"xian"}),), None, "leaves xian while it may not"),
        ((law_of(700, 701, held={"xian"}),), None, "leaves xian"),
        ((law_of(701, EVER, held={"xian"}),), None, ""),
        ((law_of(held={"dostyk"}),), None, ""),
        ((law_of(held={"xian"}),), 701, ""),
        ((SHUT,), None, "'dostyk_seal' may not be done to it"),
        ((law_of(800, 801, closed={"dostyk_seal"}),), None, "'dostyk_seal' may not"),
        ((law_of(801, EVER, closed={"dostyk_seal"}),), None, ""),
        ((SHUT,), 800, "'dostyk_seal' may not"),
        ((SHUT,), 801, ""),
        ((law_of(closed={"dostyk_slot"}),), None, "'dostyk_slot' may not be done to it"),
        ((law_of(closed={"xian_load"}),), None, ""),
        ((SHUT, FREE), None, ""),
    ],
)
def test_a_path_keeps_to_one_of_its_laws(monkeypatch, laws, moment, words):
    """A train from Xian at 700 that comes into KZ at 800, one from there at 900 into BY; what has left goes on."""
    steps = [Ride("s", 0, 1), Handled("dostyk_seal", "s", 0, 0), Slot("dostyk_slot", "s@1"), Ride("s", 1, 0)]
    trace = SimpleNamespace(box=SimpleNamespace(laws=laws, consignment_id="A"), steps=steps)
    block = SimpleNamespace(
        leg_departure=lambda leg: np.array([[600, 700], [900, 900]][leg]),
        leg_arrival=lambda leg: np.array([[650, 800], [950, 950]][leg]),
        ends=[(0, 1), (1, 2)], stops=[SimpleNamespace(terminal=name) for name in ("xian", "dostyk", "brest")],
    )  # fmt: skip
    lands = [{"CN", "KZ"}, {"KZ", "BY"}]
    monkeypatch.setattr(law, "lands_of", lambda book, block, leg: frozenset(lands[leg]))
    book = SimpleNamespace(country={"xian": "CN", "dostyk": "KZ", "brest": "BY"})
    ledger = Ledger()
    check_rules({"p": trace}, {"s": block}, book, moment, ledger)
    assert ("rules" in ledger.faults) == bool(words)
    assert words in " ".join(ledger.lines)


@pytest.mark.parametrize(
    ("laws", "moment", "expected"),
    [
        ((law_of(barred={"KZ"}),), 700, True),
        ((law_of(barred={"KZ"}),), 800, True),
        ((law_of(barred={"KZ"}),), 801, False),  # came in before
        ((law_of(800, 801, barred={"KZ"}),), 700, True),
        ((law_of(801, EVER, barred={"KZ"}),), 700, False),
        ((law_of(barred={"CN"}),), 700, False),
        ((law_of(barred={"KZ"}), FREE), 700, False),
    ],
)
def test_boxes_aboard_are_refused_where_no_way_lets_them_in(monkeypatch, laws, moment, expected):
    """The train comes into KZ at 800, whatever is known by then."""
    block = SimpleNamespace(
        leg_arrival=lambda leg: np.array([800]), ends=[(0, 1)], stops=[SimpleNamespace(terminal="xian")]
    )  # fmt: skip
    monkeypatch.setattr(law, "lands_of", lambda book, block, leg: frozenset({"CN", "KZ"}))
    book = SimpleNamespace(country={"xian": "CN"})
    assert law.refused(laws, Ride("s", 0, 0), {"s": block}, book, moment) == expected
