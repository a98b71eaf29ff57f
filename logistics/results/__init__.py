"""Plans and their folders as plain values."""

from __future__ import annotations

from logistics.results.io import check_target, read_manifest, read_results, write_results
from logistics.results.manifest import build_manifest, input_hashes
from logistics.results.model import Plan, Status
from logistics.results.path import Front, Leg, Path
from logistics.results.wait import Wait

__all__ = [
    "Front",
    "Leg",
    "Path",
    "Plan",
    "Status",
    "Wait",
    "build_manifest",
    "check_target",
    "input_hashes",
    "read_manifest",
    "read_results",
    "write_results",
]
