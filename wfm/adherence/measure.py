"""A published schedule against recorded states: adherence and conformance, second by second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import UNMAPPED
from wfm.adherence.figures import Figures, Stamp, complete_until, figures
from wfm.adherence.grading import AuthorisedException, Forgive, Slices, grade
from wfm.adherence.mapping import ImpactTable, StateMap, mapping_version
from wfm.adherence.methods import METHODS, AdherenceMethod, method
from wfm.adherence.overlap import Ints
from wfm.adherence.recorded_segments import Segments, segments
from wfm.adherence.scheduled_segments import Pieces, epoch, scheduled_pieces
from wfm.adherence.silence import Silence
from wfm.adherence.state_changes import agent_numbers, categories, logged_changes, signs_of_life
from wfm.adherence.tally import Tally, tallies, total
from wfm.errors import ParameterError
from wfm.model import ActivityCategory, Schedule, Shift
from wfm.words import phrase

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Policy:
    """How a site grades.

    Raises
    ------
    ParameterError
        For an unknown method or a tolerance below 0.
    """

    states: StateMap
    impacts: ImpactTable = field(default_factory=ImpactTable)
    method: str = "default"
    tolerance_seconds: int = 0
    count_unscheduled_work: bool = False
    silence: Silence = field(default_factory=Silence)
    authorised: tuple[AuthorisedException, ...] = ()
    productive: Collection[ActivityCategory] = ()
    """What is productive besides on-queue work, by methods that know of it."""
    external_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """External agent id → agent id, where they differ."""

    def __post_init__(self) -> None:
        method(self.method)
        if self.tolerance_seconds < 0:
            raise ParameterError(
                "tolerance_seconds", self.tolerance_seconds, phrase("range.from_zero")
            )
        if self.productive and not self.rule.productive:
            named = ", ".join(name for name, each in METHODS.items() if each.productive)
            raise ParameterError(
                "productive", list(self.productive), phrase("range.only_by", methods=named)
            )

    @property
    def rule(self) -> AdherenceMethod:
        """The formula."""
        return method(self.method)

    @property
    def table(self) -> ImpactTable:
        """The impact table in force: the method's own with what the site chose on top of it."""
        own = self.rule.impacts
        return self.impacts if own is None else self.impacts.over(own(self.productive))

    @property
    def forgive(self) -> Forgive:
        """What the tolerance does by the method."""
        return self.rule.forgive(self.tolerance_seconds)


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """One agent's shift, or one agent's date without a shift on which work was recorded."""

    agent_id: str
    date: date
    shift_id: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What a feed said that the site cannot place: kept, counted and shown."""

    unmapped_codes: Mapping[str, int]
    """State code, with its reason after a slash where it has one → number of events."""
    unknown_agents: Mapping[str, int]
    """External agent id → number of events."""
    inactive_agents: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Agent → number of events outside the employment."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything that one schedule and one log of events say about a window."""

    stamp: Stamp
    rule: AdherenceMethod
    agents: tuple[str, ...]
    shifts: tuple[Shift, ...]
    begin: datetime
    end: datetime
    pieces: Pieces
    segments: Segments
    slices: Slices
    rows: tuple[ShiftFigures, ...]
    unplaced: Unplaced
    heard_until: datetime | None
    """Instant of the last event of any source."""
    until: datetime | None = None
    """Instant after which nothing can be known yet."""

    @property
    def passed(self) -> Slices:
        """Slices of the time that is over."""
        slices = self.slices
        return (
            slices if self.until is None else slices.between(epoch(self.begin), epoch(self.until))
        )

    @property
    def watched(self) -> frozenset[str]:
        """Agents with a shift, or with work without one."""
        return frozenset(self.agents[number] for number in np.unique(self.slices.agent))

    def sum(self) -> Figures:
        """Figures of all rows: seconds are added, percentages never averaged."""
        return figures(total(row.figures.tally for row in self.rows), self.rule, self.stamp)

    def sums(self, group: Callable[[ShiftFigures], K], groups: Iterable[K]) -> dict[K, Figures]:
        """Figures of the rows of each group."""
        found: dict[K, list[Tally]] = {name: [] for name in groups}
        for row in self.rows:
            if (name := group(row)) in found:
                found[name].append(row.figures.tally)
        return {
            name: figures(total(tallied), self.rule, self.stamp) for name, tallied in found.items()
        }

    def of(self, agent_ids: Collection[str]) -> Measurement:
        """Leave out all other agents."""
        numbers = [number for number, agent in enumerate(self.agents) if agent in agent_ids]
        found = self.unplaced
        inactive = {a: n for a, n in found.inactive_agents.items() if a in agent_ids}
        return replace(
            self,
            slices=self.slices.where(np.isin(self.slices.agent, numbers)),
            rows=tuple(row for row in self.rows if row.agent_id in agent_ids),
            unplaced=replace(found, inactive_agents=MappingProxyType(inactive)),
        )

    def between(self, start: datetime, end: datetime) -> Tally:
        """Seconds of all agents inside [start, end); adjacent stretches add up to the whole."""
        part = self.slices.between(epoch(start), epoch(end))
        return tallies(part, np.zeros(len(part.start), np.int64), 1)[0]


def window(schedule: Schedule, time_zone: str, days: int = 7) -> tuple[datetime, datetime]:
    """From the first local midnight of the schedule's week to the end of its last shift or day."""
    zone = ZoneInfo(time_zone)
    first = datetime.combine(schedule.week, datetime.min.time(), zone)
    last = datetime.combine(schedule.week + timedelta(days=days), datetime.min.time(), zone)
    ends = [shift.end for shift in schedule.shifts]
    starts = [shift.start for shift in schedule.shifts]
    return min([first, *starts]), max([last, *ends])


def measure(
    schedule: Schedule,
    log: pd.DataFrame,
    policy: Policy,
    *,
    time_zone: str,
    agents: Sequence[str] = (),
    days: int = 7,
    until: datetime | None = None,
    employed: Mapping[str, tuple[date | None, date | None]] | None = None,
) -> Measurement:
    """Grade a published schedule against a log of events.

    Parameters
    ----------
    schedule
        The shifts; those of the window of `days` from its week are judged.
    log
        Events as `events.read_events` gives them.
    policy
        Mapping, method, tolerance and the rest.
    time_zone
        IANA name, for the local dates.
    agents
        Who is watched, shift or not; agents of the schedule are added.
    until
        Nothing is known after this instant, and time after it counts for nothing.
    employed
        Agent → first and last day, to count events outside of them.
    """
    everyone = tuple(dict.fromkeys([*agents, *(shift.agent_id for shift in schedule.shifts)]))
    begin, end = window(schedule, time_zone, days)
    cut = scheduled_pieces(schedule.shifts, everyone, begin, end, time_zone)
    found = logged_changes(log, everyone, policy.states, policy.external_ids)
    span = epoch(begin), epoch(end)
    limit = epoch(until) if until else None
    done = segments(found, cut, signs_of_life(log), span, policy.silence, limit)
    numbers = {agent: index for index, agent in enumerate(everyone)}
    slices = grade(cut, done, policy.table, policy.forgive, policy.authorised, numbers)
    latest = _latest_of_sources(log)
    stamp = Stamp(
        policy.method,
        policy.tolerance_seconds,
        policy.count_unscheduled_work,
        schedule.version,
        mapping_version(policy.states, policy.table),
        complete_until(latest, until),
    )
    rule = policy.rule
    known = slices if limit is None else slices.between(span[0], limit)
    rows = _rows(known, cut, everyone, schedule.shifts, rule, stamp)
    unplaced = _unplaced(log, everyone, policy, employed or {}, time_zone)
    return Measurement(
        stamp,
        rule,
        everyone,
        schedule.shifts,
        begin,
        end,
        cut,
        done,
        slices,
        rows,
        unplaced,
        max(latest, default=None),
        until,
    )


def _latest_of_sources(log: pd.DataFrame) -> list[datetime]:
    latest = log.groupby("source_id")["started_at"].max()
    return [moment.to_pydatetime() for moment in latest]


def _rows(
    slices: Slices,
    cut: Pieces,
    agents: Sequence[str],
    shifts: Sequence[Shift],
    rule: AdherenceMethod,
    stamp: Stamp,
) -> tuple[ShiftFigures, ...]:
    keys = np.column_stack([cut.agent, cut.date, cut.shift])[slices.piece]
    unique, group = np.unique(keys, axis=0, return_inverse=True)
    rows = []
    sums = tallies(slices, group.ravel(), len(unique))
    for (agent, day, shift), tally in zip(unique.tolist(), sums, strict=True):
        if shift < 0 and not tally.unscheduled_seconds:
            continue
        rows.append(
            ShiftFigures(
                agents[agent],
                date.fromordinal(day),
                shifts[shift].id if shift >= 0 else None,
                figures(tally, rule, stamp),
            )
        )
    return tuple(rows)


def _unplaced(
    log: pd.DataFrame,
    agents: Sequence[str],
    policy: Policy,
    employed: Mapping[str, tuple[date | None, date | None]],
    time_zone: str,
) -> Unplaced:
    number = agent_numbers(log, agents, policy.external_ids)
    codes = log["state_code"].where(
        log["reason_code"] == "", log["state_code"] + "/" + log["reason_code"]
    )
    unmapped = codes[categories(log, policy.states) == UNMAPPED]
    outside = _outside(log["started_at"].dt.tz_convert(time_zone), number, agents, employed)
    names = pd.Series(np.array(agents, dtype=object)[number[outside]], dtype=object)
    return Unplaced(
        _counts(unmapped), _counts(log["external_agent_id"][number < 0]), _counts(names)
    )


def _outside(
    local: pd.Series,
    number: Ints,
    agents: Sequence[str],
    employed: Mapping[str, tuple[date | None, date | None]],
) -> NDArray[np.bool_]:
    """Mark events of known agents before their first or after their last day."""
    spans = [employed.get(agent, (None, None)) for agent in agents]
    first = np.array([span[0] or date.min for span in spans], dtype="datetime64[D]")
    last = np.array([span[1] or date.max for span in spans], dtype="datetime64[D]")
    day = local.dt.tz_localize(None).to_numpy("datetime64[D]")
    out = np.zeros(len(number), dtype=bool)
    known = number >= 0
    whose = number[known]
    out[known] = (day[known] < first[whose]) | (day[known] > last[whose])
    return out


def _counts(values: pd.Series) -> Mapping[str, int]:
    return MappingProxyType({str(k): int(n) for k, n in values.value_counts().items()})
