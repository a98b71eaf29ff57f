"""Shares of assumed figures, parameters by name, and where packaged tables are."""

from __future__ import annotations

import pytest

from logistics.errors import DataError
from logistics.network import assumed_shares, packaged_data


def test_shares_of_assumed_rows(tiny_network):
    """All of the tiny network is assumed; tables without rows have no share."""
    shares = assumed_shares(tiny_network)
    assert set(shares.values()) == {1.0}
    assert "rules" not in shares
    assert "sources" not in shares


def test_a_missing_parameter_is_named(tiny_network):
    """Asking for a parameter that is not there suggests one that is."""
    assert tiny_network.parameter("cutoff_h") == 6
    with pytest.raises(DataError, match=r"'cutof_h' is missing; did you mean 'cutoff_h'"):
        tiny_network.parameter("cutof_h")


def test_packaged_data_is_found():
    """The tables that come with the program are beside the package or inside it."""
    assert (packaged_data("network_data") / "schema.csv").is_file()
