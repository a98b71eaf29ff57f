"""What goods lived through on their rows: every kind of box against closed forms, stand by stand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.cargo.box import Box, box_temperature_c
from logistics.cargo.catalogue import commodity_quality
from logistics.cargo.drift import drift_life_used
from logistics.planning.lived import live, lost_of
from logistics.scenario import build_instance
from logistics.timespace.weather import Weather
from logistics.timetable.tables import row_of, texts
from logistics.units import from_min, to_min

T0 = to_min(pd.Timestamp("2025-09-02").to_pydatetime())
H = 60
AUGUST = T0 - 5 * 24 * H
THRESHOLD = 0.001
SET, COOLED = -18.0, -20.0
RATE_H = 1.0 / (400.0 * 24.0)  # beef at its set point keeps for 400 days


@pytest.fixture(scope="module")
def known(tiny_scenario):
    """Return four consignments on the tiny network, where beef loses value soon, and is cooled before it is loaded."""
    network = tiny_scenario.network
    goods, units = network["commodities"].copy(), network["commodity_units"].copy()
    goods.loc[goods["commodity_id"] == "beef", "loss_from_share"] = THRESHOLD
    units.loc[units["unit_id"] == "thermos40", "start_c"] = COOLED
    network = network.with_tables(commodities=goods, commodity_units=units)
    instance = build_instance(tiny_scenario)
    table = instance.consignments.drop_duplicates("commodity_id").set_index("commodity_id", drop=False)
    table = table.loc[["beef", "wheat", "electronics"]].reset_index(drop=True)
    table["consignment_id"], table["ready_min"] = table["commodity_id"], [T0, AUGUST, T0]
    later = table.iloc[:1].assign(consignment_id="later", ready_min=T0 + 10 * H)
    return SimpleNamespace(consignments=pd.concat([table, later], ignore_index=True), network=network)


def paths_of(*rows):
    """Return paths: id, consignment and unit."""
    return pd.DataFrame(rows, columns=["path_id", "consignment_id", "unit"])


def legs_of(**stands):
    """Return rows of paths: place, and hours from T0 between which boxes stand there; last row first."""
    rows = [
        (name, seq, place, place, from_min(T0 + a * H), from_min(T0 + b * H))
        for name, own in stands.items() for seq, (place, a, b) in enumerate(own)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["path_id", "seq", "from", "to", "start_utc", "end_utc"])
    for name in ("start_utc", "end_utc"):
        table[name] = pd.to_datetime(table[name], utc=True)
    return table.iloc[::-1].set_axis(range(100, 100 + len(table)))


def walked(known, goods, unit, start, stands, kind="mean"):
    """Return the temperature after every stand [degC], and the share of the shelf life used, by closed forms."""
    weather = Weather(known.network, T0, T0 + 1)
    place = row_of(texts(known.network["terminals"], "terminal_id"))
    box, quality = Box.of(known.network, goods, unit), commodity_quality(known.network, goods)
    found, used = [], 0.0
    for name, a, b in stands:
        outside = float(getattr(weather, kind)[place[name], 9])
        used += drift_life_used(quality, start, outside, b - a, box.tau_h)
        start = float(box_temperature_c(start, [outside], [b - a], box.tau_h)[0])
        found.append(start)
    return found, used


def cargo(lived, legs, path):
    """Return the temperatures of the rows of a path, in order."""
    mine = legs[legs["path_id"] == path].sort_values("seq")
    return lived.cargo_c.reindex(mine.index).tolist()


def value_lost(used, tonnes=24.0, usd=5000.0):
    """Return what goods lose beyond the threshold [USD per box]."""
    return usd * tonnes * (used - THRESHOLD) / (1.0 - THRESHOLD)


STANDS = [("xian", 2, 12), ("dostyk", 20, 30)]


def test_boxes_with_power_are_at_their_set_point(known):
    """From readiness to their last row; goods that nothing happens to have no temperature."""
    paths = paths_of(
        ("p", "beef", "reefer40"), ("e", "electronics", "dry40"), ("d", "later", "diesel40"),
        ("f", "electronics", "reefer40"),
    )  # fmt: skip
    legs = legs_of(p=STANDS, e=STANDS, d=[*STANDS, ("almaty", 50, 60)], f=STANDS, other=STANDS)
    lived = live(known, paths, legs)
    assert len(lived.cargo_c) == 9
    assert cargo(lived, legs, "p") == [SET] * 2
    assert cargo(lived, legs, "d") == [SET] * 3
    assert np.isnan([*cargo(lived, legs, "e"), *cargo(lived, legs, "f")]).all()
    ends = lived.ends
    assert ends.index.tolist() == ["p", "e", "d", "f"]
    assert ends["used"].tolist() == pytest.approx([30 * RATE_H, np.nan, 50 * RATE_H, np.nan], nan_ok=True)
    assert ends["lost"].tolist() == pytest.approx([value_lost(30 * RATE_H), 0.0, value_lost(50 * RATE_H), 0.0])
    assert ends[["mean_c", "warm_c", "cold_c"]].isna().all(axis=None)


def test_boxes_without_power_follow_the_weather_from_their_loading(known):
    """Beef is cooled before, wheat is as warm as its place was when it was ready; each box for itself."""
    other = [("almaty", 1, 40), ("xian", 40, 45), ("dostyk", 45, 46)]
    paths = paths_of(
        ("b", "beef", "thermos40"), ("w", "wheat", "liner20"), ("c", "later", "thermos40"), ("v", "wheat", "liner20")
    )
    legs = legs_of(b=STANDS, w=STANDS, c=other, v=other)
    lived = live(known, paths, legs)
    for name, stands in (("b", STANDS), ("c", other)):
        expected, used = walked(known, "beef", "thermos40", COOLED, stands)
        assert cargo(lived, legs, name) == pytest.approx(expected)
        assert lived.ends.loc[name, "used"] == pytest.approx(used, rel=1e-3)
        assert lived.ends.loc[name, "lost"] == pytest.approx(value_lost(used), rel=1e-2)
        for kind in ("mean", "warm", "cold"):
            expected, _ = walked(known, "beef", "thermos40", COOLED, stands, kind)
            assert lived.ends.loc[name, f"{kind}_c"] == pytest.approx(expected[-1])
    weather = Weather(known.network, T0, T0 + 1)
    place = row_of(texts(known.network["terminals"], "terminal_id"))
    for name, stands in (("w", STANDS), ("v", other)):
        for kind in ("mean", "warm", "cold"):
            start = float(getattr(weather, kind)[place[stands[0][0]], 8])
            expected, used = walked(known, "wheat", "liner20", start, stands, kind)
            assert lived.ends.loc[name, f"{kind}_c"] == pytest.approx(expected[-1])
            if kind == "mean":
                assert cargo(lived, legs, name) == pytest.approx(expected)
                assert lived.ends.loc[name, "used"] == pytest.approx(used, rel=1e-3)


def test_boxes_that_lose_their_power_drift_from_their_set_point(known):
    """From hour 8 in their first stand; beside them one that set out without power, and one that keeps it."""
    paths = paths_of(("b", "beef", "thermos40"), ("off", "beef", "reefer40"), ("on", "beef", "reefer40"))
    legs = legs_of(b=STANDS, off=[("almaty", 0, 2), *STANDS], on=STANDS)
    lived = live(known, paths, legs, {"off": T0 + 8 * H})
    dark = [("xian", 8, 12), STANDS[1]]
    expected, used = walked(known, "beef", "thermos40", SET, dark)
    assert cargo(lived, legs, "off") == pytest.approx([SET, *expected])
    assert lived.ends.loc["off", "used"] == pytest.approx(used + 8 * RATE_H, rel=1e-3)
    assert lived.ends.loc["off", "lost"] == pytest.approx(value_lost(used + 8 * RATE_H), rel=1e-2)
    for kind in ("mean", "warm", "cold"):
        expected, _ = walked(known, "beef", "thermos40", SET, dark, kind)
        assert lived.ends.loc["off", f"{kind}_c"] == pytest.approx(expected[-1])
    assert cargo(lived, legs, "on") == [SET] * 2
    assert lived.ends.loc["on", "used"] == pytest.approx(30 * RATE_H)
    assert cargo(lived, legs, "b") == pytest.approx(walked(known, "beef", "thermos40", COOLED, STANDS)[0])


@pytest.mark.parametrize("hour", [30, 40])
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside another"])
def test_boxes_whose_rows_end_before_they_lose_their_power(known, hour, beside):
    """They are at their set point to the end, and used their life up to there."""
    paths = paths_of(("p", "beef", "reefer40"), ("on", "beef", "reefer40"), ("b", "later", "thermos40"))
    legs = legs_of(p=[("xian", 0, 2), *STANDS], on=STANDS, b=STANDS)
    lived = live(known, paths if beside else paths[:2], legs, {"p": T0 + hour * H})
    assert cargo(lived, legs, "p") == [SET] * 3
    row = lived.ends.loc["p"]
    assert row[["mean_c", "warm_c", "cold_c"]].tolist() == [SET] * 3
    assert row["used"] == pytest.approx(30 * RATE_H)
    assert row["lost"] == pytest.approx(value_lost(30 * RATE_H))
    assert lived.ends.loc["on", "used"] == pytest.approx(30 * RATE_H)


def test_without_rows_nothing_was_lived_through(known):
    """Nor is anything lost."""
    lived = live(known, paths_of(("p", "beef", "reefer40")), legs_of(x=STANDS))
    assert len(lived.cargo_c) == 0
    assert lived.ends["lost"].tolist() == [0.0]
    assert lived.ends.drop(columns="lost").isna().all(axis=None)


def test_value_lost_is_that_of_the_goods_in_their_unit(known):
    """By the life used, tonnes of the unit, and the value of the goods; nothing where no life is counted."""
    paths = paths_of(
        ("a", "beef", "reefer40"), ("e", "electronics", "dry40"), ("b", "later", "thermos40"), ("c", "beef", "reefer40")
    ).assign(shelf_life_used=[0.4, np.nan, 0.2, np.nan])
    assert lost_of(known, paths).tolist() == pytest.approx([value_lost(0.4), 0.0, value_lost(0.2), 0.0])
