"""The outside option of every consignment: the cheapest way to do without these trains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from logistics.cargo.duties import charges_usd
from logistics.errors import DataError
from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.entry import words
from logistics.scenario.horizon import Horizon

_SHOWN = 20


class _Option:
    """One row of ``outside_options.csv`` with its lists split."""

    def __init__(self, position: int, row: Any) -> None:
        self.position = position
        self.row = row
        self.starts = frozenset(row.origin_region.split(";"))
        self.ends = frozenset(row.destination_region.split(";"))
        self.cargo = frozenset(row.cargo_class.split(";")) if row.cargo_class else None

    def fits(self, start: str, end: str, cargo_class: str) -> bool:
        return start in self.starts and end in self.ends and (self.cargo is None or cargo_class in self.cargo)


def add_outside_options(
    consignments: pd.DataFrame, network: Network, changes: Iterable[Change], horizon: Horizon
) -> pd.DataFrame:
    """
    Return consignments with the cheapest matching outside option, by generalised cost.

    Generalised cost = price times FEU + 24 times days times the value of time of the goods. Goods that are not sold
    (mode ``market``) save the duties and the cleaning that every other way pays, down to a cost of nothing
    (`logistics.cargo.duties`).

    Parameters
    ----------
    consignments : DataFrame
        origin, destination, commodity_id, cargo_class, ready_min, feu_per_box, tonnes_per_box, time_usd_per_box_h.
    network : Network
    changes : iterable of Change
        ``price`` changes of outside options apply by ready day; others are passed over.
    horizon : Horizon

    Returns
    -------
    DataFrame
        With outside_id, outside_usd_per_box, outside_price_usd_per_box, outside_days.

    Raises
    ------
    DataError
        If a consignment has none.
    """
    regions = network["terminals"].set_index("terminal_id")["region"]
    keys = pd.DataFrame(
        {
            "start": consignments["origin"].map(regions).to_numpy(),
            "end": consignments["destination"].map(regions).to_numpy(),
            "cargo_class": consignments["cargo_class"].to_numpy(),
        }
    )
    ready, feu = consignments["ready_min"].to_numpy(), consignments["feu_per_box"].to_numpy()
    time_usd = consignments["time_usd_per_box_h"].to_numpy()
    charges = charges_usd(network, consignments)
    best = np.full(len(consignments), np.inf)
    price, days = np.zeros(len(consignments)), np.zeros(len(consignments))
    chosen = np.full(len(consignments), -1)
    changes = [c for c in changes if c.kind == "price" and {"outside", "outside_mode"} & set(c.fields)]
    options = network["outside_options"]
    listed = [_Option(position, row) for position, row in enumerate(options.itertuples())]
    for (start, end, cargo_class), found in keys.groupby(list(keys.columns), sort=False).indices.items():
        rows = np.asarray(found)
        for option in (option for option in listed if option.fits(start, end, cargo_class)):
            money = option.row.cost_usd_per_feu * feu[rows] * _price_factor(option.row, ready[rows], changes, horizon)
            if option.row.mode == "market":
                money = np.maximum(money - charges[rows], 0.0)
            total = money + 24.0 * option.row.days * time_usd[rows]
            better = _valid(option.row, ready[rows]) & (total < best[rows])
            at = rows[better]
            best[at], price[at], days[at], chosen[at] = total[better], money[better], option.row.days, option.position
    if (chosen < 0).any():
        bad = keys[chosen < 0].assign(consignment_id=consignments["consignment_id"].to_numpy()[chosen < 0])
        raise DataError(_missing(bad))
    ids = options["outside_id"].to_numpy()
    return consignments.assign(
        outside_id=pd.Series(ids[chosen], index=consignments.index, dtype="str"),
        outside_usd_per_box=best,
        outside_price_usd_per_box=price,
        outside_days=days,
    )


def _price_factor(option: Any, ready: Any, changes: list[Change], horizon: Horizon) -> Any:
    factor = np.ones(len(ready))
    for change in changes:
        named = option.outside_id in words(change.fields.get("outside", ()))
        modes = words(change.fields.get("outside_mode", ()))
        if named or option.mode in modes or "all" in modes:
            holds = (ready >= change.start_min(horizon)) & (ready < change.end_min(horizon))
            factor = np.where(holds, factor * float(change.fields["factor"]), factor)  # type: ignore[arg-type]
    return factor


def _valid(option: Any, ready: Any) -> Any:
    day = ready.astype("datetime64[m]").astype("datetime64[D]")
    holds = np.ones(len(ready), dtype=bool)
    if not pd.isna(option.valid_from):
        holds &= day >= np.datetime64(option.valid_from, "D")
    if not pd.isna(option.valid_to):
        holds &= day <= np.datetime64(option.valid_to, "D")
    return holds


def _missing(rows: pd.DataFrame) -> list[str]:
    texts = [
        f"outside_options.csv: no row from {row.start} to {row.end} for {row.cargo_class} holds on the ready day of "
        f"{row.consignment_id}; add one"
        for row in rows.drop_duplicates(["start", "end", "cargo_class"]).itertuples()
    ]
    return texts[:_SHOWN] + ([f"... and {len(texts) - _SHOWN} more like it"] if len(texts) > _SHOWN else [])
