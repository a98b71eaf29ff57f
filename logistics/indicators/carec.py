"""
CAREC corridor indicators (TFI1-TFI4) of the timetable, beside published ones.

Definitions: CAREC Corridor Performance Measurement and Monitoring, annual reports 2020-2023. TFI1 [h] is the mean time
from entry to exit of one country's side of a border crossing: the two sides of a crossing are added, never compared
with one figure. TFI2 [USD] is what that side costs. TFI3 [USD] is the cost of 500 km for 20 t. TFI4 [km/h] is speed
with delay (SWD, distance over total elapsed time) and without (SWOD, distance over time in motion).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.indicators.borders import Trains
from logistics.network.model import Network

CAREC_COLUMNS = (
    "scope", "indicator", "direction", "unit", "year", "published", "lowest", "highest", "express", "ordinary",
    "comparable",
)  # fmt: skip
MEMBERS = ("AZ", "CN", "GE", "KG", "KZ", "MN", "TJ", "TM", "UZ")
"""CAREC countries on the network; ``region`` is all of them."""
CLASSES = ("express", "ordinary")
REFERENCE_T, REFERENCE_KM = 20.0, 500.0
UNITS = {"TFI1": "h", "TFI2": "USD", "TFI3": "USD/500 km/20 t", "SWD": "km/h", "SWOD": "km/h"}
COMPARABLE = {
    "TFI1": "one side; CAREC is mostly wagon loads with congestion, block trains take a third to a quarter",
    "TFI2": "gauge change and border charges of a FEU; CAREC counts a shipment, unofficial payments included",
    "TFI3": "the shipper's price after support; CAREC includes wagon loads at public tariffs",
    "SWD": "no wait for a full train and no congestion here; CAREC is mostly wagon loads",
    "SWOD": "section speeds here contain technical stops, so the model must lie between SWD and SWOD",
}


def carec_indicators(network: Network, *, tonnes_per_feu: float = REFERENCE_T) -> pd.DataFrame:
    """
    Return the indicators of the shipped timetable by country, terminal, direction and class.

    Parameters
    ----------
    network : Network
    tonnes_per_feu : float
        Cargo of a FEU [t], for TFI3.

    Returns
    -------
    DataFrame
        ``scope`` (country, border terminal, or ``region``: all CAREC countries), ``service_class, indicator, direction,
        unit, value``; means over trains of a week.

    Notes
    -----
    With n trains a week, h hours and p USD at a side, d km, m hours in motion and s hours at stops in the country, and
    c USD a FEU pays there:

    TFI1 = Σ n h / Σ n;  TFI2 = Σ n p / Σ n;  TFI3 = Σ n c / Σ n d x 500 km x 20 t / cargo of a FEU;
    SWD = Σ n d / Σ n (m + s);  SWOD = Σ n d / Σ n m.
    """
    trains = Trains(network)
    sides, runs = trains.sides(), trains.runs()
    rows: list[tuple[str, str, str, str, float]] = []
    for service_class in CLASSES:
        own = sides[sides["service_class"] == service_class]
        for scope, part in _scopes(own, "country", "terminal"):
            rows += _borders(scope, service_class, part)
        for scope, part in _scopes(runs[runs["service_class"] == service_class], "country"):
            rows += _speeds(scope, service_class, part, tonnes_per_feu)
    frame = pd.DataFrame(rows, columns=["scope", "service_class", "indicator", "direction", "value"])
    frame.insert(4, "unit", frame["indicator"].map(UNITS))
    return frame


def _scopes(frame: pd.DataFrame, *columns: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of every scope."""
    found = [(str(name), part) for column in columns for name, part in frame.groupby(column, sort=True)]
    region = frame[frame["country"].isin(MEMBERS)]
    return [*found, ("region", region)] if len(region) else found


def _borders(scope: str, service_class: str, part: pd.DataFrame) -> list[tuple[str, str, str, str, float]]:
    """TFI1 and TFI2 of one scope, both directions together and apart."""
    rows = []
    for direction in ("both", "outbound", "inbound"):
        own = part[(part["direction"] == direction) | (direction == "both")]
        if own["trains"].sum() > 0:
            for indicator, column in (("TFI1", "hours"), ("TFI2", "usd_per_feu")):
                value = float(np.average(own[column], weights=own["trains"]))
                rows.append((scope, service_class, indicator, direction, value))
    return rows


def _speeds(
    scope: str, service_class: str, part: pd.DataFrame, tonnes_per_feu: float
) -> list[tuple[str, str, str, str, float]]:
    """TFI3 and TFI4 of one scope."""
    total = part[["km", "ride_h", "stop_h", "usd_per_feu"]].mul(part["trains"], axis=0).sum()
    if total["km"] <= 0:
        return []
    cost = total["usd_per_feu"] / total["km"] * REFERENCE_KM * REFERENCE_T / tonnes_per_feu
    values = {
        "TFI3": cost,
        "SWD": total["km"] / (total["ride_h"] + total["stop_h"]),
        "SWOD": total["km"] / total["ride_h"],
    }
    return [(scope, service_class, name, "both", float(value)) for name, value in values.items()]


def compare_carec(network: Network) -> pd.DataFrame:
    """
    Put the indicators of express and ordinary block trains beside the published rail figures.

    Returns
    -------
    DataFrame
        `CAREC_COLUMNS`, one row per scope, indicator and direction of ``carec.csv``: the figure of the latest year, the
        range over all years, the model's two classes (NaN where the network has no such scope) and what to mind.

    Notes
    -----
    Not a test of the model alone: border hours of ordinary trains are CAREC's divided by 3.5 and Chinese section speeds
    lie between CAREC's SWD and SWOD (`assumed:block_train_hours`, `assumed:speed_cr`).
    """
    own = carec_indicators(network).pivot_table(
        index=["scope", "indicator", "direction"], columns="service_class", values="value"
    )
    table = network["carec"]
    table = table[table["mode"] == "rail"]
    rows = []
    for key, part in table.groupby(["scope", "indicator", "direction"], sort=False):
        scope, indicator, direction = (str(word) for word in key)
        latest = part.sort_values("year", kind="stable").iloc[-1]
        model = [float(own[name].get(key, np.nan)) if name in own else np.nan for name in CLASSES]
        rows.append(
            (
                scope, indicator, direction, latest["unit"], int(latest["year"]), float(latest["value"]),
                float(part["value"].min()), float(part["value"].max()), *model, COMPARABLE[indicator],
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CAREC_COLUMNS))
