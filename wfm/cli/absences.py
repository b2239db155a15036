"""Who is away after all: what `--absent` says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, TimeOff
from wfm.words import phrase


def absences_of(texts: Iterable[str], schedule: Schedule, site: Site) -> tuple[TimeOff, ...]:
    """Read `A017`, `A017:2026-03-04`, `Ida Abel:2026-03-04..2026-03-06`; agents by id or name.

    With hours it is a part of a day: `A017:2026-03-04T10:00..14:00`, or from `2026-03-04T10:20` on.

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
    start, end = _span(text, days, agent, schedule, ZoneInfo(site.time_zone))
    return TimeOff(agent, start, end, "absence")


def _span(
    text: str, days: str, agent: str, schedule: Schedule, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time.min, zone).astimezone(UTC)

    to = max((shift.date for shift in schedule.shifts), default=schedule.week)
    to = max(to, schedule.week + timedelta(days=6))
    if not days:
        return midnight(schedule.week), midnight(schedule.week + timedelta(days=7))
    first, last = _ends(text, days, agent, zone)
    start = first.astimezone(UTC) if isinstance(first, datetime) else midnight(first)
    if isinstance(last, datetime):
        end = last.astimezone(UTC)
    else:
        end = midnight(last + timedelta(days=1))
        if isinstance(first, datetime):  # who leaves in a night shift is away until it ends
            end = max([end, *(s.end for s in schedule.of(agent) if s.start <= start < s.end)])
    if end <= start:
        what = phrase("plan.absent_backwards", text=text)
        raise InputError([InputProblem(what, phrase("do.exchange_dates"))])
    if end <= midnight(schedule.week) or start >= midnight(to + timedelta(days=1)):
        what = phrase("plan.absent_elsewhere", text=text, first=schedule.week, last=to)
        raise InputError([InputProblem(what, phrase("do.into_time_off"))])
    return start, end


def _ends(text: str, days: str, agent: str, zone: ZoneInfo) -> tuple[date, date]:
    """Read the day or moment from which on, and the one until which, somebody is away."""
    from wfm.sites.cells import CellError
    from wfm.sites.clock import clock
    from wfm.sites.dates import moment

    begin, _, end = (part.strip() for part in days.partition(".."))

    def local(found: date) -> date:
        if isinstance(found, datetime) and found.tzinfo is None:
            return found.replace(tzinfo=zone)
        return found

    try:
        first = local(moment(begin))
        if not end:
            last = first.date() if isinstance(first, datetime) else first
        elif isinstance(first, datetime) and "-" not in end and "." not in end:
            last = datetime.combine(first.date(), time.min, zone) + timedelta(minutes=clock(end))
        else:
            last = local(moment(end))
    except CellError as error:
        remedy = phrase("do.write_absent", agent=agent)
        raise InputError([InputProblem(phrase("plan.absent_dates", text=text), remedy)]) from error
    return first, last
