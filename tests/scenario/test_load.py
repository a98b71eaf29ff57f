"""Scenario files: inheritance, dates, and one exact message per kind of fault."""

# ruff: noqa: E501  a table of faults reads best with one fault per line
from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from logistics.errors import ScenarioError
from logistics.scenario import Closure, Horizon, build_instance, load_scenario, replan_times, scenario_from_text
from logistics.scenario.kinds import KINDS
from logistics.units import iso_minute

HEAD = """
name = "s"
[horizon]
start = 2025-09-01
end = 2025-09-14
"""


def _write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _faults(tmp_path, network, text: str) -> list[str]:
    file = _write(tmp_path, "s.toml", text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file, network)
    return [fault.replace(str(file), "s.toml") for fault in caught.value.faults]


def test_the_tiny_scenario_is_plain(tiny_scenario):
    """Two reported weeks, one solved before, four after, no changes."""
    assert tiny_scenario.horizon == Horizon(date(2025, 9, 1), date(2025, 9, 14), 1, 4)
    assert tiny_scenario.changes == ()
    assert tiny_scenario.base == ""
    assert replan_times(tiny_scenario) == []


def test_the_network_folder_is_relative_to_the_file():
    """Without a network given, the file's own key counts."""
    scenario = load_scenario(Path(__file__).parent.parent / "data" / "tiny.toml")
    assert scenario.network.path.name == "tiny_network"


def test_children_extend_their_parents(tmp_path, tiny_network):
    """Keys of the child win, changes add up with the parent's first, and the parent is the base."""
    _write(tmp_path, "base.toml", HEAD.replace('"s"', '"base"') + "[parameters]\ncutoff_h = 2\ndiesel_usd_per_l = 2\n"
           '[[changes]]\nkind = "close"\nlink = "dostyk-almaty"\nstart = 2025-09-03\n')  # fmt: skip
    child = _write(
        tmp_path,
        "child.toml",
        'extends = "base.toml"\n[horizon]\nrunout_weeks = 6\n[parameters]\ncutoff_h.factor = 2\n'
        '[[changes]]\nkind = "speed"\noperator = "KTZ"\nfactor = 0.5\n',
    )
    scenario = load_scenario(child, tiny_network)
    assert (scenario.name, scenario.base) == ("child", "base")
    assert scenario.horizon == Horizon(date(2025, 9, 1), date(2025, 9, 14), 3, 6)
    assert [change.change_id for change in scenario.changes] == [
        "parameter:cutoff_h",
        "parameter:diesel_usd_per_l",
        "base-1",
        "child-1",
    ]
    network = build_instance(scenario).network
    assert network.parameter("cutoff_h") == 12  # 6 in the tables, doubled
    assert network.parameter("diesel_usd_per_l") == 2
    assert tiny_network.parameter("cutoff_h") == 6


def test_circles_are_refused(tmp_path, tiny_network):
    """Two files that extend each other are named as a circle."""
    _write(tmp_path, "a.toml", 'extends = "b.toml"')
    _write(tmp_path, "b.toml", 'extends = "a.toml"')
    with pytest.raises(ScenarioError, match=r"in a circle \(a.toml extends b.toml extends a.toml\)"):
        load_scenario(tmp_path / "a.toml", tiny_network)


def test_a_missing_file_suggests_a_near_one(tmp_path, tiny_network):
    """A mistyped file name gets the closest file beside it."""
    _write(tmp_path, "winter.toml", HEAD)
    with pytest.raises(ScenarioError, match=r"wintr.toml: cannot be read: .*; did you mean 'winter.toml'\?"):
        load_scenario(tmp_path / "wintr.toml", tiny_network)


def _change(text: str) -> str:
    return HEAD + "[[changes]]\n" + text.replace("; ", "\n")


AT = "s.toml [[changes]] 1"
FAULTS = [
    ('cold_chain = "yes"\n' + HEAD, ["s.toml: cold_chain: 'yes' found; must be true or false"]),
    ("cold_chian = true\n" + HEAD, ["s.toml: unknown key 'cold_chian'; allowed: name, title, description, extends, compare_with, network, horizon, parameters, demand, route_constants, cold_chain, changes; did you mean 'cold_chain'?"]),
    ("nam = 'x'" + HEAD.replace('name = "s"', ""), ["s.toml: unknown key 'nam'; allowed: name, title, description, extends, compare_with, network, horizon, parameters, demand, route_constants, cold_chain, changes; did you mean 'name'?"]),
    (HEAD + "warmup_week = 1", ["s.toml [horizon]: unknown key 'warmup_week'; allowed: start, end, warmup_weeks, runout_weeks; did you mean 'warmup_weeks'?"]),
    (HEAD + "[demand]\ngroth = 1.1", ["s.toml [demand]: unknown key 'groth'; allowed: growth; did you mean 'growth'?"]),
    (HEAD + "[parameters]\ncutof_h = 1", ["s.toml [parameters] (parameter): name: 'cutof_h' is not in parameters.csv; did you mean 'cutoff_h'?"]),
    (HEAD + "[parameters.cutoff_h]\nfaktor = 1", ["s.toml [parameters.cutoff_h]: unknown key 'faktor'; allowed: factor; did you mean 'factor'?", "s.toml [parameters] (parameter): give exactly one of value, factor; none found"]),
    (HEAD.replace("2025-09-14", "2025-08-14"), ["s.toml [horizon]: end: 2025-08-14 is before start 2025-09-01"]),
    (HEAD.replace("2025-09-14", '"2025-09-14"'), ["s.toml [horizon]: end: '2025-09-14' found; write a day such as 2025-09-01, without quotes"]),
    ('name = "s"', ["s.toml [horizon]: start is missing; write a day such as 2025-09-01", "s.toml [horizon]: end is missing; write a day such as 2025-09-01"]),
    (HEAD + "warmup_weeks = -1", ["s.toml [horizon]: warmup_weeks: -1 found; must be a whole number between 0 and 26"]),
    (HEAD.replace('"s"', '"../s"'), ["s.toml: name: '../s' found; use lower-case letters, digits, - and _ (it names a folder)"]),
    ("name = ", ["s.toml: is not valid TOML: Invalid value (at end of document)"]),
    (_change("link = 'x'"), [f"{AT}: kind is missing; allowed: {', '.join(KINDS)}"]),
    (_change("kind = 'closed'"), [f"{AT}: kind: 'closed' found; allowed: {', '.join(KINDS)}; did you mean 'close'?"]),
    (_change("kind = 'close'; link = 'dostik-almaty'"), [f"{AT} (close): link: 'dostik-almaty' is not in links.csv; did you mean 'dostyk-almaty'?"]),
    (_change("kind = 'close'"), [f"{AT} (close): give exactly one of link, terminal, service, facility, operation; none found"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; terminal = 'almaty'"), [f"{AT} (close): give exactly one of link, terminal, service, facility, operation; link and terminal found"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; strt = 2025-09-01"), [f"{AT} (close): unknown key 'strt'; allowed: id, kind, link, terminal, service, facility, operation, direction, start, end, known_from, note; did you mean 'start'?"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; start = 2025-09-02; end = 2025-09-01"), [f"{AT} (close): end: 2025-09-01 is before start 2025-09-02"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; start = 'soon'"), [f"{AT} (close): start: 'soon' is not a day or moment; write 2025-09-12 or 2025-09-12T06:00"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; direction = 'west'"), [f"{AT} (close): direction: 'west' found; allowed: westbound, eastbound, both; did you mean 'westbound'?"]),
    (_change("kind = 'limit'; link = 'dostyk-almaty'"), [f"{AT} (limit): per_day is missing"]),
    (_change("kind = 'limit'; link = 'dostyk-almaty'; per_day = -1"), [f"{AT} (limit): per_day: -1 found; must be at least 0"]),
    (_change("kind = 'limit'; link = 'dostyk-almaty'; per_day = nan"), [f"{AT} (limit): per_day: nan found; must be a finite number"]),
    (_change("kind = 'limit'; link = 'dostyk-almaty'; per_day = true"), [f"{AT} (limit): per_day: True found; must be a finite number"]),
    (_change("kind = 'limit'; link = 'dostyk-almaty'; per_day = 1; cargo_class = ['grain', 'meat']"), [f"{AT} (limit): cargo_class: 'meat' found; allowed: dry, grain, frozen, chilled, produce, hides, oil"]),
    (_change("kind = 'speed'; operator = 'KTZ'; factor = 0"), [f"{AT} (speed): factor: 0 found; must be above 0"]),
    (_change("kind = 'demand'; factor = 1.1; boxes = 3"), [f"{AT} (demand): give exactly one of factor, boxes; factor and boxes found"]),
    (_change("kind = 'demand'; boxes = 3; origin = 'xian'"), [f"{AT} (demand): destination: a change of boxes needs exactly one destination", f"{AT} (demand): commodity: a change of boxes needs exactly one commodity"]),
    (_change("kind = 'open_link'; link = 'dostyk-almaty'"), [f"{AT} (open_link): link: 'dostyk-almaty' is open already"]),
    (_change("kind = 'parameter'; name = 'cutoff_h'; value = 1; start = 2025-09-01"), [f"{AT} (parameter): unknown key 'start'; allowed: id, kind, name, value, factor, note"]),
    (_change("kind = 'scale'; table = 'operations'; column = 'queue'; factor = 2"), [f"{AT} (scale): column: 'queue' found; allowed in operations: handling_h, queue_h, cost_usd_per_feu; did you mean 'queue_h'?"]),
    (_change("kind = 'scale'; table = 'operations'; column = 'queue_h'; factor = 2; match = {terminal_id = 'dostik'}"), [f"{AT} (scale): match.terminal_id: 'dostik' is in no row of operations.csv; did you mean 'dostyk'?"]),
    (_change("kind = 'relax'; resource = 'yard:dostyk_yrd:2025-09-01T00'; amount = 1"), [f"{AT} (relax): resource: 'dostyk_yrd' is not in facilities.csv; did you mean 'dostyk_yard'?"]),
    (_change("kind = 'relax'; consignment = 'd9/2025-09-01'; hours = 1"), [f"{AT} (relax): consignment: 'd9' is not in demand.csv"]),
    (_change("kind = 'relax'; consignment = 'd1/2025-09-01'; amount = 1"), [f"{AT} (relax): amount: not with a consignment; allowed: usd_per_box, hours"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; start = 2025-09-02; end = 2025-09-03; known_from = 2025-09-06"), ["s.toml: change 's-1' (close) becomes known at 2025-09-06T00:00 (UTC) only, when it is over (2025-09-04T00:00); set known_from before its end"]),
    (_change("kind = 'close'; link = 'dostyk-almaty'; start = 2024-09-12; end = 2024-09-25"), ["s.toml: change 's-1' (close) holds from 2024-09-12T00:00 to 2024-09-26T00:00 (UTC); the solved days are 2025-08-11T00:00 to 2025-10-20T00:00"]),
    (_change("id = 'x'; kind = 'close'; link = 'dostyk-almaty'; [[changes]]; id = 'x'; kind = 'close'; terminal = 'almaty'"), ["s.toml [[changes]] 2: id: 'x' is used by another change; give each its own"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), FAULTS)
def test_a_fault_gives_its_message(tmp_path, tiny_network, text, messages):
    """Unknown keys, targets, dates and numbers are refused with file, place, what is allowed."""
    assert _faults(tmp_path, tiny_network, text) == messages


def test_all_faults_come_at_once(tmp_path, tiny_network):
    """Two bad changes and a bad parameter give three messages."""
    text = HEAD + "[parameters]\nx = 1\n" + "[[changes]]\nkind = 'close'\nlink = 'a'\n" * 2
    assert len(_faults(tmp_path, tiny_network, text)) == 3


EVERY_KIND = """
name = "every"
title = "Every kind, with \\"quotes\\" and a\\nbreak"
[horizon]
start = 2025-09-01
end = 2025-09-14
runout_weeks = 4
[parameters]
cutoff_h.factor = 0.5
[demand]
growth = 1.2
[[changes]]
kind = "close"
link = ["dostyk-almaty", "almaty-moscow"]
direction = "eastbound"
start = 2025-09-03
end = 2025-09-04
[[changes]]
kind = "close"
terminal = "baku"
start = 2025-09-03T06:00:00
end = 2025-09-03T18:00:00+06:00
known_from = "2025-09-02T12:00"
[[changes]]
kind = "limit"
link = "dostyk-almaty"
per_day = 2
cargo_class = ["grain", "oil"]
[[changes]]
kind = "limit"
facility = "dostyk_crane_e"
per_day = 5
[[changes]]
kind = "capacity"
facility = "dostyk_crane_w"
factor = 0.5
[[changes]]
kind = "add_hours"
operation = "dostyk_change_w"
hours = 12
[[changes]]
kind = "speed"
operator = "KTZ"
factor = 0.8
[[changes]]
kind = "price"
operator = "CR"
factor = 1.1
note = "a note"
[[changes]]
kind = "price"
outside_mode = ["sea", "road"]
factor = 2
[[changes]]
kind = "demand"
origin_region = "CN-C"
factor = 0.5
start = 2025-09-08
[[changes]]
kind = "demand"
origin = "xian"
destination = "baku"
commodity = "electronics"
boxes = 10
[[changes]]
kind = "open_link"
link = "dostyk-moscow"
start = 2025-09-08
[[changes]]
kind = "add_service"
start = 2025-09-08
service = { service_id = "new_w", name = "New", family = "new", mode = "rail", service_class = "ordinary", direction = "westbound", operator = "KTZ", track_gauge_mm = 1520, days = ["Mon"], departure_times = ["10:00"], max_feu = 4, powered_slots = 0 }
stops = [{ terminal_id = "dostyk" }, { terminal_id = "moscow", link_id = "dostyk-moscow" }]
[[changes]]
kind = "scale"
table = "operations"
column = "queue_h"
factor = 1.25
match = { terminal_id = ["dostyk"] }
[[changes]]
kind = "route_constants"
active = false
[[changes]]
kind = "cold_chain"
active = true
[[changes]]
kind = "fleet"
fleet = "reefers"
factor = 0.5
[[changes]]
kind = "offer_units"
unit = ["liner20", "liner40"]
active = false
[[changes]]
kind = "relax"
resource = "throughput:dostyk_crane_w:2025-09-04"
amount = 3
"""


def test_every_kind_loads_and_its_text_round_trips(tmp_path, tiny_network):
    """The canonical text of a scenario gives the same changes and the same text again."""
    rules = tiny_network["rules"].reindex([0]).assign(rule_id="no_beef", kind="ban", goods="beef", active=True)
    rules = rules.fillna({"from_country": "", "to_country": "", "through": ""})
    network = tiny_network.with_tables(rules=rules)
    text = EVERY_KIND + '[[changes]]\nkind = "rule"\nrule = "no_beef"\nactive = false\n'
    scenario = load_scenario(_write(tmp_path, "every.toml", text), network)
    again = scenario_from_text(scenario.text, network=network)
    assert again.text == scenario.text
    assert again.changes == scenario.changes
    assert (again.name, again.title, again.horizon) == (scenario.name, scenario.title, scenario.horizon)
    assert {change.kind for change in scenario.changes} == set(KINDS)


def test_windows_of_every_kind(tmp_path, tiny_network):
    """Days are whole UTC days, moments are exact, several targets give several windows."""
    scenario = load_scenario(_write(tmp_path, "every.toml", EVERY_KIND), tiny_network)
    rows = build_instance(scenario).network.windows.set_index("window_id")
    closed = rows.loc["every-1:dostyk-almaty"]
    assert (closed["kind"], closed["target_kind"], closed["direction"]) == ("close", "link", "eastbound")
    assert (iso_minute(closed["start_min"]), iso_minute(closed["end_min"])) == ("2025-09-03T00:00", "2025-09-05T00:00")
    assert closed["known_from_min"] == closed["start_min"]
    moment = rows.loc["every-2"]
    assert [iso_minute(moment[c]) for c in ("start_min", "end_min", "known_from_min")] == [
        "2025-09-03T06:00",
        "2025-09-03T12:00",
        "2025-09-02T12:00",
    ]
    assert rows.loc["every-3", ["value", "unit", "cargo_class"]].tolist() == [2.0, "trains_per_day", "grain;oil"]
    assert rows.loc["every-4", ["value", "unit", "target_kind"]].tolist() == [5.0, "feu_per_day", "facility"]
    whole = rows.loc["every-7"]
    assert whole["start_min"] < scenario.horizon.solved_start_min
    assert whole["end_min"] > scenario.horizon.solved_end_min
    assert "every-9" not in rows.index  # prices of outside options act on consignments
    before = rows.loc["every-12:dostyk-moscow:before"]
    assert (before["kind"], iso_minute(before["end_min"])) == ("close", "2025-09-08T00:00")


def test_tables_after_every_kind(tmp_path, tiny_network):
    """Links open, services appear with their dates, columns are scaled, the tables on disk stay."""
    scenario = load_scenario(_write(tmp_path, "every.toml", EVERY_KIND), tiny_network)
    network = build_instance(scenario).network
    assert set(network["links"]["status"]) == {"open"}
    added = network["services"].iloc[-1]
    assert (added["service_id"], added["days"], str(added["valid_from"].date())) == ("new_w", "Mon", "2025-09-08")
    assert network["stops"].iloc[-1]["link_id"] == "dostyk-moscow"
    queue = network["operations"].set_index("operation_id")["queue_h"]
    assert (queue["dostyk_change_w"], queue["almaty_transfer"]) == (12.5, 10.0)
    assert network.parameter("cutoff_h") == 3
    assert tiny_network["links"]["status"].tolist()[-1] == "planned"
    assert len(tiny_network["services"]) == 9


def test_plans_see_only_what_is_known(tmp_path, tiny_network):
    """Before an event is known its window is absent; replan times are the moments of news."""
    text = HEAD + (
        "[[changes]]\nkind = 'close'\nlink = 'dostyk-almaty'\nstart = 2025-09-05\nend = 2025-09-06\n"
        "[[changes]]\nkind = 'demand'\nfactor = 2\nstart = 2025-09-08\nknown_from = 2025-09-03\n"
    )
    scenario = load_scenario(_write(tmp_path, "s.toml", text), tiny_network)
    assert [iso_minute(time) for time in replan_times(scenario)] == ["2025-09-03T00:00", "2025-09-05T00:00"]
    first, second = replan_times(scenario)
    known = [build_instance(scenario, known_at_min=time) for time in (first - 1, first, second)]
    assert [len(instance.network.windows) for instance in known] == [0, 0, 1]
    assert [int(instance.consignments["boxes"].sum()) for instance in known] == [24, 31, 31]  # d3 doubles: 7 more


def test_a_service_over_a_closed_link_is_refused(tmp_path, tiny_network):
    """A service on a planned link needs the change that opens it."""
    text = EVERY_KIND.replace('[[changes]]\nkind = "open_link"\nlink = "dostyk-moscow"\nstart = 2025-09-08\n', "")
    with pytest.raises(ScenarioError, match="'dostyk-moscow' is planned; 'new_w' needs an open link"):
        load_scenario(_write(tmp_path, "every.toml", text), tiny_network)


def test_inline_services_are_checked_like_rows(tmp_path, tiny_network):
    """Types, references and words of an inline service are checked."""
    text = EVERY_KIND.replace('["Mon"]', '["Mo"]').replace("max_feu = 4", "max_feu = -4")
    text = text.replace('link_id = "dostyk-moscow" }', 'link_id = "dostyk-mosco", colour = 1 }')
    with pytest.raises(ScenarioError) as caught:
        load_scenario(_write(tmp_path, "every.toml", text), tiny_network)
    found = [fault.split("(add_service): ")[1] for fault in caught.value.faults]
    assert found == [
        "service.max_feu: -4 FEU found; must be above 0",
        "stops[1].colour: unknown key; allowed: service_id, seq, terminal_id, activity, dwell_h, link_id, source, quality, note",
        "stops[1].link_id: 'dostyk-mosco' is not in links.csv; did you mean 'dostyk-moscow'?",
        "service.days: 'Mo' found; allowed: Mon, Tue, Wed, Thu, Fri, Sat, Sun; did you mean 'Mon'?",
    ]


def test_with_change_gives_a_new_scenario(tiny_scenario):
    """A change gives a new value; the old one stays as it is."""
    closed = tiny_scenario.with_change("close", link="dostyk-almaty", start=date(2025, 9, 3), name="closed")
    assert tiny_scenario.changes == ()
    assert (closed.name, closed.base) == ("closed", "tiny")
    assert closed.changes[0].start == date(2025, 9, 3)
    again = closed.with_change(Closure(terminal="baku", start=datetime(2025, 9, 3, 6, tzinfo=UTC)))
    assert [change.change_id for change in again.changes] == ["change-1", "change-2"]
    assert scenario_from_text(again.text, network=tiny_scenario.network).changes == again.changes


def test_with_change_refuses_what_a_file_would(tiny_scenario):
    """The same checks hold from Python."""
    with pytest.raises(ScenarioError, match=r"'dostyk-almati' is not in links.csv; did you mean 'dostyk-almaty'"):
        tiny_scenario.with_change("close", link="dostyk-almati")
    service = {**tiny_scenario.network["services"].iloc[4].dropna(), "service_id": "new", "source": ""}
    stops = [{"terminal_id": "dostyk"}, {"terminal_id": "moscow", "link_id": "dostyk-moscow"}]
    with pytest.raises(ScenarioError, match="'dostyk-moscow' is planned; 'new' needs an open link"):
        tiny_scenario.with_change("add_service", service=service, stops=stops)
    opened = tiny_scenario.with_change("open_link", link="dostyk-moscow")
    assert len(opened.with_change("add_service", service=service, stops=stops).changes) == 2


def test_a_text_cannot_extend(tiny_network):
    """A canonical text stands alone."""
    with pytest.raises(ScenarioError, match="cannot extend a file"):
        scenario_from_text('extends = "base.toml"', network=tiny_network)


@pytest.mark.parametrize(("text", "on"), [("", False), ("cold_chain = false\n", False), ("cold_chain = true\n", True)])
def test_the_cold_chain_is_a_switch_that_is_off(tmp_path, tiny_network, text, on):
    """It reaches the instance, and the canonical text; off leaves no trace in it."""
    scenario = load_scenario(_write(tmp_path, "s.toml", text + HEAD), tiny_network)
    assert build_instance(scenario).cold_chain is on
    assert ("cold_chain" in scenario.text) is on


def test_a_child_may_switch_the_cold_chain_off_again(tmp_path, tiny_network):
    """The last layer counts."""
    _write(tmp_path, "parent.toml", "cold_chain = true\n" + HEAD)
    scenario = load_scenario(
        _write(tmp_path, "child.toml", "extends = 'parent.toml'\ncold_chain = false\n"), tiny_network
    )
    assert not build_instance(scenario).cold_chain
