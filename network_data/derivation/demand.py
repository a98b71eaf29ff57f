"""Demand by origin-destination, commodity and week, shipped in lots; knows flows, not trains."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from departures import DAYS
from flows import Flows, Stream
from tables import Row, read_input, read_table, split

FIRST_WEEK = date(2025, 8, 4)
WEEKS = 61
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ONE_DAY_FEU = 90.0
LOADING_SHARE = 0.6
ZERO_EVERY = 4


@cache
def _months() -> dict[str, list[float]]:
    """Return monthly factors by season."""
    return {row["season"]: [float(row[month]) for month in MONTHS] for row in read_input("months")}


@cache
def _weeks() -> dict[tuple[str, str], float]:
    """Return factors of single weeks by season and Monday."""
    return {(row["season"], row["week"]): float(row["factor"]) for row in read_input("weeks")}


def season_factor(season: str, monday: date) -> float:
    """
    Return the factor on the mean week.

    Notes
    -----
    The month counts by the Thursday of the week, as weeks are numbered.
    """
    month = (monday + timedelta(days=3)).month - 1
    return _months()[season][month] * _weeks().get((season, monday.isoformat()), 1.0)


def _phase(*parts: str) -> float:
    """Return a number in [0, 1) that depends on the names alone."""
    return zlib.crc32("|".join(parts).encode()) / 2**32


def lots(stream: Stream, origin: str, destination: str, boxes_per_week: float) -> Iterator[tuple[date, int]]:
    """
    Yield the weeks in which an origin-destination ships, with whole boxes.

    Notes
    -----
    Boxes gather from week to week and leave when a lot is full: few shipments of a train's size rather than many of
    one box. The start of the gathering is spread over the pairs, so that every week carries about the mean.
    """
    gathered = _phase(stream.stream_id, origin, destination) * stream.lot_boxes
    for index in range(WEEKS):
        monday = FIRST_WEEK + timedelta(weeks=index)
        gathered += boxes_per_week * season_factor(stream.season, monday)
        if gathered >= stream.lot_boxes:
            boxes = int(gathered)
            gathered -= boxes
            yield monday, boxes


def pair_lots(flows: Flows) -> Iterator[tuple[Stream, str, str, date, int]]:
    """Yield every shipment: stream, origin, destination, week, boxes."""
    for stream in flows.streams:
        for origin, out_share in stream.origins.items():
            for destination, in_share in stream.destinations.items():
                if origin == destination:
                    continue
                if stream.feu_per_week == 0.0:
                    for index in range(0, WEEKS, ZERO_EVERY):
                        yield stream, origin, destination, FIRST_WEEK + timedelta(weeks=index), 0
                    continue
                boxes = stream.feu_per_week * out_share * in_share / stream.feu_per_box
                for monday, number in lots(stream, origin, destination, boxes):
                    yield stream, origin, destination, monday, number


def _loading_capacity() -> dict[str, float]:
    """Return loading capacity by terminal [FEU per day]: the throughput of its gate operations."""
    facilities = {row["facility_id"]: float(row["capacity"]) for row in read_table("facilities")}
    result: dict[str, float] = {}
    for row in read_table("operations"):
        if row["activity"] == "load" and row["facility_id"]:
            result[row["terminal_id"]] = max(result.get(row["terminal_id"], 0.0), facilities[row["facility_id"]])
    return result


class ReadyDays:
    """Give every shipment the weekdays on which its origin has least to load so far."""

    def __init__(self) -> None:
        self.capacity = _loading_capacity()
        self.load: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0.0] * len(DAYS))

    def choose(self, origin: str, monday: date, feu: float) -> list[int]:
        """
        Return the weekdays of one shipment.

        Parameters
        ----------
        origin : str
            Loading terminal.
        monday : date
            Week of readiness.
        feu : float
            Size [FEU].

        Notes
        -----
        One day per `ONE_DAY_FEU`, or more where the terminal loads slowly: a day's part stays below
        `LOADING_SHARE` of what it can load.
        """
        limit = min(ONE_DAY_FEU, LOADING_SHARE * self.capacity[origin])
        number = min(len(DAYS), max(1, -int(-feu // limit)))
        load = self.load[origin, monday]
        start = int(_phase(origin, monday.isoformat(), str(round(feu, 1))) * len(DAYS))
        order = sorted(range(len(DAYS)), key=lambda day: (load[day], (day - start) % len(DAYS)))
        days = sorted(order[:number])
        for day in days:
            load[day] += feu / number
        return days


def demand_source(stream: Stream) -> str:
    """Return the stream's own sources and the assumptions behind its ends and season; inputs hold the rest."""
    own = split(stream.row["source"])
    assumed = [source for source in stream.sources if source.startswith("assumed:")]
    return ";".join(dict.fromkeys([*own, *assumed, "assumed:seasons"]))


def demand_rows(flows: Flows) -> list[Row]:
    """Return the rows of ``demand.csv``, in order of week, origin, destination and commodity."""
    shipments = sorted(
        pair_lots(flows),
        key=lambda item: (item[3], item[1], item[2], item[0].commodity_id, item[0].stream_id),
    )
    ready = ReadyDays()
    rows = []
    for stream, origin, destination, monday, boxes in shipments:
        days = ready.choose(origin, monday, boxes * stream.feu_per_box) if boxes else [0]
        rows.append(
            {
                "demand_id": f"{monday.isoformat()}-{origin}-{destination}-{stream.stream_id}",
                "origin": origin,
                "destination": destination,
                "commodity_id": stream.commodity_id,
                "week": monday.isoformat(),
                "boxes": str(boxes),
                "ready_days": ";".join(DAYS[day] for day in days),
                "source": demand_source(stream),
                "quality": stream.row["quality"],
                "note": stream.row["note"] if not boxes else "",
            }
        )
    return rows
