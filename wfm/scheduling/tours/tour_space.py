"""One agent's legal weeks, as the rules shape them: candidate shifts, days off, day patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.split_days import GAP
from wfm.scheduling.tours.day_automata import Pattern, one_after_another

Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]


class Template(NamedTuple):
    """Activities of a shift in their order: (code, length, earliest, latest) in intervals.

    `apart` is the least work between two activities (-1 where their windows settle it), `stretch`
    the most work without one (0 for no limit). A locked shift has a template of its own. Where two
    shifts of a day are one candidate, `parts` are their lengths and that of the gap, in minutes.
    """

    activities: tuple[tuple[str, int, int, int], ...]
    apart: int = -1
    stretch: int = 0
    locked: Shift | None = None
    parts: tuple[int, int, int] | None = None

    @property
    def gap(self) -> int:
        """Number of the activity that is the gap between two shifts; -1 where there is none."""
        return next((n for n, (code, *_) in enumerate(self.activities) if code == GAP), -1)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate shifts, one entry each, ordered by day and key. Times in intervals."""

    day: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    key: NDArray[np.int32]
    """Start that the work plan has for it, in local minutes from midnight."""
    minutes: NDArray[np.int32]
    """Presence."""
    local_start: NDArray[np.int32]
    """Start by the clock: `key`, but where clocks change and the shift keeps its usual end."""
    local_end: NDArray[np.int32]
    """End by the clock, from the same midnight."""
    paid_minutes: NDArray[np.int64]
    gap_start: NDArray[np.int32]
    gap_end: NDArray[np.int32]
    """Borders of the gap between the two shifts of a day; both the start where there is one."""
    template: tuple[Template, ...]

    @property
    def split(self) -> Mask:
        """Which of them are two shifts with a gap."""
        found: Mask = self.gap_start < self.gap_end
        return found

    def outside(self, usable: Mask) -> Mask:
        """Tell which are at work in intervals that are not usable, those of a gap left out."""
        gone = np.concatenate([[0], np.cumsum(~usable)])
        whole = gone[self.end] - gone[self.start]
        away: Mask = whole > gone[self.gap_end] - gone[self.gap_start]
        return away

    def __len__(self) -> int:
        return len(self.day)


@dataclass(slots=True)
class TourSpace:
    """The weeks that an agent may work.

    A rule excludes or prices shifts and days off, or follows the sequence of days with a pattern.
    With `relaxed` (rule → price), a hard rule named there costs its price for each breach instead.
    """

    horizon: Horizon
    agent: Agent
    plan: WorkPlan
    shifts: Candidates
    relaxed: Mapping[str, int] = field(default_factory=dict)
    rule: str = ""
    """Name of the rule that is being applied."""
    scope: Scope = Scope.PERSON
    """What that rule looks at, where it is applied under one of several contracts."""
    own: Mask | None = None
    """Days of that contract; None where there is one alone."""
    allowed: Mask = field(init=False)
    price: NDArray[np.int64] = field(init=False)
    off_allowed: Mask = field(init=False)
    off_price: NDArray[np.int64] = field(init=False)
    patterns: list[Pattern] = field(default_factory=list)
    limits: list[tuple[Mask, int]] = field(default_factory=list)
    """Candidate shifts of which a tour has at most so many; no shift is in two."""
    windows: NDArray[np.int32] | None = None
    """[mode, 2] lowest and highest key of all shifts of a week; None for any."""
    blocked: list[tuple[int, int]] = field(default_factory=list)
    """Spans of intervals in which the agent, at work, is off queue."""

    def __post_init__(self) -> None:
        self.allowed = np.ones(len(self.shifts), bool)
        self.price = np.zeros(len(self.shifts), np.int64)
        self.off_allowed = np.ones(self.horizon.days, bool)
        self.off_price = np.zeros(self.horizon.days, np.int64)

    def forbid(self, shifts: Mask) -> None:
        """Exclude candidate shifts."""
        shifts = self._own(shifts)
        if self.rule in self.relaxed:
            self.price[shifts] += self.relaxed[self.rule]
        else:
            self.allowed &= ~shifts

    def forbid_off(self, days: Mask) -> None:
        """Exclude days off: the agent works on those days."""
        days = days if self.own is None else days & self.own
        if self.rule in self.relaxed:
            self.off_price[days] += self.relaxed[self.rule]
        else:
            self.off_allowed &= ~days

    def charge(self, shifts: Mask, price: int) -> None:
        """Add a price to candidate shifts."""
        self.price[self._own(shifts)] += price

    def charge_off(self, days: Mask, price: int) -> None:
        """Add a price to days off."""
        self.off_price[days if self.own is None else days & self.own] += price

    def follow(self, pattern: Pattern) -> None:
        """Add a rule over the sequence of days."""
        if self.scope is Scope.CONTRACT and self.own is not None:
            pattern = pattern.resting(self.on_days(~self.own), ~self.own)
        self._follow(pattern)

    def _follow(self, pattern: Pattern) -> None:
        if self.rule in self.relaxed:
            pattern = pattern.relaxed(self.relaxed[self.rule])
        self.patterns.append(pattern)

    def follow_weeks(self, make: Callable[[Horizon, Indices], Pattern]) -> None:
        """Add a rule about a week, made from each week and the numbers of its candidate shifts."""
        weeks = self.horizon.weeks
        self.follow_parts([week.days for week in weeks], lambda n, mine: make(weeks[n], mine))

    def follow_parts(self, days: Sequence[int], make: Callable[[int, Indices], Pattern]) -> None:
        """Add a rule that begins anew after so many days, and again after so many.

        It is made from the number of each part and those of the candidate shifts in it.
        """
        ends = np.cumsum(days)
        number = np.searchsorted(ends, self.shifts.day, side="right")
        parts = [make(n, np.flatnonzero(number == n)) for n in range(len(days))]
        if self.scope is Scope.CONTRACT and self.own is not None:
            elsewhere, off = self.on_days(~self.own), np.split(~self.own, ends[:-1])
            parts = [part.resting(elsewhere[number == n], off[n]) for n, part in enumerate(parts)]
        self._follow(parts[0] if len(parts) == 1 else one_after_another(parts, self.shifts.day))

    def limit(self, shifts: Mask, most: int) -> None:
        """Allow at most so many of these candidate shifts in the horizon; relaxed, any number."""
        if self.rule not in self.relaxed:
            self.limits.append((self._own(shifts), most))

    def _own(self, shifts: Mask) -> Mask:
        return shifts if self.own is None else shifts & self.on_days(self.own)

    def on_days(self, days: Mask) -> Mask:
        """Candidate shifts that start on any of the days."""
        chosen: Mask = days[self.shifts.day]
        return chosen

    def overlapping(self, begin: int, end: int) -> Mask:
        """Candidate shifts that overlap the intervals [begin, end)."""
        overlap: Mask = (self.shifts.start < end) & (self.shifts.end > begin)
        return overlap
