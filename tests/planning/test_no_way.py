"""Why nothing carries boxes, and what puts it right: each reason by itself, and what is done with a relaxation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.errors import ScenarioError
from logistics.planning import apply_relaxation
from logistics.planning.reasons import _no_way

END, DAY = 10_000, 1440
SERVICE = ("no_path", "", {"service": ["a", "b"]})
WINDOWS = pd.DataFrame({"kind": ["close", "limit", "close", "close"], "window_id": ["w2", "x", "w1", "w2"]})


def reason(late_h, due, *, closed=False):
    """Return why the second of two consignments stays behind, by the hours it would be late."""
    table = pd.DataFrame({"origin": ["q", "a"], "destination": ["q", "b"], "due_min": [0, due]})
    instance = SimpleNamespace(
        network=SimpleNamespace(windows=WINDOWS), consignments=table, horizon=SimpleNamespace(solved_end_min=END)
    )
    return _no_way(SimpleNamespace(ts=SimpleNamespace(instance=instance)), late_h, 1, closed=closed)


@pytest.mark.parametrize(
    ("late_h", "due", "found"),
    [
        (0.1, END, ("too_late", "", {"due_h": 1.0})), (2.0, END + 1, ("too_late", "", {"due_h": 2.0})),
        (0.0, END, ("rule", "", {})), (-0.5, END, ("rule", "", {})), (-7.0, END + 1, ("rule", "", {})),
        (np.inf, END, SERVICE), (np.inf, END - 1, SERVICE),
        (np.inf, END + 1, ("no_path", "", {"runout_weeks": 1})),
        (np.inf, END + 7 * DAY, ("no_path", "", {"runout_weeks": 1})),
        (np.inf, END + 7 * DAY + 1, ("no_path", "", {"runout_weeks": 2})),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(late_h, due, found):
    """A way that is late, one that only rules shut, the end of the solved days, or no way; windows come first."""
    assert reason(late_h, due) == found
    assert reason(late_h, due, closed=True) == ("closed", "", {"reopen": ["w1", "w2"]})


@dataclass(frozen=True)
class Weeks:
    """A horizon."""

    runout_weeks: int = 2


@dataclass(frozen=True)
class Story:
    """A scenario that remembers what was changed in it."""

    changes: tuple[object, ...] = (SimpleNamespace(change_id="w1"), SimpleNamespace(change_id="x"))
    horizon: Weeks = Weeks()
    told: tuple[tuple[str, dict[str, object]], ...] = ()

    def with_change(self, kind, **fields):
        """Return the story with one more change."""
        return Story(self.changes, self.horizon, (*self.told, (kind, fields)))


def relaxed(what):
    """Return changes that stay, weeks of run-out, and changes made."""
    story = apply_relaxation(Story(), "c1", what)
    return [change.change_id for change in story.changes], story.horizon.runout_weeks, list(story.told)


DROP, LATER = ("rule", {"rule": ["r", "s"], "active": False}), ("relax", {"consignment": "c1", "hours": 3.0})
PAY = ("relax", {"consignment": "c1", "usd_per_box": 7.0})
ADD = [("relax", {"resource": name, "amount": units}) for name, units in (("t", 1.5), ("u", 2.0))]


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({}, (["w1", "x"], 2, [])), ({"runout_weeks": 3}, (["w1", "x"], 5, [])), ({"reopen": ["w1"]}, (["x"], 2, [])),
        ({"drop_rules": ["r", "s"]}, (["w1", "x"], 2, [DROP])), ({"due_h": 3.0}, (["w1", "x"], 2, [LATER])),
        ({"premium_usd_per_box": 7.0}, (["w1", "x"], 2, [PAY])),
        ({"premium_usd_per_box": 7.0, "add": [["t", 1.5], ["u", 2.0]]}, (["w1", "x"], 2, [PAY, *ADD])),
    ],
)  # fmt: skip
def test_a_relaxation_is_put_on_a_scenario(what, found):
    """As text or as a mapping; what it does not name stays as it is."""
    assert relaxed(what) == found
    assert relaxed(json.dumps(what)) == found


def test_what_only_tables_can_give_is_refused():
    """A service that there is not."""
    with pytest.raises(ScenarioError, match="consignment 'c1': no service leads from a to b; add one with add_service"):
        relaxed({"service": ["a", "b"]})
