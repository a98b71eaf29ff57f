"""Where on the fastest way a box without power passes a limit of its goods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from logistics.results.path import Leg
from logistics.routing.asked import Asked
from logistics.routing.box import Box
from logistics.routing.names import Names
from logistics.timespace.memory import Memory
from logistics.units import MIN_PER_H, to_min

if TYPE_CHECKING:
    from logistics.routing.router import Router


def breaches(asked: Asked, legs: Sequence[Leg], router: Router) -> list[dict[str, Any]]:
    """
    Return the limits that a way of unpowered boxes passes, each with the place and hour at which it first does.

    Returns
    -------
    list of dict
        ``limit`` (what binds, in words), ``limit_c``, ``from``, ``to`` (the same terminal where boxes stand),
        ``after_h``, ``text``; earliest first.
    """
    memory = router.weights(asked.box).memory
    if memory is None:
        return []
    found = [_passed(asked, legs, router, memory, track) for track in range(len(memory.sign))]
    return sorted((entry for entry in found if entry is not None), key=lambda entry: float(entry["after_h"]))


def _passed(
    asked: Asked, legs: Sequence[Leg], router: Router, memory: Memory, track: int
) -> dict[str, Any] | None:  # fmt: skip
    rows = {name: row for row, name in enumerate(router.names.terminals)}
    ends = [np.array([rows[getattr(leg, name)] for leg in legs]) for name in ("from_terminal", "to_terminal")]
    moments = [np.array([to_min(getattr(leg, name)) for leg in legs]) for name in ("start_utc", "end_utc")]
    pieces = router.weather.pieces(*ends, *moments)
    _, outside = memory.over(pieces)
    _, warm, cold = memory.starts(np.array([asked.origin]), moments[0][:1])
    strain = float(memory.strains(warm, cold)[track, 0])
    tau, limit, elapsed = asked.box.tau_h * MIN_PER_H, memory.limit[track], 0.0
    if strain > limit:
        return _told(asked.box, memory.sign[track], legs[0], 0.0, router.names)
    for row, minutes, around in zip(pieces.row.tolist(), pieces.minutes.tolist(), outside[track].tolist(), strict=True):
        after = around + (strain - around) * math.exp(-minutes / tau)
        if after > limit:
            elapsed += tau * math.log((around - strain) / (around - limit))
            return _told(asked.box, memory.sign[track], legs[row], elapsed / MIN_PER_H, router.names)
        strain, elapsed = after, elapsed + minutes
    return None


def _told(box: Box, sign: float, leg: Leg, hours: float, names: Names) -> dict[str, Any]:
    ceiling = sign > 0
    value = box.warmest_c if ceiling else box.coldest_c
    by_law = value == (box.ceiling_c if ceiling else box.floor_c)
    end = "highest" if ceiling else "lowest"
    what = f"{end} temperature allowed by law" if by_law else f"{end} temperature of its shelf-life model"
    same = leg.from_terminal == leg.to_terminal
    tail, head = names.called[leg.from_terminal], names.called[leg.to_terminal]
    where = f"at {head}" if same else f"between {tail} and {head}"
    weather = "a warm and sunny spell" if ceiling else "a cold spell"
    text = (
        f"{names.goods(box.commodity, first=True)}: the limit of {value:g} °C ({what}) is passed {where} after "
        f"{hours:.0f} h in an unpowered box ({box.unit}) in {weather}"
    )
    return {
        "limit": what,
        "limit_c": value,
        "from": leg.from_terminal,
        "to": leg.to_terminal,
        "after_h": hours,
        "text": text,
    }
