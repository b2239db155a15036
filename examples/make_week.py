"""The example site's last week: the shifts that were published, and what agents really did.

Deviations have the sizes that supervisors know: most people log on within two minutes of the
start, one shift in twenty begins ten minutes late or more, breaks run over by some minutes, 3 % of
shifts are missed at short notice (Kahn 2013 puts unplanned absence in service work at 3–4 %).
The feed sends a snapshot of everyone logged on every 15 minutes, repeats some events, gets some out
of order, is silent once for 80 minutes, and knows a code and a person that the site does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, pairwise

import numpy as np

from wfm.model import Activity, ActivityCategory, Agent, Schedule, Shift, Site, WorkPlan
from wfm.scheduling.evaluation.check import judge
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import ActivityRule, BreakSettings
from wfm.scheduling.rules.days_off_together import DaysOffSettings
from wfm.scheduling.rules.days_per_week import DaysSettings
from wfm.scheduling.rules.rest import RestSettings
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.weekends import WeekendDaysSettings
from wfm.scheduling.rules.weekly_start_window import WeeklyStartSettings
from wfm.timegrid import TimeGrid

WEEK = date(2026, 2, 23)
SILENCE = (datetime(2026, 2, 26, 12, 50, tzinfo=UTC), datetime(2026, 2, 26, 14, 10, tzinfo=UTC))
CODES = {
    ActivityCategory.ON_QUEUE: ("AVAILABLE", ""),
    ActivityCategory.BREAK: ("NOT_READY", "BREAK"),
    ActivityCategory.MEAL: ("NOT_READY", "MEAL"),
    ActivityCategory.MEETING: ("NOT_READY", "MEETING"),
    ActivityCategory.OFF_QUEUE_WORK: ("NOT_READY", "ADMIN"),
    ActivityCategory.UNAVAILABLE: ("LOGGED_OUT", ""),
}
UNMAPPED = ("NOT_READY", "TECH")
SATURDAY, SUNDAY = 0.32, 0.5
"""Chance that a pattern of days works then."""


def previous_shifts(site: Site, rng: np.random.Generator) -> list[Shift]:
    """Give every agent a legal week by drawing until one keeps all rules; none is the last."""
    grid = TimeGrid(site.time_zone, WEEK, 7, site.interval_minutes)
    shifts: list[Shift] = []
    for agent in site.agents:
        alone = Horizon(replace(site, agents=(agent,), group_rules=()), WEEK)
        drawn = (drawn_week(site, agent, grid, rng) for _ in range(1000))
        weeks: Iterator[list[Shift]] = chain(filter(None, drawn), [[]])
        shifts += next(week for week in weeks if keeps_rules(alone, week))
    return shifts


def keeps_rules(week: Horizon, shifts: Sequence[Shift]) -> bool:
    """Tell whether an agent's week breaks no hard rule."""
    schedule = Schedule(week.site.name, WEEK, tuple(shifts))
    return not any(finding.hard for finding in judge(week, schedule))


def drawn_week(
    site: Site, agent: Agent, grid: TimeGrid, rng: np.random.Generator
) -> list[Shift] | None:
    """One agent's week, or None where the draw breaks a rule."""
    plan = site.work_plans[agent.work_plan]
    times = ShiftTimeSettings.of(plan)
    lengths = times.lengths
    earliest, latest_end = opening(site, agent, 0)
    latest_end = min(latest_end, times.latest_end)
    base = int(rng.integers(earliest // 60, (latest_end - max(lengths)) // 60 + 1)) * 60
    days = drawn_days(plan, rng)
    shifts = []
    for day in days:
        opens, closes = opening(site, agent, day)
        fitting = [length for length in lengths if length <= closes - opens]
        if not fitting:
            return None
        length = int(rng.choice(fitting))
        latest = min(base + 90, latest_end - length)
        start = base + 30 * int(rng.integers(0, (latest - base) // 30 + 1))
        if day >= 5:
            start = opens
        if not available(site, agent, day, start, length):
            return None
        if not absent(site, agent, grid, day, start, length):
            shifts.append(shift_of(agent, plan, grid, day, start, length, rng))
    starts = [(s.start - grid.instant(s.date, 0)) // timedelta(minutes=1) for s in shifts]
    window = WeeklyStartSettings.of(plan).weekly_start_window
    if window is not None and starts and max(starts) - min(starts) > window:
        return None
    rest = timedelta(minutes=RestSettings.of(plan).minimum_rest)
    return shifts if all(b.start - a.end >= rest for a, b in pairwise(shifts)) else None


def opening(site: Site, agent: Agent, day: int) -> tuple[int, int]:
    """When the first of an agent's queues opens on a weekday, and the last one closes."""
    own = [queue for queue in site.queues if queue.skill in agent.skills]
    windows = [window for queue in own for window in queue.hours.windows[day]] or [(0, 0)]
    return min(start for start, _ in windows), max(end for _, end in windows)


def drawn_days(plan: WorkPlan, rng: np.random.Generator) -> list[int]:
    """Weekdays of a week's shifts."""
    most = DaysSettings.of(plan).days_per_week[1]
    run = DaysOffSettings.of(plan).consecutive_days_off
    weekend_days = WeekendDaysSettings.of(plan).maximum_weekend_days or 2
    while True:
        chance = np.array([1.0] * 5 + [SATURDAY, SUNDAY])
        days = sorted(rng.choice(7, most, replace=False, p=chance / chance.sum()))
        off = [day for day in range(7) if day not in days]
        if sum(day >= 5 for day in days) > weekend_days:
            continue
        if run is None or any(set(range(d, d + run)) <= set(off) for d in off):
            return [int(day) for day in days]


def absent(site: Site, agent: Agent, grid: TimeGrid, day: int, start: int, length: int) -> bool:
    """Whether time off overlaps a shift."""
    begin = grid.instant(grid.date_of(day), start)
    end = begin + timedelta(minutes=length)
    return any(t.agent_id == agent.id and t.start < end and begin < t.end for t in site.time_off)


def available(site: Site, agent: Agent, day: int, start: int, length: int) -> bool:
    """Whether the agent can work then."""
    own = [a for a in site.availability if a.agent_id == agent.id and day in a.weekdays]
    inside = [a for a in own if a.available]
    if inside and not any(a.start <= start and start + length <= a.end for a in inside):
        return False
    return not any(not a.available and a.start < start + length and start < a.end for a in own)


def shift_of(
    agent: Agent,
    plan: WorkPlan,
    grid: TimeGrid,
    day: int,
    start: int,
    length: int,
    rng: np.random.Generator,
) -> Shift:
    """A shift with its breaks and meals at times drawn inside their windows."""
    begin = grid.instant(grid.date_of(day), start)
    asked = BreakSettings.of(plan)
    rules = [rule for rule in asked.activities if rule.applies_to(length)]
    parts: list[tuple[str, ActivityCategory, bool, int, int]] = []
    now = 0
    for rule in rules:
        at = drawn_start(rule, now, asked.minimum_gap, rng)
        parts.append(("On queue", ActivityCategory.ON_QUEUE, True, now, at))
        parts.append((rule.code, rule.category, rule.paid, at, at + rule.minutes))
        now = at + rule.minutes
    if agent.team == "Nordsee" and day == 2 and length - now >= 90:
        parts.append(("On queue", ActivityCategory.ON_QUEUE, True, now, now + 30))
        parts.append(("Team talk", ActivityCategory.MEETING, True, now + 30, now + 60))
        now += 60
    parts.append(("On queue", ActivityCategory.ON_QUEUE, True, now, length))
    activities = tuple(
        Activity(code, category, begin + timedelta(minutes=a), begin + timedelta(minutes=b), paid)
        for code, category, paid, a, b in parts
    )
    local = grid.date_of(day)
    return Shift(f"{agent.id}-{local}", agent.id, local, activities)


def drawn_start(rule: ActivityRule, now: int, gap: int, rng: np.random.Generator) -> int:
    """A start inside a rule's window, not too soon after what came before."""
    first = max(rule.earliest, now + gap if now else rule.earliest)
    first += -first % 15
    return first + 15 * int(rng.integers(0, (rule.latest - first) // 15 + 1))


@dataclass(frozen=True, order=True)
class Change:
    """From `at` on an agent was in a state."""

    at: datetime
    agent: str
    state: str
    reason: str


def states_rows(
    site: Site, shifts: Sequence[Shift], rng: np.random.Generator
) -> Iterator[list[object]]:
    """Rows of states.csv: changes, snapshots, and the feed's own faults."""
    external = {agent.id: agent.external_agent_id or agent.id for agent in site.agents}
    changes: list[Change] = []
    for shift in shifts:
        if rng.random() >= 0.03:
            changes += worked(shift, external[shift.agent_id], rng)
    changes += stranger()
    changes.sort()
    events = [(c.at, [c.agent, c.state, c.reason], False, "") for c in changes]
    events += snapshots(changes)
    events = [e for e in events if not SILENCE[0] <= e[0] < SILENCE[1]]
    events.sort(key=lambda event: (event[0], event[2], event[1]))
    rows = [
        [
            f"E{n:06d}", "acd-1", *who, at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "no" if who[1] == "LOGGED_OUT" else "yes", "yes" if snapshot else "no", batch,
        ]
        for n, (at, who, snapshot, batch) in enumerate(events, 1)
    ]  # fmt: skip
    for n, luck in enumerate(rng.random(len(rows)).tolist()):
        if luck < 0.004 and n > 3:
            rows[n], rows[n - 3] = rows[n - 3], rows[n]
    for row, luck in zip(rows, rng.random(len(rows)).tolist(), strict=True):
        yield row
        if luck < 0.003:
            yield row


def worked(shift: Shift, who: str, rng: np.random.Generator) -> list[Change]:
    """What an agent did with a shift."""
    changes = []
    for activity in shift.activities:
        state, reason = CODES[activity.category]
        changes.append(Change(activity.start + slip(activity, rng), who, state, reason))
        if activity.category is ActivityCategory.ON_QUEUE and activity.minutes >= 60:
            changes += interruption(activity, who, rng)
    late = rng.random()
    first = 60 * rng.uniform(10, 40) if late < 0.05 else 60 * rng.normal(0.3, 1.2)
    changes[0] = Change(shift.start + seconds(first), who, *CODES[ActivityCategory.ON_QUEUE])
    early = rng.random()
    last = -60 * rng.uniform(8, 45) if early < 0.03 else 60 * rng.exponential(3.0) - 60
    end = Change(shift.end + seconds(last), who, *CODES[ActivityCategory.UNAVAILABLE])
    return [change for change in changes if changes[0] <= change < end] + [end]


def slip(activity: Activity, rng: np.random.Generator) -> timedelta:
    """How late a change of activity comes: a contact runs over, or a break does."""
    if activity.category is ActivityCategory.ON_QUEUE:
        over = rng.uniform(4, 14) if rng.random() < 0.12 else rng.normal(0.5, 1.0)
        return seconds(60 * over)
    return seconds(60 * rng.exponential(2.0) - 30)


def interruption(activity: Activity, who: str, rng: np.random.Generator) -> list[Change]:
    """Now and then paper work, or trouble with the headset."""
    luck = rng.random()
    if luck >= 0.14:
        return []
    code = UNMAPPED if luck < 0.015 else CODES[ActivityCategory.OFF_QUEUE_WORK]
    start = activity.start + seconds(60 * rng.uniform(15, activity.minutes - 25))
    back = start + seconds(60 * rng.uniform(2, 9))
    return [Change(start, who, *code), Change(back, who, *CODES[ActivityCategory.ON_QUEUE])]


def stranger() -> list[Change]:
    """A supervisor who helps out for an hour and is no agent of the site."""
    start = datetime(2026, 2, 24, 9, 30, tzinfo=UTC)
    return [
        Change(start, "79001", *CODES[ActivityCategory.ON_QUEUE]),
        Change(start + timedelta(hours=1), "79001", *CODES[ActivityCategory.UNAVAILABLE]),
    ]


def snapshots(
    changes: Sequence[Change],
) -> Iterator[tuple[datetime, list[str], bool, str]]:
    """Everyone who is logged on, each quarter of an hour."""
    now: dict[str, Change] = {}
    at = changes[0].at.replace(minute=0, second=0, microsecond=0)
    waiting = list(changes)
    while waiting:
        at += timedelta(minutes=15)
        while waiting and waiting[0].at <= at:
            change = waiting.pop(0)
            now[change.agent] = change
        for change in sorted(now.values(), key=lambda c: c.agent):
            if change.state != "LOGGED_OUT":
                yield at, [change.agent, change.state, change.reason], True, f"S{at:%d%H%M}"


def seconds(value: float) -> timedelta:
    """Whole seconds."""
    return timedelta(seconds=round(value))
