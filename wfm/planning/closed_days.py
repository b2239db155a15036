"""Days on which queues are closed, or open at other hours, and what that means for agents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wfm.model import Agent, OpeningDate, Queue, Site, opening_of
from wfm.model.opening import Opening, Windows
from wfm.model.plan import OPENING_HOURS, Message, Severity
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling.horizon import Horizon

AS_FORECAST = ""
"""Name of an opening date that nobody declared: the forecast took the queue as closed."""


def closed_as_forecast(
    site: Site, table: pd.DataFrame, first: date | None = None, days: int | None = None
) -> Site:
    """Close the queues of a table of open intervals on the holidays on which it has none of them.

    The days are those of the table where none are named. A queue that the table does not know at
    all stays as declared, and so do days that are no holidays: nothing is known of them.
    """
    if table.empty:
        return site
    if "binding_target" in table:
        table = table[table["binding_target"] != "closed"]
    local = table["interval_start"].dt.tz_convert(site.time_zone)
    minutes = local.dt.hour * 60 + local.dt.minute
    if first is None or days is None:
        first = local.min().date()
        days = (local.max().date() - first).days + 1
    holidays = holidays_among(site, first, days)
    found: list[OpeningDate] = []
    for queue in site.queues if holidays else ():
        mine = (table["queue"] == queue.name).to_numpy()
        if not mine.any():
            continue
        known: dict[date, list[int]] = defaultdict(list)
        for day, minute in zip(local[mine].dt.date, minutes[mine], strict=True):
            known[day].append(int(minute))
        opening = opening_of(site, queue)
        found += [
            OpeningDate(AS_FORECAST, frozenset({queue.name}), day)
            for day in holidays
            if opening.on(day) and not _any_open(opening.on(day), day, known)
        ]
    return replace(site, opening_dates=(*site.opening_dates, *found)) if found else site


def holidays_among(site: Site, first: date, days: int) -> list[date]:
    """List the days that the site's country keeps, however strictly."""
    from forecasts.holiday_kinds import kept_days

    if site.country is None:
        return []
    asked = [first + timedelta(days=number) for number in range(days)]
    kept = kept_days(site.country, tuple(sorted({day.year for day in asked})))
    return [day for day in asked if day in kept]


def _any_open(windows: Windows, day: date, known: Mapping[date, Sequence[int]]) -> bool:
    times = [*known.get(day, ())]
    times += [1440 + minute for minute in known.get(day + timedelta(days=1), ())]
    return any(start <= minute < end for start, end in windows for minute in times)


def opening_messages(horizon: Horizon) -> tuple[Message, ...]:
    """Say which days have other opening hours and why, and what closed days mean for agents."""
    return tuple(message for week in horizon.weeks for message in _messages_of_week(week))


def _messages_of_week(horizon: Horizon) -> tuple[Message, ...]:
    texts = [*_declared(horizon)]
    impossible = [*_impossible(horizon)]
    return (
        *(Message(Severity.ERROR, OPENING_HOURS, text) for text in impossible),
        *(Message(Severity.WARNING, OPENING_HOURS, text) for text in _too_short(horizon)),
        *(Message(Severity.INFO, OPENING_HOURS, text) for text in (*texts, *_days_off(horizon))),
    )


def holiday_minutes(horizon: Horizon) -> dict[str, int]:
    """Give the paid minutes of closed days of the agents who have any: nobody works them."""
    from wfm.scheduling.rules.closed_days import counted_closing

    found: dict[str, int] = defaultdict(int)
    for week in horizon.weeks:
        for agent in week.site.agents:
            counted = counted_closing(week, agent)
            if counted.paid and counted.minutes:
                found[agent.id] += counted.minutes
    return dict(found)


def _declared(horizon: Horizon) -> Iterator[Phrase]:
    site = horizon.site
    for number in range(horizon.days):
        day = horizon.grid.date_of(number)
        alike: dict[tuple[Windows, tuple[str, ...]], list[str]] = defaultdict(list)
        for queue in site.queues:
            opening = opening_of(site, queue)
            if opening.on(day) != queue.hours.on(day):
                alike[opening.on(day), _reasons(site, queue, opening, day)].append(queue.name)
        for (windows, reasons), queues in alike.items():
            if windows:
                hours = tuple(phrase("opening.window", start=a, end=b) for a, b in windows)
                yield phrase(
                    "opening.other_hours",
                    date=day, queues=tuple(queues), reasons=reasons, windows=hours,
                )  # fmt: skip
            elif reasons != (AS_FORECAST,):
                yield phrase("opening.closed", date=day, queues=tuple(queues), reasons=reasons)


def _reasons(site: Site, queue: Queue, opening: Opening, day: date) -> tuple[str, ...]:
    """Name what changes a queue's hours on a day."""
    dated = [e for e in site.opening_dates if e.date == day and e.concerns(queue.name)]
    named = [entry.name for entry in sorted(dated, key=lambda entry: bool(entry.queues))[-1:]]
    for event in site.events:
        without = replace(site, events=tuple(e for e in site.events if e is not event))
        if event.effect == 0 and opening_of(without, queue).on(day) != opening.on(day):
            named.append(event.name)
    return tuple(named)


def _groups(horizon: Horizon) -> Iterator[tuple[Agent, int]]:
    """Give one agent for all to whom the same happens on closed days, and how many they are."""
    from wfm.scheduling.rules.closed_days import closing_of, counted_closing
    from wfm.scheduling.rules.days_per_week import days_wanted
    from wfm.scheduling.rules.paid_hours import minutes_wanted

    alike: dict[object, list[Agent]] = defaultdict(list)
    for agent in (part for one in horizon.site.agents for part in horizon.contracts(one)):
        closing = closing_of(horizon, agent)
        if closing:
            asked = days_wanted(horizon, agent), minutes_wanted(horizon, agent)
            counted = counted_closing(horizon, agent)
            alike[agent.work_plan, closing, counted, asked].append(agent)
    for agents in alike.values():
        yield agents[0], len(agents)


def _days_off(horizon: Horizon) -> Iterator[Phrase]:
    from wfm.scheduling.rules.closed_days import closing_of, counted_closing
    from wfm.scheduling.rules.opening_hours import ClosedDays, OpeningSettings

    found: dict[tuple[str, tuple[bool, ...], ClosedDays, int], int] = defaultdict(int)
    for agent, count in _groups(horizon):
        how = OpeningSettings.of(horizon.plan(agent)).closed_days
        minutes = counted_closing(horizon, agent).minutes
        found[agent.work_plan, closing_of(horizon, agent).days, how, minutes] += count
    for (plan, days, how, minutes), agents in found.items():
        dates, hours = _dates(horizon, days), minutes / 60
        if how is ClosedDays.WORKED_OFF:
            if dates:
                yield phrase("opening.worked_off", work_plan=plan, agents=agents, dates=dates)
        elif how is ClosedDays.PAID_HOLIDAY:
            yield phrase(
                "opening.paid_holiday", work_plan=plan, agents=agents, dates=dates, hours=hours
            )
        else:
            yield phrase(
                "opening.fewer_hours", work_plan=plan, agents=agents, dates=dates, hours=hours
            )


def _too_short(horizon: Horizon) -> Iterator[Phrase]:
    """Find days that are open, though for too short a time for any shift of a contract."""
    from wfm.scheduling.rules.closed_days import closing_of

    found: dict[tuple[str, tuple[date, ...], float], int] = defaultdict(int)
    for agent, count in _groups(horizon):
        served = [horizon.site.queues[number] for number in horizon.serves[agent.skills]]
        lengths = {
            day: max(
                (b - a for queue in served for a, b in _open_on(horizon, queue, day)), default=0
            )
            for day in _dates(horizon, closing_of(horizon, agent).days)
        }
        short = {day: minutes for day, minutes in lengths.items() if minutes}
        if short:
            found[agent.work_plan, tuple(short), min(short.values()) / 60] += count
    for (plan, dates, hours), agents in found.items():
        yield phrase("opening.too_short", work_plan=plan, agents=agents, dates=dates, hours=hours)


def _open_on(horizon: Horizon, queue: Queue, day: date) -> Windows:
    return opening_of(horizon.site, queue).on(day)


def _dates(horizon: Horizon, closed: Sequence[bool]) -> tuple[date, ...]:
    return tuple(horizon.grid.date_of(day) for day, shut in enumerate(closed) if shut)


def _impossible(horizon: Horizon) -> Iterator[Phrase]:
    """Find contracts whose least hours do not fit into the days that are left."""
    from wfm.scheduling.rules.closed_days import closing_of, longest_shifts
    from wfm.scheduling.rules.days_per_week import days_wanted, workable_days
    from wfm.scheduling.rules.opening_hours import ClosedDays, OpeningSettings
    from wfm.scheduling.rules.paid_hours import minutes_wanted

    for agent, count in _groups(horizon):
        least, _ = minutes_wanted(horizon, agent)
        _, most_days = days_wanted(horizon, agent)
        longest = longest_shifts(horizon, agent)
        able = workable_days(horizon, agent)
        lengths = sorted((n for n, can in zip(longest, able, strict=True) if can), reverse=True)
        most = sum(lengths[:most_days])
        if most < least:
            how = OpeningSettings.of(horizon.plan(agent)).closed_days
            counts = how is not ClosedDays.WORKED_OFF
            yield phrase(
                "opening.hours_impossible",
                work_plan=agent.work_plan, agents=count, least=least / 60, most=most / 60,
                dates=_dates(horizon, closing_of(horizon, agent).days),
                one=None if counts else str(ClosedDays.PAID_HOLIDAY),
                other=None if counts else str(ClosedDays.FEWER_HOURS),
            )  # fmt: skip
