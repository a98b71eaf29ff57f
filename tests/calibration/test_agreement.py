"""What `logistics route` and `logistics validate` say of the same trains."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from logistics.calibration.observations import Observation
from logistics.calibration.predict import Predictor
from logistics.routing import Query, Router
from logistics.routing.delay import DelayModel


def test_route_and_validate_tell_the_same_days_where_no_wait_is_cut(tiny_scenario, tiny_network):
    """
    Between first departure and last arrival both follow the same legs, so that P10, P50 and P90 are equal.

    The wait at Dostyk is 12 h, what `through_wait_h` allows. Route begins at the gate and ends with the delivery.
    """
    row = Observation("a", "xian", "moscow", "ordinary", month=9, days_typical=9.0)
    way = Predictor(tiny_network).itineraries(row).ways[0]
    router = Router.from_scenario(tiny_scenario, start=date(2025, 9, 1), end=date(2025, 9, 14))
    (path,) = router.find_paths(Query("xian", "moscow", "electronics", way[0].start_utc - timedelta(hours=20)))
    rides = [number for number, leg in enumerate(path.legs) if leg.link_id]
    between = path.legs[rides[0] : rides[-1] + 1]
    assert [leg.run_id for leg in between if leg.link_id] == [leg.run_id for leg in way if leg.link_id]
    model = DelayModel(tiny_network)
    assert model.quantiles(between)[:, -1] == pytest.approx(model.quantiles(way)[:, -1])
