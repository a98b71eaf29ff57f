"""Calibration: model days against published transit times, and the fit of the few free figures."""

from __future__ import annotations

from logistics.kernel_cache import PLACES  # noqa: F401  before the kernels
