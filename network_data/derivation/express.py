"""Published fixed-timetable trains as chains of gauge sections; days of onward sections follow from the hours."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from departures import DAYS
from routes import Place, route
from running import hours, operation_hours
from sections import stop_rows, terminal_names
from tables import Row, read_input, read_table, split

CLASS = "express"
GAUGES = ("1435", "1520", "1435")
FEU = ("55", "55", "43")
FEU_EAST = ("43", "55", "55")
GROSS_T = ("1300", "", "")
GROSS_T_EAST = ("", "", "1300")
PLUGS = "16"
BUFFER_H = 2.0
# One Monday in winter and one in summer: onward times must hold in both.
MONDAYS = (datetime(2026, 1, 12, tzinfo=UTC), datetime(2026, 6, 15, tzinfo=UTC))
HALF_HOUR = timedelta(minutes=30)


def _zones() -> dict[str, ZoneInfo]:
    """Return the time zone of each terminal."""
    return {row["terminal_id"]: ZoneInfo(row["timezone"]) for row in read_table("terminals")}


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the wall clock of a moment, without its zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment of a wall clock."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _up(wall: datetime) -> datetime:
    """Return the next full half-hour."""
    start = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return start + HALF_HOUR * math.ceil((wall - start) / HALF_HOUR)


def onward(
    walls: list[datetime], places: list[Place], gauge: str, direction: str, zones: dict[str, ZoneInfo]
) -> list[datetime]:
    """
    Return when the next section may leave, as wall clocks in winter and summer weeks.

    Parameters
    ----------
    walls : list of datetime
        First departure of the section before, wall clock, one per season.
    places : list of Place
        Route of the section before.
    gauge, direction : str
        Of the section before.
    zones : dict
        Time zone by terminal.

    Notes
    -----
    The later of the two seasons counts, so that the train keeps its slot all year.
    """
    ride = timedelta(hours=hours(places, gauge, CLASS, direction, 0.0))
    end = places[-1].terminal_id
    slot = timedelta(hours=operation_hours(end, "same_train", gauge, CLASS, direction) + BUFFER_H)
    start_zone, end_zone = zones[places[0].terminal_id], zones[end]
    ready = [_local(_utc(wall, start_zone) + ride + slot, end_zone) for wall in walls]
    late = max(moment - wall for moment, wall in zip(ready, walls, strict=True))
    return [_up(wall + late) for wall in walls]


def chain_rows(row: Row, names: dict[str, str], zones: dict[str, ZoneInfo]) -> tuple[list[Row], list[Row]]:
    """Return the services and stops of one published train."""
    ids = [f"x-{row['chain']}-{index}" for index in (1, 2, 3)]
    west = row["direction"] == "westbound"
    first = DAYS.index(split(row["days"])[0])
    offsets = [DAYS.index(day) - first for day in split(row["days"])]
    hour, minute = (int(part) for part in row["time"].split(":"))
    walls = [monday.replace(tzinfo=None) + timedelta(days=first, hours=hour, minutes=minute) for monday in MONDAYS]
    services: list[Row] = []
    stops: list[Row] = []
    for index, service_id in enumerate(ids):
        places = route(row[f"points_{index + 1}"], "rail", int(GAUGES[index]))
        days = sorted((walls[0].weekday() + offset) % len(DAYS) for offset in offsets)
        services.append(
            {
                "service_id": service_id,
                "name": f"{names[places[0].terminal_id]} - {names[places[-1].terminal_id]} express",
                "family": "express",
                "mode": "rail",
                "service_class": CLASS,
                "direction": row["direction"],
                "operator": row["operator"],
                "track_gauge_mm": GAUGES[index],
                "days": ";".join(DAYS[day] for day in days),
                "departure_times": walls[0].strftime("%H:%M"),
                "max_feu": (FEU if west else FEU_EAST)[index],
                "max_gross_t": (GROSS_T if west else GROSS_T_EAST)[index],
                "powered_slots": PLUGS,
                "paired_service_id": ids[index + 1] if index + 1 < len(ids) else "",
                "source": row["source"] + ";assumed:express_hours",
                "quality": row["quality"],
                "note": row["note"]
                if index == 0
                else f"Onward section of {ids[0]}: leaves when the slot lets the train through",
            }
        )
        stops.extend(stop_rows(service_id, places))
        if index + 1 < len(ids):
            walls = onward(walls, places, GAUGES[index], row["direction"], zones)
    return services, stops


def express_services() -> tuple[list[Row], list[Row]]:
    """Return rows of ``services.csv`` and ``stops.csv`` of all published trains."""
    names, zones = terminal_names(), _zones()
    services: list[Row] = []
    stops: list[Row] = []
    for row in read_input("express"):
        more_services, more_stops = chain_rows(row, names, zones)
        services.extend(more_services)
        stops.extend(more_stops)
    return services, stops
