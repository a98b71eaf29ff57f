"""A few alternatives that stand for a whole front."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def spread(values: F64, count: int) -> I64:
    """
    Return rows that cover a front well.

    First the best in each criterion, in the order of the criteria; then, one by one, the row that is farthest from
    its nearest chosen one (the largest of the least distances, Gonzalez 1985), with every criterion scaled to its
    range on the front.

    Parameters
    ----------
    values : float64[n, c]
        Criteria of the front, less is better.
    count : int
        Rows wanted, at least 1.

    Returns
    -------
    int64[m]
        Ascending; all rows when there are no more than wanted.

    Examples
    --------
    >>> spread(np.array([[0.0, 9.0], [1.0, 8.0], [5.0, 4.0], [9.0, 0.0]]), 3)
    array([0, 2, 3])
    """
    size = len(values)
    if size <= count:
        return np.arange(size)
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = (values - low) / np.where(high > low, high - low, 1.0)
    chosen: list[int] = []
    for criterion in range(values.shape[1]):
        others = np.delete(scaled, criterion, axis=1).sum(axis=1)
        best = int(np.lexsort((others, scaled[:, criterion]))[0])
        if best not in chosen and len(chosen) < count:
            chosen.append(best)
    while len(chosen) < count:
        distance = np.linalg.norm(scaled[:, None, :] - scaled[None, chosen, :], axis=2).min(axis=1)
        distance[chosen] = -1.0
        chosen.append(int(np.argmax(distance)))
    return np.array(sorted(chosen), dtype=np.int64)
