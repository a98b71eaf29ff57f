"""Compiled earliest arrival over the event graph, with places that must be touched on the way, in their order."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def sweep_via(  # noqa: PLR0917  compiled: arrays one by one
    first_arc: NDArray[np.int64],
    head: NDArray[np.int32],
    minutes: NDArray[np.float64],
    open_arc: NDArray[np.bool_],
    touches: NDArray[np.bool_],
    sources: NDArray[np.int64],
    source_layer: NDArray[np.int64],
    source_dist: NDArray[np.float64],
    node_lo: int,
    node_hi: int,
    dist: NDArray[np.float64],
    pred: NDArray[np.int64],
) -> None:
    """
    Fill the least minutes from several sources to the nodes ``node_lo:node_hi``.

    Parameters
    ----------
    first_arc, head : int64[N + 1], int32[M]
        Arcs sorted by tail; every head is larger than its tail.
    minutes : float64[M]
    open_arc : bool[M]
        Arcs that may be used.
    touches : bool[V, M]
        Arcs that touch each of V places: those of place k lead from layer k to the next, and one that touches the
        next places too leads on at once.
    sources, source_layer, source_dist : int64[S], int64[S], float64[S]
    node_lo, node_hi : int
        Nodes looked at.
    dist, pred : float64[V + 1, N], int64[V + 1, N]
        Least minutes by layer, and ``(V + 1) * arc + layer of the tail`` by which a node is reached (-1: none).
    """
    places = touches.shape[0]
    dist[:, node_lo:node_hi] = np.inf
    pred[:, node_lo:node_hi] = -1
    for k in range(sources.size):
        dist[source_layer[k], sources[k]] = min(dist[source_layer[k], sources[k]], source_dist[k])
    for node in range(node_lo, node_hi):
        for layer in range(places + 1):
            reached = dist[layer, node]
            if reached == np.inf:
                continue
            for arc in range(first_arc[node], first_arc[node + 1]):
                to = head[arc]
                if not open_arc[arc] or to >= node_hi:
                    continue
                after = layer
                while after < places and touches[after, arc]:
                    after += 1
                if reached + minutes[arc] < dist[after, to]:
                    dist[after, to] = reached + minutes[arc]
                    pred[after, to] = (places + 1) * arc + layer
