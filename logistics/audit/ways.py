"""How boxes under way may go on when they are planned again: with power, or without it."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.audit.air import Air
from logistics.audit.keeps import live
from logistics.audit.trace import Box, Row, Trace
from logistics.audit.units import Begun, Choice
from logistics.audit.unplugged import at_set_point, dark_part, in_the_dark, way_from


def ways_of(
    choice: Choice, moved: Box, trace: Trace, rows: Sequence[Row], air: Air | None, known: int, latest: int
) -> list[Choice]:  # fmt: skip
    """
    Return boxes under way as choices of their own: one box is a whole one, and their goods have a past.

    What they have been through is told for the minute from which they can change, or ``known`` if that is later. A
    plug-in reefer may go on without power from then; one without power stays so.
    """
    keeps, begun, own = choice.keeps, None, moved._replace(share=1.0)
    now = max(moved.ready, known)
    if air is None or keeps is None or not rows:
        return [Choice(own, choice.unit, 1.0, keeps, begun)]
    until = [row for row in rows if row.end <= moved.ready]
    place = until[-1].destination if until else rows[0].origin
    stands = [(place, place, moved.ready, now)] if now > moved.ready else []
    if choice.dark is not None and trace.off is not None and trace.off < now:
        cut = [(a, b, max(start, trace.off), end) for a, b, start, end in stands if end > trace.off]
        lived, used = in_the_dark(choice, air, trace.box.ready, trace.off, way_from(until, trace.off) + cut)
        return [dark_part(choice, moved, Begun(lived.mean, lived.warm, lived.cold, used), latest)]
    if keeps.held:
        powered = Choice(own, choice.unit, 1.0, keeps, begun)
        if choice.dark is None:
            return [powered]
        return [powered, dark_part(choice, moved, at_set_point(keeps, trace, now), latest)]
    way = [(row.origin, row.destination, row.start, row.end) for row in until]
    lived = live(keeps, air, (rows[0].origin, trace.box.ready), way + stands)
    return [Choice(own, choice.unit, 1.0, keeps, Begun(lived.mean, lived.warm, lived.cold, lived.used))]
