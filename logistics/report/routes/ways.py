"""The ways of a front: paths over the same links are one line on the map, with the numbers of its paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from logistics.report.charts.lines import PALETTE, REST
from logistics.report.wording import MOVES, way_names
from logistics.results.path import Path


@dataclass(frozen=True)
class Way:
    """
    One line of the map.

    Attributes
    ----------
    numbers : tuple of int
        Paths that take it, from 1, as in tables and charts.
    colour : str
        That of its first path.
    name : str
    passages : tuple of (str, str, str)
        Link, from and to, in order of travel.
    paths : tuple of Path
    """

    numbers: tuple[int, ...]
    colour: str
    name: str
    passages: tuple[tuple[str, str, str], ...]
    paths: tuple[Path, ...]

    @property
    def number_text(self) -> str:
        """Numbers for people: ``1``, ``1, 3``, ``1, 3 … 9``."""
        if len(self.numbers) <= 4:
            return ", ".join(map(str, self.numbers))
        return f"{self.numbers[0]}, {self.numbers[1]} … {self.numbers[-1]}"

    @property
    def detail(self) -> str:
        """Days and dollars, as a range where there are several paths."""
        days = _range([path.transit_h / 24 for path in self.paths], ".1f")
        usd = _range([path.cost_usd for path in self.paths], ",.0f")
        return f"{days} days · {usd} USD per FEU"


def _range(values: Sequence[float], style: str) -> str:
    """Return one number, or the smallest and the largest."""
    low, high = format(min(values), style), format(max(values), style)
    return low if low == high else f"{low}–{high}"


def passages(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Return the links a path takes, with the terminals it passes from and to."""
    return tuple((leg.link_id, leg.from_terminal, leg.to_terminal) for leg in path.legs if leg.kind in MOVES)


def ways(paths: Sequence[Path], names: Mapping[str, str]) -> tuple[Way, ...]:
    """Return the ways of paths, in order of their first path."""
    found: dict[tuple[tuple[str, str, str], ...], list[int]] = {}
    for number, path in enumerate(paths, 1):
        found.setdefault(passages(path), []).append(number)
    called = way_names(paths, names)
    return tuple(
        Way(
            tuple(numbers),
            PALETTE[numbers[0] - 1] if numbers[0] <= len(PALETTE) else REST,
            called[numbers[0] - 1],
            links,
            tuple(paths[number - 1] for number in numbers),
        )
        for links, numbers in found.items()
    )
