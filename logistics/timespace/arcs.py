"""Arcs as columns: movements with what they cost and what they occupy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logistics.timespace.model import ArcKind
from logistics.timetable.tables import ALL_CARGO


@dataclass(frozen=True)
class Arcs:
    """
    Movements, one entry per arc; -1 where a column does not apply.

    Attributes
    ----------
    tail, head, kind, cargo_mask, ref : int64[M]
        As in `TimeSpace`.
    cost : float64[M]
        USD per FEU without storage.
    leg : int64[M]
        Leg row of RIDE arcs.
    operation, run : int64[M]
        Operation row and arriving run of arcs that are an operation.
    work_start, work_end : int64[M]
        Handling interval of that operation.
    yard_from : int64[M]
        Minute from which a box stands in the yard, until the head of the arc.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    kind: NDArray[np.int64]
    cargo_mask: NDArray[np.int64]
    ref: NDArray[np.int64]
    cost: NDArray[np.float64]
    leg: NDArray[np.int64]
    operation: NDArray[np.int64]
    run: NDArray[np.int64]
    work_start: NDArray[np.int64]
    work_end: NDArray[np.int64]
    yard_from: NDArray[np.int64]

    def rows(self, rows: NDArray[np.int64]) -> Arcs:
        """Return some arcs, in the order given."""
        return Arcs(*(getattr(self, column.name)[rows] for column in fields(self)))


def make_arcs(
    kind: ArcKind,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    *,
    cargo_mask: ArrayLike = ALL_CARGO,
    ref: ArrayLike = -1,
    cost: ArrayLike = 0.0,
    leg: ArrayLike = -1,
    operation: ArrayLike = -1,
    run: ArrayLike = -1,
    work_start: ArrayLike = -1,
    work_end: ArrayLike = -1,
    yard_from: ArrayLike = -1,
) -> Arcs:
    """Return arcs of one kind; single values hold for all of them."""

    def column(value: ArrayLike) -> NDArray[np.int64]:
        return np.broadcast_to(np.asarray(value, dtype=np.int64), tail.shape)

    return Arcs(
        tail=tail,
        head=head,
        kind=column(int(kind)),
        cargo_mask=column(cargo_mask),
        ref=column(ref),
        cost=np.broadcast_to(np.asarray(cost, dtype=np.float64), tail.shape),
        leg=column(leg),
        operation=column(operation),
        run=column(run),
        work_start=column(work_start),
        work_end=column(work_end),
        yard_from=column(yard_from),
    )


def sorted_arcs(pieces: Iterable[Arcs]) -> Arcs:
    """Return arcs of all kinds in canonical order: tail, head, kind, ref, cargo classes."""
    found = list(pieces)
    whole = Arcs(*(np.concatenate([getattr(piece, column.name) for piece in found]) for column in fields(Arcs)))
    order = np.lexsort((whole.work_start, whole.cargo_mask, whole.ref, whole.kind, whole.head, whole.tail))
    return whole.rows(order)
