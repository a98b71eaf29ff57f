"""The interactive map: policy, escaping, offline, and its behaviour in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from logistics.network import Network
from logistics.report.maps import MapData, map_data, write_html

from .conftest import HOSTILE

CHROMIUM = Path("/usr/bin/chromium")


class Page(HTMLParser):
    """Collects elements, inline scripts and styles, and visible text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs))

    def handle_data(self, data: str) -> None:
        """Note the content of scripts and styles."""
        if self._open and self._open[0] in ("script", "style"):
            self.blocks.append((*self._open, data))

    def handle_endtag(self, _tag: str) -> None:
        """Close."""
        self._open = None


@pytest.fixture(scope="session")
def corridor_html(corridor_map: MapData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the interactive map of the real corridors."""
    return write_html(corridor_map, tmp_path_factory.mktemp("html") / "map.html")


def test_policy_allows_only_the_inline_blocks(corridor_html: Path) -> None:
    """Everything is forbidden by default; each script and style is named by its hash."""
    page = Page(corridor_html.read_text(encoding="utf-8"))
    policy = next(a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert re.search(r"img-src data:(;|$)", policy)
    for tag, attributes, content in page.blocks:
        if attributes.get("type") == "application/json":
            continue
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy.partition(f"{tag}-src")[2].partition(";")[0]


def test_nothing_is_fetched(corridor_html: Path) -> None:
    """No element, style or script refers to another file or host."""
    text = corridor_html.read_text(encoding="utf-8")
    page = Page(text)
    sources = [a[k] for _, a in page.elements for k in ("src", "href", "action", "data", "poster") if a.get(k)]
    assert sources == ["data:,"]
    assert not [a for _, a in page.elements for k in a if k.startswith("on") or k == "style"]
    styles = "".join(content for tag, _, content in page.blocks if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles
    assert set(re.findall(r"https?://[^\s\"'<>)\\]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "sourceMappingURL" not in text


def test_page_is_small(corridor_html: Path) -> None:
    """One file that opens quickly."""
    assert corridor_html.stat().st_size < 1_500_000


def test_data_equal_the_plan(corridor_html: Path, corridor_map: MapData) -> None:
    """The embedded flows are those of the plan."""
    page = Page(corridor_html.read_text(encoding="utf-8"))
    data = json.loads(next(c for _, a, c in page.blocks if a.get("type") == "application/json"))
    feu = corridor_map.links.set_index("link_id")["feu"]
    assert {link["id"] for link in data["links"]} == set(feu.index)
    assert all(link["feu"] == pytest.approx(feu[link["id"]], abs=1e-6) for link in data["links"])


def test_hostile_names_do_not_become_elements(hostile_map: MapData, tmp_path: Path) -> None:
    """The page has the same elements whatever the names are, and the names survive as text."""
    text = write_html(hostile_map, tmp_path / "m.html").read_text(encoding="utf-8")
    page = Page(text)
    assert [t for t, _ in page.elements].count("script") == 3
    assert "img" not in [t for t, _ in page.elements]
    data = json.loads(next(c for _, a, c in page.blocks if a.get("type") == "application/json"))
    assert any(HOSTILE[0] in place["name"] for place in data["places"])


def test_same_data_gives_same_page(tiny_map: MapData, tmp_path: Path) -> None:
    """No dates, no random numbers."""
    first = write_html(tiny_map, tmp_path / "a.html").read_bytes()
    assert first == write_html(tiny_map, tmp_path / "b.html").read_bytes()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Start a headless Chromium, or skip and say what is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # playwright's event loop handling
        with playwright.sync_playwright() as api:
            instance = api.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            yield instance
            instance.close()


class Visit:
    """A page opened with the network off, and what went wrong on it."""

    def __init__(self, browser: object, path: Path, scheme: str = "light", size: tuple[int, int] = (1280, 800)) -> None:
        viewport = dict(zip(("width", "height"), size, strict=True))
        context = browser.new_context(offline=True, color_scheme=scheme, viewport=viewport)
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda m: self.faults.append(f"{m.type}: {m.text}"))
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("dialog", lambda d: (self.faults.append(f"dialog: {d.message}"), d.dismiss()))
        self.requests: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready=true]", state="attached")

    def look_at(self, name: str) -> None:
        """Press the button of a view and wait until the map has come to rest."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_selector("#map[aria-busy=false]")

    def check(self, path: Path) -> None:
        """Fail on console output, errors, dialogs or any request but the page itself."""
        assert self.faults == []
        assert self.requests == [path.as_uri()]
        self.page.context.close()


@pytest.mark.browser
def test_map_works_offline(browser: object, corridor_html: Path) -> None:
    """Zoom buttons, colours, layers, search and pop-ups work without a request or console message."""
    visit = Visit(browser, corridor_html)
    page = visit.page
    for name in ("Crossings", "Caspian", "Poland–Belarus", "Whole corridor"):
        visit.look_at(name)
    assert page.locator(".lb").count() > 15
    page.get_by_label("Boundaries").uncheck()
    assert page.locator("path.border").count() == 0
    page.get_by_label("Labels").uncheck()
    assert page.locator(".lb").count() == 0
    page.get_by_label("Labels").check()
    page.get_by_text("Links and terminals").click()
    page.get_by_label("Find a link or terminal by name").fill("dostyk")
    page.get_by_role("button", name="Alashankou – Dostyk").first.click()
    page.wait_for_selector(".leaflet-popup .pop")
    card = page.locator(".leaflet-popup .pop").inner_text()
    assert "Westbound" in card
    assert "FEU" in card
    page.get_by_role("button", name="Light or dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    visit.check(corridor_html)


# A point of some link's line that nothing else covers
FREE_POINT = """() => {
  for (const line of document.querySelectorAll('path.hit[data-link]')) {
    for (const share of [0.5, 0.4, 0.6]) {
      const p = line.getPointAtLength(share * line.getTotalLength()).matrixTransform(line.getScreenCTM());
      if (document.elementFromPoint(p.x, p.y) === line) return { x: p.x, y: p.y, link: line.dataset.link };
    }
  }
}"""


@pytest.mark.browser
def test_links_open_by_mouse_and_keyboard(browser: object, corridor_html: Path) -> None:
    """A flow line can be focused and opened with Enter, and closed with Escape."""
    visit = Visit(browser, corridor_html)
    line = visit.page.locator("path.hit[data-link='alashankou-dostyk']")
    assert line.get_attribute("role") == "button"
    assert "FEU" in (line.get_attribute("aria-label") or "")
    line.focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".leaflet-popup .pop")
    assert "Alashankou – Dostyk" in visit.page.locator(".leaflet-popup .pop h3").inner_text()
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".leaflet-popup", state="detached")
    free = visit.page.evaluate(FREE_POINT)
    visit.page.mouse.click(free["x"], free["y"])
    visit.page.wait_for_selector(".leaflet-popup .pop")
    assert visit.page.locator("path.hit.on").get_attribute("data-link") == free["link"]
    visit.check(corridor_html)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_are_shown_as_text(browser: object, hostile_map: MapData, tmp_path: Path, scheme: str) -> None:
    """No dialog, no script, no image: the names appear literally in the title, labels and pop-ups."""
    path = write_html(hostile_map, tmp_path / "m.html")
    visit = Visit(browser, path, scheme)
    assert visit.page.title() == HOSTILE[1]
    assert visit.page.locator("h1").inner_text() == HOSTILE[1]
    visit.page.get_by_text("Links and terminals").click()
    visit.page.get_by_label("Find a link or terminal by name").fill("onerror")
    visit.page.locator("#found button").first.click()
    visit.page.wait_for_selector(".leaflet-popup .pop")
    assert "<img src=x onerror=alert(1)>" in visit.page.locator(".leaflet-popup .pop").inner_text()
    assert visit.page.locator("img").count() == 0
    visit.check(path)


@pytest.mark.browser
def test_svg_text_is_as_wide_as_its_box(browser: object, corridor_map: MapData, tmp_path: Path) -> None:
    """The embedded fonts are used: what the browser draws fits the boxes that were kept apart."""
    from logistics.report.maps import write_svg

    path = write_svg(corridor_map, tmp_path / "map.svg")
    page = browser.new_page()
    page.goto(path.as_uri())
    wrong = page.evaluate(
        """() => document.fonts.ready.then(() => Array.from(document.querySelectorAll('text')).filter(t => {
          const box = t.dataset.box.split(' ').map(Number);
          return Math.abs(t.getComputedTextLength() - (box[2] - box[0])) > 0.5 + 1.1 * t.getAttribute('letter-spacing');
        }).map(t => t.textContent))"""
    )
    assert wrong == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("size", [(800, 600), (1024, 600), (700, 900), (1400, 900)])
def test_panels_leave_the_map_free(browser: object, corridor_html: Path, size: tuple[int, int]) -> None:
    """At first most of the map is free, and no panel covers another; opened panels stay on the page and scroll."""
    visit = Visit(browser, corridor_html, size=size)
    page = visit.page

    def boxes() -> list[dict[str, float]]:
        return [page.locator(name).bounding_box() for name in ("header", "#panel", "#legend")]

    found = boxes()
    assert sum(b["width"] * b["height"] for b in found) < 0.3 * size[0] * size[1]
    for _ in range(2):
        for i, a in enumerate(found):
            assert a["x"] >= 0
            assert a["x"] + a["width"] <= size[0]
            assert a["y"] + a["height"] <= size[1]
            if i:
                b = found[0]  # the title is never covered
                apart = a["x"] >= b["x"] + b["width"] or a["y"] >= b["y"] + b["height"]
                assert apart, (a, b)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found = boxes()
    visit.check(corridor_html)


@pytest.mark.browser
def test_a_closed_border_link_is_seen(browser: object, corridors: Network, flows: tuple, tmp_path: Path) -> None:
    """A cross above the diamonds on the crossing of 12 km, its days beside it, and the same cross in the legend."""
    window = {"kind": "close", "target_kind": "link", "target_id": "alashankou-dostyk"}
    window |= {"start_min": 29301120, "end_min": 29301120 + 5 * 1440}  # 17 to 21 September 2025
    network = type(corridors)(corridors.tables, corridors.path, pd.DataFrame([window]))
    path = write_html(map_data(network, *flows), tmp_path / "m.html")
    visit = Visit(browser, path)
    page = visit.page
    for name in ("Crossings", "Whole corridor"):
        visit.look_at(name)
        cross = page.locator(".shut").bounding_box()
        assert cross["width"] >= 14
        above = "(n) => Number(getComputedStyle(document.querySelector(n)).zIndex)"
        assert page.evaluate(above, ".leaflet-shut-pane") > page.evaluate(above, ".leaflet-marks-pane")
        days = page.locator(".lb.off")
        assert days.inner_text() == "closed 17–21 Sep"
        assert abs(days.bounding_box()["x"] - cross["x"]) < 200
    assert page.locator("#legend-colour .bars").count() == 1
    label = page.locator("path.hit[data-link='alashankou-dostyk']").get_attribute("aria-label")
    assert label.endswith(", closed 17–21 Sep")
    visit.check(path)
