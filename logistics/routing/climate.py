"""Outside temperature by place and month, and the shelf life that it takes from boxes without power."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)


class Climate:
    """
    Monthly mean temperatures of terminals over a span of time.

    Parameters
    ----------
    network : Network
    first_min, last_min : int
        UTC minutes that are asked about.

    Attributes
    ----------
    place : int64[T]
        Row of the climate place of each terminal.
    starts : int64[S + 1]
        UTC minutes at which months begin.
    mean : float64[C, S]
        Mean of each climate place and month [degC].
    """

    def __init__(self, network: Network, first_min: int, last_min: int) -> None:
        table = network["climate"]
        places = {name: row for row, name in enumerate(table["place_id"].unique())}
        mean = np.full((len(places), 12), np.nan)
        mean[table["place_id"].map(places).to_numpy(), table["month"].to_numpy(int) - 1] = table["tmean_c"]
        self.place = network["terminals"]["climate_place"].map(places).to_numpy(np.int64)
        first, last = (np.datetime64(int(minute), "m").astype("datetime64[M]") for minute in (first_min, last_min))
        months = np.arange(first, last + 2)
        self.starts: I64 = months.astype("datetime64[m]").astype(np.int64)
        self.mean: F64 = mean[:, months[:-1].astype(np.int64) % 12]

    def at(self, terminal: I64, minute: I64) -> F64:
        """Return the monthly mean at terminals [degC]."""
        month = np.searchsorted(self.starts, minute, side="right") - 1
        return np.asarray(self.mean[self.place[terminal], np.clip(month, 0, self.mean.shape[1] - 1)], np.float64)


class _Integral:
    """A monthly rate per minute of climate places, integrated over time."""

    def __init__(self, climate: Climate, monthly: F64) -> None:
        self._starts, self._monthly = climate.starts, monthly
        whole = np.cumsum(monthly * np.diff(climate.starts), axis=1)
        self._upto = np.concatenate([np.zeros((len(monthly), 1)), whole], axis=1)

    def until(self, place: I64, minute: I64) -> F64:
        """Return the integral at places from the first month to UTC minutes."""
        month = np.clip(np.searchsorted(self._starts, minute, side="right") - 1, 0, self._monthly.shape[1] - 1)
        return np.asarray(self._upto[place, month] + self._monthly[place, month] * (minute - self._starts[month]))


class Exposure:
    """
    Shelf life used by goods at the outside temperature, or at the set point of their box.

    The rate is integrated along the way, place by place and month by month, never taken at a mean temperature of it:
    the cargo has the monthly mean of the place it stands at; between two terminals the mean is linear in the
    distance and the integral is taken at three points (Gauss-Legendre).

    Parameters
    ----------
    climate : Climate
    quality : object
        With ``rate_per_h(temperature_c)``: share of the shelf life per hour.
    set_point_c : float
        nan for boxes without power.

    Notes
    -----
    Where the rate is infinite the goods are lost: the share is infinity for any time spent there.
    """

    def __init__(self, climate: Climate, quality: object, set_point_c: float) -> None:
        self._climate, self._quality = climate, quality
        self.fixed = None if np.isnan(set_point_c) else float(self._rate(np.array([set_point_c]))[0])
        monthly = self._rate(climate.mean) if self.fixed is None else np.full(climate.mean.shape, self.fixed)
        lost = np.isinf(monthly)
        self._used = _Integral(climate, np.where(lost, 0.0, monthly))
        self._lost = _Integral(climate, lost.astype(np.float64)) if lost.any() else None

    def _rate(self, temperature_c: F64) -> F64:
        """Return the share per minute."""
        rate: F64 = np.asarray(self._quality.rate_per_h(temperature_c)) / MIN_PER_H  # type: ignore[attr-defined]
        return rate

    def standing(self, terminal: I64, start: I64, end: I64) -> F64:
        """Return the share used at terminals between UTC minutes."""
        place = self._climate.place[terminal]
        used = self._used.until(place, end) - self._used.until(place, start)
        if self._lost is not None:
            used = np.where(self._lost.until(place, end) > self._lost.until(place, start), np.inf, used)
        return np.asarray(used, np.float64)

    def moving(self, tail: I64, head: I64, start: I64, end: I64) -> F64:
        """Return the share used between two terminals."""
        if self.fixed is not None:
            return np.asarray(self.fixed * (end - start), np.float64)
        total: F64 = np.zeros(len(start))
        for point, weight in zip((_NODES + 1) / 2, _WEIGHTS / 2, strict=True):
            moment = start + np.floor((end - start) * point).astype(np.int64)
            there, here = self._climate.at(head, moment), self._climate.at(tail, moment)
            total = total + float(weight) * self._rate(here + (there - here) * point)
        return np.asarray(np.where(end > start, total, 0.0) * np.maximum(end - start, 1), np.float64)
