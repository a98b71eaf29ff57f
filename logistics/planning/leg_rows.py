"""Paths of the event graph as rows that people read: rides by link, operations, waiting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.planning.pricer import PathSet
from logistics.results.model import LEG_COLUMNS
from logistics.timespace import ArcKind, TimeSpace
from logistics.units import MIN_PER_DAY

I64 = NDArray[np.int64]
_MODES = {"rail": "ride", "ferry": "ferry", "sea": "sea", "road": "road"}
_PARTS = ("path", "position", "part", "kind", "activity", "run", "from", "to", "link", "operation", "start", "end")
_AMOUNTS = ("km", "money", "co2e")


@dataclass(frozen=True)
class Steps:
    """Arcs of paths put end to end: path number, position in the path, arc."""

    path: I64
    position: I64
    arc: I64

    def only(self, which: NDArray[np.bool_]) -> Steps:
        """Return some of the steps."""
        return Steps(self.path[which], self.position[which], self.arc[which])


def steps_of(paths: PathSet) -> Steps:
    """Return the arcs of all paths with their place in them."""
    length = np.diff(paths.ptr)
    path = np.repeat(np.arange(len(length)), length)
    return Steps(path, np.arange(len(path)) - np.repeat(paths.ptr[:-1], length), paths.arc.astype(np.int64))


def leg_rows(graph: TimeSpace, paths: PathSet, path_id: list[str]) -> pd.DataFrame:
    """
    Return the rows of paths.

    Parameters
    ----------
    graph : TimeSpace
    paths : PathSet
    path_id : list of str
        Name of each path.

    Returns
    -------
    DataFrame
        Columns of ``legs.parquet``: money and kg CO2e per box; ambient temperature is the monthly mean at the place
        the row starts from, cargo temperature the set point of powered boxes.
    """
    steps = steps_of(paths)
    boxes = _Boxes.of(graph, paths)
    parts = [
        _operations(graph, steps, boxes),
        _yards(graph, steps, boxes),
        _aboard(graph, steps),
        *_rides(graph, steps, boxes),
    ]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows = rows.sort_values(["path", "position", "part"], kind="stable", ignore_index=True)
    return _named(graph, rows, boxes, path_id)


@dataclass(frozen=True)
class _Boxes:
    """Size, power and set point of the box on each path."""

    feu: NDArray[np.float64]
    gross: NDArray[np.float64]
    powered: NDArray[np.bool_]
    set_point: NDArray[np.float64]

    @classmethod
    def of(cls, graph: TimeSpace, paths: PathSet) -> _Boxes:
        """Read them from the consignments."""
        table = graph.instance.consignments.iloc[paths.owner]
        commodities = graph.instance.network["commodities"].set_index("commodity_id")["set_point_c"]
        powered = table["power"].to_numpy(str) != "none"
        set_point = table["commodity_id"].map(commodities).to_numpy(float)
        return cls(
            table["feu_per_box"].to_numpy(float),
            table["gross_t_per_box"].to_numpy(float),
            powered,
            np.where(powered, set_point, np.nan),
        )


def _table(steps: Steps, **columns: object) -> pd.DataFrame:
    """Return rows with blanks in the columns not given."""
    blank = dict.fromkeys(_PARTS, -1) | dict.fromkeys(_AMOUNTS, 0.0) | {"activity": ""}
    values = {**blank, "path": steps.path, "position": steps.position, **columns}
    return pd.DataFrame(values, index=range(len(steps.path)))[[*_PARTS, *_AMOUNTS]]


def _operations(graph: TimeSpace, steps: Steps, boxes: _Boxes) -> pd.DataFrame:
    """Operations done to boxes, from their arrival or readiness to the end of handling."""
    kind = graph.kind[steps.arc]
    handled = np.isin(kind, (ArcKind.ENTER, ArcKind.TRANSFER, ArcKind.SLOT, ArcKind.UNLOAD))
    steps = steps.only(handled & (graph.ref[steps.arc] >= 0))
    kind, operation = graph.kind[steps.arc], graph.ref[steps.arc].astype(np.int64)
    table = graph.instance.network["operations"]
    place = _place(graph, graph.tail[steps.arc])
    start = graph.node_min[graph.tail[steps.arc]].astype(np.int64)
    reach = graph.node_min[graph.head[steps.arc]].astype(np.int64)
    hours = (table["handling_h"] + table["queue_h"]).to_numpy(float)[operation]
    slot_end = np.minimum(start + (hours * 60 + 0.5).astype(np.int64), reach)
    end = np.where(kind == ArcKind.UNLOAD, reach, np.where(kind == ArcKind.SLOT, slot_end, graph.yard_from[steps.arc]))
    activity = table["activity"].to_numpy(str)[operation]
    return _table(
        steps,
        part=0,
        kind="operate",
        activity=activity,
        **{"from": place, "to": place},
        operation=operation,
        start=start,
        end=end,
        money=boxes.feu[steps.path] * table["cost_usd_per_feu"].to_numpy(float)[operation],
    )


def _yards(graph: TimeSpace, steps: Steps, boxes: _Boxes) -> pd.DataFrame:
    """Return waiting in yards: one row from the end of handling to the departure."""
    kind = graph.kind[steps.arc]
    entered = np.where(np.isin(kind, (ArcKind.ENTER, ArcKind.TRANSFER)), np.arange(len(kind)), 0)
    last = np.maximum.accumulate(entered)
    boards = kind == ArcKind.LOAD
    since = graph.yard_from[steps.arc[last[boards]]].astype(np.int64)
    steps = steps.only(boards)
    until = graph.node_min[graph.head[steps.arc]].astype(np.int64)
    place = _place(graph, graph.tail[steps.arc])
    rate = graph.instance.network.parameter("storage_usd_per_feu_day") / MIN_PER_DAY
    rows = _table(
        steps,
        part=0,
        kind="wait",
        activity="yard",
        **{"from": place, "to": place},
        start=since,
        end=until,
        money=boxes.feu[steps.path] * rate * (until - since),
    )
    return rows[rows["end"] > rows["start"]]


def _aboard(graph: TimeSpace, steps: Steps) -> pd.DataFrame:
    """Standing aboard: at stops, after a slot operation, and before the next stop when the train was held."""
    kind = graph.kind[steps.arc]
    slot = kind == ArcKind.SLOT
    aboard = (kind == ArcKind.ENTER) & (graph.node_kind[graph.head[steps.arc]] == 3)
    steps = steps.only((kind == ArcKind.STAY) | slot | aboard)
    kind = graph.kind[steps.arc]
    place = _place(graph, graph.head[steps.arc])
    start = graph.node_min[graph.tail[steps.arc]].astype(np.int64)
    end = graph.node_min[graph.head[steps.arc]].astype(np.int64)
    table = graph.instance.network["operations"]
    hours = (table["handling_h"] + table["queue_h"]).to_numpy(float)
    operation = np.where(kind == ArcKind.SLOT, graph.ref[steps.arc], 0)
    done = start + (hours[operation] * 60 + 0.5).astype(np.int64)
    start = np.where(kind == ArcKind.SLOT, np.minimum(done, end), start)
    rows = _table(steps, part=1, kind="wait", activity="aboard", **{"from": place, "to": place}, start=start, end=end)
    return rows[rows["end"] > rows["start"]]


def _rides(graph: TimeSpace, steps: Steps, boxes: _Boxes) -> list[pd.DataFrame]:
    """Rides link by link, and the standing time between links (border processing, technical stops, held trains)."""
    t = graph.timetable
    steps = steps.only(graph.kind[steps.arc] == ArcKind.RIDE)
    leg = graph.ref[steps.arc].astype(np.int64)
    first = np.searchsorted(t.pass_leg, leg)
    count = np.searchsorted(t.pass_leg, leg, side="right") - first
    at = np.repeat(np.arange(len(leg)), count)
    number = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    q = first[at] + number
    spread = Steps(steps.path[at], steps.position[at], steps.arc[at])
    feu, powered = boxes.feu[spread.path], boxes.powered[spread.path]
    run = t.leg_run[leg[at]].astype(np.int64)
    begin = t.pass_from_call[q].astype(np.int64)
    start, end = t.pass_start[q].astype(np.int64), t.pass_end[q].astype(np.int64)
    mode = graph.instance.network["services"]["mode"].map(_MODES).to_numpy(str)[t.run_service[run]]
    moves = _table(
        spread,
        part=2 * number + 1,
        kind=mode,
        run=run,
        **{"from": t.call_terminal[begin], "to": t.call_terminal[begin + 1]},
        link=t.pass_link[q],
        start=start,
        end=end,
        km=t.pass_km[q],
        money=feu * (t.pass_cost[q] + np.where(powered, t.pass_reefer_cost[q], 0.0)),
        co2e=boxes.gross[spread.path] * t.pass_co2e[q],
    )
    ready = np.where(number == 0, t.leg_dep[leg[at]], np.append(0, end[:-1]))
    place = t.call_terminal[begin]
    stands = _table(
        spread,
        part=2 * number,
        kind="wait",
        activity="aboard",
        run=run,
        **{"from": place, "to": place},
        start=ready,
        end=start,
    )
    return [moves, stands[stands["end"] > stands["start"]]]


def _place(graph: TimeSpace, node: NDArray[np.int32]) -> I64:
    """Return the terminal row of nodes."""
    return graph.node_terminal[node].astype(np.int64)


def _named(graph: TimeSpace, rows: pd.DataFrame, boxes: _Boxes, path_id: list[str]) -> pd.DataFrame:
    """Replace row numbers by names and minutes by timestamps."""
    network, t = graph.instance.network, graph.timetable
    run = rows["run"].to_numpy(np.int64)
    service = np.where(run >= 0, t.run_service[np.maximum(run, 0)], -1) if len(t.run_id) else run
    names = {
        "service_id": (service, network["services"]["service_id"]),
        "run_id": (run, t.run_id),
        "from": (rows["from"], network["terminals"]["terminal_id"]),
        "to": (rows["to"], network["terminals"]["terminal_id"]),
        "link_id": (rows["link"], network["links"]["link_id"]),
        "operation_id": (rows["operation"], network["operations"]["operation_id"]),
    }
    path = rows["path"].to_numpy(np.int64)
    out = pd.DataFrame(
        {
            "path_id": np.array(path_id, dtype=object)[path],
            "seq": rows.groupby("path").cumcount().to_numpy(np.int64),
            "kind": rows["kind"].astype(object),
            "activity": rows["activity"].astype(object),
            **{name: _name(np.asarray(row, np.int64), table) for name, (row, table) in names.items()},
            "start_utc": _stamps(rows["start"]),
            "end_utc": _stamps(rows["end"]),
            "distance_km": rows["km"].astype(float),
            "cost_usd": rows["money"].astype(float),
            "co2e_kg": rows["co2e"].astype(float),
            "ambient_c": _ambient(graph, rows),
            "cargo_c": boxes.set_point[path],
        }
    )
    return out[list(LEG_COLUMNS)]


def _name(row: I64, table: object) -> NDArray[np.object_]:
    """Return names by row number, '' for -1."""
    words = np.append(np.asarray(table, dtype=object), "")
    return words[row]


def _stamps(minutes: pd.Series) -> pd.Series:
    """Return UTC minutes as timestamps."""
    return pd.to_datetime(minutes.astype("int64") * 60, unit="s", utc=True).astype("datetime64[s, UTC]")


def _ambient(graph: TimeSpace, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return the monthly mean temperature where each row starts [degC]."""
    network = graph.instance.network
    climate = network["climate"]
    places = {name: i for i, name in enumerate(climate["place_id"].unique())}
    mean = np.full((len(places), 13), np.nan)
    mean[climate["place_id"].map(places).to_numpy(), climate["month"].to_numpy(int)] = climate["tmean_c"]
    place = network["terminals"]["climate_place"].map(places).to_numpy(int)[rows["from"].to_numpy(np.int64)]
    month = _stamps(rows["start"]).dt.month.to_numpy()
    return np.asarray(mean[place, month], dtype=np.float64)
