"""Every figure of the evidence is cited by a table or listed with the reason why not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "network_data"
OWN = {"schema", "sources", "unused"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def cited() -> set[str]:
    """Return every source id that a table cites."""
    found: set[str] = set()
    for path in sorted(TABLES.glob("*.csv")):
        if path.stem not in OWN:
            found |= {part.strip() for row in _rows(path) for part in row["source"].split(";")}
    return found


@pytest.fixture(scope="module")
def unused() -> dict[str, str]:
    """Return the reason for each figure that no table uses."""
    return {row["evidence_id"]: row["reason"] for row in _rows(TABLES / "unused.csv")}


@pytest.fixture(scope="module")
def evidence() -> set[str]:
    """Return the ids of all evidence."""
    return {row["evidence_id"] for row in _rows(ROOT / "tests" / "data" / "evidence_index.csv")}


def test_every_evidence_row_is_used_or_listed(cited: set[str], unused: dict[str, str], evidence: set[str]) -> None:
    """A figure that is neither cited nor listed was forgotten."""
    assert evidence - cited - set(unused) == set()


def test_unused_rows_exist_and_are_not_used(cited: set[str], unused: dict[str, str], evidence: set[str]) -> None:
    """The list of unused figures names only evidence, and nothing that a table cites."""
    assert set(unused) - evidence == set()
    assert set(unused) & cited == set()


def test_unused_rows_give_a_reason(unused: dict[str, str]) -> None:
    """A placeholder is no reason."""
    assert [key for key, reason in unused.items() if len(reason) < 12 or "not used yet" in reason.lower()] == []


def test_assumptions_are_explained_in_the_readme(cited: set[str]) -> None:
    """Each assumed family of figures has its reasoning beside the tables."""
    readme = (TABLES / "README.md").read_text(encoding="utf-8")
    slugs = {source.removeprefix("assumed:") for source in cited if source.startswith("assumed:")}
    assert sorted(slug for slug in slugs if f"`{slug}`" not in readme) == []
