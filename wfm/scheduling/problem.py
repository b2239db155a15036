"""The problem as plain arrays, built once from the site, the requirement and the rules.

Immutable and picklable, so that it can be solved in another process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, Site
from wfm.scheduling.coverage.prices import COVERAGE, cover_tables
from wfm.scheduling.everybody import Everybody, at_other_times, everybody
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.meetings_held import Occurrence
from wfm.scheduling.rules import RULES, CoveragePrice, Rule
from wfm.scheduling.rules.meetings import price_of_missing
from wfm.scheduling.tours.arrays import CoverTables, TourTables
from wfm.scheduling.tours.between import Between, between_people
from wfm.scheduling.tours.tour_space import Template, TourSpace
from wfm.scheduling.validation import refuse_contradictions
from wfm.scheduling.ways_out import Prices

if TYPE_CHECKING:
    import pandas as pd


KEPT = frozenset(rule.name for rule in RULES if rule.relaxed_at is None)
"""Rules that are kept even for an agent who has no legal week."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Whom to schedule, for what, under which rules."""

    horizon: Horizon
    rules: tuple[Rule, ...]
    coverage: CoveragePrice
    required: NDArray[np.float64]
    """[queue, interval] gross heads, without those whom last week's shifts bring."""
    carried: NDArray[np.int32]
    """[queue, interval] heads of last week's shifts that reach into the horizon."""
    least: NDArray[np.int32]
    """[queue, interval] minimum heads, without those."""
    groups: tuple[frozenset[str], ...]
    """Sets of skills; agents of one group are interchangeable in an interval."""
    tours: TourTables
    cover: CoverTables
    between: Between
    """The rules between people."""
    templates: tuple[Template, ...]
    ways_out: Mapping[str, Prices] = field(default_factory=dict)
    """Of agents who have no legal week: their rules that are relaxed, at which price."""
    apart: bool = False
    """Whether `tours` are without the sums over the horizon, see `tours.counts`."""
    spaces: tuple[TourSpace, ...] = ()
    """Every agent's space, where the tables do not say all: sums are apart, or meetings are yet to
    be placed, at whose times spaces change."""

    @property
    def stuck(self) -> tuple[str, ...]:
        """Agents who have no legal week."""
        return tuple(self.ways_out)

    @property
    def agents(self) -> tuple[Agent, ...]:
        """Agents in the order of the tables."""
        return self.horizon.site.agents

    @property
    def price_of_open_meetings(self) -> int:
        """Price of the meetings that have no time yet, which no roster holds."""
        return price_of_missing(self.rules) * sum(map(len, self.horizon.open_meetings.values()))


def build_problem(
    site: Site,
    requirement: pd.DataFrame,
    first: date,
    *,
    days: int = 7,
    rules: Sequence[Rule] = RULES,
    coverage: CoveragePrice = COVERAGE,
    ledger: Mapping[str, Mapping[str, float]] | None = None,
    given: Sequence[Shift] = (),
    locked: Sequence[Shift] = (),
    locked_off: Iterable[tuple[str, date]] = (),
    later_ledgers: Sequence[Mapping[str, Mapping[str, float]]] = (),
) -> Problem:
    """Turn a site and its requirement (requirement.csv's columns) into a problem.

    Raises
    ------
    InputError
        With every contradiction that `refuse_contradictions` finds.
    """
    horizon = Horizon(
        site, first, days, ledger or {}, given=tuple(given), locked=tuple(locked),
        locked_off=frozenset(locked_off), later_ledgers=tuple(later_ledgers),
    )  # fmt: skip
    refuse_contradictions(horizon, requirement)
    shaped = everybody(horizon, rules)
    required, carried, least, tables = cover_tables(horizon, requirement, coverage)
    return Problem(
        horizon,
        tuple(rules),
        coverage,
        required,
        carried,
        least,
        tuple(horizon.serves),
        shaped.tours,
        tables,
        between_people(horizon),
        shaped.templates,
        shaped.ways_out,
        shaped.apart,
        shaped.spaces if shaped.apart or _places_meetings(horizon) else (),
    )


def asking_for(problem: Problem, requirement: pd.DataFrame, coverage: CoveragePrice) -> Problem:
    """Give the problem with another requirement: what agents may work is not shaped anew."""
    required, carried, least, tables = cover_tables(problem.horizon, requirement, coverage)
    return replace(
        problem,
        coverage=coverage, required=required, carried=carried, least=least, cover=tables,
    )  # fmt: skip


def at_times(problem: Problem, times: Mapping[Occurrence, datetime]) -> Problem:
    """Let meetings be at the times that were found for them."""
    if not times:
        return problem
    horizon = replace(problem.horizon, meeting_times={**problem.horizon.meeting_times, **times})
    before = Everybody(
        problem.tours, problem.templates, problem.ways_out, problem.spaces, problem.apart
    )
    shaped = at_other_times(before, horizon, problem.rules)
    return replace(problem, horizon=horizon, **shaped._asdict())


def _places_meetings(horizon: Horizon) -> bool:
    """Tell whether some meeting has no fixed time, so that spaces are to be shaped at others."""
    return any(not meeting.fixed for meeting in horizon.held_meetings)
