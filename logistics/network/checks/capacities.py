"""Capacities: units that fit their kind, one yard per terminal, background below capacity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from logistics.network.checks.rule import View
from logistics.network.findings import Finding

_UNITS = {"throughput": "feu_per_day", "yard": "feu", "powered_yard": "feu", "slots": "feu_per_train"}


def check_facility_units(view: View) -> Iterator[Finding]:
    """Capacities are in the unit of their kind."""
    for row in view.rows("facilities"):
        if row.unit != _UNITS[row.kind]:
            text = f"{row.unit!r} found; the capacity of kind {row.kind} is in {_UNITS[row.kind]}"
            yield view.error("facilities", row.Index, "unit", text)


def check_single_yards(view: View) -> Iterator[Finding]:
    """Terminals have at most one yard and one powered yard each."""
    yards = view["facilities"][view["facilities"]["kind"].isin(["yard", "powered_yard"])]
    for row in yards[yards.duplicated(["terminal_id", "kind"])].itertuples():
        text = f"{row.terminal_id} has more than one facility of kind {row.kind}; merge them"
        yield view.error("facilities", row.Index, "kind", text)


def check_trains(view: View) -> Iterator[Finding]:
    """Powered slots and the minimum load fit into a train."""
    for row in view.rows("services"):
        for column in ("powered_slots", "min_load_feu"):
            value = getattr(row, column)
            if str(value) not in {"<NA>", "nan"} and value > row.max_feu:
                text = f"{value} found; {row.service_id!r} has max_feu {row.max_feu:g}"
                yield view.error("services", row.Index, column, text)


def check_background(view: View) -> Iterator[Finding]:
    """Background rows name one link or one facility, with trains for links and FEU for facilities."""
    for row in view.rows("background"):
        if bool(row.link_id) == bool(row.facility_id):
            text = f"{row.link_id or 'blank'} and {row.facility_id or 'blank'} found; give one of them"
            yield view.error("background", row.Index, "link_id, facility_id", text)
            continue
        wanted, other = ("trains_per_day", "feu_per_day") if row.link_id else ("feu_per_day", "trains_per_day")
        if str(getattr(row, wanted)) == "nan" or str(getattr(row, other)) != "nan":
            what = "link" if row.link_id else "facility"
            text = f"background on a {what} is in {wanted}; leave {other} blank"
            yield view.error("background", row.Index, wanted, text)


def check_background_fits(view: View) -> Iterator[Finding]:
    """Background leaves something of every capacity (a warning where it takes all)."""
    limits = {
        ("link_id", row.link_id): row.capacity_trains_per_day
        for row in view.rows("links")
        if row.capacity_trains_per_day > 0
    } | {("facility_id", row.facility_id): row.capacity for row in view.rows("facilities")}
    for row in view.rows("background"):
        column, name = ("link_id", row.link_id) if row.link_id else ("facility_id", row.facility_id)
        used = row.trains_per_day if row.link_id else row.feu_per_day
        limit = limits.get((column, name))
        if limit is not None and used >= limit:
            text = f"{used:g} a day found; that leaves nothing of the capacity {limit:g} of {name}"
            yield view.warning("background", row.Index, column, text)


def check_congestion(view: View) -> Iterator[Finding]:
    """Queue segments of a kind ascend to 1, and hours never fall, so that their cost is convex."""
    for kind, group in view["congestion"].groupby("kind", sort=False):
        rows = list(group.itertuples())
        for before, row in itertools.pairwise(rows):
            if row.upto_share <= before.upto_share:
                text = f"{row.upto_share:g} found after {before.upto_share:g}; shares of {kind} must ascend"
                yield view.error("congestion", row.Index, "upto_share", text)
            if row.extra_h < before.extra_h:
                text = f"{row.extra_h:g} found after {before.extra_h:g}; hours of {kind} must not fall"
                yield view.error("congestion", row.Index, "extra_h", text)
        if rows[-1].upto_share != 1:
            text = f"{rows[-1].upto_share:g} found; the last segment of {kind} must end at 1"
            yield view.error("congestion", rows[-1].Index, "upto_share", text)
    if "throughput" not in set(view["congestion"]["kind"]):
        yield view.error("congestion", None, "kind", "no row of kind throughput; at least one, ending at share 1")
