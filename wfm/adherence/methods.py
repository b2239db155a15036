"""Ways to turn tallied seconds into adherence, by name, to compare on the same data.

`default` is this product's definition; the others follow what the vendors publish:

- Genesys Cloud Resource Center, "How Genesys Cloud calculates adherence and conformance".
- NICE CXone help, "Adherence Report" (time in adherence / scheduled time) and "Adherence
  Categories" (in adherence where the categories of scheduled and actual activity match).
- Calabrio help, "About historical adherence" (in / (total work time − neutral)).
- Amazon Connect Administrator Guide, "Historical Schedule Adherence" (adherent / scheduled
  minutes; available in productive activities, any other status in non-productive ones).
- Verint's help, "View adherence data", says what a violation is (recorded and scheduled activity
  are not mapped to each other, for longer than a threshold) and no percentage. The method is
  therefore this product's vendor-neutral reading of it: scheduled time less violations.

A method may bring its own impact table, where the vendor grades pairs of activities in another way;
the cells that a site chose hold on top of it, and leave and unavailable time are ignored by all.
It may forgive in another way, too:

- Genesys Cloud deducts the threshold from every exception, wherever it lies (its developer forum,
  "Adherence Exception Duration in Historical Adherence view": nine exceptions of an hour in all
  9 h 00 count 8 h 51 at a threshold of one minute); one that is not longer is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np

from wfm.adherence.categories import (
    ACTUAL_NAMES,
    INDEX,
    NOT_AT_WORK,
    ON_QUEUE,
    SCHEDULED_NAMES,
    UNKNOWN,
    UNMAPPED,
    UNSCHEDULED,
    Impact,
)
from wfm.adherence.grading import Forgive, deduct_from_each, forgive_at_edges
from wfm.adherence.mapping import ImpactTable
from wfm.adherence.tally import Tally
from wfm.errors import ParameterError
from wfm.figures.key_figures import ADHERENCE, CONFORMANCE
from wfm.model import ActivityCategory
from wfm.model.adherence_method import AdherenceFormula
from wfm.words import phrase

Share: TypeAlias = tuple[float | None, str]
"""A share, or None with the reason why it is undefined."""


NOT_SCHEDULED: Final = "no time was scheduled"
TIME_UNKNOWN: Final = "what was done in the scheduled time is unknown"
ON_QUEUE_UNKNOWN: Final = "what was done in the scheduled on-queue time is unknown"
REASONS: Final = frozenset(
    {NOT_SCHEDULED, TIME_UNKNOWN, ON_QUEUE_UNKNOWN, ADHERENCE.undefined, CONFORMANCE.undefined}
)
"""Why there may be no adherence or conformance."""


@dataclass(frozen=True, slots=True)
class AdherenceMethod:
    """One way to compute adherence; `formula` is what the reader is told."""

    name: AdherenceFormula
    formula: str
    adherence: Callable[[Tally, bool], Share]
    impacts: Callable[[Collection[ActivityCategory]], ImpactTable] | None = None
    """The vendor's own grading by what is productive; None is this product's table."""
    forgive: Callable[[int], Forgive] = forgive_at_edges
    """What a tolerance in seconds does."""
    productive: bool = False
    """Whether the site may call more than on-queue work productive."""


def conformance(tally: Tally) -> Share:
    """On-queue seconds worked over on-queue seconds scheduled and known; may exceed 1."""
    if tally.on_queue_scheduled_seconds == 0:
        return None, CONFORMANCE.undefined
    part, base = CONFORMANCE.part_of(tally.counts), CONFORMANCE.whole_of(tally.counts)
    return _share(part, base, ON_QUEUE_UNKNOWN)


def _share(part: float, base: float, empty: str) -> Share:
    return (part / base, "") if base > 0 else (None, empty)


def _why_empty(tally: Tally) -> str:
    if tally.scheduled_seconds == 0:
        return NOT_SCHEDULED
    if tally.unknown_seconds:
        return TIME_UNKNOWN
    return ADHERENCE.undefined


def _extra(tally: Tally, count_unscheduled_work: bool) -> int:
    return tally.unscheduled_seconds if count_unscheduled_work else 0


def _default(tally: Tally, count_unscheduled_work: bool) -> Share:
    base = ADHERENCE.whole_of(tally.counts) + _extra(tally, count_unscheduled_work)
    return _share(ADHERENCE.part_of(tally.counts), base, _why_empty(tally))


def _exceptions_over_scheduled(tally: Tally, count_unscheduled_work: bool) -> Share:
    extra = _extra(tally, count_unscheduled_work)
    scheduled = tally.scheduled_seconds - tally.ignored_seconds
    if scheduled <= 0:
        return None, _why_empty(tally)
    if tally.unknown_seconds == scheduled:
        return None, "no actual time is known"
    return max(0.0, 1 - (tally.out_seconds + extra) / (scheduled + extra)), ""


def _in_over_graded(tally: Tally, _: bool) -> Share:
    base = tally.scheduled_seconds - tally.ignored_seconds - tally.neutral_seconds
    return _share(tally.in_seconds, base, _why_empty(tally))


def _exceptions_over_shift(tally: Tally, _: bool) -> Share:
    kept = tally.in_seconds + tally.neutral_seconds
    return _share(kept, tally.scheduled_seconds - tally.ignored_seconds, _why_empty(tally))


def _matching(_: Collection[ActivityCategory]) -> ImpactTable:
    """In where the categories are equal, out everywhere else."""
    table = np.full((len(SCHEDULED_NAMES), len(ACTUAL_NAMES)), Impact.OUT, dtype=np.int8)
    for category in ActivityCategory:
        table[INDEX[category], INDEX[category]] = Impact.IN
    return ImpactTable(_always(table), presence=False)


def _available(productive: Collection[ActivityCategory]) -> ImpactTable:
    """In where the agent is available (on queue) in a productive activity, or not in another."""
    table = np.full((len(SCHEDULED_NAMES), len(ACTUAL_NAMES)), Impact.IN, dtype=np.int8)
    table[:, ON_QUEUE] = Impact.OUT
    for category in {ActivityCategory.ON_QUEUE, *productive}:
        table[INDEX[category], :] = Impact.OUT
        table[INDEX[category], ON_QUEUE] = Impact.IN
    return ImpactTable(_always(table), presence=False)


def _always(table: np.ndarray) -> np.ndarray:
    """Leave out what no method grades: leave, the unknown, and idle time outside the shift."""
    table[[INDEX[gone] for gone in NOT_AT_WORK], :] = Impact.IGNORED
    table[:, [UNMAPPED, UNKNOWN]] = Impact.UNKNOWN
    table[UNSCHEDULED, :] = Impact.IGNORED
    table[UNSCHEDULED, ON_QUEUE] = Impact.OUT
    return table


_ALL = (
    AdherenceMethod(AdherenceFormula.DEFAULT, ADHERENCE.formula, _default),
    AdherenceMethod(
        AdherenceFormula.GENESYS_CLOUD,
        "1 − exceptions / scheduled without ignored time, never below 0; unscheduled work, where "
        "it counts, joins both",
        _exceptions_over_scheduled,
        forgive=deduct_from_each,
    ),
    AdherenceMethod(
        AdherenceFormula.NICE,
        "in adherence / scheduled without leave; equal categories are in, everything else is out; "
        "what the site calls neutral leaves the base",
        _in_over_graded,
        _matching,
    ),
    AdherenceMethod(AdherenceFormula.CALABRIO, "in / (shift − leave − neutral)", _in_over_graded),
    AdherenceMethod(
        AdherenceFormula.VERINT,
        "(scheduled − violations) / scheduled without leave: a vendor-neutral reading, as Verint "
        "publishes what a violation is but no percentage; unknown time counts as one",
        _exceptions_over_shift,
    ),
    AdherenceMethod(
        AdherenceFormula.AMAZON_CONNECT,
        "adherent / scheduled without leave; available in productive activities, not available in "
        "all others; what the site calls neutral leaves the base",
        _in_over_graded,
        _available,
        productive=True,
    ),
)
METHODS: Final = MappingProxyType({str(method.name): method for method in _ALL})


def method(name: str) -> AdherenceMethod:
    """Find a method by its name.

    Raises
    ------
    ParameterError
        For a name that is not in `METHODS`.
    """
    if name not in METHODS:
        raise ParameterError("method", name, phrase("range.one_of", names=tuple(METHODS)))
    return METHODS[name]
