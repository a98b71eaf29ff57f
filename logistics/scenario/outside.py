"""The outside option of every consignment: the cheapest way to do without these trains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.entry import words
from logistics.scenario.horizon import Horizon

_SHOWN = 20


def add_outside_options(
    consignments: pd.DataFrame, network: Network, changes: Iterable[Change], horizon: Horizon
) -> pd.DataFrame:
    """
    Return consignments with the cheapest matching outside option, by generalised cost.

    Generalised cost = price times FEU + 24 times days times the value of time of the goods.

    Parameters
    ----------
    consignments : DataFrame
        origin, destination, cargo_class, ready_min, feu_per_box, time_usd_per_box_h.
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
    start, end = consignments["origin"].map(regions), consignments["destination"].map(regions)
    ready, feu = consignments["ready_min"].to_numpy(), consignments["feu_per_box"].to_numpy()
    time_usd = consignments["time_usd_per_box_h"].to_numpy()
    best = np.full(len(consignments), np.inf)
    price, days = np.zeros(len(consignments)), np.zeros(len(consignments))
    chosen = np.full(len(consignments), -1)
    options = network["outside_options"]
    changes = [c for c in changes if c.kind == "price" and {"outside", "outside_mode"} & set(c.fields)]
    for position, option in enumerate(options.itertuples()):
        fits = start.isin(option.origin_region.split(";")) & end.isin(option.destination_region.split(";"))
        if option.cargo_class:
            fits &= consignments["cargo_class"].isin(option.cargo_class.split(";"))
        money = option.cost_usd_per_feu * feu * _price_factor(option, ready, changes, horizon)
        total = money + 24.0 * option.days * time_usd
        better = fits.to_numpy(dtype=bool) & _valid(option, ready) & (total < best)
        best[better], price[better], days[better], chosen[better] = total[better], money[better], option.days, position
    if (chosen < 0).any():
        raise DataError(_missing(consignments[chosen < 0], start, end))
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


def _missing(consignments: pd.DataFrame, start: pd.Series, end: pd.Series) -> list[str]:
    rows = consignments.assign(start=start, end=end).drop_duplicates(["start", "end", "cargo_class"])
    texts = [
        f"outside_options.csv: no row from {row.start} to {row.end} for {row.cargo_class} holds on the ready day of "
        f"{row.consignment_id}; add one"
        for row in rows.itertuples()
    ]
    return texts[:_SHOWN] + ([f"... and {len(texts) - _SHOWN} more like it"] if len(texts) > _SHOWN else [])
