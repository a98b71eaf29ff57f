"""Invariants of shelf life for every built-in commodity, on any trace inside the range."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.cargo import holdover_h, quality_named, shelf_life_d, shelf_life_used

GOODS = ("frozen_beef", "frozen_mutton", "chilled_beef", "chilled_lamb", "chilled_pork", "dairy", "wheat", "barley",
         "maize", "hides_wet_salted", "beef_sides")  # fmt: skip
hours = st.floats(0, 2000)


@st.composite
def traces(draw, length=3):
    """Return a commodity and temperatures inside its range, with hours."""
    goods = draw(st.sampled_from(GOODS))
    quality = quality_named(goods)
    inside = st.floats(max(quality.coldest_c, -60), quality.high_c)
    return goods, draw(st.lists(st.tuples(inside, hours), min_size=length, max_size=length))


@given(traces(4))
def test_life_used_is_additive(trace):
    """Two halves of a journey use what the whole does, in any order."""
    goods, steps = trace
    cargo, time = np.array(steps).T
    whole = shelf_life_used(goods, cargo, time)
    parts = shelf_life_used(goods, cargo[:2], time[:2]) + shelf_life_used(goods, cargo[2:], time[2:])
    assert whole == pytest.approx(parts) == pytest.approx(shelf_life_used(goods, cargo[::-1], time[::-1]))


@given(traces(2))
def test_life_used_rises_with_time_and_temperature(trace):
    """Longer or warmer never keeps better; no time uses nothing."""
    goods, [(one, time), (other, more)] = trace
    low, high = sorted((one, other))
    assert shelf_life_used(goods, high, time) >= shelf_life_used(goods, low, time) * (1 - 1e-12)
    assert shelf_life_used(goods, one, time + more) >= shelf_life_used(goods, one, time)
    assert shelf_life_used(goods, one, 0.0) == 0


@given(traces(1))
def test_rate_and_life_belong_together(trace):
    """Kept for its whole life, a lot is exactly spent; the rate of optimisers says the same."""
    goods, [(cargo, _)] = trace
    life = shelf_life_d(goods, cargo)
    assert shelf_life_used(goods, cargo, 24 * life) == pytest.approx(1)
    assert float(quality_named(goods).rate_per_h(cargo)) * 24 * life == pytest.approx(1)


@given(
    st.floats(1_000, 30_000), st.floats(1, 4), st.floats(20, 400), st.floats(-50, 50), st.floats(-30, 30),
    st.floats(0.01, 0.99),
)  # fmt: skip
def test_holdover_is_the_time_of_the_exponential(mass, heat, ua, ambient, start, share):
    """After the hold-over the box stands at the limit, warming or cooling."""
    limit = start + share * (ambient - start)
    if abs(ambient - start) < 0.1:
        return
    tau = mass * heat * 1000 / ua / 3600
    at = holdover_h(mass, heat, ua, ambient, start, limit)
    assert ambient + (start - ambient) * math.exp(-at / tau) == pytest.approx(limit, abs=1e-6)
