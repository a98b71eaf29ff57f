"""Checks of rules, holds and provinces, on tables in memory: all that is found is told, and nothing else."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from logistics.network.checks.rule import View
from logistics.network.checks.rules import check_holds, check_provinces, check_rules

RULE = {
    "rule_id": "r", "kind": "ban", "goods": "beef;grain", "from_country": "KZ;EU;KZ-75", "to_country": "RU; EU",
    "through": "", "terminal_id": "", "amount": math.nan, "unit": "", "valid_from": None, "valid_to": None,
    "active": True,
}  # fmt: skip
DATES = {"valid_from": pd.Timestamp("2025-01-01"), "valid_to": pd.Timestamp("2025-12-31")}
SITE = {"kind": "site", "terminal_id": "xian"}
TRANSIT = {"kind": "transit", "through": "KZ;EU"}
QUOTA, DUTY = {"kind": "quota", "amount": 0.0, "unit": "t/month"}, {"kind": "duty", "amount": 0.0, "unit": "%"}
PLACE, KNOWN = "terminals.csv", "commodities.csv (commodities, cargo classes)"


def told(network, check, table, rows, **more):
    """Return line, column and text of what a check finds in rows of a table, beside those of other tables."""
    frames = {table: rows, **more}
    like = {name: network[name] for name in frames}
    made = {name: pd.DataFrame(list(given), columns=like[name].columns) for name, given in frames.items()}
    dated = {name: pd.to_datetime(made[table][name]) for name in ("valid_from", "valid_to") if name in made[table]}
    made[table] = made[table].assign(**dated)
    found = list(check(View(SimpleNamespace(line=lambda _, row: row + 2), {**network.tables, **made})))
    assert all(finding.severity == "error" for finding in found)
    texts = [finding.message.split(": ", 2)[2] for finding in found]
    return [(one.file, one.line, one.column, text) for one, text in zip(found, texts, strict=True)]


@pytest.mark.parametrize(
    ("cells", "column", "text"),
    [
        ({}, "", ""),
        ({"goods": "beef;wheet"}, "goods", f"'wheet' is not in {KNOWN}; did you mean 'wheat'?"),
        ({"goods": "EU"}, "goods", f"'EU' is not in {KNOWN}"),
        ({"goods": "KZ"}, "goods", f"'KZ' is not in {KNOWN}"),
        ({"from_country": "QQ"}, "from_country", f"'QQ' is not in {PLACE}"),
        ({"from_country": "KZ-76"}, "from_country", "'KZ-76' is not in provinces.csv; did you mean 'KZ-75'?"),
        ({"to_country": "beef"}, "to_country", f"'beef' is not in {PLACE}"),
        ({"to_country": "KZ-75"}, "", ""),
        ({**TRANSIT, "through": "KZ-75"}, "through", "'KZ-75' is not in provinces.csv"),
        ({**TRANSIT, "through": "QQ"}, "through", f"'QQ' is not in {PLACE}"),
        ({"goods": " ;"}, "goods", "blank found; an active ban needs goods"),
        *(
            ({**cells, "goods": ""}, "goods", f"blank found; an active {cells['kind']} needs goods")
            for cells in ({"kind": "protocol"}, TRANSIT, SITE, {**SITE, "kind": "inspection"}, QUOTA, DUTY,
                          {"kind": "hold"}, {"kind": "hold", "terminal_id": "xian"})
        ),
        (TRANSIT, "", ""), (SITE, "", ""), ({**SITE, "kind": "inspection"}, "", ""), (QUOTA, "", ""), (DUTY, "", ""),
        ({"kind": "hold"}, "", ""), ({"kind": "hold", "terminal_id": "xian"}, "", ""), ({"kind": "protocol"}, "", ""),
        ({"kind": "transit"}, "through", "blank found; an active transit needs through"),
        ({"kind": "site"}, "terminal_id", "blank found; an active site needs terminal_id"),
        ({"kind": "inspection"}, "terminal_id", "blank found; an active inspection needs terminal_id"),
        *(
            ({**cells, "through": "KZ;RU"}, "through",
             f"'KZ' found; an active {cells['kind']} does not read through: leave it blank")
            for cells in ({"kind": "ban"}, {"kind": "protocol"}, SITE, QUOTA, DUTY, {"kind": "hold"})
        ),
        *(
            ({**cells, "terminal_id": "xian"}, "terminal_id",
             f"'xian' found; an active {cells['kind']} does not read terminal_id: leave it blank")
            for cells in ({"kind": "ban"}, {"kind": "protocol"}, TRANSIT, QUOTA, DUTY)
        ),
        ({**QUOTA, "amount": -0.5}, "amount", "-0.5 found; an active quota needs tonnes, 0 or more"),
        ({**QUOTA, "amount": math.nan}, "amount", "blank found; an active quota needs tonnes, 0 or more"),
        ({**QUOTA, "unit": "%"}, "unit", "'%' found; an active quota is in one of: t, t/year, t/month"),
        ({**QUOTA, "unit": "t/year"}, "", ""),
        ({**QUOTA, "unit": "t", **DATES}, "", ""),
        *(
            ({**QUOTA, "unit": "t", **DATES, name: None}, name,
             "blank found; a quota in t is for all its days: give both dates, or a rate (t/year, t/month)")
            for name in DATES
        ),
        ({**DUTY, "amount": -0.5}, "amount", "-0.5 found; an active duty needs an amount, 0 or more"),
        ({**DUTY, "amount": math.nan}, "amount", "blank found; an active duty needs an amount, 0 or more"),
        ({**DUTY, "unit": "t"}, "unit", "'t' found; an active duty is in one of: %, USD/t"),
        ({**DUTY, "unit": "USD/t"}, "", ""),
    ],
)  # fmt: skip
def test_what_a_rule_must_say(tiny_network, cells, column, text):
    """Names are those of the tables whether a rule is active or not; what else it must say only if it is."""
    province = [{"terminal_id": "almaty", "province": "KZ-75"}]
    expected = [("rules.csv", 2, column, text)] if text else []
    assert told(tiny_network, check_rules, "rules", [{**RULE, **cells}], provinces=province) == expected
    switched_off = [{**RULE, **cells, "active": False}]
    names = expected if " is not in " in text else []
    assert told(tiny_network, check_rules, "rules", switched_off, provinces=province) == names


def test_every_rule_is_looked_at(tiny_network):
    """One that is switched off before, or has nothing to be said of, hides no other."""
    rows = [{**RULE, "active": False}, {**RULE, "kind": "transit"}, {**RULE, **QUOTA, "amount": -1.0, "goods": "q"}]
    found = told(tiny_network, check_rules, "rules", rows, provinces=[{"terminal_id": "almaty", "province": "KZ-75"}])
    assert [row[:3] for row in found] == [
        ("rules.csv", 3, "through"), ("rules.csv", 4, "goods"), ("rules.csv", 4, "amount"),
    ]  # fmt: skip


HOLD = {"rule_id": "h", "share": 0.5, "low_h": 1.0, "high_h": 2.0}


@pytest.mark.parametrize(
    ("hold", "rule", "file", "column", "text"),
    [
        ({}, {}, "", "", ""),
        ({"low_h": 2.0}, {}, "", "", ""),
        ({"share": 0.0}, {}, "holds.csv", "share", "0 of the boxes for 1 to 2 h; must be above 0, in order"),
        ({"low_h": 3.0}, {}, "holds.csv", "share", "0.5 of the boxes for 3 to 2 h; must be above 0, in order"),
        ({"share": math.nan}, {}, "holds.csv", "share", "nan of the boxes for 1 to 2 h; must be above 0, in order"),
        ({}, {"kind": "ban"}, "holds.csv", "rule_id", "'h' is a ban, not a hold"),
        ({}, {"kind": "ban", "active": False}, "holds.csv", "rule_id", "'h' is a ban, not a hold"),
        (None, {}, "rules.csv", "rule_id", "'h' has no row in holds.csv; an active hold needs one"),
        (None, {"active": False}, "", "", ""),
        (None, {"kind": "ban"}, "", "", ""),
        ({"rule_id": "x"}, {"active": False}, "", "", ""),  # the schema knows the id; here nothing is known of it
    ],
)
def test_holds_and_their_rules(tiny_network, hold, rule, file, column, text):
    """A share above 0, hours in order, the kind of the rule; an active rule of the kind has its hold."""
    rows = [] if hold is None else [{**HOLD, **hold}]
    rules = [{**RULE, "rule_id": "h", "kind": "hold", **rule}]
    found = told(tiny_network, check_holds, "holds", rows, rules=rules)
    assert found == ([(file, 2, column, text)] if text else [])


@pytest.mark.parametrize(("terminal", "province", "right"), [
    ("almaty", "KZ-75", True), ("almaty", "KZ", False), ("almaty", "CN-75", False), ("xian", "CN-61", True),
    ("nowhere", "CN-61", True),
])  # fmt: skip
def test_provinces_are_of_the_country_of_their_terminal(tiny_network, terminal, province, right):
    """Of a terminal that is not there nothing is said."""
    found = told(tiny_network, check_provinces, "provinces", [{"terminal_id": terminal, "province": province}])
    text = f"{province!r} found; {terminal!r} is in KZ: its province begins with KZ-"
    assert found == ([] if right else [("provinces.csv", 2, "province", text)])
