"""What a queue's contacts and agents experience: Erlang B, C and A (Erlang 1917, Palm 1946)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from wfm.errors import ParameterError
from wfm.staffing.engine import blocking_of, figures_of
from wfm.staffing.tolerances import Floats
from wfm.words import Phrase, phrase

LONGEST_PATIENCE = 1e9
"""In mean handle times. Beyond it a figure changes by less than 1e-9, at ever more work."""


@dataclass(frozen=True, slots=True)
class Performance:
    """Figures of each interval, in the shape of the broadcast arguments.

    Shares are fractions 0..1 and times seconds. NaN where undefined: waits of an Erlang C queue
    whose load is not below its agents, the ASA where nobody is answered, the occupancy of nobody.
    """

    waiting_probability: Floats
    service_level: Floats
    """Answered within the threshold over offered."""
    asa: Floats
    """Mean wait of answered contacts."""
    abandonment: Floats
    occupancy: Floats
    queue_length: Floats
    """Mean number of contacts that wait."""
    mean_wait: Floats
    """Mean wait of all contacts, those who give up included."""
    abandoned_in_threshold: Floats
    """Share of offered contacts that give up within the threshold."""

    @property
    def lost(self) -> Floats:
        """Share of offered contacts that nobody answers."""
        return self.abandonment

    def service_level_by(self, convention: str) -> Floats:
        """Service level by one of the four conventions, as a share 0..1.

        `offered`: answered in T / offered. `offered_less_short_abandons`: answered in T /
        (offered - abandoned in T). `abandons_count`: (answered + abandoned in T) / offered.
        `answered`: answered in T / answered.

        Raises
        ------
        ParameterError
            For another name.
        """
        in_time, early = self.service_level, self.abandoned_in_threshold
        with np.errstate(invalid="ignore"):
            match convention:
                case "offered":
                    return in_time
                case "offered_less_short_abandons":
                    return in_time / (1 - early)
                case "abandons_count":
                    return in_time + early
                case "answered":
                    return in_time / (1 - self.lost)
        accepted = phrase("range.convention")
        raise ParameterError("convention", convention, accepted)

    def __getitem__(self, index: object) -> Self:
        """Pick the figures of some intervals."""
        picked = (getattr(self, field.name)[index] for field in fields(self))
        return type(self)(*picked)


def performance(
    load: ArrayLike,
    agents: ArrayLike,
    aht: ArrayLike,
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
) -> Performance:
    """Figures of M/M/n (`patience` None: Erlang C) or M/M/n+M (Erlang A) in steady state.

    Parameters
    ----------
    load
        Offered load in Erlangs.
    agents
        Heads on queue; fractions are allowed.
    aht, threshold, patience
        Mean handle time, the service level's threshold and callers' mean patience in seconds;
        patience may be infinite.

    All arguments broadcast. Where nothing is offered nobody waits.

    Raises
    ------
    ParameterError
        For a negative or non-finite load, agents or threshold, or times that are not above 0.
    """
    arrays = checked(load=load, agents=agents, aht=aht, threshold=threshold, patience=patience)
    loads, heads, times, thresholds, patiences = np.broadcast_arrays(*arrays)
    return given_blocking(erlang_b(loads, heads), loads, heads, times, thresholds, patiences)


def given_blocking(
    blocked: Floats,
    load: Floats,
    agents: Floats,
    aht: Floats,
    threshold: Floats,
    patience: Floats,
) -> Performance:
    """Figures where `blocked` would find all agents busy if nobody could wait; equal shapes."""
    relative = (blocked, agents, load, aht / patience, threshold / aht)
    rows = figures_of(*(array.flatten() for array in relative))
    wait, in_time, early, lost, asa, mean_wait, busy = rows.reshape(7, *load.shape)
    return Performance(
        wait, in_time, asa * aht, lost, busy, load * mean_wait, mean_wait * aht, early
    )


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of contacts that find all agents busy when nobody can wait; arrays broadcast."""
    arrays = (not_negative("load", load), not_negative("agents", agents))
    loads, heads = np.broadcast_arrays(*arrays)
    return blocking_of(heads.flatten(), loads.flatten()).reshape(loads.shape)


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of contacts that wait when nobody gives up (1 where the load is not below agents)."""
    return performance(load, agents, aht=1.0, threshold=0.0).waiting_probability


def checked(
    load: ArrayLike,
    agents: ArrayLike,
    aht: ArrayLike,
    threshold: ArrayLike,
    patience: ArrayLike | None,
) -> tuple[Floats, ...]:
    """Arguments as arrays of numbers in their range."""
    times = positive("aht", aht)
    return (
        not_negative("load", load),
        not_negative("agents", agents),
        times,
        not_negative("threshold", threshold),
        patience_of(patience, times),
    )


def patience_of(patience: ArrayLike | None, aht: Floats) -> Floats:
    """Mean patience in seconds, infinite where nobody gives up."""
    if patience is None:
        return np.full(aht.shape, np.inf)
    accepted = phrase("range.seconds_or_none")
    values = numbers("patience", patience, accepted)
    if not np.all(values > 0):
        raise ParameterError("patience", patience, accepted)
    return np.where(np.isinf(values), np.inf, np.minimum(values, LONGEST_PATIENCE * aht))


def not_negative(field: str, value: ArrayLike) -> Floats:
    """Check an array of finite numbers, none below 0."""
    accepted = phrase("range.finite_from_zero")
    values = numbers(field, value, accepted)
    if not np.all((values >= 0) & np.isfinite(values)):
        raise ParameterError(field, value, accepted)
    return values


def positive(field: str, value: ArrayLike) -> Floats:
    """Check an array of finite numbers above 0."""
    accepted = phrase("range.finite_seconds")
    values = numbers(field, value, accepted)
    if not np.all((values > 0) & np.isfinite(values)):
        raise ParameterError(field, value, accepted)
    return values


def numbers(field: str, value: ArrayLike, accepted: Phrase) -> Floats:
    """Read an array of floats."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(field, value, accepted) from None
