"""Exact label setting in one pass over the event graph: every way that no other is better than."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.routing.bounds import FAR

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]


@njit(cache=True, nogil=True)
def search(  # noqa: C901, PLR0912  one loop: a call per label would cost more than the label
    low: int, high: int, stages: int, timed: int, target: U8, node_min: I32, first_arc: I64, head: I32, shut: U8,
    jump: U8, cost: I64, life: I64, co2e: I64, early: I64, cheap: I64, fresh: I64, clean: I64,
    entry_node: I64, entry_stage: I64, entry_start: I64, entry_cost: I64, entry_life: I64,
    seeds: int, f_time: I64, f_cost: I64, f_life: I64, f_co2e: I64, f_label: I64,
    first: I32, l_start: I64, l_cost: I64, l_life: I64, l_co2e: I64, l_arc: I32, l_parent: I32, l_next: I32,
) -> tuple[int, int]:  # fmt: skip
    """
    Find the front of all ways from the entries to the targets.

    Labels of a state are a list in ascending cost (then shelf life, CO2e, later start) in which none is as good as
    another in everything. A label that with the least to go still is no better than a known arrival is given up:
    equal to a found one, or worse than a seed in something and better in nothing.

    Parameters
    ----------
    low, high, stages, target, node_min, first_arc, head, shut, jump, cost, life, co2e, early, cheap, fresh, clean
        As in `bounds.to_go`.
    timed : int
        1 when time counts, 0 when it does not.
    entry_node, entry_stage, entry_start, entry_cost, entry_life : int64[E]
        Entries, by node.
    seeds : int
        Entries of ``f_*`` that hold values of ways known before; found ones follow them.
    f_time, f_cost, f_life, f_co2e, f_label : int64[F]
        Receive the front: values and labels (-1 for seeds).
    first : int32[states]
        Scratch, -1 in ``low:high``.
    l_* : arrays of the pool
        Labels; ``l_arc`` is the arc that led here, -1 - entry for entries; ``l_parent`` the label before.

    Returns
    -------
    labels, found : int
        Labels made and entries of the front; a negative number of labels asks for a larger pool or front.
    """
    size = 0
    found = seeds
    at = 0
    for n in range(low, high):
        while at < len(entry_node) and entry_node[at] == n:
            state = n * stages + entry_stage[at]
            start = entry_start[at] * timed
            if early[state] != FAR and not _beaten(
                early[state] * timed - start, entry_cost[at] + cheap[state], entry_life[at] + fresh[state],
                clean[state], seeds, found, f_time, f_cost, f_life, f_co2e,
            ):  # fmt: skip
                if size + 1 >= len(l_cost):
                    return -1, found
                size = _insert(
                    state, start, entry_cost[at], entry_life[at], 0, -1 - at, -1, size, first, l_start, l_cost,
                    l_life, l_co2e, l_arc, l_parent, l_next,
                )  # fmt: skip
            at += 1
        for s in range(stages):
            state = n * stages + s
            label = first[state]
            if label < 0:
                continue
            if target[n] and s == stages - 1:
                while label >= 0:
                    time = node_min[n] * timed - l_start[label]
                    if not _beaten(
                        time, l_cost[label], l_life[label], l_co2e[label], seeds, found, f_time, f_cost, f_life, f_co2e
                    ):
                        if found + 1 >= len(f_cost):
                            return -2, found
                        found = _arrive(
                            time, l_cost[label], l_life[label], l_co2e[label], label, seeds, found, f_time, f_cost,
                            f_life, f_co2e, f_label,
                        )  # fmt: skip
                    label = l_next[label]
                continue
            while label >= 0:
                if not _beaten(
                    early[state] * timed - l_start[label], l_cost[label] + cheap[state], l_life[label] + fresh[state],
                    l_co2e[label] + clean[state], seeds, found, f_time, f_cost, f_life, f_co2e,
                ):  # fmt: skip
                    for a in range(first_arc[n], first_arc[n + 1]):
                        if head[a] >= high or shut[a]:
                            continue
                        after = s if stages == 1 else jump[a * stages + s]
                        h = head[a] * stages + after
                        if early[h] == FAR:
                            continue
                        c = l_cost[label] + cost[a]
                        u = l_life[label] + life[a]
                        g = l_co2e[label] + co2e[a]
                        if _beaten(
                            early[h] * timed - l_start[label], c + cheap[h], u + fresh[h], g + clean[h], seeds, found,
                            f_time, f_cost, f_life, f_co2e,
                        ):  # fmt: skip
                            continue
                        if size + 1 >= len(l_cost):
                            return -1, found
                        size = _insert(
                            h, l_start[label], c, u, g, a, label, size, first, l_start, l_cost, l_life, l_co2e, l_arc,
                            l_parent, l_next,
                        )  # fmt: skip
                label = l_next[label]
    return size, found


@njit(cache=True, nogil=True)
def seed(
    high: int, stages: int, timed: int, target: U8, node_min: I32, first_arc: I64, head: I32, shut: U8, jump: U8,
    cost: I64, life: I64, co2e: I64, early: I64, cheap: I64, fresh: I64, entry_node: I64, entry_stage: I64,
    entry_start: I64, entry_cost: I64, entry_life: I64, f_time: I64, f_cost: I64, f_life: I64, f_co2e: I64,
    f_label: I64,
) -> int:  # fmt: skip
    """
    Put the values of the fastest, the cheapest and the freshest way of every entry into the front; return its size.

    They are values of real ways, so whatever is worse than one of them in something and better in nothing is no part
    of the front (see `search`). From nodes of ``high`` on the bounds are those of some other question.
    """
    found = 0
    for e in range(len(entry_node)):
        if early[entry_node[e] * stages + entry_stage[e]] == FAR:
            continue
        for mode in range(3):
            n, s = entry_node[e], entry_stage[e]
            c, u, g = entry_cost[e], entry_life[e], 0
            while not (target[n] and s == stages - 1):
                best, second, arc = FAR, FAR, -1
                for a in range(first_arc[n], first_arc[n + 1]):
                    h = head[a] * stages + (s if stages == 1 else jump[a * stages + s])
                    if head[a] >= high or shut[a] or early[h] == FAR:
                        continue
                    money = cost[a] + cheap[h]
                    value = early[h] if mode == 0 else money if mode == 1 else life[a] + fresh[h]
                    other = early[h] if mode == 1 else money
                    if value < best or (value == best and other < second):
                        best, second, arc = value, other, a
                c, u, g = c + cost[arc], u + life[arc], g + co2e[arc]
                s = s if stages == 1 else int(jump[arc * stages + s])
                n = int(head[arc])
            time = (node_min[n] - entry_start[e]) * timed
            if found + 1 < len(f_cost) and not _beaten(
                time, c, u, g, 0, found, f_time, f_cost, f_life, f_co2e
            ):  # fmt: skip
                found = _arrive(time, c, u, g, -1, 0, found, f_time, f_cost, f_life, f_co2e, f_label)
    return found


@njit(cache=True, nogil=True, inline="always")
def _beaten(
    time: int, cost: int, life: int, co2e: int, seeds: int, found: int, f_time: I64, f_cost: I64, f_life: I64,
    f_co2e: I64,
) -> bool:  # fmt: skip
    """Return whether an arrival is known that is as good in everything (for seeds: and better in something)."""
    for i in range(found):
        as_good = f_time[i] <= time and f_cost[i] <= cost and f_life[i] <= life and f_co2e[i] <= co2e
        if as_good and (
            i >= seeds or f_time[i] < time or f_cost[i] < cost or f_life[i] < life or f_co2e[i] < co2e
        ):  # fmt: skip
            return True
    return False


@njit(cache=True, nogil=True)
def _arrive(
    time: int, cost: int, life: int, co2e: int, label: int, seeds: int, found: int, f_time: I64, f_cost: I64,
    f_life: I64, f_co2e: I64, f_label: I64,
) -> int:  # fmt: skip
    """Put an arrival into the front and take out those that it beats; return the new size."""
    kept = seeds
    for i in range(seeds, found):
        if not (time <= f_time[i] and cost <= f_cost[i] and life <= f_life[i] and co2e <= f_co2e[i]):
            f_time[kept], f_cost[kept], f_life[kept], f_co2e[kept] = f_time[i], f_cost[i], f_life[i], f_co2e[i]
            f_label[kept] = f_label[i]
            kept += 1
    f_time[kept], f_cost[kept], f_life[kept], f_co2e[kept] = time, cost, life, co2e
    f_label[kept] = label
    return kept + 1


@njit(cache=True, nogil=True)
def _insert(
    state: int, start: int, cost: int, life: int, co2e: int, arc: int, parent: int, size: int, first: I32,
    l_start: I64, l_cost: I64, l_life: I64, l_co2e: I64, l_arc: I32, l_parent: I32, l_next: I32,
) -> int:  # fmt: skip
    """Put a label into the list of its state unless one there is as good; return the new number of labels."""
    before = -1
    at = first[state]
    while at >= 0 and l_cost[at] <= cost:
        if l_life[at] <= life and l_co2e[at] <= co2e and l_start[at] >= start:
            return size
        if l_cost[at] == cost and life <= l_life[at] and co2e <= l_co2e[at] and start >= l_start[at]:
            break
        before = at
        at = l_next[at]
    l_start[size], l_cost[size], l_life[size], l_co2e[size] = start, cost, life, co2e
    l_arc[size], l_parent[size] = arc, parent
    if before < 0:
        first[state] = size
    else:
        l_next[before] = size
    last = size
    while at >= 0:
        if life <= l_life[at] and co2e <= l_co2e[at] and start >= l_start[at]:
            at = l_next[at]
            continue
        l_next[last] = at
        last = at
        at = l_next[at]
    l_next[last] = -1
    return size + 1


@njit(cache=True, nogil=True)
def trace(label: int, l_arc: I32, l_parent: I32, path: I32) -> tuple[int, int]:
    """Write the arcs of a label into ``path``, in order of travel; return their number and the entry."""
    n = 0
    at = label
    while l_arc[at] >= 0:
        n += 1
        at = l_parent[at]
    entry = -1 - l_arc[at]
    if n <= len(path):
        i = n
        at = label
        while l_arc[at] >= 0:
            i -= 1
            path[i] = l_arc[at]
            at = l_parent[at]
    return n, entry
