"""An index like that of the Eurasian Rail Alliance: what a loaded FEU pays on the 1,520 mm section, route by route."""

from __future__ import annotations

import pandas as pd

from logistics.indicators.flows import moves
from logistics.network.model import Network
from logistics.results.model import Plan

ERAI_COLUMNS = ("direction", "entry", "exit", "feu", "share", "usd_per_feu", "published")
PUBLISHED = {"westbound": 3372.0, "eastbound": 2600.0}
"""Sub-indices of 15 July 2024 [USD/FEU] (`tariffs:F006`); the composite stood at 3,289."""
SECTION = ("KZ", "RU", "BY")
EAST, WEST = "CN", ("PL", "LT", "LV")


def erai(plan: Plan, network: Network) -> pd.DataFrame:
    """
    Return the cost of the 1,520 mm section for loaded boxes between China and the European Union.

    Parameters
    ----------
    plan : Plan
    network : Network

    Returns
    -------
    DataFrame
        `ERAI_COLUMNS`, one row per direction and pair of border stations on the section, then one per direction with
        entry and exit ``all``: FEU carried, share w of the direction, mean cost T [USD/FEU], and the published
        sub-index of the direction as a whole.

    Notes
    -----
    ERAI = Σ_m T_m w_m over routes m (index1520.com, methodology); loaded boxes, each direction apart. T is money for
    rows of the path in Kazakhstan, Russia and Belarus: tariffs by the kilometres there, terminals, storage. Security,
    agency and the lease of platforms are in the tariffs or not at all. Empty boxes are not in the model.
    """
    frame = moves(plan, network)
    entry = _border(frame, {EAST})
    exit_ = _border(frame, set(WEST))
    through = entry.index.intersection(exit_.index)
    facts = plan.paths.set_index("path_id").loc[through, ["boxes", "feu"]]
    table = facts.assign(entry=entry[through], exit=exit_[through], usd=_money(plan, network, frame) * facts["boxes"])
    direction = frame.drop_duplicates("path_id").set_index("path_id")["direction"]
    table = table.assign(direction=direction[through])
    parts = [_rows(table, ["direction", "entry", "exit"]), _rows(table.assign(entry="all", exit="all"), None)]
    whole = pd.concat(parts, ignore_index=True)
    published = whole["direction"].map(PUBLISHED).where(whole["entry"] == "all")
    return whole.assign(published=published)[list(ERAI_COLUMNS)]


def _rows(table: pd.DataFrame, keys: list[str] | None) -> pd.DataFrame:
    """Sum paths by some keys."""
    sums = table.groupby(keys or ["direction", "entry", "exit"], as_index=False, sort=True)[["feu", "usd"]].sum()
    share = sums["feu"] / sums.groupby("direction")["feu"].transform("sum")
    return sums.assign(share=share, usd_per_feu=sums["usd"] / sums["feu"])


def _border(frame: pd.DataFrame, beyond: set[str]) -> pd.Series:
    """Return the station of the section at which each path crosses to or from some countries."""
    out = frame[frame["country_from"].isin(SECTION) & frame["country_to"].isin(beyond)]
    into = frame[frame["country_to"].isin(SECTION) & frame["country_from"].isin(beyond)]
    ends = pd.concat([out.set_index("path_id")["from"], into.set_index("path_id")["to"]])
    return ends[~ends.index.duplicated()]


def _money(plan: Plan, network: Network, frame: pd.DataFrame) -> pd.Series:
    """Return what one box of each path pays in the countries of the section."""
    own_from, own_to = frame["country_from"].isin(SECTION), frame["country_to"].isin(SECTION)
    share = frame["from_share"] * own_from + (1 - frame["from_share"]) * own_to
    rides = (frame["cost_usd"] * share).groupby(frame["path_id"]).sum()
    country = network["terminals"].set_index("terminal_id")["country"]
    still = plan.legs[plan.legs["from"] == plan.legs["to"]]
    still = still[still["from"].map(country).isin(SECTION)]
    return rides.add(still.groupby("path_id")["cost_usd"].sum(), fill_value=0.0)
