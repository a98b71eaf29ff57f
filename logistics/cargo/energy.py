"""What a running reefer takes in the weather of its way, and the CO2e of making it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logistics.cargo.arrays import F64
from logistics.cargo.climate import Climate
from logistics.cargo.power import UA_40FT_W_K, genset_litres_h, reefer_power_kw
from logistics.errors import DataError
from logistics.network import Network

I64 = NDArray[np.int64]
HOURS_PER_YEAR = 8766.0
_KG_PER_G = 0.001


class Feed(IntEnum):
    """Where the electricity of a plug comes from."""

    YARD = 0
    TRAIN = 1
    SHIP = 2


SCOPES = {Feed.YARD: "grid", Feed.TRAIN: "train_power", Feed.SHIP: "ship_power"}
"""Scope of the factor of ``emission_factors.csv``, gCO2e/kWh."""
_SHIPS = ("ferry", "sea")
_VEHICLES = ("ride", "road")


def feeds(kind: ArrayLike, activity: ArrayLike) -> NDArray[np.int8]:
    """
    Return where plugs are fed on rows of an itinerary: `Feed` by kind and activity.

    Examples
    --------
    >>> feeds(["ride", "wait", "wait", "operate", "ferry"], ["", "aboard", "yard", "load", ""]).tolist()
    [1, 1, 0, 0, 2]
    """
    kinds, doing = np.asarray(kind, dtype=object), np.asarray(activity, dtype=object)
    aboard = np.isin(kinds, _VEHICLES) | ((kinds == "wait") & (doing == "aboard"))
    return np.where(np.isin(kinds, _SHIPS), Feed.SHIP, np.where(aboard, Feed.TRAIN, Feed.YARD)).astype(np.int8)


@dataclass(frozen=True)
class Unit:
    """
    A loading unit with goods that it keeps at their set point.

    Attributes
    ----------
    power : {'none', 'plug', 'diesel'}
    set_point_c : float
        nan without power.
    ua_w_k : float
        Heat through the walls.
    tank_l : float
        Diesel in a full tank; infinite where no size is known.
    """

    power: str
    set_point_c: float = math.nan
    ua_w_k: float = UA_40FT_W_K
    tank_l: float = math.inf

    @property
    def runs(self) -> bool:
        """Whether it takes energy."""
        return self.power != "none" and not math.isnan(self.set_point_c)

    @classmethod
    def of(cls, network: Network, commodity_id: str, unit_id: str) -> Unit:
        """Return the unit with goods in it, both known to the tables; a blank UA is that of a 40 ft reefer."""
        goods, units = network["commodities"], network["loading_units"]
        unit = units[units["unit_id"] == unit_id].iloc[0]
        if unit["power"] == "none":
            return cls("none")
        tank, walls = float(unit.get("tank_l", math.nan)), float(unit["ua_w_k"])
        return cls(
            power=str(unit["power"]),
            set_point_c=float(goods.loc[goods["commodity_id"] == commodity_id, "set_point_c"].iloc[0]),
            ua_w_k=UA_40FT_W_K if math.isnan(walls) else walls,
            tank_l=math.inf if unit["power"] != "diesel" or math.isnan(tank) else tank,
        )


@dataclass(frozen=True)
class Used:
    """
    What a unit takes on stretches of its way.

    Attributes
    ----------
    kwh : float64[n]
        Electricity from plugs.
    litres : float64[n]
        Diesel of its own set.
    co2e_kg : float64[n]
        Of both, well to wheel, and of the refrigerant that leaks.
    leaked_kg : float64[n]
        The part of the refrigerant, kg CO2e.
    """

    kwh: F64
    litres: F64
    co2e_kg: F64
    leaked_kg: F64


class Energy:
    """
    Energy and its emissions by place and month; reads the tables once.

    Parameters
    ----------
    network : Network

    Notes
    -----
    A stretch leads from one terminal to another, or stays at one. Half of its time counts in the mean temperature of
    the month at either end, so amounts add up wherever a stretch is cut in time:
    ``E = (∫ P(A_from(t)) dt + ∫ P(A_to(t)) dt) / 2`` with the power P of `reefer_power_kw` and the litres of
    `genset_litres_h`; electricity has the factor of the country at either end. Sunshine, defrosting and the pull-down
    of warm cargo are left out. Refrigerant: charge x leak per year x GWP, spread over the hours that a unit runs.
    """

    def __init__(self, network: Network) -> None:
        climate, terminals = Climate.of(network), network["terminals"]
        self._place = np.array([climate.row(name) for name in terminals["climate_place"]], np.int64)
        self._mean_c = climate.mean_c[:, 1:]
        self._network = network
        self._country = [str(name) for name in terminals["country"]]
        self._rates: dict[tuple[str, float, float], F64] = {}
        self._power_factor: F64 | None = None
        self._diesel_factor = math.nan

    def rate(self, unit: Unit) -> F64:
        """Return kWh or litres per hour of a unit by climate place and month, float64[places, 12]."""
        key = (unit.power, unit.set_point_c, unit.ua_w_k)
        if key not in self._rates:
            power = np.asarray(reefer_power_kw(self._mean_c, unit.set_point_c, unit.ua_w_k))
            self._rates[key] = np.asarray(genset_litres_h(power)) if unit.power == "diesel" else power
        return self._rates[key]

    def use(self, unit: Unit, tail: I64, head: I64, start: I64, end: I64, feed: NDArray[np.int8]) -> Used:
        """
        Return what a unit takes on stretches.

        Parameters
        ----------
        unit : Unit
        tail, head : int64[n]
            Rows of ``terminals.csv``, the same where it stands.
        start, end : int64[n]
            UTC minutes.
        feed : int8[n]
            Source of electricity, see `feeds`; means nothing for a diesel set.

        Raises
        ------
        DataError
            If a factor is missing.
        """
        none = np.zeros(len(tail))
        if not unit.runs or not len(tail):
            return Used(none, none, none, none)
        halves = [self._amount(unit, self._place[ends], start, end) / 2.0 for ends in (tail, head)]
        leaked: F64 = np.asarray(self._leak_kg_h() * (end - start) / 60.0, np.float64)
        if unit.power == "diesel":
            litres = halves[0] + halves[1]
            return Used(none, litres, litres * self._per_litre() + leaked, leaked)
        factor = self._per_kwh()
        co2e = halves[0] * factor[feed, tail] + halves[1] * factor[feed, head] + leaked
        return Used(halves[0] + halves[1], none, co2e, leaked)

    def _amount(self, unit: Unit, place: I64, start: I64, end: I64) -> F64:
        """Return the integral of the hourly rate at places between minutes."""
        rate = self.rate(unit)
        first, last = (int(value) for value in (_month(start.min(keepdims=True))[0], _month(end.max(keepdims=True))[0]))
        months = np.arange(first, last + 1)
        edge = months.astype("datetime64[M]").astype("datetime64[m]").astype(np.int64)
        length = np.diff(edge) / 60.0
        by_month = rate[:, months % 12]
        before = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(by_month[:, :-1] * length, axis=1)], axis=1)

        def until(minute: I64) -> F64:
            at = _month(minute) - first
            return np.asarray(before[place, at] + by_month[place, at] * (minute - edge[at]) / 60.0)

        return until(end) - until(start)

    def _leak_kg_h(self) -> float:
        """Return the kg CO2e of refrigerant per hour."""
        value = self._network.parameter
        share = value("refrigerant_leak_pct_per_year") / 100.0 / HOURS_PER_YEAR
        return value("refrigerant_charge_kg") * share * value("refrigerant_gwp")

    def _per_kwh(self) -> F64:
        """Return kg CO2e per kWh by source and terminal, float64[3, terminals]."""
        if self._power_factor is None:
            rows = [[self._factor(SCOPES[feed], country) for country in self._country] for feed in Feed]
            self._power_factor = np.array(rows)
        return self._power_factor

    def _per_litre(self) -> float:
        """Return kg CO2e per litre of diesel."""
        if math.isnan(self._diesel_factor):
            self._diesel_factor = self._factor("fuel", "")
        return self._diesel_factor

    def _factor(self, scope: str, country: str) -> float:
        """Return the first used factor of a scope, of the country or of any [kg CO2e per unit]."""
        table = self._network["emission_factors"]
        table = table[table["used"].astype(bool) & (table["scope"] == scope)]
        for place in (country, ""):
            found = table.loc[table["country"] == place, "value"]
            if len(found):
                return float(found.iloc[0]) * _KG_PER_G
        raise DataError(
            f"emission_factors.csv: no used row of scope {scope!r}{f' for {country}' if country else ''}; reefers need "
            "it (blank country: any)"
        )


def _month(minutes: I64) -> I64:
    """Return months since January 1970."""
    return np.asarray(minutes.astype("datetime64[m]").astype("datetime64[M]").astype(np.int64))
