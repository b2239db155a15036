"""What a run gave, counted by queue and interval in which contacts came."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wfm.simulation.centre import CentreWeek
from wfm.simulation.contacts import Drawn
from wfm.simulation.floor import NEVER, Flags
from wfm.staffing.demand import QueueDemand
from wfm.staffing.tolerances import Floats

COUNTS = (
    *("offered", "answered", "abandoned", "waiting", "in_threshold", "abandoned_in_threshold"),
    *("judged", "wait_seconds", "handling", "available"),
)
"""`waiting`: still at the end; `in_threshold`: answered within the threshold, of deferred queues
finished within the window; `judged`: contacts of which it is known whether they were;
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


def counts_of_run(
    week: CentreWeek,
    drawn: Drawn,
    serves: Flags,
    begun: Floats,
    ended: Floats,
    taken: Floats,
    free: Floats,
) -> Floats:
    """Count a run: [count, row]."""
    contacts, parts = drawn.contacts, []
    end = week.centre.open.shape[1] * week.centre.step
    answered, gone = begun < NEVER, (begun == NEVER) & (contacts.gives_up <= end)
    for number, demand in enumerate(week.every):
        own = slice(contacts.first[number], contacts.first[number + 1])
        interval = drawn.interval[own]
        came = interval >= 0
        waited = np.where(answered[own], begun[own] - contacts.time[own], 0.0)
        patience = contacts.gives_up[own] - contacts.time[own]
        threshold = demand.queue.goal.threshold
        if demand.queue.channel.deferred:
            in_time = ended[own] <= contacts.due[own]
            judged = in_time | (contacts.due[own] <= end)
        else:
            in_time = answered[own] & (waited <= threshold)
            judged = np.ones(in_time.size, dtype=bool)
        values = (
            *(came, answered[own], gone[own], ~answered[own] & ~gone[own], in_time),
            *(gone[own] & (patience <= threshold), judged, waited),
        )
        of_contacts = [
            np.bincount(interval[came], value[came].astype(np.float64), demand.aht.size)
            for value in values
        ]
        seconds = [_on_intervals(week, demand, serves[:, number], part) for part in (taken, free)]
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
