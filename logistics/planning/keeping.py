"""How the goods of every option keep, read once from the tables; options that cannot arrive are dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.planning.drifting import FREE, LATE, MEMORY, Keeping, coldest_arrivals
from logistics.planning.lives import Life, life_of
from logistics.planning.options import Options
from logistics.planning.without_power import no_boxes, without_power
from logistics.timespace.model import NodeKind, TimeSpace
from logistics.timespace.weather import Weather

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Kept:
    """
    Options that can arrive, O of them.

    Attributes
    ----------
    options : Options
    keeping : Keeping
    last : int64[O]
        First node after the last arrival that is in time and sells.
    limited : int64[...]
        Consignments whose goods age, or can pass a limit in the weather of the plan, in some unit they may take.
    dropped : int64[...]
        Consignments of the options that no path carries to market, whatever it costs.
    """

    options: Options
    keeping: Keeping
    last: I64
    limited: I64
    dropped: I64


def nothing_to_keep(size: int) -> Keeping:
    """Return the arrays of options that nothing happens to."""
    return _arrays(size, {})


def keeps_as_it_is(options: Options, last: I64) -> Kept:
    """Return options that nothing happens to."""
    return Kept(options, nothing_to_keep(len(options.home)), last[options.home], *[np.zeros(0, np.int64)] * 2)


def keep(ts: TimeSpace, options: Options, source: I64, last: I64, classes: I64) -> Kept:
    """
    Return how options keep, without those that no path carries to market.

    Parameters
    ----------
    ts : TimeSpace
    options : Options
    source, last, classes : int64[K]
        Start node, first node after the due time, and bit of the cargo class of every consignment.

    Raises
    ------
    PlanningError
        If goods keep longer when warmer: then no path with warmer goods could be left out.

    Notes
    -----
    A powered box holds its set point: the life used is ``u = r (arrival - ready)``. In a box without power
    ``dT/dt = (A(t) - T) / tau`` three times over, with the outside A of the three kinds of `Weather`: in mean weather
    its life is used, in warm weather it must stay below the ceiling, in cold weather above the floor.
    """
    table, network = ts.instance.consignments, ts.instance.network
    goods = table["commodity_id"].to_numpy(object)[options.home]
    pairs = sorted(set(zip(goods, options.unit, strict=True)))
    lives = {pair: life_of(network, *pair) for pair in pairs}
    mine = [lives[pair] for pair in zip(goods, options.unit, strict=True)]
    home = options.home
    ready = table["ready_min"].to_numpy(np.float64)[home]
    before = _before(ts, home)
    gate = np.where(np.isnan(before["gate_min"]), ready, before["gate_min"])
    usual_t = table["tonnes_per_box"].to_numpy(np.float64)[home]
    usd = usual_t * np.array([life.value_usd_per_t for life in mine])
    kind = np.array([_kind(life) for life in mine], np.uint8)
    late, end = _late(ts, mine, kind, (gate, usd), last[home])
    kinds = {pair: b for b, pair in enumerate(pair for pair in pairs if lives[pair].unpowered is not None)}
    box = np.array([kinds.get(pair, 0) for pair in zip(goods, options.unit, strict=True)], np.int64)
    weather = weather_of(ts)
    begin = _starts(weather, mine, ts.node_terminal[source[home]].astype(np.int64), ready.astype(np.int64), before)
    longest = float((table["due_min"].to_numpy(np.float64)[home] - ready).max(initial=0.0))
    given = {"kind": kind, "usd": usd, "ready": gate, "box": box, **begin, **late}
    of_box = [(kind == MEMORY) & (box == b) for b in range(len(kinds))]
    boxes = without_power(
        ts, weather, [lives[pair] for pair in kinds],
        [{name: column[which] for name, column in begin.items()} for which in of_box], longest,
    )  # fmt: skip
    keeping = _arrays(len(kind), given, boxes)
    of_kind = np.where(kind == MEMORY, box, -1)  # the last of what is appended: nothing to follow
    risky = np.append(keeping.hot, -1)[of_kind] >= 0
    arrives = _arrives(ts, options, keeping, (source[home], end, classes[home]), np.flatnonzero(risky))
    tracked = (keeping.hot >= 0) | (keeping.icy >= 0) | (keeping.rates > 0.0).any(axis=1)
    touched = (kind == LATE) | np.append(tracked, False)[of_kind]
    limited = np.unique(home[touched])
    kept = keeping._replace(**{name: getattr(keeping, name)[arrives] for name in _ONE_EACH})
    return Kept(options.rows(arrives), kept, end[arrives], limited, home[~arrives])


def weather_of(ts: TimeSpace) -> Weather:
    """Return the weather of the months of a graph and of all that is ready before it."""
    ready = ts.instance.consignments["ready_min"].to_numpy(np.int64)
    moments = np.concatenate([ts.node_min.astype(np.int64), ready, [ts.instance.horizon.solved_start_min]])
    return Weather(ts.instance.network, int(moments.min()), int(moments.max()))


def _before(ts: TimeSpace, home: I64) -> dict[str, F64]:
    """Return what the boxes of options have been through on their way so far, nan for those that have not set out."""
    names = ts.instance.consignments["consignment_id"]
    so_far = ts.instance.under_way.reindex(names)
    columns = {"gate_min": "gate_min", "mean": "mean_c", "warm": "warm_c", "cold": "cold_c", "used": "used"}
    return {key: so_far[column].to_numpy(np.float64)[home] for key, column in columns.items()}


def _starts(
    weather: Weather, mine: list[Life], terminal: I64, ready: I64, before: dict[str, F64]
) -> dict[str, F64]:  # fmt: skip
    """Return temperatures and life used of options at their start."""
    own = np.array([np.nan if life.unpowered is None else life.unpowered.start_c for life in mine])
    place = (weather.at(terminal, ready), *weather.spell(terminal, ready))
    found = {name: np.where(np.isnan(own), at, own) for name, at in zip(("mean", "warm", "cold"), place, strict=True)}
    found["used"] = np.zeros(len(mine))
    return {name: np.where(np.isnan(before[name]), values, before[name]) for name, values in found.items()}


def _kind(life: Life) -> int:
    if life.unpowered is not None:
        return MEMORY
    return LATE if life.quality is not None and life.powered else FREE


def _late(
    ts: TimeSpace, mine: list[Life], kind: NDArray[np.uint8], facts: tuple[F64, F64], last: I64
) -> tuple[dict[str, F64], I64]:
    """Return what powered boxes lose by arriving late, and the first node at which it is too late."""
    ready, usd = facts
    free, slope, rate = np.full(len(kind), np.inf), np.zeros(len(kind)), np.zeros(len(kind))
    end = last.copy()
    for o in np.flatnonzero(kind == LATE).tolist():
        quality = mine[o].quality
        assert quality is not None
        rate[o] = float(quality.rate_per_h(mine[o].set_point_c)) / 60.0
        if rate[o] > 0.0:
            free[o] = ready[o] + quality.threshold / rate[o]
            latest = ready[o] + mine[o].most / rate[o]
            end[o] = min(end[o], np.searchsorted(ts.node_min, latest, side="right"))
            if quality.threshold < 1.0:
                slope[o] = usd[o] * rate[o] / (1.0 - quality.threshold)
    return {"free_min": free, "usd_per_min": slope, "rate": rate}, end


_ONE_EACH = ("kind", "usd", "free_min", "usd_per_min", "ready", "rate", "box", "mean", "warm", "cold", "used")


def _arrays(size: int, given: dict[str, Any], boxes: dict[str, Any] | None = None) -> Keeping:
    """Return the arrays of compiled searches; without anything given, nothing happens to the goods."""
    blank = {name: np.zeros(size) for name in _ONE_EACH}
    blank |= {"kind": np.full(size, FREE, np.uint8), "box": np.zeros(size, np.int64), "free_min": np.full(size, np.inf)}
    return Keeping(**{**blank, **given, **(boxes or no_boxes())})


def _arrives(
    ts: TimeSpace, options: Options, keeping: Keeping, facts: tuple[I64, I64, I64], risky: I64
) -> NDArray[np.bool_]:  # fmt: skip
    """
    Return which options any path carries to market; boxes alike that start together are asked about once.

    Only the ``risky`` ones, which can get warmer than their ceiling, are asked about.
    """
    source, end, bits = facts
    arrives = np.ones(len(source), bool)
    sink = ts.sink_terminal[options.home]
    out = (ts.node_kind == NodeKind.OUT).astype(np.uint8)
    terminals = max(int(ts.node_terminal.max(initial=0)), int(sink.max(initial=0))) + 1
    coldest, exits = np.empty(len(ts.node_min)), np.empty(terminals, np.int64)
    alike: dict[tuple[float, ...], list[int]] = {}
    for o in risky.tolist():
        alike.setdefault((source[o], keeping.box[o], bits[o], keeping.warm[o]), []).append(o)
    for members in alike.values():
        o, last = members[0], int(end[members].max())
        coldest_arrivals(
            o, source[o], last, bits[o], ts.first_arc, ts.head, ts.cargo_mask, ts.node_terminal, out, keeping, coldest,
            exits,
        )  # fmt: skip
        arrives[members] = exits[sink[members]] < end[members]
    return arrives
