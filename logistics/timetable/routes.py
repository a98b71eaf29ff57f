"""Services as routes: calls, the links between them, and everything that acts on a passage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.timetable.operations import Operation, by_terminal, read_operations
from logistics.timetable.speeds import Speeds
from logistics.timetable.tables import day_bounds, gauges, numbers, rounded, row_of, texts
from logistics.timetable.windows import Window, WindowIndex
from logistics.units import MIN_PER_H


@dataclass(frozen=True)
class Passage:
    """
    A service on one link: what it takes, and the windows that act on it.

    ``valid`` holds the first and last UTC day on which the link carries trains (none when it is not
    open).
    """

    link: int
    km: float
    speed_kmh: float
    operator: str
    valid: tuple[int, int]
    closes: tuple[Window, ...]
    speeds: tuple[Window, ...]
    added: tuple[Window, ...]
    prices: tuple[Window, ...]


@dataclass(frozen=True)
class Route:
    """
    One service: n calls and n - 1 passages.

    ``row`` is the row in ``services.csv``, ``gauge`` the gauge side [mm, 0 for ships and roads],
    ``passes`` the border operations a train passes at each call.
    """

    row: int
    service_id: str
    direction: str
    service_class: str
    gauge: int
    zone: str
    days: str
    departure_times: str
    valid: tuple[int, int]
    closes: tuple[Window, ...]
    seq: tuple[int, ...]
    terminal: tuple[int, ...]
    stop: tuple[bool, ...]
    dwell_min: tuple[int, ...]
    passages: tuple[Passage, ...]
    passes: tuple[tuple[Operation, ...], ...]

    def legs(self) -> list[tuple[int, int]]:
        """Return call positions of consecutive stops."""
        stops = [i for i, is_stop in enumerate(self.stop) if is_stop]
        return list(itertools.pairwise(stops))


class _Links:
    """Columns of ``links.csv`` and the speeds on them."""

    def __init__(self, network: Network) -> None:
        links = network["links"]
        self.row = row_of(texts(links, "link_id"))
        self.ids = list(self.row)
        self.operator = texts(links, "operator")
        self.ends = list(zip(texts(links, "from_terminal"), texts(links, "to_terminal"), strict=True))
        self.km = numbers(links, "length_km")
        bounds = [day_bounds(*pair) for pair in zip(links["valid_from"], links["valid_to"], strict=True)]
        self.valid = [
            pair if status == "open" else (0, -1) for pair, status in zip(bounds, texts(links, "status"), strict=True)
        ]
        self.speeds = Speeds(network)

    def passage(self, link_id: str, service: tuple[str, str, str, str], windows: WindowIndex) -> Passage:
        """Return a service (id, class, speed class or blank, direction) on one link."""
        service_id, service_class, speed_class, direction = service
        link = self.row[link_id]
        operator = self.operator[link]
        speed = self.speeds.kmh.get((operator, self.speeds.row(operator, service_class, speed_class)))
        if speed is None:
            raise DataError(
                f"speeds.csv: no speed for operator {operator!r} and service class {service_class!r}, "
                f"needed by service {service_id!r} on link {link_id!r}; add a row"
            )
        if int(rounded(60 * self.km[link] / speed)) < 1:
            raise DataError(
                f"links.csv: link {link_id!r} of {self.km[link]:g} km takes no minute at {speed:g} km/h; "
                "at least half a minute is needed"
            )
        on_link = [("link", link_id), ("operator", operator)]
        at_ends = [("terminal", end) for end in self.ends[link]]
        return Passage(
            link=link,
            km=float(self.km[link]),
            speed_kmh=speed,
            operator=operator,
            valid=self.valid[link],
            closes=tuple(sorted(windows.on("close", on_link[:1] + at_ends, direction), key=lambda w: w.start)),
            speeds=tuple(windows.on("speed", on_link, direction)),
            added=tuple(windows.on("add_hours", on_link[:1], direction)),
            prices=tuple(windows.on("price", on_link, direction)),
        )


def read_routes(network: Network, windows: WindowIndex) -> Iterator[Route]:
    """Yield every service of ``services.csv`` as a route, in file order."""
    services, terminals = network["services"], network["terminals"]
    links = _Links(network)
    passes = by_terminal(read_operations(network), "pass")
    zones = texts(terminals, "timezone")
    calls = _calls(network)
    columns = (
        "service_id", "mode", "service_class", "speed_class", "direction", "days", "departure_times",
    )  # fmt: skip
    cells = zip(*(texts(services, name) for name in columns), strict=True)
    gauge = gauges(services, "track_gauge_mm")
    bounds = [day_bounds(*pair) for pair in zip(services["valid_from"], services["valid_to"], strict=True)]
    for row, (service_id, mode, service_class, speed_class, direction, days, times) in enumerate(cells):
        route_calls = calls.get(service_id, [])
        if len(route_calls) < 2:
            continue
        side = gauge[row] if mode == "rail" else 0
        seq, terminal, stop, dwell, link_ids = zip(*route_calls, strict=True)
        service = (service_id, service_class, speed_class, direction)
        yield Route(
            row=row,
            service_id=service_id,
            direction=direction,
            service_class=service_class,
            gauge=side,
            zone=zones[terminal[0]],
            days=days,
            departure_times=times,
            valid=bounds[row],
            closes=tuple(windows.on("close", [("service", service_id)], direction)),
            seq=seq,
            terminal=terminal,
            stop=stop,
            dwell_min=dwell,
            passages=tuple(links.passage(link_id, service, windows) for link_id in link_ids[1:]),
            passes=tuple(
                tuple(op for op in passes.get(t, ()) if op.serves(side, direction, service_class)) for t in terminal
            ),
        )


def _calls(network: Network) -> dict[str, list[tuple[int, int, bool, int, str]]]:
    """Return (seq, terminal row, stop, dwell minutes, link id) of each service, by ascending seq."""
    stops = network["stops"]
    terminal = row_of(texts(network["terminals"], "terminal_id"))
    seq = numbers(stops, "seq").astype(np.int64).tolist()
    dwell = rounded(numbers(stops, "dwell_h") * MIN_PER_H).tolist()
    rows = zip(
        texts(stops, "service_id"),
        seq,
        (terminal[name] for name in texts(stops, "terminal_id")),
        (activity == "stop" for activity in texts(stops, "activity")),
        dwell,
        texts(stops, "link_id"),
        strict=True,
    )
    found: dict[str, list[tuple[int, int, bool, int, str]]] = {}
    for service_id, *call in rows:
        found.setdefault(service_id, []).append(tuple(call))
    return {service_id: sorted(calls) for service_id, calls in found.items()}
