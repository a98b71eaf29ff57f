"""Time–distance charts: the profile of a path by head, steps, bands, borders, labels, files."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from logistics.errors import LogisticsError
from logistics.network import Network
from logistics.report import plot_paths
from logistics.report.charts.profile import Stretch, profile
from logistics.results import Front

from .conftest import HOSTILE
from .fronts import corridor_front, made_path, tiny_front

SVG = "{http://www.w3.org/2000/svg}"
QUANTILES = ("p10_h", "p50_h", "p90_h")


@pytest.fixture(scope="module")
def front(tiny_network: Network) -> Front:
    """Two ways over the tiny network."""
    return tiny_front(tiny_network)


@pytest.fixture(scope="module")
def wide(corridors: Network) -> Front:
    """Three ways over the real corridors."""
    services = corridors["links"].head(0).assign(service_id="", service_class="")
    return corridor_front(corridors.with_tables(services=services))


@pytest.fixture(scope="module")
def corridors_with_services(corridors: Network) -> Network:
    """Real corridors with a table of services without rows."""
    return corridors.with_tables(services=corridors["links"].head(0).assign(service_id="", service_class=""))


def drawn(chart: object, path: Path) -> ET.Element:
    """Return the chart as parsed SVG."""
    return ET.parse(chart.save(path)).getroot()  # noqa: S314  written by the test itself


def test_profile_by_head(tiny_network: Network, front: Front) -> None:
    """
    Stops, hours, dollars and borders of the slow way.

    Xian 6 h, 3000 km at 40 km/h = 75 h, Dostyk 60 h, 600 km = 15 h, Almaty 30 h. Dollars: 50, then 0.35 a km.
    Almaty - Moscow crosses into Russia half-way: 3600 + 2000 km.
    """
    found = profile(front[1], tiny_network)
    assert [stop.terminal for stop in found.stops] == ["xian", "dostyk", "almaty", "moscow"]
    assert [stop.km for stop in found.stops] == [0, 3000, 3600, 7600]
    assert found.stops[1].hours == (81, 141)
    assert found.stops[1].cost == pytest.approx((1100, 1250))
    assert [stop.gauge_break for stop in found.stops] == [False, True, False, False]
    assert found.stretches == (Stretch("CN", 0, 3000), Stretch("KZ", 3000, 5600), Stretch("RU", 5600, 7600))
    assert found.high_h[-1] == pytest.approx(1.15 * found.hours[-1])
    assert found.median_h[-1] == pytest.approx(1.02 * found.hours[-1])


def test_a_border_link_is_cut_in_the_direction_of_travel(tiny_network: Network) -> None:
    """The share of a link belongs to its own first terminal, whichever way the train runs."""
    links = tiny_network["links"].assign(
        from_share=lambda t: t["from_share"].mask(t["link_id"] == "almaty-moscow", 0.25)
    )
    network = tiny_network.with_tables(links=links)
    east = made_path(network, ["moscow", "almaty"], {})
    assert profile(east, network).stretches == (Stretch("RU", 0, 3000), Stretch("KZ", 3000, 4000))


@pytest.mark.parametrize("kind", ["time", "cost"])
def test_one_step_per_stop(tiny_network: Network, front: Front, tmp_path: Path, kind: str) -> None:
    """Every stop of every path is one vertical step; every path one line and, in time, one band."""
    root = drawn(plot_paths(front.paths, tiny_network, kind=kind), tmp_path / "c.svg")
    steps = [(e.get("data-of"), e.get("data-stop")) for e in root.iter() if e.get("data-stop")]
    assert sorted(steps) == [
        *(("1", t) for t in ("dostyk", "moscow", "xian")), *(("2", t) for t in ("almaty", "dostyk", "moscow", "xian")),
    ]  # fmt: skip
    for step in (e for e in root.iter() if e.get("data-stop")):
        numbers = re.fullmatch(r"M\S+ \S+l(\S+) (-?\S+)", step.get("d", ""))
        assert numbers is not None
        assert numbers[1] == "0"
    assert sorted(e.get("data-path") for e in root.iter() if e.get("data-path")) == ["1", "2"]
    assert len([e for e in root.iter() if e.get("data-band")]) == (2 if kind == "time" else 0)


def test_p50_is_drawn_where_the_band_leaves_the_timetable(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """Five days more than the timetable from Almaty on: a dashed line in the band and a word below; else neither."""
    late = replace(
        front[1],
        **{name: tuple(h + 120 * (i > 5) for i, h in enumerate(getattr(front[1], name))) for name in QUANTILES},
    )
    for paths, kind, drawn_for in (
        ((front[0], late), "both", ["2"]),
        ((front[0], late), "cost", []),
        (front, "time", []),
    ):
        root = drawn(plot_paths(tuple(paths), tiny_network, kind=kind), tmp_path / "c.svg")
        dashed = [e for e in root.iter() if e.get("data-median")]
        assert [e.get("data-median") for e in dashed] == drawn_for
        assert all(e.get("stroke-dasharray") for e in dashed)
        text = " ".join(e.text or "" for e in root.iter(f"{SVG}text"))
        assert ("Dashes: P50" in text) == bool(drawn_for)


def test_both_kinds_share_the_distance(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """Two planes, one above the other, each with all steps."""
    root = drawn(plot_paths(front.paths, tiny_network, kind="both"), tmp_path / "c.svg")
    assert len([e for e in root.iter() if e.get("data-stop")]) == 14
    text = [e.text for e in root.iter(f"{SVG}text")]
    assert "Days since departure" in text
    assert "USD per FEU" in text


def test_rows_name_paths_and_countries(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """The legend gives the way, the class, days with their range; the ribbon the countries in order."""
    root = drawn(plot_paths(front.paths, tiny_network), tmp_path / "c.svg")
    text = [e.text for e in root.iter(f"{SVG}text")]
    assert "via Dostyk" in text
    assert "express · 8.7 days, P50 8.8 (8.2–10.0) · 4,810 USD per FEU · 7,600 km" in text
    ribbon = [e.get("data-country") for e in root.iter() if e.get("data-country") and e.get("data-of") == "2"]
    assert ribbon == ["CN", "KZ", "RU"]


@pytest.mark.parametrize("kind", ["time", "both"])
def test_no_two_texts_overlap(corridors_with_services: Network, wide: Front, tmp_path: Path, kind: str) -> None:
    """Labels, legend, ticks and footnote keep clear of each other and stay on the page."""
    root = drawn(plot_paths(wide.paths, corridors_with_services, kind=kind), tmp_path / "c.svg")
    texts = [(e.text, [float(v) for v in e.get("data-box", "").split()]) for e in root.iter(f"{SVG}text")]
    labels = [text for text, _ in texts if re.search(r"\d (h|d|min)$", text or "")]
    assert len(labels) >= 8
    for (a, p), (b, q) in combinations(texts, 2):
        assert p[0] >= q[2] or q[0] >= p[2] or p[1] >= q[3] or q[1] >= p[3], (a, b)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= width and b[3] <= height for _, b in texts)


def test_many_paths_are_not_left_out(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """Beyond the palette paths are grey, counted in the legend."""
    root = drawn(plot_paths(front.paths * 6, tiny_network), tmp_path / "c.svg")
    assert len([e for e in root.iter() if e.get("data-path")]) == 12
    assert "Grey: 4 more paths" in [e.text for e in root.iter(f"{SVG}text")]


def test_hostile_names_are_text(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """Names that try to close elements come back as the same text."""
    terminals = tiny_network["terminals"].copy()
    terminals["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(terminals))]
    network = tiny_network.with_tables(terminals=terminals)
    root = drawn(plot_paths(front.paths, network, title=HOSTILE[1], names=[HOSTILE[0]]), tmp_path / "c.svg")
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "desc", "style", "g", "path", "text"}
    text = [e.text for e in root.iter(f"{SVG}text")]
    assert HOSTILE[1] in text
    assert HOSTILE[0] in text


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_same_paths_give_the_same_bytes(tiny_network: Network, front: Front, tmp_path: Path, suffix: str) -> None:
    """No dates, no random ids; the format follows the suffix."""
    first = front.plot(tiny_network).save(tmp_path / f"a.{suffix}").read_bytes()
    assert first == front.plot(tiny_network).save(tmp_path / f"b.{suffix}").read_bytes()
    assert first.startswith({"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix])


def test_wrong_requests_are_explained(tiny_network: Network, front: Front, tmp_path: Path) -> None:
    """An empty front, an unknown kind and an unknown suffix say what is allowed."""
    with pytest.raises(LogisticsError, match="no path to draw"):
        plot_paths([], tiny_network)
    with pytest.raises(LogisticsError, match="'tiem'; allowed: time, cost, both; did you mean 'time'"):
        plot_paths(front.paths, tiny_network, kind="tiem")
    with pytest.raises(LogisticsError, match=r"cannot write a chart as '\.html'; allowed: \.svg, \.png, \.pdf"):
        front[0].plot(tiny_network).save(tmp_path / "c.html")
    assert list(tmp_path.iterdir()) == []
