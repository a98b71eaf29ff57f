"""Every kind of change: its targets and fields. A new kind is a new entry here and its effect elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from logistics.cargo import CARGO_CLASSES

FieldType = Literal["number", "flag", "text", "words", "table", "tables"]
DIRECTIONS = ("westbound", "eastbound", "both")
MODES = ("sea", "road", "air", "sea_rail", "rail", "market", "all")


@dataclass(frozen=True)
class Field:
    """
    One field of a change.

    Attributes
    ----------
    name : str
    type : {'number', 'flag', 'text', 'words', 'table', 'tables'}
        flag: true or false; words: one text or a list of texts.
    required : bool
    low : float
        Least number allowed; `low_open` excludes it.
    choices : tuple of str
        Allowed words, if fixed.
    refers_to : tuple of str or None
        Table and column that must hold each word.
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    low: float = -math.inf
    low_open: bool = False
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, str] | None = None


@dataclass(frozen=True)
class Kind:
    """
    One kind of change.

    Attributes
    ----------
    name : str
    targets : tuple of str
        Fields of which exactly one must be given; () when there is none.
    fields : tuple of Field
        The others.
    one_of : tuple of str
        Fields of which exactly one must be given as well.
    dated : bool
        Whether it may have dates.
    window : bool
        Whether it becomes dated windows on the network.
    """

    name: str
    targets: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    one_of: tuple[str, ...] = ()
    dated: bool = True
    window: bool = False

    def field(self, name: str) -> Field:
        """Return a field or target by name."""
        return TARGETS[name] if name in self.targets else next(f for f in self.fields if f.name == name)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every key that an entry of this kind may have."""
        dates = ("start", "end", "known_from") if self.dated else ()
        return ("id", "kind", *self.targets, *(field.name for field in self.fields), *dates, "note")


TARGETS = {
    "link": Field("link", "words", refers_to=("links", "link_id")),
    "terminal": Field("terminal", "words", refers_to=("terminals", "terminal_id")),
    "service": Field("service", "words", refers_to=("services", "service_id")),
    "facility": Field("facility", "words", refers_to=("facilities", "facility_id")),
    "operation": Field("operation", "words", refers_to=("operations", "operation_id")),
    "fleet": Field("fleet", "words", refers_to=("fleets", "fleet_id")),
    "rule": Field("rule", "words", refers_to=("rules", "rule_id")),
    "unit": Field("unit", "words", refers_to=("loading_units", "unit_id")),
    "operator": Field("operator", "words", refers_to=("speeds", "operator")),
    "outside": Field("outside", "words", refers_to=("outside_options", "outside_id")),
    "outside_mode": Field("outside_mode", "words", choices=MODES),
    "resource": Field("resource"),
    "consignment": Field("consignment"),
}
_DIRECTION = Field("direction", choices=DIRECTIONS)
_CARGO = Field("cargo_class", "words", choices=CARGO_CLASSES)
_FACTOR = Field("factor", "number", low=0.0)
_SPEED_FACTOR = Field("factor", "number", required=True, low=0.0, low_open=True)
_TERMINAL = ("terminals", "terminal_id")
_REGION = ("terminals", "region")

_KINDS = (
    Kind("close", ("link", "terminal", "service", "facility", "operation"), (_DIRECTION,), window=True),
    Kind(
        "limit",
        ("link", "facility"),
        (
            Field("per_day", "number", required=True, low=0.0),
            Field("unit", choices=("trains_per_day", "feu_per_day")),
            _CARGO,
            _DIRECTION,
        ),
        window=True,
    ),
    Kind(
        "capacity",
        ("facility", "link"),
        (Field("factor", "number", required=True, low=0.0), _DIRECTION),
        window=True,
    ),
    Kind(
        "add_hours",
        ("operation", "facility", "terminal", "link"),
        (Field("hours", "number", required=True, low=0.0), _DIRECTION),
        window=True,
    ),
    Kind("speed", ("operator", "link"), (_SPEED_FACTOR, _DIRECTION), window=True),
    Kind(
        "price",
        ("operator", "link", "outside", "outside_mode"),
        (Field("factor", "number", required=True, low=0.0), _DIRECTION),
        window=True,
    ),
    Kind(
        "demand",
        (),
        (
            _FACTOR,
            Field("boxes", "number", low=0.0),
            Field("origin", "words", refers_to=_TERMINAL),
            Field("destination", "words", refers_to=_TERMINAL),
            Field("commodity", "words", refers_to=("commodities", "commodity_id")),
            Field("origin_region", "words", refers_to=_REGION),
            Field("destination_region", "words", refers_to=_REGION),
            _CARGO,
        ),
        one_of=("factor", "boxes"),
    ),
    Kind("open_link", ("link",)),
    Kind("add_service", (), (Field("service", "table", required=True), Field("stops", "tables", required=True))),
    Kind(
        "parameter",
        (),
        (
            Field("name", required=True, refers_to=("parameters", "parameter_id")),
            Field("value", "number"),
            _FACTOR,
        ),
        one_of=("value", "factor"),
        dated=False,
    ),
    Kind("route_constants", (), (Field("active", "flag", required=True),), dated=False),
    Kind("rule", ("rule",), (Field("active", "flag", required=True),)),
    Kind("fleet", ("fleet",), (Field("boxes", "number", low=0.0), _FACTOR), one_of=("boxes", "factor"), dated=False),
    Kind("offer_units", ("unit",), (Field("active", "flag", required=True),), dated=False),
    Kind("cold_chain", (), (Field("active", "flag", required=True),), dated=False),
    Kind(
        "scale",
        (),
        (
            Field("table", required=True),
            Field("column", required=True),
            Field("factor", "number", required=True, low=0.0),
            Field("match", "table"),
        ),
        dated=False,
    ),
    Kind(
        "relax",
        ("resource", "consignment"),
        (
            Field("amount", "number", low=0.0, low_open=True),
            Field("usd_per_box", "number", low=0.0, low_open=True),
            Field("hours", "number", low=0.0, low_open=True),
        ),
        one_of=("amount", "usd_per_box", "hours"),
        dated=False,
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}
"""Every kind by name."""

SCALABLE = {
    "background": ("trains_per_day", "feu_per_day"),
    "commodities": ("value_usd_per_t", "value_of_time_pct_per_day", "max_days"),
    "congestion": ("extra_h",),
    "facilities": ("capacity",),
    "fleets": ("boxes", "turn_days"),
    "links": ("capacity_trains_per_day",),
    "loading_units": (
        "hire_usd_per_day",
        "power_kw",
        "fuel_l_per_h",
        "payload_t",
        "ua_w_k",
        "tank_l",
        "freight_feu",
        "empty_feu",
        "transload_feu",
    ),
    "operations": ("handling_h", "queue_h", "cost_usd_per_feu"),
    "outside_options": ("cost_usd_per_feu", "days"),
    "route_constants": ("usd_per_feu",),
    "services": ("max_feu", "max_gross_t"),
    "shelf_lives": ("life_ref_d",),
    "speeds": ("speed_kmh",),
    "stops": ("dwell_h",),
    "tariffs": ("value",),
}
"""Columns that a ``scale`` change may multiply, by table."""
