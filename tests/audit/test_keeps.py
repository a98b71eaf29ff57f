"""How the audit follows goods: limits, life used and value lost, worked out by head."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.audit import keeps as module
from logistics.audit.air import Spell
from logistics.audit.keeps import Keeps, keeps_of, live
from logistics.audit.report import Ledger
from logistics.audit.temperature import check_temperatures
from logistics.planning.lived import _lost


def quality(threshold=0.5, low=-20.0, high=-10.0, limits=(-math.inf, math.inf), holds_below=False):
    """Return goods that use 1/100 of their life an hour at -18 degC, and 1/1000 more for each degree."""
    return SimpleNamespace(
        threshold=threshold, low_c=low, high_c=high, limits=SimpleNamespace(min_c=limits[0], max_c=limits[1]),
        holds_below=holds_below, rate_per_h=lambda c: 0.01 + 0.001 * (np.asarray(c) + 18.0),
    )  # fmt: skip


def held(**given):
    """Return goods worth 1000 USD at -18 degC with power."""
    return Keeps(quality(**given), True, -18.0, -18.0, math.nan, 1000.0)


@pytest.mark.parametrize(
    ("limits", "holds_below", "expected"),
    [
        ((-math.inf, math.inf), False, (-20.0, -10.0)),
        ((-19.0, -12.0), False, (-19.0, -12.0)),
        ((-25.0, -5.0), False, (-20.0, -10.0)),
        ((-math.inf, math.inf), True, (-math.inf, -10.0)),
        ((-25.0, math.inf), True, (-25.0, -10.0)),
    ],
)
def test_limits_are_those_of_goods_and_of_the_range_of_their_life(limits, holds_below, expected):
    """The tighter of both; below the range only where colder is known to keep as well."""
    keeps = held(limits=limits, holds_below=holds_below)
    assert (keeps.floor, keeps.ceiling) == expected


def test_life_is_used_as_at_the_ends_of_the_range_beyond_it():
    """No warmer than -10 and no colder than -20 degC, per minute."""
    found = held().rate_at(np.array([-30.0, -20.0, -18.0, -10.0, 0.0])) * 60
    assert found == pytest.approx([0.008, 0.008, 0.01, 0.018, 0.018])


@pytest.mark.parametrize(
    ("threshold", "used", "lost"),
    [
        (0.5, math.nan, 0.0), (0.5, 0.4, 0.0), (0.5, 0.5, 0.0), (0.5, 0.75, 500.0), (0.5, 1.0, 1000.0),
        (0.5, 1.5, 1000.0), (0.0, 0.25, 250.0), (1.0, 0.9, 0.0), (1.0, 1.5, 0.0), (1.2, 1.3, 0.0),
    ],
)  # fmt: skip
def test_value_is_lost_beyond_the_threshold(threshold, used, lost):
    """None up to it, then linear, all of it when spent: in the audit and in the plan alike."""
    if not math.isnan(used):
        assert held(threshold=threshold).lost(used) == pytest.approx(lost)
    life = SimpleNamespace(quality=quality(threshold), threshold=threshold, value_usd_per_t=40.0)
    assert _lost(life, np.array([used]), np.array([25.0])) == pytest.approx([lost])
    life.quality = None
    assert _lost(life, np.array([used]), np.array([25.0])).tolist() == [0.0]


def test_life_beyond_all_of_it_cannot_be_sold():
    """Goods that lose nothing up to more than their life may use that much."""
    assert (held(threshold=0.5).most, held(threshold=1.2).most) == (1.0, 1.2)


def checked(keeps, *, hours, cargo_c=(-18.0, -18.0), used=None):
    """Return the checks that fail for a path with power of some hours, and what its goods lose."""
    rows = [SimpleNamespace(seq=i, cargo_c=celsius) for i, celsius in enumerate(cargo_c)]
    trace = SimpleNamespace(delivered=600 + 60 * hours, box=SimpleNamespace(ready=600), lost=0.0, off=None)
    written = {"p": hours * 0.01 if used is None else used}
    ledger = Ledger()
    check_temperatures(None, {"p": SimpleNamespace(keeps=keeps)}, {"p": trace}, {"p": rows}, written, ledger)
    return set(ledger.faults), trace.lost


@pytest.mark.parametrize(
    ("keeps", "given", "failed", "lost"),
    [
        (held(), {"hours": 50}, set(), 0.0),
        (held(), {"hours": 75}, set(), 500.0),
        (held(), {"hours": 100}, set(), 1000.0),
        (held(), {"hours": 101}, {"shelf_life"}, 1000.0),
        (held(), {"hours": 100 * (1 + 5e-7)}, set(), 1000.0),  # no more than figures are written with
        (held(limits=(-18.0 + 5e-7, math.inf)), {"hours": 50}, set(), 0.0),
        (held(limits=(-math.inf, -18.0 - 5e-7)), {"hours": 50}, set(), 0.0),
        (held(threshold=1.2), {"hours": 119}, set(), 0.0),
        (held(), {"hours": 50, "used": 0.501}, {"shelf_life"}, 0.0),
        (held(), {"hours": 50, "used": math.nan}, {"shelf_life"}, 0.0),
        (held(), {"hours": 50, "cargo_c": (-18.0, -17.9)}, {"leg_temperature"}, 0.0),
        (held(limits=(-18.0, -18.0)), {"hours": 50}, set(), 0.0),
        (held(limits=(-17.0, math.inf)), {"hours": 50}, {"temperature_limit"}, 0.0),
        (held(limits=(-math.inf, -19.0)), {"hours": 50}, {"temperature_limit"}, 0.0),
        (None, {"hours": 50, "used": math.nan}, set(), 0.0),
        (None, {"hours": 50, "used": 0.5}, {"shelf_life"}, 0.0),
    ],
)
def test_goods_at_their_set_point(keeps, given, failed, lost):
    """Rows at the set point, which is allowed; life used by the hour and no more than can be sold; value lost."""
    assert checked(keeps, **given) == (failed, pytest.approx(lost))


def test_the_coldest_moment_counts(monkeypatch):
    """Without power both limits hold, whatever the temperature at the ends of rows."""
    import logistics.audit.temperature as checks

    keeps = replace(held(limits=(-19.0, -12.0)), held=False)
    for coldest, warmest, failed in ((-19.0, -12.0, set()), (-19.1, -18.0, {"temperature_limit"}),
                                     (-18.0, -11.9, {"temperature_limit"})):  # fmt: skip
        lived = SimpleNamespace(ends=[-18.0], warmest=warmest, coldest=coldest, used=0.1)
        monkeypatch.setattr(checks, "live", lambda *_, lived=lived: lived)
        trace = SimpleNamespace(delivered=1200, box=SimpleNamespace(ready=600), lost=0.0, off=None)
        row, ledger = SimpleNamespace(seq=0, cargo_c=-18.0, origin="a", destination="b", start=0, end=9), Ledger()
        check_temperatures(None, {"p": SimpleNamespace(keeps=keeps)}, {"p": trace}, {"p": [row]}, {"p": 0.1}, ledger)
        assert set(ledger.faults) == failed


@pytest.mark.parametrize(
    ("known", "power", "start_c", "begins", "tau"),
    [
        (True, "plug", math.nan, -18.0, math.nan),
        (True, "none", math.nan, -18.0, 1000.0 * 20 * 2.0 / 0.05 / 60),
        (True, "none", -15.0, -15.0, 1000.0 * 20 * 2.0 / 0.05 / 60),
        (False, "plug", math.nan, None, None),
        (False, "none", math.nan, None, None),
    ],
)
def test_how_goods_keep_in_a_unit(monkeypatch, known, power, start_c, begins, tau):
    """20 t at 2 kJ/(kg K) behind 50 W/K; loaded as the row of goods and unit says, else at the set point."""
    monkeypatch.setattr(module, "commodity_quality", lambda *_: quality() if known else None)
    table = pd.DataFrame({
        "commodity_id": ["beef", "beef", "milk"], "unit_id": ["other", "box", "box"], "start_c": [1.0, start_c, 2.0],
    })  # fmt: skip
    goods = {"commodity_id": "beef", "set_point_c": -18.0, "specific_heat_kj_kgk": 2.0, "value_usd_per_t": 40.0}
    unit = {"unit_id": "box", "power": power, "payload_t": 20.0, "ua_w_k": 50.0}
    found = keeps_of({"commodity_units": table}, goods, unit)
    assert (found is not None) == known
    if found is not None:
        assert (found.held, found.start, found.set_point, found.usd) == (power != "none", begins, -18.0, 800.0)
        assert found.tau_min == pytest.approx(tau, nan_ok=True)


class Outside:
    """Half of the difference to 20 (24 on warm days, -40 on cold ones) is left after each hour of a row."""

    def at(self, _place, minute):
        """Return the outside of a place and a minute."""
        return 10.0 + minute, 14.0 + minute, -6.0 - minute

    def spell(self, _origin, _destination, start, end):
        """Return one part for each hour."""
        hours = (end - start) // 60
        columns = ([60.0] * hours, [20.0] * hours, [24.0] * hours, [-40.0] * hours)
        return Spell(*(np.array(values) for values in columns))


HALF = 60.0 / math.log(2.0)


@pytest.mark.parametrize(
    ("start", "begin", "way", "expected"),
    [
        (0.0, math.nan, [(0, 60), (60, 180)], ([10.0, 17.5], 21.0, -35.0, (17.5, 21.0, -35.0))),
        (0.0, 4.0, [(0, 60)], ([12.0], 14.0, -18.0, (12.0, 14.0, -18.0))),
        (40.0, math.nan, [(0, 60)], ([30.0], 40.0, 0.0, (30.0, 32.0, 0.0))),
        (-60.0, math.nan, [(0, 60)], ([-20.0], -18.0, -60.0, (-20.0, -18.0, -50.0))),
        (math.nan, math.nan, [(0, 60)], ([16.0], 20.0, -24.0, (16.0, 20.0, -24.0))),
        (0.0, math.nan, [], ([], 0.0, 0.0, (0.0, 0.0, 0.0))),
        (0.0, math.nan, [(0, 0), (0, 60)], ([0.0, 10.0], 12.0, -20.0, (10.0, 12.0, -20.0))),
    ],
    ids=["rows", "told", "cools", "warms", "as the place", "no way", "no time"],
)
def test_a_box_without_power_closes_in_on_the_outside(start, begin, way, expected):
    """Half-way each hour, in three kinds of weather; the warmest and the coldest moment are kept, the start too."""
    keeps = Keeps(quality(low=-100.0, high=100.0), False, math.nan, start, HALF, 1000.0)
    rows = [("a", "b", *row) for row in way]
    lived = live(keeps, Outside(), ("a", 2), rows, begin)
    ends, warmest, coldest, last = expected
    assert lived.ends == pytest.approx(ends)
    assert (lived.warmest, lived.coldest) == pytest.approx((warmest, coldest))
    assert (lived.mean, lived.warm, lived.cold) == pytest.approx(last)


def test_life_is_integrated_along_the_way():
    """A rate linear in the temperature, along 20 - 20 exp(-t / tau): two hours at 20 degC, less 20 K for 3/4 tau."""
    keeps = Keeps(quality(low=-100.0, high=100.0), False, math.nan, 0.0, HALF, 1000.0)
    used = live(keeps, Outside(), ("a", 0), [("a", "b", 0, 120)]).used
    assert used == pytest.approx((120 * (0.01 + 0.001 * 38.0) - HALF * 0.75 * 0.001 * 20.0) / 60, rel=1e-5)


def test_boxes_that_have_not_arrived_are_not_compared():
    """Nothing is followed, nothing lost."""
    trace = SimpleNamespace(delivered=None, box=SimpleNamespace(ready=600), lost=7.0, off=None)
    ledger = Ledger()
    check_temperatures(
        None, {"p": SimpleNamespace(keeps=held(), dark=None)}, {"p": trace}, {"p": []}, {"p": 0.5}, ledger
    )
    assert (ledger.faults, trace.lost) == ({}, 7.0)


@pytest.mark.parametrize(
    ("off", "dark", "cargo_c", "failed"),
    [
        (720, True, (-18.0, -18.0, -9.0), set()),
        (720, True, (-18.0, -18.0, -18.0), {"leg_temperature"}),
        (720, True, (-9.0, -18.0, -9.0), {"leg_temperature"}),
        (720, False, (-18.0, -18.0, -18.0), set()),
        (None, True, (-18.0, -18.0, -18.0), set()),
        (600, True, (-9.0, -9.0, -9.0), set()),
    ],
    ids=["off", "as if it had power", "as if it never had", "nothing known without", "never off", "off from the start"],
)
def test_goods_that_lose_their_power_on_the_way(monkeypatch, off, dark, cargo_c, failed):
    """Held at -18 degC until then, and followed after; the life used is that of both."""
    import logistics.audit.temperature as checks

    def in_the_dark(choice, air, ready, when, way):
        lived = SimpleNamespace(ends=[-9.0] * len(way), warmest=-9.0, coldest=-18.0)
        return lived, 0.01 * (when - ready) / 60 + 0.3

    monkeypatch.setattr(checks, "in_the_dark", in_the_dark)
    spans = ((600, 660), (660, 720), (720, 780))
    rows = [
        SimpleNamespace(seq=i, cargo_c=celsius, origin="a", destination="b", start=start, end=end)
        for i, (celsius, (start, end)) in enumerate(zip(cargo_c, spans, strict=True))
    ]
    choice = SimpleNamespace(keeps=held(), dark=replace(held(high=0.0), held=False) if dark else None)
    trace = SimpleNamespace(delivered=780, box=SimpleNamespace(ready=600), lost=0.0, off=off)
    used = {(720, True): 0.32, (600, True): 0.3}.get((off, dark), 0.03)
    ledger = Ledger()
    check_temperatures(None, {"p": choice}, {"p": trace}, {"p": rows}, {"p": used}, ledger)
    assert set(ledger.faults) == failed


def test_what_a_box_without_power_goes_through_is_in_the_limits_of_that_box(monkeypatch):
    """Those of the goods in the dark box, not at the set point."""
    import logistics.audit.temperature as checks

    lived = SimpleNamespace(ends=[-9.0], warmest=-9.0, coldest=-18.0)
    monkeypatch.setattr(checks, "in_the_dark", lambda *_: (lived, 0.1))
    row = SimpleNamespace(seq=0, cargo_c=-9.0, origin="a", destination="b", start=600, end=700)
    for high, failed in ((-9.0, set()), (-9.5, {"temperature_limit"})):
        choice = SimpleNamespace(keeps=held(high=-18.0), dark=held(high=high))
        trace = SimpleNamespace(delivered=700, box=SimpleNamespace(ready=600), lost=0.0, off=600)
        ledger = Ledger()
        check_temperatures(None, {"p": choice}, {"p": trace}, {"p": [row]}, {"p": 0.1}, ledger)
        assert set(ledger.faults) == failed
