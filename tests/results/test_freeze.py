"""What of a plan stays fixed at a moment, case by case, on the path by express worked out by head.

A/1: load 1 Sep 00:00-06:00; express 2 Sep 00:00 - 3 Sep 16:00 to Dostyk; gauge change to 22:00; yard to 4 Sep 12:00;
train to Almaty 5 Sep 00:00, stands to 03:00, Moscow 8 Sep 11:00; unloaded 17:00.
"""

from __future__ import annotations

from dataclasses import replace

import hand
import pandas as pd
import pytest

from logistics.results.freeze import ALWAYS, NEVER, _cut_rows, freeze
from logistics.units import to_min

EXP, KZ_THU, EXP_KZ = hand.EXP, hand.KZ_THU, "exp_kz@2025-09-05T00:00"


def minute(text):
    """Return ``DD HH:MM`` of September 2025 as UTC minutes."""
    return to_min(hand._at(text).to_pydatetime())


def frozen_path(plan, network, path_id, moment):
    """Return the cut of a path as ``(kind, terminal, gauge, run, seq)``, its minute, and how many legs stay."""
    frozen = freeze(plan, network, minute(moment))
    cut = frozen.cuts.loc[path_id]
    start = (cut.start_kind, cut.start_terminal, cut.start_gauge, cut.start_run_id, cut.start_seq)
    return start, cut.cut_min, int((frozen.legs["path_id"] == path_id).sum())


GATE = ("gate", "", -1, "", -1)
DOSTYK_YARD = ("yard", "dostyk", 1520, "", -1)
TO_DOSTYK, TO_ALMATY = ("onboard", "dostyk", -1, EXP, 1), ("onboard", "almaty", -1, KZ_THU, 1)
CASES = [
    # moment, where the boxes can be sent on from, from which minute, legs that stay
    ("before it is ready", "01 00:00", GATE, NEVER, 0),
    ("being loaded: not departed", "01 03:00", GATE, NEVER, 0),
    ("in the yard: not departed", "01 12:00", GATE, NEVER, 0),
    ("the minute of departure can still be missed", "02 00:00", GATE, NEVER, 0),
    ("on the express", "02 00:01", TO_DOSTYK, minute("03 16:00"), 3),
    ("on the express, last minute", "03 15:59", TO_DOSTYK, minute("03 16:00"), 3),
    ("arrived, the gauge change begins", "03 16:00", DOSTYK_YARD, minute("03 22:00"), 4),
    ("in the gauge change", "03 18:00", DOSTYK_YARD, minute("03 22:00"), 4),
    ("waiting in the yard", "04 06:00", DOSTYK_YARD, minute("03 22:00"), 4),
    ("the next train may still be missed", "04 12:00", DOSTYK_YARD, minute("03 22:00"), 4),
    ("on the next train", "04 18:00", TO_ALMATY, minute("05 00:00"), 6),
    ("aboard the standing train", "05 01:00", TO_ALMATY, minute("05 00:00"), 6),
    ("the standing train departs", "05 03:00", TO_ALMATY, minute("05 00:00"), 6),
    ("on the last section", "07 00:00", ("onboard", "moscow", -1, KZ_THU, 2), minute("08 11:00"), 8),
    ("being unloaded", "08 12:00", GATE, ALWAYS, 9),
    ("delivered", "09 00:00", GATE, ALWAYS, 9),
]


@pytest.mark.parametrize(
    ("moment", "start", "cut_min", "stay"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_stays_at_a_moment(hand_plan, tiny_network, moment, start, cut_min, stay):
    """Boxes are cut where they next can take another train, and everything before stays."""
    assert frozen_path(hand_plan, tiny_network, "A/1", moment) == (start, cut_min, stay)


def slot_plan(plan):
    """Return the express kept over the gauge break, which passes Almaty without a stop."""
    dostyk, almaty = ("dostyk", "dostyk"), ("almaty", "almaty")
    first, second = ((EXP_KZ, "dostyk-almaty"), ("dostyk", "almaty")), ((EXP_KZ, "almaty-moscow"), ("almaty", "moscow"))
    rows = [
        *hand.path_rows()["A/1"][:3],
        hand._row("operate", "same_train", "dostyk_slot_w", dostyk, ("03 16:00", "03 22:00")),
        hand._row("wait", "", ("", ""), dostyk, ("03 22:00", "05 00:00")),
        hand._row("ride", "", *first, ("05 00:00", "05 12:00"), 600.0),
        hand._row("operate", "pass", "almaty_pass", almaty, ("05 12:00", "05 13:00")),
        hand._row("ride", "", *second, ("05 13:00", "08 21:00"), 4000.0),
        hand._row("operate", "unload", "moscow_unload", ("moscow", "moscow"), ("08 21:00", "09 03:00")),
    ]
    return with_rows(plan, rows)


def with_rows(plan, rows):
    """Return the plan whose only path has these rows."""
    legs = [("A/1", seq, *row, 0.0, 0.0) for seq, row in enumerate(rows)]
    return replace(
        plan,
        paths=plan.paths[plan.paths["path_id"] == "A/1"],
        legs=pd.DataFrame(legs, columns=plan.legs.columns),
    )


@pytest.mark.parametrize(
    ("moment", "start", "cut_min", "stay"),
    [
        ("03 18:00", TO_DOSTYK, minute("03 16:00"), 3),  # in the slot: still aboard, another way on is possible
        ("04 12:00", TO_DOSTYK, minute("03 16:00"), 3),
        ("05 06:00", ("onboard", "moscow", -1, EXP_KZ, 2), minute("08 21:00"), 8),  # no stop at Almaty
        ("05 12:30", ("onboard", "moscow", -1, EXP_KZ, 2), minute("08 21:00"), 8),  # passing Almaty
    ],
)
def test_the_express_is_left_only_where_it_stops(hand_plan, tiny_network, moment, start, cut_min, stay):
    """A kept slot may be given up; a terminal that is passed is no place to leave the train."""
    assert frozen_path(slot_plan(hand_plan), tiny_network, "A/1", moment) == (start, cut_min, stay)


def test_boxes_for_a_ship_wait_on_the_ship_side(hand_plan, tiny_network):
    """After a port transfer boxes are in the yard of gauge side 0."""
    run = "cas_w@2025-09-15T12:00"
    plan = with_rows(
        hand_plan,
        [
            hand._row("ride", "", (run, "almaty-aktau"), ("almaty", "aktau"), ("15 12:00", "17 14:00"), 2500.0),
            hand._row("operate", "transfer", "aktau_port_w", ("aktau", "aktau"), ("17 14:00", "18 02:00")),
            hand._row("wait", "", ("", ""), ("aktau", "aktau"), ("18 02:00", "21 12:00")),
            hand._row("ferry", "", ("ferry_w@2025-09-21T12:00", "aktau-baku-ferry"), ("aktau", "baku"),
                      ("21 12:00", "22 08:00"), 400.0),
        ],
    )  # fmt: skip
    aktau = ("yard", "aktau", 0, "", -1)
    assert frozen_path(plan, tiny_network, "A/1", "20 00:00") == (aktau, minute("18 02:00"), 2)
    baku = ("onboard", "baku", -1, "ferry_w@2025-09-21T12:00", 1)
    assert frozen_path(plan, tiny_network, "A/1", "22 00:00") == (baku, minute("22 08:00"), 4)


def test_paths_are_cut_one_by_one(hand_plan, tiny_network):
    """On 4 September 12:00 A/1 waits, A/2 is on its first train, B is on its first train; all legs kept are whole."""
    frozen = freeze(hand_plan, tiny_network, minute("04 12:00"))
    assert list(frozen.cuts.index) == ["A/1", "A/2", "B/1"]
    assert list(frozen.cuts["start_kind"]) == ["yard", "onboard", "onboard"]
    assert list(frozen.cuts["start_run_id"]) == ["", hand.CN_W, hand.KZ_E]
    assert list(frozen.cuts["start_seq"]) == [-1, 1, 2]
    assert frozen.legs.groupby("path_id")["seq"].max().to_dict() == {"A/1": 3, "A/2": 2, "B/1": 2}
    assert str(frozen.cuts["cut_min"].dtype) == "int64"


def test_a_plan_that_carries_nothing_freezes(hand_plan, tiny_network):
    """No path, nothing to keep."""
    empty = replace(hand_plan, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    frozen = freeze(empty, tiny_network, minute("04 12:00"))
    assert frozen.cuts.empty
    assert frozen.legs.empty


def test_a_place_that_a_train_passes_and_stops_at_later_is_no_stop_the_first_time():
    """Boxes ride past the junction to the next stop, and are at home in the junction when the train stops there."""
    at = pd.Timestamp("2025-09-01 00:00", tz="UTC")
    way = [
        ("a", "junction", "a-junction"),
        ("junction", "spur", "junction-spur"),
        ("spur", "junction", "spur-junction"),
    ]
    legs = pd.DataFrame(
        {
            "path_id": "P", "seq": range(3), "kind": "ride", "activity": "", "service_id": "s", "run_id": "s@1",
            "from": [leg[0] for leg in way], "to": [leg[1] for leg in way], "link_id": [leg[2] for leg in way],
            "operation_id": "", "start_utc": [at + pd.Timedelta(hours=i) for i in range(3)],
            "end_utc": [at + pd.Timedelta(hours=i + 1) for i in range(3)],
        }
    )  # fmt: skip
    stops = pd.DataFrame(
        {
            "service_id": "s", "terminal_id": ["a", "junction", "spur", "junction"], "seq": range(4),
            "activity": ["stop", "pass", "stop", "stop"], "link_id": ["", *(leg[2] for leg in way)],
        }
    )  # fmt: skip
    network = {"stops": stops, "operations": pd.DataFrame({"operation_id": [], "to_gauge": []})}
    for minutes, kept, seq in ((30, 1, 2), (90, 1, 2), (150, 2, 3)):
        cut = _cut_rows(legs, network, at + pd.Timedelta(minutes=minutes)).loc["P"]
        assert (cut["seq"], cut["start_seq"], cut["start_kind"]) == (kept, seq, "onboard")
