"""Fronts by listing every way: slow, plain, and sharing nothing with the router."""

from __future__ import annotations


def undominated(values):
    """Return the distinct vectors that no other one is as good as in everything, sorted."""
    distinct = set(values)
    return sorted(
        value
        for value in distinct
        if not any(other != value and all(a <= b for a, b in zip(other, value, strict=True)) for other in distinct)
    )


def all_ways(arcs_of, node, stage, is_target):
    """Yield the arcs of every way from a state to a target; an arc is (number, head, stage after)."""
    if is_target(node, stage):
        yield ()
        return
    for number, head, after in arcs_of(node, stage):
        for rest in all_ways(arcs_of, head, after, is_target):
            yield (number, *rest)
