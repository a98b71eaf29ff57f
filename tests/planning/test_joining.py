"""The parts of a plan that was made again, joined: small tables worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.planning import continued
from logistics.planning.continued import _left_behind, _left_standing, _lived, _one_row_each

AT = 1000
CUTS = pd.DataFrame(
    {
        "cut_min": {"stood": AT, "early": AT - 5, "coming": AT + 1, "yard": AT - 5},
        "start_kind": {"stood": "onboard", "early": "onboard", "coming": "onboard", "yard": "yard"},
    }
)


@pytest.mark.parametrize(
    ("prefix", "first", "standing"),
    [
        ("stood", "transfer", True),
        ("early", "gauge_change", True),
        ("early", "unload", True),
        ("stood", "same_train", False),
        ("stood", "", False),
        ("coming", "transfer", False),  # arrives after the moment: its rows tell it
        ("yard", "transfer", False),
        (None, "transfer", False),
    ],
)
def test_boxes_taken_off_a_train_that_stood(prefix, first, standing):
    """Aboard a train that had arrived by the moment, and then handled; what comes later does not count."""
    paths = pd.DataFrame({"prefix": [prefix], "path_id": ["new:p"]})
    legs = pd.DataFrame({"path_id": ["p", "p"], "seq": [0, 1], "activity": [first, "unload"]})
    found = _left_standing(paths, legs, SimpleNamespace(cuts=CUTS, at_min=AT))
    assert found == (["new:p"] if standing else [])


def rows_of(*rows):
    """Return rows of what is not carried."""
    columns = ["consignment_id", "boxes", "feu", "reason", "resource_id", "cheapest_relaxation", "outside_usd_per_box"]
    return pd.DataFrame([(name, boxes, boxes, reason, "", "{}", 1.0) for name, boxes, reason in rows], columns=columns)


def test_a_consignment_has_one_row_with_the_first_reason():
    """Boxes and FEU are summed; the reason is that of boxes that had not departed."""
    found = _one_row_each(rows_of(("b", 1.0, "capacity"), ("a", 2.0, "rule"), ("b", 4.0, "no_path")))
    assert found[["consignment_id", "boxes", "feu", "reason"]].to_numpy().tolist() == [
        ["a", 2.0, 2.0, "rule"], ["b", 5.0, 5.0, "capacity"],
    ]  # fmt: skip


def test_boxes_given_up_keep_the_reason_found_when_they_were(monkeypatch):
    """That of the stage for its own pieces, else that of an earlier plan; counted in boxes of the consignment."""
    pieces = pd.DataFrame({"original": ["a", "b"]}, index=["a~p1", "b~p2"])
    again = SimpleNamespace(
        plan=SimpleNamespace(unserved=rows_of(("a~p1", 9.0, "rule"), ("c", 9.0, "capacity"), ("b", 1.0, "too_late")))
    )
    plan = SimpleNamespace(
        unserved=rows_of(("a", 9.0, "no_path"), ("b", 9.0, "closed"), ("c", 9.0, "no_path")),
        consignments=pd.DataFrame({"consignment_id": ["a", "b", "c"], "feu_per_box": [1.0, 0.5, 1.0]}),
    )
    given_up = pd.DataFrame({"consignment_id": ["a", "a", "b"], "boxes": [1.0, 2.0, 4.0]})
    facts = pd.DataFrame({"share": [1.0, 0.5, 1.0]})
    monkeypatch.setattr(continued, "facts_of", lambda *_: facts)
    following = SimpleNamespace(pieces=pieces, known=SimpleNamespace(consignments=None, network=None))
    found = _left_behind(plan, following, again, given_up).set_index("consignment_id")
    assert found[["boxes", "feu", "reason"]].to_numpy().tolist() == [[2.0, 2.0, "rule"], [4.0, 2.0, "closed"]]


def test_what_goods_lose_counts_again_for_delivered_paths_only(monkeypatch):
    """The first path was delivered before; its goods lost 3 USD more a box than was planned: two boxes, 6 USD."""
    paths = pd.DataFrame({"path_id": ["p", "q"], "boxes": [2.0, 5.0], "generalised_usd": [100.0, 200.0]})
    legs = pd.DataFrame({"path_id": ["p", "q"]}, index=[7, 8])
    lived = SimpleNamespace(
        cargo_c=pd.Series([-12.0, -18.0], index=[8, 7]),
        ends=pd.DataFrame({"lost": [4.0, 9.0], "used": [0.1, 0.2]}),
    )
    monkeypatch.setattr(continued, "live", lambda *_: lived)
    monkeypatch.setattr(continued, "lost_of", lambda *_: np.array([1.0, 1.0]))
    found, rows = _lived(None, paths, legs, 1, {})
    assert found["generalised_usd"].tolist() == [106.0, 200.0]
    assert found["shelf_life_used"].tolist() == [0.1, 0.2]
    assert rows["cargo_c"].tolist() == [-18.0, -12.0]
