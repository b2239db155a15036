"""What else a plan says of heads: windows that will be missed, and another price of heads."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wfm.figures.net_staffing import under_and_over
from wfm.model import Site
from wfm.model.plan import Message, Severity
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


def heavy_shortage(coverage: pd.DataFrame, site: Site, price: str) -> tuple[Message, ...]:
    """Advise another price of heads where far too few are there for calls and chats.

    An even shortage of a tenth or more leaves every interval below its goal; answering as many
    contacts in time as possible gives some intervals up for the others.
    """
    immediate = [queue.name for queue in site.queues if not queue.channel.deferred]
    rows = coverage[coverage["queue"].isin(immediate)]
    required = float(rows["required"].sum())
    missing = float(under_and_over(rows["scheduled"], rows["required"])[0].sum())
    if price == "answered" or missing < HEAVY * required or not required:
        return ()
    text = phrase("schedule.heavy_shortage", share=missing / required)
    return (Message(Severity.WARNING, "schedule", text),)
