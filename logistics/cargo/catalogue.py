"""Quality of commodities from the tables: a row of ``commodities.csv`` chooses a row of ``shelf_lives.csv``."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from logistics.cargo.life import (
    Arrhenius,
    DryMatterLoss,
    Exponential,
    LifeModel,
    LimitsOnly,
    LogLinear,
    SafeStorage,
    SquareRoot,
)
from logistics.cargo.quality import Limits, Quality
from logistics.errors import DataError, did_you_mean
from logistics.network import Network

Row = Mapping[str, Any]

_BUILD: dict[str, Callable[[Row, float], LifeModel]] = {
    "log_linear": lambda row, _: LogLinear(*_points(row["points"])),
    "square_root": lambda row, _: SquareRoot(row["life_ref_d"], row["t_ref_c"], row["t_min_c"]),
    "arrhenius": lambda row, _: Arrhenius(row["life_ref_d"], row["t_ref_c"], row["ea_kj_mol"]),
    "exponential": lambda row, _: Exponential(row["life_ref_d"], row["t_ref_c"], row["slope_per_k"]),
    "safe_storage": lambda _, moisture: SafeStorage(moisture),
    "dry_matter_loss": lambda _, moisture: DryMatterLoss(moisture),
    "limits_only": lambda *_: LimitsOnly(),
}


def commodity_quality(network: Network, commodity_id: str) -> Quality | None:
    """
    Return how a commodity of a network keeps.

    Parameters
    ----------
    network : Network
        Whose ``commodities.csv`` and ``shelf_lives.csv`` are read.
    commodity_id : str

    Returns
    -------
    Quality or None
        None for goods without a shelf life.

    Raises
    ------
    DataError
        If the commodity is unknown.
    """
    commodities = network["commodities"]
    goods = commodities[commodities["commodity_id"] == commodity_id]
    if goods.empty:
        raise DataError(
            f"commodities.csv: commodity_id: {commodity_id!r} is not there"
            f"{did_you_mean(commodity_id, commodities['commodity_id'])}"
        )
    chosen = goods.iloc[0]
    if not chosen["shelf_life_id"]:
        return None
    lives = network["shelf_lives"]
    return quality_of_rows(lives[lives["shelf_life_id"] == chosen["shelf_life_id"]].iloc[0], chosen)


def quality_of_rows(life: Row, goods: Row) -> Quality:
    """
    Return the quality that a row of ``shelf_lives`` and a row of ``commodities`` describe.

    Parameters
    ----------
    life : mapping
        Columns of ``shelf_lives.csv``.
    goods : mapping
        ``commodity_id``, ``moisture_wb_pct``, ``limit_min_c``, ``limit_max_c``, ``loss_from_share``.
    """
    return Quality(
        name=goods["commodity_id"],
        model=_BUILD[life["model"]](life, float(goods["moisture_wb_pct"])),
        low_c=float(life["low_c"]),
        high_c=float(life["high_c"]),
        holds_below=life["colder"] == "hold",
        limits=Limits(_or(goods["limit_min_c"], -math.inf), _or(goods["limit_max_c"], math.inf)),
        threshold=_or(goods["loss_from_share"], 1.0),
    )


def _points(text: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return temperatures, ascending, and lives of ``-18:456.6;-12:243.5``."""
    pairs = sorted(tuple(map(float, point.split(":"))) for point in text.split(";"))
    temperatures, lives = zip(*pairs, strict=True)
    return temperatures, lives


def _or(value: float, blank: float) -> float:
    """Return a number, or what a blank means."""
    return blank if math.isnan(value) else float(value)
