"""Water over grain on its way, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from logistics.cargo import container_rain_h
from logistics.cli.route_reefer import rain_lines
from logistics.routing import Query

WHEAT = Query("almaty", "xian", "wheat", datetime(2025, 9, 1, tzinfo=UTC))


def test_hours_of_rain_are_those_of_the_cold_spell(tiny_router):
    """Leg by leg: grain in mean weather, the colder end of the leg in a cold spell, a clear sky."""
    path = tiny_router.find_paths(WHEAT).paths[0]
    rows = {name: row for row, name in enumerate(tiny_router.names.terminals)}
    total = 0.0
    first = None
    for leg in path.legs:
        middle = np.array([int((leg.start_utc.timestamp() + leg.end_utc.timestamp()) // 120)])
        ends = [
            tiny_router.weather.cold[rows[name], leg.start_utc.month] for name in (leg.from_terminal, leg.to_terminal)
        ]
        assert middle[0] > 0
        hours = float(container_rain_h("wheat_hard", 14.0, leg.cargo_c, min(ends), leg.hours)[0])
        total += hours
        first = first or (leg.from_terminal if hours > 0 else None)
    assert total > 0
    assert path.rain["hours"] == pytest.approx(total)
    assert path.rain["first"]["from"] == first
    assert path.to_dict()["rain"]["moisture_wb_pct"] == 14.0
    (text,) = rain_lines(path, {})
    assert f"along {total:.0f} h of the way" in text


def test_dry_grain_and_other_goods(tiny_router, tiny_network):
    """Beef and electronics are not told of it; where no water condenses that is said."""
    for commodity in ("beef", "electronics"):
        path = tiny_router.find_paths(replace(WHEAT, commodity=commodity)).paths[0]
        assert path.rain is None
        assert rain_lines(path, {}) == []
    path = tiny_router.find_paths(WHEAT).paths[0]
    dry = replace(path, rain={**path.rain, "hours": 0.0, "first": None})
    assert "does not condense" in rain_lines(dry, {})[0]
