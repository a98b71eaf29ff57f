"""Lengths of corridors: links put end to end, beside published lengths."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pandas as pd

from logistics.errors import DataError
from logistics.network.model import Network

SECTION_COLUMNS = (
    "section_id", "name", "modelled_km", "published_km", "error", "assumed_share", "independent", "source", "note",
)  # fmt: skip


def compare_sections(network: Network) -> pd.DataFrame:
    """
    Compare the lengths of links along lists of places with published lengths.

    Returns
    -------
    DataFrame
        `SECTION_COLUMNS`, one row per row of ``sections.csv``: ``error`` is modelled over published less 1,
        ``assumed_share`` the share of the kilometres on links whose quality is ``assumed``, ``independent`` whether
        neither links nor places were fitted to the figure or to another one of the table.

    Raises
    ------
    DataError
        If no link joins two neighbouring places.

    Notes
    -----
    Between two places the shortest link counts, whatever its mode and status: a planned line has a length too.
    """
    links = network["links"].sort_values(["length_km", "link_id"], kind="stable")
    best: dict[frozenset[str], tuple[float, bool]] = {}
    for link in links.itertuples(index=False):
        ends = frozenset((str(link.from_terminal), str(link.to_terminal)))
        best.setdefault(ends, (float(link.length_km), link.quality == "assumed"))
    rows = []
    for row in network["sections"].itertuples(index=False):
        parts = _parts(row.section_id, row.terminals.split(";"), best)
        km = sum(length for length, _ in parts)
        assumed = sum(length for length, guessed in parts if guessed)
        rows.append(
            (
                row.section_id, row.name, km, row.published_km, km / row.published_km - 1, assumed / km,
                bool(row.independent), row.source, row.note,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SECTION_COLUMNS))


def _parts(
    section: str, places: Sequence[str], best: dict[frozenset[str], tuple[float, bool]]
) -> list[tuple[float, bool]]:
    """Return length and doubt of the link between every two neighbours."""
    found = []
    for one, other in itertools.pairwise(place.strip() for place in places):
        part = best.get(frozenset((one, other)))
        if part is None:
            raise DataError(
                f"sections.csv: {section}: no link of links.csv joins {one} and {other}; name the places between them"
            )
        found.append(part)
    return found
