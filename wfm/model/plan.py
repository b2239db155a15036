"""A planned week: everything between the history and the roster, as the reports show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wfm.model.agent import TimeOff
from wfm.model.changes import Change
from wfm.model.paid_time import PaidTime, paid_time
from wfm.model.schedule import Schedule
from wfm.model.site import Site
from wfm.words import Phrase, english

if TYPE_CHECKING:
    from pandas import DataFrame


HOLIDAYS, OPENING_HOURS = "holidays", "opening hours"
"""Stages that say which days are open or closed, and what that means for agents."""
SEARCH = "search"
"""Stage of what there is to say of how a schedule was found: one edited by hand has none."""


class Severity(StrEnum):
    """How much a message matters to the scheduler."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """What a stage has to say about the plan."""

    severity: Severity
    stage: str
    phrase: Phrase

    @property
    def text(self) -> str:
        """The message in English."""
        return english(self.phrase)


@dataclass(frozen=True, slots=True)
class SolveRecord:
    """How the schedule came about. `gap` is a share of the objective; prices have no unit."""

    status: str
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    seed: int
    rule_costs: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    agent_costs: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Agent → rule → price; coverage belongs to nobody."""


@dataclass(frozen=True, slots=True)
class SearchOfWeeks:
    """What one search for several weeks found and proved: of all of them, not of one."""

    weeks: tuple[date, ...]
    """First days."""
    objective: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """One site's week, planned. The frames have the columns of the files of the same name.

    `kpis` has a row per queue and day, one per queue without date for its week, and one without
    either for the whole site: `queue, date, contacts, handled, outsourced, outsourcing_cost,
    required_hours, scheduled_hours, under_hours, over_hours, intervals, intervals_under,
    intervals_over, service_level, asa_seconds, abandonment, occupancy, goal, goal_met,
    schedule_efficiency`.
    """

    id: str
    site: Site
    week: date
    forecast: DataFrame
    requirement: DataFrame
    coverage: DataFrame
    kpis: DataFrame
    schedule: Schedule
    solve: SolveRecord
    created: datetime
    messages: tuple[Message, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """SHA-256 of each input file."""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    special_days: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    """Public holidays of the week."""
    status: str = "draft"
    """One of draft, published and superseded, as the roster says."""
    backlog: DataFrame | None = None
    """Deferred queues under the scheduled heads; None where no queue is deferred."""
    ledger_before: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Who had more than a fair share of unpopular work before, as the search knew it."""
    ledger: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    """The same after the planned days: what the next week goes on from."""
    changes: tuple[Change, ...] = ()
    """What differs from the schedule that this one repairs."""
    edited_days: frozenset[tuple[str, date]] = frozenset()
    """Days of agents that a person made by hand, which later plans leave alone."""
    absences: tuple[TimeOff, ...] = ()
    """Absences that the plan was repaired for."""
    simulated: DataFrame | None = None
    """By queue: simulated figures beside the predicted ones; None where nothing was simulated."""
    simulated_days: DataFrame | None = None
    """The same by queue and local `date`."""
    weeks: int = 1
    searched: SearchOfWeeks | None = None
    """What the search for this and other weeks found; None for a week alone, and once edited."""
    holiday_minutes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Agent → paid minutes of closed days: hours of the contract that nobody works."""

    @property
    def day_messages(self) -> tuple[Message, ...]:
        """What is said of holidays, closed days and other opening hours."""
        return tuple(m for m in self.messages if m.stage in {HOLIDAYS, OPENING_HOURS})

    @property
    def days(self) -> tuple[date, ...]:
        """The local dates of all weeks."""
        return tuple(self.week + timedelta(days=day) for day in range(7 * self.weeks))

    @property
    def weeks_together(self) -> tuple[date, ...]:
        """First days of all weeks of the plan that this one was planned in; none of one alone."""
        beside = self.site.beside.weeks
        return tuple(sorted({self.week, *beside})) if beside else ()

    @property
    def paid_hours(self) -> float:
        """Hours that the contracts pay: in shifts, and for closed days."""
        return self._paid.hours

    @property
    def holiday_hours(self) -> float:
        """Hours that the contracts pay for closed days."""
        return sum(self.holiday_minutes.values()) / 60

    @property
    def cost(self) -> float:
        """Cost of the paid hours, in the site's currency."""
        return self._paid.cost

    @property
    def _paid(self) -> PaidTime:
        return paid_time(self.site.agents, self.schedule.shifts, self.holiday_minutes)

    @property
    def total(self) -> Mapping[str, Any]:
        """The row of `kpis` for the whole site and week."""
        total = self.kpis[self.kpis["queue"].isna()].iloc[0]
        return {str(name): value for name, value in total.items()}
