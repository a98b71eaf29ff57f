"""The free figures of the fit as values (``calibration.csv``), and the tables that hold what is fitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logistics.errors import DataError, did_you_mean
from logistics.network.model import Network
from logistics.timetable.tables import listed, numbers, texts

P90_RATIO = 1.6
"""P90 of an episode's hours over their median (assumed:delay_spread)."""


@dataclass(frozen=True)
class Parameter:
    """
    One row of ``calibration.csv``.

    Attributes
    ----------
    fit_id : str
    kind : str
        speed: factor on the prior speed of operator groups; delay: typical hours of rows of
        ``delays.csv``; offer, a share of the time, and spread: a value of ``parameters.csv``.
    targets, classes : tuple of str
        Operator groups and service classes, rows of ``delays.csv``, or a parameter.
    prior, prior_sd, value : float
        The standard deviation of a speed or an offer is that of its logarithm.
    """

    fit_id: str
    kind: str
    targets: tuple[str, ...]
    classes: tuple[str, ...]
    prior: float
    prior_sd: float
    value: float

    @property
    def is_factor(self) -> bool:
        """Whether it multiplies hours, so that its logarithm is fitted."""
        return self.kind in {"speed", "offer"}


def read_parameters(network: Network) -> tuple[Parameter, ...]:
    """
    Return the rows of ``calibration.csv`` in file order.

    Raises
    ------
    DataError
        If a target does not exist.
    """
    table = network["calibration"]
    rows = zip(
        texts(table, "fit_id"), texts(table, "kind"), texts(table, "target"), texts(table, "service_class"),
        *(numbers(table, name).tolist() for name in ("prior", "prior_sd", "value")), strict=True,
    )  # fmt: skip
    found = tuple(
        Parameter(name, kind, listed(target), listed(classes), prior, prior_sd, value)
        for name, kind, target, classes, prior, prior_sd, value in rows
    )
    if faults := [fault for p in found for fault in _unknown(p, network)]:
        raise DataError(faults)
    return found


def _unknown(parameter: Parameter, network: Network) -> Iterator[str]:
    """Yield a fault for each target that is in no table."""
    table, column = _HOMES[parameter.kind]
    known = network[table][column].tolist()
    for target in parameter.targets:
        if target not in known:
            hint = did_you_mean(target, known)
            yield f"calibration.csv: {parameter.fit_id}: target: {target!r} is not in {table}.csv{hint}"


_HOMES = {
    "speed": ("speeds", "operator"), "delay": ("delays", "delay_id"), "spread": ("parameters", "parameter_id"),
    "offer": ("parameters", "parameter_id"),
}  # fmt: skip


def with_values(network: Network, values: Mapping[str, float]) -> Network:
    """
    Return a network with other fitted figures: ``calibration``, ``speeds``, ``delays`` and ``parameters``.

    Parameters
    ----------
    network : Network
    values : mapping of str to float
        By ``fit_id``; figures not named stay.
    """
    parameters = [p for p in read_parameters(network) if p.fit_id in values]
    tables = {name: network[name].copy() for name in ("calibration", "speeds", "delays", "parameters")}
    calibration, speeds, delays = tables["calibration"], tables["speeds"], tables["delays"]
    for p in parameters:
        value = rounded(p, values[p.fit_id])
        calibration.loc[calibration["fit_id"] == p.fit_id, "value"] = value
        if p.kind == "speed":
            own = speeds["operator"].isin(p.targets) & speeds["service_class"].isin(p.classes)
            own &= speeds["prior_kmh"].notna()
            speeds.loc[own, "speed_kmh"] = (speeds.loc[own, "prior_kmh"] * value).round(1)
        elif p.kind == "delay":
            own = delays["delay_id"].isin(p.targets)
            delays.loc[own, "typical_h"], delays.loc[own, "p90_h"] = value, round(value * P90_RATIO, 1)
        else:
            own = tables["parameters"]["parameter_id"].isin(p.targets)
            tables["parameters"].loc[own, "value"] = value
    return network.with_tables(**tables)


def rounded(parameter: Parameter, value: float) -> float:
    """Return a value as it is written: speeds, offers and spreads to 0.001, hours to whole ones."""
    return round(value, 0 if parameter.kind == "delay" else 3)


def fitted(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Return the parameters that least squares fit; the spread is set by cross-validation."""
    return [p for p in parameters if p.kind != "spread"]
