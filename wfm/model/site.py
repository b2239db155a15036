"""A site: what is planned together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wfm.model.agent import (
    Agent,
    Availability,
    Event,
    Meeting,
    Preference,
    ShiftRequest,
    TimeOff,
    named,
)
from wfm.model.contract import Contract, work_plan_on
from wfm.model.day_parts import SATURDAY_AND_SUNDAY
from wfm.model.group_rule import GroupRule
from wfm.model.leave import LeaveAccount, LeaveAllowance, LeaveType
from wfm.model.opening import OpeningDate
from wfm.model.queue import Queue
from wfm.model.read_only import read_only
from wfm.model.schedule import Shift
from wfm.model.weeks_beside import NO_WEEKS_BESIDE, WeeksBeside
from wfm.model.work_plan import WorkPlan
from wfm.words import Phrase


class ClockChange(StrEnum):
    """What a shift keeps in a night in which the clocks change."""

    WALL_CLOCK = "wall_clock"
    """Its start and end by the clock: it lasts, and is paid, an hour less or more."""
    ELAPSED = "elapsed"
    """Its length: it starts or ends at another time."""


@dataclass(frozen=True, slots=True)
class Site:
    """One time zone, one week start, its queues and agents, and what is known of the week."""

    name: str
    time_zone: str
    country: str | None
    """ISO 3166 code, with an optional subdivision (`DE-BY`), for public holidays."""
    week_start: int
    """0 is Monday."""
    interval_minutes: int
    shrinkage: float
    """Residual: what the scheduler does not place itself."""
    currency: str
    queues: tuple[Queue, ...]
    work_plans: Mapping[str, WorkPlan]
    agents: tuple[Agent, ...]
    time_off: tuple[TimeOff, ...] = ()
    contracts: tuple[Contract, ...] = ()
    """Work plans that agents have from some date on, or beside their usual one."""
    availability: tuple[Availability, ...] = ()
    preferences: tuple[Preference, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    shift_requests: tuple[ShiftRequest, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()
    events: tuple[Event, ...] = ()
    opening_dates: tuple[OpeningDate, ...] = ()
    """Opening hours of single dates, in place of their weekdays'."""
    leave_types: tuple[LeaveType, ...] = ()
    leave_accounts: tuple[LeaveAccount, ...] = ()
    leave_allowances: tuple[LeaveAllowance, ...] = ()
    previous: tuple[Shift, ...] = ()
    """Last week's shifts: rest, consecutive days and fairness go on from them."""
    beside: WeeksBeside = NO_WEEKS_BESIDE
    """Other weeks of the same plan: what is counted over all of them goes on from theirs."""
    state_map: Mapping[str, str] = field(default_factory=lambda: read_only({}))
    """Recorded `state` or `state/reason` code → activity category."""
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    """Weekdays of the weekend; 0 is Monday."""
    clock_change: ClockChange = ClockChange.WALL_CLOCK

    @property
    def agent_names(self) -> dict[str, str]:
        """Name of each agent by id."""
        return {agent.id: agent.name for agent in self.agents}

    def work_plan_on(self, agent: Agent, day: date) -> str:
        """Name the work plan that an agent has on a day."""
        own = (one for one in self.contracts if one.agent_id == agent.id)
        return work_plan_on(agent, own, day)

    def work_plans_of(self, agent: Agent, days: Iterable[date]) -> tuple[str, ...]:
        """Name the work plans that an agent has on some days, in their order."""
        return tuple(dict.fromkeys(self.work_plan_on(agent, day) for day in days))

    def named(self, agent_id: str) -> Phrase:
        """Name an agent by id and name; by id alone where the site has no such agent."""
        return named(agent_id, self.agent_names.get(agent_id))
