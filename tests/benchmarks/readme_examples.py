"""
Print the section "Which way should a container go" of README.md from the real network; ``--write`` puts it there.

Run from the repository: ``python tests/benchmarks/readme_examples.py [--write]``.
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from logistics.cli import output, route_show
from logistics.network import Network
from logistics.network.short_names import place_names
from logistics.report.itinerary import front_table
from logistics.report.wording import classes, quantiles_text
from logistics.results import Front
from logistics.routing import Query, Router
from logistics.scenario import load_scenario, network_in_force

ROOT = Path(__file__).parents[2]
START, END = "<!-- routes: tests/benchmarks/readme_examples.py --write -->", "<!-- end of routes -->"
DAY = date(2025, 9, 1)
SHOWN = 96  # characters of the terminal output


@dataclass(frozen=True)
class Example:
    """One question, what is shut in the second one, and how people call that."""

    origin: str
    destination: str
    commodity: str
    goods: str
    close: str
    called: str
    service_class: str = "any"

    @property
    def query(self) -> Query:
        """The question without the closure."""
        ready = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
        return Query(self.origin, self.destination, self.commodity, ready, service_class=self.service_class)

    @property
    def command(self) -> str:
        """The question as people type it."""
        words = ["logistics route", self.origin, self.destination, "--commodity", self.commodity]
        if self.service_class != "any":
            words += ["--service-class", self.service_class]
        return " ".join(words)


EXAMPLES = (
    Example("chongqing", "duisburg", "electronics", "electronics", "alashankou-dostyk", "Alashankou–Dostyk", "express"),
    Example("chongqing", "duisburg", "electronics", "electronics", "brest-malaszewicze", "Brest–Malaszewicze",
            "ordinary"),
    Example("chengdu", "almaty", "ca_consumer_goods", "consumer goods", "alashankou-dostyk", "Alashankou–Dostyk"),
    Example("almaty", "chongqing", "frozen_beef", "frozen beef", "altynkol", "Altynkol"),
    Example("kostanay", "xian", "wheat", "wheat", "alashankou-dostyk", "Alashankou–Dostyk"),
    Example("moscow", "chengdu", "frozen_pork", "frozen meat", "alashankou-dostyk", "Alashankou–Dostyk"),
)  # fmt: skip


def main() -> None:
    """Print or write the section."""
    text = written()
    print(text)
    if "--write" in sys.argv[1:]:
        path = ROOT / "README.md"
        readme = path.read_text(encoding="utf-8")
        pattern = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
        path.write_text(pattern.sub(lambda _: f"{START}\n{text}\n{END}", readme), encoding="utf-8")


def written() -> str:
    """Ask everything on one graph, and return the section."""
    scenario = load_scenario(ROOT / "scenarios" / "base.toml")
    network = network_in_force(scenario)
    router = Router.from_scenario(scenario, start=DAY, end=DAY)
    asked = [(e, router.find_paths(e.query), closed(e, router)) for e in EXAMPLES]
    return section(asked, network)


def closed(example: Example, router: Router) -> Front:
    """Return the answer with the closure; any train may help when those asked for find no way."""
    query = replace(example.query, close=(example.close,))
    found = router.find_paths(query)
    return found if found.paths else router.find_paths(replace(query, service_class="any"))


def section(asked: list[tuple[Example, Front, Front]], network: Network) -> str:
    """Return commands, the answer to the first one, the table, and a sentence per closure."""
    names = place_names(network)
    commands = "\n".join([e.command for e, _, _ in asked] + [f"{asked[0][0].command} --close {asked[0][0].close}"])
    rows = [row(e, front, network, names) for e, front, _ in asked]
    sentences = [f"- {sentence(e, front, shut, network, names)}" for e, front, shut in asked]
    head = "| from, to, goods | trains | fastest way | days | P50 (P10–P90) | USD per FEU | paths, cheapest |"
    return "\n".join(
        [
            "```sh", commands, "```", "", "The first command answers (shortened):", "", "```text",
            terminal(asked[0][1], network), "```", "",
            f"All of them, goods ready at the origin on Monday {DAY.day} September 2025 (base scenario);",
            "`days` are those of the timetable, P10, P50 and P90 with waits on top (four days in trade with Russia):",
            "",
            head, "|---|---|---|--:|--:|--:|---|", *rows, "",
            "If a crossing closes, each asked again with `--close`:", "", *sentences,
        ]
    )  # fmt: skip


def row(example: Example, front: Front, network: Network, names: dict[str, str]) -> str:
    """Return the table row of an answer."""
    label = f"{names[example.origin]} → {names[example.destination]}, {example.goods}"
    if not front.paths:
        return f"| {label} | {example.service_class} | no path | | | | |"
    first, cheap = front[0], min(front.paths, key=lambda path: path.cost_usd)
    table = front_table(front, network)
    days = f"{first.transit_h / 24:.1f} | {quantiles_text(first)}"
    rest = f"{len(front)}, {cheap.cost_usd:,.0f} USD in {cheap.transit_h / 24:.1f} days"
    trains = " + ".join(classes(first, network))
    return f"| {label} | {trains} | {table['way'][0]} | {days} | {first.cost_usd:,.0f} | {rest} |"


def sentence(example: Example, front: Front, shut: Front, network: Network, names: dict[str, str]) -> str:
    """Return what a closure does, in one sentence."""
    label = f"{names[example.origin]} → {names[example.destination]}"
    kind = f" by {example.service_class} trains" if example.service_class != "any" else ""
    start = f"`--close {example.close}`: without {example.called}, {label}{kind}"
    if not front.paths or not shut.paths:
        return f"{start} has no path{' anyway' if not front.paths else ''}."
    if shut.query["service_class"] != example.service_class:
        start += " has no path; with any train it"
    days = (shut[0].transit_h - front[0].transit_h) / 24
    usd = shut[0].cost_usd - front[0].cost_usd
    way = front_table(shut, network)["way"][0]
    if abs(days) < 0.05 and abs(usd) < 1:
        return f"{start} does not change: the fastest way goes {way} anyway."
    more, dear = "longer" if days > 0 else "shorter", "dearer" if usd > 0 else "cheaper"
    more = "as fast as before" if abs(days) < 0.05 else f"{abs(days):.1f} days {more}"
    money = "for the same money" if abs(usd) < 1 else f"{abs(usd):,.0f} USD per FEU {dear}"
    return f"{start} goes {way}, {more} and {money}."


def terminal(front: Front, network: Network) -> str:
    """Return what the command prints for a front, the legs cut after a few."""
    console = Console(file=io.StringIO(), width=SHOWN, highlight=False, markup=False, emoji=False)
    output.console = route_show.console = console
    output.progress_console = Console(file=io.StringIO())
    route_show.show_front(front, network, 1)
    lines = console.file.getvalue().rstrip().splitlines()  # type: ignore[attr-defined]
    legs = next(i for i, line in enumerate(lines) if line.startswith("Path 1"))
    end = max(i for i, line in enumerate(lines) if line.startswith("└"))
    kept = [*lines[: legs + 8], "…", *lines[end:]] if end > legs + 9 else lines
    return "\n".join(line.rstrip() for line in kept)


if __name__ == "__main__":
    main()
