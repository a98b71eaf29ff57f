"""Widths of text in the bundled fonts, and small copies of them to embed in a file."""

from __future__ import annotations

import base64
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from logistics.report.maps.scene import Anchor, Box, Text, Weight

FILES: dict[Weight, str] = {
    "regular": "SourceSans3-Regular.ttf",
    "semibold": "SourceSans3-SemiBold.ttf",
    "italic": "SourceSans3-Italic.ttf",
}
ASCENT = 0.74  # of capitals with accents, share of the size
DESCENT = 0.22


@dataclass(frozen=True)
class Metrics:
    """Advance widths of one font [em]."""

    advances: dict[int, float]

    def width(self, text: str) -> float:
        """Return the width of a text [em]; unknown characters count as wide as they can be."""
        return sum(self.advances.get(ord(c), _guess(c)) for c in text)


def _guess(character: str) -> float:
    """Return the width of a character the font does not have [em]."""
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.75


def font_path(weight: Weight) -> Path:
    """Return the file of a bundled font."""
    with as_file(files("logistics.report") / "vendor" / "fonts" / FILES[weight]) as path:
        return path


@cache
def metrics(weight: Weight) -> Metrics:
    """Return the advance widths of a bundled font."""
    with TTFont(font_path(weight), lazy=True) as font:
        em = font["head"].unitsPerEm
        widths = font["hmtx"]
        return Metrics({code: widths[name][0] / em for code, name in font.getBestCmap().items()})


def missing(text: str, weight: Weight) -> bool:
    """Return whether a bundled font lacks a character of the text."""
    known = metrics(weight).advances
    return any(ord(c) not in known for c in text)


def embedded(texts: Iterable[tuple[str, Weight]]) -> dict[Weight, str]:
    """Return per weight the characters used, as a base64 WOFF font."""
    used: dict[Weight, set[int]] = {}
    for text, weight in texts:
        used.setdefault(weight, set()).update(map(ord, text))
    return {weight: _subset(weight, frozenset(codes)) for weight, codes in sorted(used.items())}


@cache
def _subset(weight: Weight, codes: frozenset[int]) -> str:
    """Return a font with some characters only, as base64 WOFF."""
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 13])
    with TTFont(font_path(weight), recalcTimestamp=False) as font:
        for table in ("GPOS", "GSUB", "GDEF"):  # no kerning: widths stay the sums that boxes were made from
            if table in font:
                del font[table]
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(codes))
        subsetter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def clean(text: str, limit: int = 60) -> str:
    r"""
    Return one printable line: control characters become spaces, long texts end in an ellipsis.

    Examples
    --------
    >>> clean("a" * 5 + "\n", limit=4)
    'aaa…'
    """
    line = " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def text_width(text: str, size: float, weight: Weight = "regular", spacing: float = 0.0) -> float:
    """Return the width of a line of text, in the unit of its size."""
    return metrics(weight).width(text) * size + spacing * max(0, len(text) - 1)


def make_text(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    weight: Weight = "regular",
    fill: str = "#1d1d1f",
    anchor: Anchor = "start",
    halo: str = "",
    halo_width: float = 0.0,
    spacing: float = 0.0,
) -> Text:
    """Return a text with the box it covers; ``y`` is the baseline."""
    text = clean(text, 400)
    width = text_width(text, size, weight, spacing)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = Box(left, y - ASCENT * size, left + width, y + DESCENT * size)
    return Text(left, y, text, size, box, weight, fill, "start", halo, halo_width, spacing)
