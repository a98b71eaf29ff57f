"""Every kind of bad input: its message, exit code 1, no traceback, and no results folder."""

# ruff: noqa: E501  a table of faults reads best with one fault per line
from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
HEAD = 'name = "s"\n[horizon]\nstart = 2025-09-01\nend = 2025-09-14\n'


def cells(table, row, **values):
    """Return an edit of one row."""
    return lambda folder: folder.edit(table, row, **values)


def text(file, old, new):
    """Return a replacement in a file."""

    def change(folder):
        path = folder.path / file
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def twice(table):
    """Return an edit that repeats the first row of a table."""
    return lambda folder: folder.write(table, [*folder.rows(table), folder.rows(table)[0]])


def terminal(folder, **values):
    """Add a terminal in Kazakhstan."""
    common = {"country": "KZ", "region": "KZ", "lat": "50.0", "kind": "inland_hub", "track_gauges": "1520"}
    folder.add("terminals", **common, timezone="Asia/Almaty", climate_place="almaty", **values)


TABLES = {
    "foreign key": (cells("links", "dostyk-almaty", to_terminal="almatyy"), "links.csv:3: to_terminal: 'almatyy' is not in terminals.csv; did you mean 'almaty'?"),
    "range": (cells("links", "dostyk-almaty", from_share="1.5"), "links.csv:3: from_share: 1.5 found; must be between 0 and 1"),
    "unit": (cells("parameters", "cutoff_h", unit="min"), "parameters.csv:2: unit: 'min' found; cutoff_h is in h"),
    "unit of a price": (cells("tariffs", "cr", unit="USD/TEU-km"), "tariffs.csv:2: unit: 'USD/TEU-km' found; per_km prices are in USD/FEU-km"),
    "not a number": (cells("links", "dostyk-almaty", length_km="6OO"), "links.csv:3: length_km: '6OO' is not a number"),
    "NaN": (cells("operations", "xian_load", queue_h="nan"), "operations.csv:2: queue_h: 'nan' is not a finite number"),
    "infinity": (cells("facilities", "xian_gate", capacity="inf"), "facilities.csv:2: capacity: 'inf' is not a finite number"),
    "duplicate": (twice("links"), "links.csv:8: link_id: 'xian-dostyk' already stands on line 2; must be unique"),
    "swapped coordinates": (cells("terminals", "aktau", lon="43.6", lat="51.2"), "terminals.csv:5: lon, lat: 43.6, 51.2 is outside KZ, 51.2, 43.6 inside: longitude and latitude are swapped"),
    "coordinates off the earth": (cells("terminals", "xian", lon="34.5", lat="109"), "terminals.csv:2: lat: 109 deg found; must be between -90 and 90 (are lon and lat swapped?)"),
    "coordinates abroad": (cells("terminals", "almaty", lon="100"), "terminals.csv:4: lon, lat: 100, 43.3 is more than 0.5 degrees outside KZ (it lies in CN)"),
    "geometry end": (cells("terminals", "almaty", lon="77.1"), "geometry/links.geojson: dostyk-almaty: the line ends at 77, 43.3; almaty is at 77.1, 43.3"),
    "geometry missing": (lambda folder: folder.edit_json("geometry/links.geojson", lambda d: d["features"].pop(1)), "links.csv:3: link_id: 'dostyk-almaty' has no line in geometry/links.geojson"),
    "gauge along a service": (cells("services", "kz_w", track_gauge_mm="1435"), "stops.csv:12: link_id: 'dostyk-almaty' has 1520 mm track; 'kz_w' runs on 1435 mm"),
    "gauge of a terminal": (cells("terminals", "almaty", track_gauges="1435"), "links.csv:3: track_gauges: 1520 mm found; almaty has 1435 mm in terminals.csv"),
    "unreachable terminal": (lambda folder: terminal(folder, terminal_id="astana", name="Astana", lon="71.4"), "terminals.csv:8: terminal_id: 'astana' is on no link of links.csv"),
    "service over a break": (cells("operations", "dostyk_change_w", direction="eastbound"), "services.csv:2: service_id: 'cn_w' ends at dostyk on 1435 mm, and no operation there takes its boxes on"),
    "transfer over a break": (cells("operations", "dostyk_priority_w", activity="transfer"), "operations.csv:5: activity: from 1435 to 1520 mm crosses a gauge break; its activity must be gauge_change"),
    "negative capacity": (cells("facilities", "aktau_port", capacity="-6"), "facilities.csv:9: capacity: -6 FEU/day or FEU found; must be above 0"),
    "zero capacity": (cells("links", "dostyk-almaty", capacity_trains_per_day="0"), "links.csv:3: capacity_trains_per_day: 0 trains/day found; must be above 0"),
    "zero train length": (cells("services", "cn_w", max_feu="0"), "services.csv:2: max_feu: 0"),
    "unknown column": (text("speeds.csv", "speed_kmh", "speed_kph"), "speeds.csv:1: unknown column 'speed_kph'; did you mean 'speed_kmh'?"),
    "unknown table": (lambda folder: (folder.path / "link.csv").write_text("a\n1\n"), "link.csv: unknown table 'link'"),
    "misspelt table": (lambda folder: (folder.path / "links.csv").rename(folder.path / "lniks.csv"), "lniks.csv: unknown table 'lniks'; did you mean 'links'?"),
    "missing table": (lambda folder: (folder.path / "stops.csv").unlink(), "stops.csv: the table is missing from"),
    "not UTF-8": (lambda folder: (folder.path / "names.csv").write_bytes(b"\xff\xfe"), "names.csv: is not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), TABLES.values(), ids=TABLES)
def test_bad_tables(logistics, tiny_copy, change, message):
    """`plan` and `check` give the same message; nothing is written."""
    change(tiny_copy)
    outcome = logistics("plan", DATA / "tiny.toml", "--network", tiny_copy.path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("error: ")
    assert message in outcome.err
    assert list(Path.cwd().iterdir()) == []
    checked = logistics("check", tiny_copy.path, "--json")
    assert checked.code == 1
    assert checked.json["passed"] is False
    assert any(message in error for error in checked.json["errors"])


def test_all_faults_come_at_once(logistics, tiny_copy):
    """Two tables at fault: one run names both, one line each."""
    tiny_copy.edit("links", "dostyk-almaty", to_terminal="almatyy")
    tiny_copy.edit("facilities", "aktau_port", capacity="-6")
    lines = logistics("plan", DATA / "tiny.toml", "--network", tiny_copy.path).err.splitlines()
    assert [line.removeprefix("error: ").split(":")[0] for line in lines] == ["facilities.csv", "links.csv"]


SCENARIOS = {
    "unknown key": (HEAD.replace("[horizon]", "colour = 1\n[horizon]"), "s.toml: unknown key 'colour'; allowed: name, title"),
    "misspelt key": (HEAD + "warmup_week = 1", "s.toml [horizon]: unknown key 'warmup_week'; allowed: start, end, warmup_weeks, runout_weeks; did you mean 'warmup_weeks'?"),
    "misspelt section": (HEAD + "[demnd]\ngrowth = 1.1", "s.toml: unknown key 'demnd'; "),
    "misspelt key of a change": (HEAD + "[[changes]]\nkind = 'close'\nlnk = 'dostyk-almaty'", "unknown key 'lnk'; "),
    "unknown target": (HEAD + "[[changes]]\nkind = 'close'\nlink = 'dostik-almaty'", "s.toml [[changes]] 1 (close): link: 'dostik-almaty' is not in links.csv; did you mean 'dostyk-almaty'?"),
    "NaN": (HEAD + "[[changes]]\nkind = 'limit'\nlink = 'dostyk-almaty'\nper_day = nan", "per_day: nan found; must be a finite number"),
    "end before start": (HEAD.replace("09-14", "08-14"), "s.toml [horizon]: end: 2025-08-14 is before start 2025-09-01"),
    "change outside the days": (HEAD + "[[changes]]\nkind = 'close'\nlink = 'dostyk-almaty'\nstart = 2023-01-01\nend = 2023-01-02", "s.toml: change 's-1' (close) holds from 2023-01-01T00:00"),
    "name that is a path": (HEAD.replace('"s"', '"../../s"'), "s.toml: name: '../../s' found"),
    "no TOML": ("name = ", "s.toml: is not valid TOML"),
    "extends itself": ('extends = "s.toml"', "s.toml"),
    "extends nothing": ('extends = "nowhere.toml"', "nowhere.toml: cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), SCENARIOS.values(), ids=SCENARIOS)
@pytest.mark.parametrize("command", ["plan", "compare"])
def test_bad_scenarios(logistics, tmp_path, content, message, command):
    """Scenario files are refused before anything is solved."""
    file = tmp_path / "s.toml"
    file.write_text(
        content.replace("\n[horizon]", f'\nnetwork = "{DATA / "tiny_network"}"\n[horizon]'), encoding="utf-8"
    )
    outcome = logistics(command, *[file] * (2 if command == "compare" else 1))
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("error: ")
    assert message in outcome.err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("what", ["missing", "folder", "binary"])
def test_a_scenario_that_is_no_file(logistics, tmp_path, what):
    """Wrong paths get a sentence."""
    path = tmp_path / "it.toml"
    if what == "folder":
        path.mkdir()
    if what == "binary":
        path.write_bytes(bytes(range(256)))
    outcome = logistics("plan", path)
    assert outcome.code == 1
    assert "it.toml" in outcome.err
    assert list(Path.cwd().iterdir()) == []


def test_a_network_that_is_not_there(logistics):
    """`--network` names the folder it did not find."""
    outcome = logistics("plan", DATA / "tiny.toml", "--network", "no_such_folder")
    assert outcome.code == 1
    assert "no_such_folder: the network folder does not exist" in outcome.err


def test_an_output_folder_with_other_files_is_refused_before_planning(logistics, monkeypatch):
    """Nobody waits minutes to learn that the folder is taken."""
    monkeypatch.setattr("logistics.planning.solve_scenario", lambda *_, **__: pytest.fail("planned first"))
    Path("mine").mkdir()
    Path("mine/diary.txt").touch()
    outcome = logistics("plan", DATA / "tiny.toml", "-o", "mine")
    assert outcome.code == 1
    assert "mine holds files that no plan wrote (diary.txt); choose another folder with -o" in outcome.err
    assert [path.name for path in Path("mine").iterdir()] == ["diary.txt"]


def test_an_island_is_named(logistics, tiny_copy):
    """Terminals joined to each other only are a warning: plans do not need them."""
    terminal(tiny_copy, terminal_id="astana", name="Astana", lon="71.4")
    terminal(tiny_copy, terminal_id="karaganda", name="Karaganda", lon="73.1")
    tiny_copy.add(
        "links",
        link_id="astana-karaganda", from_terminal="astana", to_terminal="karaganda", mode="rail", length_km="200",
        track_gauges="1520", operator="KTZ", from_share="1", corridor="north", status="open",
    )  # fmt: skip
    line = {"type": "LineString", "coordinates": [[71.4, 50.0], [73.1, 50.0]]}
    feature = {"type": "Feature", "properties": {"link_id": "astana-karaganda"}, "geometry": line}
    tiny_copy.edit_json("geometry/links.geojson", lambda document: document["features"].append(feature))
    outcome = logistics("check", tiny_copy.path)
    assert outcome.code == 0
    assert "warning: links.csv: 1520 mm rail: astana, karaganda form an island that no service reaches" in outcome.out
