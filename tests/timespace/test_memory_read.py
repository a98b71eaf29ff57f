"""What boxes without power remember of a graph: which limits can be passed, and how fast goods can age; by head."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.cargo.unpowered import CELLS_PER_K, grid_c
from logistics.timespace.memory import read_memory, starts

NAN, INF = math.nan, math.inf
HALF_MIN = 60.0 / math.log(2.0)
STEP = 1.0 / CELLS_PER_K


def pieces_of(mean, warm, cold):
    """Return pieces of an hour each, one an arc."""
    n = len(mean)
    return SimpleNamespace(
        begin=np.arange(n), stop=np.arange(1, n + 1), minutes=np.full(n, 60, np.int16), mean=np.array(mean, float),
        warm=np.array(warm, float), cold=np.array(cold, float),
    )  # fmt: skip


def weather_of(warmest=-15.0, coldest=-19.0, lowest=-30.0, highest=-14.0):
    """Return the extremes of some weather, and what it is at a terminal."""
    return SimpleNamespace(
        warmest=warmest, coldest=coldest, lowest=lowest, highest=highest, at=lambda place, _: place + 0.5,
        spell=lambda place, _: (place + 9.0, place - 9.0),
    )  # fmt: skip


def memory(*, start=-18.0, limits=(-12.0, -20.0), rate=None, others=(), **weather):
    """Return the memory of boxes on two arcs, whose goods age by 1e-5 a minute at -70 degC and 1e-6 more a degree."""
    pieces = pieces_of([20.0, 10.0], [24.0, 14.0], [-40.0, 0.0])
    arcs = SimpleNamespace(begin=pieces.begin, stop=pieces.stop, pieces=pieces)
    rates = 1e-5 + 1e-6 * (grid_c() + 70.0) if rate is None else rate(grid_c())
    box = SimpleNamespace(
        start_c=start, tau_min=HALF_MIN, ceiling_c=limits[0], floor_c=limits[1], rates=lambda: rates
    )  # fmt: skip
    return read_memory(arcs, box, weather_of(**weather), others)


@pytest.mark.parametrize(
    ("given", "signs"),
    [
        ({}, ()),
        ({"warmest": -12.0, "coldest": -20.0}, ()),
        ({"warmest": -11.9}, (1.0,)),
        ({"coldest": -20.1}, (-1.0,)),
        ({"warmest": -11.9, "coldest": -20.1}, (1.0, -1.0)),
        ({"warmest": -11.9, "coldest": -20.1, "limits": (INF, -20.0)}, (-1.0,)),
        ({"warmest": -11.9, "coldest": -20.1, "limits": (-12.0, -INF)}, (1.0,)),
        ({"warmest": -11.9, "coldest": -20.1, "limits": (INF, -INF)}, ()),
        ({"start": -11.0}, (1.0,)),
        ({"start": -21.0}, (-1.0,)),
        ({"start": NAN}, ()),
        ({"others": (NAN, -11.0)}, (1.0,)),
        ({"others": (NAN, -21.0)}, (-1.0,)),
    ],
)
def test_a_limit_is_followed_if_it_can_be_passed(given, signs):
    """By the weather, or by what boxes begin with; at the limit it is kept."""
    found = memory(**given)
    assert found.sign == signs
    assert found.limit == tuple({1.0: -12.0, -1.0: 20.0}[sign] for sign in signs)
    assert found.strain.push.shape == found.strain.most.shape == (len(signs), 2)


def test_a_track_is_what_is_left_after_each_arc():
    """Half of the difference to 24 and 14 degC on warm days, to -40 and 0 on cold ones; and what it bears before."""
    found = memory(warmest=-11.9, coldest=-20.1)
    assert found.strain.keep.tolist() == pytest.approx([0.5, 0.5])
    assert found.strain.push == pytest.approx(np.array([[12.0, 7.0], [20.0, 0.0]]))
    assert found.strain.most == pytest.approx(np.array([[-48.0, -38.0], [0.0, 40.0]]))
    assert found.course.outside.tolist() == [20.0, 10.0]
    assert found.strains(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist() == [[1.0, 2.0], [-3.0, -4.0]]
    assert memory().strains(np.ones(2), np.ones(2)).shape == (0, 2)
    course, outside = found.over(pieces_of([1.0], [2.0], [-3.0]))
    assert course.outside.tolist() == [1.0]
    assert [one.tolist() for one in outside] == [[2.0], [3.0]]


@pytest.mark.parametrize(
    ("given", "steady"),
    [
        ({"rate": lambda c: np.full(len(c), 3e-5)}, 3e-5),
        ({"rate": lambda c: np.full(len(c), 3e-5), "warmest": -11.9}, NAN),
        ({"rate": lambda c: np.where((c < -31.1) | (c > -12.9), 9e-5, 3e-5)}, 3e-5),  # a kelvin beyond the weather
        ({"rate": lambda c: np.where(c < -30.5, 2e-5, 3e-5)}, NAN),
        ({"rate": lambda c: np.where(c > -13.5, 4e-5, 3e-5)}, NAN),
        ({"rate": lambda c: np.where(c > -13.5, 4e-5, 3e-5), "others": (-40.0,), "coldest": 0.0}, NAN),
        ({"rate": lambda c: np.where(c < -35.0, 2e-5, 3e-5), "others": (-40.0,), "limits": (INF, -INF)}, NAN),
        ({"rate": lambda c: np.where(c > 0.0, 4e-5, 3e-5), "others": (5.0,), "limits": (INF, -INF)}, NAN),
    ],
)
def test_where_one_rate_is_enough(given, steady):
    """No limit can be passed, and the rate is the same at all that boxes can have."""
    assert memory(**given).steady == pytest.approx(steady, nan_ok=True)


@pytest.mark.parametrize(
    ("given", "warmest"),
    [
        ({}, -14.0),
        ({"limits": (-16.01, -20.0)}, -16.01),  # between two points of the grid
        ({"limits": (INF, -INF)}, -14.0),
        ({"limits": (-50.0, -INF)}, -30.0),
        ({"others": (10.0,), "limits": (20.0, -INF)}, 10.0),
    ],
)
def test_the_fastest_that_goods_can_age(given, warmest):
    """At the warmest of weather and start, but no warmer than the ceiling; one step of the grid on the safe side."""
    least, most = (1e-5 + 1e-6 * (celsius + 70.0) for celsius in (warmest, warmest + STEP))
    assert least - 1e-12 <= memory(**given).fastest <= most + 1e-12


def test_what_a_kelvin_can_cost():
    """1e-6 a minute for as long as it takes to be forgotten; steeper ones out of reach do not count."""
    assert memory().slope == pytest.approx(1e-6 * HALF_MIN)
    steep = memory(rate=lambda c: 1e-5 + np.where(c > 0.0, 5e-6, 0.0) * c - 2e-6 * np.minimum(c, 0.0))
    assert steep.slope == pytest.approx(2e-6 * HALF_MIN)
    assert (memory().monotone, steep.monotone) == (True, False)
    assert memory(rate=lambda c: np.where(c > 0.0, 1e-5, 2e-5)).monotone, "falls out of reach only"
    assert memory(rate=lambda c: np.full(len(c), 2e-5)).monotone


def test_boxes_start_as_they_are_loaded_or_as_the_place():
    """In the three kinds of weather."""
    place = np.array([1, 2])
    assert [one.tolist() for one in starts(-18.0, weather_of(), place, place)] == [[-18.0, -18.0]] * 3
    assert [one.tolist() for one in starts(NAN, weather_of(), place, place)] == [[1.5, 2.5], [10.0, 11.0], [-8.0, -7.0]]
    assert [one.tolist() for one in memory(start=-17.0).starts(place, place)] == [[-17.0, -17.0]] * 3
