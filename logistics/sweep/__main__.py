"""``python -m logistics.sweep SCENARIO``: the plan at plus and minus a quarter of each assumption that matters."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from logistics.errors import LogisticsError
from logistics.scenario import load_scenario
from logistics.sweep.sensitivity import study
from logistics.sweep.study_file import read_study, stamp, table_text, write_study


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study of a scenario file, row by row into a CSV file that a later run continues, and print its table."""
    parser = argparse.ArgumentParser(prog="python -m logistics.sweep", description=main.__doc__)
    parser.add_argument("scenario", type=Path, help="scenario file (TOML)")
    parser.add_argument("-o", "--output", type=Path, help="CSV file; default results/sensitivity_<scenario>.csv")
    parser.add_argument("--gap", type=float, default=1e-3, help="relative gap of every plan (default 0.001)")
    parser.add_argument("--share", type=float, default=0.25, help="change of each assumption (default 0.25)")
    given = parser.parse_args(arguments)
    try:
        scenario = load_scenario(given.scenario)
        path = given.output or Path("results") / f"sensitivity_{scenario.name}.csv"
        mark = stamp(scenario, given.gap)
        done = read_study(path, mark)
        frame = study(
            scenario,
            share=given.share,
            gap=given.gap,
            done=done,
            step=lambda text: sys.stderr.write(f"{text}\n"),
            save=lambda rows: write_study(rows, path, mark),
        )
    except LogisticsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(table_text(frame, mark) + f"\nAll rows: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
