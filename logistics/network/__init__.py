"""Terminals, links, operations and services: load a folder of tables, check it, look at it."""

from logistics.network.checks import check_network
from logistics.network.findings import Finding
from logistics.network.loader import inspect_folder, load_network, packaged_table
from logistics.network.model import WINDOW_COLUMNS, Network, no_windows
from logistics.network.places import network_folder, packaged_data
from logistics.network.shares import assumed_shares

__all__ = [
    "WINDOW_COLUMNS",
    "Finding",
    "Network",
    "assumed_shares",
    "check_network",
    "inspect_folder",
    "load_network",
    "network_folder",
    "no_windows",
    "packaged_data",
    "packaged_table",
]
