"""
Compiled sweeps over the event graph: single-source shortest paths in one pass, tails before heads.

They know arrays only; every node has a smaller index than the heads of its arcs.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def sweep(
    first_arc: NDArray[np.int64],
    head: NDArray[np.int32],
    weight: NDArray[np.float64],
    source: int,
    node_hi: int,
    dist: NDArray[np.float64],
    pred: NDArray[np.int32],
) -> None:
    """
    Fill shortest distances from one node to all nodes of ``source:node_hi``.

    Parameters
    ----------
    first_arc : int64[N + 1]
        Arcs of node n are ``first_arc[n]:first_arc[n + 1]``.
    head : int32[M]
        Node each arc leads to, always larger than its tail.
    weight : float64[M]
        Length of each arc; negative values are fine, infinity closes an arc.
    source : int
        Node to start from.
    node_hi : int
        First node that is not looked at (see `node_bound`).
    dist : float64[N]
        Receives distances in ``source:node_hi``; the rest is left alone.
    pred : int32[N]
        Receives the arc by which each node is reached, -1 at the source and where there is none.
    """
    for n in range(source, node_hi):
        dist[n] = np.inf
        pred[n] = -1
    dist[source] = 0.0
    for n in range(source, node_hi):
        reached = dist[n]
        if reached == np.inf:
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < node_hi and reached + weight[a] < dist[h]:
                dist[h] = reached + weight[a]
                pred[h] = a


@njit(cache=True)
def sweep_class(
    first_arc: NDArray[np.int64],
    head: NDArray[np.int32],
    weight: NDArray[np.float64],
    cargo_mask: NDArray[np.uint32],
    class_bit: int,
    source: int,
    node_hi: int,
    dist: NDArray[np.float64],
    pred: NDArray[np.int32],
) -> None:
    """
    Fill shortest distances as `sweep`, over arcs open to one cargo class only.

    Parameters
    ----------
    first_arc, head, weight, source, node_hi, dist, pred
        As in `sweep`.
    cargo_mask : uint32[M]
        Bit c set when cargo class c may use the arc.
    class_bit : int
        Position of the cargo class in the masks.
    """
    bit = np.uint32(1) << np.uint32(class_bit)
    for n in range(source, node_hi):
        dist[n] = np.inf
        pred[n] = -1
    dist[source] = 0.0
    for n in range(source, node_hi):
        reached = dist[n]
        if reached == np.inf:
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < node_hi and cargo_mask[a] & bit and reached + weight[a] < dist[h]:
                dist[h] = reached + weight[a]
                pred[h] = a


@njit(cache=True)
def mark_reachable(
    first_arc: NDArray[np.int64],
    head: NDArray[np.int32],
    cargo_mask: NDArray[np.uint32],
    class_bit: int,
    source: int,
    node_hi: int,
    reached: NDArray[np.bool_],
) -> None:
    """
    Mark the nodes of ``source:node_hi`` that one cargo class can reach from a node.

    Parameters
    ----------
    first_arc, head, cargo_mask, class_bit, source, node_hi
        As in `sweep_class`.
    reached : bool[N]
        Receives the marks in ``source:node_hi``; the first marked node at a place is the earliest.
    """
    bit = np.uint32(1) << np.uint32(class_bit)
    for n in range(source, node_hi):
        reached[n] = False
    reached[source] = True
    for n in range(source, node_hi):
        if not reached[n]:
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < node_hi and cargo_mask[a] & bit:
                reached[h] = True


def node_bound(node_min: NDArray[np.int32], due_min: int) -> int:
    """
    Return the first node later than ``due_min``, to be used as ``node_hi`` of a sweep.

    Examples
    --------
    >>> node_bound(np.array([0, 5, 5, 9], dtype=np.int32), 5)
    3
    """
    return int(np.searchsorted(node_min, due_min, side="right"))


def path_arcs(pred: NDArray[np.int32], tail: NDArray[np.int32], node: int) -> list[int]:
    """
    Return the arcs from a sweep's source to ``node``, in order of travel.

    Parameters
    ----------
    pred : int32[N]
        Filled by a sweep that reached ``node``.
    tail : int32[M]
        Node each arc leaves from.
    node : int
        Where the path ends.
    """
    arcs = []
    while pred[node] >= 0:
        arcs.append(int(pred[node]))
        node = int(tail[pred[node]])
    return arcs[::-1]
