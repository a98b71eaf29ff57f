"""The list of the routing benchmark is what the benchmark says it is."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from routing_queries import queries


def test_the_list_is_fixed_and_mixed():
    """Two hundred questions, fifty and more across the Caspian, fifty and more of goods that keep without power."""
    asked = queries()
    assert asked == queries()
    assert len(asked) == 200
    assert sum(query.avoid == ("RU", "IR") for query in asked) >= 50
    assert sum(query.commodity in {"hides_wet_salted", "wheat", "maize"} for query in asked) >= 50
