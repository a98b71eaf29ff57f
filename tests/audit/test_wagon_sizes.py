"""Wagons as the audit reads them from the tables: sizes on either side of a gauge break, worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from logistics.audit.wagons import Size, Wagon, counted_mass, read_wagons

NAN = float("nan")
HOPPER = {
    "unit_id": "hopper", "feu": 1.0, "payload_t": 48.0, "tare_t": 22.0, "hire_usd_per_day": 24.0, "power_kw": 0.0,
    "fuel_l_per_h": 0.0, "track_gauge_mm": 1520.0, "service_class": "grain;ordinary", "onward_unit_id": "covered",
    "freight_feu": 0.8, "empty_feu": 0.3, "transload_feu": 2.0,
}  # fmt: skip
COVERED = {
    **HOPPER, "unit_id": "covered", "feu": 1.8, "payload_t": 72.0, "tare_t": 25.0, "hire_usd_per_day": 12.0,
    "track_gauge_mm": 1435.0, "service_class": "", "onward_unit_id": "", "freight_feu": NAN, "empty_feu": NAN,
    "transload_feu": NAN,
}  # fmt: skip
BOX = {
    **COVERED, "unit_id": "box", "feu": 1.0, "payload_t": 24.0, "tare_t": 4.0, "track_gauge_mm": NAN, "power_kw": 4.0,
    "fuel_l_per_h": 1.0, "hire_usd_per_day": 2.4,
}  # fmt: skip


class Network(dict):
    """Tables by name, with parameters."""

    def parameter(self, name):
        """Return a parameter."""
        return {"electricity_usd_per_kwh": 0.1, "diesel_usd_per_l": 0.9, "platform_t_per_feu": 10.0}[name]


def read(*units):
    """Return the wagons of a table of loading units."""
    return read_wagons(SimpleNamespace(network=Network(loading_units=pd.DataFrame(list(units)))))


def test_a_hopper_and_its_load_beyond_the_break():
    """70 t less 10 of a platform; 1.1 FEU with the empty run, hire twice a day; 2/3 of a covered wagon of 79 t."""
    found = read(HOPPER, COVERED, BOX)
    assert set(found) == {"hopper", "covered"}
    hopper = found["hopper"]
    assert hopper.gauge == 1520
    assert hopper.here == Size(1.0, 60.0, pytest.approx(1.1), 2.0, 2.0, 1520, ("grain", "ordinary"))
    third = pytest.approx(2 / 3 * 1.8), pytest.approx(2 / 3 * 79.0)
    assert hopper.there == Size(*third, third[0], third[0], pytest.approx(1 / 3), 1435, ())
    assert found["covered"].here == Size(1.8, 79.0, 1.8, 1.8, 0.5, 1435, ())
    assert found["covered"].there is None


def test_a_load_that_goes_on_in_two_boxes():
    """Their platforms count; power and diesel are part of the hire; they go anywhere."""
    there = read({**HOPPER, "onward_unit_id": "box"}, BOX)["hopper"].there
    assert there == Size(2.0, 56.0, 2.0, 2.0, pytest.approx(2 * (0.1 + 4 * 0.1 + 0.9)), 0, ())


@pytest.mark.parametrize("empty", [NAN, 0.0])
def test_a_wagon_that_finds_a_load_back_pays_hire_once(empty):
    """And no freight for the way back."""
    assert read({**HOPPER, "empty_feu": empty}, COVERED)["hopper"].here[2:5] == (0.8, 2.0, 1.0)


def test_only_wagons_are_without_platforms():
    """A box counts all that it weighs."""
    book = SimpleNamespace(network=Network())
    assert counted_mass(book, HOPPER) == 60.0
    assert counted_mass(book, BOX) == 28.0
    assert counted_mass(book, {**BOX, "track_gauge_mm": 0.0}) == 28.0


@pytest.mark.parametrize(
    ("there", "gauge", "found"),
    [
        (None, 1520, "here"), (None, 1435, None), (None, 0, None), (1435, 1520, "here"), (1435, 1435, "there"),
        (1435, 1668, None), (0, 1668, "there"), (0, 1435, "there"),
    ],
)  # fmt: skip
def test_on_which_gauge_a_load_runs_how(there, gauge, found):
    """A wagon on its own, its onward unit on that of it; boxes on any."""
    here, beyond = Size(1.0, 60.0, 1.0, 1.0, gauge=1520), Size(2.0, 60.0, 2.0, 2.0, gauge=there or 0)
    wagon = Wagon(1520, here, None if there is None else beyond)
    assert wagon.on(gauge) == {"here": here, "there": beyond, None: None}[found]


@pytest.mark.parametrize(
    ("gauge", "trains", "on", "service_class", "boards"),
    [
        (0, (), 1435, "express", True), (0, ("grain",), 1435, "express", False), (1520, (), 1520, "express", True),
        (1520, (), 1435, "express", False), (1520, ("grain", "ordinary"), 1520, "ordinary", True),
        (1520, ("grain",), 1520, "express", False), (1520, ("grain",), 1435, "grain", False),
    ],
)  # fmt: skip
def test_which_trains_take_it(gauge, trains, on, service_class, boards):
    """Those on its gauge, of its classes where it has any."""
    size = Size(1.0, 60.0, 1.0, 1.0, gauge=gauge, trains=trains)
    assert size.boards(SimpleNamespace(gauge=on, service_class=service_class)) == boards


@pytest.mark.parametrize(
    ("gauge", "mass", "feu"), [(1520, 110.0, 4 * 60 / 110), (1520, 600.0, 1.0), (1520, None, 1.0), (0, 110.0, 1.0)]
)
def test_a_wagon_counts_on_a_train_by_mass_if_that_is_more(gauge, mass, feu):
    """Of 4 FEU and so many tonnes; a box by its length alone."""
    size = Size(1.0, 60.0, 1.0, 1.0, gauge=gauge)
    assert size.of_train(SimpleNamespace(max_feu=4.0, max_gross_t=mass)) == pytest.approx(feu)
