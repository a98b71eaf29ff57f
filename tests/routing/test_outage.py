"""What a power cut does to the rows of a way, worked out by head."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.errors import DataError
from logistics.routing import outage as module
from logistics.routing.outage import _broken, _course, _lived, _passed, _steps, check_cut, cut_power

ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A row of a way."""

    start_utc: datetime
    end_utc: datetime
    from_terminal: str = "a"
    to_terminal: str = "a"
    link_id: str = ""
    cargo_c: float = -18.0
    shelf_life_used: float = 0.25


def rows(*minutes):
    """Return rows that end at some minutes of 1970, one after the other."""
    moments = [ZERO + timedelta(minutes=minute) for minute in (0, *minutes)]
    return [Row(start, end) for start, end in pairwise(moments)]


QUALITY = SimpleNamespace(ages=True)


def asked(*, power="plug", cut=("terminal", 0, 5.0), tau_h=50.0, quality=QUALITY, warmest=-12.0, coldest=-20.0):
    """Return a question with a cut."""
    box = SimpleNamespace(
        power=power, tau_h=tau_h, unit="reefer40", commodity="beef", quality=quality, warmest_c=warmest,
        coldest_c=coldest,
    )  # fmt: skip
    return SimpleNamespace(box=box, power_cut=cut)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, None),
        ({"power": "diesel"}, "has its own diesel set"),
        ({"power": "none"}, "takes no power"),
        ({"tau_h": math.nan}, "has no time constant"),
        ({"power": "diesel", "cut": None}, None),
        ({"tau_h": math.nan, "cut": None}, None),
    ],
)
def test_a_cut_that_no_plug_feels_is_refused(given, words):
    """Or one whose effect cannot be told; a question without a cut is not."""
    if words is None:
        check_cut(asked(**given))
    else:
        with pytest.raises(DataError, match=words):
            check_cut(asked(**given))


def router_of(minutes, row):
    """Return a router in whose weather the pieces of a way have some minutes and rows."""
    n = len(minutes)
    pieces = SimpleNamespace(
        minutes=np.array(minutes, np.int16), row=np.array(row), mean=np.arange(n), warm=np.arange(n) + 10,
        cold=np.arange(n) - 10,
    )  # fmt: skip
    names = SimpleNamespace(terminals=["a", "b"], links=["x"])
    return SimpleNamespace(names=names, weather=SimpleNamespace(pieces=lambda *_: pieces), network=None)


@pytest.mark.parametrize(
    ("begin", "end", "minutes", "powered", "piece"),
    [
        (30, 150, [30, 30, 40, 50, 50], [1, 0, 0, 0, 1], [0, 0, 1, 2, 2]),
        (0, 60, [60, 40, 100], [0, 1, 1], [0, 1, 2]),
        (60, 200, [60, 40, 100], [1, 0, 0], [0, 1, 2]),
        (70, 80, [60, 10, 10, 20, 100], [1, 1, 0, 1, 1], [0, 1, 1, 1, 2]),
    ],
)
def test_pieces_are_cut_where_the_power_goes_and_comes(begin, end, minutes, powered, piece):
    """Pieces of 60 and 40 minutes on the first row and of 100 on the second, with the weather of each."""
    steps = _steps(rows(100, 200), begin, end, router_of([60, 40, 100], [0, 0, 1]))
    assert steps["minutes"].tolist() == minutes
    assert steps["powered"].tolist() == [bool(one) for one in powered]
    assert steps["row"].tolist() == [[0, 0, 1][one] for one in piece]
    for name, more in (("mean", 0), ("warm", 10), ("cold", -10)):
        assert steps[name].tolist() == [one + more for one in piece]


@pytest.mark.parametrize("ages", [True, False])
def test_rows_as_lived(ages):
    """Mean temperature by minutes, life as a sum; a row that takes no time keeps its temperature and uses none."""
    trace = SimpleNamespace(mean_c=np.array([-18.0, -15.0, -10.0]), life_used=np.array([0.1, math.nan, 0.3]))
    legs = _lived(rows(40, 40, 140), trace, np.array([0, 0, 2]), np.array([30, 10, 100]), ages=ages)
    assert [leg.cargo_c for leg in legs] == [-17.25, -18.0, -10.0]
    assert [leg.shelf_life_used for leg in legs] == ([0.1, 0.0, 0.3] if ages else [0.25] * 3)


@pytest.mark.parametrize(
    ("limits", "passes", "told"),
    [
        ((-12.0, -20.0), {}, []),
        ((-12.0, -20.0), {("warm", -12.0): 8.0}, [(-12.0, 8.0, "spell", "highest", "in a warm spell")]),
        (
            (-12.0, -20.0), {("mean", -12.0): 9.0, ("warm", -12.0): 8.0},
            [(-12.0, 9.0, "mean", "highest", "in monthly mean weather")],
        ),
        ((-12.0, -20.0), {("cold", -20.0): 7.0}, [(-20.0, 7.0, "spell", "lowest", "in a cold spell")]),
        ((-12.0, -20.0), {("cold", -12.0): 7.0, ("warm", -20.0): 7.0}, []),
        (
            (-12.0, -20.0), {("warm", -12.0): 8.0, ("mean", -20.0): 0.0},
            [(-12.0, 8.0, "spell", "highest", "warm"), (-20.0, 0.0, "mean", "lowest", "mean")],
        ),
        ((math.inf, -math.inf), {("mean", math.inf): 1.0, ("mean", -math.inf): 1.0}, []),
    ],
)  # fmt: skip
def test_limits_are_tested_in_the_mean_and_in_a_spell(monkeypatch, limits, passes, told):
    """A ceiling in warm weather, a floor in cold; once each, in mean weather if they are passed in it."""
    monkeypatch.setattr(
        module, "_passed", lambda trace, walls, steps, name, limit, sign: passes.get((trace, limit))
    )  # fmt: skip
    question = asked(warmest=limits[0], coldest=limits[1])
    found = _broken(question, None, {name: name for name in ("mean", "warm", "cold")}, {})
    assert [(entry["limit_c"], entry["after_h"], entry["weather"]) for entry in found] == [one[:3] for one in told]
    for entry, (*_, end, words) in zip(found, told, strict=True):
        assert f"the {end} temperature allowed" in entry["text"]
        assert words in entry["text"]


@pytest.mark.parametrize(
    ("ends", "limit", "sign", "hours"),
    [
        ([-18.0, -15.0, -13.0], -12.0, 1.0, None),
        ([-18.0, -15.0, -12.0 + 1e-10], -12.0, 1.0, None),
        ([-18.0, -15.0, -11.0], -12.0, 1.0, 1.0 + 50.0 * math.log(45.0 / 42.0)),
        ([-18.0, -11.0, -13.0], -12.0, 1.0, 50.0 * math.log(48.0 / 42.0)),
        ([-18.0, -15.0, -13.0], -16.0, 1.0, 50.0 * math.log(48.0 / 46.0)),
        ([-18.0, -15.0, -13.0], -19.0, 1.0, 0.0),
        ([-18.0, -15.0, -13.0], -19.0, -1.0, None),
        ([-18.0, -18.0, -18.0], -17.0, -1.0, 0.0),
    ],
)
def test_hours_since_the_power_failed(ends, limit, sign, hours):
    """An hour with power, then two without, towards 30 degC with 50 h; hours with power do not count."""
    trace = SimpleNamespace(start_c=np.array([-18.0, *ends[:-1]]), end_c=np.array(ends))
    walls = SimpleNamespace(pulls=lambda outside, powered: (np.array([30.0]), np.array([50.0])))
    steps = {"powered": np.array([True, False, False]), "minutes": np.array([60, 60, 60]), "mean": np.zeros(3)}
    assert _passed(trace, walls, steps, "mean", limit, sign) == (None if hours is None else pytest.approx(hours))


def test_the_course_is_told_from_the_start():
    """Hours since departure and temperature."""
    trace = SimpleNamespace(start_c=np.array([-18.0, -17.0]), end_c=np.array([-17.0, -15.0]))
    assert _course(trace, np.array([30, 90])) == [(0.0, -18.0), (0.5, -17.0), (2.0, -15.0)]


@dataclass(frozen=True)
class Way:
    """A path of rows."""

    legs: tuple[Row, ...]
    arrive_utc: datetime
    shelf_life_used: float = 0.5


@pytest.mark.parametrize(
    ("cut", "quality", "expected"),
    [
        (("terminal", 0, 1.0), QUALITY, ("a", 0, 60, False, -17.0)),
        (("terminal", 0, 1.5), QUALITY, ("a", 0, 90, False, -15.0)),
        (("link", 0, 99.0), QUALITY, ("x", 100, 200, True, -10.0)),
        (("terminal", 0, 1.0), None, ("a", 0, 60, False, -17.0)),
        (("terminal", 1, 1.0), QUALITY, None),
    ],
)
def test_what_is_told_of_a_cut(monkeypatch, cut, quality, expected):
    """From the first row at the place, for the hours asked for or to the arrival; a way elsewhere is as it was."""
    first, second = rows(100, 200)
    legs = (first, Row(second.start_utc, second.end_utc, "a", "b", "x"))
    path = Way(legs, legs[-1].end_utc)
    monkeypatch.setattr(module, "Walls", SimpleNamespace(of=lambda *_: None))

    def travel(walls, quality, outside, hours, *, powered):
        at = np.cumsum(hours) * 60
        end = np.select([at <= 60, at <= 90, at <= 100, at <= 150], [-17.0, -15.0, -14.0, -19.0], -10.0)
        return SimpleNamespace(start_c=np.array([-18.0, *end[:-1]]), end_c=end, mean_c=end, life_used=hours / 10)

    monkeypatch.setattr(module, "travel", travel)
    monkeypatch.setattr(module, "_broken", lambda *_: ["broken"])
    found, told = cut_power(path, asked(cut=cut, quality=quality), router_of([60, 40, 50, 50], [0, 0, 1, 1]))
    if expected is None:
        assert (found, told) == (path, {"place": "b", "hours": 1.0, "touched": False})
        return
    place, begin, end, until, end_c = expected
    assert (told["place"], told["touched"], told["until_arrival"], told["end_c"]) == (place, True, until, end_c)
    moments = [f"{ZERO + timedelta(minutes=minute):%Y-%m-%dT%H:%MZ}" for minute in (begin, end)]
    assert [told["start_utc"], told["end_utc"]] == moments
    assert (told["from"], told["to"]) == (("a", "b") if begin else ("a", "a"))
    assert (told["warmest_c"], told["coldest_c"]) == (-10.0, -19.0)
    assert told["broken"] == ["broken"]
    used = 200 / 600 if quality else 0.5
    assert (found.shelf_life_used, told["shelf_life_added"]) == pytest.approx((used, used - 0.5))


@pytest.mark.parametrize(
    ("ends", "warmest", "coldest"),
    [([-17.0, -16.0], -16.0, -18.0), ([-19.0, -20.0], -18.0, -20.0), ([-16.0, -20.0], -16.0, -20.0),
     ([-20.0, -17.0], -17.0, -20.0)],
)  # fmt: skip
def test_the_warmest_and_the_coldest_are_those_of_all_moments(monkeypatch, ends, warmest, coldest):
    """The set point at the start and the temperature at the end of the way, too."""
    path = Way(tuple(rows(100)), ZERO + timedelta(minutes=100))
    trace = SimpleNamespace(
        start_c=np.array([-18.0, ends[0]]), end_c=np.array(ends), mean_c=np.array(ends), life_used=np.zeros(2)
    )
    monkeypatch.setattr(module, "Walls", SimpleNamespace(of=lambda *_: None))
    monkeypatch.setattr(module, "travel", lambda *_, powered: trace)
    monkeypatch.setattr(module, "_broken", lambda *_: [])
    told = cut_power(path, asked(cut=("terminal", 0, 1.0)), router_of([60, 40], [0, 0]))[1]
    assert (told["warmest_c"], told["coldest_c"]) == (warmest, coldest)
