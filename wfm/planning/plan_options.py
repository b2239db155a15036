"""All that a planner may choose for a plan, wherever it is asked for.

Whoever adds an option adds it here: `wfm plan`, `wfm revise` and the service take theirs from this
class, and a test holds that each reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from wfm.errors import ParameterError
from wfm.model import Schedule, Shift, TimeOff
from wfm.planning.preserved_shifts import PreservedShifts
from wfm.planning.price_of_heads import PRICE, PRICES
from wfm.scheduling.result import Limits
from wfm.words import phrase

if TYPE_CHECKING:
    from forecasts import Override

Ledger = Mapping[str, Mapping[str, float]]
"""Agent → kind of unpopular work → how much more than a fair share."""
ROUNDS = 3
"""Rounds of search, simulation and correction where nothing is said."""
MOST_ROUNDS = 10
MOST_WEEKS = 8
NO_LEDGER: Ledger = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How some weeks are planned."""

    limits: Limits = field(default_factory=Limits)
    """Time, effort, workers and seed of the search."""
    weeks: int = 1
    """How many weeks in a row are planned together."""
    price: str = PRICE
    """One of `PRICES`: what heads are worth."""
    overrides: tuple[Override, ...] = ()
    """The planner's corrections of the forecast, in their order."""
    accept_shifts: bool = False
    """Whether changes of level that the forecast finds are taken for good."""
    backlog: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Contacts that wait in deferred queues at the start, where the planner knows better."""
    previous: tuple[Shift, ...] | None = None
    """Shifts of the week before, whose rest and runs of days go on; None: those of the site."""
    ledger: Ledger = field(default_factory=lambda: NO_LEDGER)
    """Who had more than a fair share of unpopular work in the weeks before."""
    base: Schedule | None = None
    """A schedule that people know already: what differs from it has a price."""
    preserved: PreservedShifts = field(default_factory=PreservedShifts)
    """Days of the base that stay as they are."""
    absent: tuple[TimeOff, ...] = ()
    """Absences that the base did not know of."""
    repair: bool = False
    """Whether as little of the base is changed as its absences need."""
    rounds: int = ROUNDS
    """How often the requirement is corrected by simulation where agents share queues."""
    simulation_runs: int = 0
    """How often the result is simulated; 0 for not at all."""
    anyway: bool = False
    """Whether to plan although names that match nothing leave much of the work undone."""

    def among(self, first: date, days: int, ledger: Ledger) -> PlanOptions:
        """Give the options as they concern some days, with what the ledger says before them."""
        mine = frozenset(first + timedelta(days=day) for day in range(days))
        base = self.base
        if base is not None:
            shifts = tuple(shift for shift in base.shifts if shift.date in mine)
            base = replace(base, week=first, shifts=shifts)
        preserved = self.preserved.among(mine)
        return replace(self, ledger=ledger, base=base, preserved=preserved)

    def __post_init__(self) -> None:
        if self.price not in PRICES:
            raise ParameterError("price", self.price, phrase("range.one_of", names=tuple(PRICES)))
        if self.repair and self.base is None:
            raise ParameterError("repair", self.repair, phrase("range.given_with_schedule"))
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise ParameterError("weeks", self.weeks, phrase("range.one_to", most=MOST_WEEKS))
        if self.repair and self.weeks > 1:
            raise ParameterError("weeks", self.weeks, phrase("range.repair_one_week"))
        if not 0 <= self.rounds <= MOST_ROUNDS:
            raise ParameterError("rounds", self.rounds, phrase("range.zero_to", most=MOST_ROUNDS))
        if self.simulation_runs and not 2 <= self.simulation_runs <= 10_000:
            raise ParameterError(
                "simulation_runs", self.simulation_runs, phrase("range.simulation_runs")
            )
