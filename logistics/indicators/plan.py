"""Indicators of a plan as one tidy table: indicator, scope, unit, value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.errors import ResultsError
from logistics.indicators.cold import cold_rows, inspected_rows
from logistics.indicators.duties import cleaning_rows, duty_rows
from logistics.indicators.energy import energy_rows
from logistics.indicators.fleets import fleet_rows
from logistics.indicators.flows import crossings, link_flows, moves, transit_shares
from logistics.indicators.holds import hold_rows
from logistics.indicators.units import unit_rows
from logistics.indicators.wagons import wagon_rows
from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.scenario import network_in_force

COLUMNS = ["indicator", "scope", "unit", "value"]


def reported(plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return paths, unserved rows and consignments that became ready in the reported days."""
    consignments = plan.consignments[plan.consignments["reported"].astype(bool)]
    inside = set(consignments["consignment_id"])
    return (
        plan.paths[plan.paths["consignment_id"].isin(inside)],
        plan.unserved[plan.unserved["consignment_id"].isin(inside)],
        consignments,
    )


def evaluate(plan: Plan, network: Network | None = None) -> pd.DataFrame:
    """
    Return the indicators of a plan.

    Parameters
    ----------
    plan : Plan
    network : Network, optional
        The tables the plan was made with (changes of the scenario applied); by default those of ``plan.scenario``.

    Returns
    -------
    DataFrame
        ``indicator, scope, unit, value``, in a fixed order.
    """
    if network is None:
        if plan.scenario is None:
            raise ResultsError("the plan knows no scenario, so its tables must be given: evaluate(plan, network)")
        network = network_in_force(plan.scenario)
    paths, unserved, consignments = reported(plan)
    frame = moves(plan, network)
    carried = frame[frame["path_id"].isin(set(paths["path_id"]))]
    rows = [
        *_volumes(usual_boxes(paths, consignments, network), unserved, consignments),
        *_money(paths, carried, plan.legs),
        *_transit(paths, consignments, network),
        *_reasons(unserved),
        *_crossing_rows(frame, plan),
        *(
            ("transit_country_share", str(country), "share of FEU", float(value))
            for country, value in transit_shares(carried, paths, consignments, network).items()
        ),
        *_link_rows(frame),
        *_plan_rows(plan),
        *cold_rows(plan, paths, consignments, network),
        *inspected_rows(plan, paths, consignments, network),
        *energy_rows(plan, paths, consignments, network),
        *duty_rows(paths, consignments, network),
        *cleaning_rows(paths, consignments, network),
        *hold_rows(plan, paths, consignments, network),
        *fleet_rows(plan, network),
        *unit_rows(paths, consignments, network),
        *wagon_rows(plan, paths, network),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def usual_boxes(paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Return paths with their boxes counted in the usual unit of each consignment, by payload."""
    usual = consignments.set_index("consignment_id")[["unit_id", "tonnes_per_box"]].loc[paths["consignment_id"]]
    other = usual["unit_id"].to_numpy() != paths["unit"].to_numpy()
    if not other.any():
        return paths
    payload = paths["unit"].map(network["loading_units"].set_index("unit_id")["payload_t"]).to_numpy(float)
    share = payload / usual["tonnes_per_box"].to_numpy(float)
    return paths.assign(boxes=paths["boxes"].where(~other, paths["boxes"] * share))


def _volumes(
    paths: pd.DataFrame, unserved: pd.DataFrame, consignments: pd.DataFrame
) -> list[tuple[str, str, str, float]]:
    """Demand and carriage, in total and by commodity."""
    facts = consignments.set_index("consignment_id")[["commodity_id", "tonnes_per_box"]]
    served = paths.join(facts, on="consignment_id")
    served["tonnes"] = served["boxes"] * served["tonnes_per_box"]
    missed = unserved.join(facts, on="consignment_id")
    rows: list[tuple[str, str, str, float]] = []
    scopes = ["all", *sorted(consignments["commodity_id"].unique())]
    for scope in scopes:
        done = served if scope == "all" else served[served["commodity_id"] == scope]
        left = missed if scope == "all" else missed[missed["commodity_id"] == scope]
        carried, lost = float(done["boxes"].sum()), float(left["boxes"].sum())
        rows += [
            ("boxes_demanded", scope, "boxes", carried + lost),
            ("boxes_carried", scope, "boxes", carried),
            ("share_carried", scope, "share of boxes", carried / (carried + lost) if carried + lost else 1.0),
            ("feu_carried", scope, "FEU", float(done["feu"].sum())),
            ("tonnes_carried", scope, "t", float(done["tonnes"].sum())),
        ]
    return rows


def _money(paths: pd.DataFrame, carried: pd.DataFrame, legs: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    """Cost and CO2e of what is carried; reefers emit on rows that do not move too."""
    feu = float(paths["feu"].sum())
    cost = float(paths["cost_usd"].sum())
    boxes = dict(zip(paths["path_id"], paths["boxes"].astype(float), strict=True))
    counted = np.array([boxes.get(path_id, 0.0) for path_id in legs["path_id"]])
    co2e = float((legs["co2e_kg"].to_numpy(float) * counted).sum())
    feu_km = float((carried["feu"] * carried["distance_km"]).sum())
    return [
        ("cost", "all", "USD", cost),
        ("cost_per_feu", "all", "USD/FEU", cost / feu if feu else 0.0),
        ("cost_per_feu_km", "all", "USD/FEU-km", cost / feu_km if feu_km else 0.0),
        ("co2e", "all", "t", co2e / 1000),
        ("co2e_per_feu", "all", "kg/FEU", co2e / feu if feu else 0.0),
        ("feu_km", "all", "FEU-km", feu_km),
    ]


def _transit(paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> list[tuple[str, str, str, float]]:
    """Mean transit days by FEU: overall, by commodity, by region pair, by origin-destination."""
    region = network["terminals"].set_index("terminal_id")["region"]
    facts = consignments.set_index("consignment_id")[["origin", "destination", "commodity_id"]]
    work = paths.join(facts, on="consignment_id")
    work["days"] = work["transit_h"] / 24 * work["feu"]
    work["od"] = work["origin"] + "-" + work["destination"]
    work["regions"] = work["origin"].map(region) + "-" + work["destination"].map(region)
    work["all"] = "all"
    work["od_commodity"] = work["od"] + "/" + work["commodity_id"]
    rows: list[tuple[str, str, str, float]] = []
    for key in ("all", "commodity_id", "regions", "od_commodity"):
        sums = work.groupby(key, sort=True)[["days", "feu"]].sum()
        rows += [
            ("mean_transit", str(scope), "days", float(row["days"] / row["feu"]))
            for scope, row in sums.iterrows()
            if row["feu"] > 0
        ]
    return rows


def _reasons(unserved: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    """Boxes not carried, by reason."""
    sums = unserved.groupby("reason", sort=True)["boxes"].sum()
    return [("boxes_not_carried", str(reason), "boxes", float(value)) for reason, value in sums.items()]


def _crossing_rows(frame: pd.DataFrame, plan: Plan) -> list[tuple[str, str, str, float]]:
    """Flows over border crossings in the reported days."""
    rows: list[tuple[str, str, str, float]] = []
    for row in crossings(frame, plan).itertuples(index=False):
        scope = f"{row.crossing}:{row.direction}"
        rows += [
            ("crossing_feu", scope, "FEU", float(row.feu)),
            ("crossing_loaded_trains", scope, "trains", float(row.trains)),
            ("crossing_loaded_trains_per_week", scope, "trains/week", float(row.trains_per_week)),
        ]
    return rows


def _link_rows(frame: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    """FEU by link and direction over the whole solved horizon."""
    return [
        ("link_feu", f"{row.link_id}:{row.direction}", "FEU", float(row.feu))
        for row in link_flows(frame).itertuples(index=False)
    ]


def _plan_rows(plan: Plan) -> list[tuple[str, str, str, float]]:
    """Objective terms and proof."""
    rows = [("objective_term", name, "USD", float(value)) for name, value in plan.objective_terms.items()]
    return [
        ("objective", "all", "USD", plan.objective),
        ("lower_bound", "all", "USD", plan.lower_bound),
        *rows,
    ]
