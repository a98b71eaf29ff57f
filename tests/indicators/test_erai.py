"""Cost of the 1,520 mm section by route, by hand on the plan by hand."""

from __future__ import annotations

import pytest

from logistics.indicators import erai


@pytest.fixture
def network(tiny_network):
    """Return the tiny network with its western end in Poland: Almaty - Moscow is then half in the section."""
    terminals = tiny_network["terminals"].copy()
    terminals.loc[terminals["terminal_id"] == "moscow", "country"] = "PL"
    return tiny_network.with_tables(terminals=terminals)


def test_loaded_boxes_pay_what_stands_in_the_section(hand_plan, network):
    """
    Only A goes through: per box 300 USD Dostyk - Almaty, half of 2,000 to the border, gauge change, storage at Dostyk.

    Express (two boxes): 300 + 1,000 + 200 + 14; ordinary (one): 300 + 1,000 + 150 + 12.
    """
    found = erai(hand_plan, network).set_index(["direction", "entry"])
    assert list(found.index) == [("westbound", "dostyk"), ("westbound", "all")]
    row = found.loc[("westbound", "dostyk")]
    assert (row["exit"], row["feu"], row["share"]) == ("almaty", 3.0, 1.0)
    assert row["usd_per_feu"] == pytest.approx((2 * 1514 + 1462) / 3)
    assert found["published"].to_list()[1] == 3372.0


def test_without_boxes_to_the_union_there_is_no_index(hand_plan, tiny_network):
    """Boxes that stay in Russia or Kazakhstan are no transit to the European Union."""
    assert erai(hand_plan, tiny_network).empty
