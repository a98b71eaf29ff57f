"""Check one entry of ``[[changes]]`` against its kind and the tables, and make it a `Change`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from logistics.errors import did_you_mean
from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.inline import check_inline_service
from logistics.scenario.kinds import KINDS, SCALABLE, Field, Kind
from logistics.scenario.relaxation import check_relaxation
from logistics.units import to_min


class Faults:
    """Collected messages about one file or entry; ``where`` is put before each."""

    def __init__(self, where: str, into: list[str]) -> None:
        self.where = where
        self.found = into

    def add(self, message: str) -> None:
        """Add one message."""
        self.found.append(f"{self.where}: {message}")


def unknown_keys(table: Mapping[str, object], allowed: tuple[str, ...], faults: Faults) -> None:
    """Report every key that is not allowed, with the closest one that is."""
    for key in table:
        if key not in allowed:
            hint = did_you_mean(key, allowed)
            faults.add(f"unknown key {key!r}; allowed: {', '.join(allowed)}{hint}")


def make_change(entry: Mapping[str, object], default_id: str, network: Network, faults: Faults) -> Change | None:
    """
    Return the change that an entry of ``[[changes]]`` describes, or None after reporting faults.

    Parameters
    ----------
    entry : mapping
        As read from TOML.
    default_id : str
        Id of a change that gives none.
    network : Network
        Where targets must exist.
    faults : Faults
        Receives what is wrong.
    """
    kind = _kind(entry, faults)
    if kind is None:
        return None
    faults = Faults(f"{faults.where} ({kind.name})", faults.found)
    before = len(faults.found)
    unknown_keys(entry, kind.allowed, faults)
    _exactly_one(entry, kind.targets, faults)
    _exactly_one(entry, kind.one_of, faults)
    fields: dict[str, object] = {}
    for name in (*kind.targets, *(field.name for field in kind.fields)):
        field = kind.field(name)
        if name in entry:
            fields[name] = _field(entry[name], field, network, faults)
        elif field.required:
            faults.add(f"{name} is missing")
    dates = {name: _moment(entry[name], name, faults) for name in ("start", "end", "known_from") if name in entry}
    if not faults.found[before:]:
        _check_dates(dates, faults)
        _check_kind(kind, fields, network, faults)
        if kind.name == "rule":
            _check_rule(fields, dates, network, faults)
    note, change_id = entry.get("note", ""), entry.get("id", default_id)
    for name, value in (("note", note), ("id", change_id)):
        if not isinstance(value, str) or (name == "id" and not value.strip()):
            faults.add(f"{name}: {value!r} found; must be text")
    if faults.found[before:]:
        return None
    if note:
        fields["note"] = note
    return Change(str(change_id), kind.name, MappingProxyType(fields), **dates)


def change_entry(change: Change) -> dict[str, object]:
    """Return a change as an entry of ``[[changes]]``; `make_change` of it gives the change back."""
    entry: dict[str, object] = {"id": change.change_id, "kind": change.kind, **change.fields}
    dates = {"start": change.start, "end": change.end, "known_from": change.known_from}
    return entry | {name: value for name, value in dates.items() if value is not None}


def words(value: object) -> tuple[str, ...]:
    """Return a text or list of texts as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()


def _kind(entry: Mapping[str, object], faults: Faults) -> Kind | None:
    name = entry.get("kind")
    if isinstance(name, str) and name in KINDS:
        return KINDS[name]
    found = "kind is missing" if name is None else f"kind: {name!r} found"
    hint = did_you_mean(name, KINDS) if isinstance(name, str) else ""
    faults.add(f"{found}; allowed: {', '.join(KINDS)}{hint}")
    return None


def _exactly_one(entry: Mapping[str, object], names: tuple[str, ...], faults: Faults) -> None:
    given = [name for name in names if name in entry]
    if names and len(given) != 1:
        faults.add(f"give exactly one of {', '.join(names)}; {' and '.join(given) or 'none'} found")


def _field(value: object, field: Field, network: Network, faults: Faults) -> object:
    if field.type == "number":
        return _number(value, field, faults)
    if field.type == "flag":
        if not isinstance(value, bool):
            faults.add(f"{field.name}: {value!r} found; must be true or false")
        return value
    if field.type == "table":
        if not isinstance(value, Mapping):
            faults.add(f"{field.name}: {value!r} found; must be a table such as {{ key = 1 }}")
        return value
    if field.type == "tables":
        if not isinstance(value, list | tuple) or not all(isinstance(part, Mapping) for part in value) or not value:
            faults.add(f"{field.name}: must be a list of tables such as [{{ key = 1 }}]")
            return value
        return tuple(value)
    return _words(value, field, network, faults)


def _number(value: object, field: Field, faults: Faults) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        faults.add(f"{field.name}: {value!r} found; must be a finite number")
        return math.nan
    if value < field.low or (field.low_open and value == field.low):
        faults.add(f"{field.name}: {value:g} found; must be {'above' if field.low_open else 'at least'} {field.low:g}")
    return value


def _words(value: object, field: Field, network: Network, faults: Faults) -> object:
    found = words(value)
    many = field.type == "words"
    if not found or not all(isinstance(word, str) and word for word in found) or (not many and len(found) > 1):
        faults.add(f"{field.name}: {value!r} found; must be text{' or a list of texts' if many else ''}")
        return value
    if len(set(found)) < len(found):
        faults.add(f"{field.name}: {value!r} names one twice")
    for word in found:
        if field.choices and word not in field.choices:
            hint = did_you_mean(word, field.choices)
            faults.add(f"{field.name}: {word!r} found; allowed: {', '.join(field.choices)}{hint}")
        if field.refers_to is not None:
            table, column = field.refers_to
            known = network[table][column].unique().tolist()
            if word not in known:
                faults.add(f"{field.name}: {word!r} is not in {table}.csv{did_you_mean(word, known)}")
    return found[0] if len(found) == 1 else found


def _moment(value: object, name: str, faults: Faults) -> date | None:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            faults.add(f"{name}: {value!r} is not a day or moment; write 2025-09-12 or 2025-09-12T06:00")
            return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, date):
        return value
    faults.add(f"{name}: {value!r} found; write a day such as 2025-09-12 or a moment such as 2025-09-12T06:00")
    return None


def _check_dates(dates: Mapping[str, date | None], faults: Faults) -> None:
    start, end = dates.get("start"), dates.get("end")
    if start is not None and end is not None and to_min(end) < to_min(start):
        faults.add(f"end: {end.isoformat()} is before start {start.isoformat()}")


def _check_kind(kind: Kind, fields: Mapping[str, object], network: Network, faults: Faults) -> None:
    if kind.name == "scale":
        _check_scale(fields, network, faults)
    elif kind.name == "open_link":
        status = dict(zip(network["links"]["link_id"], network["links"]["status"], strict=True))
        for link in words(fields["link"]):
            if status[link] == "open":
                faults.add(f"link: {link!r} is open already")
    elif kind.name == "demand" and "boxes" in fields:
        for name in ("origin", "destination", "commodity"):
            if len(words(fields.get(name, ""))) != 1 or not fields.get(name):
                faults.add(f"{name}: a change of boxes needs exactly one {name}")
    elif kind.name == "add_service":
        for message in check_inline_service(fields, network):
            faults.add(message)
    elif kind.name == "relax":
        for message in check_relaxation(fields, network):
            faults.add(message)


def _check_rule(
    fields: Mapping[str, object], dates: Mapping[str, date | None], network: Network, faults: Faults
) -> None:  # fmt: skip
    """Report hours, because rules hold on whole days, and dates of a quota that would leave it in two parts."""
    for name in ("start", "end"):
        if isinstance(dates.get(name), datetime):
            faults.add(f"{name}: a moment found; a rule holds on whole days: write a day such as 2025-10-10")
    if not dates or fields["active"]:
        return
    table = network["rules"]
    for name in words(fields["rule"]):
        if (table.loc[table["rule_id"] == name, "kind"] == "quota").any():
            faults.add(f"rule: {name!r} is a quota; it can be switched off as a whole only: leave out the dates")


def _check_scale(fields: Mapping[str, object], network: Network, faults: Faults) -> None:
    table, column, match = str(fields["table"]), str(fields["column"]), fields.get("match", {})
    if table not in SCALABLE:
        faults.add(f"table: {table!r} found; allowed: {', '.join(SCALABLE)}{did_you_mean(table, SCALABLE)}")
        return
    if column not in SCALABLE[table]:
        hint = did_you_mean(column, SCALABLE[table])
        faults.add(f"column: {column!r} found; allowed in {table}: {', '.join(SCALABLE[table])}{hint}")
    frame = network[table]
    if isinstance(match, Mapping):
        for name, value in match.items():
            if name not in frame:
                faults.add(f"match: {name!r} is not a column of {table}.csv{did_you_mean(name, frame.columns)}")
                continue
            known = frame[name].astype("str").unique().tolist()
            for word in words(value):
                if word not in known:
                    faults.add(f"match.{name}: {word!r} is in no row of {table}.csv{did_you_mean(word, known)}")
