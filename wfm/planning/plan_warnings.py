"""What else a plan says of heads: goals and windows that will be missed, another price of heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from wfm.figures.net_staffing import under_and_over
from wfm.model import GoalPeriod, Queue, Site
from wfm.model.plan import Message, Severity
from wfm.planning.predicted_kpis import goal_in_words
from wfm.staffing import MissedWindow
from wfm.words import Phrase, phrase

SHORT = 0.1
"""Hours of work that are told in minutes where there are fewer."""
HEAVY = 0.1
"""Share of the required heads whose lack is better not spread evenly."""


def late_messages(late: Iterable[MissedWindow]) -> tuple[Message, ...]:
    """Name the response windows that will be missed."""
    return tuple(Message(Severity.WARNING, "schedule", _missed(one)) for one in late)


def _missed(window: MissedWindow) -> Phrase:
    return phrase(
        "schedule.missed_window",
        queue=window.queue, start=window.start, end=window.end,
        work=_duration(window.work_hours), capacity=_duration(window.capacity_hours),
    )  # fmt: skip


def _duration(hours: float) -> Phrase:
    if hours >= SHORT or not hours:
        return phrase("schedule.hours", hours=hours)
    return phrase("schedule.minutes", minutes=60 * hours)


def missed_periods(kpis: pd.DataFrame, site: Site) -> tuple[Message, ...]:
    """Name queues that will miss a goal of a day or a week, and on which day by most."""
    return tuple(
        Message(Severity.WARNING, "schedule", text)
        for queue in site.queues
        if queue.goal.trades_intervals
        for text in _missed_goal(kpis[kpis["queue"] == queue.name], queue)
    )


def _missed_goal(rows: pd.DataFrame, queue: Queue) -> Iterator[Phrase]:
    by_day = queue.goal.counted_over is GoalPeriod.DAY
    judged = rows[rows["date"].notna() == by_day]
    missed = judged[judged["goal_met"].eq(False)].sort_values("service_level")
    if not missed.empty:
        worst = missed.iloc[0]
        yield phrase(
            "schedule.goal_missed", queue=queue.name, goal=goal_in_words(queue),
            date=worst["date"] if by_day else None, count=len(missed) if by_day else None,
            level=float(worst["service_level"]),
        )  # fmt: skip


def heavy_shortage(coverage: pd.DataFrame, site: Site, price: str) -> tuple[Message, ...]:
    """Advise another price of heads where far too few are there for calls and chats.

    An even shortage of a tenth or more leaves every interval below its goal; answering as many
    contacts in time as possible gives some intervals up for the others.
    """
    immediate = [
        queue.name
        for queue in site.queues
        if not queue.channel.deferred and not queue.goal.trades_intervals
    ]
    rows = coverage[coverage["queue"].isin(immediate)]
    required = float(rows["required"].sum())
    missing = float(under_and_over(rows["scheduled"], rows["required"])[0].sum())
    if price == "answered" or missing < HEAVY * required or not required:
        return ()
    text = phrase("schedule.heavy_shortage", share=missing / required)
    return (Message(Severity.WARNING, "schedule", text),)
