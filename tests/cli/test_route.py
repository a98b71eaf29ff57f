"""``logistics route``: the answer on paper, in JSON and in files; what is refused, and when."""

from __future__ import annotations

import csv
import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import pytest

from logistics.cli import route_show
from logistics.cli.app import main
from logistics.report.itinerary import stages
from logistics.report.wording import activity_text
from logistics.results import Front
from logistics.results.wait import Wait

TINY = Path(__file__).parents[1] / "data" / "tiny.toml"
ASK = ("route", "Xian", "MOSCOW", "--commodity", "electronics", "--scenario", TINY)
PATH_KEYS = {
    "transit_h", "transit_p10_h", "transit_p50_h", "transit_p90_h", "ride_h", "border_h", "wait_h", "cost_usd",
    "co2e_kg", "shelf_life_used", "distance_km", "countries", "legs",
}  # fmt: skip
LEG_KEYS = {
    "kind", "activity", "from", "to", "service_id", "start_utc", "end_utc", "hours", "distance_km", "cost_usd",
    "co2e_kg", "ambient_c", "cargo_c", "shelf_life_used",
}  # fmt: skip


def test_an_inspection_is_named_on_its_leg(answer):
    """In words on paper, as a flag in JSON, and through legs that are joined for reading."""
    leg = next(leg for leg in answer[0].legs if leg.activity == "gauge_change")
    seen = replace(leg, inspected=True)
    assert activity_text(leg) == "gauge change"
    assert activity_text(seen) == "gauge change, with inspection"
    assert [leg.to_dict()["inspected"], seen.to_dict()["inspected"]] == [False, True]
    legs = tuple(seen if other is leg else other for other in answer[0].legs)
    assert any(stage.inspected for stage in stages(replace(answer[0], legs=legs)))


@pytest.fixture(scope="module")
def answer() -> Front:
    """Return the front of the question that most tests ask, found once."""
    import logistics as lg

    return lg.find_paths(
        lg.load_scenario(TINY), origin="xian", destination="moscow", commodity="electronics",
        depart=pd.Timestamp("2025-09-01").to_pydatetime(),
    )  # fmt: skip


@pytest.fixture
def asked(monkeypatch, answer):
    """Let the command find the front at once, and keep what it asked for."""
    questions: list[dict[str, object]] = []

    def find(scenario, **question):
        questions.append({"scenario": scenario, **question})
        return answer

    monkeypatch.setattr("logistics.routing.find_paths", find)
    return questions


def test_json_keeps_the_contract(logistics):
    """Names in any case; every key of the contract; times in UTC; sums of the legs are those of the path."""
    outcome = logistics(*ASK, "--json")
    assert outcome.code == 0
    front = outcome.json
    assert {"origin", "destination", "commodity", "depart_utc", "paths", "explanation"} <= set(front)
    assert (front["origin"], front["destination"], front["explanation"]) == ("xian", "moscow", None)
    assert front["depart_utc"] == "2025-09-01T00:00:00Z", "the first Monday of the scenario"
    assert front["paths"]
    for path in front["paths"]:
        assert set(path) >= PATH_KEYS
        assert all(set(leg) >= LEG_KEYS for leg in path["legs"])
        assert {leg["kind"] for leg in path["legs"]} <= {"ride", "operate", "wait", "ferry", "sea", "road"}
        assert path["transit_p10_h"] <= path["transit_p50_h"] <= path["transit_p90_h"]
        for name, total in (("hours", "transit_h"), ("cost_usd", "cost_usd"), ("distance_km", "distance_km")):
            assert sum(leg[name] for leg in path["legs"]) == pytest.approx(path[total])
        assert path["ride_h"] + path["border_h"] + path["wait_h"] == pytest.approx(path["transit_h"])
        assert sum(path["countries"].values()) == pytest.approx(path["distance_km"])
        assert all(a["end_utc"] == b["start_utc"] for a, b in zip(path["legs"], path["legs"][1:], strict=False))


def test_no_path_is_exit_code_3_and_explained(logistics):
    """In words and in JSON; files are not written, and that is said."""
    outcome = logistics(*ASK, "--close", "dostyk", "--map", "m.svg")
    assert outcome.code == 3
    assert outcome.out.strip()
    assert "not written, because there is no path: m.svg" in outcome.err
    assert list(Path.cwd().iterdir()) == []
    document = logistics(*ASK, "--close", "dostyk", "--json")
    assert document.code == 3
    assert document.json["paths"] == []
    assert document.json["explanation"]["text"]


def test_the_table_tells_local_and_utc_times(logistics, asked):
    """Xian is eight hours ahead, Moscow three; activities are in plain words; sums grow along the way."""
    outcome = logistics(*ASK)
    assert outcome.code == 0
    assert "Xian → Moscow, Electronics, ready Mon 1 Sep 2025 00:00 UTC" in outcome.out
    assert re.search(r"Mon 1 Sep 08:00 \+08 │ 1 Sep 00:00 +│ loading", outcome.out)
    assert re.search(r"\+03 .* unloading, to the gate", outcome.out)
    heads = "P50 (P10–P90)|USD/FEU|kg CO2e|countries|borders|km so far|USD so far|outside °C"
    for head in heads.split("|"):
        assert head in outcome.out


def test_offsets_tell_minutes_where_there_are_any():
    """Tehran is three hours and a half ahead."""
    at = datetime(2025, 9, 1, tzinfo=UTC)
    assert route_show._clock(at.astimezone(ZoneInfo("Asia/Tehran"))) == "Mon 1 Sep 03:30 +03:30"
    assert route_show._clock(at.astimezone(ZoneInfo("Asia/Shanghai"))) == "Mon 1 Sep 08:00 +08"


def test_with_a_window_each_path_has_its_moment_at_the_gate(logistics, monkeypatch, answer):
    """Without one there is none to tell."""
    wide = replace(answer, query={**answer.query, "window_h": 48.0})
    assert "handed in UTC" not in logistics(*ASK).out
    monkeypatch.setattr("logistics.routing.find_paths", lambda *_, **__: wide)
    said = logistics(*ASK, "--window", "48").out
    assert "handed in UTC" in said
    assert "Mon 1 Sep 00:00" in said


def test_co2e_may_be_a_criterion(logistics, asked):
    """On request; else the three."""
    assert logistics(*ASK).code == logistics(*ASK, "--co2e").code == 0
    assert "criteria" not in asked[0]
    assert asked[1]["criteria"] == ("time", "cost", "shelf_life", "co2e")


def test_legs_are_tables_of_their_own(answer, tiny_network, tmp_path):
    """With running sums along a path; a leg is one row, one geometry and one chart."""
    frame = answer[0].to_frame()
    assert frame["total_km"].iloc[-1] == pytest.approx(answer[0].distance_km)
    assert frame["total_usd"].iloc[-1] == pytest.approx(answer[0].cost_usd)
    assert frame["elapsed_h"].iloc[-1] == pytest.approx(answer[0].transit_h)
    ride = next(leg for leg in answer[0].legs if leg.kind == "ride")
    assert ride.to_frame()["total_km"].tolist() == [ride.distance_km]
    assert ride.to_geodataframe(tiny_network).geometry.iloc[0].geom_type == "LineString"
    assert ride.plot(tiny_network).save(tmp_path / "leg.svg").read_text(encoding="utf-8").startswith("<")


def test_waits_that_vary_are_told(logistics, monkeypatch, answer):
    """The full train and the queue with median and P90, below the legs; `routing/test_filling.py` has their hours."""
    full = Wait("full_train", "xian", "cn_w", 42.0, 36.2, 66.0)
    paths = tuple(replace(path, waits=(full, *path.waits)) for path in answer)
    monkeypatch.setattr("logistics.routing.find_paths", lambda *_, **__: replace(answer, paths=paths))
    outcome = logistics(*ASK)
    said = " ".join(outcome.out.split())
    assert "Xian (until the train is full) 36 h, in one of ten cases 2.8 d or more; Dostyk (row dostyk_queue of" in said
    assert logistics(*ASK, "--json").json["paths"][0]["waits"][0]["cause"] == "full_train"


def test_narrow_terminals_leave_columns_out_and_say_so(logistics, asked, monkeypatch):
    """No line is wider than the terminal; what is missing is named, with the way to get it."""
    monkeypatch.setenv("COLUMNS", "64")
    monkeypatch.setattr(route_show.console, "_width", None)
    outcome = logistics(*ASK)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines() if line.startswith(("│", "┃"))) <= 64
    assert "No room for:" in outcome.err
    assert "--csv" in outcome.err
    assert "countries" in outcome.err


def test_every_flag_reaches_the_question(logistics, asked):
    """Nothing the user wrote is ignored; times without a zone are UTC, zones are converted, dates are midnight."""
    outcome = logistics(
        *ASK, "--depart", "2025-09-02T08:00+08:00", "--arrive-by", "2025-10-01", "--window", "36", "--service-class",
        "express", "--unit", "dry40", "--boxes", "3", "--via", "dostyk", "--via", "almaty", "--avoid", "RU", "--avoid",
        "aktau", "--close", "almaty-aktau", "--alternatives", "4", "--power-cut", "dostyk:12",
    )  # fmt: skip
    assert outcome.code == 0
    question = asked[0]
    assert str(question["depart"]) == "2025-09-02 00:00:00+00:00"
    assert str(question["arrive_by"]) == "2025-10-01 00:00:00+00:00"
    rest = ("window_h", "service_class", "unit", "boxes", "via", "avoid", "close", "alternatives", "plan", "power_cut")
    assert [question[name] for name in rest] == [
        36.0, "express", "dry40", 3.0, ("dostyk", "almaty"), ("RU", "aktau"), ("almaty-aktau",), 4, None,
        "dostyk:12",
    ]  # fmt: skip
    assert question["scenario"].name == "tiny"


def test_a_plan_gives_scenario_and_room(logistics, asked, solved):
    """With --plan alone its own scenario is asked."""
    outcome = logistics("route", "xian", "moscow", "--commodity", "electronics", "--plan", solved, "--json")
    assert outcome.code == 0
    assert asked[0]["scenario"].name == "tiny"
    assert asked[0]["plan"].scenario is asked[0]["scenario"]


def test_files_of_a_front(logistics, asked, answer):
    """Map, chart, CSV and GeoJSON in one run; the tables come back with the values of the legs."""
    names = ("m.svg", "c.svg", "l.csv", "l.geojson")
    outcome = logistics(*ASK, "--map", names[0], "--chart", names[1], "--csv", names[2], "--geojson", names[3])
    assert outcome.code == 0
    assert sorted(path.name for path in Path.cwd().iterdir()) == sorted(names)
    for name in names:
        assert f"wrote {name}" in outcome.out
    legs = [leg for path in answer for leg in path.legs]
    with Path("l.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["kind"], row["from"], row["to"]) for row in rows] == [
        (leg.kind, leg.from_terminal, leg.to_terminal) for leg in legs
    ]
    assert sum(float(row["cost_usd"]) for row in rows) == pytest.approx(sum(path.cost_usd for path in answer))
    last = [row for row in rows if row["path"] == "1"][-1]
    assert float(last["total_km"]) == pytest.approx(answer[0].distance_km)
    assert float(last["elapsed_h"]) == pytest.approx(answer[0].transit_h)
    assert pd.Timestamp(last["end_local"]) == pd.Timestamp(last["end_utc"]) == pd.Timestamp(answer[0].arrive_utc)
    frame = gpd.read_file("l.geojson")
    assert len(frame) == len(legs)
    assert set(frame.geometry.geom_type) == {"LineString", "Point"}
    assert frame["distance_km"].sum() == pytest.approx(sum(leg.distance_km for leg in legs))
    assert frame.crs.to_epsg() == 4326
    assert Path("c.svg").read_text(encoding="utf-8").count('id="time"') == 1


def test_texts_are_neutral_in_spreadsheets(tiny_network, answer, tmp_path):
    """A name that starts like a formula gets an apostrophe; negative numbers stay numbers."""
    from dataclasses import replace

    from logistics.report import write_front_csv, write_front_geojson

    terminals = tiny_network["terminals"].assign(name=lambda t: "=1+" + t["name"])
    network = tiny_network.with_tables(terminals=terminals)
    cold = replace(answer[0], legs=tuple(replace(leg, ambient_c=-20.0) for leg in answer[0].legs))
    front = replace(answer, paths=(cold,))
    text = write_front_csv(front, network, tmp_path / "l.csv").read_text(encoding="utf-8")
    assert ",'=1+Xian," in text
    assert "-20.0" in text
    assert "'-20" not in text
    document = json.loads(write_front_geojson(front, network, tmp_path / "l.geojson").read_text(encoding="utf-8"))
    assert document["features"][0]["properties"]["from_name"] == "=1+Xian", "JSON is no spreadsheet"


USAGE = {
    "no commodity": (["route", "xian", "moscow"], "--commodity"),
    "suffix of the map": ([*ASK, "--map", "m.gif"], "--map: 'm.gif' must end in .svg, .png, .pdf, .html"),
    "suffix of the chart": ([*ASK, "--chart", "c.html"], "--chart: 'c.html' must end in .svg, .png, .pdf"),
    "suffix of the table": ([*ASK, "--csv", "c.xlsx"], "--csv: 'c.xlsx' must end in .csv"),
    "folder": ([*ASK, "--map", "nowhere/m.svg"], "--map: the folder 'nowhere' does not exist; create it first"),
    "same file": ([*ASK, "--map", "a.svg", "--chart", "a.svg"], "names the same file 'a.svg'"),
    "time": ([*ASK, "--depart", "tomorrow"], "--depart: 'tomorrow' is not a time; write 2025-09-08"),
    "order of times": ([*ASK, "--depart", "2025-09-08", "--arrive-by", "2025-09-01"], "must be after the departure"),
    "class": ([*ASK, "--service-class", "fast"], "'fast' is not one of"),
    "boxes": ([*ASK, "--boxes", "0"], "--boxes"),
    "alternatives": ([*ASK, "--alternatives", "0"], "--alternatives"),
    "window": ([*ASK, "--window", "inf"], "--window"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_refused_before_searching(logistics, monkeypatch, arguments, message):
    """Exit code 2, the option and what is allowed; no table is read, no file appears."""
    monkeypatch.setattr(
        "logistics.scenario.load_scenario", lambda *_: pytest.fail("read before the options were checked")
    )
    outcome = logistics(*arguments)
    assert outcome.code == 2
    assert re.sub(r"\s+", " ", message) in re.sub(r"[│\s]+", " ", outcome.err)
    assert list(Path.cwd().iterdir()) == []


WORDS = {
    "origin": (["route", "xain", "moscow"], "'xain'; did you mean 'xian'?"),
    "destination": (["route", "xian", "mosco"], "'mosco'; did you mean 'moscow'?"),
    "commodity": (["route", "xian", "moscow", "--commodity", "electronic"], "did you mean 'electronics'?"),
    "close": ([*ASK, "--close", "xian-dostk"], "did you mean 'xian-dostyk'?"),
    "avoid": ([*ASK, "--avoid", "almati"], "did you mean 'almaty'?"),
    "unit": ([*ASK, "--unit", "reefer"], "reefer40"),
    "departure": ([*ASK, "--depart", "2024-01-01"], "2024-01-01T00:00 is outside the solved days"),
    "same place": (["route", "xian", "Xian"], "two different terminals"),
}


@pytest.mark.parametrize(("arguments", "message"), WORDS.values(), ids=WORDS)
def test_unknown_words_get_a_suggestion(logistics, arguments, message):
    """Exit code 1 and one message; nothing is written."""
    rest = [] if "--commodity" in arguments else ["--commodity", "electronics"]
    outcome = logistics(*arguments, *rest, *([] if TINY in arguments else ["--scenario", TINY]), "--csv", "l.csv")
    assert outcome.code == 1
    assert outcome.err.startswith("error: ")
    assert message in outcome.err
    assert list(Path.cwd().iterdir()) == []


def test_a_path_that_is_not_there(logistics, asked):
    """The legs of path 9 of 1 cannot be shown, and no file is written."""
    outcome = logistics(*ASK, "--path", "9", "--csv", "l.csv")
    assert outcome.code == 2
    assert "9 found; paths are numbered 1 to" in outcome.err
    assert list(Path.cwd().iterdir()) == []


def test_a_failing_disk_leaves_no_half_file(logistics, asked, monkeypatch):
    """Files are renamed into place whole; the message is one line."""
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left", "l.csv")))
    outcome = logistics(*ASK, "--csv", "l.csv")
    assert (outcome.code, outcome.err) == (1, "error: l.csv: No space left\n")
    assert list(Path.cwd().iterdir()) == []


def test_a_folder_that_may_not_be_written_names_the_file(logistics, asked, monkeypatch):
    """The message has the name that was asked for, not that of the unfinished file."""
    monkeypatch.setattr(
        "tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(PermissionError(13, "Permission denied", ".l"))
    )
    outcome = logistics(*ASK, "--csv", "l.csv")
    assert (outcome.code, outcome.err) == (1, "error: l.csv: Permission denied\n")


def test_explanations_read_like_sentences(capsys):
    """The text comes first; then what it does not tell: farther restrictions, gaps, other places reached."""
    way = {"dropped": ["close dostyk"], "transit_h": 240.0, "cost_usd": 4151.2, "arrive_utc": "2025-09-11T00:00Z"}
    far = {"terminal": "dostyk", "utc": "2025-09-03T16:00Z", "km_left": 4600.0}
    route_show.explain(
        {
            "text": "No path from xian to moscow. Without 'close dostyk' there is one. The search got to dostyk.",
            "restrictions": [{**way, "route": []}, {**way, "dropped": ["a", "b"], "route": ["xian", "moscow"]}],
            "missing": ["no service leaves Baku"],
            "reached": [far, {**far, "terminal": "xian"}],
        },
        {"xian": "Xian", "dostyk": "Dostyk", "moscow": "Moscow"},
    )
    assert capsys.readouterr().out.splitlines() == [
        "No path from xian to moscow. Without 'close dostyk' there is one. The search got to dostyk.",
        "  Or without a and b: 10.0 days, 4,151 USD per FEU, arriving 2025-09-11T00:00Z, Xian – Moscow",
        "  Note: no service leaves Baku.",
        "  Reached too: Xian at 2025-09-03T16:00Z, 4,600 km left",
    ]


def test_ctrl_c_is_a_message(monkeypatch, capsys):
    """An interrupted search ends with a sentence and no traceback."""
    monkeypatch.setattr("logistics.routing.find_paths", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(sys, "argv", ["logistics", *map(str, ASK)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 130
    assert "stopped" in capsys.readouterr().err


def test_a_reefer_tells_energy_hold_over_and_cut(logistics):
    """In sentences, in JSON and in the chart of the cold chain; a cut that no plug feels is refused."""
    ask = ("route", "almaty", "xian", "--commodity", "beef", "--scenario", TINY, "--depart", "2025-09-02")
    outcome = logistics(*ask, "--power-cut", "dostyk:60", "--cold-chart", "cold.svg")
    assert outcome.code == 0
    for words in (
        "kWh from plugs", "If the power fails: goods keep their limits for", "Power cut of 60 h from Dostyk on",
        "Limit broken: the highest temperature allowed, -12 °C, is passed", "wrote cold.svg",
    ):  # fmt: skip
        assert words in outcome.out
    assert "no power for 60 h" in Path("cold.svg").read_text(encoding="utf-8")
    path = logistics(*ask, "--json").json["paths"][0]
    assert path["reefer"]["power"] == "plug"
    assert path["reefer"]["shortest_holdover"]["hours"] > 0
    for name in ("co2e_kg", "reefer_co2e_kg", "energy_kwh", "fuel_l"):
        assert sum(leg[name] for leg in path["legs"]) == pytest.approx(path[name])
    diesel = logistics(*ask, "--unit", "diesel40")
    assert "l of diesel" in diesel.out
    assert "a tank of 500 l would last" in diesel.out
    refused = logistics(*ask, "--unit", "diesel40", "--power-cut", "dostyk:60")
    assert refused.code == 1
    assert "has its own diesel set" in refused.err
