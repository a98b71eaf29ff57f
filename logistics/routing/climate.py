"""Outside temperature by place and month, and along intervals of a way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import Climate as Weather
from logistics.cargo import sunshine_k
from logistics.network.model import Network
from logistics.timespace.periods import BUCKET_MIN, split_periods

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """
    Intervals cut into pieces of constant outside temperature; Z pieces, in order of the intervals.

    Attributes
    ----------
    row : int64[Z]
        Interval of each piece.
    minutes : int16[Z]
        At most `BUCKET_MIN`.
    mean, warm, cold : float64[Z]
        Monthly mean; a warm and sunny, and a cold spell [degC].
    """

    row: I64
    minutes: NDArray[np.int16]
    mean: F64
    warm: F64
    cold: F64


class Climate:
    """
    Monthly temperatures of terminals over a span of time.

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
    mean, warm, cold : float64[C, S]
        Monthly mean of each climate place and month; ``limit_spreads`` day-to-day spreads above it with sunshine on
        the box, and as many below it [degC].
    """

    def __init__(self, network: Network, first_min: int, last_min: int) -> None:
        weather = Weather.of(network)
        self.place = network["terminals"]["climate_place"].map(dict(weather.place)).to_numpy(np.int64)
        first, last = (np.datetime64(int(minute), "m").astype("datetime64[M]") for minute in (first_min, last_min))
        months = np.arange(first, last + 2)
        self.starts: I64 = months.astype("datetime64[m]").astype(np.int64)
        column = months[:-1].astype(np.int64) % 12 + 1
        swing = network.parameter("limit_spreads") * weather.spread_k
        sun = np.array([sunshine_k(network, int(month)) for month in column])
        self.mean: F64 = weather.mean_c[:, column]
        self.warm: F64 = (weather.mean_c + swing)[:, column] + sun
        self.cold: F64 = (weather.mean_c - swing)[:, column]

    def at(self, terminal: I64, minute: I64) -> F64:
        """Return the monthly mean at terminals [degC]."""
        return np.asarray(self.mean[self.place[terminal], self._month(minute)], np.float64)

    def spell(self, terminal: I64, minute: I64) -> tuple[F64, F64]:
        """Return the temperature at terminals in a warm and in a cold spell [degC]."""
        cell = self.place[terminal], self._month(minute)
        return np.asarray(self.warm[cell], np.float64), np.asarray(self.cold[cell], np.float64)

    def pieces(self, tail: I64, head: I64, start: I64, end: I64) -> Pieces:
        """
        Return the pieces of intervals spent at a terminal, or between two.

        They end every six hours and so with every month; between two terminals the temperature is linear in the
        distance and taken in the middle of each piece.
        """
        row, bucket, overlap = split_periods(start, end, BUCKET_MIN)
        row, bucket, overlap = (values[overlap > 0] for values in (row, bucket, overlap))
        begin = np.maximum(start[row], bucket * BUCKET_MIN)
        share = (begin + overlap / 2.0 - start[row]) / (end - start)[row]
        month, here, there = self._month(begin), self.place[tail[row]], self.place[head[row]]

        def between(table: F64) -> F64:
            near = table[here, month]
            return np.asarray(near + (table[there, month] - near) * share)

        return Pieces(
            row=row,
            minutes=overlap.astype(np.int16),
            mean=between(self.mean),
            warm=between(self.warm),
            cold=between(self.cold),
        )

    def _month(self, minute: I64) -> I64:
        found = np.searchsorted(self.starts, minute, side="right") - 1
        return np.asarray(np.clip(found, 0, self.mean.shape[1] - 1), np.int64)
