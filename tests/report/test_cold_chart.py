"""The temperature-quality-distance chart: places on its axis by head, what is drawn, what is refused, files."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from logistics.cargo import Limits, Quality, commodity_quality
from logistics.cargo.life import LimitsOnly
from logistics.errors import LogisticsError
from logistics.report import plot_cold_chain
from logistics.report.coldchain.output import limits_drawn, summary
from logistics.report.coldchain.way import _beyond_h, way_of
from logistics.report.maps.scene import Text, walk

from .cold_legs import cold_legs

TINY = Path(__file__).parents[1] / "data" / "tiny.toml"
STOPS = {"xian": 10.0, "dostyk": 90.0, "almaty": 5.0}


@pytest.fixture(scope="module")
def summer(tiny_network):
    """Beef from Xian to Almaty in July, without power for 90 h at Dostyk."""
    return cold_legs(tiny_network, ["xian", "dostyk", "almaty"], 7, "beef", STOPS, off=["dostyk"])


def drawn(chart, path):
    """Return the chart as parsed SVG."""
    return ET.parse(chart.save(path)).getroot()  # noqa: S314  written by the test itself


def test_an_hour_at_a_terminal_is_as_wide_as_an_hour_of_riding(tiny_network):
    """3,000 and 600 km at 35 km/h: 10 h at Xian take 350 km of the axis."""
    legs, trace = cold_legs(tiny_network, ["xian", "dostyk", "almaty"], 7, "beef", {"xian": 10.0})
    way = way_of(legs, tiny_network, Limits(), trace)
    assert way.x == pytest.approx([0, 350, 3350, 3950], rel=0.001)
    assert way.km.tolist() == [0, 0, 3000, 3600]


def test_long_stops_take_at_most_four_fifths_of_the_room_of_the_kilometres(tiny_network, summer):
    """105 h of stops would take 3,675 km: they get 0.8 x 3,600 = 2,880. The border lies between two terminals."""
    legs, trace = summer
    way = way_of(legs, tiny_network, Limits(), trace)
    assert way.x[-1] == pytest.approx(3600 + 2880)
    assert way.x[1] == pytest.approx(2880 * 10 / 105, rel=0.001)
    assert way.km[-1] == 3600
    assert [stop.terminal for stop in way.stops] == ["xian", "dostyk", "almaty"]
    assert [stop.gauge_break for stop in way.stops] == [False, True, False]
    assert [stretch.country for stretch in way.stretches] == ["CN", "KZ"]
    assert sum(stretch.km for stretch in way.stretches) == pytest.approx(3600)


def test_hours_beyond_the_limit_are_told_exactly_with_a_trace(tiny_network, summer):
    """The trace knows when -12 °C was passed; the means of the legs know it only roughly."""
    legs, trace = summer
    limits = commodity_quality(tiny_network, "beef").limits
    exact = way_of(legs, tiny_network, limits, trace)
    rough = way_of(legs, tiny_network, limits, None)
    assert exact.beyond_h == pytest.approx(trace.hours_above.sum())
    assert exact.beyond_h > 0
    assert rough.beyond_h != pytest.approx(exact.beyond_h)
    assert "beyond the limit" in summary(exact)


def test_goods_without_a_shelf_life_show_the_range_that_they_bear(tiny_network):
    """Drinks freeze at -2: a limit, though no legal one. Flour bears any weather; beef has its legal limit."""
    drinks = Quality("drinks", LimitsOnly(), -2.0, 60.0, holds_below=False, limits=Limits(), threshold=1.0)
    assert limits_drawn(drinks) == Limits(-2.0, math.inf)
    assert limits_drawn(replace(drinks, low_c=-60.0, limits=Limits(1.0, 9.0))) == Limits(1.0, 9.0)
    assert limits_drawn(replace(drinks, high_c=30.0, holds_below=True)) == Limits(-math.inf, 30.0)
    beef = commodity_quality(tiny_network, "beef")
    assert limits_drawn(beef) == beef.limits
    assert limits_drawn(None) == Limits()


def test_the_chart_shows_lines_limits_borders_and_the_violation(tiny_network, summer, tmp_path):
    """One line each for outside, cargo and life, the limit of -12 °C, the threshold, bands of stops, countries."""
    legs, trace = summer
    quality = commodity_quality(tiny_network, "beef")
    root = drawn(plot_cold_chain(legs, tiny_network, quality=quality, trace=trace), tmp_path / "cold.svg")
    shapes = list(root.iter())
    assert {e.get("data-line") for e in shapes} >= {"outside", "cargo", "life"}
    assert [e.get("data-limit") for e in shapes if e.get("data-limit")] == ["-12"]
    assert [e.get("data-country") for e in shapes if e.get("data-country")] == ["CN", "KZ"]
    assert sum(e.get("data-band") == "stop" for e in shapes) == 2 * len(STOPS)
    beyond = [
        e for e in shapes if e.get("fill") == "#c1121f" and float(e.get("fill-opacity") or e.get("opacity") or 1) < 1
    ]
    assert beyond


def test_texts_do_not_overlap(tiny_network, summer):
    """Labels that have no room are left out."""
    legs, trace = summer
    chart = plot_cold_chain(legs, tiny_network, quality=commodity_quality(tiny_network, "beef"), trace=trace)
    texts = [item for item in walk(chart.scene) if isinstance(item, Text)]
    assert [(a.text, b.text) for a, b in combinations(texts, 2) if a.box.overlaps(b.box)] == []


def test_a_path_without_temperatures_still_draws(tiny_network, summer, tmp_path):
    """Unknown values are passed over: no cargo line, shelf life level at zero; PNG and PDF are written too."""
    from dataclasses import replace

    nan = float("nan")
    legs = [replace(leg, cargo_c=nan, ambient_c=nan, shelf_life_used=nan) for leg in summer[0]]
    root = drawn(plot_cold_chain(legs, tiny_network), tmp_path / "cold.svg")
    assert {e.get("data-line") for e in root.iter()} - {None} == {"life"}
    for suffix in (".png", ".pdf"):
        assert plot_cold_chain(legs, tiny_network).save(tmp_path / f"cold{suffix}").stat().st_size > 1000


def test_what_cannot_be_drawn_is_refused(tiny_network, summer, tmp_path):
    """No legs, a trace of other legs, an unknown format."""
    legs, trace = summer
    with pytest.raises(LogisticsError, match="no way to draw"):
        plot_cold_chain([], tiny_network)
    with pytest.raises(LogisticsError, match="5 steps; the path has 4 legs"):
        plot_cold_chain(legs[:-1], tiny_network, trace=trace)
    with pytest.raises(LogisticsError, match=r"allowed: \.svg, \.png, \.pdf"):
        plot_cold_chain(legs, tiny_network).save(tmp_path / "cold.gif")


def test_a_power_cut_and_the_hold_over_are_drawn(tiny_network, tmp_path):
    """The band of the cut over both frames, the cargo along its course, the broken limit in words, hold-over below."""
    from logistics.routing import Query, Router
    from logistics.scenario import load_scenario

    scenario = load_scenario(TINY, tiny_network)
    router = Router.from_scenario(scenario, start=date(2025, 9, 1), end=date(2025, 9, 8))
    asked = Query("almaty", "xian", "beef", datetime(2025, 9, 2, tzinfo=UTC), power_cut="dostyk:60")
    path = router.find_paths(asked).paths[0]
    quality, cut = commodity_quality(tiny_network, "beef"), path.reefer["power_cut"]
    chart = plot_cold_chain(path.legs, tiny_network, quality=quality, cut=cut)
    shapes = list(drawn(chart, tmp_path / "cut.svg").iter())
    assert sum(e.get("data-band") == "cut" for e in shapes) == 2
    assert {e.get("data-line") for e in shapes} >= {"outside", "cargo", "life", "holdover"}
    texts = [item.text for item in walk(chart.scene) if isinstance(item, Text)]
    assert any("no power for 60 h" in text and "−12 °C passed after" in text for text in texts)
    assert any(text.startswith("fewest: ") for text in texts)
    way = way_of(path.legs, tiny_network, quality.limits, None, cut)
    start = next(i for i, leg in enumerate(path.legs) if leg.from_terminal == "dostyk")
    assert way.cut[0] == pytest.approx(way.x[start])
    assert way.cargo_c.max() == pytest.approx(cut["warmest_c"])
    assert way.beyond_h > 0
    texts = [item for item in walk(chart.scene) if isinstance(item, Text)]
    assert [(a.text, b.text) for a, b in combinations(texts, 2) if a.box.overlaps(b.box)] == []


def test_hours_beyond_a_course_are_exact():
    """From -18 up to -6 in 12 h and down again in 6: half of each beyond -12."""
    found = _beyond_h(np.array([0.0, 12.0, 18.0]), np.array([-18.0, -6.0, -18.0]), Limits(max_c=-12.0))
    assert found == pytest.approx(6 + 3)
