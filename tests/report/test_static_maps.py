"""SVG, PNG and PDF: contents, layout, safety, same bytes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from logistics.errors import LogisticsError
from logistics.network import Network
from logistics.report.maps import MapData, map_data, plot_corridor, write_pdf, write_png, write_svg

from .conftest import HOSTILE


def parse(path: Path) -> ET.ElementTree:
    """Read a file the tests wrote themselves."""
    return ET.parse(path)  # noqa: S314


SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def corridor_svg(corridor_map: MapData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the static map of the real corridors."""
    return write_svg(corridor_map, tmp_path_factory.mktemp("svg") / "map.svg")


def test_named_groups_exist(corridor_svg: Path) -> None:
    """Close-up, legends, scale bar and credits can be found by id and are not empty."""
    groups = {g.get("id"): g for g in parse(corridor_svg).iter(f"{SVG}g")}
    for name in ("inset", "legend-flow", "legend-colour", "scale-bar", "credits"):
        assert len(list(groups[name].iter())) > 1, name
    text = "".join(groups["credits"].itertext())
    assert "OpenStreetMap" in text
    assert "no endorsement implied" in text


def test_every_link_line_carries_the_flow_of_the_plan(corridor_svg: Path, corridor_map: MapData) -> None:
    """``data-feu`` equals the sum over the plan's passages, on the main map and in the close-up."""
    feu = corridor_map.links.set_index("link_id")["feu"]
    lines = [e for e in parse(corridor_svg).iter() if e.get("data-link")]
    assert {e.get("data-link") for e in lines} >= set(feu[feu > 0].index)
    for line in lines:
        assert float(line.get("data-feu", "nan")) == pytest.approx(feu[line.get("data-link")], abs=1e-6)


@pytest.mark.parametrize("colour", ["corridor", "utilisation"])
def test_no_two_texts_overlap(corridor_map: MapData, tmp_path: Path, colour: str) -> None:
    """Labels, legends, title, close-up and credits keep clear of each other; all lie on the page."""
    path = plot_corridor(corridor_map, colour=colour).save(tmp_path / "map.svg")
    root = parse(path).getroot()
    texts = [(e.text, [float(v) for v in e.get("data-box", "").split()]) for e in root.iter(f"{SVG}text")]
    assert len(texts) > 60
    for (a, p), (b, q) in combinations(texts, 2):
        assert p[0] >= q[2] or q[0] >= p[2] or p[1] >= q[3] or q[1] >= p[3], (a, b)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= width and b[3] <= height for _, b in texts)


def test_labels_stay_off_panels_and_close_up(corridor_svg: Path) -> None:
    """No place name lies below the frame of the close-up or the cards of the legends."""
    groups = {g.get("id"): g for g in parse(corridor_svg).iter(f"{SVG}g")}
    frames = [
        _extent(next(iter(groups[n].iter(f"{SVG}path")))) for n in ("inset-frame", "legend-flow", "legend-colour")
    ]
    for text in groups["labels"].iter(f"{SVG}text"):
        x0, y0, x1, y1 = (float(v) for v in text.get("data-box", "").split())
        assert not any(x0 < f[2] and f[0] < x1 and y0 < f[3] and f[1] < y1 for f in frames), text.text


def _extent(path: ET.Element) -> tuple[float, float, float, float]:
    """Return the extent of a path of relative lines."""
    numbers = [float(v) for v in re.findall(r"-?\d*\.?\d+", path.get("d", ""))]
    x, y, xs, ys = 0.0, 0.0, [], []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        xs.append(x)
        ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def test_same_data_gives_same_bytes(tiny_map: MapData, tmp_path: Path) -> None:
    """No dates, no random ids."""
    for write, suffix in ((write_svg, "svg"), (write_png, "png"), (write_pdf, "pdf")):
        first = write(tiny_map, tmp_path / f"a.{suffix}").read_bytes()
        assert first == write(tiny_map, tmp_path / f"b.{suffix}").read_bytes(), suffix


def test_sizes_stay_reasonable(corridor_svg: Path) -> None:
    """The static map can be mailed."""
    assert corridor_svg.stat().st_size < 1_500_000


def test_svg_fetches_nothing(corridor_svg: Path) -> None:
    """Only the namespace is a URL; fonts are embedded, no script, no link."""
    text = corridor_svg.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'<]+", text) == ["http://www.w3.org/2000/svg"]
    assert "<script" not in text
    assert "href" not in text
    assert set(re.findall(r"url\((\w+:|#)", text)) == {"data:", "#"}


def test_hostile_names_are_text_in_svg(hostile_map: MapData, tmp_path: Path) -> None:
    """Names that try to close elements or add handlers come back as the same text."""
    root = parse(write_svg(hostile_map, tmp_path / "map.svg")).getroot()
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        "svg", "title", "desc", "style", "g", "clipPath", "rect", "path", "text"
    }  # fmt: skip
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    assert HOSTILE[1] in [e.text for e in root.iter(f"{SVG}text")]


def test_characters_without_glyphs_do_not_fail(tiny_network: Network, tmp_path: Path) -> None:
    """Names in scripts the fonts lack are kept in SVG and marked in PNG and PDF; control characters vanish."""
    terminals = tiny_network["terminals"].copy()
    terminals["name"] = ["霍尔果斯", "ქართული", "😀 x", "a\x00b\nc", "Алматы", "İstanbul $x$"][: len(terminals)]
    data = map_data(tiny_network.with_tables(terminals=terminals), title="地图 \ud800\ufffe")
    assert "霍尔果斯" in write_svg(data, tmp_path / "m.svg").read_text(encoding="utf-8")
    write_png(data, tmp_path / "m.png")
    write_pdf(data, tmp_path / "m.pdf")


def test_boundaries_can_be_left_out(tiny_map: MapData, corridor_map: MapData, tmp_path: Path) -> None:
    """The boundary layer is optional."""
    for shown in (True, False):
        path = write_svg(corridor_map, tmp_path / "m.svg", boundaries=shown)
        assert ('id="boundaries"' in path.read_text(encoding="utf-8")) is shown


def test_closed_links_and_changes_are_drawn(
    corridors: Network, flows: tuple, corridor_map: MapData, tmp_path: Path
) -> None:
    """A closure is marked and named in the legend; a comparison is coloured by gain and loss."""
    legs, paths = flows
    data = map_data(
        corridors, legs, paths.assign(feu=paths["feu"] / 2), closed=["alashankou-dostyk"],
        baseline_legs=legs, baseline_paths=paths,
    )  # fmt: skip
    text = plot_corridor(data).save(tmp_path / "m.svg").read_text(encoding="utf-8")
    assert "Closed for some time" in text
    assert ">lost<" in text
    assert "Closed for some time" not in write_svg(corridor_map, tmp_path / "n.svg").read_text(encoding="utf-8")


def test_unknown_suffix_is_refused(tiny_map: MapData, tmp_path: Path) -> None:
    """The message names what is allowed and guesses what was meant."""
    with pytest.raises(LogisticsError, match=r"cannot write a map as '\.pngg'; allowed: .*did you mean '\.png'"):
        plot_corridor(tiny_map).save(tmp_path / "map.pngg")


def test_failed_writing_leaves_the_old_file(tiny_map: MapData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are renamed into place whole; nothing is left over."""
    path = write_svg(tiny_map, tmp_path / "map.svg")
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_svg(tiny_map, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["map.svg"]


def test_network_without_links_still_gives_a_page(tiny_network: Network, tmp_path: Path) -> None:
    """An empty selection is drawn, not refused."""
    links = tiny_network["links"].iloc[:0]
    write_svg(map_data(tiny_network.with_tables(links=links)), tmp_path / "m.svg")
