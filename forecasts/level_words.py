"""What a planner is told of a level that changed: by how much, since when, and the event for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forecasts.errors import HistoryFinding
from forecasts.events import PlannedEvent
from forecasts.said import said


def level_findings(shifts: Iterable[PlannedEvent], *, accepted: bool) -> Iterator[HistoryFinding]:
    """Tell changes of level with the events that take them for good."""
    for event in shifts:
        effect = 1.0 if event.effect is None else event.effect
        (queue,) = event.queues
        since, until, percent = event.start.date(), event.end.date(), 100 * (effect - 1.0)
        change = said(
            "level.change", f"{percent:+.0f} % since {since}", percent=percent, since=since
        )
        row = said(
            "level.event",
            f"plan an event {event.kind!r} on {queue} of effect {effect:g} from {since} to {until}",
            kind=event.kind, queue=queue, effect=effect, start=since, end=until,
        )  # fmt: skip
        if accepted:
            text = f"forecast at its new level, {change}, as accepted"
            what = said("level.accepted", text, change=change)
            remedy = said("level.keep", f"{row}, so that later forecasts know it", event=row)
        else:
            text = f"its level seems to have changed: {change}, beyond what its days vary"
            what = said("level.changed", text, change=change)
            text = f"if it stays so, {row}; until then the bands are wider"
            remedy = said("level.if_it_stays", text, event=row)
        yield HistoryFinding(what, remedy, queue)
