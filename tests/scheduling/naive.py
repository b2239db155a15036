"""The hard rules once more, naively, minute by minute: nothing is shared with the product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from tests.scheduling.random_sites import Case, instant
from tests.work_plans import terms
from wfm.model import Agent, Availability, Meeting, Shift

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def breaches(case: Case, shifts: Sequence[Shift]) -> set[tuple[str, str]]:
    """(agent, what) for each hard rule that the shifts of the week break."""
    found = set()
    for agent in case.site.agents:
        mine = sorted((s for s in shifts if s.agent_id == agent.id), key=lambda s: s.start)
        found |= {(agent.id, what) for what in _of(case, agent, mine)}
    return found


def _of(case: Case, agent: Agent, shifts: list[Shift]) -> Iterator[str]:
    plan = terms(case.site.work_plans[agent.work_plan])
    zone = ZoneInfo(case.site.time_zone)
    locked = [shift for shift in case.locked if shift.agent_id == agent.id]
    for shift in locked:
        if not any(s.date == shift.date and s.activities == shift.activities for s in shifts):
            yield "lock"
    waived = {shift.date for shift in locked}
    for shift in shifts:
        if shift.date not in waived:
            yield from _shift(case, agent, plan, zone, shift)
    if len({shift.date for shift in shifts}) < len(shifts):
        yield "two a day"
    yield from _days_and_hours(case, agent, plan, shifts)
    yield from _sequence(case, agent, plan, shifts, zone)


def _shift(case: Case, agent: Agent, plan: Any, zone: ZoneInfo, shift: Shift) -> Iterator[str]:
    midnight = datetime.combine(shift.date, datetime.min.time())
    local = shift.start.astimezone(zone).replace(tzinfo=None)
    start = (local - midnight) // MINUTE
    length = (shift.end - shift.start) // MINUTE
    if shift.date.weekday() not in plan.weekdays or length not in plan.shift_minutes:
        yield "shape"
    end = (shift.end.astimezone(zone).replace(tzinfo=None) - midnight) // MINUTE
    late = end - start - length
    timely = _usual(plan, start, length) and end <= plan.latest_end
    first = start == plan.earliest_start and start < late  # else it were one of the day before
    if not timely and not first and not (late and _usual(plan, start + late, length)):
        yield "hours"
    if agent.start_date and shift.date < agent.start_date:
        yield "employment"
    yield from _pauses(plan, shift, start, length)
    yield from _instants(case, agent, zone, shift)


def _instants(case: Case, agent: Agent, zone: ZoneInfo, shift: Shift) -> Iterator[str]:
    length = (shift.end - shift.start) // MINUTE
    minutes = [shift.start + k * MINUTE for k in range(length)]
    by_minute = [part for part in shift.activities for _ in range(part.minutes)]
    for off in case.site.time_off:
        if off.agent_id == agent.id:
            during = [part for m, part in zip(minutes, by_minute) if off.start <= m < off.end]  # noqa: B905
            whole = len(during) == (off.end - off.start) // MINUTE
            if during and not (whole and 2 * len(during) <= length):
                yield "time off"
            if any(part.category != "time_off" for part in during):
                yield "time off"
    if not all(_available(case, agent, zone, minute) for minute in minutes):
        yield "availability"
    if not all(_open(case, agent, zone, minute) for minute in minutes):
        yield "closed"
    for meeting in case.site.meetings:
        if _attends(case, agent, meeting):
            span = meeting.earliest, meeting.latest
            during = [part for m, part in zip(minutes, by_minute) if span[0] <= m < span[1]]  # noqa: B905
            if 0 < len(during) < meeting.minutes or any(part.code != "Team" for part in during):
                yield "meeting"


def _attends(case: Case, agent: Agent, meeting: Meeting) -> bool:
    away = any(
        off.agent_id == agent.id and off.start < meeting.latest and meeting.earliest < off.end
        for off in case.site.time_off
    )
    begin = instant(case.site.time_zone, case.first, 0)
    end = instant(case.site.time_zone, case.first + timedelta(days=7), 0)
    return agent.id in meeting.agent_ids and not away and begin <= meeting.earliest < end


def _usual(plan: Any, start: int, length: int) -> bool:
    timely = plan.earliest_start <= start < 1440 and start + length <= plan.latest_end
    return timely and (start - plan.earliest_start) % plan.start_step == 0


def _pauses(plan: Any, shift: Shift, start: int, length: int) -> Iterator[str]:
    wanted = [r for r in plan.activities if not r.shift_minutes or length in r.shift_minutes]
    pauses = [a for a in shift.activities if a.category in ("break", "meal")]
    for code in {rule.code for rule in wanted} | {pause.code for pause in pauses}:
        rules = sorted((r for r in wanted if r.code == code), key=lambda r: r.earliest)
        taken = sorted((p for p in pauses if p.code == code), key=lambda p: p.start)
        if len(rules) != len(taken):
            yield "pauses"
            continue
        for rule, pause in zip(rules, taken, strict=True):
            at = (pause.start - shift.start) // MINUTE
            clock = rule.clock or (0, 9999)
            if not (rule.earliest <= at <= rule.latest and clock[0] <= start + at <= clock[1]):
                yield "window"
            if pause.minutes != rule.minutes:
                yield "pause length"
    if len(pauses) != len(wanted):
        return
    edges = [shift.start, *(t for p in pauses for t in (p.start, p.end)), shift.end]
    work = [(b - a) // MINUTE for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if plan.maximum_stretch and max(work) > plan.maximum_stretch:
        yield "stretch"
    if min(work[1:-1], default=9999) < plan.minimum_gap:
        yield "gap"


def _available(case: Case, agent: Agent, zone: ZoneInfo, minute: datetime) -> bool:
    day = minute.astimezone(zone).date()
    inside, bounded = False, False
    for entry in case.site.availability:
        if entry.agent_id != agent.id:
            continue
        covers = any(
            _counts(entry, that)
            and instant(case.site.time_zone, that, entry.start)
            <= minute
            < instant(case.site.time_zone, that, entry.end)
            for that in (day, day - timedelta(days=1))
        )
        if not entry.available and covers:
            return False
        if entry.available:
            inside |= covers
            bounded |= _counts(entry, day)
    return inside or not bounded


def _counts(entry: Availability, day: date) -> bool:
    begin, end = entry.first or date.min, entry.last or date.max
    return day.weekday() in entry.weekdays and begin <= day <= end


def _open(case: Case, agent: Agent, zone: ZoneInfo, minute: datetime) -> bool:
    day = minute.astimezone(zone).date()
    return any(
        instant(case.site.time_zone, that, begin)
        <= minute
        < instant(case.site.time_zone, that, end)
        for queue in case.site.queues
        if queue.skill in agent.skills
        for that in (day, day - timedelta(days=1))
        for begin, end in queue.hours.on(that)
    )


def _days_and_hours(case: Case, agent: Agent, plan: Any, shifts: list[Shift]) -> Iterator[str]:
    dates = [case.first + timedelta(days=day) for day in range(7)]
    worked = {shift.date for shift in case.locked if shift.agent_id == agent.id} & set(dates)
    away = [date for date in dates if date not in worked and _away(case, agent, plan, date)]
    employed = [d for d in dates if not agent.start_date or d >= agent.start_date]
    usual = [date for date in dates if date.weekday() in plan.weekdays]
    share = Fraction(len(set(usual) & set(employed)), len(usual))
    fewest, most_days = floor(plan.days_per_week[0] * share), ceil(plan.days_per_week[1] * share)
    lost = min(len(set(away) & set(employed)), max(0, most_days - len(worked)))
    low = min(max(0, fewest - lost), len(set(employed) - set(away)))
    high = max(0, most_days - lost)
    if not low <= len({shift.date for shift in shifts}) <= high:
        yield "days"
    least, most = plan.paid_minutes_per_week
    if low < plan.days_per_week[0]:
        least = least * low // plan.days_per_week[0]
    if high < plan.days_per_week[1]:
        most = -(-most * high // plan.days_per_week[1])
    paid = sum(a.minutes for shift in shifts for a in shift.activities if a.paid)
    if not least <= paid <= most:
        yield "paid"


def _away(case: Case, agent: Agent, plan: Any, day: date) -> bool:
    entries = [off for off in case.site.time_off if off.agent_id == agent.id]
    if day.weekday() not in plan.weekdays or not entries:
        return False
    for length in plan.shift_minutes:
        for start in range(plan.earliest_start, plan.latest_end - length + 1, plan.start_step):
            begin = instant(case.site.time_zone, day, start)
            end = begin + length * MINUTE
            if start < 1440 and all(
                off.end <= begin
                or end <= off.start
                or (
                    begin <= off.start
                    and off.end <= end
                    and 2 * (off.end - off.start) <= end - begin
                )
                for off in entries
            ):
                return False
    return True


def _sequence(
    case: Case, agent: Agent, plan: Any, shifts: list[Shift], zone: ZoneInfo
) -> Iterator[str]:
    before = [s for s in case.site.previous if s.agent_id == agent.id and s.date < case.first]
    before.sort(key=lambda shift: shift.start)
    for shift, following in pairwise([*before[-1:], *shifts]):
        if following.start - shift.end < plan.minimum_rest * MINUTE:
            yield "rest"
    worked = {shift.date for shift in [*before, *shifts]}
    for shift in shifts:
        run = [
            shift.date - timedelta(days=back) for back in range(plan.maximum_consecutive_days + 1)
        ]
        if worked >= set(run):
            yield "consecutive"
    if plan.consecutive_days_off_required and plan.consecutive_days_off:
        dates = [case.first + timedelta(days=day) for day in range(7)]
        size = plan.consecutive_days_off
        runs = (dates[k : k + size] for k in range(8 - size))
        if not any(worked.isdisjoint(run) for run in runs):
            yield "days off"
    weekend = sum(shift.date.weekday() > 4 for shift in shifts)
    if plan.maximum_weekend_days is not None and weekend > plan.maximum_weekend_days:
        yield "weekends"
    if plan.weekly_start_window is not None and shifts:
        local = [shift.start.astimezone(zone).replace(tzinfo=None) for shift in shifts]
        starts = [
            m - datetime.combine(s.date, datetime.min.time())
            for m, s in zip(local, shifts, strict=True)
        ]
        if max(starts) - min(starts) > plan.weekly_start_window * MINUTE:
            yield "start window"
