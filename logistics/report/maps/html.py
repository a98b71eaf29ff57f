"""The interactive map: one offline file with a strict content-security policy and no external request."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib.resources import files

from logistics.report.maps.basemap import CREDITS
from logistics.report.maps.compose import Colour, resolve
from logistics.report.maps.fonts import clean
from logistics.report.maps.model import MapData
from logistics.report.maps.payload import payload

_ASSETS = files("logistics.report")


def html_text(data: MapData, *, colour: Colour = "auto", boundaries: bool = True) -> str:
    """Return the page of flows."""
    return page_text(data, payload(data, resolve(data, colour)), boundaries=boundaries)


def page_text(data: MapData, content: Mapping[str, object], *, boundaries: bool, before: str = "") -> str:
    """
    Return a page.

    Parameters
    ----------
    data : MapData
        Gives the titles.
    content : mapping
        From `payload`, with whatever an own script reads.
    boundaries : bool
    before : str
        Script of ``web`` that stands before that of the map, blank for none.
    """
    style, leaflet = _style(), _leaflet()
    script = (_asset("web", before) if before else "") + _asset("web", "map.js")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src {_hash(leaflet)} {_hash(script)}; style-src {_hash(style)}"
    )
    subtitle = " · ".join(t for t in (clean(data.subtitle, 200), clean(data.period, 80)) if t)
    values = {
        "csp": html.escape(policy, quote=False),
        "title": html.escape(clean(data.title, 120)),
        "subtitle": html.escape(subtitle),
        "credits": html.escape(CREDITS),
        "style": style,
        "leaflet": leaflet,
        "licence": html.escape(_asset("vendor", "leaflet", "LICENSE").strip(), quote=False),
        "script": script,
        "data": _json({**content, "boundaries": boundaries}),
    }
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: values[found.group(1)], _asset("web", "map.html"))


def _json(value: Mapping[str, object]) -> str:
    """Return JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(content: str) -> str:
    """Return a content-security-policy source for an inline element."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _asset(*parts: str) -> str:
    """Return a packaged text file."""
    return _ASSETS.joinpath(*parts).read_text(encoding="utf-8")


def _style() -> str:
    """Return the style sheets without references to image files."""
    leaflet = re.sub(r"/\*.*?\*/", "", _asset("vendor", "leaflet", "leaflet.css"), flags=re.DOTALL)
    leaflet = re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", leaflet)
    return leaflet + _asset("web", "map.css")


def _leaflet() -> str:
    """Return the map library without its source-map reference and links."""
    text = re.sub(r"//# sourceMappingURL=\S*", "", _asset("vendor", "leaflet", "leaflet.js"))
    text = re.sub(r'<a href="https://leafletjs\.com"[^>]*>', "<a>", text)
    return text.replace("https://leafletjs.com", "leafletjs.com")
