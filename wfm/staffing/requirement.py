"""The fewest agents that meet every target of a goal, and which target binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.errors import ParameterError
from wfm.model import ServiceGoal
from wfm.staffing.engine import exact_of, smallest_of
from wfm.staffing.erlang import not_negative, patience_of, positive
from wfm.staffing.tolerances import Floats, Target
from wfm.words import phrase

TARGETS = np.array([target.name.lower() for target in Target])


@dataclass(frozen=True, slots=True)
class Requirement:
    """Heads that each interval needs, in the shape of the broadcast arguments."""

    agents: NDArray[np.int64]
    """Fewest whole agents that meet every target."""
    exact: Floats
    """The real number at which the binding target is just met: what is rounded only at the end."""
    binding: NDArray[np.str_]
    """service_level, asa, mean_wait, abandonment, occupancy, minimum_heads; `workload` where the
    load alone decides, `none` where there is none."""


def required_agents(
    load: ArrayLike,
    aht: ArrayLike,
    goal: ServiceGoal | None = None,
    patience: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """Fewest whole agents that meet every target of `goal` (80/20 if None).

    `load` is in Erlangs, `aht` and `patience` (mean; None: nobody gives up) in seconds; they
    broadcast. With patience the answer may lie below the load. A load of 0 needs `minimum_heads`.

    Raises
    ------
    ParameterError
        For a negative or non-finite load, times that are not above 0, or a wait that only losing
        callers could meet.
    """
    goal = goal or ServiceGoal()
    shape, arguments = _arguments(load, aht, goal, patience)
    agents = np.maximum(smallest_of(*arguments), int(np.ceil(goal.minimum_heads)))
    answer: NDArray[np.int64] = agents.reshape(shape)[()]
    return answer


def requirement(
    load: ArrayLike,
    aht: ArrayLike,
    goal: ServiceGoal | None = None,
    patience: ArrayLike | None = None,
) -> Requirement:
    """`required_agents` with the fractional requirement and the target that binds."""
    goal = goal or ServiceGoal()
    shape, arguments = _arguments(load, aht, goal, patience)
    agents, exact, binding = exact_of(*arguments)
    binding = np.where(exact < goal.minimum_heads, Target.MINIMUM_HEADS, binding)
    return Requirement(
        np.maximum(agents, int(np.ceil(goal.minimum_heads))).reshape(shape)[()],
        np.maximum(exact, goal.minimum_heads).reshape(shape)[()],
        TARGETS[binding].reshape(shape)[()],
    )


def _arguments(
    load: ArrayLike, aht: ArrayLike, goal: ServiceGoal, patience: ArrayLike | None
) -> tuple[tuple[int, ...], tuple[Floats, ...]]:
    times = positive("aht", aht)
    patiences = patience_of(patience, times)
    refuse_waits_met_by_losing_callers(goal, float(patiences.min(initial=np.inf)))
    arrays = (not_negative("load", load), times, patiences, np.asarray(goal.threshold, float))
    shaped = np.broadcast_arrays(*arrays)
    return shaped[0].shape, (*(array.flatten() for array in shaped), goal_vector(goal))


def goal_vector(goal: ServiceGoal) -> Floats:
    """Targets in the order of `Target`, NaN where off; the last one lets the load alone decide."""
    targets = (goal.service_level, goal.asa, goal.mean_wait, goal.abandonment, goal.occupancy)
    vector = [np.nan if target is None else target for target in targets]
    return np.array([*vector, 0.0 if np.all(np.isnan(vector)) else np.nan])


def refuse_waits_met_by_losing_callers(goal: ServiceGoal, patience: float) -> None:
    """Refuse a wait that callers' patience alone would meet, where no other target keeps them.

    Raises
    ------
    ParameterError
        All contacts together never wait longer than their mean patience, whatever the agents; an
        ASA from there on would be met by those who give up.
    """
    if goal.service_level is not None or goal.abandonment is not None:
        return
    too_long = {
        "asa": goal.asa is not None and goal.asa >= patience,
        "mean_wait": goal.mean_wait is not None and goal.mean_wait > patience,
    }
    for field, refused in too_long.items():
        if refused:
            accepted = phrase("range.below_patience", patience=patience)
            raise ParameterError(field, getattr(goal, field), accepted)
