"""Relaxations: one capacity, one outside option or one due time, loosened by name."""

from __future__ import annotations

from collections.abc import Mapping

from logistics.errors import did_you_mean
from logistics.network.model import Network

_RESOURCES = {
    "train": ("services", "service_id"),
    "throughput": ("facilities", "facility_id"),
    "yard": ("facilities", "facility_id"),
    "powered": ("facilities", "facility_id"),
    "link": ("links", "link_id"),
    "slot": ("operations", "operation_id"),
    "quota": ("rules", "rule_id"),
    "fleet": ("fleets", "fleet_id"),
    "limit": None,
}
_AMOUNTS = {"resource": ("amount",), "consignment": ("usd_per_box", "hours")}


def check_relaxation(fields: Mapping[str, object], network: Network) -> list[str]:
    """
    Return what is wrong with a ``relax`` change.

    Parameters
    ----------
    fields : mapping
        ``resource`` and ``amount``, or ``consignment`` with ``usd_per_box`` or ``hours``.
    network : Network
        Where the services, facilities, links and demand rows named must exist.
    """
    target = "resource" if "resource" in fields else "consignment"
    given = next(name for name in ("amount", "usd_per_box", "hours") if name in fields)
    if given not in _AMOUNTS[target]:
        return [f"{given}: not with a {target}; allowed: {', '.join(_AMOUNTS[target])}"]
    return (
        _check_resource(str(fields["resource"]), network)
        if target == "resource"
        else _check_consignment(str(fields["consignment"]), network)
    )


def _check_resource(resource: str, network: Network) -> list[str]:
    kind, _, rest = resource.partition(":")
    if kind not in _RESOURCES or not rest:
        hint = did_you_mean(kind, _RESOURCES)
        heads = ", ".join(f"{k}:" for k in _RESOURCES)
        return [f"resource: {resource!r} found; must begin with {heads}{hint}"]
    home = _RESOURCES[kind]
    if home is None:
        return []
    table, column = home
    name = rest.partition("@" if kind == "train" else ":")[0]
    known = network[table][column].tolist()
    return [] if name in known else [f"resource: {name!r} is not in {table}.csv{did_you_mean(name, known)}"]


def _check_consignment(consignment: str, network: Network) -> list[str]:
    name, slash, _ = consignment.rpartition("/")
    if not slash:
        return [f"consignment: {consignment!r} found; write <demand_id>/<ready day>, such as d1/2025-09-01"]
    known = network["demand"]["demand_id"]
    if (known == name).any():
        return []
    return [f"consignment: {name!r} is not in demand.csv{did_you_mean(name, known.tolist()[:5000])}"]
