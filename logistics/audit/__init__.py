"""Independent audit of plans: recomputes them from the tables and the scenario alone."""

from __future__ import annotations

from logistics.kernel_cache import PLACES  # noqa: F401  isort: skip  (before the kernels)
from logistics.audit.plan import audit_folder, audit_plan
from logistics.audit.report import AuditReport, Check

__all__ = ["AuditReport", "Check", "audit_folder", "audit_plan"]
