"""``summary.md``: a plan that a planner can read in five minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from logistics.indicators.plan import reported
from logistics.network.model import Network
from logistics.report.called import Called
from logistics.report.cold_summary import cold_section, reefer_kg
from logistics.report.fleets import fleet_text
from logistics.report.given_up import given_up_text, unplugged_text
from logistics.report.markdown import escaped, table
from logistics.report.prices import prices_text
from logistics.results.model import Plan
from logistics.scenario import idle_changes

PLAIN_REASONS = {
    "no_path": "no way exists in the timetable",
    "too_late": "no way arrives in time",
    "closed": "the only ways are closed",
    "rule": "a rule forbids it",
    "outside_cheaper": "the outside option is cheaper",
    "quota": "a quota of rules.csv is used up",
    "horizon": "the solved days end before it could arrive: more runout_weeks",
    "capacity": "no capacity at a price worth paying",
}


def summary_text(plan: Plan, indicators: pd.DataFrame, network: Network, manifest: Mapping[str, Any]) -> str:
    """
    Return the summary of a plan as Markdown.

    Parameters
    ----------
    plan : Plan
    indicators : DataFrame
        From `logistics.indicators.evaluate`.
    network : Network
    manifest : mapping
        For the proof, the audit and the share of assumed figures.

    Returns
    -------
    str
    """
    names, called = network["terminals"].set_index("terminal_id")["name"].to_dict(), Called(network)
    title = plan.scenario.title or plan.scenario.name if plan.scenario else "Plan"
    sections = [
        f"# {escaped(title)}\n",
        _headline(plan, indicators, manifest),
        "## Carried and not carried\n",
        _carried(indicators, called),
        "## Why boxes stay behind\n",
        _reasons(plan, called),
        "## Transit days\n",
        _transit(plan, names, called) + _held(indicators, called),
        "## Border crossings in the reported days\n",
        _crossings(indicators, names, network),
        "## Transit countries\n",
        _countries(indicators, called),
        "## The ten tightest resources\n",
        prices_text(plan, called) + fleet_text(indicators, network),
        "## Cost and emissions\n",
        _money(indicators, plan, network),
        *cold_section(indicators, plan.counts, called),
        "## How far to trust it\n",
        _trust(plan, manifest, called),
    ]
    return "\n".join(sections)


def _value(indicators: pd.DataFrame, indicator: str, scope: str = "all") -> float:
    """Return one indicator value, 0 when absent."""
    hit = indicators[(indicators["indicator"] == indicator) & (indicators["scope"] == scope)]["value"]
    return float(hit.iloc[0]) if len(hit) else 0.0


def _days(indicators: pd.DataFrame, scope: str) -> str:
    """Return the mean transit days of a scope, a dash when nothing of it is carried."""
    days = _value(indicators, "mean_transit", scope)
    return f"{days:.1f}" if days > 0 else "–"


def _headline(plan: Plan, indicators: pd.DataFrame, manifest: Mapping[str, Any]) -> str:
    """Three sentences: what, how much, how good."""
    horizon = manifest["horizon"]
    text = ""
    if plan.scenario and plan.scenario.description:
        text = escaped(plan.scenario.description) + "\n\n"
    verdict = "passed" if manifest["audit"].get("passed") else "DID NOT PASS"
    return text + (
        f"Reported: {horizon['start']} to {horizon['end']}. "
        f"**{_value(indicators, 'boxes_carried'):,.0f} of {_value(indicators, 'boxes_demanded'):,.0f} boxes "
        f"({_value(indicators, 'share_carried'):.1%}) are carried**, "
        f"{_value(indicators, 'tonnes_carried'):,.0f} t in {_value(indicators, 'feu_carried'):,.0f} FEU, "
        f"in {_value(indicators, 'mean_transit'):.1f} days and for "
        f"{_value(indicators, 'cost_per_feu'):,.0f} USD per FEU on average. "
        f"The plan is {plan.status}: objective "
        f"{plan.objective:,.0f} USD, proven lower bound {plan.lower_bound:,.0f} USD (gap {max(plan.gap, 0.0):.1e}); "
        f"the independent audit {verdict}.\n"
    )


def _carried(indicators: pd.DataFrame, called: Called) -> str:
    """Volumes by commodity."""
    scopes = indicators[indicators["indicator"] == "boxes_demanded"]["scope"]
    rows = [
        (
            "all" if scope == "all" else called.goods(scope),
            f"{_value(indicators, 'boxes_demanded', scope):,.0f}",
            f"{_value(indicators, 'boxes_carried', scope):,.0f}",
            f"{_value(indicators, 'share_carried', scope):.1%}",
            f"{_value(indicators, 'tonnes_carried', scope):,.0f}",
            _days(indicators, scope),
        )
        for scope in [*(s for s in scopes if s != "all"), "all"]
    ]
    return table(["commodity", "boxes asked", "boxes carried", "share", "tonnes", "days"], rows, "lrrrrr")


def _reasons(plan: Plan, called: Called) -> str:
    """Boxes left behind by reason and, for capacity, by resource."""
    _, unserved, _ = reported(plan)
    if unserved.empty:
        return "Everything is carried.\n"
    full = unserved["resource_id"].fillna("").str.startswith("quota:")
    early = unserved["cheapest_relaxation"].str.contains('"runout_weeks"', regex=False)
    reason = unserved["reason"].where(~full, "quota").where(~early, "horizon")
    sums = unserved.groupby(reason)["boxes"].sum().sort_values(ascending=False, kind="stable")
    text = table(
        ["reason", "meaning", "boxes"],
        ((reason, PLAIN_REASONS.get(str(reason), ""), f"{boxes:,.0f}") for reason, boxes in sums.items()),
        "llr",
    )
    tight = (
        unserved[(unserved["resource_id"].fillna("") != "") & (unserved["reason"] != "rule")]
        .groupby("resource_id")["boxes"]
        .sum()
    )
    if len(tight):
        top = tight.sort_values(ascending=False, kind="stable").head(5)
        text += "\nResources that keep most boxes off the rails:\n\n"
        text += table(["resource", "boxes"], ((called.resource(str(r)), f"{b:,.0f}") for r, b in top.items()), "lr")
    ruled = unserved[unserved["reason"] == "rule"].groupby("resource_id")["boxes"].sum()
    if len(ruled):
        ruled = ruled.sort_values(ascending=False, kind="stable").head(5)
        text += "\nRules of rules.csv that keep most boxes off the rails:\n\n"
        text += table(["rule", "boxes"], ((r, f"{b:,.0f}") for r, b in ruled.items()), "lr")
    return text


def _transit(plan: Plan, names: Mapping[str, str], called: Called) -> str:
    """Mean days of the largest origin-destination-commodity flows."""
    paths, _, consignments = reported(plan)
    facts = consignments.set_index("consignment_id")[["origin", "destination", "commodity_id"]]
    work = paths.join(facts, on="consignment_id")
    work["weighted"] = work["transit_h"] / 24 * work["feu"]
    sums = work.groupby(["origin", "destination", "commodity_id"])[["feu", "weighted"]].sum()
    top = sums.sort_values("feu", ascending=False, kind="stable").head(25)
    rows = (
        (names.get(o, o), names.get(d, d), called.goods(c), f"{row.feu:,.0f}", f"{row.weighted / row.feu:.1f}")
        for (o, d, c), row in zip(top.index, top.itertuples(index=False), strict=True)
    )
    return (
        "From readiness to delivery, weighted by FEU; the 25 largest flows (all of them are in indicators.csv).\n\n"
        + table(["origin", "destination", "commodity", "FEU", "days"], rows, "lllrr")
    )


def _held(indicators: pd.DataFrame, called: Called) -> str:
    """Hours for samples that are in no days."""
    rows = indicators[indicators["indicator"] == "expected_hold"]
    if rows.empty:
        return ""
    told = ", ".join(f"{called.goods(row.scope)} {row.value:.0f} h" for row in rows.itertuples(index=False))
    return f"\nHeld for samples on average, all boxes counted, and not in these days (holds.csv): {told}.\n"


def _crossings(indicators: pd.DataFrame, names: Mapping[str, str], network: Network) -> str:
    """FEU and loaded trains by crossing and direction."""
    crossing = indicators[indicators["indicator"] == "crossing_feu"]
    part = crossing.sort_values("value", ascending=False, kind="stable")
    ends = network["links"].set_index("link_id")[["from_terminal", "to_terminal"]]
    rows = []
    for row in part.head(24).itertuples(index=False):
        link, direction = str(row.scope).rsplit(":", 1)
        a, b = ends.loc[link, "from_terminal"], ends.loc[link, "to_terminal"]
        trains = _value(indicators, "crossing_loaded_trains_per_week", str(row.scope))
        rows.append((f"{names.get(a, a)} – {names.get(b, b)}", direction, f"{row.value:,.0f}", f"{trains:,.1f}"))
    return (
        "Loaded trains = FEU over the length limit of the trains they ride on; background traffic apart.\n\n"
        + table(["crossing", "direction", "FEU", "loaded trains a week"], rows, "llrr")
    )


def _countries(indicators: pd.DataFrame, called: Called) -> str:
    """Share of carried FEU that passes through each country."""
    part = indicators[indicators["indicator"] == "transit_country_share"]
    rows = ((called.country(row.scope), f"{row.value:.1%}") for row in part.itertuples(index=False))
    return "Share of carried FEU that crosses a country which is neither its origin nor its destination.\n\n" + table(
        ["country", "share"], rows, "lr"
    )


def _money(indicators: pd.DataFrame, plan: Plan, network: Network) -> str:
    """Cost, CO2e and the terms of the objective."""
    rows = [
        ("money paid for carriage", f"{_value(indicators, 'cost') / 1e6:,.2f} million USD"),
        ("per FEU", f"{_value(indicators, 'cost_per_feu'):,.0f} USD"),
        ("per FEU-km", f"{_value(indicators, 'cost_per_feu_km'):.3f} USD"),
        ("CO2e", f"{_value(indicators, 'co2e'):,.0f} t"),
        ("CO2e per FEU", f"{_value(indicators, 'co2e_per_feu'):,.0f} kg"),
        *([("of the CO2e, running reefers", f"{reefer_kg(indicators, 'all') / 1000:,.0f} t")] if _value(
            indicators, "reefer_refrigerant_co2e") > 0 else []),
        *([("duties on the goods, beside it", f"{_value(indicators, 'duties') / 1e6:,.2f} million USD")] if _value(
            indicators, "duties") > 0 else []),
    ]  # fmt: skip
    terms = ((name, f"{value / 1e6:,.2f}") for name, value in plan.objective_terms.items())
    return (
        table(["reported days", ""], rows, "lr")
        + "\nTerms of the objective over the whole solved horizon:\n\n"
        + table(["term", "million USD"], terms, "lr")
        + _constants(network)
    )


def _constants(network: Network) -> str:
    """Route constants in use: they steer the plan but are no money."""
    active = network["route_constants"]
    active = active[active["active"].astype(bool)]
    if active.empty:
        return "\nNo route constant is active: routes are chosen by money and time alone.\n"
    rows = (
        (row.constant_id, row.link_id, row.direction, row.family or "all", f"{row.usd_per_feu:,.0f}", row.stands_for)
        for row in active.itertuples(index=False)
    )
    header = ["route constant", "link", "direction", "services", "USD per FEU", "stands for"]
    return (
        "\nRoute constants steer the plan and are no money; `route_constants = false` switches them off.\n\n"
        + table(header, rows, "llllrl")
    )


def _trust(plan: Plan, manifest: Mapping[str, Any], called: Called) -> str:
    """Shares of assumed figures, stages and checks."""
    shares = manifest.get("assumed_share", {})
    rows = ((name, f"{share:.0%}") for name, share in sorted(shares.items(), key=lambda item: -item[1]) if share > 0)
    text = "Share of figures marked `assumed` in each table used:\n\n" + table(["table", "assumed"], rows, "lr")
    if len(plan.stages) > 1:
        text += (
            "\nThe plan was made in stages, because events are not foreseen. The objective of a stage is of what could "
            "still be decided then, boxes under way that were given up at their penalty:\n\n"
        )
        text += table(
            ["known from", "objective, million USD", "lower bound, million USD"],
            (
                (s.get("known_from_utc", ""), f"{float(str(s['objective'])) / 1e6:,.3f}",
                 f"{float(str(s['lower_bound'])) / 1e6:,.3f}")
                for s in plan.stages
            ),
            "lrr",
        )  # fmt: skip
        text += given_up_text(plan, called) + unplugged_text(plan, called)
    if plan.scenario and (idle := idle_changes(plan.scenario)):
        text += "\nChanges of the scenario without effect:\n\n" + "".join(f"- {escaped(line)}\n" for line in idle)
    checks = manifest["audit"].get("checks", {})
    if isinstance(checks, Mapping) and checks:
        good = sum(1 for passed in checks.values() if passed)
        text += f"\nAudit: {good} of {len(checks)} checks passed.\n"
    return text
