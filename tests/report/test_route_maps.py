"""Maps of a front: ways and lanes by head, the static page, and the offline page in a browser."""

from __future__ import annotations

import json
import re
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from logistics.errors import LogisticsError
from logistics.network import Network
from logistics.report import plot_front
from logistics.report.routes.data import front_map
from logistics.report.routes.lanes import Track, lanes, pieces, resampled, shifted
from logistics.report.routes.ways import ways
from logistics.results import Front

from .conftest import HOSTILE
from .fronts import corridor_front, made_path, tiny_front
from .test_html_map import CHROMIUM, Page, Visit

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def front(tiny_network: Network) -> Front:
    """Two ways of travelling one way."""
    return tiny_front(tiny_network)


@pytest.fixture(scope="module")
def network(corridors: Network, tiny_network: Network) -> Network:
    """Real corridors, with the few columns that maps of fronts need."""
    terminals = corridors["terminals"]
    services = tiny_network["services"]
    return corridors.with_tables(terminals=terminals, services=services, commodities=tiny_network["commodities"])


@pytest.fixture(scope="module")
def hostile(tiny_network: Network) -> Network:
    """Names that try to break out."""
    terminals = tiny_network["terminals"].copy()
    terminals["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(terminals))]
    return tiny_network.with_tables(terminals=terminals)


def test_paths_over_the_same_links_are_one_way(tiny_network: Network, front: Front) -> None:
    """The express and the ordinary train share their line; its text has both ranges."""
    (one,) = ways(front.paths, {"dostyk": "Dostyk"})
    assert one.numbers == (1, 2)
    assert one.name == "via Dostyk"
    assert one.detail == "8.7–12.2 days · 2,950–4,810 USD per FEU"
    assert [link for link, _, _ in one.passages] == ["xian-dostyk", "dostyk-almaty", "almaty-moscow"]


def test_lanes_lie_side_by_side_only_where_ways_meet(tiny_network: Network) -> None:
    """Two ways share two links, each half a lane off the middle; alone they run in the middle."""
    west = made_path(tiny_network, ["xian", "dostyk", "moscow"], {})
    port = made_path(tiny_network, ["xian", "dostyk", "aktau"], {})
    lane = lanes(ways([west, port], {}))
    assert (lane[0, "xian-dostyk"], lane[1, "xian-dostyk"]) == (-0.5, 0.5)
    assert lane[0, "almaty-moscow"] == lane[1, "almaty-aktau"] == 0
    back = made_path(tiny_network, ["almaty", "xian"], {})
    lane = lanes(ways([west, back], {}))
    assert (lane[0, "xian-dostyk"], lane[1, "xian-dostyk"]) == (-0.5, -0.5), "mirrored: it runs the other way"


def test_shifting_keeps_the_distance() -> None:
    """A straight line moves by lanes times width, to the right of travel; land and sea parts touch."""
    line = np.column_stack([np.linspace(0, 400, 3), np.zeros(3)])
    even = resampled(Track(line, np.ones(3), np.array([False, False, True])))
    moved = shifted(even, 6.0)
    assert np.allclose(moved[:, 1], 6.0)
    land, sea = pieces(moved, even.wet)
    assert len(land) == len(sea) == 1
    assert np.array_equal(land[0][-1], sea[0][0])


def test_static_map_of_a_front(network: Network, corridors: Network, tmp_path: Path) -> None:
    """Three ways with their legend, the close-up, labels only for stops, and no two texts on each other."""
    front = corridor_front(network)
    path = plot_front(front, network).save(tmp_path / "m.svg")
    root = ET.parse(path).getroot()  # noqa: S314
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g")}
    assert {e.get("data-way") for e in groups["routes"]} == {"1", "2", "3"}
    assert [e.get("stroke-dasharray") for e in groups["routes"] if e.get("stroke-dasharray")], "sea legs are dashed"
    text = "".join(groups["legend-colour"].itertext())
    for number, one in enumerate(front, 1):
        assert f"{number} via" in text
        assert f"{one.transit_h / 24:.1f} days · {one.cost_usd:,.0f} USD" in text
    assert len(list(groups["inset"].iter())) > 20
    labels = {e.text for e in groups["labels"]}
    assert {"Duisburg", "Chongqing", "Dostyk", "Aktau", "Poti"} <= labels
    assert "Mointy" not in labels
    boxes = [(e.text, [float(v) for v in e.get("data-box", "").split()]) for e in root.iter(f"{SVG}text")]
    for (a, p), (b, q) in combinations(boxes, 2):
        assert p[0] >= q[2] or q[0] >= p[2] or p[1] >= q[3] or q[1] >= p[3], (a, b)


def test_closed_links_near_the_paths_are_marked(tiny_network: Network, front: Front) -> None:
    """What the question closes is drawn closed: links, and the links at a terminal."""
    asked = replace(front, query={"close": ["dostyk-moscow"]})
    links = front_map(asked, tiny_network).data.links.set_index("link_id")
    assert links.index[links["closed"]].tolist() == ["dostyk-moscow"]
    asked = replace(front, query={"close": ["aktau"]})
    links = front_map(asked, tiny_network).data.links.set_index("link_id")
    assert set(links.index[links["closed"]]) <= {"almaty-aktau", "aktau-baku-ferry"}
    assert links.loc["almaty-aktau", "closed"]


def test_an_empty_front_is_refused(tiny_network: Network, front: Front) -> None:
    """There is nothing to draw; the message points to the explanation."""
    with pytest.raises(LogisticsError, match="no path to draw"):
        plot_front(replace(front, paths=()), tiny_network)


def test_unknown_suffix_is_refused(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """The message names what is allowed."""
    with pytest.raises(LogisticsError, match=r"'\.htm'; allowed: .*; did you mean '\.html'"):
        plot_front(front, tiny_network).save(tmp_path / "m.htm")


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "html"])
def test_same_front_gives_the_same_bytes(tiny_network: Network, front: Front, tmp_path: Path, suffix: str) -> None:
    """No dates, no random ids."""
    first = plot_front(front, tiny_network).save(tmp_path / f"a.{suffix}").read_bytes()
    assert first == plot_front(front, tiny_network).save(tmp_path / f"b.{suffix}").read_bytes()


def test_page_of_hostile_names(hostile: Network, tmp_path: Path) -> None:
    """Names stay text; nothing is fetched; policy and elements are those of the corridor map."""
    front = tiny_front(hostile)
    text = plot_front(front, hostile, title=HOSTILE[1]).save(tmp_path / "m.html").read_text(encoding="utf-8")
    page = Page(text)
    assert [tag for tag, _ in page.elements].count("script") == 3
    assert "img" not in [tag for tag, _ in page.elements]
    assert set(re.findall(r"https?://[^\s\"'<>)\\]+", text)) <= {"http://www.w3.org/2000/svg"}
    data = json.loads(next(c for _, a, c in page.blocks if a.get("type") == "application/json"))
    assert len(data["ways"]) == 1
    assert len(data["ways"][0]["lane"]) == len(data["ways"][0]["line"]) // 2
    stops = {place["name"]: place["stops"] for place in data["places"]}
    assert any(stop["activity"] == "waiting in the yard, gauge change" for rows in stops.values() for stop in rows)


@pytest.fixture(scope="module")
def browser():
    """Start a headless Chromium, or skip and say what is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # playwright's event loop handling
        with playwright.sync_playwright() as api:
            instance = api.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
            yield instance
            instance.close()


@pytest.mark.browser
def test_page_works_offline(browser: object, network: Network, tmp_path: Path) -> None:
    """A way opens by keyboard, its check box hides it, a stop tells its times; no request, no message."""
    path = plot_front(corridor_front(network), network).save(tmp_path / "m.html")
    visit = Visit(browser, path)
    page = visit.page
    line = page.locator("path.hit[data-way='2']")
    assert line.get_attribute("role") == "button"
    line.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup .pop")
    assert "Path 2" in page.locator(".leaflet-popup .pop").inner_text()
    page.keyboard.press("Escape")
    page.get_by_label("3 via Altynkol – Aktau").uncheck()
    assert page.locator("path.hit[data-way='3']").count() == 0
    page.get_by_label("3 via Altynkol – Aktau").check()
    assert page.locator("path.hit[data-way='3']").count() == 1
    visit.look_at("Crossings")
    page.locator(".mk[aria-label^='Altynkol']").click()
    page.wait_for_selector(".leaflet-popup .stops")
    assert "Local time, Asia/Almaty" in page.locator(".leaflet-popup .stops").inner_text()
    visit.check(path)


@pytest.mark.browser
def test_hostile_names_on_the_page(browser: object, hostile: Network, tmp_path: Path) -> None:
    """No dialog, no script: names appear literally in title, legend and pop-up."""
    path = plot_front(tiny_front(hostile), hostile, title=HOSTILE[1]).save(tmp_path / "m.html")
    visit = Visit(browser, path, "dark")
    assert visit.page.locator("h1").inner_text() == HOSTILE[1]
    visit.page.locator("path.hit[data-way]").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".leaflet-popup .pop")
    assert visit.page.locator("img").count() == 0
    visit.check(path)
