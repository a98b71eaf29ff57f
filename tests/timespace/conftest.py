"""Instances on the tiny network with windows, tables and goods of a test's own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from logistics.scenario import build_instance

sys.path.insert(0, str(Path(__file__).parent))

from making import changed, minute, with_windows


@pytest.fixture
def make(tiny_scenario):
    """Return a function that gives an instance: windows, changed rows, other consignment values."""

    def build(*windows, rows=(), not_before=None, goods=None, committed=None):
        instance = build_instance(tiny_scenario)
        network = with_windows(instance.network, *windows)
        for table, key, values in rows:
            network = changed(network, table, key, **values)
        instance = replace(instance, network=network)
        if not_before is not None:
            instance = replace(instance, not_before_min=minute(not_before))
        if goods is not None:
            instance = replace(instance, consignments=instance.consignments.assign(**goods))
        if committed is not None:
            frame = pd.DataFrame(committed, columns=["resource_id", "amount"])
            instance = replace(instance, committed=frame)
        return instance

    return build
