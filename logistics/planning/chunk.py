"""Columns of the restricted master that were added together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.planning.pricer import PathSet, select
from logistics.planning.problem import F64, I32, I64


@dataclass(frozen=True)
class Chunk:
    """Columns added together: paths, cost per box, resource use per box (ptr, row, amount), first LP column."""

    paths: PathSet
    cost: F64
    ptr: I64
    row: I32
    amount: F64
    lp_column: I64


def kept(chunk: Chunk, keep: NDArray[np.bool_], new_column: I64) -> Chunk:
    """Return some columns of a chunk, with the numbers they have in the LP afterwards."""
    length = np.diff(chunk.ptr)
    uses = np.repeat(keep, length)
    return Chunk(
        paths=select(chunk.paths, keep),
        cost=chunk.cost[keep],
        ptr=np.concatenate([[0], np.cumsum(length[keep])]).astype(np.int64),
        row=chunk.row[uses],
        amount=chunk.amount[uses],
        lp_column=new_column[chunk.lp_column[keep]],
    )
