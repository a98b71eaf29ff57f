"""Boxes that an event finds in the hands of a terminal: their operation ends when it now ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.results.energy import path_boxes, reefer_use
from logistics.results.freeze import ALWAYS, MOVES, Frozen
from logistics.results.model import Plan
from logistics.results.unplugged import unplugged_of
from logistics.scenario import Instance
from logistics.timespace.handled import MOST_TURNS
from logistics.timespace.wagon_rows import leg_hire
from logistics.timetable.operations import Operation, operation_times, read_operations
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_DAY, from_min, to_min

_LEAVING = ("transfer", "gauge_change", "unload")


def rehandle(frozen: Frozen, plan: Plan, known: Instance) -> Frozen:
    """
    Return a frozen plan in which operations that are not over at the moment end when they end now.

    Boxes that have left their train stay in the operation chosen, but a closure or more hours that begin before the
    operation does hold for them too. Those that wait for a later turn keep it, counted from the first start that is
    possible now; that other boxes may fill the crane then, or that it is cut once more, is not looked at.

    Parameters
    ----------
    frozen : Frozen
    plan : Plan
        What was frozen, for its boxes.
    known : Instance
        With the windows known at the moment of the split.

    Returns
    -------
    Frozen
    """
    cuts, legs = frozen.cuts, frozen.legs.sort_values(["path_id", "seq"], kind="stable")
    last = legs.drop_duplicates("path_id", keep="last")
    where = cuts.loc[last["path_id"]]
    handled = last["activity"].isin(_LEAVING) & (last["end_utc"] > pd.Timestamp(from_min(frozen.at_min)))
    handled &= ((where["cut_min"] == ALWAYS) | (where["start_kind"] == "yard")).to_numpy()
    last = last[handled]
    if last.empty:
        return frozen
    moves = legs[legs["kind"].isin(MOVES)].drop_duplicates("path_id", keep="last").set_index("path_id")
    side = known.network["services"].set_index("service_id")["direction"]
    direction = moves["service_id"].reindex(last["path_id"]).map(side).to_numpy(str)
    operations = {operation.operation_id: operation for operation in read_operations(known.network)}
    table = known.network.windows
    known_before = WindowIndex(table[table["known_from_min"] < frozen.at_min])
    windows = WindowIndex(table)
    arrival, planned = (
        np.array([to_min(moment.to_pydatetime()) for moment in last[name]], np.int64)
        for name in ("start_utc", "end_utc")
    )
    done = [
        _end(operations[name], int(arrival[i]), int(planned[i]), direction[i], known_before, windows)
        for i, name in enumerate(last["operation_id"])
    ]
    ends = pd.Series([pd.Timestamp(from_min(minute)) for minute in done], index=last.index)
    new_legs, new_cuts = frozen.legs.copy(), cuts.copy()
    new_legs.loc[last.index, "end_utc"] = ends.astype(frozen.legs["end_utc"].dtype)
    units = path_boxes(plan.paths[plan.paths["path_id"].isin(last["path_id"])], plan.consignments, unplugged_of(plan))
    ran = [reefer_use(rows.loc[last.index], units, known.network)["reefer_co2e_kg"] for rows in (legs, new_legs)]
    new_legs.loc[last.index, "co2e_kg"] += ran[1] - ran[0]
    unit = plan.paths.set_index("path_id")["unit"]
    before, after = (leg_hire(rows.loc[last.index], unit, known.network) for rows in (legs, new_legs))
    if after.any():
        new_legs.loc[last.index, "cost_usd"] += after - before
    yard = (new_cuts.loc[last["path_id"], "start_kind"] == "yard").to_numpy()
    new_cuts.loc[last["path_id"][yard], "cut_min"] = np.array(done, np.int64)[yard]
    return replace(frozen, cuts=new_cuts, legs=new_legs)


def _end(
    operation: Operation, arrival: int, planned: int, direction: str, before: WindowIndex, windows: WindowIndex
) -> int:
    """Return when the operation of boxes that arrived is over now: in the turn that ended as planned ``before``."""
    done = _ends(operation, arrival, direction, windows)
    kept = np.flatnonzero(_ends(operation, arrival, direction, before) == planned)
    if kept.size:
        return int(done[kept[0]])
    later = done[done >= planned]
    return int(later[0] if later.size else done[0])


def _ends(operation: Operation, arrival: int, direction: str, windows: WindowIndex) -> NDArray[np.int64]:
    """Return the end of an operation at the arrival, and in every later turn."""
    first = np.array([arrival], np.int64)
    turn = np.arange(1, MOST_TURNS + 1)
    start = operation_times(operation, first, direction, windows).start
    return operation_times(operation, np.append(first, start + turn * MIN_PER_DAY), direction, windows).done
