"""How far a search without an answer got, and which service, operation or room is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import CARGO_CLASSES
from logistics.network.track_km import TrackKm
from logistics.routing.asked import Asked
from logistics.routing.search import Ground
from logistics.timespace.model import ArcKind, NodeKind
from logistics.timetable.tables import numbers
from logistics.units import iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SHOWN = 3
_EARTH_KM = 6371.0


def reached(asked: Asked, router: Router) -> list[dict[str, Any]]:
    """
    Return the reached terminals nearest the next place to be reached as the crow flies, and when they are reached.

    That is the first terminal of ``via`` that no way gets to, else the destination.
    """
    graph, ground = router.graph, router.ground(asked)
    staged = router.searcher.staged(ground)
    if not staged.any():
        return []
    stage = int(np.flatnonzero(staged.any(axis=0))[-1])
    toward = (*asked.via, asked.destination)[stage]
    nodes = np.flatnonzero(staged[:, stage]) + ground.low
    terminal, first = np.unique(graph.node_terminal[nodes], return_index=True)
    away = _km(router, toward)[terminal]
    nearest = np.argsort(away, kind="stable")[:SHOWN]
    return [
        {
            "terminal": router.names.terminals[int(terminal[i])],
            "utc": iso_minute(int(graph.node_min[nodes[first[i]]])) + "Z",
            "km_left": round(float(away[i])),
            "toward": router.names.terminals[toward],
        }
        for i in nearest
    ]


def missing(asked: Asked, router: Router) -> list[str]:
    """Return what would have to be added for a question that has no answer even without its restrictions."""
    ground = router.ground(asked)
    ends = _ends(asked, router, ground)
    if ends:
        return ends
    unlimited = replace(ground, shut=_closed_to_class(ground, router))
    path = router.searcher.best(asked, unlimited, 0.0)
    if len(path):
        return _no_room(asked, router, ground, path.arc)
    return _no_link(asked, router, unlimited)


def gap(asked: Asked, router: Router) -> list[str]:
    """Return which service is missing past what is closed and avoided: between the nearest ends on tracks left open."""
    ground, names = router.ground(asked), router.names
    if not len(ground.entries.node):
        return []
    shut = {names.terminals[row] for row in asked.terminals_shut}
    shut |= {name for name, land in zip(names.terminals, router.country, strict=True) if land in asked.avoid_countries}
    get, need = _got_and_needed(router, ground)
    tracks = TrackKm(router.network, {names.links[row] for row in asked.close_links}, shut)
    ends = tracks.nearest(*([names.terminals[row] for row in rows.tolist()] for rows in (get, need)))
    if ends is None or ends[0] == ends[1]:
        return []
    return [_between(asked, router, *(names.terminals.index(name) for name in ends))]


def _goods(asked: Asked) -> str:
    return f"{CARGO_CLASSES[asked.box.class_bit]} cargo"


def _ends(asked: Asked, router: Router, ground: Ground) -> list[str]:
    """Return what is missing at the origin or the destination."""
    graph, names, bit = router.graph, router.names, asked.box.class_bit
    origin, destination = names.place(asked.origin), names.place(asked.destination)
    open_to = ((graph.cargo_mask >> np.uint32(bit)) & 1).astype(np.bool_)
    low = int(np.searchsorted(graph.node_min, asked.first_min))
    inside = (graph.tail >= low) & (graph.tail < ground.high)
    found = []
    if not router.gates.loads(asked.origin):
        found.append(f"{origin} has no load operation in operations.csv: boxes cannot be handed in there")
    elif not len(ground.entries.node):
        found.append(f"no train takes boxes at {origin} from {iso_minute(asked.first_min)} on")
    else:
        leaves = (graph.kind == ArcKind.LOAD) & inside & (graph.node_terminal[graph.tail] == asked.origin)
        if not (leaves & open_to).any():
            other = " (there are trains for other cargo)" if leaves.any() else ""
            found.append(f"no service leaves {origin} with {_goods(asked)} in these days{other}")
    unloads = (graph.kind == ArcKind.UNLOAD) & (graph.node_terminal[graph.tail] == asked.destination)
    if not unloads.any():
        found.append(f"no service ends its legs at {destination} with an unload operation: nothing is delivered there")
    elif not (unloads & open_to).any():
        found.append(f"no service delivers {_goods(asked)} at {destination}")
    elif not (unloads & open_to & inside).any():
        found.append(f"no service delivers at {destination} before {iso_minute(asked.due_min)}")
    return found


def _closed_to_class(ground: Ground, router: Router) -> NDArray[np.uint8]:
    bit = np.uint32(ground.weights.box.class_bit)
    closed: NDArray[np.uint8] = (((router.graph.cargo_mask >> bit) & 1) == 0).view(np.uint8)
    return closed


def _no_room(asked: Asked, router: Router, ground: Ground, arcs: NDArray[np.int32]) -> list[str]:
    """Name the resources of the cheapest way that have no room for the boxes."""
    graph, found = router.graph, []
    for arc in arcs[ground.shut[arcs] == 1].tolist():
        rows = graph.use_row[graph.use_ptr[arc] : graph.use_ptr[arc + 1]]
        free = router.free[rows]
        row = int(rows[np.argmin(free)])
        name = graph.resources.resource_id[row]
        found.append(f"no room for {asked.query.boxes:g} x {asked.box.unit} on {name}: {router.free[row]:g} left")
    return list(dict.fromkeys(found))[:SHOWN]


def _no_link(asked: Asked, router: Router, ground: Ground) -> list[str]:
    """Name the gap between where boxes get and from where the destination can be reached."""
    names = router.names
    get, need = _got_and_needed(router, ground)
    destination = names.place(asked.destination)
    both = np.intersect1d(get, need)
    if len(both):
        away = _km(router, asked.destination)[both]
        at = names.place(int(both[np.argmin(away)]))
        text = (
            f"boxes reach {at}, and {destination} is reached from {at}, but not by the same boxes in time: "
            "a transfer or gauge change of this cargo is missing there, or trains do not connect"
        )
        return [text]
    if not len(get) or not len(need):
        return [f"no service leads to {destination} for {_goods(asked)}"]
    table = router.network["terminals"]
    km = _distances(table, get, need)
    i, j = np.unravel_index(int(np.argmin(km)), km.shape)
    return [_between(asked, router, int(get[i]), int(need[j]))]


def _got_and_needed(router: Router, ground: Ground) -> tuple[I64, I64]:
    """Return the terminals that are reached, and those from where the destination is."""
    graph = router.graph
    yards = graph.node_kind[ground.low : ground.high] != NodeKind.OUT
    place = graph.node_terminal[ground.low : ground.high]
    marks, onward = router.searcher.marks(ground), router.searcher.onward(ground)
    return np.unique(place[marks & yards]), np.unique(place[onward & yards])


def _between(asked: Asked, router: Router, start: int, end: int) -> str:
    """Return that a service is missing between two terminals."""
    names = router.names
    there = "the destination" if end == asked.destination else f"from where {names.place(asked.destination)} is"
    ends = f"{names.place(start)}, which is reached, and {names.place(end)}, {there}"
    return f"no service for {_goods(asked)} between {ends}"


def _km(router: Router, terminal: int) -> F64:
    """Return the great-circle distance of all terminals to one [km]."""
    table = router.network["terminals"]
    return _distances(table, np.arange(len(table)), np.array([terminal]))[:, 0]


def _distances(table: Any, tails: I64, heads: I64) -> F64:
    """Return great-circle distances between two lists of terminals [km] (haversine)."""
    lon, lat = np.radians(numbers(table, "lon")), np.radians(numbers(table, "lat"))
    a, b = tails[:, None], heads[None, :]
    half = np.sin((lat[b] - lat[a]) / 2) ** 2 + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)
