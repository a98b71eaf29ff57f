"""From the arcs of ways to paths of legs with names, times and temperatures."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.holds import read_holds
from logistics.cargo.rules import places
from logistics.network.model import Network
from logistics.results.path import Leg, Path
from logistics.routing.cargo_legs import cargo_on_legs
from logistics.routing.clearing import INSPECTED
from logistics.routing.delay import DelayModel
from logistics.routing.found import Found
from logistics.routing.holdover import holdover_on_legs
from logistics.routing.sampled import sampled
from logistics.routing.weights import LIFE
from logistics.timespace.leg_table import Boxes, LegMaker, LegTable
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timespace.steps import Steps, arc_steps
from logistics.timespace.weather import Weather
from logistics.timetable.tables import numbers, texts
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PathMaker:
    """
    Writes out ways; reads the tables once.

    Parameters
    ----------
    graph : TimeSpace
    weather : Weather
    """

    def __init__(self, graph: TimeSpace, weather: Weather) -> None:
        network = graph.instance.network
        self._graph, self._weather = graph, weather
        self._delays, self._holds, self._place = DelayModel(network), read_holds(network), places(network)
        self._legs = LegMaker(network, graph.timetable)
        self._terminals = _words(texts(network["terminals"], "terminal_id"))
        self._country = _words(texts(network["terminals"], "country"))
        self._services = _words(texts(network["services"], "service_id"))
        self._links = _words(texts(network["links"], "link_id"))
        self._operations = _words(texts(network["operations"], "operation_id"))
        self._runs = _words(graph.timetable.run_id)
        inspects = [name == INSPECTED for name in texts(network["operations"], "transfer_class")]
        self._inspects = np.array([*inspects, False], np.bool_)
        self._link_parts = _link_parts(network)

    def paths(self, found: Found) -> tuple[Path, ...]:
        """Return the paths of ways, in their order."""
        if not len(found):
            return ()
        box, graph = found.weights.box, self._graph
        count = len(found)
        boxes = Boxes(
            feu=np.full(count, box.feu),
            gross=np.full(count, box.gross_t),
            powered=np.full(count, box.powered),
            set_point=np.full(count, box.set_point_c),
            units=(box.runs,),
            unit=np.zeros(count, np.int64),
            names=(box.unit,),
        )
        steps = _with_entries(arc_steps(graph, found.ptr, found.arc), found, graph)
        table = self._legs.table(steps, boxes)
        legs = self._rows(table, found)
        ends = np.searchsorted(table.path, np.arange(count + 1))
        parts = [slice(a, b) for a, b in itertools.pairwise(ends.tolist())]
        return tuple(self._path(legs[part], table, part, found, p) for p, part in enumerate(parts))

    def _rows(self, table: LegTable, found: Found) -> list[Leg]:
        """Return one leg per row."""
        weights = found.weights
        box = weights.box
        money = (table.money + box.running_usd_per_h * (table.end - table.start) / MIN_PER_H) / box.feu
        middle = (table.start + table.end) // 2
        ambient = (self._weather.at(table.from_row, middle) + self._weather.at(table.to_row, middle)) / 2
        cargo, used = cargo_on_legs(table, weights, ambient, self._weather)
        t = self._graph.timetable
        service = np.where(table.run >= 0, t.run_service[table.run], -1) if len(t.run_id) else table.run
        which, own = _distinct(table, cargo, used)  # ways of one front share many legs
        table, service = table.rows(which), service[which]
        money, ambient, cargo, used = money[which], ambient[which], cargo[which], used[which]
        moment = {minute: _EPOCH + timedelta(minutes=minute) for minute in {*table.start.tolist(), *table.end.tolist()}}
        rows = zip(
            table.kind.tolist(), table.activity.tolist(), self._terminals[table.from_row].tolist(),
            self._terminals[table.to_row].tolist(), self._services[service].tolist(), self._runs[table.run].tolist(),
            self._links[table.link].tolist(), self._operations[table.operation].tolist(),
            [moment[minute] for minute in table.start.tolist()], [moment[minute] for minute in table.end.tolist()],
            table.km.tolist(), money.tolist(), (table.co2e / box.feu).tolist(), ambient.tolist(), cargo.tolist(),
            used.tolist(), self._country[table.from_row].tolist(), (table.kwh / box.feu).tolist(),
            (table.litres / box.feu).tolist(), (table.reefer / box.feu).tolist(),
            holdover_on_legs(table, box, self._weather).tolist(), self._inspects[table.operation].tolist(), strict=True,
        )  # fmt: skip
        legs = list(itertools.starmap(Leg, rows))
        return [legs[number] for number in own.tolist()]

    def _path(self, legs: list[Leg], table: LegTable, part: slice, found: Found, number: int) -> Path:
        """Return one path of its legs, which are a part of the table."""
        countries: dict[str, float] = defaultdict(float)
        for leg in legs:
            if leg.link_id:
                for country, share in self._link_parts[leg.link_id]:
                    countries[country] += leg.distance_km * share
        start, end = table.start[part], table.end[part]
        moving = np.where(table.link[part] >= 0, end - start, 0)
        asked = found.asked
        holds = [hold for hold in self._holds if hold.rule.rule_id not in asked.query.ignore_rules]
        ends = (self._place[asked.origin], self._place[asked.destination])
        held = sampled(legs, holds, asked.query.commodity, ends) if holds else None
        quantiles, waits = self._delays.along(legs, (end - start[0]) / MIN_PER_H, moving / MIN_PER_H, held)
        ages = found.weights.ages
        return Path(
            legs=tuple(legs),
            transit_p10_h=float(quantiles[0, -1]),
            transit_p50_h=float(quantiles[1, -1]),
            transit_p90_h=float(quantiles[2, -1]),
            cost_usd=sum([leg.cost_usd for leg in legs]),
            co2e_kg=sum([leg.co2e_kg for leg in legs]),
            shelf_life_used=float(found.life[number]) / LIFE if ages else float("nan"),
            countries=dict(countries),
            p10_h=tuple(quantiles[0].tolist()),
            p50_h=tuple(quantiles[1].tolist()),
            p90_h=tuple(quantiles[2].tolist()),
            waits=waits,
        )


def _distinct(table: LegTable, cargo: F64, used: F64) -> tuple[I64, I64]:
    """Return the first row of each leg that differs, and for each row which of them it is."""
    place = (table.from_row, table.to_row, table.run, table.link, table.operation, table.activity == "yard")
    facts = (table.money, cargo, used)
    keys = np.stack([*place, table.start, table.end, *(fact.view(np.int64) for fact in facts)])
    order = np.lexsort(keys)
    new = np.append(True, (keys[:, order[1:]] != keys[:, order[:-1]]).any(axis=0))
    own = np.empty(len(order), np.int64)
    own[order] = np.cumsum(new) - 1
    return order[new], own


def _words(names: list[str]) -> NDArray[np.object_]:
    """Return names by row, '' at -1."""
    return np.array([*names, ""], dtype=object)


def _with_entries(steps: Steps, found: Found, graph: TimeSpace) -> Steps:
    """Return steps with the way through the gate before each path."""
    count, entries = len(found), found.entries
    at, entry = found.ptr[:-1], found.entry
    origin = np.full(count, found.asked.origin)

    def joined(column: NDArray[Any], value: object) -> NDArray[Any]:
        return np.insert(column, at, np.asarray(value, dtype=column.dtype))

    return Steps(
        path=joined(steps.path, np.arange(count)),
        position=joined(steps.position + 1, 0),
        kind=joined(steps.kind, int(ArcKind.ENTER)),
        ref=joined(steps.ref, entries.operation[entry]),
        yard_from=joined(steps.yard_from, entries.done[entry]),
        start=joined(steps.start, entries.start[entry]),
        end=joined(steps.end, graph.node_min[entries.node[entry]]),
        tail_terminal=joined(steps.tail_terminal, origin),
        head_terminal=joined(steps.head_terminal, origin),
        boards=joined(steps.boards, np.zeros(count, np.bool_)),
    )


def _link_parts(network: Network) -> dict[str, list[tuple[str, float]]]:
    """Return the countries of each link with their share of its length."""
    links, terminals = network["links"], network["terminals"]
    country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
    cells = zip(texts(links, "from_terminal"), texts(links, "to_terminal"), numbers(links, "from_share"), strict=True)
    found = {}
    for link, (tail, head, share) in zip(texts(links, "link_id"), cells, strict=True):
        parts = ((country[tail], float(share)), (country[head], 1.0 - float(share)))
        found[link] = [part for part in parts if part[1] > 0.0]
    return found
