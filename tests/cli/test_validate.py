"""`logistics validate` and `logistics calibrate` on the tiny network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from logistics.calibration.observations import COLUMNS
from logistics.cli.validate import _when

TINY = Path(__file__).parents[1] / "data" / "tiny_network"
HEADER = ",".join(COLUMNS)
ROWS = (
    "a,xian,moscow,ordinary,,,,7.4,,train schedule,2020,s\n"
    "b,moscow,xian,express,,,6,7,8,average observed,2025,s\n"
    "c,xian,baku,,7,aktau,,12,,door-to-door,2024,s\n"
)


@pytest.fixture
def observations(tmp_path):
    """Return a file of three rows."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    return file


def test_json_has_the_keys_of_the_contract(logistics, observations):
    """Rows with quantiles, error and band; shares as fractions."""
    done = logistics("validate", "--network", TINY, "--observations", observations, "--json")
    assert done.code == 0
    found = done.json
    assert set(found) >= {"rows", "mape", "bias", "in_band"}
    assert [row["id"] for row in found["rows"]] == ["a", "b", "c"]
    for row in found["rows"]:
        assert row["p10_d"] <= row["p50_d"] <= row["p90_d"]
        assert row["error"] == pytest.approx(row["p50_d"] / row["reference_d"] - 1)
    assert found["mape"] == pytest.approx(sum(abs(row["error"]) for row in found["rows"]) / 3)
    assert found["in_band"] == sum(row["in_band"] for row in found["rows"]) / 3


def test_the_table_ends_with_the_summary(logistics, observations):
    """People read error, bias and shares in the last line, and why a row was answered otherwise."""
    done = logistics("validate", "--network", TINY, "--observations", observations)
    assert "mean absolute error" in done.out.splitlines()[-1]
    assert "b: no express serves the pair" in done.out
    assert "waits for an onward train count 12 h at most" in " ".join(done.out.split())


def test_deleting_the_observations_changes_nothing_but_the_default_rows(logistics, observations, tmp_path):
    """The same answers without observations.csv; without --observations the command then says what to do."""
    folder = tmp_path / "tables"
    shutil.copytree(TINY, folder)
    (folder / "observations.csv").write_text(f"{HEADER},quality,note\n".replace("source,", "source,"), encoding="utf-8")
    before = logistics("validate", "--network", folder, "--observations", observations, "--json").json
    (folder / "observations.csv").unlink()
    assert logistics("validate", "--network", folder, "--observations", observations, "--json").json == before
    done = logistics("validate", "--network", folder)
    assert done.code == 1
    assert "no rows; give published transit times with --observations FILE" in done.err


@pytest.mark.parametrize(
    ("year", "month", "told"), [(2024, 7, "2024-07"), (2024, None, "2024"), (None, 7, "07"), (None, None, "")]
)
def test_year_and_month_are_told_as_far_as_given(year, month, told):
    """A month of no year is no year of its own."""
    assert _when(year, month) == told


def test_a_bad_file_is_one_message(logistics, tmp_path):
    """Exit code 1 and the row at fault."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\na,xiann,moscow,,,,,9,,average observed,,s\n", encoding="utf-8")
    done = logistics("validate", "--network", TINY, "--observations", file)
    assert done.code == 1
    assert "mine.csv:2: origin: no terminal is called 'xiann'; did you mean 'xian'?" in done.err
    missing = logistics("validate", "--network", TINY, "--observations", tmp_path / "none.csv")
    assert missing.code == 1
    assert "none.csv" in missing.err


@pytest.fixture
def observed(tmp_path):
    """Return a copy of the tiny network with sixteen observations, half of them in the jam."""
    folder = tmp_path / "observed"
    shutil.copytree(TINY, folder)
    lines = [
        f"o{i},xian,moscow,ordinary,{7 if i % 2 else 9},,,{12 if i % 2 else 7},,average observed,2024,tiny,assumed,\n"
        for i in range(16)
    ]
    header = (folder / "observations.csv").read_text(encoding="utf-8")
    (folder / "observations.csv").write_text(header + "".join(lines), encoding="utf-8")
    return folder


def test_calibrate_writes_the_same_bytes_and_applies_them(logistics, observed, tmp_path):
    """Two runs agree; --apply changes only fitted cells, and a second fit from there gives the same figures."""
    first, second, third = (tmp_path / name for name in ("1", "2", "3"))
    said = logistics("calibrate", "--network", observed, "-o", first, "--json").json
    assert logistics("calibrate", "--network", observed, "-o", second).code == 0
    for file in sorted(first.iterdir()):
        assert file.read_bytes() == (second / file.name).read_bytes()
    assert {file.name for file in first.iterdir()} == {
        "speeds.csv", "delays.csv", "calibration.csv", "parameters.csv", "residuals.csv", "report.md",
    }  # fmt: skip
    assert said["figures"]["jam"] > 100  # 5 d longer in the jam; the model had 100 h
    assert said["scores"]["fit"]["mape"] < said["scores"]["km per day"]["mape"]
    logistics("calibrate", "--network", observed, "-o", third, "--apply")
    assert (observed / "delays.csv").read_bytes() == (first / "delays.csv").read_bytes()
    again = logistics("calibrate", "--network", observed, "-o", third, "--json").json
    assert again["figures"]["jam"] == pytest.approx(said["figures"]["jam"], abs=2.0)


def test_too_many_free_figures_are_refused(logistics, observed, tmp_path):
    """At most one per four observations."""
    file = observed / "observations.csv"
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:9]), encoding="utf-8")
    done = logistics("calibrate", "--network", observed, "-o", tmp_path / "out")
    assert done.code == 1
    assert "4 free figures for 8 observations with a path; at most one per four is allowed (2)" in done.err
