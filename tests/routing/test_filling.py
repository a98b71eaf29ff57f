"""The wait until an ordinary train is full: its distribution against a sampled one, and which paths have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from routing.making import legs

from logistics.results.wait import FULL_TRAIN
from logistics.routing import Query, Router
from logistics.routing.delay import DelayModel
from logistics.routing.filling import FillingModel

LOT_FEU = 1.0


def with_lots(network, lot_feu: float = LOT_FEU):
    """Return a network whose boxes come to trains in lots."""
    table = network["parameters"]
    row = table.iloc[[0]].assign(parameter_id="train_lot_feu", value=lot_feu)
    return network.with_tables(parameters=pd.concat([table, row], ignore_index=True))


def waiting(service: str, hours: float, kind: str = "ride"):
    """Return loading, a wait in the yard and a train."""
    return legs(
        ("operate", "xian", "xian_load", "load", 4.0), ("wait", "xian", "", "yard", hours),
        (kind, "dostyk", service, "", 60.0),
    )  # fmt: skip


def filling(network, way):
    """Return the wait of a way for its first train."""
    return FillingModel(network).of(way, np.cumsum([leg.hours for leg in way]))


def test_the_wait_is_that_for_the_last_lots_of_a_poisson_process(tiny_network):
    """
    A train of 4 FEU twice a week fills in 84 h, a lot of half a box every 10.5 h.

    At 42 h before its departure 4 lots are to come: a million sums of 4 exponential gaps.
    """
    found = filling(with_lots(tiny_network, 0.5), waiting("cn_w", 42.0))
    gaps = np.random.default_rng(5).exponential(10.5, size=(1_000_000, 4)).sum(axis=1)
    assert found.mean_h == 42.0
    assert found.variance_h2 == pytest.approx(42.0 * 84.0 * 0.5 / 4)
    assert (gaps.mean(), gaps.var()) == pytest.approx((found.mean_h, found.variance_h2), rel=0.01)


def test_boxes_that_let_trains_go_do_not_wait_for_those(tiny_network):
    """Monday and Thursday trains: whoever waits four weeks for a ban to end waits at most 96 h for one to be full."""
    network = with_lots(tiny_network)
    found, longest = filling(network, waiting("cn_w", 672.0)), filling(network, waiting("cn_w", 96.0))
    assert (found.mean_h, found.variance_h2) == (96.0, longest.variance_h2)
    spans = [DelayModel(network).with_spread(0.0).quantiles(waiting("cn_w", hours))[:, -1] for hours in (96.0, 672.0)]
    assert spans[1] - spans[0] == pytest.approx([576.0] * 3), "what is waited before them is certain"


def test_the_mean_stays_and_the_spread_grows(tiny_network):
    """Without scatter of rides: P50 and P90 are within 3 % of 64 h and a gamma wait of mean 42 h; the mean is 106 h."""
    way = waiting("cn_w", 42.0)
    sure = DelayModel(tiny_network).with_spread(0.0).quantiles(way)[:, -1]
    assert sure.tolist() == [106.0] * 3
    got = DelayModel(with_lots(tiny_network)).with_spread(0.0).quantiles(way)[:, -1]
    drawn = 64.0 + np.random.default_rng(5).gamma(2.0, 21.0, 1_000_000)
    assert drawn.mean() == pytest.approx(106.0, rel=0.001)
    assert got == pytest.approx(np.quantile(drawn, [0.1, 0.5, 0.9]), rel=0.05)


@pytest.mark.parametrize(
    "way",
    [
        waiting("exp_cn", 42.0),
        waiting("ferry_w", 42.0, kind="ferry"),
        waiting("cn_w", 0.0),
        legs(
            ("ride", "dostyk", "cn_w", "", 60.0),
            ("wait", "dostyk", "", "yard", 9.0),
            ("ride", "moscow", "kz_w", "", 9.0),
        ),
    ],
    ids=["express", "ship", "no wait", "from the departure"],
)
def test_who_does_not_wait_for_a_full_train(tiny_network, way):
    """Fixed-timetable trains and ships leave on time; published times begin at the departure."""
    assert filling(with_lots(tiny_network), way) is None


def test_a_minimum_load_is_what_a_train_waits_for(tiny_network):
    """Half of the load, twice the variance; no lots, none."""
    way = waiting("cn_w", 42.0)
    network = with_lots(tiny_network)
    services = network["services"]
    half = network.with_tables(services=services.assign(min_load_feu=services["max_feu"] / 2))
    assert filling(half, way).variance_h2 == pytest.approx(2 * filling(network, way).variance_h2)
    assert filling(with_lots(tiny_network, 0.0), way) is None
    assert filling(tiny_network, way) is None


def test_a_path_names_its_waits(tiny_scenario, tiny_router):
    """The answer names the train to be full and the queue, with median and P90; the transit time is the same."""
    network = with_lots(tiny_scenario.network)
    ask = Query("xian", "moscow", "electronics", datetime(2025, 9, 1, tzinfo=UTC), service_class="ordinary")
    path = Router.from_scenario(replace(tiny_scenario, network=network)).find_paths(ask)[0]
    before = tiny_router.find_paths(ask)[0]
    first, queue = path.to_dict()["waits"][:2]
    yard = next(leg for leg in path.legs if leg.activity == "yard")
    assert (first["cause"], first["terminal"], first["service_id"]) == (FULL_TRAIN, "xian", "cn_w")
    assert first["timetable_h"] == pytest.approx(yard.hours)
    assert 0 < first["typical_h"] < first["timetable_h"] < first["p90_h"]
    assert (queue["cause"], queue["terminal"]) == ("dostyk_queue", "dostyk")
    assert [wait["cause"] for wait in before.to_dict()["waits"]] == ["dostyk_queue"]
    assert path.transit_h == before.transit_h
    assert path.transit_p90_h > before.transit_p90_h
