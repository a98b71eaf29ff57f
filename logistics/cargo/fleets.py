"""Fleets of boxes in ``fleets.csv``: how many there are, and how long each needs before it can be loaded again."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.network.model import Network
from logistics.units import MIN_PER_DAY


@dataclass(frozen=True)
class Fleet:
    """
    Boxes that loading units share.

    Attributes
    ----------
    fleet_id, name : str
    boxes : float
    turn_min : int
        Minutes from unloading until a box can be loaded again.
    """

    fleet_id: str
    name: str
    boxes: float
    turn_min: int


def read_fleets(network: Network) -> tuple[Fleet, ...]:
    """Return the fleets of a network, in the order of the table; none without one."""
    if "fleets" not in network.tables:
        return ()
    table = network["fleets"]
    rows = zip(*(table[name].tolist() for name in ("fleet_id", "name", "boxes", "turn_days")), strict=True)
    return tuple(Fleet(str(i), str(name), float(n), round(float(d) * MIN_PER_DAY)) for i, name, n, d in rows)


def fleet_of_unit(network: Network) -> dict[str, int]:
    """Return the row in ``fleets.csv`` of every loading unit that belongs to a fleet."""
    row = {fleet.fleet_id: number for number, fleet in enumerate(read_fleets(network))}
    units = network["loading_units"]
    pairs = zip(units["unit_id"].tolist(), units["fleet_id"].tolist(), strict=True) if row else ()
    return {str(unit): row[str(fleet)] for unit, fleet in pairs if fleet in row}


def fleets_on_offer(network: Network) -> set[int]:
    """Return the rows in ``fleets.csv`` of the fleets that some goods may take boxes of."""
    offered = network["commodity_units"]
    units = {*network["commodities"]["unit_id"], *offered.loc[~offered["optional"], "unit_id"]}
    return {row for unit, row in fleet_of_unit(network).items() if unit in units}


def unplugged_unit(network: Network, unit: str) -> str:
    """
    Return the unit that a plug-in reefer is without power: the same box of the same fleet; '' for any other unit.

    It has no power, and the length, payload, tare and walls of the reefer.
    """
    if "fleets" not in network.tables:
        return ""
    units = network["loading_units"].set_index("unit_id")
    mine = units.loc[unit]
    if mine["power"] != "plug" or not mine["fleet_id"]:
        return ""
    same = (units["power"] == "none") & (units[list(_SAME)] == mine[list(_SAME)]).all(axis=1)
    return str(same.idxmax()) if same.any() else ""


_SAME = ("fleet_id", "feu", "payload_t", "tare_t", "ua_w_k")
