"""Plug-in reefers under way may go on without power: a second way to carry them, for the same money."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from logistics.cargo.fleets import unplugged_unit
from logistics.network.model import Network
from logistics.planning.lives import life_of
from logistics.planning.options import Options
from logistics.scenario import Instance

ON, OFF = "on", "off"
"""Power of a box under way: it may be unplugged, or has been."""


def twin_of(network: Network, commodity: str, unit: str) -> str:
    """Return the unit that goods in a plug-in reefer go on in without power; '' where their temperature is unknown."""
    twin = unplugged_unit(network, unit)
    if not twin:
        return ""
    goods = network["commodities"].set_index("commodity_id").loc[commodity]
    needs = [network["loading_units"].set_index("unit_id").loc[twin, "ua_w_k"]]
    needs += [goods["specific_heat_kj_kgk"], goods["set_point_c"]]
    if pd.isna(needs).any():
        return ""
    return twin if life_of(network, commodity, twin).unpowered is not None else ""


def powers(network: Network, commodity: pd.Series, unit: pd.Series, off: pd.Series) -> list[str]:
    """Return the power of boxes under way: `ON` of those that may be unplugged, `OFF` of those that are, or ''."""
    pairs = list(zip(commodity, unit, strict=True))
    known = {pair: twin_of(network, *pair) for pair in dict.fromkeys(pairs)}
    return [OFF if gone else ON if known[pair] else "" for pair, gone in zip(pairs, off, strict=True)]


def with_unplugged(instance: Instance, options: Options) -> Options:
    """
    Return options with those of plug-in reefers under way that go on without power.

    They cost what the reefer costs, running or not: nothing is saved by unplugging it. Boxes that have no power any
    more stay without.
    """
    if "power" not in instance.under_way:
        return options
    names = instance.consignments["consignment_id"]
    power = instance.under_way["power"].astype(object).reindex(names).to_numpy(object)[options.home]
    dark = np.flatnonzero((power == ON) | (power == OFF))
    if not len(dark):
        return options
    goods = instance.consignments["commodity_id"].to_numpy(object)[options.home[dark]]
    pairs = list(zip(goods, options.unit[dark], strict=True))
    known = {pair: twin_of(instance.network, *pair) for pair in dict.fromkeys(pairs)}
    row = np.concatenate([np.flatnonzero(power != OFF), dark])
    second = np.repeat([False, True], [len(row) - len(dark), len(dark)])
    found = options.rows(row)
    found.unit[second] = [known[pair] for pair in pairs]
    found.power[second] = OFF
    return found.rows(np.argsort(found.home, kind="stable"))


def told_apart(
    paths: pd.DataFrame, instance: Instance, before: Mapping[str, int]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """
    Return paths of boxes under way in the units that they set out in, and from when some of them have no power.

    Parameters
    ----------
    paths : DataFrame
        ``path_id``, ``unit``, and ``piece``: the consignment of boxes under way, blank for others.
    instance : Instance
        What was planned: boxes under way as consignments.
    before : mapping
        Minute from which pieces had no power before.
    """
    table = instance.consignments.set_index("consignment_id")
    own = paths["piece"].map(table["unit_id"])
    dark = own.notna() & (paths["unit"] != own)
    now = paths["piece"].map(table["ready_min"]).clip(lower=instance.followed_from_min)
    since = np.minimum(paths["piece"].map(dict(before)).astype(float).fillna(np.inf), now)
    found = dict(zip(paths.loc[dark, "path_id"], since[dark].astype(int), strict=True))
    return paths.assign(unit=own.where(dark, paths["unit"])), found
