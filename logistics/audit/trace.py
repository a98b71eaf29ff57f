"""A path read back as what happened to its boxes: rides, handlings, yard stays, kept slots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from logistics.audit.wagons import Size, Wagon

MOVES = ("ride", "ferry", "sea", "road")


class Row(NamedTuple):
    """One row of the legs table; times are UTC minutes."""

    path_id: str
    seq: int
    kind: str
    activity: str
    service_id: str
    run_id: str
    origin: str
    destination: str
    link_id: str
    operation_id: str
    start: int
    end: int
    km: float
    cost: float
    co2e: float
    cargo_c: float = float("nan")


@dataclass(frozen=True)
class Spell:
    """
    What rules say on some days.

    Attributes
    ----------
    first, end : int
        First minute, and first minute after it.
    barred : frozenset of str
        Countries that goods may not come into.
    held : frozenset of str
        Terminals that they may not set out from.
    closed : frozenset of str
        Operations that may not be done to them, so that they are inspected once where they may be.
    """

    first: int
    end: int
    barred: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Law:
    """
    One way in which rules let goods go; equal ones share a search.

    Attributes
    ----------
    forbidden : tuple of str
        Rules because of which they may not go at all.
    spells : tuple of Spell
        What they may not do, and when.
    quotas : tuple of str
        Quotas that their tonnes count in.
    """

    forbidden: tuple[str, ...] = ()
    spells: tuple[Spell, ...] = ()
    quotas: tuple[str, ...] = ()


NOTHING = Law()


class Box(NamedTuple):
    """What the audit needs to know about the boxes of a consignment."""

    consignment_id: str
    origin: str
    destination: str
    cargo: str
    feu: float
    gross_t: float
    power: str
    ready: int
    due: int
    time_rate: float
    running_rate: float
    start_kind: str
    start_terminal: str
    start_gauge: int
    start_run: str
    start_seq: int
    fresh_until: float = float("inf")  # minute of arrival from which goods at their set point lose value
    loss_rate: float = 0.0  # USD per minute
    net_t: float = 0.0  # goods in one box
    share: float = 1.0  # boxes of the consignment that one box carries
    spent_at: int = 10**9  # minute of arrival beyond which goods at their set point cannot be sold
    laws: tuple[Law, ...] = (NOTHING,)  # ways in which rules let it go
    commodity: str = ""
    unit: str = ""
    fleet: str = ""  # fleet that it takes a box of, and minutes until the box can be loaded again
    turn: int = 0
    wagon: Wagon | None = None

    @property
    def plug(self) -> float:
        """Plug-in FEU per box."""
        return self.feu if self.power == "plug" else 0.0

    def on(self, gauge: int) -> Size | None:
        """Return its size on a gauge, None where the unit and its onward unit may not run."""
        return Size(self.feu, self.gross_t, self.feu, self.feu) if self.wagon is None else self.wagon.on(gauge)


class Ride(NamedTuple):
    """A leg ridden: service, leg and run column of its block."""

    service_id: str
    leg: int
    column: int


class Handled(NamedTuple):
    """An operation used; the service is that of the arriving train ('' at the gate)."""

    operation_id: str
    service_id: str
    work: int
    done: int


class Stay(NamedTuple):
    """A stay in the yard of a terminal."""

    terminal: str
    start: int
    end: int


class Slot(NamedTuple):
    """An express slot kept across a gauge break by an arriving run."""

    operation_id: str
    run_id: str


Step = Ride | Handled | Stay | Slot


@dataclass
class Trace:
    """
    Everything a path did, in order, and what one box of it paid [USD].

    ``ends`` are the minutes at which steps end; ``spent`` is what counts in the objective up to then, running cost and
    time apart; ``constants`` are part of it but no money, and so is ``lost``, the value that goods lose. ``sizes`` are
    those of the load in each step.
    """

    path_id: str
    box: Box
    steps: list[Step] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    hire: float = 0.0  # of wagons; that of boxes is a running cost
    transport: float = 0.0
    operations: float = 0.0
    storage: float = 0.0
    constants: float = 0.0
    lost: float = 0.0
    co2e: float = 0.0
    delivered: int | None = None
    off: int | None = None  # minute from which a reefer has no power any more
    left: int | None = None  # where the rows of boxes given up on their way end

    def record(self, step: Step, size: Size) -> None:
        """Add a step, with the size of the load in it."""
        self.steps.append(step)
        self.spent.append(0.0)
        self.ends.append(0)
        self.sizes.append(size)

    def settle(self, end: int) -> None:
        """Note when the last step ends, and what counts up to then."""
        if self.spent:
            self.ends[-1] = end
            self.spent[-1] = self.transport + self.operations + self.storage + self.hire + self.constants

    @property
    def hours(self) -> float:
        """Hours from readiness to delivery, or to where boxes were given up (NaN when neither is known)."""
        end = self.left if self.delivered is None else self.delivered
        return float("nan") if end is None else (end - self.box.ready) / 60

    @property
    def money(self) -> float:
        """USD one box pays."""
        return self.transport + self.operations + self.storage + self.hire + self.box.running_rate * self.hours

    @property
    def generalised(self) -> float:
        """USD one box counts in the objective."""
        return self.money + self.box.time_rate * self.hours + self.constants + self.lost
