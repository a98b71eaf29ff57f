"""Weather by place and month: means as in the table, spread and extremes that scale, ways by kilometres."""

from __future__ import annotations

import pytest

from logistics.cargo import Climate, sunshine_k
from logistics.errors import DataError
from logistics.network import load_network, packaged_data


@pytest.fixture(scope="module")
def packaged():
    """Return the climate of the packaged network."""
    network = load_network(packaged_data("network_data"))
    return Climate.of(network)


def test_means_are_those_of_the_table(tiny_network):
    """Almaty in January has -6 °C; one spread is 0.15 of the 30 K between January and July."""
    climate = Climate.of(tiny_network)
    assert climate.at("almaty", 1) == -6
    assert climate.at("almaty", 1, spreads=-1) == pytest.approx(-6 - 0.15 * 30)
    assert climate.at("almaty", 7, spreads=1) == pytest.approx(24 + 0.15 * 30 * 0.6)


def test_no_day_is_beyond_the_design_extremes(tiny_network):
    """0.71 of the range below the mean in January: -27.3 °C, however many spreads are asked for."""
    climate = Climate.of(tiny_network)
    assert climate.at("almaty", 1, spreads=-50) == pytest.approx(-6 - 0.71 * 30)


def test_a_published_coldest_day_goes_before_the_rule(packaged):
    """Astana is published with -38 °C; Berlin follows the rule and gets about -13 °C."""
    assert packaged.low_c[packaged.row("astana"), 1] == pytest.approx(-38)
    assert packaged.low_c[packaged.row("khorgos"), 1] == pytest.approx(-30)
    assert packaged.low_c[packaged.row("berlin"), 1] == pytest.approx(-13, abs=0.5)
    assert (packaged.low_c[:, 1:] < packaged.mean_c[:, 1:]).all()
    assert (packaged.high_c[:, 1:] > packaged.mean_c[:, 1:]).all()


def test_a_way_is_interpolated_by_kilometres(tiny_network):
    """Xian 0 °C to Almaty -6 °C in January: a third of the way is -2 °C."""
    climate = Climate.of(tiny_network)
    assert climate.along(["xian", "almaty"], [0, 900], [0, 300, 900], 1).tolist() == [0, -2, -6]
    assert climate.along(["xian", "almaty"], [0, 900], 450, 1) == -3
    with pytest.raises(DataError, match="0 to 900 km"):
        climate.along(["xian", "almaty"], [0, 900], 901, 1)
    with pytest.raises(DataError, match="ascending"):
        climate.along(["xian", "almaty"], [900, 0], 450, 1)
    with pytest.raises(DataError, match="did you mean 'xian'"):
        climate.at("xiann", 1)


def test_sunshine_follows_the_season(tiny_network):
    """Half the day: 1.5 K in January, 4 K in July; none in the shade."""
    assert sunshine_k(tiny_network, 1) == 1.5
    assert sunshine_k(tiny_network, 7) == 4.0
    assert sunshine_k(tiny_network, 7, daylight_share=0.0) == 0
