"""Paths of a plan as the rows of ``legs.parquet``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.energy import Unit
from logistics.planning.cargo_rows import cargo_at_ends
from logistics.planning.pricer import PathSet
from logistics.planning.problem import Problem
from logistics.results.ambient import month_means
from logistics.results.model import LEG_COLUMNS
from logistics.timespace import TimeSpace
from logistics.timespace.leg_table import Boxes, LegMaker, LegTable
from logistics.timespace.steps import arc_steps

I64 = NDArray[np.int64]


def leg_rows(problem: Problem, paths: PathSet, path_id: list[str]) -> pd.DataFrame:
    """
    Return the rows of paths.

    Parameters
    ----------
    problem : Problem
    paths : PathSet
    path_id : list of str
        Name of each path.

    Returns
    -------
    DataFrame
        Columns of ``legs.parquet``: money and kg CO2e per box, those of a running reefer included; ambient temperature
        is the monthly mean at the place the row starts from; cargo temperature the set point of powered boxes, and that
        at the end of the row in followed boxes without power (at the monthly mean outside).
    """
    graph, boxes = problem.ts, _boxes(problem, paths)
    table = LegMaker(graph.instance.network, graph.timetable).table(arc_steps(graph, paths.ptr, paths.arc), boxes)
    cargo = boxes.set_point[table.path]
    if problem.keeps:
        cargo = np.where(np.isnan(cargo), cargo_at_ends(problem, paths, table), cargo)
    return _named(graph, table, cargo, path_id)


def _boxes(problem: Problem, paths: PathSet) -> Boxes:
    """Return the box on each path."""
    instance, of = problem.ts.instance, problem.options.rows(paths.owner)
    commodities = instance.network["commodities"].set_index("commodity_id")["set_point_c"]
    powered, runs = (of.power != "none").astype(bool), np.isin(of.power, ("plug", "diesel"))
    goods = instance.consignments["commodity_id"].iloc[of.home]
    set_point = goods.map(commodities).to_numpy(float)
    pairs = list(zip(goods, of.unit, strict=True))
    known = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    return Boxes(
        feu=of.feu,
        gross=of.gross_t,
        powered=powered,
        set_point=np.where(runs, set_point, np.nan),
        units=tuple(Unit.of(instance.network, *pair) for pair in known),
        unit=np.array([known[pair] for pair in pairs], np.int64),
        names=tuple(str(unit) for _, unit in known),
    )


def _named(graph: TimeSpace, rows: LegTable, cargo_c: NDArray[np.float64], path_id: list[str]) -> pd.DataFrame:
    """Replace row numbers by names and minutes by timestamps."""
    network, t = graph.instance.network, graph.timetable
    service = np.where(rows.run >= 0, t.run_service[np.maximum(rows.run, 0)], -1) if len(t.run_id) else rows.run
    names = {
        "service_id": (service, network["services"]["service_id"]),
        "run_id": (rows.run, t.run_id),
        "from": (rows.from_row, network["terminals"]["terminal_id"]),
        "to": (rows.to_row, network["terminals"]["terminal_id"]),
        "link_id": (rows.link, network["links"]["link_id"]),
        "operation_id": (rows.operation, network["operations"]["operation_id"]),
    }
    first = np.searchsorted(rows.path, rows.path)
    out = pd.DataFrame(
        {
            "path_id": np.array(path_id, dtype=object)[rows.path],
            "seq": np.arange(len(rows.path)) - first,
            "kind": pd.Series(rows.kind, dtype=object),
            "activity": pd.Series(rows.activity, dtype=object),
            **{name: _name(row, table) for name, (row, table) in names.items()},
            "start_utc": _stamps(rows.start),
            "end_utc": _stamps(rows.end),
            "distance_km": rows.km,
            "cost_usd": rows.money,
            "co2e_kg": rows.co2e,
            "ambient_c": _ambient(graph, rows),
            "cargo_c": cargo_c,
        }
    )
    return out[list(LEG_COLUMNS)]


def _name(row: I64, table: object) -> NDArray[np.object_]:
    """Return names by row number, '' for -1."""
    words = np.append(np.asarray(table, dtype=object), "")
    return words[row]


def _stamps(minutes: I64) -> pd.Series:
    """Return UTC minutes as timestamps."""
    return pd.to_datetime(pd.Series(minutes, dtype="int64") * 60, unit="s", utc=True).astype("datetime64[s, UTC]")


def _ambient(graph: TimeSpace, rows: LegTable) -> NDArray[np.float64]:
    """Return the monthly mean temperature where each row starts [degC]."""
    mean, place = month_means(graph.instance.network)
    return np.asarray(mean[place[rows.from_row], _stamps(rows.start).dt.month.to_numpy()], dtype=np.float64)
