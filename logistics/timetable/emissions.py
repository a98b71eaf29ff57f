"""Greenhouse gases per gross tonne carried over a link, by country and traction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.timetable.tables import numbers, row_of, texts

_KG_PER_G = 0.001


def link_co2e(network: Network) -> NDArray[np.float64]:
    """
    Return kg CO2e per gross tonne for every link, in row order (NaN where no factor is known).

    The length is split between the end countries by ``from_share``. A link that is electrified uses
    the factor of electric traction where there is one, then diesel, then any; a row of the country
    goes before one for any country.
    """
    factors = _factors(network)
    links, terminals = network["links"], network["terminals"]
    country = texts(terminals, "country")
    terminal = row_of(texts(terminals, "terminal_id"))
    modes, electrified = texts(links, "mode"), texts(links, "electrified")
    ends = [[country[terminal[t]] for t in texts(links, end)] for end in ("from_terminal", "to_terminal")]
    km, share = numbers(links, "length_km"), numbers(links, "from_share")
    found = np.zeros(len(links))
    for row in range(len(links)):
        electric = electrified[row] not in ("", "n")
        for part, names in ((share[row], ends[0]), (1.0 - share[row], ends[1])):
            if part > 0:
                factor = _pick(factors, modes[row], names[row], electric=electric)
                found[row] += km[row] * part * factor * _KG_PER_G
    return found


def require_known(network: Network, co2e: NDArray[np.float64], links: NDArray[np.int64]) -> None:
    """Raise `DataError` for links in use without an emission factor."""
    unknown = [int(row) for row in np.unique(links) if np.isnan(co2e[row])]
    if unknown:
        ids, modes = texts(network["links"], "link_id"), texts(network["links"], "mode")
        raise DataError(
            [
                f"emission_factors.csv: no used row of scope {modes[row]!r} for link {ids[row]!r}; "
                "add one (blank country: any)"
                for row in unknown
            ]
        )


def _factors(network: Network) -> dict[tuple[str, str, str], float]:
    frame = network["emission_factors"]
    frame = frame[frame["used"].astype(bool)]
    keys = zip(*(texts(frame, name) for name in ("scope", "country", "traction")), strict=True)
    found: dict[tuple[str, str, str], float] = {}
    for key, value in zip(keys, numbers(frame, "value"), strict=True):
        found.setdefault(key, float(value))  # the first row of several goes
    return found


def _pick(factors: dict[tuple[str, str, str], float], scope: str, country: str, *, electric: bool) -> float:
    for traction in ("electric", "diesel", "any") if electric else ("diesel", "any"):
        for place in (country, ""):
            if (scope, place, traction) in factors:
                return factors[scope, place, traction]
    return float("nan")
