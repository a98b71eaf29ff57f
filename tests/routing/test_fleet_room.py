"""Fleets beside a plan: a way needs box-days in every week that it touches, and until its boxes have turned."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.routing.fleet_room import fleet_notes

WEEKS = ["fleet:reefers:2025-09-01", "fleet:reefers:2025-09-08"]


def told(network, free, *, unit="reefer40", boxes=2.0, planned=True, days=(5,)):
    """Return what is told of paths from Monday on over some days each; boxes turn for four days."""
    router = SimpleNamespace(
        network=network, planned=planned, free=np.array(free, float),
        graph=SimpleNamespace(resources=SimpleNamespace(resource_id=[*WEEKS, "other"])),
    )  # fmt: skip
    asked = SimpleNamespace(box=SimpleNamespace(unit=unit), query=SimpleNamespace(boxes=boxes))
    first = datetime(2025, 9, 1, tzinfo=UTC)
    paths = [SimpleNamespace(depart_utc=first, arrive_utc=datetime(2025, 9, 1 + d, tzinfo=UTC)) for d in days]
    return fleet_notes(asked, router, paths)


@pytest.mark.parametrize(
    ("free", "days", "words"),
    [
        ((14, 4, 0), (5,), None),  # nine days out: seven in the first week, two in the next, of two boxes
        ((13, 4, 0), (5,), "every path: the plan leaves 13 of 420 box-days free in the week of 2025-09-01"),
        ((14, 3, 0), (5,), "every path: the plan leaves 3 of 420 box-days free in the week of 2025-09-08"),
        ((8, 1, 0), (5,), "every path: the plan leaves 8 of 420 box-days free in the week of 2025-09-01"),
        ((13, 1, 0), (5,), "every path: the plan leaves 1 of 420 box-days free in the week of 2025-09-08"),
        ((14 - 5e-7, 4, 0), (5,), None),  # a solver's rounding
        ((14, 4, 0), (5, 6, 7), "path 2, 3: the plan leaves 4 of 420 box-days free in the week of 2025-09-08"),
    ],
)
def test_a_way_needs_boxes_of_the_fleet(tiny_network, free, days, words):
    """The shortest week is told."""
    found = told(tiny_network, free, days=days)
    assert found == ([] if words is None else [f"no free box of fleet reefers (40-foot-reefers) for {words}"])


def test_weeks_that_the_plan_does_not_know_have_room(tiny_network):
    """Twenty days out, of which the last six are after its last week."""
    assert told(tiny_network, (14, 14, 0), days=(16,)) == []


def test_without_a_plan_or_a_fleet_nothing_is_short(tiny_network):
    """Boxes of no fleet are as many as asked for; without a plan nobody else has them."""
    assert told(tiny_network, (0, 0, 0), unit="dry40") == []
    assert told(tiny_network, (0, 0, 0), planned=False) == []
    assert told(tiny_network, (0, 0, 0)) != []
