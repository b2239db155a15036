"""Key figures of a site as a whole: hours, shrinkage, cost per contact, turnover, satisfaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import INDEX, LOGGED_OFF, ON_QUEUE, UNKNOWN, UNMAPPED
from wfm.adherence.grading import Slices
from wfm.adherence.kpis import mean_score, no_scores
from wfm.adherence.measure import Measurement
from wfm.figures.key_figures import (
    COST_PER_CONTACT,
    SHRINKAGE_PLANNED,
    SHRINKAGE_UNPLANNED,
    TURNOVER,
)
from wfm.model import ActivityCategory, Agent, Shift, Site
from wfm.model.paid_time import paid_time

TRAINING: Final = INDEX[ActivityCategory.TRAINING]


@dataclass(frozen=True, slots=True)
class SiteKpis:
    """The site over the period; None where it cannot be said."""

    paid_hours: float
    """In shifts, and for closed days."""
    holiday_hours: float
    """Of closed days: paid, and worked by nobody."""
    actual_hours: float
    """Logged on, scheduled or not."""
    training_hours: float
    """Scheduled for training."""
    shrinkage_planned: float | None
    """Paid time that the schedule itself keeps off the queues."""
    shrinkage_unplanned: float | None
    """Paid time scheduled on queue and known to be spent elsewhere."""
    cost: float | None
    """Of the paid hours."""
    outsourcing_cost: float | None
    """What partners charge for their share of the contacts handled."""
    cost_per_contact: float | None
    turnover: float | None
    """Leavers of the twelve months up to the period's end over their mean headcount."""
    satisfaction: float | None
    """Mean score of the answers that were imported."""


def site_kpis(
    measured: Measurement,
    site: Site,
    comparison: pd.DataFrame,
    scores: pd.DataFrame | None = None,
    holiday_minutes: Mapping[str, int] = MappingProxyType({}),
) -> SiteKpis:
    """Hours, shrinkage, cost per contact, turnover and satisfaction of the measured period.

    Of a week that goes on, what is planned is that of the whole week, and what needs records is
    over the time that has passed.
    `holiday_minutes` are paid minutes of closed days per agent: time that is planned away.
    """
    shifts = [shift for shift in measured.shifts if shift.agent_id in measured.watched]
    staff = {agent.id for agent in site.agents}
    holiday = {agent: n for agent, n in holiday_minutes.items() if agent in staff}
    slices, passed = measured.slices, measured.passed
    known = ~np.isin(passed.actual, [UNKNOWN, UNMAPPED])
    away = (passed.scheduled == ON_QUEUE) & known & (passed.actual != ON_QUEUE)
    charges = {q.name: q.outsource_share * q.outsource_cost for q in site.queues}
    outsourcing = float((comparison["handled"] * comparison["queue"].map(charges)).sum())
    whole = paid_time(site.agents, shifts, holiday)
    over = paid_time(site.agents, _until(shifts, measured.until), holiday)
    planned = {
        "paid_hours": whole.hours,
        "on_queue_hours": _hours(slices, slices.scheduled == ON_QUEUE),
    }
    recorded = {
        "paid_hours": over.hours,
        "lost_hours": _hours(passed, away),
        "cost": over.cost,
        "outsourcing_cost": outsourcing,
        "handled": comparison["handled"].sum(),
        "outsourced": 0,  # the partner's contacts are among those handled
    }
    scores = no_scores() if scores is None else scores
    answered = (scores["answered_at"] >= measured.begin) & (scores["answered_at"] < measured.end)
    last = measured.end.date() - timedelta(days=1)
    return SiteKpis(
        paid_hours=whole.hours,
        holiday_hours=sum(holiday.values()) / 60,
        actual_hours=_hours(passed, known & (passed.actual != LOGGED_OFF)),
        training_hours=_hours(slices, slices.scheduled == TRAINING),
        shrinkage_planned=_defined(SHRINKAGE_PLANNED.value(planned)),
        shrinkage_unplanned=_defined(SHRINKAGE_UNPLANNED.value(recorded)),
        cost=whole.cost,
        outsourcing_cost=outsourcing,
        cost_per_contact=_defined(COST_PER_CONTACT.value(recorded)),
        turnover=turnover(site.agents, last),
        satisfaction=_defined(mean_score(scores["score"][answered])),
    )


def _hours(slices: Slices, which: NDArray[np.bool_]) -> float:
    return float(slices.seconds[which].sum() / 3600)


def _until(shifts: Sequence[Shift], until: datetime | None) -> Iterator[Shift]:
    """Cut shifts off at an instant."""
    for shift in shifts:
        if until is None or shift.end <= until:
            yield shift
            continue
        over = (replace(a, end=min(a.end, until)) for a in shift.activities if a.start < until)
        yield replace(shift, activities=tuple(over))


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def turnover(agents: tuple[Agent, ...], last: date, days: int = 365) -> float | None:
    """Leavers of the days up to `last` over their mean headcount, as a yearly rate.

    None where nobody was employed.
    """
    span = [last - timedelta(days=back) for back in range(days)]
    headcount = sum(agent.employed_on(day) for agent in agents for day in span) / days
    left = [agent for agent in agents if agent.end_date and span[-1] <= agent.end_date <= last]
    a_year = len(left) * 365 / days
    return _defined(TURNOVER.value({"leavers": a_year, "mean_headcount": headcount}))
