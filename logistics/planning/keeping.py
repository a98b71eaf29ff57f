"""How the goods of every option keep, read once from the tables; options that cannot arrive are dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.planning.drifting import FREE, LATE, MEMORY, Keeping, coldest_arrivals
from logistics.planning.lives import COLDEST_C, STEP_K, Life, life_of, rates
from logistics.planning.options import Options
from logistics.planning.weather import Pieces, Weather, arc_stretches
from logistics.timespace.model import NodeKind, TimeSpace

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
    limited : int
        Consignments whose goods age or have a limit in some unit they may take.
    dropped : int64[...]
        Consignments of the options that no path carries to market, whatever it costs.
    """

    options: Options
    keeping: Keeping
    last: I64
    limited: int
    dropped: I64


def nothing_to_keep(size: int) -> Keeping:
    """Return the arrays of options that nothing happens to."""
    return _arrays(size, {}, [])


def keeps_as_it_is(options: Options, last: I64) -> Kept:
    """Return options that nothing happens to."""
    return Kept(options, nothing_to_keep(len(options.home)), last[options.home], 0, np.zeros(0, np.int64))


def keep(ts: TimeSpace, options: Options, source: I64, last: I64, classes: I64) -> Kept:
    """
    Return how options keep, without those that no path carries to market.

    Parameters
    ----------
    ts : TimeSpace
    options : Options
    source, last, classes : int64[K]
        Start node, first node after the due time, and bit of the cargo class of every consignment.

    Notes
    -----
    A powered box holds its set point: the life used is ``u = r (arrival - ready)``. In a box without power
    ``dT/dt = (A(t) - T) / tau`` twice over, with the outside A some spreads above and below its monthly mean: on warm
    days it must stay below the ceiling and uses its life, on cold days it must stay above the floor.
    """
    table, network = ts.instance.consignments, ts.instance.network
    goods = table["commodity_id"].to_numpy(object)[options.home]
    pairs = sorted(set(zip(goods, options.unit, strict=True)))
    lives = {pair: life_of(network, *pair) for pair in pairs}
    mine = [lives[pair] for pair in zip(goods, options.unit, strict=True)]
    home = options.home
    ready = table["ready_min"].to_numpy(np.float64)[home]
    usual_t = table["tonnes_per_box"].to_numpy(np.float64)[home]
    usd = usual_t * np.array([life.value_usd_per_t for life in mine])
    kind = np.array([_kind(life) for life in mine], np.uint8)
    margin = network.parameter("limit_spreads")
    weather = Weather(network, (margin, -margin))
    outside = weather.at(ts.node_terminal[source[home]].astype(np.int64), ready.astype(np.int64))
    start = np.array([life.start_c for life in mine])
    warm, cold = (np.where(np.isnan(start), outside[i], start) for i in (0, 1))
    late, end = _late(ts, mine, kind, (ready, usd), last[home])
    boxes = [pair for pair in pairs if lives[pair].has_memory]
    row = {pair: b for b, pair in enumerate(boxes)}
    box = np.array([row.get(pair, 0) for pair in zip(goods, options.unit, strict=True)], np.int64)
    due = table["due_min"].to_numpy(np.float64)[home]
    hottest = [
        float(np.max(warm[(kind == MEMORY) & (box == b)], initial=np.nanmax(weather.monthly[0])))
        for b in range(len(boxes))
    ]
    longest = float((due - ready).max(initial=0.0))
    given = {"kind": kind, "usd": usd, "ready": ready, "box": box, "warm": warm, "cold": cold, **late}
    of_boxes = [_box(lives[pair], hot, longest) for pair, hot in zip(boxes, hottest, strict=True)]
    pieces = weather.pieces(arc_stretches(ts), len(ts.head)) if boxes else None
    keeping = _arrays(len(kind), given, of_boxes, pieces)
    risky = (kind == MEMORY) & np.append(keeping.ceiling < hottest, False)[np.where(kind == MEMORY, box, -1)]
    arrives = _arrives(ts, options, keeping, (source[home], end, classes[home]), np.flatnonzero(risky))
    limited = len(np.unique(home[kind != FREE]))
    one_each = ("kind", "usd", "free_min", "usd_per_min", "ready", "rate", "box", "warm", "cold")
    kept = keeping._replace(**{name: getattr(keeping, name)[arrives] for name in one_each})
    return Kept(options.rows(arrives), kept, end[arrives], limited, home[~arrives])


def _kind(life: Life) -> int:
    if life.has_memory:
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
            free[o] = ready[o] + min(quality.threshold / rate[o], 1e9)
            latest = ready[o] + min(mine[o].most / rate[o], 1e9)
            end[o] = min(end[o], np.searchsorted(ts.node_min, latest, side="right"))
            if quality.threshold < 1.0:
                slope[o] = usd[o] * rate[o] / (1.0 - quality.threshold)
    return {"free_min": free, "usd_per_min": slope, "rate": rate}, end


def _box(life: Life, hottest_c: float, longest_min: float) -> dict[str, Any]:
    """Return the columns of one kind of box without power."""
    assert life.quality is not None
    table = rates(life.quality)
    cell = int(np.clip((min(life.ceiling_c, hottest_c) - COLDEST_C) / STEP_K + 1, 0, len(table) - 1))
    return {
        "tau_min": life.tau_min, "ceiling": life.ceiling_c, "floor": life.floor_c, "threshold": life.quality.threshold,
        "most": life.most, "lasting": table[cell] * longest_min <= min(life.quality.threshold, life.most),
        "rates": table,
    }  # fmt: skip


def _arrays(size: int, given: dict[str, Any], boxes: list[dict[str, Any]], pieces: Pieces | None = None) -> Keeping:
    """Return the arrays of compiled searches; without anything given, nothing happens to the goods."""
    blank: dict[str, Any] = {
        "kind": np.full(size, FREE, np.uint8), "usd": np.zeros(size), "free_min": np.full(size, np.inf),
        "usd_per_min": np.zeros(size), "ready": np.zeros(size), "rate": np.zeros(size),
        "box": np.zeros(size, np.int64), "warm": np.zeros(size), "cold": np.zeros(size),
    }  # fmt: skip
    columns: dict[str, Any] = {
        name: np.array([box[name] for box in boxes], np.uint8 if name == "lasting" else np.float64)
        for name in ("tau_min", "ceiling", "floor", "threshold", "most", "lasting")
    }
    table = np.array([box["rates"] for box in boxes], np.float64).reshape(len(boxes), -1 if boxes else 1)
    none = np.zeros(0)
    parts = (np.zeros(1, np.int64), none, none, none) if pieces is None else (
        pieces.ptr, pieces.minutes, np.ascontiguousarray(pieces.outside[0]), np.ascontiguousarray(pieces.outside[1])
    )  # fmt: skip
    return Keeping(**{**blank, **given}, **columns, rates=table, **dict(zip(_PARTS, parts, strict=True)))


_PARTS = ("ptr", "minutes", "warm_c", "cold_c")


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
    coldest, exits = np.empty(len(ts.node_min)), np.empty(int(ts.node_terminal.max(initial=0)) + 1, np.int64)
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
