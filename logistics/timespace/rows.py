"""Resource rows with the arcs that use them, kind by kind, and all kinds as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.model import Measure, ResourceKind, Resources
from logistics.timetable.tables import ALL_CARGO

Segments = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class RowBlock:
    """
    Rows of one kind; R rows, E uses.

    Attributes
    ----------
    resource_id, kind, measure, place, start_min, end_min, capacity, cargo_mask
        As in `Resources`; capacity before committed use.
    arc, row, coef : int64[E], int64[E], float64[E]
        Uses: arc, row of this block, units per unit of the measure.
    """

    resource_id: list[str]
    kind: ResourceKind
    measure: Measure
    place: NDArray[np.int64]
    start_min: NDArray[np.int64]
    end_min: NDArray[np.int64]
    capacity: NDArray[np.float64]
    arc: NDArray[np.int64]
    row: NDArray[np.int64]
    coef: NDArray[np.float64]
    cargo_mask: int = ALL_CARGO

    def only(self, rows: NDArray[np.bool_]) -> RowBlock:
        """Return the block with some of its rows."""
        number = np.cumsum(rows) - 1
        used = rows[self.row]
        return RowBlock(
            [name for name, keep in zip(self.resource_id, rows, strict=True) if keep],
            self.kind,
            self.measure,
            self.place[rows],
            self.start_min[rows],
            self.end_min[rows],
            self.capacity[rows],
            self.arc[used],
            number[self.row[used]],
            self.coef[used],
            self.cargo_mask,
        )


def distinct(
    place: NDArray[np.int64], period: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """
    Return the distinct (place, period) pairs in order, and the pair of each entry.

    Examples
    --------
    >>> distinct(np.array([2, 1, 2]), np.array([5, 9, 5]))
    (array([1, 2]), array([9, 5]), array([1, 0, 1]))
    """
    low = int(period.min()) if period.size else 0
    span = int(period.max()) - low + 1 if period.size else 1
    keys, row = np.unique(place * span + (period - low), return_inverse=True)
    return keys // span, keys % span + low, row.ravel()


def joined_rows(
    blocks: Sequence[RowBlock], committed: Mapping[str, float], added: Mapping[str, float], segments: Segments
) -> Resources:
    """
    Return the rows of all blocks, committed use taken off.

    Parameters
    ----------
    blocks : sequence of RowBlock
        In the order of the result.
    committed : mapping of str to float
        Use of boxes on their way, by resource id.
    added : mapping of str to float
        Units that a relaxation adds, by resource id.
    segments : (float64[S], float64[S])
        Queue segments of THROUGHPUT rows: end as share of capacity, USD per unit.
    """
    ids = [name for block in blocks for name in block.resource_id]
    sizes = [len(block.resource_id) for block in blocks]
    used = _amounts(ids, committed)
    whole = np.maximum(np.concatenate([block.capacity for block in blocks]) + _amounts(ids, added), 0.0)
    kind = np.repeat([int(block.kind) for block in blocks], sizes).astype(np.uint8)
    queued = (kind == ResourceKind.THROUGHPUT)[:, None]
    upto, cost = segments
    return Resources(
        resource_id=ids,
        kind=kind,
        measure=np.repeat([int(block.measure) for block in blocks], sizes).astype(np.uint8),
        place=np.concatenate([block.place for block in blocks]).astype(np.int32),
        start_min=np.concatenate([block.start_min for block in blocks]).astype(np.int32),
        end_min=np.concatenate([block.end_min for block in blocks]).astype(np.int32),
        capacity=np.maximum(whole - used, 0.0),
        cargo_mask=np.repeat([block.cargo_mask for block in blocks], sizes).astype(np.uint32),
        segments_upto=np.where(queued, upto, 1.0),
        segments_cost=np.where(queued, cost, 0.0),
        whole=whole,
    )


def _amounts(ids: Sequence[str], by_id: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the amount of every id, 0 where none is given."""
    return np.array([by_id.get(name, 0.0) for name in ids]) if by_id else np.zeros(len(ids))


def joined_uses(
    blocks: Sequence[RowBlock], arcs: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """
    Return the uses of all blocks as compressed rows by arc (pointer, resource, coefficient).

    Uses of one resource by one arc are added up; those of nothing are left out.
    """
    offsets = np.cumsum([0, *(len(block.resource_id) for block in blocks)])[:-1]
    arc = np.concatenate([block.arc for block in blocks])
    row = np.concatenate([block.row + offset for block, offset in zip(blocks, offsets, strict=True)])
    coef = np.concatenate([block.coef for block in blocks])
    order = np.lexsort((row, arc))
    order = order[coef[order] > 0]
    arc, row, coef = arc[order], row[order], coef[order]
    new = np.ones(arc.size, dtype=np.bool_)
    new[1:] = (arc[1:] != arc[:-1]) | (row[1:] != row[:-1])
    first = np.flatnonzero(new)
    total = np.add.reduceat(coef, first) if first.size else coef
    pointer = np.zeros(arcs + 1, dtype=np.int64)
    np.cumsum(np.bincount(arc[first], minlength=arcs), out=pointer[1:])
    return pointer, row[first].astype(np.int32), total
