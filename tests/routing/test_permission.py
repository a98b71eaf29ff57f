"""Rules on questions to the router: what they shut, and that they say so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.cargo.rules import Rule
from logistics.errors import DataError
from logistics.routing import Query
from logistics.routing.permission import Permission

QUERY = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC))
BAN = Rule(
    "ban_beef", "ban", frozenset({"beef"}), frozenset({"CN"}), frozenset({"RU"}), frozenset(), "", date(2025, 9, 1),
    date(2025, 9, 7), "tiny",
)  # fmt: skip


@pytest.fixture
def ruled(tiny_router, monkeypatch):
    """Return a function that gives the tiny router some rules."""

    def give(*rules):
        monkeypatch.setattr(tiny_router.permission, "rules", rules)
        return tiny_router

    return give


def test_a_ban_leaves_no_path_and_names_itself(ruled):
    """The explanation has id, dates and source, and says what there would be without the rule; JSON has it too."""
    front = ruled(BAN).find_paths(QUERY)
    assert not front.paths
    text = front.explanation["text"]
    for word in ("rule ban_beef (ban) forbids beef", "from 2025-09-01 to 2025-09-07", "source: tiny"):
        assert word in text
    assert front.explanation["restrictions"][0]["dropped"] == ["rule ban_beef"]
    told = json.loads(json.dumps(front.to_dict()))
    assert told["explanation"]["rules"][0]["rule_id"] == "ban_beef"
    assert told["explanation"]["rules"][0]["valid_to"] == "2025-09-07"


def test_rules_hold_by_the_day_of_departure(ruled):
    """The day after the ban, boxes may leave; other goods and directions never were meant."""
    router = ruled(BAN)
    assert router.find_paths(replace(QUERY, depart=datetime(2025, 9, 8, tzinfo=UTC))).paths
    assert router.find_paths(replace(QUERY, commodity="wheat")).paths
    assert router.best_path(QUERY) is None


def test_a_rule_may_be_taken_not_to_hold(tiny_router, ruled, monkeypatch):
    """``ignore_rules`` knows the ids of the tables only."""
    with pytest.raises(DataError, match=r"'ban_beeef' is not in rules\.csv"):
        tiny_router.find_paths(replace(QUERY, ignore_rules=("ban_beeef",)))
    monkeypatch.setattr(tiny_router.names, "rules", ["ban_beef"])
    assert ruled(BAN).find_paths(replace(QUERY, ignore_rules=("ban_beef",))).paths


def test_a_transit_rule_bars_a_country(ruled):
    """Nothing passes Kazakhstan, the only way: the rule and what it bars are told, and the answer is that of avoid."""
    rule = replace(BAN, rule_id="no_transit", kind="transit", through=frozenset({"KZ"}))
    front = ruled(rule).find_paths(QUERY)
    assert not front.paths
    assert "forbids beef to pass KZ" in front.explanation["text"]
    assert ruled(replace(rule, through=frozenset({"BY"}))).find_paths(QUERY).paths


def test_a_protocol_opens_what_it_names(ruled):
    """Before its first day goods may not go; a second protocol in force is enough."""
    late = replace(BAN, rule_id="protocol", kind="protocol", valid_from=date(2025, 10, 1), valid_to=None)
    front = ruled(late).find_paths(QUERY)
    assert "from 2025-10-01 only, not on 2025-09-01" in front.explanation["text"]
    assert ruled(late, replace(late, rule_id="old", valid_from=None)).find_paths(QUERY).paths


def test_inspected_operations_need_a_site_that_may_clear_the_goods():
    """Of two border terminals with inspected gauge changes, the one without a rule for the goods is shut."""
    frames = {
        "terminals": {"terminal_id": ["kz", "gate", "other"], "country": ["KZ", "CN", "CN"]},
        "operations": {"transfer_class": ["inspected", "inspected", "ordinary"]},
        "commodities": {"commodity_id": ["beef"], "cargo_class": ["frozen"]},
    }
    rules = {"active": [], "kind": []}
    tables = {name: pd.DataFrame(columns) for name, columns in {**frames, "rules": rules}.items()}
    graph = SimpleNamespace(
        instance=SimpleNamespace(network=tables), kind=np.array([5, 5, 5, 2]), ref=np.array([0, 1, 2, 0]),
        tail=np.array([0, 1, 1, 2]), node_terminal=np.array([1, 2, 0]),
    )  # fmt: skip
    permission = Permission(graph, None)
    asked = SimpleNamespace(
        query=replace(QUERY, ignore_rules=()), first_min=29_000_000, origin=0, destination=1
    )  # fmt: skip
    site = replace(
        BAN, kind="site", from_country=frozenset(), to_country=frozenset({"CN"}), terminal_id="gate", valid_from=None,
        valid_to=None,
    )  # fmt: skip
    permission.rules = (site,)
    ruling = permission.of(asked)
    assert ruling.uncleared == ("other",)
    assert ruling.arcs.tolist() == [1]
    permission.rules = (site, replace(site, kind="inspection", terminal_id="other"))
    assert permission.of(asked).arcs.tolist() == []
    permission.rules = ()
    assert permission.of(asked).arcs.tolist() == []
