"""A percentage that says how it was made, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wfm.adherence.methods import AdherenceMethod, Share, conformance
from wfm.adherence.tally import Tally


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every figure of a measurement was made with."""

    method: str
    tolerance_seconds: int
    count_unscheduled_work: bool
    schedule_version: int
    mapping_version: str
    complete_until: datetime | None
    """Instant until which every source has reported: the earliest of their latest events, never in
    the future; None where there is none."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share 0..1 (conformance may exceed 1), or None with the reason."""

    value: float | None
    reason: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Figures:
    """What one tally comes to."""

    tally: Tally
    adherence: Figure
    conformance: Figure


def complete_until(latest: Iterable[datetime], now: datetime | None) -> datetime | None:
    """Give the instant until which all sources have reported, by the latest event of each."""
    earliest = min(latest, default=None)
    return earliest if earliest is None or now is None else min(earliest, now)


def figures(tally: Tally, method: AdherenceMethod, stamp: Stamp) -> Figures:
    """Adherence by the method, conformance, and the seconds that both are made of."""
    graded = method.adherence(tally, stamp.count_unscheduled_work)
    return Figures(tally, _figure(graded, stamp), _figure(conformance(tally), stamp))


def _figure(share: Share, stamp: Stamp) -> Figure:
    value, reason = share
    return Figure(value, reason, stamp)
