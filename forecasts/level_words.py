"""What a planner is told of a level that changed: by how much, since when, and the event for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forecasts.errors import HistoryFinding
from forecasts.events import PlannedEvent


def level_findings(shifts: Iterable[PlannedEvent], *, accepted: bool) -> Iterator[HistoryFinding]:
    """Tell changes of level with the events that take them for good."""
    for event in shifts:
        effect = 1.0 if event.effect is None else event.effect
        (queue,) = event.queues
        change = f"{100 * (effect - 1.0):+.0f} % since {event.start.date()}"
        row = f"plan an event {event.kind!r} on {queue} of effect {effect:g} from "
        row += f"{event.start.date()} to {event.end.date()}"
        if accepted:
            what = f"forecast at its new level, {change}, as accepted"
            yield HistoryFinding(what, f"{row}, so that later forecasts know it", queue)
            continue
        what = f"its level seems to have changed: {change}, beyond what its days vary"
        yield HistoryFinding(what, f"if it stays so, {row}; until then the bands are wider", queue)
