"""Commodities and shelf lives by name, from the packaged tables; for functions that are called without a network."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from logistics.cargo.catalogue import quality_of_rows
from logistics.cargo.quality import Quality
from logistics.errors import DataError, did_you_mean
from logistics.network import packaged_table

_USUAL_MOISTURE = {"safe_storage": 14.5, "dry_matter_loss": 14.0}
"""Moisture [% wet basis] behind a bare model name: upper end of what Kazakh and Chinese buyers take."""


def quality_named(commodity: str | Quality) -> Quality:
    """
    Return the quality of a built-in commodity or shelf life.

    Parameters
    ----------
    commodity : str or Quality
        An id of the packaged ``commodities.csv`` (``frozen_beef``), an id, name or alias of the packaged
        ``shelf_lives.csv`` (``beef_vacuum``, ``beef VP``), or a Quality, returned as it is. Case, blanks
        and punctuation do not matter. For goods of your own tables use `commodity_quality`.

    Raises
    ------
    DataError
        If the name is unknown, or the goods have no shelf life.
    """
    if isinstance(commodity, Quality):
        return commodity
    if not isinstance(commodity, str):
        raise DataError(f"commodity: {commodity!r} found; give a name or a Quality")
    known = _known()
    found = known.get(_plain(commodity), commodity)
    if found is commodity:
        found = _by_words().get(_words(commodity), commodity)
    if isinstance(found, Quality):
        return found
    if found is None:
        raise DataError(f"commodity: {commodity!r} has no shelf life in commodities.csv")
    ids = sorted(name.replace(" ", "_") for name, quality in known.items() if quality is not None)
    raise DataError(
        f"commodity: {commodity!r} is not known{did_you_mean(commodity, ids)}; such as {', '.join(ids[:8])}"
    )


@functools.cache
def _known() -> Mapping[str, Quality | None]:
    """Return qualities by plain name; ids of commodities go before those of shelf lives."""
    lives, goods = packaged_table("shelf_lives"), packaged_table("commodities")
    found: dict[str, Quality | None] = {}
    by_id = lives.set_index("shelf_life_id", drop=False)
    for _, row in goods.iterrows():
        chosen = row["shelf_life_id"]
        found[_plain(row["commodity_id"])] = quality_of_rows(by_id.loc[chosen], row) if chosen else None
    for _, life in lives.iterrows():
        quality = quality_of_rows(life, _bare(life))
        for name in (life["shelf_life_id"], life["name"], *filter(None, life["aliases"].split(";"))):
            found.setdefault(_plain(name), quality)
    return MappingProxyType(found)


@functools.cache
def _by_words() -> Mapping[frozenset[str], Quality | None]:
    """Return qualities by the words of their names in any order; the first one counts."""
    found: dict[frozenset[str], Quality | None] = {}
    for name, quality in _known().items():
        found.setdefault(_words(name), quality)
    return MappingProxyType(found)


def _words(name: str) -> frozenset[str]:
    """Return the words that tell goods apart: ``vacuum-packed beef`` is ``beef VP``."""
    same = {"vp": "vacuum", "mutton": "lamb", "chicken": "poultry", "hide": "hides"}
    return frozenset(same.get(word, word) for word in _plain(name).split()) - {"packed", "boxed", "meat", "primals"}


def _bare(life: pd.Series) -> Mapping[str, object]:
    """Return the row of a commodity that a shelf life alone stands for."""
    return {
        "commodity_id": life["shelf_life_id"],
        "moisture_wb_pct": _USUAL_MOISTURE.get(life["model"], math.nan),
        "limit_min_c": math.nan,
        "limit_max_c": math.nan,
        "loss_from_share": math.nan,
    }


def _plain(name: str) -> str:
    """Return a name in small letters, words joined by single blanks."""
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))
