"""Runs of one service as flat arrays, and services put end to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.timetable.calls import ServiceTimes
from logistics.timetable.costs import Tariffs
from logistics.timetable.model import Timetable
from logistics.timetable.routes import Route
from logistics.timetable.runs import run_ids
from logistics.timetable.tables import joined
from logistics.timetable.windows import factor_at

_RUN = ("leg_run", "call_run")
_CALL = ("leg_from_call", "leg_to_call", "pass_from_call")
_LEG = ("pass_leg",)
_INTEGERS = (
    "run_service", "call_run", "call_seq", "call_terminal", "call_arr", "call_dep", "leg_run", "leg_from_call",
    "leg_to_call", "leg_dep", "leg_arr", "pass_leg", "pass_link", "pass_from_call", "pass_start", "pass_end",
)  # fmt: skip
_SUMMED = ("km", "cost", "reefer_cost", "co2e")
_FLOATS = tuple(f"{unit}_{name}" for unit in ("leg", "pass") for name in _SUMMED)


@dataclass(frozen=True)
class Block:
    """Arrays named as in `Timetable`; rows of runs, calls and legs are counted from the block's own first."""

    run_id: list[str]
    arrays: dict[str, NDArray[np.int64]]
    sums: dict[str, NDArray[np.float64]]
    call_stop: NDArray[np.bool_]
    call_held: NDArray[np.bool_]


def service_block(
    route: Route,
    departures: NDArray[np.int64],
    times: ServiceTimes,
    tariffs: Tariffs,
    link_co2e: NDArray[np.float64],
) -> Block:
    """
    Return the runs of one service; legs with a lost passage are left out.

    Parameters
    ----------
    route : Route
        The service.
    departures : int64[U]
        Planned first departures (UTC minutes).
    times : ServiceTimes
        As `roll` gives them.
    tariffs : Tariffs
        Prices per FEU-km.
    link_co2e : float64[links]
        kg CO2e per gross tonne of each link.
    """
    n, runs = times.arr.shape
    first, last = np.array(route.legs(), dtype=np.int64).reshape(-1, 2).T
    whole = np.array([~times.lost[a:b].any(axis=0) for a, b in route.legs()]).reshape(first.size, runs)
    run, leg = np.nonzero(whole.T)
    links = np.array([p.link for p in route.passages], dtype=np.int64)
    length = (last - first)[leg]
    row = np.repeat(np.arange(leg.size), length)
    position = first[leg][row] + np.arange(row.size) - (np.cumsum(length) - length)[row]
    arrays = {
        "run_service": np.full(runs, route.row),
        "call_run": np.repeat(np.arange(runs), n),
        "call_seq": np.tile(np.array(route.seq), runs),
        "call_terminal": np.tile(np.array(route.terminal), runs),
        "call_arr": times.arr.T.ravel(),
        "call_dep": times.dep.T.ravel(),
        "leg_run": run,
        "leg_from_call": run * n + first[leg],
        "leg_to_call": run * n + last[leg],
        "leg_dep": times.dep[first[leg], run],
        "leg_arr": times.arr[last[leg], run],
        "pass_leg": row,
        "pass_link": links[position],
        "pass_from_call": run[row] * n + position,
        "pass_start": times.start[position, run[row]],
        "pass_end": times.end[position, run[row]],
    }
    passage_sums = _passage_sums(route, times, tariffs, link_co2e[links])
    sums = {
        f"leg_{name}": np.array([values[a:b].sum(axis=0) for a, b in route.legs()]).reshape(first.size, runs)[leg, run]
        for name, values in passage_sums.items()
    }
    sums.update({f"pass_{name}": values[position, run[row]] for name, values in passage_sums.items()})
    stops = np.tile(np.array(route.stop, dtype=np.bool_), runs)
    held = times.held()
    held[first] |= ~whole  # boxes cannot stay on a train that does not go on
    return Block(run_ids(route.service_id, departures), arrays, sums, stops, held.T.ravel())


def _passage_sums(
    route: Route, times: ServiceTimes, tariffs: Tariffs, co2e: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return km, cost, reefer cost and CO2e of each passage, float64[n - 1, U]."""
    shape = times.start.shape
    km = np.array([p.km for p in route.passages])[:, None]
    price = np.array([factor_at(p.prices, s) for p, s in zip(route.passages, times.start, strict=True)])
    keys = [(p.operator, route.service_class, route.direction) for p in route.passages]
    rate = np.array([tariffs.per_km(*key) for key in keys])[:, None]
    reefer = np.array([tariffs.reefer_per_km(*key) for key in keys])[:, None]
    return {
        "km": np.broadcast_to(km, shape),
        "cost": km * rate * price,
        "reefer_cost": km * reefer * price,
        "co2e": np.broadcast_to(co2e[:, None], shape),
    }


def assembled(blocks: Sequence[Block]) -> Timetable:
    """Return the blocks of all services as one timetable."""
    offsets = {"run": 0, "call": 0, "leg": 0}
    pieces: dict[str, list[NDArray[np.int64]]] = {name: [] for name in _INTEGERS}
    for block in blocks:
        for name in _INTEGERS:
            unit = "run" if name in _RUN else "call" if name in _CALL else "leg" if name in _LEG else ""
            pieces[name].append(block.arrays[name] + offsets[unit] if unit else block.arrays[name])
        offsets["run"] += len(block.run_id)
        offsets["call"] += block.call_stop.size
        offsets["leg"] += block.arrays["leg_run"].size
    integers = {name: joined(found).astype(np.int32) for name, found in pieces.items()}
    sums = {name: np.concatenate([np.zeros(0), *(b.sums[name] for b in blocks)]) for name in _FLOATS}
    values: dict[str, Any] = {**integers, **sums}
    return Timetable(
        run_id=[name for block in blocks for name in block.run_id],
        call_stop=np.concatenate([np.zeros(0, dtype=np.bool_), *(block.call_stop for block in blocks)]),
        call_held=np.concatenate([np.zeros(0, dtype=np.bool_), *(block.call_held for block in blocks)]),
        **values,
    )
