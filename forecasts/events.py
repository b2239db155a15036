"""The planner's own events: campaigns, bill runs, closures, with an effect declared or learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from forecasts.arrays import BoolArray, DayArray, FloatArray, divide
from forecasts.calendar import Calendar
from forecasts.days import DAY_MINUTES
from forecasts.errors import ArgumentError
from forecasts.mixed_model import LOG_LEVEL, MixedModel, covariances
from forecasts.profile import fit_profile
from forecasts.said import said

PRIOR_DAYS = 1.0
"""A learned effect counts half when it was seen for so many days, and more with more."""
CLOSED = 0.05
"""Below this factor the history says nothing of the usual demand."""
MOSTLY = 0.5
"""Share of a day's open hours from which an event says what the whole day is like."""


LONGEST_OF_DAYS = timedelta(days=4)
"""Longest event that is of single days, Easter with its weekend; a longer one is of a season, and
its effect is beside that of the holidays in it."""


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """Something planned that changes how many contacts come between two instants.

    `effect` multiplies the contacts: 1.3 is 30 % more, 0 is closed; None learns it from past
    events of the same `kind`. Without `queues` it concerns all of them.

    Raises
    ------
    ArgumentError
        If it ends before it starts, an instant has no time zone, or the effect is below 0.
    """

    kind: str
    start: datetime
    end: datetime
    queues: tuple[str, ...] = ()
    effect: float | None = None

    def __post_init__(self) -> None:
        for field in ("start", "end"):
            if getattr(self, field).utcoffset() is None:
                raise ArgumentError(
                    field,
                    getattr(self, field),
                    said("range.zoned_instant", "an instant with time zone"),
                )
        if self.end <= self.start:
            raise ArgumentError("end", self.end, said("range.after_start", "later than the start"))
        if self.effect is not None and not 0 <= self.effect < float("inf"):
            raise ArgumentError(
                "effect", self.effect, said("range.finite_factor", "a finite factor, 0 or more")
            )

    def concerns(self, queue: str) -> bool:
        """Whether it changes the contacts of a queue."""
        return not self.queues or queue in self.queues

    @property
    def of_days(self) -> bool:
        """Whether it says what its days are like, and does not just span them."""
        return self.end - self.start <= LONGEST_OF_DAYS

    def share(self, days: DayArray, slots: int, time_zone: str) -> FloatArray:
        """Which share of each slot of local days it covers, (days, slots)."""
        zone = ZoneInfo(time_zone)
        first = days[0].astype("datetime64[s]")
        begin, end = (
            (np.datetime64(at.astimezone(zone).replace(tzinfo=None), "s") - first).astype(float)
            for at in (self.start, self.end)
        )
        length = DAY_MINUTES * 60 / slots
        starts = np.arange(len(days) * slots) * length
        covered = np.minimum(starts + length, end) - np.maximum(starts, begin)
        share: FloatArray = np.clip(covered / length, 0.0, 1.0).reshape(len(days), slots)
        return share


def event_factors(
    events: Sequence[PlannedEvent], contacts: FloatArray, calendar: Calendar, time_zone: str
) -> FloatArray:
    """Factor by which events multiply each slot of the calendar's days, (days, slots).

    `contacts` (D, slots) is the history, from which undeclared effects are learned. An effect
    that the history never saw is none.
    """
    slots = contacts.shape[1]
    factors = declared_factors(events, calendar.days, slots, time_zone)
    learned: dict[str, FloatArray] = {}
    for event in events:
        if event.effect is None:
            share = event.share(calendar.days, slots, time_zone)
            learned[event.kind] = np.maximum(learned.get(event.kind, 0.0), share)
    for share in learned.values():
        effect = _learned_effect(without(contacts, factors), share, calendar)
        factors *= 1.0 + share * (effect - 1.0)
    return factors


def declared_factors(
    events: Sequence[PlannedEvent], days: DayArray, slots: int, time_zone: str
) -> FloatArray:
    """Factor by which events of a declared effect multiply each slot, (days, slots)."""
    factors = np.ones((len(days), slots))
    for event in events:
        if event.effect is not None:
            factors *= 1.0 + event.share(days, slots, time_zone) * (event.effect - 1.0)
    return factors


def replaced_days(
    events: Sequence[PlannedEvent], days: DayArray, opening: BoolArray, time_zone: str
) -> BoolArray:
    """Days most of whose `opening` (days, slots) has a declared effect, unless that closes them.

    On a holiday the planner's word replaces what holidays do, on the day and on its neighbours; a
    closed holiday keeps its neighbours, and so does a campaign of weeks that spans one.
    """
    slots = opening.shape[1]
    declared = [event for event in events if event.effect is not None and event.of_days]
    shares = [event.share(days, slots, time_zone) for event in declared]
    covered = np.max([np.zeros(opening.shape), *shares], axis=0)
    covered[declared_factors(declared, days, slots, time_zone) <= CLOSED] = 0.0
    hours = opening.sum(axis=1).astype(float)
    share = divide((covered * opening).sum(axis=1), hours)
    return np.asarray(share >= MOSTLY, dtype=bool)


def without(contacts: FloatArray, factors: FloatArray) -> FloatArray:
    """Contacts as they would have been without the events; unknown where it was closed."""
    past = factors[: len(contacts)]
    return np.where(past > CLOSED, contacts / np.maximum(past, CLOSED), np.nan)


def _learned_effect(contacts: FloatArray, share: FloatArray, calendar: Calendar) -> float:
    """Contacts during past events over what the days around them let expect, shrunk to 1."""
    touched = share[: len(contacts)] > 0
    usual = np.where(touched, np.nan, contacts)
    weekday = calendar.weekday[: len(contacts)]
    profile = fit_profile(usual, weekday, np.ones(len(contacts)))
    totals = profile.day_totals(usual, weekday)
    known = np.flatnonzero(totals > 0)
    during = np.flatnonzero((touched & np.isfinite(contacts)).any(axis=1))
    if not len(known) or not len(during):
        return 1.0
    logs = np.log(totals[known])
    model = MixedModel(covariances(calendar.between(0, len(contacts))), LOG_LEVEL)
    centre = float(np.median(logs))
    level = np.exp(centre + model.predict(logs - centre, known, 1.0 / totals[known], during))
    expected = level[:, None] * profile.shares[weekday[during]]
    seen = touched[during] & np.isfinite(contacts[during])
    came = float(contacts[during][seen].sum())
    expectation = float(expected[seen].sum())
    if came <= 0 or expectation <= 0:
        return 1.0
    trust = len(during) / (len(during) + PRIOR_DAYS)
    return float((came / expectation) ** trust)
