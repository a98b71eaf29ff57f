"""The second way of plug-in reefers under way, without power: which have it, and what is told of it; by head."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.planning import unplugged as module
from logistics.planning.options import Options
from logistics.planning.unplugged import OFF, ON, powers, told_apart, twin_of, with_unplugged


@pytest.mark.parametrize(
    ("cells", "twin", "followed", "expected"),
    [
        ({}, "dark", True, "dark"),
        ({}, "", True, ""),
        ({"ua_w_k": math.nan}, "dark", True, ""),
        ({"specific_heat_kj_kgk": math.nan}, "dark", True, ""),
        ({"set_point_c": math.nan}, "dark", True, ""),
        ({}, "dark", False, ""),
    ],
)
def test_goods_whose_temperature_is_known_without_power(monkeypatch, cells, twin, followed, expected):
    """With the walls of the dark unit, heat capacity, a set point and a shelf life."""
    life = SimpleNamespace(unpowered="box" if followed else None)
    monkeypatch.setattr(module, "unplugged_unit", lambda network, unit: twin)
    monkeypatch.setattr(module, "life_of", lambda network, commodity, unit: {"dark": life}[unit])
    row = {"ua_w_k": 50.0, "specific_heat_kj_kgk": 2.0, "set_point_c": -18.0, **cells}
    units = pd.DataFrame({"unit_id": ["lit", "dark"], "ua_w_k": [math.nan, row["ua_w_k"]]})
    goods = {name: [row[name], math.nan] for name in ("specific_heat_kj_kgk", "set_point_c")}
    network = {"loading_units": units, "commodities": pd.DataFrame({"commodity_id": ["beef", "stone"], **goods})}
    assert twin_of(network, "beef", "lit") == expected


def options_of(home, unit):
    """Return options of consignments, with the number of each as its length."""
    n = len(home)
    numbers = [np.arange(n, dtype=float) for _ in range(5)]
    return Options(np.array(home), np.array(unit, object), np.array(["plug"] * n, object), *numbers, np.zeros(n, int))


@pytest.fixture
def twins(monkeypatch):
    """Let lit units have a dark one, and no others any."""
    monkeypatch.setattr(module, "twin_of", lambda network, commodity, unit: "dark" if unit == "lit" else "")


def test_who_may_be_unplugged_and_who_has_been(twins):
    """Those that have no power stay so, whatever their unit."""
    columns = pd.Series(["beef"] * 4), pd.Series(["lit", "lit", "own", "own"]), pd.Series([False, True, False, True])
    assert powers(None, *columns) == [ON, OFF, "", OFF]


@pytest.mark.parametrize(
    ("power", "home", "units", "found_power", "of"),
    [
        (["", "", ""], [0, 1, 2], ["lit", "lit", "lit"], ["plug"] * 3, [0, 1, 2]),
        ([ON, "", ""], [0, 0, 1, 2], ["lit", "dark", "lit", "lit"], ["plug", OFF, "plug", "plug"], [0, 0, 1, 2]),
        (["", OFF, ON], [0, 1, 2, 2], ["lit", "dark", "lit", "dark"], ["plug", OFF, "plug", OFF], [0, 1, 2, 2]),
        ([None, OFF, None], [0, 1, 2], ["lit", "dark", "lit"], ["plug", OFF, "plug"], [0, 1, 2]),
    ],
    ids=["none", "one may", "one has been, one may", "others are at the gate"],
)
def test_options_with_those_that_go_on_without_power(twins, power, home, units, found_power, of):
    """Beside the reefer itself, or instead of it; what they cost is that of the reefer."""
    table = pd.DataFrame({"consignment_id": list("abc"), "commodity_id": "beef", "unit_id": "lit"})
    known = {name: one for name, one in zip("abc", power, strict=True) if one is not None}
    instance = SimpleNamespace(
        consignments=table, network=None, under_way=pd.DataFrame({"power": list(known.values())}, index=list(known))
    )
    found = with_unplugged(instance, options_of([0, 1, 2], ["lit"] * 3))
    assert found.home.tolist() == home
    assert found.unit.tolist() == units
    assert found.power.tolist() == found_power
    assert found.feu.tolist() == of


def test_without_the_cold_chain_nobody_is_unplugged(twins):
    """The table of boxes under way has no power then."""
    table = pd.DataFrame({"consignment_id": ["a"], "commodity_id": "beef", "unit_id": "lit"})
    instance = SimpleNamespace(consignments=table, network=None, under_way=pd.DataFrame(index=["a"]))
    options = options_of([0], ["lit"])
    assert with_unplugged(instance, options) is options


def test_paths_are_told_in_the_unit_that_boxes_set_out_in():
    """And from when they have no power: the moment, their arrival after it, or the minute of a stage before."""
    table = pd.DataFrame({
        "consignment_id": list("abcde"), "unit_id": "lit", "ready_min": [100, 100, 300, 300, 300],
    })  # fmt: skip
    paths = pd.DataFrame({
        "path_id": [f"p{i}" for i in range(6)], "unit": ["dark", "lit", "own", "dark", "dark", "dark"],
        "piece": ["a", "b", "", "c", "d", "e"],
    })  # fmt: skip
    instance = SimpleNamespace(consignments=table, followed_from_min=150)
    found, since = told_apart(paths, instance, {"d": 120, "e": 999, "b": 1})
    assert found["unit"].tolist() == ["lit", "lit", "own", "lit", "lit", "lit"]
    assert since == {"p0": 150, "p3": 300, "p4": 120, "p5": 300}
