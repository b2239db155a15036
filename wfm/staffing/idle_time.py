"""Idle time of immediate queues, offered to the deferred queues that they are blended with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.errors import InputError, InputProblem
from wfm.model import Queue
from wfm.staffing.demand import QueueDemand
from wfm.staffing.immediate_work import spare_heads
from wfm.staffing.tolerances import Floats
from wfm.words import phrase


class IdleTime:
    """Heads per interval that idle agents can give to deferred work, and what they gave."""

    def __init__(self) -> None:
        self._left: dict[str, pd.Series[float]] = {}
        self._given: dict[str, pd.Series[float]] = {}
        self._of: dict[str, Queue] = {}
        self._minutes: dict[str, int] = {}

    def offer(self, demand: QueueDemand, heads: Floats) -> None:
        """Offer what `heads` of an immediate queue can do beside its contacts."""
        queue = demand.queue
        idle = np.where(demand.open, spare_heads(queue, demand.load, heads, demand.aht), 0.0)
        self._left[queue.name] = pd.Series(idle, index=demand.starts)
        self._given[queue.name] = pd.Series(0.0, index=demand.starts)
        self._of[queue.name], self._minutes[queue.name] = queue, demand.minutes

    def left_for(self, demand: QueueDemand) -> Floats:
        """Heads that are still free for a deferred queue, on its intervals."""
        total = np.zeros(demand.starts.size)
        for name in self._blended_with(demand):
            total += self._left[name].reindex(demand.starts, fill_value=0.0).to_numpy()
        return np.where(demand.open, total, 0.0)

    def take(self, demand: QueueDemand, used: Floats) -> None:
        """Take `used` heads for a deferred queue, from each offer in proportion."""
        left = self.left_for(demand)
        share = np.divide(used, left, out=np.zeros(left.size), where=left > 0)
        by_start = pd.Series(np.minimum(share, 1.0), index=demand.starts)
        for name in self._blended_with(demand):
            given = self._left[name] * by_start.reindex(self._left[name].index, fill_value=0.0)
            self._left[name] = self._left[name] - given
            self._given[name] = self._given[name] + given

    def given_by(self, demand: QueueDemand) -> Floats:
        """Heads of an immediate queue that are busy with deferred work."""
        given = self._given.get(demand.queue.name, np.zeros(demand.starts.size))
        return np.asarray(given, dtype=np.float64)

    def _blended_with(self, demand: QueueDemand) -> list[str]:
        wanted = demand.queue.name
        names = [name for name, queue in self._of.items() if wanted in queue.blended_queues]
        for name in names:
            if self._minutes[name] != demand.minutes:
                what = phrase(
                    "demand.other_intervals",
                    queue=demand.queue.name,
                    minutes=demand.minutes,
                    other=name,
                    other_minutes=self._minutes[name],
                )
                remedy = phrase("do.same_intervals")
                raise InputError([InputProblem(what, remedy, field="interval_minutes")])
        return names
