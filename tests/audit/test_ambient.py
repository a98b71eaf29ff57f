"""The outside of rows of paths: the month and the place where each begins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from logistics.audit.ambient import check_ambient
from logistics.audit.report import Ledger
from logistics.results.ambient import ambient_at, month_means

MOMENTS = ["2025-01-31T23:59", "2025-02-01T00:00", "2025-12-05T12:00"]
PLACES = ["xian", "moscow", "almaty"]


@pytest.fixture
def means(tiny_network):
    """Monthly means by climate place and month, out of the order of terminals."""
    table = tiny_network["climate"]
    return {(row.place_id, row.month): row.tmean_c for row in table.itertuples()}


def rows(network, means, **cells):
    """Return three rows of a path with what their place and month have outside."""
    places = dict(zip(network["terminals"]["terminal_id"], network["terminals"]["climate_place"], strict=True))
    start = pd.to_datetime(MOMENTS, utc=True)
    right = [means[places[place], when.month] for place, when in zip(PLACES, start, strict=True)]
    columns = {"path_id": "p", "seq": [0, 1, 2], "from": PLACES, "start_utc": start, "ambient_c": right}
    return pd.DataFrame({**columns, **cells})


def faults(legs, network):
    """Return what is told, and whether the check was made."""
    ledger = Ledger()
    check_ambient(legs, network, ledger)
    assert list(ledger.asked) == ["leg_ambient"]
    assert "mean of its month" in ledger.asked["leg_ambient"]
    return ledger.lines


def test_the_outside_of_rows_is_that_of_their_place_and_month(tiny_network, means):
    """What is written is what the audit finds."""
    legs = rows(tiny_network, means)
    written = ambient_at(legs["from"], legs["start_utc"], tiny_network)
    assert written.tolist() == legs["ambient_c"].tolist()
    assert faults(legs, tiny_network) == []


def test_months_are_their_own_columns(tiny_network, means):
    """Nothing stands in the first."""
    table, place = month_means(tiny_network)
    assert np.isnan(table[:, 0]).all()
    names = list(tiny_network["climate"]["place_id"].unique())
    assert {(names[i], m): table[i, m] for i in range(len(names)) for m in range(1, 13)} == means
    assert [names[i] for i in place] == tiny_network["terminals"]["climate_place"].tolist()


@pytest.mark.parametrize(("off", "told"), [(0.00005, False), (-0.00005, False), (0.0002, True), (-3.0, True),
                                           (np.nan, True)])  # fmt: skip
def test_another_outside_is_a_fault(tiny_network, means, off, told):
    """Beyond a rounding, either way, and where nothing is told."""
    legs = rows(tiny_network, means)
    legs.loc[1, "ambient_c"] += off
    said = faults(legs, tiny_network)
    assert [line.partition(" is ")[0] for line in said] == ["leg_ambient: path p row 1: ambient_c"] * told


def test_nothing_is_no_outside(tiny_network, means):
    """Where it is not zero degrees, zero is another outside."""
    legs = rows(tiny_network, means)
    cold = legs.index[legs["ambient_c"] != 0.0]
    assert len(cold)
    assert len(faults(legs.assign(ambient_c=0.0), tiny_network)) == len(cold)


def test_months_are_those_of_utc(tiny_network, means):
    """Whatever clock the moments are written by."""
    legs = rows(tiny_network, means)
    there = legs.assign(start_utc=legs["start_utc"].dt.tz_convert("Asia/Almaty"))
    assert there["start_utc"].dt.month.tolist() != legs["start_utc"].dt.month.tolist()
    assert faults(there, tiny_network) == []


NOWHERE = {"from": ["xian", "atlantis", "almaty"]}
NEVER = {"start_utc": [*pd.to_datetime(MOMENTS[:1], utc=True), pd.NaT, pd.NaT]}


@pytest.mark.parametrize("cells", [NOWHERE, NEVER])
def test_unknown_places_and_times_are_faults_of_other_checks(tiny_network, means, cells):
    """The rows beside them are compared all the same."""
    assert faults(rows(tiny_network, means, **cells), tiny_network) == []
    wrong = rows(tiny_network, means, **cells)
    wrong.loc[0, "ambient_c"] += 1.0
    assert len(faults(wrong, tiny_network)) == 1
