"""How goods keep in a loading unit: at a set point with power, at a temperature that is followed without."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.cargo.catalogue import commodity_quality
from logistics.cargo.quality import Quality
from logistics.cargo.unpowered import Unpowered
from logistics.network.model import Network


@dataclass(frozen=True)
class Life:
    """
    How goods keep in one kind of box.

    Attributes
    ----------
    quality : Quality or None
        None for goods that nothing happens to.
    value_usd_per_t : float
    set_point_c : float
        nan for goods without one.
    powered : bool
    unpowered : Unpowered or None
        The box, where its temperature must be followed.
    """

    quality: Quality | None
    value_usd_per_t: float
    set_point_c: float
    powered: bool
    unpowered: Unpowered | None = None

    @property
    def threshold(self) -> float:
        """Share of the shelf life up to which nothing is lost."""
        assert self.quality is not None
        return self.quality.threshold

    @property
    def most(self) -> float:
        """Share of the shelf life beyond which nothing can be sold."""
        return max(1.0, self.threshold)


def life_of(network: Network, commodity: str, unit: str) -> Life:
    """Return how a commodity keeps in a loading unit."""
    goods = network["commodities"].set_index("commodity_id").loc[commodity]
    quality = commodity_quality(network, commodity)
    powered = bool(network["loading_units"].set_index("unit_id").loc[unit, "power"] != "none")
    facts = (quality, float(goods["value_usd_per_t"]), float(goods["set_point_c"]), powered)
    if quality is None or powered:
        return Life(*facts)
    return Life(*facts, Unpowered.of(network, commodity, unit))
