"""Event graph: the movements that boxes can make in time, as flat arrays in topological order."""

from __future__ import annotations

from logistics.kernel_cache import PLACES  # noqa: F401  before the kernels
from logistics.timespace.build import expand
from logistics.timespace.model import ArcKind, Measure, NodeKind, ResourceKind, Resources, TimeSpace

__all__ = ["ArcKind", "Measure", "NodeKind", "ResourceKind", "Resources", "TimeSpace", "expand"]
