"""Rules about wagons and fleets among the loading units."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from logistics.network.checks.rule import View
from logistics.network.findings import Finding

_OF_WAGONS = ("freight_feu", "empty_feu", "transload_feu")


def check_wagons(view: View) -> Iterator[Finding]:
    """Only wagons have an onward unit, one of another gauge; their mass needs that of platforms."""
    units = view["loading_units"].set_index("unit_id")
    wagons = view["loading_units"]["track_gauge_mm"].notna()
    if wagons.any() and "platform_t_per_feu" not in set(view["parameters"]["parameter_id"]):
        at = view["loading_units"].index[wagons][0]
        text = "wagons need the parameter platform_t_per_feu: add it to parameters.csv"
        yield view.error("loading_units", at, "track_gauge_mm", text)
    for at, row in view["loading_units"].iterrows():
        onward, gauge = row["onward_unit_id"], row["track_gauge_mm"]
        if onward not in units.index:  # blank, or told elsewhere
            continue
        other = units.loc[onward, "track_gauge_mm"]
        if pd.isna(gauge):
            text = f"{onward!r} found; {row['unit_id']!r} has no track_gauge_mm, so it goes everywhere: leave it blank"
            yield view.error("loading_units", at, "onward_unit_id", text)
        elif not pd.isna(other) and other == gauge:
            text = f"{onward!r} found, of {gauge} mm like {row['unit_id']!r}; name a unit of another gauge"
            yield view.error("loading_units", at, "onward_unit_id", text)


def check_wagon_gauges(view: View) -> Iterator[Finding]:
    """Wagons run on a gauge that trains have, and on trains of their classes there."""
    services = view["services"]
    gauges = sorted({int(gauge) for gauge in services["track_gauge_mm"].dropna()})
    for at, row in view["loading_units"].iterrows():
        gauge, classes = row["track_gauge_mm"], {word for word in str(row["service_class"]).split(";") if word}
        if pd.isna(gauge):
            continue
        if int(gauge) not in gauges:
            text = f"{int(gauge)} found; trains of services.csv run on {', '.join(map(str, gauges))}"
            yield view.error("loading_units", at, "track_gauge_mm", text)
            continue
        run = set(services.loc[services["track_gauge_mm"] == gauge, "service_class"])
        if classes and not classes & run:
            text = (
                f"no train of services.csv on {int(gauge)} mm is of class {' or '.join(sorted(classes))}: "
                f"{row['unit_id']!r} can go nowhere there (classes: {', '.join(sorted(run))})"
            )
            yield view.warning("loading_units", at, "service_class", text)


def check_wagon_freight(view: View) -> Iterator[Finding]:
    """Only wagons pay freight by a size of their own."""
    for at, row in view["loading_units"].iterrows():
        for column in _OF_WAGONS:
            if pd.isna(row["track_gauge_mm"]) and not pd.isna(row[column]):
                text = (
                    f"{row[column]:g} found; {row['unit_id']!r} has no track_gauge_mm, so it is a box and pays by its "
                    "length: leave it blank"
                )
                yield view.error("loading_units", at, column, text)


def check_fleets_used(view: View) -> Iterator[Finding]:
    """Let some loading unit count against every fleet."""
    named = set(view["loading_units"]["fleet_id"])
    for at, row in view["fleets"].iterrows():
        if row["fleet_id"] not in named:
            text = f"no unit of loading_units.csv has {row['fleet_id']!r} as its fleet_id, so it limits nothing"
            yield view.warning("fleets", at, "fleet_id", text)
