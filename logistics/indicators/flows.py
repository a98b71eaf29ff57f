"""Flows of a plan by link, border crossing and country; knows no solver."""

from __future__ import annotations

import pandas as pd

from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.units import TEU_PER_FEU, from_min

MOVES = ("ride", "ferry", "sea", "road")


def moves(plan: Plan, network: Network) -> pd.DataFrame:
    """
    Return one row per path and link passage, with what travels on it.

    Returns
    -------
    DataFrame
        Columns of ``plan.legs`` plus ``boxes, feu, gross_t, consignment_id, direction, max_feu, country_from,
        country_to, from_share``.
    """
    legs = plan.legs[plan.legs["kind"].isin(MOVES)]
    frame = legs.merge(plan.paths[["path_id", "consignment_id", "boxes", "feu", "gross_t"]], on="path_id", how="left")
    services = network["services"][["service_id", "direction", "max_feu"]]
    frame = frame.merge(services, on="service_id", how="left")
    country = network["terminals"].set_index("terminal_id")["country"]
    frame["country_from"] = frame["from"].map(country)
    frame["country_to"] = frame["to"].map(country)
    links = network["links"].set_index("link_id")
    share = frame["link_id"].map(links["from_share"]).astype(float)
    forward = frame["link_id"].map(links["from_terminal"]) == frame["from"]
    frame["from_share"] = share.where(forward, 1 - share)
    return frame


def link_flows(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Sum FEU and loaded trains by link and direction.

    Parameters
    ----------
    frame : DataFrame
        From `moves`.

    Returns
    -------
    DataFrame
        ``link_id, direction, feu, trains`` where trains = FEU over the length limit of the train they are on.
    """
    work = frame.assign(trains=frame["feu"] / frame["max_feu"])
    return work.groupby(["link_id", "direction"], as_index=False, sort=True)[["feu", "trains"]].sum()


def crossings(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """
    Sum flows over each border crossing during the reported days.

    Returns
    -------
    DataFrame
        ``crossing`` (link id), ``direction, feu, teu, trains, trains_per_week``.
    """
    border = frame[frame["country_from"] != frame["country_to"]]
    weeks = 1.0
    if plan.scenario is not None:
        horizon = plan.scenario.horizon
        start = pd.Timestamp(from_min(horizon.start_min))
        end = pd.Timestamp(from_min(horizon.end_min))
        border = border[(border["start_utc"] >= start) & (border["start_utc"] < end)]
        weeks = (horizon.end_min - horizon.start_min) / (7 * 1440)
    flows = link_flows(border).rename(columns={"link_id": "crossing"})
    flows["teu"] = flows["feu"] * TEU_PER_FEU
    flows["trains_per_week"] = flows["trains"] / weeks
    return flows[["crossing", "direction", "feu", "teu", "trains", "trains_per_week"]]


def country_km(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Split the kilometres of each path by country.

    Returns
    -------
    DataFrame
        ``path_id, country, km``.
    """
    parts = pd.concat(
        [
            pd.DataFrame(
                {
                    "path_id": frame["path_id"],
                    "country": frame["country_from"],
                    "km": frame["distance_km"] * frame["from_share"],
                }
            ),
            pd.DataFrame(
                {
                    "path_id": frame["path_id"],
                    "country": frame["country_to"],
                    "km": frame["distance_km"] * (1 - frame["from_share"]),
                }
            ),
        ]
    )
    total = parts.groupby(["path_id", "country"], as_index=False, sort=True)["km"].sum()
    return total[total["km"] > 0]


def transit_shares(frame: pd.DataFrame, paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> pd.Series:
    """
    Return the share of carried FEU that passes through each country, origin and destination countries apart.

    Returns
    -------
    Series
        Index country (ISO alpha-2), values 0 to 1, largest first.
    """
    country = network["terminals"].set_index("terminal_id")["country"]
    ends = consignments.set_index("consignment_id")[["origin", "destination"]].apply(lambda column: column.map(country))
    km = country_km(frame).merge(paths[["path_id", "consignment_id", "feu"]], on="path_id")
    km = km.merge(ends, left_on="consignment_id", right_index=True)
    through = km[(km["country"] != km["origin"]) & (km["country"] != km["destination"])]
    total = float(paths["feu"].sum())
    shares = through.groupby("country")["feu"].sum() / total if total else through.groupby("country")["feu"].sum()
    return shares.sort_values(ascending=False, kind="stable")
