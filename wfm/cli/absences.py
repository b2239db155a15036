"""Who is away after all: what `--absent` says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, TimeOff
from wfm.words import phrase


def absences_of(texts: Iterable[str], schedule: Schedule, site: Site) -> tuple[TimeOff, ...]:
    """Read `A017`, `A017:2026-03-04`, `Ida Abel:2026-03-04..2026-03-06`; agents by id or name.

    Raises
    ------
    InputError
        With everything that is wrong with any of them.
    """
    found: list[TimeOff] = []
    problems: list[InputProblem] = []
    for text in texts:
        try:
            found.append(_absence_of(text, schedule, site))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def _absence_of(text: str, schedule: Schedule, site: Site) -> TimeOff:
    from wfm.sites.spellings import names_of_agents

    called, _, days = (part.strip() for part in text.partition(":"))
    known = names_of_agents(site.agents)
    agent = known.meant(called)
    if agent not in known:
        what = phrase("plan.absent_unknown", agent=called)
        raise InputError([InputProblem(what, known.remedy(called))])
    first, last = _days(text, days, agent, schedule)
    zone = ZoneInfo(site.time_zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)

    return TimeOff(agent, midnight(first), midnight(last + timedelta(days=1)), "absence")


def _days(text: str, days: str, agent: str, schedule: Schedule) -> tuple[date, date]:
    from wfm.sites.cells import CellError, day

    if not days:
        return schedule.week, schedule.week + timedelta(days=6)
    remedy = phrase("do.write_absent", agent=agent)
    begin, _, end = (part.strip() for part in days.partition(".."))
    try:
        first = day(begin)
        last = day(end) if end else first
    except CellError:
        raise InputError([InputProblem(phrase("plan.absent_dates", text=text), remedy)]) from None
    if last < first:
        what = phrase("plan.absent_backwards", text=text)
        raise InputError([InputProblem(what, phrase("do.exchange_dates"))])
    to = max((shift.date for shift in schedule.shifts), default=schedule.week)
    to = max(to, schedule.week + timedelta(days=6))
    if last < schedule.week or first > to:
        what = phrase("plan.absent_elsewhere", text=text, first=schedule.week, last=to)
        raise InputError([InputProblem(what, phrase("do.into_time_off"))])
    return first, last
