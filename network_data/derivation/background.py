"""Trains and boxes that use links and facilities beside the services, by month and direction."""

from __future__ import annotations

from flows import DAYS_PER_WEEK, Flows
from tables import Row, read_input

COUNT_PLACES = {"alashankou": "alashankou", "horgos": "khorgos_cn", "manzhouli": "manzhouli", "erenhot": "erenhot"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def rest_trains_per_day(flows: Flows, anchor: str, direction: str) -> float:
    """
    Return the published trains of a crossing that no service stands for [trains/day].

    rest = published x (1 - sum over markets of share x carried share).
    """
    carried = sum(
        float(row["share"]) * float(row["carried_share"])
        for row in flows.markets
        if row["anchor"] == anchor and row["direction"] == direction and row["basis"] == "trains"
    )
    return flows.anchor_trains(anchor, direction) * (1.0 - carried) / DAYS_PER_WEEK


def background_rows(flows: Flows) -> list[Row]:
    """Return the rows of ``background.csv``: one per input row and month."""
    seasons = {row["season"]: row for row in read_input("months")}
    rows = []
    for index, row in enumerate(read_input("background")):
        base = float(row["value"])
        if row["basis"] == "rest":
            base *= rest_trains_per_day(flows, row["anchor"], row["direction"])
        measure = "trains_per_day" if row["target_kind"] == "link" else "feu_per_day"
        for month, name in enumerate(MONTHS, start=1):
            amount = base * float(seasons[row["season"]][name])
            rows.append(
                {
                    "background_id": f"bg{index + 1:02d}-{month:02d}",
                    f"{row['target_kind']}_id": row["target_id"],
                    "direction": row["direction"],
                    "month": str(month),
                    measure: f"{amount:.2f}",
                    "count_place": COUNT_PLACES[row["anchor"]] if row["basis"] == "rest" else "",
                    "source": f"{row['source']};assumed:seasons",
                    "quality": row["quality"],
                    "note": row["note"],
                }
            )
    return rows
