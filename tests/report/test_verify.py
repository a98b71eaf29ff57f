"""Files beside the plan are audited too: a table or a figure that was changed by hand is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from logistics.report import verify_results, write_plan


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a copy of the tables and the results of a plan made with them."""
    from logistics.planning import solve_scenario
    from logistics.scenario import load_scenario

    data = Path(__file__).parents[1] / "data"
    root = tmp_path_factory.mktemp("verify")
    tables = Path(shutil.copytree(data / "tiny_network", root / "tables"))
    plan = solve_scenario(load_scenario(data / "tiny.toml", tables))
    return root, write_plan(plan, root / "results")[0]


@pytest.fixture
def folder(written):
    """Return a results folder whose files may be changed; tables and results are restored afterwards."""
    root, results = written
    keep = Path(shutil.copytree(root, root.with_name("keep")))
    yield results
    shutil.rmtree(root)
    keep.rename(root)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _scale(path: Path) -> None:
    frame = pd.read_csv(path)
    frame.loc[frame["indicator"] == "cost", "value"] *= 1.0001
    frame.to_csv(path, index=False)


def test_a_folder_as_written_passes(folder):
    """All checks of the plan and four of the files."""
    report = verify_results(folder)
    assert report.passed, report.findings
    assert [check.name for check in report.checks][-4:] == ["inputs", "indicators", "summary", "maps"]


@pytest.mark.parametrize(
    ("change", "check", "finding"),
    [
        (lambda f: _edit(f.parent / "tables" / "links.csv", "tiny,assumed,", "tiny,assumed,!"), "inputs",
         "inputs: links.csv changed since the plan was made"),
        (lambda f: (f.parent / "tables" / "names.csv").unlink(), "inputs",
         "inputs: names.csv is gone since the plan was made"),
        (lambda f: _scale(f / "indicators.csv"), "indicators", "indicators: cost all is "),
        (lambda f: _edit(f / "indicators.csv", "boxes_carried,all", "boxes_carried,beef"), "indicators",
         "indicators: indicators.csv does not hold the indicators of the plan, each once"),
        (lambda f: (f / "indicators.csv").write_text("a,b"), "indicators",
         "indicators: indicators.csv cannot be read: "),
        (lambda f: (f / "indicators.csv").unlink(), "indicators", "indicators: indicators.csv cannot be read: "),
        (lambda f: _edit(f / "summary.md", "18 of 24", "24 of 24"), "summary",
         "summary: line 3 of summary.md is not what the plan gives"),
        (lambda f: (f / "summary.md").unlink(), "summary", "summary: summary.md cannot be read: "),
        (lambda f: (f / "map.html").unlink(), "maps", "maps: map.html is missing"),
    ],
)  # fmt: skip
def test_a_changed_file_is_found(folder, change, check, finding):
    """Only the check that looks at the file fails, and says what it saw."""
    change(folder)
    report = verify_results(folder)
    assert not report.passed
    assert report.failed() == (check,)
    assert report.findings[0].startswith(finding)
