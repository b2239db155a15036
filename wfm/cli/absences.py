"""Who is away after all: what `--absent` says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, TimeOff
from wfm.words import phrase


def absence_of(text: str, schedule: Schedule, site: Site) -> TimeOff:
    """Read `A017`, `A017:2026-03-04` or `A017:2026-03-04..2026-03-06`."""
    agent, _, days = text.partition(":")
    if agent not in {a.id for a in site.agents}:
        raise InputError(
            [InputProblem(phrase("plan.absent_unknown", agent=agent), phrase("do.correct_it"))]
        )
    first, _, last = days.partition("..")
    try:
        begin = date.fromisoformat(first) if first else schedule.week
        end = date.fromisoformat(last or first) if first else schedule.week + timedelta(days=6)
    except ValueError:
        remedy = phrase("do.write_absent", agent=agent)
        raise InputError([InputProblem(phrase("plan.absent_dates", text=text), remedy)]) from None
    zone = ZoneInfo(site.time_zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)

    return TimeOff(agent, midnight(begin), midnight(end + timedelta(days=1)), "absence")
