"""Seeded synthetic event graphs: 60 terminals on two gauges, 120 weekly services, 8 weeks; needs no table files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from logistics.cargo import CARGO_CLASSES
from logistics.network.model import Network
from logistics.scenario.model import CONSIGNMENT_COLUMNS, Horizon, Instance
from logistics.timespace.model import ArcKind, Measure, NodeKind, ResourceKind, Resources, TimeSpace
from logistics.timetable.model import Timetable
from logistics.units import MIN_PER_DAY, iso_day, iso_minute

ALL_CARGO = 2 ** len(CARGO_CLASSES) - 1
STORAGE_USD_PER_FEU_DAY = 8.0
SEGMENTS_UPTO = (0.70, 0.85, 0.95, 1.00)
SEGMENTS_COST = (0.0, 12.0, 60.0, 180.0)
RANK = {NodeKind.SOURCE: 0, NodeKind.ARRIVE: 1, NodeKind.YARD: 2, NodeKind.ONBOARD: 3, NodeKind.OUT: 4}


@dataclass(frozen=True)
class Size:
    """Size of a synthetic instance; capacities follow ``consignments`` so that the load is alike at all sizes."""

    consignments: int = 1000
    terminals: int = 60
    services: int = 120
    weeks: int = 8
    load: float = 1.0
    max_due_days: int = 35


@dataclass
class _Draft:
    """Nodes, arcs and resources while they are collected, in any order."""

    node: list[tuple[int, NodeKind, int, int, int, int]] = field(default_factory=list)
    arc: list[tuple[int, int, ArcKind, float, float, float, int, int]] = field(default_factory=list)
    use: list[list[tuple[int, float]]] = field(default_factory=list)
    row: list[tuple[str, ResourceKind, Measure, int, int, int, float, int]] = field(default_factory=list)
    row_at: dict[str, int] = field(default_factory=dict)

    def add_node(self, time: int, kind: NodeKind, place: int, run: int = -1, call: int = -1, gauge: int = -1) -> int:
        self.node.append((time, kind, place, run, call, gauge))
        return len(self.node) - 1

    def add_arc(
        self, tail: int, head: int, kind: ArcKind, cost: float, km: float = 0.0, ref: int = -1,
        use: list[tuple[int, float]] | None = None,
    ) -> None:  # fmt: skip
        self.arc.append((tail, head, kind, cost, 0.4 * km, km, ALL_CARGO, ref))
        self.use.append(use or [])

    def add_row(
        self, name: str, kind: ResourceKind, measure: Measure, place: int, period: tuple[int, int], capacity: float,
        mask: int = ALL_CARGO,
    ) -> int:  # fmt: skip
        if name not in self.row_at:
            self.row_at[name] = len(self.row)
            self.row.append((name, kind, measure, place, period[0], period[1], capacity, mask))
        return self.row_at[name]


def synthetic_timespace(size: Size | None = None, *, seed: int = 7) -> TimeSpace:
    """
    Return a seeded event graph whose tables name every terminal, link, service and operation it uses.

    Examples
    --------
    >>> ts = synthetic_timespace(Size(consignments=20, terminals=8, services=10, weeks=4))
    >>> len(ts.source_node)
    20
    """
    size = size or Size()
    rng = np.random.default_rng(seed)
    xy = rng.uniform((0.0, 0.0), (6000.0, 2500.0), (size.terminals, 2))
    side = np.where(xy[:, 0] < 3000.0, 1520, 1435)
    borders = np.argsort(np.abs(xy[:, 0] - 3000.0), kind="stable")[: max(1, size.terminals // 12)]
    tables = _tables(size, xy, side, borders, rng)
    unit = size.load * max(size.consignments, 40) / 1000.0
    return _Builder(tables, size, side, borders, unit, rng).build()


def _tables(size: Size, xy: np.ndarray, side: np.ndarray, borders: np.ndarray, rng: np.random.Generator) -> dict:
    names = [f"T{i:02d}" for i in range(size.terminals)]
    members = {g: np.union1d(np.flatnonzero(side == g), borders) for g in (1520, 1435)}
    services, stops, links = [], [], {}
    for s in range(size.services):
        gauge = 1435 if s % 2 else 1520
        route = _route(members[gauge], borders, xy, rng, start=s // 2)
        service = f"S{s:03d}"
        direction = "westbound" if xy[route[0], 0] > xy[route[-1], 0] else "eastbound"
        services.append((service, "ordinary", "rail", direction, gauge))
        for i, t in enumerate(route):
            link = ""
            if i:
                a, b = sorted((int(route[i - 1]), int(t)))
                link = f"{names[a]}-{names[b]}"
                links[link] = (names[a], names[b], "rail", max(50.0, float(np.hypot(*(xy[a] - xy[b]))) * 1.25))
            stops.append((service, i, names[t], "stop", 4.0, link))
    operations, facilities = [], []
    for i, name in enumerate(names):
        gauges = (1435, 1520) if i in borders else (int(side[i]),)
        for g in gauges:
            facilities.append((f"F:{name}:{g}", name, "throughput"))
            for activity, a, b, cost in (("load", -1, g, 80.0), ("unload", g, -1, 80.0), ("transfer", g, g, 110.0)):
                operations.append((f"{activity}:{name}:{g}", name, activity, a, b, 6.0, 6.0, f"F:{name}:{g}", cost))
        if i in borders:
            facilities.append((f"G:{name}", name, "throughput"))
            for a, b in ((1435, 1520), (1520, 1435)):
                operations.append((f"gauge:{name}:{a}", name, "gauge_change", a, b, 5.0, 15.0, f"G:{name}", 190.0))
    return {
        "terminals": pd.DataFrame({"terminal_id": names, "name": names, "country": "XX", "lon": xy[:, 0] / 100, "lat": xy[:, 1] / 100}),
        "links": pd.DataFrame([(k, *v) for k, v in links.items()], columns=["link_id", "from_terminal", "to_terminal", "mode", "length_km"]),
        "services": pd.DataFrame(services, columns=["service_id", "service_class", "mode", "direction", "track_gauge_mm"]),
        "stops": pd.DataFrame(stops, columns=["service_id", "seq", "terminal_id", "activity", "dwell_h", "link_id"]),
        "operations": pd.DataFrame(operations, columns=["operation_id", "terminal_id", "activity", "from_gauge", "to_gauge", "handling_h", "queue_h", "facility_id", "cost_usd_per_feu"]),
        "facilities": pd.DataFrame(facilities, columns=["facility_id", "terminal_id", "kind"]),
        "parameters": pd.DataFrame([("storage_usd_per_feu_day", STORAGE_USD_PER_FEU_DAY)], columns=["parameter_id", "value"]),
    }  # fmt: skip


def _route(members: np.ndarray, borders: np.ndarray, xy: np.ndarray, rng: np.random.Generator, start: int) -> list[int]:
    """Return stops between a terminal (all in turn) and a border (every other time), by way of near terminals."""
    first = int(members[start % len(members)])
    last = int(rng.choice(borders)) if start % 2 else int(rng.choice(members))
    while last == first:
        last = int(rng.choice(members))
    route = [first]
    while route[-1] != last and len(route) < 6:
        here = route[-1]
        gain = np.hypot(*(xy[members] - xy[last]).T)
        step = np.hypot(*(xy[members] - xy[here]).T)
        open_ = (gain < np.hypot(*(xy[here] - xy[last]))) & (step < 900.0) & (step > 0)
        nearer = members[open_ & ~np.isin(members, route)]
        route.append(int(rng.choice(nearer)) if len(nearer) else last)
    if route[-1] != last:
        route[-1] = last
    return route if rng.random() < 0.5 else route[::-1]


class _Builder:
    """Expands the tables of the generator; far simpler than the package's own expansion."""

    def __init__(self, tables, size, side, borders, unit, rng):
        self.t, self.size, self.side, self.borders, self.unit, self.rng = tables, size, side, borders, unit, rng
        self.draft = _Draft()
        self.horizon = Horizon(date(2025, 9, 1), date(2025, 9, 1) + timedelta(days=7 * size.weeks - 1), 0, 0)
        self.place = {name: i for i, name in enumerate(tables["terminals"]["terminal_id"])}
        self.link_row = {name: i for i, name in enumerate(tables["links"]["link_id"])}
        self.ops = tables["operations"].to_dict("records")
        self.run_id: list[str] = []
        self.col: dict[str, list] = {k: [] for k in Timetable.__dataclass_fields__ if k != "run_id"}
        self.yard_events: dict[tuple[int, int], dict[int, int]] = {}
        self.arrivals: list[tuple[int, int, int]] = []

    def build(self) -> TimeSpace:
        loads: list[tuple[int, int, int, int, int]] = []
        for s, service in enumerate(self.t["services"].to_dict("records")):
            minute = int(self.rng.integers(0, 7 * 96)) * 15
            calls = self.t["stops"].query("service_id == @service['service_id']").to_dict("records")
            for week in range(self.size.weeks):
                self._run(s, service, calls, self.horizon.solved_start_min + week * 7 * MIN_PER_DAY + minute, loads)
        for place, gauge, event, onboard, run in loads:
            tail = self.yard_events[place, gauge][event]
            wait = self.draft.node[onboard][0] - event
            self.draft.add_arc(tail, onboard, ArcKind.LOAD, wait / MIN_PER_DAY * STORAGE_USD_PER_FEU_DAY, ref=run)
        for events in self.yard_events.values():
            ordered = sorted(events)
            for a, b in zip(ordered, ordered[1:], strict=False):
                self.draft.add_arc(events[a], events[b], ArcKind.WAIT, (b - a) / MIN_PER_DAY * STORAGE_USD_PER_FEU_DAY)
        for node, gauge, place in self.arrivals:
            self._operations(node, gauge, place)
        consignments = self._consignments()
        sources = self._sources(consignments)
        return self._freeze(consignments, sources)

    def _run(self, s: int, service: dict, calls: list[dict], depart: int, loads: list) -> None:
        run, gauge = len(self.run_id), service["track_gauge_mm"]
        self.run_id.append(f"{service['service_id']}@{iso_minute(depart)}")
        self.col["run_service"].append(s)
        time, onboard = depart, -1
        for i, call in enumerate(calls):
            place, c = self.place[call["terminal_id"]], len(self.col["call_run"])
            km = float(self.t["links"]["length_km"].iloc[self.link_row[call["link_id"]]]) if i else 0.0
            arr = time + round(60 * km / 40.0)
            dep = arr + (240 if 0 < i < len(calls) - 1 else 0)
            for key, value in zip(("call_run", "call_seq", "call_terminal", "call_stop", "call_arr", "call_dep"), (run, i, place, True, arr, dep), strict=True):  # fmt: skip
                self.col[key].append(value)
            if i:
                arrive = self._ride(run, c, place, (time, arr), km, onboard, call["link_id"])
                self.arrivals.append((arrive, gauge, place))
            if i < len(calls) - 1:
                onboard = self.draft.add_node(dep, NodeKind.ONBOARD, place, run, c)
                if i:
                    self.draft.add_arc(arrive, onboard, ArcKind.STAY, 0.0, ref=run)
                events = self.yard_events.setdefault((place, gauge), {})
                event = dep - 360
                if event not in events:
                    events[event] = self.draft.add_node(event, NodeKind.YARD, place, gauge=gauge)
                loads.append((place, gauge, event, onboard, run))
            time = dep

    def _ride(self, run: int, call: int, place: int, times: tuple[int, int], km: float, onboard: int, link: str) -> int:
        leg = len(self.col["leg_run"])
        arrive = self.draft.add_node(times[1], NodeKind.ARRIVE, place, run, call)
        values = (run, call - 1, call, times[0], times[1], km, 0.55 * km, 0.12 * km, 0.02 * km)
        keys = ("leg_run", "leg_from_call", "leg_to_call", "leg_dep", "leg_arr", "leg_km", "leg_cost", "leg_reefer_cost", "leg_co2e")  # fmt: skip
        for key, value in zip(keys, values, strict=True):
            self.col[key].append(value)
        for key, value in zip(("pass_leg", "pass_link", "pass_from_call", "pass_start", "pass_end"), (leg, self.link_row[link], call - 1, *times), strict=True):  # fmt: skip
            self.col[key].append(value)
        name = f"train:{self.run_id[run]}:{self.col['call_seq'][call - 1]}-{self.col['call_seq'][call]}"
        feu = round(50.0 * self.unit, 3)
        use = [
            (self.draft.add_row(f"{name}:feu", ResourceKind.TRAIN_FEU, Measure.FEU, place, times, feu), 1.0),
            (self.draft.add_row(f"{name}:gross", ResourceKind.TRAIN_GROSS, Measure.GROSS_T, place, times, feu * 22.0), 1.0),
            (self.draft.add_row(f"{name}:plug", ResourceKind.TRAIN_PLUG, Measure.PLUG, place, times, (feu * 0.1) * (run % 4 > 0)), 1.0),
        ]  # fmt: skip
        self.draft.add_arc(onboard, arrive, ArcKind.RIDE, 0.55 * km, km, leg, use)
        return arrive

    def _handle(self, op: dict, start: int, place: int) -> tuple[int, list[tuple[int, float]]]:
        """Return the end of an operation and its throughput by UTC day."""
        begin = start + round(60 * op["queue_h"])
        end = begin + round(60 * op["handling_h"])
        use = []
        for day in range(begin // MIN_PER_DAY, (end - 1) // MIN_PER_DAY + 1):
            share = (min(end, (day + 1) * MIN_PER_DAY) - max(begin, day * MIN_PER_DAY)) / (end - begin)
            scale = 260.0 if op["activity"] == "gauge_change" else 160.0
            period = (day * MIN_PER_DAY, (day + 1) * MIN_PER_DAY)
            name = f"throughput:{op['facility_id']}:{iso_day(day)}"
            row = self.draft.add_row(name, ResourceKind.THROUGHPUT, Measure.FEU, place, period, scale * self.unit)
            use.append((row, share))
        return end, use

    def _to_yard(self, node: int, op: dict, ref: int, place: int, kind: ArcKind) -> None:
        done, use = self._handle(op, self.draft.node[node][0], place)
        events = self.yard_events.get((place, op["to_gauge"]), {})
        later = [t for t in events if t >= done]
        if later:
            first = min(later)
            cost = op["cost_usd_per_feu"] + (first - done) / MIN_PER_DAY * STORAGE_USD_PER_FEU_DAY
            self.draft.add_arc(node, events[first], kind, cost, ref=ref, use=use)

    def _operations(self, node: int, gauge: int, place: int) -> None:
        for ref, op in enumerate(self.ops):
            if self.place[op["terminal_id"]] != place or op["from_gauge"] != gauge:
                continue
            if op["activity"] == "unload":
                done, use = self._handle(op, self.draft.node[node][0], place)
                out = self.draft.add_node(done, NodeKind.OUT, place)
                self.draft.add_arc(node, out, ArcKind.UNLOAD, op["cost_usd_per_feu"], ref=ref, use=use)
            else:
                self._to_yard(node, op, ref, place, ArcKind.TRANSFER)

    def _consignments(self) -> pd.DataFrame:
        rng, size, rows = self.rng, self.size, []
        names = list(self.t["terminals"]["terminal_id"])
        xy = self.t["terminals"][["lon", "lat"]].to_numpy() * 100
        latest = max(7, size.weeks * 7 - size.max_due_days)
        for k in range(size.consignments):
            o, d = (int(v) for v in rng.choice(size.terminals, 2, replace=False))
            ready = self.horizon.solved_start_min + int(rng.integers(0, latest)) * MIN_PER_DAY
            due = ready + int(rng.integers(size.max_due_days * 3 // 5, size.max_due_days)) * MIN_PER_DAY
            cargo, power = ("frozen", "plug") if rng.random() < 0.15 else ("dry", "none")
            value, gross = (1.6, 27.0) if power == "plug" else (0.5, 21.0)
            km = float(np.hypot(*(xy[o] - xy[d])))
            outside = round(1500.0 + km * float(rng.uniform(0.9, 2.2)), 2)
            rows.append(
                (f"C{k:05d}", f"D{k:05d}", names[o], names[d], cargo, cargo, "40ft", power, ready, due,
                 int(rng.integers(1, 21)), 1.0, gross - 4.0, gross, value, value / 2, "sea", outside, outside * 0.7,
                 30.0, True, "gate", names[o], -1, "", -1)
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(CONSIGNMENT_COLUMNS))

    def _sources(self, consignments: pd.DataFrame) -> list[int]:
        found: dict[tuple[str, int], int] = {}
        for origin, ready in zip(consignments["origin"], consignments["ready_min"], strict=True):
            if (origin, ready) not in found:
                place = self.place[origin]
                node = found[origin, ready] = self.draft.add_node(ready, NodeKind.SOURCE, place)
                for ref, op in enumerate(self.ops):
                    if op["activity"] == "load" and self.place[op["terminal_id"]] == place:
                        self._to_yard(node, op, ref, place, ArcKind.ENTER)
        return [found[key] for key in zip(consignments["origin"], consignments["ready_min"], strict=True)]

    def _freeze(self, consignments: pd.DataFrame, sources: list[int]) -> TimeSpace:
        d = self.draft
        order = sorted(range(len(d.node)), key=lambda n: (d.node[n][0], RANK[d.node[n][1]], n))
        new = np.empty(len(order), np.int64)
        new[order] = np.arange(len(order))
        nodes = np.array([d.node[n] for n in order], np.int64)
        arcs = np.array(d.arc, np.float64)
        tail, head = new[arcs[:, 0].astype(int)], new[arcs[:, 1].astype(int)]
        by_tail = np.lexsort((head, tail))
        arcs, tail, head = arcs[by_tail], tail[by_tail], head[by_tail]
        use = [d.use[a] for a in by_tail]
        ptr = np.concatenate(([0], np.cumsum([len(u) for u in use]))).astype(np.int64)
        flat = [entry for u in use for entry in u]
        tt = {k: np.array(v, np.float64 if k in ("leg_km", "leg_cost", "leg_reefer_cost", "leg_co2e") else np.bool_ if k == "call_stop" else np.int32) for k, v in self.col.items()}  # fmt: skip
        network = Network({**self.t}, Path("synthetic"))
        return TimeSpace(
            instance=Instance(network, consignments, self.horizon, self.horizon.solved_start_min),
            timetable=Timetable(run_id=self.run_id, **tt),
            cargo_classes=CARGO_CLASSES,
            node_min=nodes[:, 0].astype(np.int32),
            node_terminal=nodes[:, 2].astype(np.int16),
            node_kind=nodes[:, 1].astype(np.uint8),
            first_arc=np.searchsorted(tail, np.arange(len(order) + 1)).astype(np.int64),
            head=head.astype(np.int32),
            tail=tail.astype(np.int32),
            kind=arcs[:, 2].astype(np.uint8),
            minutes=(nodes[head, 0] - nodes[tail, 0]).astype(np.int32),
            cost=arcs[:, 3].copy(),
            reefer_cost=np.where(arcs[:, 2] == ArcKind.RIDE, 0.12 * arcs[:, 5], 0.0),
            co2e=(0.02 * arcs[:, 5]).astype(np.float32),
            km=arcs[:, 5].astype(np.float32),
            cargo_mask=arcs[:, 6].astype(np.uint32),
            ref=arcs[:, 7].astype(np.int32),
            use_ptr=ptr,
            use_row=np.array([r for r, _ in flat], np.int32),
            use_coef=np.array([c for _, c in flat], np.float64),
            resources=self._resources(),
            source_node=new[sources].astype(np.int32),
            sink_terminal=np.array([self.place[t] for t in consignments["destination"]], np.int16),
            node_run=nodes[:, 3].astype(np.int32),
            node_call=nodes[:, 4].astype(np.int32),
            node_gauge=nodes[:, 5].astype(np.int16),
        )

    def _resources(self) -> Resources:
        rows = self.draft.row
        kind = np.array([r[1] for r in rows], np.uint8)
        queued = (kind == ResourceKind.THROUGHPUT)[:, None]
        return Resources(
            resource_id=[r[0] for r in rows],
            kind=kind,
            measure=np.array([r[2] for r in rows], np.uint8),
            place=np.array([r[3] for r in rows], np.int32),
            start_min=np.array([r[4] for r in rows], np.int32),
            end_min=np.array([r[5] for r in rows], np.int32),
            capacity=np.array([r[6] for r in rows], np.float64),
            cargo_mask=np.array([r[7] for r in rows], np.uint32),
            segments_upto=np.where(queued, SEGMENTS_UPTO, 1.0),
            segments_cost=np.where(queued, SEGMENTS_COST, 0.0),
        )
