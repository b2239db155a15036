"""What a search is given and gives: limits, progress, solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wfm.errors import ParameterError
from wfm.model import Schedule
from wfm.model.plan import Message
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after `time` seconds or `effort` rungs of the search, whichever comes first.

    A fraction of `effort` is that share of the last rung's rounds. With `effort` alone (`time`
    None) the same problem, seed and workers give the same schedule.
    """

    time: float | None = 60.0
    effort: float | None = None
    seed: int = 1
    workers: int = 2

    def __post_init__(self) -> None:
        if self.time is None and self.effort is None:
            raise ParameterError("effort", None, phrase("range.given_without_time"))
        if self.time is not None and not self.time > 0:
            raise ParameterError("time", self.time, phrase("range.seconds"))
        if self.effort is not None and not 0 <= self.effort <= 20:
            raise ParameterError("effort", self.effort, phrase("range.effort"))
        if not 1 <= self.workers <= 64:
            raise ParameterError("workers", self.workers, phrase("range.workers"))


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a search is. `objective` and `bound` are None until there is one."""

    seconds: float
    objective: int | None
    bound: int | None
    schedule: Callable[[], Schedule]
    """Writes out the best schedule so far."""
    conflicts: tuple[Phrase, ...] = ()
    """What no schedule can keep and why, known before the search."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What came out. `status` is `optimal`, `feasible` or `partial` (some agent has no legal week).

    `bound` is proven: no legal schedule costs less. `gap` is (objective − bound) / objective.
    """

    status: str
    schedule: Schedule
    objective: int
    bound: int | None
    seconds: float
    seed: int
    rule_costs: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    agent_costs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Agent → rule → price; coverage belongs to nobody."""
    cancelled: bool = False
    """Whether the search was stopped from outside."""
    head_prices: NDArray[np.float64] | None = None
    """[group, interval] prices of a head at which the relaxation gives its best bound."""

    @property
    def gap(self) -> float | None:
        """Share of the objective that might still be saved."""
        if self.bound is None:
            return None
        return (self.objective - self.bound) / self.objective if self.objective else 0.0
