"""What ``logistics compare`` says in words: names, what is left out, which days, of what a share is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from logistics.cli.compare_tables import CROSSINGS, show_comparison, show_inputs
from logistics.indicators import compare


@pytest.fixture
def shown(capsys, monkeypatch):
    """Return a function that prints a comparison at 80 columns and returns the text."""
    monkeypatch.setattr("logistics.cli.output.console._width", 80)

    def show(plans, **parts):
        result = replace(compare(plans), **parts)
        show_comparison(result, [plan.scenario.network for plan in plans.values()])
        return capsys.readouterr().out

    return show


def test_places_and_goods_have_names(shown, tiny_plan):
    """Crossings and goods as people say them; the days of both tables are told; nothing is cut in a word."""
    fewer = replace(tiny_plan, paths=tiny_plan.paths.assign(boxes=tiny_plan.paths["boxes"] / 2))
    said = shown({"base": tiny_plan, "fewer": fewer})
    assert "Xian – Dostyk" in said
    assert "xian-dostyk" not in said
    assert "Electronics" in said
    assert "Results (cargo ready in the reported days, 2025-09-01 to 2025-09-14;" in " ".join(said.split())
    assert "(trains of the reported days, 2025-09-01 to 2025-09-14)" in " ".join(said.split())
    assert "change: FEU more (+) or less (-) than in base" in said


def test_rows_left_out_are_told(shown, tiny_plan):
    """The largest changes come first, then the busiest; the rest is counted, with its largest change."""
    rows = [(f"link-{i:02d}", "westbound", 100.0 + i, 100.0 + i, 0.0) for i in range(CROSSINGS + 3)]
    rows += [("quiet", "eastbound", 9.0, 2.0, -7.0)]
    table = pd.DataFrame(rows, columns=["crossing", "direction", "base", "again", "change_again"])
    said = shown({"base": tiny_plan, "again": tiny_plan}, crossings=table)
    listed = [line.split()[1] for line in said.splitlines() if "bound" in line]
    assert listed == ["quiet", *(f"link-{i:02d}" for i in range(CROSSINGS + 2, 3, -1))]
    assert "4 of 19 rows are left out, whose change is at most 0 FEU; --json lists all of them." in said


def test_names_that_two_links_share_have_their_ids(shown, tiny_plan):
    """Two links between the same places are told apart."""
    network = tiny_plan.scenario.network
    links = network["links"]
    twin = links[links["link_id"] == "xian-dostyk"].assign(link_id="second")
    both = replace(tiny_plan.scenario, network=network.with_tables(links=pd.concat([links, twin], ignore_index=True)))
    plan = replace(tiny_plan, scenario=both)
    table = pd.DataFrame(
        [("xian-dostyk", "westbound", 3.0, 1.0, -2.0), ("second", "westbound", 0.0, 2.0, 2.0)],
        columns=["crossing", "direction", "base", "again", "change_again"],
    )
    said = shown({"base": plan, "again": plan}, crossings=table)
    assert "(xian-dostyk)" in said
    assert "(second)" in said


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "not over by the end of the days solved"),
        (0.0, "over when the event ends"),
        (1.0, "over 1 day after the event ends"),
        (10.0, "over 10 days after the event ends"),
    ],
)
def test_an_event_says_when_it_is_over_and_of_what_the_shares_are(shown, tiny_plan, days, words):
    """Peaks with their days, recovery in words, and what each change of cost is a change of."""
    event = {
        "plan": "shut", "start": "2025-09-03", "end": "2025-09-04", "peak_extra_waiting_feu": 1554.0,
        "peak_waiting_day": "2025-09-05", "peak_extra_under_way_feu": 758.0, "peak_under_way_day": "2025-09-09",
        "peak_extra_trains": 15.2, "days_to_recover": days, "cost_change_share": -0.007, "worst_day": "2025-09-05",
        "trains_held": 0.0, "affected_feu": 9631.0, "affected_lost_feu": 2370.0, "affected_days_base": 11.4,
        "affected_days": 12.2, "affected_cost_change_share": 0.483,
    }  # fmt: skip
    said = shown({"base": tiny_plan, "shut": tiny_plan}, events=pd.DataFrame([event]))
    assert words in said
    assert "758 FEU more under way (15 trains) on 2025-09-09, 1,554 FEU more waiting on 2025-09-05, than" in said
    assert "money per FEU carried, all cargo: -0.7%" in said
    assert "money per FEU of this cargo, outside options of what is not carried included: +48.3%" in said
    assert "1 later days" not in said


def test_days_and_places_left_out_of_an_event_are_told(shown, tiny_plan):
    """Trains held at the most crowded places, and the rest in one figure; forty days, and how many more."""
    scenario = tiny_plan.scenario.with_change("close", terminal="aktau", start="2025-09-03", end="2025-09-04", name="c")
    plans = {"base": tiny_plan, "c": replace(tiny_plan, scenario=scenario)}
    held = pd.DataFrame(
        {"plan": "c", "day": "2025-09-05", "terminal": [f"place-{i}" for i in range(10)], "extra_trains": 0.5}
    )
    days = pd.date_range("2025-09-03", periods=45).strftime("%Y-%m-%d")
    backlog = pd.DataFrame({"day": days, "plan": "c", "extra_under_way_feu": 0.0, "extra_waiting_feu": 0.0})
    said = shown(plans, held=held, backlog=backlog)
    assert "place-7 0.5, 2 other places 1.0 in all)" in said
    assert "5 later days are left out; --json lists all of them." in said


def test_plans_of_other_days_are_told(shown, tiny_plan):
    """Figures of two weeks beside those of one differ by that alone."""
    horizon = tiny_plan.scenario.horizon
    short = replace(horizon, end=horizon.start)
    other = replace(tiny_plan, scenario=replace(tiny_plan.scenario, horizon=short))
    said = shown({"base": tiny_plan, "short": other})
    assert "The plans report other days (base 2025-09-01 to 2025-09-14, short 2025-09-01 to 2025-09-01)" in said
    assert "the reported days of each, which are not the same" in " ".join(said.split())


def test_the_same_inputs_are_the_same(capsys):
    """An empty table is a sentence."""
    show_inputs(pd.DataFrame(columns=["plan", "item", "base", "other"]))
    assert capsys.readouterr().out == "The inputs are the same.\n"
