"""What an audit says: named checks, the worst difference of each, and readable findings."""

from __future__ import annotations

from dataclasses import dataclass, field

EXAMPLES = 5


@dataclass(frozen=True)
class Check:
    """
    One question the audit asked.

    Attributes
    ----------
    name : str
        Short id, such as ``train_feu`` or ``bound``.
    passed : bool
    detail : str
        What was compared, or how many differed.
    worst : float
        Largest difference found, in the unit of the check (0 when all agree).
    """

    name: str
    passed: bool
    detail: str
    worst: float = 0.0


@dataclass(frozen=True)
class AuditReport:
    """
    Verdict on a plan.

    Attributes
    ----------
    passed : bool
        Whether every check passed.
    checks : tuple of Check
    findings : tuple of str
        Readable lines: what differed, where, what was expected.
    notes : tuple of str
        Facts worth knowing that are no faults, such as instantaneous yard peaks.
    """

    passed: bool
    checks: tuple[Check, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def failed(self) -> tuple[str, ...]:
        """Return the names of the checks that did not pass."""
        return tuple(check.name for check in self.checks if not check.passed)

    def __str__(self) -> str:
        verdict = "passed" if self.passed else f"FAILED ({', '.join(self.failed())})"
        return "\n".join([f"audit {verdict}: {len(self.checks)} checks", *self.findings])


@dataclass
class Ledger:
    """Collects what the checks find; becomes an `AuditReport` at the end."""

    asked: dict[str, str] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ask(self, name: str, detail: str) -> None:
        """Record that a check is made, even when nothing will be wrong."""
        self.asked.setdefault(name, detail)

    def fault(self, name: str, text: str, size: float = 1.0) -> None:
        """Record one fault of a check; only the first few are written out."""
        self.asked.setdefault(name, "")
        count = self.faults.get(name, 0) + 1
        self.faults[name] = count
        self.worst[name] = max(self.worst.get(name, 0.0), abs(size))
        if count <= EXAMPLES:
            self.lines.append(f"{name}: {text}")

    def compare(self, name: str, where: str, found: float, expected: float, tolerance: float) -> bool:
        """Record a fault when two numbers differ by more than the tolerance (NaN always differs)."""
        if abs(found - expected) <= tolerance:
            return True
        self.fault(name, f"{where} is {found:.6g}, recomputed {expected:.6g}", found - expected)
        return False

    def report(self) -> AuditReport:
        """Return the verdict."""
        checks = []
        for name, detail in self.asked.items():
            count = self.faults.get(name, 0)
            if count > EXAMPLES:
                self.lines.append(f"{name}: and {count - EXAMPLES} more")
            text = f"{count} faults: {detail}" if count else detail
            checks.append(Check(name, count == 0, text, self.worst.get(name, 0.0)))
        return AuditReport(not self.faults, tuple(checks), tuple(self.lines), tuple(self.notes))
