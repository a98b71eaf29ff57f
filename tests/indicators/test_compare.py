"""Comparisons with a delayed copy of the plan by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from logistics.indicators import compare, compare_inputs, new_changes
from logistics.indicators.changed import KINDS, changed_consignments
from logistics.indicators.compare import event_days
from logistics.scenario import Closure

EVENT = Closure(link="dostyk-almaty", start=date(2025, 9, 4), end=date(2025, 9, 5))


@pytest.fixture
def delayed(hand_plan):
    """Return the plan with Dostyk - Almaty closed on 4 and 5 September: the express boxes go on three days later."""
    late = (hand_plan.legs["path_id"] == "A/1") & (hand_plan.legs["seq"] >= 5)
    wait = (hand_plan.legs["path_id"] == "A/1") & (hand_plan.legs["seq"] == 4)
    shift = pd.Timedelta(days=3)
    legs = hand_plan.legs.copy()
    legs.loc[late, "start_utc"] += shift
    legs.loc[late | wait, "end_utc"] += shift
    paths = hand_plan.paths.assign(cost_usd=hand_plan.paths["cost_usd"] * 1.1)
    return replace(hand_plan, legs=legs, paths=paths, scenario=hand_plan.scenario.with_change(EVENT, name="closed"))


def test_what_the_event_did(hand_plan, delayed):
    """A/1 (2 FEU) is delivered on 11 instead of 8 September: 2 FEU more under way at the ends of 8, 9 and 10.

    The first day without is the 11th, six days after the 5th. It waits to 7 Sep 12:00 instead of 4 Sep 12:00 and stands
    on 8 instead of 5 Sep: 2 more at the ends of 4, 5, 6 and 7, but 2 less at the end of 4 (train at Almaty).
    """
    result = compare({"base": hand_plan, "closed": delayed}, feu_per_train=0.25)
    event = result.events.iloc[0]
    assert (event["plan"], event["start"], event["end"]) == ("closed", "2025-09-04", "2025-09-05")
    assert event["peak_extra_under_way_feu"] == 2
    assert event["peak_extra_trains"] == 2 / 0.25
    assert event["peak_extra_waiting_feu"] == 2
    assert event["days_to_recover"] == 6
    assert event["cost_change_share"] == pytest.approx(0.1)
    extra = result.backlog[result.backlog["plan"] == "closed"].set_index("day")
    days = [f"2025-09-{day:02d}" for day in range(3, 12)]
    assert extra.loc[days, "extra_waiting_feu"].to_list() == [0, 0, 2, 2, 2, 0, 0, 0, 0]
    assert extra.loc[days, "extra_under_way_feu"].to_list() == [0, 0, 0, 0, 0, 2, 2, 2, 0]
    assert not result.backlog[result.backlog["plan"] == "base"]["extra_waiting_feu"].any()


def test_recovery_is_that_of_what_waits_too(hand_plan, delayed):
    """Boxes that stand at Almaty and then hurry are no longer under way than before, but they wait.

    A/2 (1 FEU) leaves Almaty on 11 September at 5:00 instead of the 8th at 3:00 and arrives when it did: it waits at
    the ends of 8, 9 and 10. From the 10th a seventh of it is left on the average of a week, five days after the 5th.
    """
    legs, mine = hand_plan.legs.copy(), hand_plan.legs["path_id"] == "A/2"
    moment = pd.Timestamp("2025-09-11T05:00Z")
    legs.loc[mine & (legs["seq"] == 6), "end_utc"] = moment
    legs.loc[mine & (legs["seq"] == 7), "start_utc"] = moment
    held = replace(hand_plan, legs=legs, scenario=delayed.scenario)
    event = compare({"base": hand_plan, "closed": held}, feu_per_train=0.25).events.iloc[0]
    assert (event["peak_extra_waiting_feu"], event["peak_waiting_day"]) == (1, "2025-09-08")
    assert (event["peak_extra_under_way_feu"], event["peak_under_way_day"]) == (0, "")
    assert event["days_to_recover"] == 5


def test_crossings_of_the_event_days(hand_plan, delayed):
    """On 4 and 5 September: A/2 leaves Xian, and in the base A/1 leaves Almaty, which the event puts off."""
    result = compare({"base": hand_plan, "closed": delayed})
    found = result.crossings.set_index(["crossing", "direction"])
    assert found.loc[("xian-dostyk", "westbound")].to_list() == [1, 1, 0]
    assert found.loc[("almaty-moscow", "westbound")].to_list() == [2, 0, -2]
    assert list(found.columns) == ["base", "closed", "change_closed"]
    whole = compare({"base": hand_plan, "again": hand_plan}).crossings.set_index(["crossing", "direction"])
    assert whole.loc[("xian-dostyk", "westbound")].to_list() == [3, 3, 0]  # no event: the reported days


def test_crossings_without_an_event_are_of_the_reported_days(hand_plan):
    """As in the indicators: what crosses in the run-out is not beside results of the reported days."""
    late = hand_plan.legs["path_id"] == "A/1"
    moved = hand_plan.legs["start_utc"] + pd.Timedelta(days=14)
    plan = replace(hand_plan, legs=hand_plan.legs.assign(start_utc=moved.where(late, hand_plan.legs["start_utc"])))
    found = compare({"base": hand_plan, "late": plan})
    assert found.reported == (("2025-09-01", "2025-09-14"),) * 2
    sums = found.crossings.set_index(["crossing", "direction"])
    assert sums.loc[("xian-dostyk", "westbound")].to_list() == [3, 1, -2]
    wide = found.indicators.set_index(["indicator", "scope"])
    assert wide.loc[("crossing_feu", "xian-dostyk:westbound"), ["base", "late"]].to_list() == [3, 1]


def test_indicators_stand_side_by_side_in_their_order(hand_plan, delayed):
    """Changes are differences; what only one plan has counts as zero in the other where that makes sense."""
    only_beef = replace(delayed, paths=delayed.paths.tail(1), legs=delayed.legs[delayed.legs["path_id"] == "B/1"])
    wide = compare({"base": hand_plan, "closed": only_beef}).indicators
    assert list(wide.columns) == ["indicator", "scope", "unit", "base", "closed", "change_closed"]
    assert wide["indicator"].iloc[0] == "boxes_demanded"
    rows = wide.set_index(["indicator", "scope"])
    assert rows.loc[("boxes_carried", "all"), ["base", "closed", "change_closed"]].to_list() == [5, 2, -3]
    west = rows.loc[("crossing_feu", "xian-dostyk:westbound")]
    assert west[["base", "closed", "change_closed"]].to_list() == [3, 0, -3]
    assert pd.isna(rows.loc[("mean_transit", "xian-moscow/electronics"), "closed"])


def test_inputs_that_differ(hand_plan, delayed):
    """The event is named in one line; the same plans have the same inputs."""
    inputs = compare({"base": hand_plan, "closed": delayed}).inputs
    assert inputs.to_numpy().tolist() == [
        ["closed", "change added: close (change-1)", "",
         "link=dostyk-almaty, direction=both from 2025-09-04 to 2025-09-05"],
    ]  # fmt: skip
    assert compare({"a": hand_plan, "b": hand_plan}).inputs.empty


def test_scenarios_compare_without_plans(tiny_scenario, tmp_path):
    """Days, dropped changes, what is known when, and tables of another folder."""
    closed = tiny_scenario.with_change(EVENT, name="closed")
    warned = tiny_scenario.with_change(replace(EVENT, known_from=date(2025, 8, 30)), name="warned")
    longer = replace(tiny_scenario, horizon=replace(tiny_scenario.horizon, end=date(2025, 9, 21)))
    speeds = tiny_scenario.network["speeds"]
    other = replace(tiny_scenario.network.with_tables(speeds=speeds.assign(speed_kmh=60.0)), path=tmp_path)
    inputs = compare_inputs(
        {"closed": closed, "warned": warned, "longer": longer, "other": replace(closed, network=other)}
    )
    rows = [tuple(row) for row in inputs.itertuples(index=False)]
    text = "link=dostyk-almaty, direction=both from 2025-09-04 to 2025-09-05"
    assert rows == [
        ("warned", "change added: close (change-1)", "", f"{text} known from 2025-08-30"),
        ("warned", "change dropped: close (change-1)", text, ""),
        ("longer", "horizon.end", "2025-09-14", "2025-09-21"),
        ("longer", "change dropped: close (change-1)", text, ""),
        ("other", "network", str(tiny_scenario.network.path), str(tmp_path)),
        ("other", "table speeds", "6 rows", "6 rows, 6 of them different"),
    ]
    assert compare_inputs({"closed": closed}).empty


def test_inputs_name_the_changes(tiny_scenario):
    """Several changes of a kind are told apart by the ids that the file gives them."""
    other = tiny_scenario.with_change({**EVENT.table(), "id": "first"})
    other = other.with_change({"kind": "close", "terminal": "aktau", "id": "second"})
    inputs = compare_inputs({"a": tiny_scenario, "b": other})
    assert inputs["item"].to_list() == ["change added: close (first)", "change added: close (second)"]


def test_lists_read_as_in_tables(tiny_scenario):
    """Several links of one closure are joined by semicolons."""
    both = tiny_scenario.with_change("close", link=["dostyk-almaty", "xian-dostyk"])
    inputs = compare_inputs({"a": tiny_scenario, "b": both})
    assert "link=dostyk-almaty;xian-dostyk" in inputs["other"].iloc[0]


def test_the_name_of_a_change_is_no_difference(tiny_scenario):
    """Two files may call the same closure differently."""
    a = tiny_scenario.with_change({**EVENT.table(), "id": "first"})
    b = tiny_scenario.with_change({**EVENT.table(), "id": "second"})
    assert new_changes(a, b) == []


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ([EVENT], ("2025-09-04", "2025-09-05")),
        # a moment excludes itself: to midnight of the 25th means the 24th is the last day
        ([replace(EVENT, end=datetime(2025, 9, 12))], ("2025-09-04", "2025-09-11")),  # noqa: DTZ001
        ([replace(EVENT, end=datetime(2025, 9, 12, 0, 1))], ("2025-09-04", "2025-09-12")),  # noqa: DTZ001
        ([EVENT, Closure(terminal="aktau", start=datetime(2025, 9, 7, 6), end=datetime(2025, 9, 9, 6))],  # noqa: DTZ001
         ("2025-09-04", "2025-09-09")),
        ([Closure(link="dostyk-almaty", start=date(2025, 9, 6))], ("2025-09-06", "2025-09-14")),  # the reported end
        ([Closure(link="dostyk-almaty")], None),
        ([], None),
    ],
)  # fmt: skip
def test_days_of_an_event(hand_plan, changes, days):
    """Days and moments may be mixed; changes without dates are no event."""
    scenario = hand_plan.scenario
    for change in changes:
        scenario = scenario.with_change(change)
    assert event_days(hand_plan, replace(hand_plan, scenario=scenario)) == days


def test_a_plan_that_carries_nothing_compares(hand_plan, delayed):
    """Everything was diverted, nothing fails."""
    empty = replace(delayed, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    result = compare({"base": hand_plan, "closed": empty})
    assert result.crossings.set_index(["crossing", "direction"]).loc[("xian-dostyk", "westbound"), "closed"] == 0
    assert result.events.iloc[0]["cost_change_share"] == -1
    back = compare({"closed": empty, "base": hand_plan})
    assert back.events.iloc[0]["cost_change_share"] == 0


def test_comparisons_need_two_plans_with_scenarios(hand_plan):
    """One plan alone, or without its scenario, is refused."""
    with pytest.raises(ValueError, match="at least two plans"):
        compare({"base": hand_plan})
    with pytest.raises(ValueError, match="plans without a scenario: b"):
        compare({"a": hand_plan, "b": replace(hand_plan, scenario=None)})


@pytest.mark.parametrize(
    ("closed", "feu"),
    [
        ({"link": "dostyk-almaty"}, 5),
        ({"link": "dostyk-almaty", "direction": "westbound"}, 3),
        ({"link": "almaty-moscow"}, 3),
        ({"link": "aktau-baku-ferry"}, 0),
    ],
)
def test_cargo_in_the_way_of_an_event(hand_plan, delayed, closed, feu):
    """On 4 and 5 September A (3 boxes) goes west over Dostyk - Almaty and on to Moscow, B (2 of beef) goes east."""
    event = Closure(**closed, start=date(2025, 9, 4), end=date(2025, 9, 5))
    other = replace(delayed, scenario=hand_plan.scenario.with_change(event, name="closed"))
    found = compare({"base": hand_plan, "closed": other}).events.iloc[0]
    assert found["affected_feu"] == feu
    assert found["affected_lost_feu"] == 0
    if feu:
        assert 0 < found["affected_cost_change_share"] < 0.1001  # carried boxes pay a tenth more
        assert found["affected_days"] == found["affected_days_base"]  # hours were not changed by hand


def test_trains_that_stand_on_the_worst_day(hand_plan, delayed):
    """Two boxes of the express stand at Almaty for three days more: their share of its length."""
    result = compare({"base": hand_plan, "closed": delayed})
    event, held = result.events.iloc[0], result.held
    length = hand_plan.scenario.network["services"].set_index("service_id")["max_feu"]
    brought = hand_plan.legs[(hand_plan.legs["path_id"] == "A/1") & (hand_plan.legs["seq"] < 4)]["service_id"]
    assert held["extra_trains"].sum() == pytest.approx(event["trains_held"])
    assert event["trains_held"] == pytest.approx(2 / length[brought[brought != ""].iloc[-1]])
    assert held["day"].unique().tolist() == [event["worst_day"]]
    assert "2025-09-04" <= event["worst_day"] <= "2025-09-08"


def test_consignments_that_are_sent_otherwise(hand_plan):
    """One goes by other trains, one over another link, one in another unit, one leaves a box behind; the rest stay."""
    same = compare({"base": hand_plan, "same": hand_plan})
    assert same.changed.empty
    paths, legs = hand_plan.paths.copy(), hand_plan.legs.copy()
    names = paths["path_id"].tolist()
    assert len(names) == 3
    moves = legs["link_id"] != ""
    runs = legs["run_id"].where(~(moves & (legs["path_id"] == names[0])), "other@2025-09-03T08:00")
    first = legs.index[moves & (legs["path_id"] == names[1])][0]
    legs = legs.assign(run_id=runs)
    legs.loc[first, "link_id"] = "almaty-moscow"
    beef = paths["path_id"] == names[2]
    paths.loc[beef, "unit"] = "diesel40"
    paths.loc[paths["path_id"] == names[1], "boxes"] -= 0.5
    found = changed_consignments(hand_plan, replace(hand_plan, paths=paths, legs=legs))
    owner = dict(zip(paths["path_id"], paths["consignment_id"], strict=True))
    told = {name: {c for c in found.index if found.loc[c, name]} for name in KINDS}
    assert owner[names[1]] in told["another_way"]
    assert owner[names[0]] in told["other_trains"]
    assert told["another_unit"] >= {owner[names[2]]}
    assert told["less_carried"] == {owner[names[1]]}
    assert told["another_unit"] == {owner[names[2]]}
    other = compare({"base": hand_plan, "other": replace(hand_plan, paths=paths, legs=legs)})
    assert other.changed["consignments"].sum() >= 3
    assert int(other.changed["less_carried"].sum()) == 1


def test_fewer_boxes_alone_are_no_other_unit_or_way(hand_plan):
    """Half of every consignment by the same ways in the same units is less carried and nothing else."""
    half = replace(hand_plan, paths=hand_plan.paths.assign(boxes=hand_plan.paths["boxes"] / 2))
    found = changed_consignments(hand_plan, half)
    assert set(found.index[found["less_carried"]]) == set(hand_plan.paths["consignment_id"])
    assert not found[["another_way", "another_unit", "other_trains"]].to_numpy().any()
    none = replace(hand_plan, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    assert not changed_consignments(hand_plan, none)[["another_way", "another_unit"]].to_numpy().any()
