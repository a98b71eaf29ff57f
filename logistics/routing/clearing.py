"""Inspection of goods on their entry into a country: exactly once, at the border or at the end of the way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timetable.tables import cargo_mask, numbers, row_of, texts

I64 = NDArray[np.int64]
INSPECTED = "inspected"


@dataclass(frozen=True)
class Cleared:
    """
    Arcs to shut so that one inspection remains.

    Attributes
    ----------
    uncleared : tuple of str
        Border terminals that inspect, but may not inspect these goods.
    on_entry : int64[n]
        Shut for goods that are inspected as they enter: terminals that may not clear them, entry without inspection,
        and another inspection inland.
    at_end : int64[n]
        Shut for goods that enter under seal and are inspected as they are unloaded at their destination; with all
        unloading there where it may not inspect them.
    may_end : bool
        Whether it may.
    """

    uncleared: tuple[str, ...]
    on_entry: I64
    at_end: I64
    may_end: bool


@dataclass(frozen=True)
class _Operations:
    """Rows of ``operations.csv``: terminal row, terminal and gauge side as one number, cargo, what is done."""

    place: I64
    side: I64
    cargo: I64
    inspects: NDArray[np.bool_]
    changes: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Network) -> _Operations:
        """Read them."""
        table, row = network["operations"], row_of(texts(network["terminals"], "terminal_id"))
        place = np.array([row.get(name, -1) for name in texts(table, "terminal_id")], np.int64)
        gauge = np.nan_to_num(numbers(table, "from_gauge"), nan=-1.0).astype(np.int64)
        return cls(
            place=place,
            side=place * 10_000 + gauge,
            cargo=np.array([cargo_mask(cell) for cell in texts(table, "cargo_class")], np.int64),
            inspects=np.array([name == INSPECTED for name in texts(table, "transfer_class")], np.bool_),
            changes=np.array([name == "gauge_change" for name in texts(table, "activity")], np.bool_),
        )

    def beside(self, those: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which operations are done on the same gauge side of a terminal as one of those."""
        return np.isin(self.side, np.unique(self.side[those]))


def entry_words(network: Network) -> dict[str, str]:
    """Return by operation how boxes enter by it: ``inspected``, or under ``seal`` beside an inspected gauge change."""
    op, names = _Operations.of(network), texts(network["operations"], "operation_id")
    borders = np.unique(op.place[op.inspects & op.changes])
    enters = op.beside(op.inspects & np.isin(op.place, borders))
    found = {name: "seal" for name, is_one in zip(names, enters, strict=True) if is_one}
    return found | {name: "inspected" for name, is_one in zip(names, op.inspects, strict=True) if is_one}


class Clearing:
    """
    Operations of a graph that inspect goods, or let them pass without.

    A terminal and gauge side with an inspected operation is an entry for the cargo it takes: what else is done to such
    boxes there lets them in uninspected. An inspected unloading anywhere else is one at the end of the way.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        network = graph.instance.network
        self._terminals, self._country = (texts(network["terminals"], name) for name in ("terminal_id", "country"))
        self._op = _Operations.of(network)
        arcs = np.flatnonzero(np.isin(graph.kind, (ArcKind.TRANSFER, ArcKind.UNLOAD, ArcKind.SLOT)) & (graph.ref >= 0))
        of = graph.ref[arcs]
        self._arcs, self._of, self._place = arcs, of, self._op.place[of]
        self._unloads = graph.kind[arcs] == ArcKind.UNLOAD
        self._known: dict[tuple[object, ...], Cleared] = {}

    def shut(
        self, cargo: str, named: Collection[str], sites: Collection[str], country: str, destination: int
    ) -> Cleared:
        """
        Return the arcs to shut for goods that must be inspected on their entry.

        Parameters
        ----------
        cargo : str
            Class of the goods.
        named : collection of str
            Terminals that rules name as sites for the goods, whenever.
        sites : collection of str
            Those of them that may inspect the goods on the day.
        country : str
            Of the destination.
        destination : int
            Terminal row.
        """
        key = (cargo, frozenset(named), frozenset(sites), country, destination)
        if key not in self._known:
            self._known[key] = self._shut(*key)
        return self._known[key]

    def _shut(
        self, cargo: str, named: frozenset[str], sites: frozenset[str], country: str, destination: int
    ) -> Cleared:
        op = self._op
        inspects = op.inspects & (op.cargo & cargo_mask(cargo) != 0)
        every = np.unique(op.place[inspects & op.changes]).tolist()
        borders = [row for row in every if self._country[row] == country or self._terminals[row] in named]
        if not borders:
            return Cleared((), np.zeros(0, np.int64), np.zeros(0, np.int64), may_end=False)
        uncleared = [row for row in borders if self._terminals[row] not in sites]
        seen = inspects[self._of]
        border, inland = self._at(borders), seen & ~self._at(every)
        unseen = border & op.beside(inspects & np.isin(op.place, borders))[self._of] & ~seen
        on_entry = (seen & self._at(uncleared)) | unseen | inland
        here = self._at([destination])
        may = self._terminals[destination] in sites and bool((inland & here).any())
        ends = here & inland if may else np.zeros(len(here), np.bool_)
        at_end = ((border & seen) | inland | (here & self._unloads)) & ~ends
        return Cleared(
            tuple(self._terminals[row] for row in uncleared),
            self._arcs[on_entry],
            self._arcs[at_end],
            may,
        )

    def _at(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        return np.isin(self._place, rows)
