"""Route constants: what people weigh on a route besides money and time, per FEU and link passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.timetable.tables import numbers, row_of, texts

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class RouteConstants:
    """
    Active rows of ``route_constants.csv``.

    Attributes
    ----------
    rows : tuple of (int, bool[services], float)
        Link row, services whose passages of it count, and USD per FEU, 0 or more: searches rely on costs that are
        not negative, so a route is favoured by constants on its rivals.

    Notes
    -----
    The generalised cost of a box that passes link l on service s is raised by feu x sum of the constants of (l, s). A
    constant is no money: it is in no ``cost_usd``, and the objective has a term ``constants`` of its own.
    """

    rows: tuple[tuple[int, NDArray[np.bool_], float], ...]

    @classmethod
    def of_network(cls, network: Network) -> RouteConstants:
        """Read the active rows of a network."""
        table, services = network["route_constants"], network["services"]
        table = table[table["active"].astype(bool)]
        link_row = row_of(texts(network["links"], "link_id"))
        direction, family = np.array(texts(services, "direction")), np.array(texts(services, "family"))
        cells = zip(
            texts(table, "link_id"), texts(table, "direction"), texts(table, "family"), numbers(table, "usd_per_feu"),
            strict=True,
        )  # fmt: skip
        return cls(
            tuple(
                (
                    link_row[link],
                    ((way == "both") | (direction == way)) & ((kind == "") | (family == kind)),
                    float(value),
                )
                for link, way, kind, value in cells
            )
        )

    def of(self, link: I64, service: I64) -> F64:
        """
        Return the constant of link passages [USD/FEU].

        Parameters
        ----------
        link, service : int64[n]
            Rows of ``links.csv`` and ``services.csv``.
        """
        total = np.zeros(len(link))
        for row, services, value in self.rows:
            total += np.where((link == row) & services[service], value, 0.0)
        return total
