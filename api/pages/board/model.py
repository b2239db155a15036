"""What a board shows of a schedule: rows of agents, and what each queue has of its heads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from wfm.figures.net_staffing import under_and_over
from wfm.model import Agent, Shift, Site
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.paid_hours import PaidHoursSettings
from wfm.words import Phrase

if TYPE_CHECKING:
    import pandas as pd

UNLIMITED: Final = 168.0
"""Paid hours of a week beyond which no contract goes: as much as none."""
MINUTE: Final = timedelta(minutes=1)
WIDTH: Final = 22
"""Width of an interval in the day view, in pixels."""


class Order(StrEnum):
    """By what the rows are sorted."""

    NAME = "name"
    TEAM = "team"
    HOURS = "hours"
    FINDINGS = "findings"
    START = "start"


@dataclass(frozen=True, slots=True)
class Cell:
    """An agent's day."""

    date: date
    hours: tuple[tuple[datetime, datetime], ...]
    """From when to when, by the site's clock."""
    edited: bool
    locked: bool
    broken: tuple[Phrase, ...]
    """Hard rules that are broken on it."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An agent's week."""

    agent: Agent
    cells: tuple[Cell, ...]
    paid: float
    """Hours."""
    least: float
    """Paid hours of the contract at least."""
    most: float
    """Paid hours of the contract at most."""
    findings: tuple[Finding, ...]

    @property
    def left(self) -> float | None:
        """Hours that the contract leaves, negative beyond its most; None where it has no limit."""
        return None if self.most >= UNLIMITED else round(self.most - self.paid, 2) + 0.0

    @property
    def outside(self) -> bool:
        """Whether the paid hours are fewer or more than the contract has."""
        return not round(self.least, 2) <= round(self.paid, 2) <= round(self.most, 2)

    @property
    def broken(self) -> int:
        """How many hard rules are broken."""
        return sum(finding.hard for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Heads:
    """Head-hours of a queue on a day; under and over are apart, as their sum hides gaps."""

    required: float
    scheduled: float
    under: float
    over: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a shift in the day view, in pixels from its left edge."""

    x: int
    width: int
    category: str
    title: str


@dataclass(frozen=True, slots=True)
class IntervalHeads:
    """Heads of a queue in an interval; None where it is closed."""

    x: int
    required: float | None
    scheduled: float | None
    net: float | None


@dataclass(frozen=True, slots=True)
class DayGrid:
    """The hours that a day view spans."""

    first: datetime
    intervals: int
    minutes: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.intervals * WIDTH

    def x(self, moment: datetime) -> int:
        """Pixels from the left edge, inside the view."""
        at = round((moment - self.first) / (self.minutes * MINUTE) * WIDTH)
        return min(max(at, 0), self.width)

    def hours(self, zone: ZoneInfo) -> list[tuple[int, datetime]]:
        """Where each full hour lies."""
        step = 60 // self.minutes
        moments = (self.first + n * step * self.minutes * MINUTE
                   for n in range(self.intervals // step + 1))  # fmt: skip
        return [(self.x(moment), moment.astimezone(zone)) for moment in moments]


def rows_of(
    site: Site,
    zone: ZoneInfo,
    days: Sequence[date],
    shifts: Sequence[Shift],
    findings: Sequence[Finding],
    edited: Collection[tuple[str, date]],
    teams: Collection[str] | None,
) -> list[BoardRow]:
    """Make a row of every agent of these teams (None: of all)."""
    by_day: dict[tuple[str, date], list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.agent_id, shift.date].append(shift)
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.agent_id].append(finding)
    return [
        _row(agent, zone, days, by_day, found[agent.id], edited, _contract(site, agent, days))
        for agent in site.agents
        if teams is None or agent.team in teams
    ]


def _row(
    agent: Agent,
    zone: ZoneInfo,
    days: Sequence[date],
    by_day: Mapping[tuple[str, date], Sequence[Shift]],
    findings: Sequence[Finding],
    edited: Collection[tuple[str, date]],
    contract: tuple[float, float],
) -> BoardRow:
    cells = []
    paid = 0.0
    for day in days:
        own = by_day.get((agent.id, day), ())
        paid += sum(shift.paid_minutes for shift in own) / 60
        broken = tuple(f.phrase for f in findings if f.hard and f.date == day)
        hours = tuple((s.start.astimezone(zone), s.end.astimezone(zone)) for s in own)
        locked = any(shift.locked for shift in own)
        cells.append(Cell(day, hours, (agent.id, day) in edited, locked, broken))
    return BoardRow(agent, tuple(cells), paid, *contract, tuple(findings))


def _contract(site: Site, agent: Agent, days: Sequence[date]) -> tuple[float, float]:
    """Paid hours of a week, of each day's contract its share."""
    plans = [site.work_plans.get(site.work_plan_on(agent, day)) for day in days]
    spans = [(0, UNLIMITED * 60) if p is None else PaidHoursSettings.of(p).paid_minutes_per_week
             for p in plans]  # fmt: skip
    least, most = (sum(ends) / len(days) / 60 for ends in zip(*spans, strict=True))
    return least, most


def in_order(rows: Sequence[BoardRow], order: Order, day: date | None) -> list[BoardRow]:
    """Sort rows; names decide among equals."""
    named = sorted(rows, key=lambda row: (row.agent.name, row.agent.id))
    match order:
        case Order.NAME:
            return named
        case Order.TEAM:
            return sorted(named, key=lambda row: row.agent.team)
        case Order.HOURS:
            return sorted(named, key=lambda row: -inf if row.left is None else -row.left)
        case Order.FINDINGS:
            return sorted(named, key=lambda row: (-row.broken, -len(row.findings)))
        case Order.START:
            return sorted(named, key=lambda row: _begins(row, day))


def _begins(row: BoardRow, day: date | None) -> tuple[bool, float]:
    starts = [h[0] for cell in row.cells if day in {None, cell.date} for h in cell.hours]
    return not starts, min(starts).timestamp() if starts else 0.0


def heads_by_day(
    coverage: pd.DataFrame, zone: ZoneInfo, days: Sequence[date]
) -> list[tuple[str, list[Heads], Heads]]:
    """Give each queue's head-hours per day, and of the week."""
    found = []
    hours = coverage["interval_minutes"] / 60
    local = coverage["interval_start"].dt.tz_convert(zone).dt.date
    under, over = under_and_over(coverage["scheduled"], coverage["required"])
    table = coverage.assign(
        day=local, required=coverage["required"] * hours, scheduled=coverage["scheduled"] * hours,
        under=-under * hours, over=over * hours,
    )  # fmt: skip
    names = ["required", "scheduled", "under", "over"]
    for queue, rows in table.groupby("queue", sort=False):
        sums = rows.groupby("day")[names].sum()
        of_days = [
            Heads(*map(float, sums.loc[day])) if day in sums.index else Heads(0.0, 0.0, 0.0, 0.0)
            for day in days
        ]
        found.append((str(queue), of_days, Heads(*map(float, rows[names].sum()))))
    return found


def grid_of(coverage: pd.DataFrame, shifts: Sequence[Shift], day: date, zone: ZoneInfo,
            minutes: int) -> DayGrid:  # fmt: skip
    """Span a day view from the first full hour to the last in which anything happens."""
    midnight = datetime.combine(day, datetime.min.time(), zone)
    local = coverage["interval_start"].dt.tz_convert(zone)
    opened = [moment.to_pydatetime() for moment in local[local.dt.date == day]]
    own = [s for s in shifts if s.date == day]
    first = min([*opened, *(s.start for s in own)], default=midnight + 8 * 60 * MINUTE)
    closed = [moment + minutes * MINUTE for moment in opened]
    last = max([*closed, *(s.end for s in own)], default=midnight + 20 * 60 * MINUTE)
    begin = first.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = -((begin - last) // (60 * MINUTE))
    return DayGrid(begin, int(hours) * 60 // minutes, minutes)


def bars_of(grid: DayGrid, shifts: Sequence[Shift], zone: ZoneInfo) -> list[Bar]:
    """Draw an agent's shifts."""
    return [
        Bar(grid.x(part.start), grid.x(part.end) - grid.x(part.start), str(part.category),
            f"{part.code} {part.start.astimezone(zone):%H:%M}–{part.end.astimezone(zone):%H:%M}")
        for shift in shifts
        for part in shift.activities
    ]  # fmt: skip


def heads_in_intervals(
    coverage: pd.DataFrame, grid: DayGrid
) -> list[tuple[str, list[IntervalHeads]]]:
    """Give each queue's heads in the intervals of a day view."""
    found = []
    for queue, rows in coverage.groupby("queue", sort=False):
        moments = [moment.to_pydatetime() for moment in rows["interval_start"]]
        figures = rows[["required", "scheduled", "net"]].to_numpy(float).tolist()
        facts = dict(zip(moments, figures, strict=True))
        heads = []
        for n in range(grid.intervals):
            known = facts.get(grid.first + n * grid.minutes * MINUTE)
            heads.append(IntervalHeads(n * WIDTH, *(known or (None, None, None))))
        found.append((str(queue), heads))
    return found
