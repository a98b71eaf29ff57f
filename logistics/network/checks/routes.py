"""Routes of services: calls in order, joined by links of the service's mode and gauge."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from logistics.network.checks.rule import View, listed
from logistics.network.findings import Finding


def check_routes(view: View) -> Iterator[Finding]:
    """Every service has at least two calls, ordered, beginning and ending with a stop, joined by links."""
    links = view.keyed("links", "link_id")
    for service in view.rows("services"):
        route = view.calls.get(service.service_id, [])
        if len(route) < 2:
            text = f"{service.service_id!r} has {len(route)} rows in stops.csv; a service needs at least two"
            yield view.error("services", service.Index, "service_id", text)
            continue
        yield from _check_ends(view, route)
        for before, call in itertools.pairwise(route):
            if call.link_id in links:
                yield from _check_passage(view, service, before, call, links[call.link_id])
            elif not call.link_id:
                text = f"blank found; name the link that {call.service_id!r} takes from {before.terminal_id}"
                yield view.error("stops", call.Index, "link_id", text)


def _check_ends(view: View, route: list[Any]) -> Iterator[Finding]:
    first, last = route[0], route[-1]
    if first.link_id:
        text = f"{first.link_id!r} found on the first call of {first.service_id!r}; leave it blank"
        yield view.error("stops", first.Index, "link_id", text)
    for call in (first, last):
        if call.activity != "stop":
            text = f"{call.activity!r} found; the first and last call of {call.service_id!r} must be a stop"
            yield view.error("stops", call.Index, "activity", text)


def _check_passage(view: View, service: Any, before: Any, call: Any, link: Any) -> Iterator[Finding]:
    ends = {link.from_terminal, link.to_terminal}
    if {before.terminal_id, call.terminal_id} != ends:
        text = (
            f"{link.link_id!r} joins {link.from_terminal} and {link.to_terminal}, but {call.service_id!r} goes from "
            f"{before.terminal_id} to {call.terminal_id}"
        )
        yield view.error("stops", call.Index, "link_id", text)
    if link.mode != service.mode:
        text = f"{link.link_id!r} is a {link.mode} link; {service.service_id!r} is a {service.mode} service"
        yield view.error("stops", call.Index, "link_id", text)
    elif service.mode == "rail" and str(service.track_gauge_mm) not in listed(link.track_gauges):
        gauges = link.track_gauges or "no"
        text = f"{link.link_id!r} has {gauges} mm track; {service.service_id!r} runs on {service.track_gauge_mm} mm"
        yield view.error("stops", call.Index, "link_id", text)


def check_modes(view: View) -> Iterator[Finding]:
    """Rail links and services have a gauge, others have none; classes of ships and trucks match their mode."""
    for link in view.rows("links"):
        if (link.mode == "rail") != bool(link.track_gauges):
            found = repr(link.track_gauges) if link.track_gauges else "blank"
            text = f"{found} found on a {link.mode} link; only rail links have track gauges, and all of them do"
            yield view.error("links", link.Index, "track_gauges", text)
    for service in view.rows("services"):
        has_gauge = str(service.track_gauge_mm) != "<NA>"
        if (service.mode == "rail") != has_gauge:
            found = service.track_gauge_mm if has_gauge else "blank"
            text = f"{found} found on a {service.mode} service; only rail services have a gauge, and all of them do"
            yield view.error("services", service.Index, "track_gauge_mm", text)
        named_after_mode = service.service_class in {"ferry", "sea", "road"}
        if named_after_mode != (service.mode != "rail") or (named_after_mode and service.service_class != service.mode):
            text = f"{service.service_class!r} found on a {service.mode} service"
            yield view.error("services", service.Index, "service_class", text)


def check_link_gauges(view: View) -> Iterator[Finding]:
    """Both ends of an open rail link have its gauges."""
    gauges = {row.terminal_id: listed(row.track_gauges) for row in view.rows("terminals")}
    for link in view.rows("links"):
        for terminal in (link.from_terminal, link.to_terminal):
            for gauge in listed(link.track_gauges):
                if link.status == "open" and terminal in gauges and gauge not in gauges[terminal]:
                    text = f"{gauge} mm found; {terminal} has {';'.join(gauges[terminal])} mm in terminals.csv"
                    yield view.error("links", link.Index, "track_gauges", text)


def check_status(view: View) -> Iterator[Finding]:
    """Services run on open links only, while both are valid."""
    links = view.keyed("links", "link_id")
    services = view.keyed("services", "service_id")
    for call in view.rows("stops"):
        link, service = links.get(call.link_id), services.get(call.service_id)
        if link is None or service is None:
            continue
        if link.status != "open":
            text = f"{link.link_id!r} is {link.status}; {call.service_id!r} needs an open link"
            yield view.error("stops", call.Index, "link_id", text)
        elif _outlives(service, link):
            text = f"{link.link_id!r} is not valid on every day of {call.service_id!r}"
            yield view.warning("stops", call.Index, "link_id", text)


def _outlives(service: Any, link: Any) -> bool:
    early = str(link.valid_from) != "NaT" and (str(service.valid_from) == "NaT" or service.valid_from < link.valid_from)
    late = str(link.valid_to) != "NaT" and (str(service.valid_to) == "NaT" or service.valid_to > link.valid_to)
    return early or late
