"""What a box without power goes through on arcs, and what its goods lose, worked out by head."""

from __future__ import annotations

import math

import numpy as np
import pytest

from logistics.planning.drifting import (
    FREE,
    LATE,
    MEMORY,
    coldest_arrivals,
    fits_at_start,
    follow_paths,
    hold,
    lost_late,
    value_lost,
    walk,
)
from logistics.planning.keeping import nothing_to_keep
from logistics.timespace.drift import kept_shares

HALF_MIN = 60.0 / math.log(2.0)
"""Half of a difference to the outside is left after an hour."""
NO_LIMIT = math.inf


def goods(*, hot=0, icy=1, bear=((4.0, NO_LIMIT), (19.0, NO_LIMIT)), **cells):
    """
    Return boxes on two arcs of an hour, in which 0.06 of the life is used whatever the temperature.

    Outside it is 20 degC, on warm days 24 and on cold ones -30. Goods of 1000 USD begin at 0, 4 and -18 degC with
    0.1 of their life used, may have -40 to 30 degC, lose value from 0.2 and are worth nothing at 0.6.
    """
    columns = {
        "kind": [MEMORY], "usd": [1000.0], "mean": [0.0], "warm": [4.0], "cold": [-18.0], "used": [0.1],
        "ceiling": [30.0], "floor": [-40.0], "threshold": [0.2], "most": [1.0], "hot": [hot], "icy": [icy],
        "free_min": [600.0], "usd_per_min": [0.5], "ready": [100.0], "rate": [0.001],
    }  # fmt: skip
    arrays = {name: np.array(cells.get(name, values)) for name, values in columns.items()}
    return nothing_to_keep(1)._replace(
        **{**arrays, "kind": arrays["kind"].astype(np.uint8)},
        share=np.full((2, 2), 0.5), push=np.array([[12.0, 12.0], [15.0, 15.0]]), bear=np.array(bear),
        kept=kept_shares(HALF_MIN)[None], rates=np.full((1, 6401), 0.001), begin=np.array([0, 1]),
        stop=np.array([1, 2]), minutes=np.array([60, 60], np.int16), outside=np.array([20.0, 20.0]),
        lasting=np.zeros(1, np.uint8), slope=np.zeros(1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("warm", "cold", "tracks", "expected"),
    [
        (4.0, -18.0, (0, 1), (14.0, -24.0, True)),
        (4.5, -18.0, (0, 1), False),
        (4.0, -19.0, (0, 1), (14.0, -24.5, True)),
        (4.0, -19.5, (0, 1), False),
        (9.0, -18.0, (-1, 1), (9.0, -24.0, True)),
        (9.0, -19.5, (-1, 1), False),
        (4.0, -39.0, (0, -1), (14.0, -39.0, True)),
        (4.5, -39.0, (0, -1), False),
        (9.0, -39.0, (-1, -1), (9.0, -39.0, True)),
    ],
)
def test_an_arc_keeps_the_limits_or_not(warm, cold, tracks, expected):
    """It bears at most 4 degC on warm days and at least -19 on cold ones; where there is no limit nothing changes."""
    found = hold(0, 0, warm, cold, goods(hot=tracks[0], icy=tracks[1]))
    if expected:
        assert found == expected
    else:
        assert not found[2]


@pytest.mark.parametrize(
    ("used", "threshold", "lost"),
    [
        (0.2, 0.2, 0.0), (0.1, 0.2, 0.0), (0.6, 0.2, 500.0), (1.0, 0.2, 1000.0), (1.4, 0.2, 1000.0), (0.9, 1.0, 0.0),
        (1.5, 1.0, 0.0), (1.5, 1.2, 0.0),
    ],
)  # fmt: skip
def test_value_is_lost_from_the_threshold_on(used, threshold, lost):
    """Linear from there to the end of the life, all of it beyond; none where the threshold is the whole life."""
    assert value_lost(0, used, goods(threshold=[threshold])) == pytest.approx(lost)


@pytest.mark.parametrize(("arrival", "lost"), [(500.0, 0.0), (600.0, 0.0), (610.0, 5.0)])
def test_value_is_lost_by_arriving_late(arrival, lost):
    """Half a dollar a minute from minute 600 on; coming early gains nothing."""
    assert lost_late(0, arrival, goods()) == lost


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        ({}, True),
        ({"warm": [30.0]}, True),
        ({"warm": [30.1]}, False),
        ({"cold": [-40.0]}, True),
        ({"cold": [-40.1]}, False),
        ({"used": [1.0]}, True),
        ({"used": [1.01]}, False),
    ],
)
def test_boxes_outside_their_limits_go_nowhere(cells, fits):
    """On a way of no arcs, too."""
    keep = goods(**cells)
    assert fits_at_start(0, keep) == fits
    assert walk(0, np.zeros(0, np.int32), 0, keep)[2] == fits


@pytest.mark.parametrize(
    ("path", "cells", "lost", "used", "fits"),
    [
        ([0], {}, 0.0, 0.16, True),
        ([0, 1], {}, 1000 * 0.02 / 0.8, 0.22, True),
        ([0, 0], {}, None, None, False),  # 14 degC after the first
        ([1, 0], {}, None, None, False),
        ([0, 1], {"warm": [4.1]}, None, None, False),  # the second arc alone would do
        ([0, 1], {"warm": [30.1], "ceiling": [30.0]}, None, None, False),
        ([0, 1], {"most": [0.21]}, None, None, False),
        ([0, 1], {"most": [0.23]}, 1000 * 0.02 / 0.8, 0.22, True),
        ([0, 1], {"used": [0.2]}, 1000 * 0.12 / 0.8, 0.32, True),
    ],
)
def test_a_way_is_walked_arc_by_arc(path, cells, lost, used, fits):
    """Life adds up to what was used before; once a limit is passed, nothing makes up for it."""
    found = walk(0, np.array(path, np.int32), len(path), goods(**cells))
    assert found[2] == fits
    if fits:
        assert found[:2] == (pytest.approx(lost), pytest.approx(used))


def test_paths_of_all_kinds_are_followed():
    """Free goods, goods at a set point by their arrival at minute 700, and boxes without power by their way."""
    keep = goods(**{name: [value] * 4 for name, value in {
        "usd": 1000.0, "mean": 0.0, "warm": 4.0, "cold": -18.0, "used": 0.1, "free_min": 600.0, "usd_per_min": 0.5,
        "ready": 100.0, "rate": 0.001}.items()}, kind=[FREE, LATE, MEMORY, MEMORY])._replace(
        box=np.zeros(4, np.int64))  # fmt: skip
    owner, ptr = np.array([0, 1, 2, 3]), np.array([0, 1, 3, 5, 7])
    arc = np.array([0, 1, 0, 0, 1, 1, 0], np.int32)
    lost, used, fits = np.full(4, -1.0), np.full(4, -1.0), np.full(4, 9, np.uint8)
    follow_paths(owner, ptr, arc, np.array([2, 1], np.int32), np.array([0, 900, 700], np.int32), keep, lost, used, fits)
    assert lost[:3] == pytest.approx([0.0, 50.0, 25.0])
    assert used[:3] == pytest.approx([math.nan, 0.6, 0.22], nan_ok=True)
    assert fits.tolist() == [1, 1, 1, 0]


NODES = 7
ARCS = [(0, 1), (0, 2), (1, 2), (1, 5), (2, 3), (2, 4), (4, 6)]
"""Exits are 3 and 4 at terminal 0, 5 at terminal 1, and 6 at terminal 2 behind another exit."""


def arrivals(*, push=None, bear=None, mask=None, last=NODES, **cells):
    """Return the first exits at three terminals and what is left in the scratch, on arcs that keep half."""
    tail, head = np.array(ARCS).T
    arcs = len(ARCS)
    keep = goods(**{"warm": [8.0], **cells})._replace(
        share=np.full((1, arcs), 0.5), push=np.array([push or [0.0] * arcs]), bear=np.array([bear or [100.0] * arcs]),
    )  # fmt: skip
    coldest, arrive = np.full(NODES, -99.0), np.full(3, -1)
    coldest_arrivals(
        0, 0, last, 1, np.searchsorted(tail, np.arange(NODES + 1)), head.astype(np.int32),
        np.array(mask or [2] * arcs, np.uint32), np.array([0, 0, 0, 0, 0, 1, 2], np.int16),
        np.array([0, 0, 0, 1, 1, 1, 1], np.uint8), keep, coldest, arrive,
    )  # fmt: skip
    return arrive.tolist(), coldest.tolist()


@pytest.mark.parametrize(
    ("given", "exits"),
    [
        ({}, [3, 5, 7]),
        ({"last": 5}, [3, 5, 5]),
        ({"warm": [30.0]}, [3, 5, 7]),
        ({"warm": [30.5]}, [7, 7, 7]),
        ({"mask": [1, 2, 2, 2, 2, 2, 2]}, [3, 7, 7]),  # node 1 cannot be reached, nor its exit
        ({"mask": [3, 3, 2, 1, 1, 2, 2]}, [4, 7, 7]),
        ({"mask": [4, 2, 2, 2, 2, 2, 2]}, [3, 7, 7]),
        ({"bear": [7.9, *[100.0] * 6]}, [3, 7, 7]),
        ({"bear": [8.0, *[100.0] * 6]}, [3, 5, 7]),
        ({"bear": [*[100.0] * 4, 1.9, 2.0, 100.0]}, [4, 5, 7]),  # 8, 4, 2 degC over node 1
        ({"push": [6.0, *[0.0] * 6], "bear": [*[100.0] * 4, 4.0, 4.0, 100.0]}, [3, 5, 7]),  # 4 the other way
        ({"push": [6.0, *[0.0] * 6], "bear": [*[100.0] * 4, 3.9, 3.9, 100.0]}, [7, 5, 7]),
    ],
)
def test_the_coldest_way_decides_what_can_arrive(given, exits):
    """The first exit of each terminal that any way reaches below the ceiling; nothing leaves an exit."""
    assert arrivals(**given)[0] == exits


def test_the_coldest_of_two_ways_counts_whichever_is_first():
    """Node 2 is reached from the start and over node 1."""
    assert arrivals()[1][2] == 2.0
    assert arrivals(push=[6.0, *[0.0] * 6])[1][2] == 4.0
