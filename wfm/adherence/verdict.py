"""How each queue's week went, in one sentence: the goal, what was reached, and the main causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from wfm.adherence.actions import Action
from wfm.adherence.bridge import Bridge
from wfm.model import Queue, Site
from wfm.words import Phrase, phrase

MOST: Final = 3
NOTICEABLE: Final = 0.005
"""Share below which a cause is not named."""


def verdicts(
    kpis: pd.DataFrame, bridges: Sequence[Bridge], actions: Sequence[Action], site: Site
) -> tuple[Phrase, ...]:
    """Say of every queue how its week went; `kpis` are those of `queue_kpis`."""
    whole = {str(row["queue"]): row for row in kpis[kpis["date"].isna()].to_dict("records")}
    explained = {one.queue: one for one in bridges}
    return tuple(
        _verdict(queue, whole[queue.name], explained.get(queue.name), actions)
        for queue in site.queues
        if queue.name in whole
    )


def _verdict(
    queue: Queue, row: Mapping[Any, Any], bridge: Bridge | None, actions: Sequence[Action]
) -> Phrase:
    deferred = queue.channel.deferred
    level = float(row["share_in_window" if deferred else "service_level"])
    if np.isnan(level) and np.isnan(row["actual_hours"]):
        return phrase("verdict.to_come", queue=queue.name)
    if np.isnan(level):
        return phrase("verdict.nothing", queue=queue.name)
    goal = queue.goal.service_level
    if deferred or goal is None:
        causes = _causes(bridge, 1.0 - level)
        return phrase("verdict.window", queue=queue.name, level=level, causes=causes)
    if level < goal:
        first = next((one.place for one in actions if one.queue == queue.name), None)
        return phrase(
            "verdict.missed", queue=queue.name, level=level, goal=goal, first=first,
            causes=_causes(bridge, goal - level),
        )  # fmt: skip
    causes = _causes(bridge, 0.0)
    return phrase("verdict.met", queue=queue.name, level=level, goal=goal, causes=causes)


def _causes(bridge: Bridge | None, missing: float) -> tuple[Phrase, ...]:
    """Name what moved the level most; where some of it is missing, what cost most comes first."""
    if bridge is None:
        return ()
    parts = {name: part for name, part in bridge.named.items() if abs(part) >= NOTICEABLE}
    order = sorted(parts, key=lambda name: parts[name] if missing > 0 else -abs(parts[name]))
    return tuple(_cause(name, parts[name] * 100) for name in order[:MOST])


def _cause(name: str, points: float) -> Phrase:
    match name:
        case "volume":
            return phrase("cause.volume", points=points)
        case "aht":
            return phrase("cause.aht", points=points)
        case "absence":
            return phrase("cause.absence", points=points)
        case "adherence":
            return phrase("cause.adherence", points=points)
        case "routing" if points < 0:
            return phrase("cause.routing", points=points)
        case "routing":
            return phrase("cause.routing_here", points=points)
        case _ if points < 0:
            return phrase("cause.misfit", points=points)
    return phrase("cause.fit", points=points)
