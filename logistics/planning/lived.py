"""What the goods of paths lived through, read from their rows: temperatures, shelf life used and value lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.planning.lives import Life, life_of
from logistics.planning.unplugged import twin_of
from logistics.results.energy import minutes_of
from logistics.results.unplugged import since_of
from logistics.routing.clearing import entry_words
from logistics.scenario import Instance
from logistics.scenario.boxes import facts_of
from logistics.timespace.drift import Course, kept_shares, walk_on
from logistics.timespace.memory import starts
from logistics.timespace.weather import Pieces, Weather
from logistics.timetable.tables import row_of, texts
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
STATE = ("mean_c", "warm_c", "cold_c", "used")


@dataclass(frozen=True)
class Lived:
    """
    Goods along rows of paths.

    Attributes
    ----------
    cargo_c : Series
        Temperature at the end of every row in mean weather, nan where none is known; index of the rows.
    ends : DataFrame
        Index ``path_id``: `STATE` after the last row, and ``lost`` [USD per box]. Temperatures are those in mean,
        warm and cold weather; nan where none is followed. ``used`` is nan for goods without a shelf life.
    """

    cargo_c: pd.Series
    ends: pd.DataFrame


def live(known: Instance, paths: pd.DataFrame, legs: pd.DataFrame, off: Mapping[str, int] | None = None) -> Lived:
    """
    Return what goods lived through.

    Parameters
    ----------
    known : Instance
        All consignments, and the tables.
    paths : DataFrame
        ``path_id, consignment_id, unit``.
    legs : DataFrame
        Rows of those paths from their beginning (columns of ``legs.parquet``).
    off : mapping of str to int, optional
        Minute from which plug-in boxes of paths have no power any more.

    Notes
    -----
    As in `logistics.planning.keeping`: a powered box is at its set point; one without follows the weather.
    """
    network = known.network
    facts = facts_of(paths, known.consignments, network)
    rows = legs[legs["path_id"].isin(set(paths["path_id"]))].sort_values(["path_id", "seq"], kind="stable")
    of = facts.index.get_indexer(pd.Index(rows["path_id"]))
    start, end = (minutes_of(rows[name]) for name in ("start_utc", "end_utc"))
    cargo = np.full(len(rows), np.nan)
    state = {name: np.full(len(facts), np.nan) for name in (*STATE, "lost")}
    state["lost"][:] = 0.0
    if not len(rows):
        return Lived(pd.Series(cargo, index=rows.index), pd.DataFrame(state, index=facts.index))
    units = _units(known, facts, off or {})
    since = since_of(facts.index, off or {})
    dark = end > since[of]
    start = np.where(dark, np.maximum(start, np.where(dark, since[of], 0.0)), start).astype(np.int64)
    goods = list(zip(facts["commodity_id"], units, strict=True))
    kinds = {pair: number for number, pair in enumerate(sorted(set(goods)))}
    kind = np.array([kinds[pair] for pair in goods], np.int64)
    ready = facts["ready_min"].to_numpy(np.int64)
    weather = Weather(network, int(min(start.min(), ready.min())), int(end.max()))
    place = row_of(texts(network["terminals"], "terminal_id"))
    begin, until = (rows[name].map(place).to_numpy(np.int64) for name in ("from", "to"))
    pieces = weather.pieces(begin, until, start, end)
    for pair, number in kinds.items():
        life = life_of(network, *pair)
        here = np.flatnonzero((kind[of] == number) & (dark | np.isinf(since[of])))
        first = np.flatnonzero(np.append(True, of[here][1:] != of[here][:-1])[: len(here)])
        mine, final = of[here][first], np.append(first[1:], len(here))[: len(first)] - 1
        if life.unpowered is not None and len(here):
            seeds = starts(life.unpowered.start_c, weather, begin[here[first]], ready[mine])
            seeds = _from_set_point(life, seeds, np.isfinite(since[mine]))
            cargo[here], ends = _walk(life, pieces, (here, first, final), seeds)
            for name, values in zip(STATE, ends, strict=True):
                state[name][mine] = values
        elif life.quality is not None and life.powered:
            cargo[here] = life.set_point_c
            rate = float(life.quality.rate_per_h(life.set_point_c)) / MIN_PER_H
            state["used"][mine] = rate * (end[here[final]] - ready[mine])
        state["lost"][mine] = _lost(life, state["used"][mine], facts["tonnes_per_box"].to_numpy(float)[mine])
    _while_plugged(known, facts, units, (since, of, dark, end), cargo, state)
    return Lived(pd.Series(cargo, index=rows.index), pd.DataFrame(state, index=facts.index))


def _units(known: Instance, facts: pd.DataFrame, off: Mapping[str, int]) -> list[str]:
    """Return the unit of every path, of those without power any more the one that they are then."""
    units = zip(facts.index, facts["commodity_id"], facts["unit_id"], strict=True)
    return [twin_of(known.network, str(goods), str(unit)) if name in off else str(unit) for name, goods, unit in units]


def _from_set_point(life: Life, seeds: tuple[F64, F64, F64], plugged: NDArray[np.bool_]) -> tuple[F64, F64, F64]:
    """Return starts in which boxes that had power before begin at their set point."""
    mean, warm, cold = (np.where(plugged, life.set_point_c, seed) for seed in seeds)
    return mean, warm, cold


def _while_plugged(
    known: Instance, facts: pd.DataFrame, units: list[str], rows: tuple[F64, I64, NDArray[np.bool_], I64], cargo: F64,
    state: dict[str, F64],
) -> None:  # fmt: skip
    """Add what boxes without power any more lived through before: they were at their set point."""
    since, of, dark, end = rows
    for path in np.flatnonzero(np.isfinite(since)).tolist():
        record = facts.iloc[path]
        life = life_of(known.network, str(record["commodity_id"]), units[path])
        mine = np.flatnonzero(of == path)
        cargo[mine[~dark[mine]]] = life.set_point_c
        until = float(end[mine[-1]])
        if not dark[mine].any():
            for name in ("mean_c", "warm_c", "cold_c"):
                state[name][path] = life.set_point_c
        assert life.quality is not None
        rate = float(life.quality.rate_per_h(life.set_point_c)) / MIN_PER_H
        spent = rate * (min(until, since[path]) - float(record["ready_min"]))
        state["used"][path] = np.nan_to_num(state["used"][path]) + spent
        used = state["used"][path : path + 1]
        state["lost"][path] = _lost(life, used, np.array([float(record["tonnes_per_box"])]))[0]


def _walk(life: Life, pieces: Pieces, rows: tuple[I64, I64, I64], seeds: tuple[F64, F64, F64]) -> tuple[F64, list[F64]]:
    """
    Return temperatures in mean weather after every row, and what `STATE` names by path.

    ``rows`` are those of the boxes, and of each path the first and the last among them.
    """
    assert life.unpowered is not None
    here, first, final = rows
    kept, rate = kept_shares(life.unpowered.tau_min), life.unpowered.rates()
    by_row, spent = [], []
    for outside, seed in zip((pieces.mean, pieces.warm, pieces.cold), seeds, strict=True):
        start = np.full(len(here), np.nan)
        start[first] = seed
        course = Course(pieces.begin, pieces.stop, pieces.minutes, outside, kept, rate)
        end, used = walk_on(course, pieces.begin[here], pieces.stop[here], start)
        by_row.append(end)
        spent.append(used)
    return by_row[0], [*(end[final] for end in by_row), np.add.reduceat(spent[0], first)]


def lost_of(known: Instance, paths: pd.DataFrame) -> F64:
    """Return the value lost on paths [USD per box] by their ``shelf_life_used`` (nan: nothing)."""
    facts = facts_of(paths, known.consignments, known.network)
    goods = list(zip(facts["commodity_id"], facts["unit_id"], strict=True))
    used, tonnes = paths["shelf_life_used"].to_numpy(float), facts["tonnes_per_box"].to_numpy(float)
    lost = np.zeros(len(goods))
    kind, pairs = pd.factorize(pd.Series(goods, dtype=object))
    for number, pair in enumerate(pairs):
        mine = kind == number
        lost[mine] = _lost(life_of(known.network, *pair), used[mine], tonnes[mine])
    return lost


def _lost(life: Life, used: F64, tonnes: F64) -> F64:
    """
    Return the value lost [USD per box]: none up to the threshold, then linear, all of it when spent.

    Unlike `Quality.value_lost`, goods whose threshold is all of their life lose nothing: beyond it they are not sent.
    """
    if life.quality is None or life.threshold >= 1.0:
        return np.zeros(len(used))
    beyond = np.clip((np.nan_to_num(used) - life.threshold) / (1.0 - life.threshold), 0.0, 1.0)
    return np.asarray(life.value_usd_per_t * tonnes * beyond, np.float64)


def entered(network: Network, legs: pd.DataFrame) -> pd.Series:
    """Return by path how its boxes entered a country, ``inspected`` or under ``seal``; the others are absent."""
    words = legs["operation_id"].map(entry_words(network))
    entry = legs.assign(word=words)[words.notna()]
    return entry.drop_duplicates("path_id").set_index("path_id")["word"].astype(object)
