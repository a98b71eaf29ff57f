"""Write services, stops, background and demand from the other tables and the inputs of this folder."""

from __future__ import annotations

from background import background_rows
from demand import demand_rows
from departures import Departures
from express import express_services
from flows import Flows
from sections import ordinary_services
from tables import Row, columns_of, write_table


def table_rows(name: str, rows: list[Row]) -> list[Row]:
    """Return rows with the columns of the schema only."""
    allowed = set(columns_of(name))
    return [{key: value for key, value in row.items() if key in allowed} for row in rows]


def main() -> None:
    """Build the four tables."""
    flows = Flows()
    express, express_stops = express_services()
    ordinary, ordinary_stops = ordinary_services(flows, Departures())
    tables = {
        "services": express + ordinary,
        "stops": express_stops + ordinary_stops,
        "background": background_rows(flows),
        "demand": demand_rows(flows),
    }
    for name, rows in tables.items():
        write_table(name, table_rows(name, rows))
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
