"""What is asked of the router: one consignment with its restrictions, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CRITERIA = ("time", "cost", "shelf_life", "co2e")
SERVICE_CLASSES = ("any", "ordinary", "express")


@dataclass(frozen=True)
class Query:
    """
    One consignment and what its way must obey.

    Attributes
    ----------
    origin, destination : str
        Terminals, by id or by a name of ``names.csv``.
    commodity : str
        Id of ``commodities.csv``.
    depart : datetime
        Readiness at the gate of the origin; without a zone it is UTC.
    arrive_by : datetime, optional
        Latest arrival; by default ``max_days`` of the commodity after the end of the window.
    window_h : float
        The boxes may be brought to the gate at any minute up to this many hours after ``depart``; the transit time
        counts from the minute chosen.
    service_class : {'any', 'ordinary', 'express'}
        express: every train ridden is an express; ordinary: none is. Ships are neither.
    unit : str, optional
        Loading unit of ``loading_units.csv``; by default that of the commodity.
    start_c : float, optional
        Cargo temperature at the gate [degC]; by default the set point of the goods, else that of the place. Boxes with
        power hold their set point whatever it was.
    ignore_rules : tuple of str
        Ids of ``rules.csv`` that are taken not to hold.
    boxes : float
        Boxes that must find room on every train, facility and yard of the way.
    via : tuple of str
        Terminals that the way stops at or passes through, in this order, without going back over the tracks by which
        it came to one of them. Where no way goes on, or only far around, they may; fronts tell that.
    avoid : tuple of str
        Terminals that the way neither stops at nor passes, and countries (ISO-2 or English name) without a kilometre
        of it.
    close : tuple of str
        Links and terminals that are shut.
    alternatives : int, optional
        At most so many paths, spread over the front (see `spread`); None is the whole front.
    power_cut : str, optional
        Terminal or link, a colon, and hours: there the power of plug-in boxes fails once for so long. It changes what
        becomes of the goods on each path, not which paths are found.
    criteria : tuple of str
        What makes a path sensible: some of time, cost, shelf_life, co2e. All four are reported. Of the CO2e of a
        running reefer, what it makes in the terminal of origin before the first departure that it could take is
        reported, but not compared.
    """

    origin: str
    destination: str
    commodity: str
    depart: datetime
    arrive_by: datetime | None = None
    window_h: float = 0.0
    service_class: str = "any"
    unit: str | None = None
    boxes: float = 1.0
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    alternatives: int | None = None
    criteria: tuple[str, ...] = ("time", "cost", "shelf_life")
    start_c: float | None = None
    ignore_rules: tuple[str, ...] = ()
    power_cut: str | None = None
