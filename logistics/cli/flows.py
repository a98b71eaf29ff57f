"""Parts of ``logistics validate``: flows, section lengths and CAREC indicators beside published figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from logistics.cli.output import say, show_table
from logistics.errors import ResultsError

if TYPE_CHECKING:
    import pandas as pd

    from logistics.network import Network

DEFAULT_PLAN = Path("results/base")


def flows_data(plan: Path | None, without: Path | None = None) -> dict[str, Any]:
    """
    Return a plan beside published counts.

    Parameters
    ----------
    plan : Path, optional
        Results folder; ``results/base`` by default.
    without : Path, optional
        Results folder of the same scenario with ``route_constants = false``, shown beside it.

    Returns
    -------
    dict
        ``plan`` (folder), ``period`` (first and last day), ``constants`` (active rows of ``route_constants.csv``),
        ``flows`` (rows of `logistics.indicators.compare_flows`, with ``ratio_without_constants`` when both plans are
        given), ``erai`` (rows of `logistics.indicators.erai`), ``names`` (of the places in both, by id).

    Raises
    ------
    ResultsError
        If there is no such folder; the message says how to make it.
    """
    from logistics.indicators import compare_flows, erai  # noqa: PLC0415  keeps --help fast
    from logistics.report.called import Called  # noqa: PLC0415

    made, network = _read(plan)
    flows = compare_flows(made, network)
    assert made.scenario is not None
    horizon = made.scenario.horizon
    active = network["route_constants"]
    active = active[active["active"].astype(bool)]
    if without is not None:
        bare, tables = _read(without)
        flows["ratio_without_constants"] = compare_flows(bare, tables)["ratio"]
    elif active.empty:
        flows["ratio_without_constants"] = flows["ratio"]
    costs = erai(made, network)
    ids = [*flows["place"].str.split("+").explode(), *costs["entry"], *costs["exit"]]
    called = Called(network)
    columns = ["constant_id", "link_id", "direction", "family", "usd_per_feu", "stands_for"]
    return {
        "plan": str(plan or DEFAULT_PLAN),
        "period": [horizon.start.isoformat(), horizon.end.isoformat()],
        "constants": active[columns].to_dict("records"),
        "flows": flows.to_dict("records"),
        "erai": costs.to_dict("records"),
        "names": {place: called.place(place) for place in sorted({str(i).strip() for i in ids})},
    }


def show_flows(data: dict[str, Any]) -> None:
    """Print what `flows_data` returns."""
    first, last = data["period"]
    names = data["names"]
    header = ["place", "direction", "unit", "modelled", "background", "published", "ratio", "with background"]
    header += ["no constants", "within"]
    rows = [
        (
            " + ".join(names.get(i.strip(), i.strip()) for i in row["place"].split("+")),
            row["direction"], row["unit"].removesuffix("/week"), *(_figure(row[n]) for n in ("modelled", "background")),
            _figure(row["published"]), _ratio(row["ratio"]), _ratio(row["ratio_with_background"]),
            _ratio(row.get("ratio_without_constants")), _verdict(row),
        )
        for row in data["flows"]
    ]  # fmt: skip
    show_table(f"Flows of {data['plan']} a week, {first} to {last}, beside published counts", header, rows, right=3,
               spare=["no constants", "with background", "background"])  # fmt: skip
    if not rows:
        say("targets.csv has no count per week for these days.")
    say("Modelled: loaded trains (FEU over the length limit), TEU, tonnes; background (empty boxes above all) apart.")
    if data["constants"]:
        listed = (f"{c['constant_id']} ({c['usd_per_feu']:g} USD/FEU: {c['stands_for']})" for c in data["constants"])
        say(f"Route constants in use: {'; '.join(listed)}. `route_constants = false` in a scenario switches them off.")
    else:
        say("No route constant is active: this is the plan with all constants at zero.")
    show_table(
        "Cost of the 1,520 mm section between China and the European Union, loaded",
        ["direction", "entry", "exit", "FEU", "share", "USD/FEU", "published index"],
        [
            (
                r["direction"], names.get(r["entry"], r["entry"]), names.get(r["exit"], r["exit"]),
                _figure(r["feu"]), f"{r['share']:.0%}",
                _figure(r["usd_per_feu"]), _figure(r["published"]),
            )
            for r in data["erai"]
        ],
        right=3,
        spare=["share", "FEU"],
    )  # fmt: skip


def tables_data(network: Network) -> dict[str, Any]:
    """Return section lengths and CAREC indicators beside published figures; no plan is needed."""
    from logistics.indicators import compare_carec, compare_sections  # noqa: PLC0415  keeps --help fast

    sections, carec = compare_sections(network), compare_carec(network)
    return {
        "sections": sections.to_dict("records"),
        "section_error_median": float(sections["error"].abs().median()),
        "carec": carec.to_dict("records"),
    }


def show_tables(data: dict[str, Any]) -> None:
    """Print what `tables_data` returns."""
    show_table(
        f"Section lengths (median error {data['section_error_median']:.1%})",
        ["section", "model km", "published km", "error", "on assumed links", "independent"],
        [
            (
                row["section_id"], _figure(row["modelled_km"]), _figure(row["published_km"]), f"{row['error']:+.1%}",
                f"{row['assumed_share']:.0%}", "yes" if row["independent"] else "no",
            )
            for row in data["sections"]
        ],
        spare=["independent", "on assumed links"],
    )  # fmt: skip
    show_table(
        "CAREC indicators, rail: block trains of the timetable beside CAREC's samples",
        ["scope", "indicator", "direction", "unit", "year", "CAREC", "all years", "express", "ordinary"],
        [
            (
                row["scope"], row["indicator"], row["direction"], row["unit"], row["year"], _figure(row["published"]),
                f"{_figure(row['lowest'])}-{_figure(row['highest'])}", _figure(row["express"]),
                _figure(row["ordinary"]),
            )
            for row in data["carec"]
        ],
        right=4,
        spare=["all years", "unit", "year"],
    )  # fmt: skip
    for indicator, text in dict.fromkeys((row["indicator"], row["comparable"]) for row in data["carec"]):
        say(f"{indicator}: {text}.")


def _read(folder: Path | None) -> tuple[Any, pd.DataFrame]:
    """Return a plan and the tables in force in it."""
    from logistics.results import read_results  # noqa: PLC0415  keeps --help fast
    from logistics.scenario import network_in_force  # noqa: PLC0415

    directory = folder or DEFAULT_PLAN
    if not (directory / "manifest.json").is_file():
        what = "is no results folder" if directory.exists() else "does not exist"
        raise ResultsError(
            f"{directory}: {what}; flows are those of a plan: run `logistics plan scenarios/base.toml` first, "
            "or name another results folder with --plan DIR"
        )
    plan = read_results(directory)[0]
    assert plan.scenario is not None
    return plan, network_in_force(plan.scenario)


def _figure(value: float) -> str:
    """Return a number as people read it, a dash for an unknown one."""
    if value != value:  # noqa: PLR0124  NaN
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _ratio(value: float | None) -> str:
    """Return a ratio with two decimals."""
    return "–" if value is None or value != value else f"{value:.2f}"  # noqa: PLR0124  NaN


def _verdict(row: dict[str, Any]) -> str:
    """Return whether a row is within its tolerance, and which that is."""
    if row["within"] is None:
        return ""
    return f"{'yes' if row['within'] else 'NO'} ±{row['tolerance']:.0%}"
