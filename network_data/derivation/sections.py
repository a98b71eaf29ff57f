"""Services and stops of ordinary trains and ships, from section templates and flows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from departures import Departures
from flows import Flows
from routes import Place, route
from tables import Row, number, read_input, read_table, split

STOP_DWELL_H = "3"
ROUTE_SOURCE = "assumed:shortest_route;assumed:stop_dwell"
LEAST_TRAINS = 0.15
ROUNDED_UP = 2.0
HUB = "{hub}"


def terminal_names() -> dict[str, str]:
    """Return short names of terminals: the part before a bracket or a slash."""
    return {row["terminal_id"]: row["name"].split(" (")[0].split(" / ")[0] for row in read_table("terminals")}


def stop_rows(service_id: str, places: list[Place]) -> Iterator[Row]:
    """Yield the rows of ``stops.csv`` of one service."""
    last = len(places) - 1
    for seq, place in enumerate(places):
        inner_stop = place.stop and 0 < seq < last
        yield {
            "service_id": service_id,
            "seq": str(seq),
            "terminal_id": place.terminal_id,
            "activity": "stop" if place.stop else "pass",
            "dwell_h": STOP_DWELL_H if inner_stop else "0",
            "link_id": place.link_id,
            "source": ROUTE_SOURCE,
            "quality": "assumed",
        }


def expanded(template: Row, flows: Flows) -> Iterator[Row]:
    """Yield a template once per Chinese hub when it is written for all hubs, else as it is."""
    if HUB not in template["section_id"]:
        yield template
        return
    for hub in flows.terminals(template["serves"], template["side"]):
        row = {key: value.replace(HUB, hub) for key, value in template.items()}
        if flows.at(row["serves"], row["side"], row["anchor"]) * float(row["portion"]) > LEAST_TRAINS * float(
            row["max_feu"]
        ):
            yield row


def feu_per_train(row: Row, flows: Flows) -> float:
    """Return FEU of the boxes it serves that a train holds: by its length or its gross mass, whichever is less."""
    length = float(row["max_feu"])
    if not row["max_gross_t"]:
        return length
    return min(length, float(row["max_gross_t"]) / flows.gross_t_per_feu(row["serves"], row["side"], row["anchor"]))


def trains_per_week(row: Row, flows: Flows) -> int:
    """
    Return the departures a week of a section.

    trains = FEU a week x portion x (1 + spare) / FEU per train, to the nearest whole train; up to
    `ROUNDED_UP` trains are rounded up, because a lot there is as large as a week's spare.
    """
    if row["per_week"]:
        return int(row["per_week"])
    feu = flows.at(row["serves"], row["side"], row["anchor"]) * float(row["portion"])
    trains = feu * (1.0 + flows.spare) / feu_per_train(row, flows)
    return max(1, math.ceil(trains) if trains < ROUNDED_UP else math.floor(trains + 0.5))


def service_note(row: Row, trains: int, flows: Flows) -> str:
    """Return how the frequency was found."""
    if row["per_week"]:
        rule = f"{trains} departures a week assumed"
    else:
        feu = flows.at(row["serves"], row["side"], row["anchor"]) * float(row["portion"])
        size = feu_per_train(row, flows)
        rule = f"{feu:.0f} FEU a week expected x {1.0 + flows.spare:.2f} / {size:.1f} = {trains} departures a week"
    return f"{rule}; {row['note']}" if row["note"] else rule


def service_source(row: Row, flows: Flows) -> str:
    """Return the sources of a section: its own and, when the flow sets its frequency, those of the flow."""
    own = split(row["source"])
    if not row["per_week"]:
        own += ["assumed:spare_departures", *flows.sources(row["serves"])]
    return ";".join(dict.fromkeys(own))


def ordinary_services(flows: Flows, departures: Departures) -> tuple[list[Row], list[Row]]:
    """Return rows of ``services.csv`` and ``stops.csv`` of all section templates."""
    names = terminal_names()
    services: list[Row] = []
    stops: list[Row] = []
    for template in read_input("sections"):
        for row in expanded(template, flows):
            places = route(row["points"], row["mode"], int(number(row["track_gauge_mm"])))
            trains = trains_per_week(row, flows)
            place = f"{places[0].terminal_id} {row['direction']}"
            patterns = departures.spread(place, trains, float(row["max_feu"]))
            for index, pattern in enumerate(patterns):
                service_id = row["section_id"] + ("-x" if index else "")
                services.append(
                    {
                        **row,
                        "service_id": service_id,
                        "name": f"{names[places[0].terminal_id]} - {names[places[-1].terminal_id]}",
                        "days": pattern.days_text,
                        "departure_times": pattern.times_text,
                        "source": service_source(row, flows),
                        "note": service_note(row, trains, flows),
                    }
                )
                stops.extend(stop_rows(service_id, places))
    return services, stops
