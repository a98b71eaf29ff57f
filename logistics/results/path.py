"""What routing answers: legs, paths and the front of paths of one consignment, as plain values."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from logistics.network.model import Network
from logistics.results.frames import legs_frame, legs_geodataframe
from logistics.results.wait import Wait


@dataclass(frozen=True, slots=True)
class Leg:
    """
    One row of an itinerary: a movement on one link, an operation, or a wait.

    Attributes
    ----------
    kind : str
        ride, ferry, sea or road (on a link), operate (at a terminal, queue included) or wait.
    activity : str
        Activity of the operation (load, unload, transfer, gauge_change, pass …), or where a wait is spent.
    from_terminal, to_terminal : str
        The same for operate and wait.
    service_id, run_id, link_id, operation_id : str
        Blank where none applies.
    start_utc, end_utc : datetime
        With zone UTC, to the minute.
    distance_km, cost_usd, co2e_kg : float
        Per FEU; CO2e of traction and of a running reefer together.
    ambient_c, cargo_c : float
        Mean outside temperature and mean cargo temperature; nan where unknown.
    shelf_life_used : float
        Share of the shelf life spent on this leg; nan for goods without one.
    country : str
        ISO-2 where the leg is; a link across a border is two legs or counts by `Path.countries`.
    energy_kwh, fuel_l, reefer_co2e_kg : float
        From plugs, diesel of the unit's own set, and their part of ``co2e_kg`` with leaking refrigerant; per FEU.
    holdover_h : float
        Hours inside their limits if the power failed here, in a warm or cold spell; infinite, or nan without power.
    inspected : bool
        The goods are inspected here: an operation of transfer class ``inspected``.
    """

    kind: str
    activity: str
    from_terminal: str
    to_terminal: str
    service_id: str
    run_id: str
    link_id: str
    operation_id: str
    start_utc: datetime
    end_utc: datetime
    distance_km: float
    cost_usd: float
    co2e_kg: float
    ambient_c: float = float("nan")
    cargo_c: float = float("nan")
    shelf_life_used: float = float("nan")
    country: str = ""
    energy_kwh: float = 0.0
    fuel_l: float = 0.0
    reefer_co2e_kg: float = 0.0
    holdover_h: float = float("nan")
    inspected: bool = False

    @property
    def hours(self) -> float:
        """Duration [h]."""
        return (self.end_utc - self.start_utc).total_seconds() / 3600.0

    def to_dict(self) -> dict[str, Any]:
        """Return the leg as `route --json` prints it."""
        row = {name: getattr(self, name) for name in _LEG_FIELDS}
        named = {"from": self.from_terminal, "to": self.to_terminal, "hours": self.hours}
        return {**row, **named, "start_utc": _iso(self.start_utc), "end_utc": _iso(self.end_utc)}

    def to_frame(self) -> pd.DataFrame:
        """Return the leg as one row (see `legs_frame`)."""
        return legs_frame([self])

    def to_geodataframe(self, network: Network) -> Any:
        """Return the leg with its line or point (WGS 84), as a GeoDataFrame."""
        return legs_geodataframe([self], network)

    def plot(self, network: Network, **options: Any) -> Any:
        """Draw the time-distance chart of the leg alone (see `logistics.report.plot_paths`)."""
        h, km = self.hours, {self.country: self.distance_km} if self.distance_km else {}
        return Path((self,), h, h, h, self.cost_usd, self.co2e_kg, self.shelf_life_used, km).plot(network, **options)


_LEG_FIELDS = (
    "kind", "activity", "service_id", "run_id", "link_id", "operation_id", "distance_km", "cost_usd", "co2e_kg",
    "ambient_c", "cargo_c", "shelf_life_used", "country", "energy_kwh", "fuel_l", "reefer_co2e_kg",
    "holdover_h", "inspected",
)  # fmt: skip


@dataclass(frozen=True)
class Path:
    """
    One way for a consignment, from readiness at the origin to the gate of the destination.

    Attributes
    ----------
    legs : tuple of Leg
        Without gaps in time, first to last.
    transit_p10_h, transit_p50_h, transit_p90_h : float
        Quantiles of the transit time [h] from the delay distributions of the operations on the path.
    cost_usd, co2e_kg : float
        Per FEU; route constants are not in the cost.
    shelf_life_used : float
        Share of the shelf life spent, nan for goods without one. Never clipped.
    countries : mapping of str to float
        Kilometres by ISO-2 country.
    p10_h, p50_h, p90_h : tuple of float
        Quantiles of the hours elapsed at the end of each leg, for charts.
    reefer : mapping, optional
        Of a unit with power: ``power, set_point_c, fuel, shortest_holdover, power_cut`` (see `logistics.routing`).
    rain : mapping, optional
        Of grain in a box without power: ``grain, moisture_wb_pct, hours`` of condensation, ``first`` leg with it.
    waits : tuple of Wait
        What varies beside the hours in motion and missed onward trains, in the order of travel.
    duty_usd : float
        Duties on the goods, per FEU; every way between the two countries pays them, so they are not in ``cost_usd``.
    """

    legs: tuple[Leg, ...]
    transit_p10_h: float
    transit_p50_h: float
    transit_p90_h: float
    cost_usd: float
    co2e_kg: float
    shelf_life_used: float
    countries: Mapping[str, float]
    p10_h: tuple[float, ...] = ()
    p50_h: tuple[float, ...] = ()
    p90_h: tuple[float, ...] = ()
    reefer: Mapping[str, Any] | None = None
    rain: Mapping[str, Any] | None = None
    waits: tuple[Wait, ...] = ()
    duty_usd: float = 0.0

    @property
    def depart_utc(self) -> datetime:
        """Start of the first leg."""
        return self.legs[0].start_utc

    @property
    def arrive_utc(self) -> datetime:
        """End of the last leg."""
        return self.legs[-1].end_utc

    @property
    def transit_h(self) -> float:
        """Hours from the start of the first leg to the end of the last one, by the timetable."""
        return (self.arrive_utc - self.depart_utc).total_seconds() / 3600.0

    @property
    def distance_km(self) -> float:
        """Length of the way [km]."""
        return sum(leg.distance_km for leg in self.legs)

    @property
    def energy_kwh(self) -> float:
        """Electricity from plugs [kWh per FEU]."""
        return sum(leg.energy_kwh for leg in self.legs)

    @property
    def fuel_l(self) -> float:
        """Diesel of the unit's own set [l per FEU]."""
        return sum(leg.fuel_l for leg in self.legs)

    @property
    def reefer_co2e_kg(self) -> float:
        """Part of the CO2e that keeping the set point makes [kg per FEU]; the rest is traction."""
        return sum(leg.reefer_co2e_kg for leg in self.legs)

    @property
    def ride_h(self) -> float:
        """Hours in motion: rides, ferries, sea and road."""
        return sum(leg.hours for leg in self.legs if leg.kind not in {"operate", "wait"})

    @property
    def border_h(self) -> float:
        """Hours of operations."""
        return sum(leg.hours for leg in self.legs if leg.kind == "operate")

    @property
    def wait_h(self) -> float:
        """Hours of waiting."""
        return sum(leg.hours for leg in self.legs if leg.kind == "wait")

    def to_dict(self) -> dict[str, Any]:
        """Return the path as `route --json` prints it."""
        return {
            **{name: getattr(self, name) for name in _PATH_FIELDS},
            "countries": dict(self.countries),
            "depart_utc": _iso(self.depart_utc),
            "arrive_utc": _iso(self.arrive_utc),
            "reefer": None if self.reefer is None else dict(self.reefer),
            "rain": None if self.rain is None else dict(self.rain),
            "waits": [asdict(wait) for wait in self.waits],
            "legs": [leg.to_dict() for leg in self.legs],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per leg, with running sums (see `legs_frame`)."""
        return legs_frame(self.legs)

    def to_geodataframe(self, network: Network) -> Any:
        """Return the legs with their line or point (WGS 84), as a GeoDataFrame."""
        return legs_geodataframe(self.legs, network)

    def plot(self, network: Network, **options: Any) -> Any:
        """Draw the time-distance chart of the path (see `logistics.report.plot_paths`)."""
        return importlib.import_module("logistics.report").plot_paths([self], network, **options)


_PATH_FIELDS = (
    "transit_h", "transit_p10_h", "transit_p50_h", "transit_p90_h", "ride_h", "border_h", "wait_h", "cost_usd",
    "duty_usd", "co2e_kg", "shelf_life_used", "distance_km", "energy_kwh", "fuel_l", "reefer_co2e_kg",
)  # fmt: skip


@dataclass(frozen=True)
class Front:
    """
    The sensible ways of one consignment: no path is worse than another in every criterion.

    Attributes
    ----------
    origin, destination, commodity : str
    depart_utc : datetime
        Readiness at the origin.
    paths : tuple of Path
        By transit time, then cost.
    explanation : mapping, optional
        Why there is no path; None when there is one.
    query : mapping
        Everything that was asked, restrictions included.
    """

    origin: str
    destination: str
    commodity: str
    depart_utc: datetime
    paths: tuple[Path, ...]
    explanation: Mapping[str, Any] | None = None
    query: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self.paths)

    def __iter__(self) -> Iterator[Path]:
        """Iterate over the paths."""
        return iter(self.paths)

    def __getitem__(self, number: int) -> Path:
        """Return one path."""
        return self.paths[number]

    def to_dict(self) -> dict[str, Any]:
        """Return the front as `route --json` prints it."""
        return {
            **{name: getattr(self, name) for name in ("origin", "destination", "commodity")},
            "depart_utc": _iso(self.depart_utc),
            "paths": [path.to_dict() for path in self.paths],
            "explanation": None if self.explanation is None else dict(self.explanation),
            "query": dict(self.query),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per path, without legs."""
        rows = [{**path.to_dict(), "countries": "-".join(path.countries)} for path in self.paths]
        return pd.DataFrame(rows).drop(columns=["legs", "reefer", "rain", "waits"], errors="ignore")

    def to_geodataframe(self, network: Network) -> Any:
        """Return the legs of all paths with their geometry and the number of their path."""
        return pd.concat(
            [path.to_geodataframe(network).assign(path=number) for number, path in enumerate(self.paths, 1)],
            ignore_index=True,
        )

    def plot(self, network: Network, **options: Any) -> Any:
        """Draw the time-distance chart of all paths (see `logistics.report.plot_paths`)."""
        return importlib.import_module("logistics.report").plot_paths(list(self.paths), network, **options)


def _iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
