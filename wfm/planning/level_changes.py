"""Changes of level that a forecast proposes, or takes as accepted, as messages and as events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from forecasts import PlannedEvent
from wfm.model import Event
from wfm.model.plan import Message, Severity
from wfm.words import Phrase, phrase

PROPOSED, ACCEPTED = "forecast.level_changed", "forecast.level_accepted"


def level_messages(shifts: Iterable[PlannedEvent], *, accepted: bool) -> Iterator[Message]:
    """Ask about each change of level, or say that it is taken for good."""
    for event in shifts:
        effect = 1.0 if event.effect is None else event.effect
        (queue,) = event.queues
        change, since, until = 100 * (effect - 1.0), event.start.date(), event.end.date()
        if accepted:
            text = phrase(
                "forecast.level_accepted", queue=queue, change=change, since=since,
                until=until, event=event.kind, effect=effect,
            )  # fmt: skip
            yield Message(Severity.INFO, "forecast", text)
        else:
            text = phrase(
                "forecast.level_changed", queue=queue, change=change, since=since,
                until=until, event=event.kind, effect=effect,
            )  # fmt: skip
            yield Message(Severity.WARNING, "forecast", text)


def events_told(told: Iterable[Phrase], code: str, zone: ZoneInfo) -> Iterator[Event]:
    """Give the events of the changes of level among what was told with a code."""
    for said in told:
        given = said.parameters
        since, until, effect = given.get("since"), given.get("until"), given.get("effect")
        if said.code == code and isinstance(since, date) and isinstance(until, date):
            yield Event(
                str(given["event"]),
                frozenset({str(given["queue"])}),
                datetime.combine(since, time.min, zone),
                datetime.combine(until, time.min, zone),
                float(str(effect)),
            )
