"""Loading units as a choice: the ways to box each consignment, the usual one first."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.scenario import Instance
from logistics.scenario.instance import add_goods

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_PER_BOX = ("feu_per_box", "gross_t_per_box", "tonnes_per_box", "time_usd_per_box_h", "running_usd_per_box_h")


@dataclass(frozen=True)
class Options:
    """
    Consignment and loading unit; O rows, those of one consignment together.

    Attributes
    ----------
    home : int64[O]
        Consignment.
    unit, power : object[O]
        Loading unit, and its power source: none, plug or diesel.
    feu, gross_t, time_usd_h, running_usd_h : float64[O]
        Of one box of the unit.
    share : float64[O]
        Boxes of the consignment that one box of the unit carries: its payload over that of the usual unit.
    permit : int64[O]
        What rules allow (`logistics.planning.permits`); 0: everything.
    """

    home: I64
    unit: NDArray[np.object_]
    power: NDArray[np.object_]
    feu: F64
    gross_t: F64
    time_usd_h: F64
    running_usd_h: F64
    share: F64
    permit: I64

    def rows(self, which: NDArray[np.bool_] | I64) -> Options:
        """Return some of the options."""
        return Options(*(getattr(self, field.name)[which] for field in fields(self)))

    def first(self, size: int) -> I64:
        """Return where the options of each of ``size`` consignments begin, and their number at the end."""
        return np.searchsorted(self.home, np.arange(size + 1)).astype(np.int64)


def options_of(instance: Instance) -> Options:
    """
    Return the options of all consignments.

    Without the cold chain, and for boxes under way, the unit of the consignment is the only one. Else every row of
    ``commodity_units.csv`` on offer is one. An amount is counted in boxes of the consignment, whatever the unit: with
    ``share = payload / usual payload``, a path that carries x boxes of the consignment takes ``x / share`` boxes.
    """
    table = instance.consignments
    whole = table.assign(home=np.arange(len(table)))
    if not instance.cold_chain:
        return _options(whole, np.ones(len(table)))
    whole["usual_t"] = table["tonnes_per_box"]
    whole = pd.concat([whole, _others(instance, whole)], ignore_index=True)
    whole = whole.sort_values("home", kind="stable", ignore_index=True)
    other = whole["unit_id"].to_numpy() != table["unit_id"].to_numpy()[whole["home"]]
    payload, usual = (whole[name].to_numpy(np.float64) for name in ("tonnes_per_box", "usual_t"))
    return _options(whole, np.divide(payload, usual, out=np.ones(len(whole)), where=other))


def _options(rows: pd.DataFrame, share: F64) -> Options:
    return Options(
        home=rows["home"].to_numpy(np.int64),
        unit=rows["unit_id"].to_numpy(object),
        power=rows["power"].to_numpy(object),
        feu=rows["feu_per_box"].to_numpy(np.float64),
        gross_t=rows["gross_t_per_box"].to_numpy(np.float64),
        time_usd_h=rows["time_usd_per_box_h"].to_numpy(np.float64),
        running_usd_h=rows["running_usd_per_box_h"].to_numpy(np.float64),
        share=share,
        permit=np.zeros(len(rows), np.int64),
    )


def _others(instance: Instance, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the units that consignments may take besides their own, in the order of the table."""
    free = whole.loc[whole["start_kind"] == "gate", ["home", "commodity_id", "unit_id", "ready_min", "usual_t"]]
    units = instance.network["commodity_units"]
    units = units.loc[~units["optional"], ["commodity_id", "unit_id"]]
    found = free.rename(columns={"unit_id": "own"}).merge(units, on="commodity_id", how="inner")
    found = found[found["unit_id"] != found["own"]].reset_index(drop=True)
    sized = add_goods(found, instance.network)
    return sized[["home", "usual_t", "unit_id", "power", *_PER_BOX]]
