"""Trains country by country as the timetable has them: kilometres, hours in motion, hours and money at borders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from logistics.cargo import CARGO_CLASSES
from logistics.network.model import Network
from logistics.timetable.costs import Tariffs
from logistics.timetable.operations import Operation, by_terminal, read_operations
from logistics.timetable.routes import Route, read_routes
from logistics.timetable.tables import listed
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_H

SIDE_COLUMNS = ("service_id", "service_class", "country", "terminal", "direction", "trains", "hours", "usd_per_feu")
RUN_COLUMNS = ("service_id", "service_class", "country", "trains", "km", "ride_h", "stop_h", "usd_per_feu")


@dataclass(frozen=True)
class _Stop:
    """What happens to a train, or to its boxes, at one call [h, USD/FEU]."""

    hours: float = 0.0
    usd: float = 0.0


class Trains:
    """
    Rail services of a network, train by train in the week.

    Parameters
    ----------
    network : Network

    Notes
    -----
    Hours are those of a quiet day: handling and uncongested queue of ``operations.csv``, dwell of ``stops.csv``;
    opening hours, the wait for a full train and congestion are apart. Where a train ends at a gauge break its boxes are
    followed: the slot of a paired express, else the gauge change of dry boxes (of grain on grain trains); it belongs to
    the side entered, or else to the side that the boxes leave by. Clearance at an unloading is at no border.
    """

    def __init__(self, network: Network) -> None:
        terminals, links = network["terminals"], network["links"]
        self.terminal = [str(name) for name in terminals["terminal_id"]]
        self.country = [str(name) for name in terminals["country"]]
        self.links = links
        self.share = links["from_share"].to_numpy(np.float64)
        self.first = [self.terminal.index(str(name)) for name in links["from_terminal"]]
        self.tariffs = Tariffs(network)
        self.changes = by_terminal(read_operations(network), "gauge_change", "same_train")
        self.paired = {
            str(name) for name in network["services"].loc[network["services"]["paired_service_id"] != "", "service_id"]
        }
        self.routes = [route for route in read_routes(network, WindowIndex(network.windows)) if route.gauge]

    def sides(self) -> pd.DataFrame:
        """
        Return one row per train service and side of a border it passes.

        Returns
        -------
        DataFrame
            `SIDE_COLUMNS`: country and terminal of the side, direction ``outbound`` or ``inbound`` as seen from the
            country, trains a week, hours and USD per FEU.
        """
        rows = [row for route in self.routes for row in self._sides(route)]
        return pd.DataFrame(rows, columns=list(SIDE_COLUMNS))

    def runs(self) -> pd.DataFrame:
        """
        Return one row per train service and country it runs in.

        Returns
        -------
        DataFrame
            `RUN_COLUMNS`: trains a week; km, hours in motion (technical stops included, as section speeds are), hours
            at stops and borders, and USD per FEU (tariff, gauge changes) of one train.
        """
        rows = []
        for route in self.routes:
            for country, sums in self._runs(route).items():
                rows.append((route.service_id, route.service_class, country, _trains(route), *sums))
        return pd.DataFrame(rows, columns=list(RUN_COLUMNS))

    def _sides(self, route: Route) -> Iterator[tuple[object, ...]]:
        country = [self.country[row] for row in route.terminal]
        for i, row in enumerate(route.terminal):
            enters = i > 0 and country[i - 1] != country[i]
            leaves = i + 1 < len(country) and country[i + 1] != country[i]
            if i + 1 == len(country) and self._change(route) is not None:
                leaves = not enters  # boxes leave the country beyond the gauge break
            elif i + 1 == len(country):
                continue  # cleared where they are unloaded
            if i == 0 or not (enters or leaves):
                continue
            stop, parts = self._stop(route, i), enters + leaves
            for direction, passed in (("inbound", enters), ("outbound", leaves)):
                if passed:
                    yield (
                        route.service_id, route.service_class, country[i], self.terminal[row], direction,
                        _trains(route), stop.hours / parts, stop.usd / parts,
                    )  # fmt: skip

    def _runs(self, route: Route) -> Mapping[str, tuple[float, float, float, float]]:
        sums: dict[str, np.ndarray] = {}
        for i, passage in enumerate(route.passages):
            share = self.share[passage.link]
            share = share if self.first[passage.link] == route.terminal[i] else 1 - share
            rate = self.tariffs.per_km(passage.operator, route.service_class, route.direction)
            for row, part in ((route.terminal[i], share), (route.terminal[i + 1], 1 - share)):
                km = part * passage.km
                if km > 0:
                    add = np.array([km, km / passage.speed_kmh, 0.0, km * rate])
                    sums[self.country[row]] = sums.get(self.country[row], np.zeros(4)) + add
        for i, row in enumerate(route.terminal[1:], start=1):
            stop = self._stop(route, i)
            if stop.hours or stop.usd:
                add = np.array([0.0, 0.0, stop.hours, stop.usd])
                sums[self.country[row]] = sums.get(self.country[row], np.zeros(4)) + add
        return {name: (float(v[0]), float(v[1]), float(v[2]), float(v[3])) for name, v in sums.items()}

    def _stop(self, route: Route, call: int) -> _Stop:
        """Return hours and money at a call after the first."""
        if call + 1 < len(route.terminal):
            done = route.passes[call]
            hours = route.dwell_min[call] / MIN_PER_H + sum(op.handling_h + op.queue_h for op in done)
            return _Stop(hours, sum(op.cost_usd_per_feu for op in done))
        change = self._change(route)
        return _Stop() if change is None else _Stop(change.handling_h + change.queue_h, change.cost_usd_per_feu)

    def _change(self, route: Route) -> Operation | None:
        """Return the gauge change that the boxes of a train undergo where it ends."""
        cargo = 1 << CARGO_CLASSES.index("grain" if route.service_class == "grain" else "dry")
        wanted = "same_train" if route.service_id in self.paired else "gauge_change"
        fits = [
            op
            for op in self.changes.get(route.terminal[-1], ())
            if op.activity == wanted and op.serves(route.gauge, route.direction, route.service_class)
            and op.cargo_mask & cargo
        ]  # fmt: skip
        return min(fits, key=lambda op: op.handling_h + op.queue_h, default=None)


def _trains(route: Route) -> int:
    """Return departures a week."""
    return len(listed(route.days)) * len(listed(route.departure_times))
