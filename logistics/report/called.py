"""Ids of the tables as people say them: places, goods, loading units, countries, and resources of a plan."""

from __future__ import annotations

from functools import cached_property

from logistics.cargo.fleets import read_fleets
from logistics.network.basemap import country_names
from logistics.network.model import Network
from logistics.network.short_names import goods_text, place_names, unit_names

_TRAIN_LIMITS = {"feu": "length", "gross": "mass", "plug": "plugs"}


class Called:
    """
    Names of a network; what it does not name is told by its id.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    @cached_property
    def _places(self) -> dict[str, str]:
        return place_names(self._network)

    @cached_property
    def _units(self) -> dict[str, str]:
        return unit_names(self._network)

    @cached_property
    def _countries(self) -> dict[str, str]:
        return country_names(self._network.path)

    @cached_property
    def _sites(self) -> dict[str, str]:
        table = self._network["facilities"]
        return dict(zip(table["facility_id"].astype(str), table["terminal_id"].astype(str), strict=True))

    @cached_property
    def _services(self) -> dict[str, str]:
        table = self._network["services"]
        return dict(zip(table["service_id"].astype(str), table["name"].astype(str), strict=True))

    @cached_property
    def _links(self) -> dict[str, tuple[str, str]]:
        table = self._network["links"]
        ends = zip(table["from_terminal"].astype(str), table["to_terminal"].astype(str), strict=True)
        return dict(zip(table["link_id"].astype(str), ends, strict=True))

    def place(self, terminal: object) -> str:
        """Return the short name of a terminal, or the ends of a link."""
        if str(terminal) in self._links:
            return " – ".join(self.place(end) for end in self._links[str(terminal)])
        return self._places.get(str(terminal), str(terminal))

    def goods(self, commodity: object) -> str:
        """Return the name of goods."""
        return goods_text(str(commodity), self._network)

    def unit(self, unit: object) -> str:
        """Return the name of a loading unit."""
        return self._units.get(str(unit), str(unit))

    def country(self, code: object) -> str:
        """Return the English name of a country."""
        return self._countries.get(str(code), str(code))

    def at_place(self, scope: object) -> list[str]:
        """Return goods and place of a scope such as ``frozen_beef/xian``."""
        goods, _, place = str(scope).partition("/")
        return [self.goods(goods), self.place(place)]

    def in_unit(self, scope: object) -> list[str]:
        """Return goods and unit of a scope such as ``frozen_beef/40rf_plug``."""
        goods, _, unit = str(scope).partition("/")
        return [self.goods(goods), self.unit(unit)]

    def resource(self, resource_id: str) -> str:
        """
        Return a resource of a plan.

        Trains and facilities are told with their id, by which scenarios change them.
        """
        kind, _, rest = resource_id.partition(":")
        what, _, when = rest.rpartition(":")
        if kind == "train":
            return f"{self._run(what.rpartition(':')[0])}, {_TRAIN_LIMITS.get(when, when)}"
        if kind == "slot":
            operation, _, run = rest.partition(":")
            return f"place of {self._run(run)} in {operation}"
        if kind == "fleet":
            names = {fleet.fleet_id: fleet.name for fleet in read_fleets(self._network)}
            return f"fleet of {names.get(what, what)}, week from {when}"
        if kind == "link":
            link, _, direction = what.rpartition(":")
            return f"line {self.place(link)} {direction}, {when}"
        if kind in _AT and what in self._sites:
            return f"{_AT[kind]} at {self.place(self._sites[what])} ({what}), {when.replace('T', ' ')}{_HOUR[kind]}"
        return resource_id

    def _run(self, run: str) -> str:
        """Return a train by its service and planned departure (UTC)."""
        service, _, moment = run.partition("@")
        name = self._services.get(service, service)
        return f"train {name} ({service}) of {moment.replace('T', ' ')}"


_AT = {"throughput": "handling", "yard": "yard", "powered": "plugs"}
_HOUR = {"throughput": "", "yard": " h", "powered": " h"}
