"""Closed links on the maps: when, and marked so that a border link of a few kilometres is seen."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import shapely

from logistics.network import Network
from logistics.report.maps import map_data, network_map, plot_corridor, write_svg
from logistics.report.maps.closures import closed_links, closed_texts, when_closed
from logistics.report.maps.flows import Closure
from logistics.report.maps.labels import Placer
from logistics.report.maps.places import closure_group, country_group
from logistics.report.maps.scene import Box, walk
from logistics.report.maps.view import fit_view
from logistics.units import to_min

DAY = 1440
SEPTEMBER = to_min(pd.Timestamp("2025-09-01", tz="UTC").to_pydatetime())


def days(first: int, last: int) -> tuple[int, int]:
    """Return minutes of days counted from 1 September 2025, both included."""
    return SEPTEMBER + (first - 1) * DAY, SEPTEMBER + last * DAY


def shut(network: Network, *found: tuple[str, str, tuple[int, int]]) -> Network:
    """Return the network with closures: kind of target, its id, minutes."""
    rows = [
        {"kind": "close", "target_kind": kind, "target_id": target, "start_min": a, "end_min": b}
        for kind, target, (a, b) in found
    ]
    return type(network)(network.tables, network.path, pd.DataFrame(rows))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([days(17, 21)], "closed 17–21 Sep"),
        ([days(17, 17)], "closed 17 Sep"),
        ([days(28, 33)], "closed 28 Sep – 3 Oct"),
        ([days(17, 19), days(20, 21)], "closed 17–21 Sep"),  # they touch
        ([days(2, 3), days(17, 19)], "closed 5 days"),
        ([(SEPTEMBER + 600, SEPTEMBER + 700)], "closed 1 Sep"),
        ([], "closed"),
    ],
)
def test_when_a_link_is_closed(found, words):
    """One closure has its days, several their number."""
    assert when_closed(found) == words


def test_only_the_reported_days_count():
    """A closure that goes on later ends with them; one of all of them is throughout; one outside keeps its days."""
    bounds = days(8, 21)
    assert when_closed([days(17, 40)], bounds) == "closed 17–21 Sep"
    assert when_closed([days(-90, 400)], bounds) == "closed throughout"
    assert when_closed([days(25, 27)], bounds) == "closed 25–27 Sep"


def test_terminals_close_their_links(tiny_network: Network) -> None:
    """Windows on a link and on the terminal at its end are told together; other windows close nothing."""
    link = tiny_network["links"].iloc[0]
    network = shut(
        tiny_network, ("link", link["link_id"], days(2, 3)), ("terminal", link["from_terminal"], days(10, 10)),
        ("service", "any", days(1, 9)),
    )  # fmt: skip
    assert closed_texts(network)[link["link_id"]] == "closed 3 days"
    assert closed_links(network) == set(closed_texts(network))
    assert "any" not in closed_links(network)


def test_a_short_closed_link_is_marked_above_the_terminals(corridors: Network, flows: tuple, tmp_path: Path) -> None:
    """The 12 km of Alashankou - Dostyk: a cross drawn after the gauge diamonds, in the legend, with its days."""
    network = shut(corridors, ("link", "alashankou-dostyk", days(17, 21)))
    text = write_svg(map_data(network, *flows), tmp_path / "m.svg").read_text(encoding="utf-8")
    for prefix in ("", "inset-"):
        mark, markers = text.index(f'id="{prefix}closure-marks"'), text.index(f'id="{prefix}markers"')
        assert mark > markers
        cross = text[mark : text.index("</g>", mark)]
        assert cross.count("#d1001f") == 1
    assert ">closed 17–21 Sep</text>" in text[text.index('id="closure-days"') :]
    assert "FEU · closed 17–21 Sep" in text
    legend = text[text.index('id="legend-colour"') :]
    legend = legend[: legend.index("</g>")]
    assert "Closed for some time" in legend
    assert legend.count("#d1001f") == 2  # dashes and cross


def test_a_map_of_a_scenario_says_that_it_is_the_network(tiny_scenario, tmp_path: Path) -> None:
    """There is no plan: the title says so, the whole network is shown, closures with their days."""
    scenario = tiny_scenario.with_change("close", link="xian-dostyk", start="2025-09-03", end="2025-09-05")
    data = network_map(scenario)
    assert "The network alone: no plan, so no flows" in data.subtitle
    assert data.period == ""
    assert data.links.set_index("link_id").loc["xian-dostyk", "closed_text"] == "closed 3–5 Sep"
    names = re.findall(r'data-link="([^"]+)"', plot_corridor(data).save(tmp_path / "m.svg").read_text(encoding="utf-8"))
    assert set(names) >= set(network_map(tiny_scenario).links["link_id"])


def test_closures_of_the_same_days_side_by_side_have_one_label() -> None:
    """Three crossings of one border closed together: three marks, one text; other days have their own."""
    found = [Closure(100, 100, "closed 1 Sep"), Closure(115, 110, "closed 1 Sep"), Closure(110, 130, "closed 2 Sep")]
    group = closure_group([*found, Closure(300, 300, "closed 1 Sep")], Placer(Box(0, 0, 400, 400)), "")
    assert sorted(text.text for text in walk(group)) == ["closed 1 Sep", "closed 1 Sep", "closed 2 Sep"]


def test_the_names_of_countries_keep_off_markers() -> None:
    """A gauge diamond that would touch the end of a country's name moves the name away."""
    country = shapely.box(0, 0, 2e6, 1e6)
    view = fit_view((0, 0, 2e6, 1e6), Box(0, 0, 800, 400))

    def written(taken: list[Box]) -> Box:
        group = country_group([("Kazakhstan", country)], view, Placer(view.box, taken), "")
        return next(iter(walk(group))).box

    free = written([])
    middle = (free.y0 + free.y1) / 2
    diamond = Box(free.x1 + 3, middle - 6, free.x1 + 15, middle + 6)
    assert not written([diamond]).grown(4).overlaps(diamond)
