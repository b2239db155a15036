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
    theirs = Schedule(schedule.site, first, shifts)
    after, alone = (
        Horizon(
            replace(site, previous=before, beside=NO_WEEKS_BESIDE), first,
            locked=tuple(s for s in shifts if s.locked),
        )
        for before in (schedule.shifts, ())
    )  # fmt: skip
    own = set(judge(alone, theirs))
    yield from (found for found in judge(after, theirs) if found.hard and found not in own)
