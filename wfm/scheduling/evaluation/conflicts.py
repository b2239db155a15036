"""Why an agent has no legal week: a smallest set of rules and days in each other's way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import product
from typing import TypeVar

from wfm.model import Agent, Schedule, WorkPlan
from wfm.scheduling.candidate_shifts import candidates_of, contracts_key, with_locked
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import Problem
from wfm.scheduling.rule_effects import RuleEffects
from wfm.scheduling.rules import Rule
from wfm.scheduling.rules.breaks import Breaks, BreakSettings
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.shift_times import ShiftTimes, ShiftTimeSettings
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.tours.legal_tour import LegalTours
from wfm.scheduling.tours.tour_space import Candidates, TourSpace
from wfm.words import Phrase, english, phrase

T = TypeVar("T")
TIMES, BREAKS = ShiftTimes().name, Breaks().name


@dataclass(frozen=True, slots=True)
class Known:
    """What agents have in common, from one to the next."""

    shifts: dict[tuple[Hashable, bool, bool], Candidates] = field(default_factory=dict)
    """Candidate shifts of a work plan, with its times and breaks or without."""
    tours: LegalTours = field(default_factory=LegalTours)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that leave an agent no legal week; without any one of them there would be one."""

    agent: Agent
    rules: tuple[tuple[str, Phrase | None, tuple[date, ...]], ...]
    """Name, what it asks, and the days that matter where the rule judges days one by one."""

    @property
    def phrase(self) -> Phrase:
        """What cannot be met together."""
        rules = tuple(
            phrase("schedule.conflict.rule", rule=name, terms=terms, dates=days)
            for name, terms, days in self.rules
        )
        if len(rules) == 1:
            return phrase("schedule.conflict.one", rule=rules[0])
        return phrase("schedule.conflict.several", rules=rules)

    def __str__(self) -> str:
        return english(self.phrase)


def conflict_of(problem: Problem, agent_id: str, known: Known | None = None) -> Conflict:
    """Find a smallest set of rules and days that leave an agent no legal week.

    `known` keeps what agents of a work plan have in common from one call to the next.

    A deletion filter (Chinneck 2008): what can be left out without a legal week coming into being
    is left out, rule by rule and then day by day.
    """
    agent = next(agent for agent in problem.agents if agent.id == agent_id)
    week, rules = problem.horizon, {rule.name: rule for rule in problem.rules}
    effects = _Effects(problem, agent, Known() if known is None else known)
    every_day = frozenset(range(week.days))

    def stuck(parts: Collection[tuple[str, frozenset[int]]]) -> bool:
        return effects.leave_no_week(dict(parts))

    names = _smallest([(name, every_day) for name in rules], stuck)
    days = {name: every_day for name, _ in names}
    for name in [name for name in days if effects.daily(name)]:
        others = [(other, on) for other, on in days.items() if other != name]
        kept = _smallest(
            list(range(week.days)),
            lambda on, name=name, others=others: stuck([*others, (name, frozenset(on))]),  # type: ignore[misc]  # default arguments bind the loop's values
        )
        days[name] = frozenset(kept)
    return Conflict(agent, tuple(_told(week, agent, rules[name], days[name]) for name in days))


def shares(problem: Problem, conflict: Conflict, agent: Agent, known: Known) -> bool:
    """Tell whether rules that ask the same on the same days leave another agent no week."""
    week, rules = problem.horizon, {rule.name: rule for rule in problem.rules}
    if contracts_key(week, agent) != contracts_key(week, conflict.agent):
        return False
    every_day, parts = range(week.days), {}
    for name, terms, dates in conflict.rules:
        if terms_of(week, agent, rules[name]) != terms:
            return False
        parts[name] = frozenset((day - week.first).days for day in dates) or frozenset(every_day)
    return _Effects(problem, agent, known).leave_no_week(parts)


def _told(
    horizon: Horizon, agent: Agent, rule: Rule, days: Collection[int]
) -> tuple[str, Phrase | None, tuple[date, ...]]:
    some = sorted(days) if len(days) < horizon.days else ()
    terms = terms_of(horizon, agent, rule)
    return rule.name, terms, tuple(horizon.grid.date_of(day) for day in some)


def terms_of(horizon: Horizon, agent: Agent, rule: Rule) -> Phrase | None:
    """Say what a rule asks: of several contracts what it asks of each."""
    parts = horizon.contracts(agent)
    if len(parts) == 1 or rule.scope is Scope.PERSON:
        return rule.terms(horizon, agent)
    told = [(part.work_plan, rule.terms(horizon, part)) for part in parts]
    if len({terms for _, terms in told}) == 1:
        return told[0][1]
    contracts = tuple(
        phrase("schedule.conflict.contract", plan=plan, terms=terms) for plan, terms in told
    )
    return phrase("schedule.conflict.contracts", contracts=contracts)


def _smallest(parts: Sequence[T], stuck: Callable[[Sequence[T]], bool]) -> list[T]:
    """Leave out, one by one, whatever the conflict does not need."""
    kept = list(parts)
    for part in parts:
        without = [other for other in kept if other != part]
        if stuck(without):
            kept = without
    return kept


class _Effects:
    """What each rule alone makes of an agent's weeks, and what some of them leave together.

    The work plan's shift times and breaks are rules like the others: without them, shifts of its
    lengths begin at any time of any day, and the same pauses lie anywhere in them.
    """

    def __init__(self, problem: Problem, agent: Agent, known: Known) -> None:
        self.week, self.agent = problem.horizon, agent
        self._known = known
        self._shifts: dict[tuple[bool, bool], Candidates] = {}
        self._of_kind = {
            kinds: RuleEffects(
                partial(self._space, *kinds), problem.rules, known.tours, apart=problem.apart
            )
            for kinds in product((True, False), repeat=2)
        }

    def daily(self, name: str) -> bool:
        """Tell whether a rule judges days one by one."""
        return name not in {TIMES, BREAKS} and not self._of_kind[True, True].of(name).patterns

    def leave_no_week(self, parts: Mapping[str, frozenset[int]]) -> bool:
        """Tell whether some rules, each on some days, leave no legal week."""
        return not self._of_kind[TIMES in parts, BREAKS in parts].leave_a_tour(parts)

    def _space(self, times: bool, breaks: bool) -> TourSpace:
        plan, contracts = self.week.plan(self.agent), contracts_key(self.week, self.agent)

        def widened(plan: WorkPlan) -> WorkPlan:
            wide = plan if times else _at_any_time(plan)
            return wide if breaks else _with_breaks_anywhere(wide)

        if (times, breaks) not in self._shifts:
            if (contracts, times, breaks) not in self._known.shifts:
                shifts = candidates_of(self.week, self.agent, widened)
                self._known.shifts[contracts, times, breaks] = shifts
            shifts = self._known.shifts[contracts, times, breaks]
            locked = self.week.locked_by_agent.get(self.agent.id, ())
            shifts = with_locked(shifts, self.week, self.agent, locked) if locked else shifts
            self._shifts[times, breaks] = shifts
        return TourSpace(self.week, self.agent, plan, self._shifts[times, breaks])


def _at_any_time(plan: WorkPlan) -> WorkPlan:
    lengths = ShiftTimeSettings.of(plan).lengths
    return changed(
        plan, shift_minutes=lengths, earliest_start=0, latest_end=2880, weekdays=range(7),
        shift_types=(),
    )  # fmt: skip


def _with_breaks_anywhere(plan: WorkPlan) -> WorkPlan:
    pauses = BreakSettings.of(plan).activities
    anywhere = [replace(rule, earliest=0, latest=1440, clock=None) for rule in pauses]
    return changed(plan, activities=anywhere, minimum_gap=0, maximum_stretch=None)


def cheapest_way_out(schedule: Schedule, findings: Sequence[Finding], agent_id: str) -> Phrase:
    """Say which rules the schedule breaks for an agent who has no legal week."""
    broken = [f for f in findings if f.hard and f.agent_id == agent_id]
    shifts = len(list(schedule.of(agent_id)))
    if not broken:
        return phrase("schedule.way_out.legal", shifts=shifts)
    alike: dict[tuple[str, Phrase], list[date]] = {}
    for finding in broken:
        alike.setdefault((finding.rule, finding.phrase), []).extend(
            [finding.date] if finding.date else []
        )
    breaches = tuple(
        phrase("schedule.way_out.breach", rule=rule, dates=tuple(dates), finding=text)
        for (rule, text), dates in alike.items()
    )
    return phrase("schedule.way_out.broken", shifts=shifts, breaches=breaches)
