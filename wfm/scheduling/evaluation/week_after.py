"""What a week does to the next one of the same plan: rest and runs that go across their border."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from wfm.model import NO_WEEKS_BESIDE, Schedule
from wfm.scheduling.evaluation.check import judge
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding


def broken_in_the_week_after(horizon: Horizon, schedule: Schedule) -> Iterator[Finding]:
    """List hard rules that the next week breaks after this one, and not by itself.

    Nothing is said where the next week was not planned together with this one, or is not known.
    """
    site, first = horizon.site, horizon.first + timedelta(days=horizon.days)
    if first not in site.beside.known:
        return
    last = first + timedelta(days=6)
    shifts = tuple(s for s in site.beside.shifts if first <= s.date <= last)
    site = replace(site, previous=schedule.shifts, beside=NO_WEEKS_BESIDE)
    after = Horizon(site, first, locked=tuple(s for s in shifts if s.locked))
    yield from broken_by_week_before(after, Schedule(schedule.site, first, shifts))


def broken_by_week_before(week: Horizon, schedule: Schedule) -> Iterator[Finding]:
    """List hard rules that a week breaks after the one before it, and not by itself."""
    broken = [found for found in judge(week, schedule) if found.hard]
    if broken:
        own = set(judge(replace(week, site=replace(week.site, previous=())), schedule))
        yield from (found for found in broken if found not in own)
