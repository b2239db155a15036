"""The running day: who is where they should be, from a feed as it comes, in bounded memory.

Events may come late, twice and out of order within `lateness_seconds`. What is older than that is
settled: activities that ended before are graded once, by the same kernels as a finished day, and
only their seconds are kept. So the figures at the end of the day are those of `measure`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import (
    ACTUAL_NAMES,
    ON_QUEUE,
    SCHEDULED_NAMES,
    UNKNOWN,
    UNMAPPED,
    UNSCHEDULED,
    Impact,
)
from wfm.adherence.event_retention import joined, last_events, thinned, thinned_signs
from wfm.adherence.figures import Stamp, complete_until, figures
from wfm.adherence.grading import Slices, attended, grade
from wfm.adherence.live_sources import SourceNow, Sources
from wfm.adherence.mapping import mapping_version
from wfm.adherence.measure import Policy, ShiftFigures, window
from wfm.adherence.methods import method
from wfm.adherence.overlap import Ints, ints
from wfm.adherence.recorded_segments import segments
from wfm.adherence.scheduled_segments import Pieces, epoch, scheduled_pieces
from wfm.adherence.silence import due
from wfm.adherence.state_changes import (
    MICROSECONDS,
    Changes,
    Snapshot,
    agent_numbers,
    changes,
    heard_of,
    no_agent_events,
    snapshots,
    words_of_log,
)
from wfm.adherence.tally import Tally, tally_matrix
from wfm.model import Schedule

NOT_SCHEDULED: Final = "not_scheduled"
UNSCHEDULED_WORK: Final = "unscheduled"
LATEST: Final = 9_000_000_000
"""An epoch second after all others."""
FEW: Final = 10_000
"""Pending events that are not worth thinning out."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch of events did."""

    taken: int
    """Known ones too: to hear an event again changes nothing."""
    too_late: int
    """Older than what is settled: kept out here, and a reason to measure the day again."""


@dataclass(frozen=True, slots=True)
class AgentNow:
    """One agent at one instant."""

    agent_id: str
    status: str
    """in, out, neutral, ignored, unknown, unscheduled (works outside a shift), not_scheduled."""
    since: datetime
    scheduled: str
    actual: str
    changed: datetime
    """Since when the schedule and the agent's state have both been as they are."""
    arrived: bool | None
    """Whether the agent has come to the shift; None outside of shifts."""
    next: str | None = None
    """What the schedule has next; None where it has nothing more."""
    next_at: datetime | None = None


class Live:
    """Follows one published schedule through its week.

    Parameters
    ----------
    schedule, policy, time_zone, agents, days
        As for `measure`.
    lateness_seconds
        How late an event may come and still count.
    earlier
        Source → its latest event of the days before.
    homes
        Agent, as the sources name them, → the source that spoke last of that agent before.
    """

    def __init__(
        self,
        schedule: Schedule,
        policy: Policy,
        *,
        time_zone: str,
        agents: Sequence[str] = (),
        days: int = 7,
        lateness_seconds: int = 900,
        earlier: Mapping[str, datetime] = MappingProxyType({}),
        homes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        ids = [*agents, *(shift.agent_id for shift in schedule.shifts)]
        self.agents = tuple(dict.fromkeys(ids))
        self.policy, self.schedule = policy, schedule
        self.lateness = lateness_seconds
        begin, end = window(schedule, time_zone, days)
        self._window = epoch(begin), epoch(end)
        self._pieces = scheduled_pieces(schedule.shifts, self.agents, begin, end, time_zone)
        self._due = due(self._pieces, self._window)
        self._open = np.arange(len(self._pieces.start))
        self._groups, self._group_of = _groups(self._pieces)
        self._tallies = np.zeros((len(self._groups), len(fields(Tally))), dtype=np.int64)
        self._settled = self._window[0]
        self._held = Changes(*(np.zeros(0, np.int64) for _ in fields(Changes)))
        self._pending = no_agent_events()
        self._compact = 0
        self._snapshots: list[Snapshot] = []
        self._sources = Sources(earlier)
        self._heard_of: dict[int, frozenset[int]] = {}
        self._status: dict[int, tuple[str, int]] = {}
        self._homes = np.full(len(self.agents), -1)
        self._earlier_homes = self._homes.copy()
        numbers = {agent: number for number, agent in enumerate(self.agents)}
        for external, source in homes.items():
            number = numbers.get(policy.external_ids.get(external, external))
            if number is not None:
                self._earlier_homes[number] = self._sources.number(source)
        self._begun = np.zeros(len(schedule.shifts), dtype=bool)
        """Shifts to which the agent has come, as far as they are settled."""

    def apply(self, batch: pd.DataFrame) -> Applied:
        """Take a checked batch (`read_events`); a snapshot comes in one batch."""
        fresh, too_late = self._in_time(batch)
        policy = self.policy
        self._sources.note(fresh, self.agents, policy.external_ids, policy.states)
        said = words_of_log(
            fresh, self.agents, policy.states, policy.external_ids, self._sources.codes
        )
        known = agent_numbers(fresh, self.agents, policy.external_ids) >= 0
        for source, agents in heard_of(said).items():
            self._heard_of[source] = self._heard_of.get(source, frozenset()) | agents
        self._snapshots += snapshots(fresh, said, known)
        self._pending += said
        if len(self._pending.at) > 2 * self._compact:
            self._pending = last_events(self._pending, self._homes < 0)
            self._compact = max(len(self._pending.at), FEW)
        return Applied(len(fresh), too_late)

    def settle(self, now: datetime) -> None:
        """Grade for good what ended `lateness_seconds` before now, and forget its events."""
        mark = epoch(now) - self.lateness
        if mark <= self._settled:
            return
        known = self._until(mark)
        self._learn_homes(known)
        open_pieces = self._pieces.end[self._open], self._pieces.agent[self._open]
        # which feed vouches for an agent who was never heard of is known at the end only
        done = (open_pieces[0] <= mark) & (self._homes[open_pieces[1]] >= 0)
        if done.any():
            slices = self._graded(self._open[done], mark)
            self._tallies += self._sums(slices)
            self._remember(slices)
            self._begun[self._pieces.shift[slices.piece[attended(slices)]]] = True
            self._open = self._open[~done]
        self._thin(known, mark)
        self._settled = mark

    def figures(self, now: datetime) -> tuple[ShiftFigures, ...]:
        """Figures so far, as `measure(…, until=now)` gives them."""
        second = epoch(now)
        so_far = self._graded(self._open, second).between(self._window[0], second)
        sums = self._tallies + self._sums(so_far)
        rule, stamp = method(self.policy.method), self.stamp(now)
        rows = []
        for (agent, day, shift), row in zip(self._groups.tolist(), sums.tolist(), strict=True):
            tally = Tally(*row)
            if tally.any_time:
                name = self.schedule.shifts[shift].id if shift >= 0 else None
                found = figures(tally, rule, stamp)
                rows.append(ShiftFigures(self.agents[agent], date.fromordinal(day), name, found))
        return tuple(rows)

    def board(self, now: datetime) -> tuple[AgentNow, ...]:
        """Where every agent is at this instant, and since when the grade is what it is."""
        second = epoch(now)
        started = self._pieces.start[self._open] <= second
        slices = self._graded(self._open[started], second + 1).between(0, second + 1)
        runs, come = _status_runs(slices), self._arrived(slices)
        rows = []
        for number, agent in enumerate(self.agents):
            status, since, last = runs[number]
            before = self._status.get(number)
            if before and before[0] == status and since == self._first_open(number):
                since = before[1]
            shift = int(self._pieces.shift[slices.piece[last]])
            rows.append(
                AgentNow(
                    agent,
                    status,
                    datetime.fromtimestamp(since, UTC),
                    SCHEDULED_NAMES[slices.scheduled[last]],
                    ACTUAL_NAMES[slices.actual[last]],
                    datetime.fromtimestamp(int(slices.start[last]), UTC),
                    bool(come[shift]) if shift >= 0 else None,
                    *self._next(number, int(slices.scheduled[last]), second),
                )
            )
        return tuple(rows)

    def sources(self, now: datetime) -> tuple[SourceNow, ...]:
        """Say when each source was last heard, and whether it is still believed."""
        return self._sources.at(now, self._due, self.policy.silence)

    def _arrived(self, slices: Slices) -> NDArray[np.bool_]:
        """Mark the shifts to which an agent is known to have come."""
        there = attended(slices) & ~np.isin(slices.actual, [UNKNOWN, UNMAPPED])
        come = self._begun.copy()
        come[self._pieces.shift[slices.piece[there]]] = True
        return come

    def _next(self, agent: int, category: int, second: int) -> tuple[str | None, datetime | None]:
        """Find what the schedule has after what it has now; the end of a shift is unscheduled."""
        cut = self._pieces
        later = (cut.agent == agent) & (cut.start > second) & (cut.category != category)
        if not later.any():
            return None, None
        first = np.flatnonzero(later)[cut.start[later].argmin()]
        at = datetime.fromtimestamp(int(cut.start[first]), UTC)
        return SCHEDULED_NAMES[cut.category[first]], at

    def stamp(self, now: datetime) -> Stamp:
        """Say what the figures are made with."""
        policy = self.policy
        return Stamp(
            policy.method,
            policy.tolerance_seconds,
            policy.count_unscheduled_work,
            self.schedule.version,
            mapping_version(policy.states, policy.table),
            complete_until(self._sources.latest.values(), now),
        )

    @property
    def held(self) -> int:
        """Events and signs of life in memory."""
        return (
            len(self._held.at) + len(self._pending.at) + sum(map(len, self._sources.signs.values()))
        )

    def _in_time(self, batch: pd.DataFrame) -> tuple[pd.DataFrame, int]:
        """Give the events to take, and count those that come too late."""
        if self._settled == self._window[0]:
            return batch, 0
        settled = pd.Timestamp(self._settled, unit="s", tz="UTC").as_unit("us")
        late = (batch["started_at"] < settled).to_numpy(bool)
        listed = batch["is_snapshot"].to_numpy(bool)
        fresh = batch[~late | listed]
        # A snapshot confirms a state that may have begun long ago: it speaks of the present.
        moved = fresh["started_at"].where(fresh["started_at"] >= settled, settled)
        return fresh.assign(started_at=moved), int((late & ~listed).sum())

    def _until(self, mark: int) -> Changes:
        """Give what is known of the time before a mark: what is held, and what is pending."""
        edge = mark * MICROSECONDS
        taken = [one for one in self._snapshots if one.at < edge]
        old = self._pending.where(self._pending.at < edge)
        return joined(self._held, changes(old, taken, self._heard_of))

    def _graded(self, which: Ints, until: int) -> Slices:
        found = self._until(LATEST)
        silence = self.policy.silence
        done = segments(
            found, self._pieces, self._sources.signs, self._window, silence, until, self._homes,
            self._earlier_homes,
        )  # fmt: skip
        numbers = {agent: index for index, agent in enumerate(self.agents)}
        chosen = Pieces(*(getattr(self._pieces, f.name)[which] for f in fields(Pieces)))
        policy = self.policy
        graded = grade(
            chosen, done, policy.table, policy.forgive, policy.authorised, numbers,
            self._begun,
        )  # fmt: skip
        return graded.relabelled(which)

    def _sums(self, slices: Slices) -> Ints:
        return tally_matrix(slices, self._group_of[slices.piece], len(self._groups))

    def _remember(self, slices: Slices) -> None:
        begins = dict(zip(slices.agent[::-1].tolist(), slices.start[::-1].tolist(), strict=True))
        for number, (status, since, _) in _status_runs(slices).items():
            before = self._status.get(number)
            goes_on = before is not None and before[0] == status and since == begins[number]
            self._status[number] = (status, before[1] if before and goes_on else since)

    def _first_open(self, agent: int) -> int:
        return int(self._pieces.start[self._open[self._pieces.agent[self._open] == agent]].min())

    def _learn_homes(self, known: Changes) -> None:
        named, first = np.unique(known.agent, return_index=True)
        homes = self._homes[named]
        self._homes[named] = np.where(homes >= 0, homes, known.source[first])

    def _thin(self, settled: Changes, mark: int) -> None:
        """Forget what is older than the mark, but for what is needed later."""
        edge = mark * MICROSECONDS
        self._pending = self._pending.where(self._pending.at >= edge)
        self._snapshots = [one for one in self._snapshots if one.at >= edge]
        first = np.full(len(self.agents), self._window[1])
        np.minimum.at(first, self._pieces.agent[self._open], self._pieces.start[self._open])
        self._held = thinned(settled, first, self.policy.silence.agent_seconds)
        oldest = int(first.min(initial=mark))
        silence = self.policy.silence
        signs = self._sources.signs
        self._sources.signs = {
            code: thinned_signs(own, oldest, mark, silence) for code, own in signs.items()
        }


def _groups(cut: Pieces) -> tuple[Ints, Ints]:
    keys = np.column_stack([cut.agent, cut.date, cut.shift])
    unique, group = np.unique(keys, axis=0, return_inverse=True)
    return unique, ints(group.ravel())


def _status_runs(slices: Slices) -> dict[int, tuple[str, int, int]]:
    """Per agent: the status at the end, since when it has held, and its last slice."""
    names = np.array([impact.name.lower() for impact in Impact], dtype=object)[slices.impact]
    outside = slices.scheduled == UNSCHEDULED
    names[outside] = NOT_SCHEDULED
    names[outside & (slices.actual == ON_QUEUE)] = UNSCHEDULED_WORK
    agent = slices.agent
    breaks = np.append(True, (agent[1:] != agent[:-1]) | (names[1:] != names[:-1]))
    run_start = np.maximum.accumulate(np.where(breaks, np.arange(len(names)), 0))
    last = np.append(np.flatnonzero(agent[1:] != agent[:-1]), len(agent) - 1)
    return {
        int(agent[i]): (str(names[i]), int(slices.start[run_start[i]]), int(i))
        for i in (last if len(agent) else [])
    }
