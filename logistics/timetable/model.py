"""Runs of trains and ships in a horizon, as flat arrays; times are UTC minutes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Timetable:
    """
    Every run, call, leg and link passage of a horizon.

    Attributes
    ----------
    run_id : list of str, length U
        ``<service_id>@<YYYY-MM-DDTHH:MM>`` of the *planned* departure (UTC).
    run_service : int32[U]
        Row of the service in ``network["services"]``.
    call_run, call_seq, call_terminal : int32[C], int32[C], int32[C]
        Run, ``seq`` of ``stops.csv`` and row in ``network["terminals"]`` of each call (stops and passes).
    call_stop : bool[C]
        Whether boxes may be exchanged.
    call_arr, call_dep : int32[C]
        Arrival and departure; the first call has arr = dep, the last dep = arr.
    leg_run, leg_from_call, leg_to_call : int32[L]
        Legs between consecutive stops; cancelled legs are absent.
    leg_dep, leg_arr : int32[L]
    leg_km, leg_cost, leg_reefer_cost, leg_co2e : float64[L]
        km; USD per FEU; extra USD per FEU of a powered box; kg CO2e per gross tonne.
    pass_leg, pass_link, pass_from_call : int32[Q], int32[Q], int32[Q]
        Link passages of each leg in order: leg, row in ``network["links"]``, call it leaves from.
    pass_start, pass_end : int32[Q]
    pass_km, pass_cost, pass_reefer_cost, pass_co2e : float64[Q]
        The parts of the leg values; empty in a timetable that nobody writes paths from.
    call_held : bool[C]
        Whether the run is late there because a closed link held it on its way, or does not go on because its next leg
        is cancelled; empty where nothing was.
    """

    run_id: list[str]
    run_service: NDArray[np.int32]
    call_run: NDArray[np.int32]
    call_seq: NDArray[np.int32]
    call_terminal: NDArray[np.int32]
    call_stop: NDArray[np.bool_]
    call_arr: NDArray[np.int32]
    call_dep: NDArray[np.int32]
    leg_run: NDArray[np.int32]
    leg_from_call: NDArray[np.int32]
    leg_to_call: NDArray[np.int32]
    leg_dep: NDArray[np.int32]
    leg_arr: NDArray[np.int32]
    leg_km: NDArray[np.float64]
    leg_cost: NDArray[np.float64]
    leg_reefer_cost: NDArray[np.float64]
    leg_co2e: NDArray[np.float64]
    pass_leg: NDArray[np.int32]
    pass_link: NDArray[np.int32]
    pass_from_call: NDArray[np.int32]
    pass_start: NDArray[np.int32]
    pass_end: NDArray[np.int32]
    pass_km: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    pass_cost: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    pass_reefer_cost: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    pass_co2e: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    call_held: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
