"""What some weeks ask for: contacts, and the heads that answer them in time.

Whoever plans, revises, simulates or compares a week stands on one `WeekDemand`: made from a
history, read from a plan's folder, or loaded from what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Shift, Site
from wfm.model.plan import HOLIDAYS, Message, Severity
from wfm.planning.closed_days import closed_as_forecast
from wfm.planning.site_forecast import forecast_site
from wfm.timegrid import TimeGrid, week_begin
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from forecasts import Override
    from forecasts.forecaster import Runner
    from wfm.planning.plan_options import Ledger
    from wfm.scheduling.horizon import Horizon
    from wfm.staffing import MissedWindow

KEYS = ["interval_start", "queue"]
SHARED = "shared_heads"
"""Column of a requirement: gross heads by which a queue is better served than by its own alone."""
WEEK = 7
"""Days of a week."""


@dataclass(frozen=True, slots=True)
class WeekDemand:
    """Contacts and heads of one or more weeks in a row, in the intervals that are forecast.

    `forecast` and `requirement` have the columns of the files of the same name; the contacts are
    those after the planner's overrides.
    """

    site: Site
    first: date
    """First day of the first week."""
    forecast: pd.DataFrame
    requirement: pd.DataFrame
    backlog: Mapping[str, float]
    """Contacts per deferred queue that wait at the start."""
    messages: tuple[Message, ...] = ()
    weeks: int = 1
    ledger: Ledger = field(default_factory=lambda: MappingProxyType({}))
    """What earlier weeks leave to go on from, by which shifts are judged without a search."""

    @classmethod
    def of_tables(
        cls,
        site: Site,
        first: date,
        forecast: pd.DataFrame,
        requirement: pd.DataFrame,
        backlog: Mapping[str, float],
    ) -> WeekDemand:
        """Take up a week from its tables; a queue is closed on days of which they have nothing."""
        site = closed_as_forecast(site, forecast, first, WEEK)
        return cls(site, first, forecast, requirement, backlog)

    @property
    def days(self) -> int:
        """Days of all weeks."""
        return WEEK * self.weeks

    @property
    def grid(self) -> TimeGrid:
        """Intervals of all weeks."""
        return TimeGrid(self.site.time_zone, self.first, self.days, self.site.interval_minutes)

    def week(
        self,
        number: int,
        previous: tuple[Shift, ...],
        waiting: Mapping[str, float],
        others: Iterable[Shift] | None = None,
        known: Collection[int] = (),
    ) -> WeekDemand:
        """Give one of the weeks, after the shifts of the one before and what they left waiting.

        With `others`, the shifts of the weeks that are `known`, it is one of a plan of all.
        """
        first = self.begin_of(number)
        site = replace(self.site, previous=previous)
        if others is not None:
            begins = {n: self.begin_of(n) for n in range(self.weeks) if n != number}
            mine = [day for n, day in begins.items() if n in known]
            beside = self.site.beside.with_weeks(begins.values(), mine, others)
            site = replace(site, beside=beside)
        week = replace(self, site=site, first=first, weeks=1, backlog=waiting)
        forecast, requirement = (week.rows_of(f) for f in (self.forecast, self.requirement))
        told = tuple(message for message in self.messages if week.is_told(message))
        return replace(week, forecast=forecast, requirement=requirement, messages=told)

    def is_told(self, message: Message) -> bool:
        """Tell whether a message concerns these weeks: a holiday is the matter of its own."""
        day = message.phrase.parameters.get("date")
        if message.stage != HOLIDAYS or not isinstance(day, date):
            return True
        return self.first <= day < self.first + timedelta(days=self.days)

    def begin_of(self, number: int) -> date:
        """First day of one of the weeks."""
        return self.first + timedelta(days=WEEK * number)

    def rows_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of a frame whose `interval_start` lies in these weeks."""
        begin = self.grid.instant(self.first, 0)
        end = self.grid.instant(self.first + timedelta(days=self.days), 0)
        mine = (frame["interval_start"] >= begin) & (frame["interval_start"] < end)
        return frame[mine].reset_index(drop=True)

    def staffed(self, heads: pd.DataFrame | None = None) -> pd.DataFrame:
        """Staff anew, deferred work laid into heads that a schedule has; levelled without them."""
        from wfm.staffing import site_requirements

        found = site_requirements(self.forecast, self.site, self.backlog, scheduled=heads)
        return self._forecast_only(found)

    @property
    def horizon(self) -> Horizon:
        """What the rules look at."""
        from wfm.scheduling.horizon import Horizon

        return Horizon(self.site, self.first, self.days, self.ledger)

    def heads_of(self, schedule: Schedule) -> pd.DataFrame:
        """Count the heads of explicit shifts, shared among queues, without the search."""
        from wfm.scheduling.decode import heads_without_search

        return heads_without_search(self.horizon, self.requirement, schedule)

    def with_requirement(self, requirement: pd.DataFrame) -> WeekDemand:
        """Ask for these heads instead."""
        return replace(self, requirement=requirement)

    def sharing(self, learned: pd.DataFrame) -> WeekDemand:
        """Predict with what agents shared with other queues add, by `interval_start`, `queue`."""
        known = self.requirement.drop(columns=SHARED, errors="ignore")
        found = known.merge(learned[[*KEYS, SHARED]], on=KEYS, how="left")
        return self.with_requirement(found.fillna({SHARED: 0.0}))

    def coverage(self, heads: pd.DataFrame) -> pd.DataFrame:
        """Predict the service that scheduled heads will give."""
        from wfm.staffing import predict_coverage

        found = predict_coverage(self.requirement, self.forecast, heads, self.site, self.backlog)
        return self._forecast_only(found)

    def waiting(self, heads: pd.DataFrame) -> pd.DataFrame | None:
        """Follow the backlog of deferred queues; None where there are none."""
        from wfm.staffing import predict_backlog

        found = predict_backlog(self.forecast, heads, self.site, self.backlog)
        return None if found.empty else self._forecast_only(found)

    def late(self, heads: pd.DataFrame) -> tuple[MissedWindow, ...]:
        """Name the response windows that scheduled heads will miss."""
        from wfm.staffing import missed_windows

        return missed_windows(self.forecast, heads, self.site, self.backlog)

    def _forecast_only(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of the intervals that are forecast: those in which a queue is open."""
        return frame.merge(self.forecast[KEYS], on=KEYS, how="inner")


def staffed_demand(
    site: Site,
    first: date,
    forecast: pd.DataFrame,
    backlog: Mapping[str, float],
    messages: Sequence[Message] = (),
    weeks: int = 1,
) -> WeekDemand:
    """Find the heads that a forecast needs."""
    open_site = closed_as_forecast(site, forecast, first, WEEK * weeks)
    demand = WeekDemand(open_site, first, forecast, forecast, backlog, tuple(messages), weeks)
    return demand.with_requirement(demand.staffed())


def demand_met_by(
    schedule: Schedule,
    site: Site,
    forecast: pd.DataFrame,
    backlog: Mapping[str, float],
    messages: Sequence[Message] = (),
) -> WeekDemand:
    """Staff the week of a schedule, deferred work laid into the heads that the schedule has."""
    levelled = staffed_demand(site, schedule.week, forecast, backlog, messages)
    return levelled.with_requirement(levelled.staffed(levelled.heads_of(schedule)))


def forecast_of_weeks(
    site: Site,
    history: pd.DataFrame,
    first: date,
    weeks: int = 1,
    progress: Callable[[str], None] | None = None,
    *,
    accept_shifts: bool = False,
    runner: Runner | None = None,
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Forecast some weeks of a site from its history; `progress` hears of each queue.

    With `accept_shifts` changes of level that are found are taken for good; `runner` forecasts the
    queues elsewhere.

    Raises
    ------
    InputError
        If no queue can be forecast.
    """
    days = WEEK * weeks
    return forecast_site(
        site, history, first, days, progress, accept_shifts=accept_shifts, runner=runner
    )


def corrected(
    forecast: pd.DataFrame, overrides: Iterable[Override]
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Apply the planner's overrides in their order; those that touch nothing are told.

    What was forecast stays beside them in `contacts_original`.
    """
    from forecasts import ArgumentError, apply_overrides

    messages = []
    for override in overrides:
        try:
            forecast = apply_overrides(forecast, [override])
        except ArgumentError:
            text = phrase(
                "forecast.override_touches_nothing",
                queue=override.queue, start=override.start, end=override.end,
            )  # fmt: skip
            messages.append(Message(Severity.WARNING, "forecast", text))
    return forecast, tuple(messages)


def first_day(site: Site, history: pd.DataFrame, week: date | None) -> date:
    """First day of the week to plan: as named, else that of the week after the history.

    Raises
    ------
    InputError
        If the site's weeks start on another weekday.
    """
    start = site.week_start
    if week is None:
        last: date = history["interval_start"].max().tz_convert(site.time_zone).date()
        return last + timedelta(days=(start - last.weekday() - 1) % WEEK + 1)
    if week.weekday() != start:
        before = week_begin(week, start)
        what = phrase("demand.week_start", week=week, start=before)
        raise InputError([InputProblem(what, phrase("do.plan_week_of", week=before), field="week")])
    return week
