"""Words inside cells that ``schema.csv`` leaves as text: weekdays, clock times, zones, gauges, classes."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import did_you_mean
from logistics.network.convert import Uniques
from logistics.network.findings import Finding
from logistics.network.schema import Schema

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
GAUGES = ("1000", "1435", "1520", "1668")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOURS = re.compile(r"(([01]\d|2[0-3]):[0-5]\d)-((([01]\d|2[0-3]):[0-5]\d)|24:00)")
_COUNTRY = re.compile(r"[A-Z]{2}")

Judge = Callable[[str], str]
"""Message about one list element, '' when it is right."""


def _one_of(allowed: tuple[str, ...]) -> Judge:
    def judge(word: str) -> str:
        if word in allowed:
            return ""
        return f"{word!r} found; allowed: {', '.join(allowed)}{did_you_mean(word, allowed)}"

    return judge


def _like(pattern: re.Pattern[str], shape: str) -> Judge:
    def judge(word: str) -> str:
        return "" if pattern.fullmatch(word) else f"{word!r} found; write {shape}"

    return judge


def _zone(word: str) -> str:
    try:
        zoneinfo.ZoneInfo(word)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return f"{word!r} is not an IANA time zone{did_you_mean(word, zoneinfo.available_timezones())}"
    return ""


_SERVICE_CLASS = ("services", "service_class")
_CARGO_CLASS = ("commodities", "cargo_class")
_REGION = ("terminals", "region")
_MONTHS = tuple(str(month) for month in range(1, 13))
_RULES: dict[tuple[str, str], Judge | tuple[str, str]] = {
    # a judge, or the enum column whose words are allowed
    ("terminals", "timezone"): _zone,
    ("terminals", "country"): _like(_COUNTRY, "an ISO 3166 alpha-2 code such as KZ"),
    ("terminals", "track_gauges"): _one_of(GAUGES),
    ("links", "track_gauges"): _one_of(GAUGES),
    ("operations", "service_class"): _SERVICE_CLASS,
    ("operations", "cargo_class"): _CARGO_CLASS,
    ("operations", "from_gauge"): _one_of(("0", *GAUGES)),
    ("operations", "to_gauge"): _one_of(("0", *GAUGES)),
    ("facilities", "hours_local"): _like(_HOURS, "opening hours as HH:MM-HH:MM"),
    ("services", "days"): _one_of(WEEKDAYS),
    ("services", "departure_times"): _like(_CLOCK, "departure times as HH:MM"),
    ("services", "cargo_class"): _CARGO_CLASS,
    ("services", "track_gauge_mm"): _one_of(GAUGES),
    ("loading_units", "track_gauge_mm"): _one_of(GAUGES),
    ("loading_units", "service_class"): _SERVICE_CLASS,
    ("tariffs", "service_class"): _SERVICE_CLASS,
    ("tariffs", "cargo_class"): _CARGO_CLASS,
    ("outside_options", "origin_region"): _REGION,
    ("outside_options", "destination_region"): _REGION,
    ("outside_options", "cargo_class"): _CARGO_CLASS,
    ("demand", "ready_days"): _one_of(WEEKDAYS),
    ("delays", "activities"): ("operations", "activity"),
    ("delays", "service_class"): _SERVICE_CLASS,
    ("delays", "months"): _one_of(_MONTHS),
    ("calibration", "service_class"): ("speeds", "service_class"),
}


def check_vocabulary(
    tables: Mapping[str, pd.DataFrame],
    schema: Schema,
    lines: Mapping[str, NDArray[np.int64]] | None = None,
    *,
    only: tuple[str, ...] = (),
) -> list[Finding]:
    """
    Return a finding for every cell whose words are not allowed.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Typed tables.
    schema : Schema
        Whose enums give the words of lists.
    lines : mapping of str to array, optional
        Line of each row in its file.
    only : tuple of str
        Tables to look at; () for all.
    """
    findings: list[Finding] = []
    for (table, column), rule in _RULES.items():
        if only and table not in only:
            continue
        judge = _one_of(schema[rule[0]][rule[1]].choices) if isinstance(rule, tuple) else rule
        cells = tables[table][column].astype("str").fillna("").tolist()
        uniques = Uniques.of(["" if cell == "<NA>" else cell for cell in cells])
        wrong = {code: text for code, cell in enumerate(uniques.values) if (text := _judge_cell(cell, judge))}
        for row, code in enumerate(uniques.codes if wrong else ()):
            if int(code) in wrong:
                line = int(lines[table][row]) if lines else None
                findings.append(Finding("error", f"{table}.csv", line, column, wrong[int(code)], "vocabulary"))
    return findings


def _judge_cell(cell: str, judge: Judge) -> str:
    return "; ".join(message for word in cell.split(";") if word and (message := judge(word)))
