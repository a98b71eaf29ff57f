"""Fronts by listing every way: slow, plain, and sharing nothing with the router."""

from __future__ import annotations

import math

NODES = ((0.5 - math.sqrt(0.15), 5 / 18), (0.5, 8 / 18), (0.5 + math.sqrt(0.15), 5 / 18))
"""Gauss-Legendre with three points on [0, 1]."""


def walked(course, arcs, temperature):
    """Return the shelf life used on arcs by a box that starts at a temperature, in 1e-12, in plain Python."""
    total = 0
    tau = -1.0 / math.log(course.kept[0, 1])
    for arc in arcs:
        used = 0.0
        for piece in range(int(course.begin[arc]), int(course.stop[arc])):
            outside, minutes = float(course.outside[piece]), int(course.minutes[piece])
            for point, weight in NODES:
                at = outside + (temperature - outside) * math.exp(-point * minutes / tau)
                cell = (at + 70.0) * 40
                low = int(cell)
                rate = course.rate[low] + (cell - low) * (course.rate[low + 1] - course.rate[low])
                used += weight * minutes * float(rate)
            temperature = outside + (temperature - outside) * math.exp(-minutes / tau)
        total += round(used * 1e12)
    return total


def undominated(values):
    """Return the distinct vectors that no other one is as good as in everything, sorted."""
    distinct = set(values)
    return sorted(
        value
        for value in distinct
        if not any(other != value and all(a <= b for a, b in zip(other, value, strict=True)) for other in distinct)
    )


def same_front(found, every, slack=10):
    """Return whether found vectors are the undominated ones, but for some units of rounding in the last criterion."""

    def beats(one, other, units):
        return all(a <= b for a, b in zip(one[:-1], other[:-1], strict=True)) and one[-1] <= other[-1] + units

    real = all(any(own[:-1] == value[:-1] and abs(own[-1] - value[-1]) <= slack for value in every) for own in found)
    complete = all(any(beats(own, value, slack) for own in found) for value in undominated(every))
    beaten = any(beats(value, own, -slack - 1) for value in every for own in found)
    return real and complete and not beaten and undominated(found) == sorted(found)


def all_ways(arcs_of, node, stage, is_target):
    """Yield the arcs of every way from a state to a target; an arc is (number, head, stage after)."""
    if is_target(node, stage):
        yield ()
        return
    for number, head, after in arcs_of(node, stage):
        for rest in all_ways(arcs_of, head, after, is_target):
            yield (number, *rest)
