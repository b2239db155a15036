"""What a run gave, counted by queue and interval in which contacts came."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wfm.simulation.centre import CentreWeek
from wfm.simulation.floor import NEVER, Contacts, Flags, Played
from wfm.staffing.demand import QueueDemand
from wfm.staffing.tolerances import Floats

COUNTS = (
    *("offered", "answered", "abandoned", "waiting", "in_threshold", "abandoned_in_threshold"),
    *("judged", "wait_seconds", "turned_away", "handling", "available"),
)
"""Every attempt counts. `answered`: of deferred queues finished; `waiting`: still at the end;
`turned_away`: found every line taken; `in_threshold`: answered within the threshold, of deferred
queues finished within the window; `judged`: contacts of which it is known whether they were: of
deferred queues those that are due by the end, lest what is done early makes up for what is not;
`wait_seconds` of those answered; `handling` and `available`: agent seconds of those who serve the
queue."""


def rows_of(every: Sequence[QueueDemand]) -> pd.DataFrame:
    """Intervals of every queue: interval_start, interval_minutes, queue, deferred."""
    parts = [
        pd.DataFrame(
            {
                "interval_start": demand.rows["interval_start"].array,
                "interval_minutes": demand.minutes,
                "queue": demand.queue.name,
                "deferred": demand.queue.channel.deferred,
            }
        )
        for demand in every
    ]
    return pd.concat(parts, ignore_index=True)


def counts_of_run(week: CentreWeek, contacts: Contacts, serves: Flags, played: Played) -> Floats:
    """Count a run: [count, row]."""
    end = week.centre.open.shape[1] * week.centre.step
    parts = []
    for number, (demand, arriving) in enumerate(zip(week.every, week.queues, strict=True)):
        own = slice(contacts.first[number], contacts.first[number + 1])
        came = np.flatnonzero(played.came[own] < NEVER)[arriving.starting.size :] + own.start
        time, begun, ended = played.came[came], played.begun[came], played.ended[came]
        patience, turned_away = played.gives_up[came] - time, played.turned_away[came]
        interval = ((time - arriving.start[0]) // demand.seconds).astype(np.int64)
        deferred, threshold = demand.queue.channel.deferred, demand.queue.goal.threshold
        answered = (ended if deferred else begun) < NEVER
        lost = (begun == NEVER) & (time + patience <= end)
        gone = lost & ~turned_away
        waited = np.where(answered, begun - time, 0.0)
        due = time + contacts.within[came]
        in_time = ended <= due if deferred else answered & (waited <= threshold)
        judged = np.full(time.size, True) if not deferred else due <= end
        in_time = in_time & judged
        values = (
            *(np.ones(time.size), answered, gone, ~answered & ~lost, in_time),
            *(gone & (patience <= threshold), judged, waited, turned_away),
        )
        of_contacts = [
            np.bincount(interval, value.astype(np.float64), demand.aht.size) for value in values
        ]
        booked = (played.taken, played.free)
        seconds = [_on_intervals(week, demand, serves[:, number], part) for part in booked]
        parts.append(np.array([*of_contacts, *seconds]))
    return np.concatenate(parts, axis=1)


def _on_intervals(week: CentreWeek, demand: QueueDemand, serves: Flags, booked: Floats) -> Floats:
    """Seconds booked by those who serve a queue, summed over the slots of each interval."""
    per_slot = booked[serves].sum(axis=0)
    slots = int(demand.seconds / week.centre.step)
    first = int((demand.starts[0] - week.origin).total_seconds() / week.centre.step)
    own = per_slot[first : first + slots * demand.aht.size]
    summed: Floats = own.reshape(-1, slots).sum(axis=1)
    return summed
