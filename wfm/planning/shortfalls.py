"""What a schedule cannot meet, where, and what everybody who could help is doing then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.model import ActivityCategory, Queue, Schedule, Site
from wfm.model.plan import Message, Severity
from wfm.staffing import MissedWindow

NOTABLE = 1.0
"""Heads below the requirement from which a gap is worth a line."""
LINES = 12
"""Gaps that are spelled out, the worst first."""
HEAVY = 0.1
"""Share of the required heads whose lack is better not spread evenly."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Consecutive intervals in which one queue lacks heads; instants in UTC."""

    queue: Queue
    start: datetime
    end: datetime
    worst: datetime
    short: float
    """Heads that are missing at the worst interval."""
    hours: float
    """Head-hours that are missing in all."""


def gaps(coverage: pd.DataFrame, site: Site) -> list[Gap]:
    """Return the gaps of all queues, the largest first."""
    found = [gap for queue in site.queues for gap in _of_queue(coverage, queue)]
    return sorted(found, key=lambda gap: (-gap.hours, gap.start))


def _of_queue(coverage: pd.DataFrame, queue: Queue) -> Iterator[Gap]:
    rows = coverage[coverage["queue"] == queue.name].sort_values("interval_start")
    rows = rows.assign(short=rows["required"] - rows["scheduled"])
    under = rows[rows["short"] >= NOTABLE]
    if under.empty:
        return
    length = pd.to_timedelta(under["interval_minutes"], unit="min")
    runs = (under["interval_start"].diff() != length).cumsum()
    for _, run in under.groupby(runs):
        starts = run["interval_start"].dt.tz_convert("UTC")
        yield Gap(
            queue,
            start=starts.iloc[0].to_pydatetime(),
            end=(starts.iloc[-1] + length.iloc[0]).to_pydatetime(),
            worst=starts.loc[run["short"].idxmax()].to_pydatetime(),
            short=float(run["short"].max()),
            hours=float((run["short"] * run["interval_minutes"]).sum() / 60),
        )


def unmet(
    coverage: pd.DataFrame,
    late: Iterable[MissedWindow],
    schedule: Schedule,
    site: Site,
) -> tuple[Message, ...]:
    """Say all that a schedule cannot meet; `late` are response windows that will be missed."""
    return (
        *shortfall_messages(coverage, schedule, site),
        *(Message(Severity.WARNING, "schedule", str(missed)) for missed in late),
    )


def shortfall_messages(
    coverage: pd.DataFrame, schedule: Schedule, site: Site
) -> tuple[Message, ...]:
    """Return a warning per gap with what the queue's agents do at its worst interval."""
    found = gaps(coverage, site)
    told = [_message(gap, schedule, site) for gap in found[:LINES]]
    rest = found[LINES:]
    if rest:
        hours = sum(gap.hours for gap in rest)
        text = f"{len(rest)} smaller gaps, {hours:.1f} head-hours together: see the coverage sheet."
        told.append(Message(Severity.WARNING, "schedule", text))
    return tuple(told)


def heavy_shortage(coverage: pd.DataFrame, site: Site, price: str) -> tuple[Message, ...]:
    """Advise another price of heads where far too few are there for calls and chats.

    An even shortage of a tenth or more leaves every interval below its goal; answering as many
    contacts in time as possible gives some intervals up for the others.
    """
    immediate = [queue.name for queue in site.queues if not queue.channel.deferred]
    rows = coverage[coverage["queue"].isin(immediate)]
    required = float(rows["required"].sum())
    missing = float((rows["required"] - rows["scheduled"]).clip(lower=0).sum())
    if price == "answered" or missing < HEAVY * required or not required:
        return ()
    text = (
        f"{missing / required:.0%} of the heads that calls and chats need are missing. Spread "
        "evenly, such a shortage spoils every interval: --price answered has more contacts "
        "answered in time, at the cost of some intervals."
    )
    return (Message(Severity.WARNING, "schedule", text),)


def _message(gap: Gap, schedule: Schedule, site: Site) -> Message:
    zone = ZoneInfo(site.time_zone)
    start, end, worst = (t.astimezone(zone) for t in (gap.start, gap.end, gap.worst))
    text = (
        f"{start:%a} {start.day} {start:%b} {start:%H:%M}–{end:%H:%M} {gap.queue.name}: "
        f"up to {gap.short:.1f} heads short ({gap.hours:.1f} head-hours). "
        f"At {worst:%H:%M}, {_whereabouts(gap, schedule, site)}."
    )
    return Message(Severity.WARNING, "schedule", text)


def _whereabouts(gap: Gap, schedule: Schedule, site: Site) -> str:
    """Say what the agents with the queue's skill do at the worst moment."""
    skilled = {agent.id for agent in site.agents if gap.queue.skill in agent.skills}
    versatile = {agent.id for agent in site.agents if agent.skills - {gap.queue.skill}}
    doing = [
        (shift.agent_id, activity.category)
        for shift in schedule.shifts
        if shift.agent_id in skilled
        for activity in shift.activities
        if activity.start <= gap.worst < activity.end
    ]
    on_queue = {agent for agent, category in doing if category is ActivityCategory.ON_QUEUE}
    absent = {
        absence.agent_id
        for absence in site.time_off
        if absence.agent_id in skilled and absence.start <= gap.worst < absence.end
    }
    away = len(doing) - len(on_queue)
    off = len(skilled) - len(doing) - len(absent)
    shared = " (some for other queues)" if on_queue & versatile else ""
    return (
        f"{len(on_queue)} of {len(skilled)} agents with skill {gap.queue.skill} are on queue"
        f"{shared}, {away} on break or other work, {len(absent)} absent, {off} off shift"
    )
