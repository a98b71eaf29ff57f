"""What stands and what is under way at the end of each day, and how long a disturbance lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.results.model import Plan
from logistics.units import MIN_PER_DAY, iso_day

RECOVERED_SHARE = 0.1  # a backlog is over when a tenth of its peak is left
SETTLED_DAYS = 7  # on the average of so many days: two plans always differ a little on single days
_ROUNDING_FEU = 1e-6


def daily_backlog(plan: Plan) -> pd.DataFrame:
    """
    Return FEU that wait and FEU that are under way at the end of each UTC day of the solved horizon.

    Returns
    -------
    DataFrame
        Index day (``YYYY-MM-DD``); ``waiting_feu`` (in yards, queues, or aboard standing trains) and
        ``under_way_feu`` (departed and not yet delivered).

    Raises
    ------
    ValueError
        If the plan carries no scenario.
    """
    if plan.scenario is None:
        raise ValueError("a backlog needs a plan with its scenario")
    horizon = plan.scenario.horizon
    first, last = horizon.solved_start_min // MIN_PER_DAY, horizon.solved_end_min // MIN_PER_DAY
    feu = plan.paths.set_index("path_id")["feu"]
    waits = plan.legs[plan.legs["kind"] == "wait"]
    ends = plan.legs.groupby("path_id", sort=True).agg(start=("start_utc", "min"), end=("end_utc", "max"))
    rides = plan.legs[plan.legs["distance_km"] > 0].groupby("path_id", sort=True)["start_utc"].min()
    days = range(first, last)
    return pd.DataFrame(
        {
            "waiting_feu": standing(waits["start_utc"], waits["end_utc"], waits["path_id"].map(feu), first, last),
            "under_way_feu": standing(rides, ends["end"].reindex(rides.index), feu.reindex(rides.index), first, last),
        },
        index=pd.Index([iso_day(day) for day in days], name="day"),
    )


def standing(start: pd.Series, end: pd.Series, weight: pd.Series, first: int, last: int) -> np.ndarray:
    """Sum weights of intervals that cover the midnight at the end of each day."""
    minute = MIN_PER_DAY * 60 * 10**9
    unit = "datetime64[ns, UTC]"
    from_day = (start.astype(unit).astype("int64").to_numpy() + minute - 1) // minute - 1
    to_day = (end.astype(unit).astype("int64").to_numpy() + minute - 1) // minute - 1
    change = np.zeros(last - first + 1)
    np.add.at(change, np.clip(from_day - first, 0, last - first), weight.to_numpy(float))
    np.add.at(change, np.clip(to_day - first, 0, last - first), -weight.to_numpy(float))
    return np.asarray(np.cumsum(change)[:-1])


def recovery_days(
    base: pd.Series, other: pd.Series, event_end: str, least: float = 0.0, *, within: tuple[str, str] | None = None
) -> float | None:
    """
    Return the days after an event until its extra backlog is over.

    Counted is the average of the week that begins on each day. The backlog is over on the first day, after the event
    and after the day of its peak, on which no more is left than a tenth of the peak, or ``least`` if that is more: a
    peak may come long after a quiet week, when trains held by a closure reach the next crossing together.

    Parameters
    ----------
    base, other : Series
        Same quantity by day (index ``YYYY-MM-DD``) without and with the event.
    event_end : str
        Last day of the event.
    least : float
        Backlogs up to this are none: plans of equal worth differ by indifferent boxes.
    within : (str, str), optional
        First and last day on which the peak is looked for; by default any day.

    Returns
    -------
    float or None
        Days; 0 when nothing is left at the end of the event; None when it is not over by the last day.

    Examples
    --------
    >>> days = ["2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04"]
    >>> recovery_days(pd.Series(0.0, days), pd.Series([0.0, 100, 50, 5], days), "2025-01-02")
    2.0
    """
    extra = (other - base).clip(lower=0)
    ahead = extra[::-1].rolling(SETTLED_DAYS, min_periods=1).mean()[::-1]
    first, last = within or (str(extra.index[0]), str(extra.index[-1]))
    near = (extra.index >= first) & (extra.index <= last)
    enough = max(RECOVERED_SHARE * float(extra[near].max()), least, _ROUNDING_FEU)
    peak = ahead[near].idxmax() if float(ahead[near].max()) > enough else event_end
    over = ahead.index[(ahead.index >= max(event_end, str(peak))) & (ahead <= enough)]
    return float((pd.Timestamp(over[0]) - pd.Timestamp(event_end)).days) if len(over) else None
