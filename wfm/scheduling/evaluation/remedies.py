"""What would give an agent a legal week: other hours or days, a rule less, a start, no lock."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.scheduling.candidate_shifts import candidates_of, with_locked
from wfm.scheduling.evaluation.conflicts import terms_of
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.consecutive_days import ConsecutiveDays
from wfm.scheduling.rules.counted_by_month import CountedByMonth
from wfm.scheduling.rules.days_per_week import DaysSettings, days_wanted
from wfm.scheduling.rules.laws import LawSettings
from wfm.scheduling.rules.locked_shifts import LockedShifts
from wfm.scheduling.rules.paid_hours import PaidHoursSettings, minutes_wanted, paid_minutes
from wfm.scheduling.rules.rest import Rest
from wfm.scheduling.rules.weekly_rest import WeeklyRest
from wfm.scheduling.shaping import apply, shape
from wfm.scheduling.tours.cheapest_tour import INFINITE, tour_scratch
from wfm.scheduling.tours.counts import sums_apart_if_long
from wfm.scheduling.tours.legal_tour import LegalTours
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_tour
from wfm.scheduling.tours.to_arrays import flatten
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase

T = TypeVar("T")
HOURS, DAYS, LOCKS = PaidHoursSettings.rule, DaysSettings.rule, LockedShifts().name
ALSO_OF_LAWS = frozenset(rule.name for rule in (Rest(), WeeklyRest(), ConsecutiveDays()))
"""Rules that hold by a work plan and by its law."""
FAR = 1e6
"""Weighs what is measured far above the prices of wishes."""
LONG = 100_000
"""More minutes than any horizon has paid: days are weighed with it above hours."""


def remedies(problem: Problem, agent: Agent, rules: Sequence[str]) -> Iterator[Phrase]:
    """Give changes of which each alone leads out of a conflict of these rules.

    Days go with their hours where neither would do alone.
    """
    for week in _weeks_alone(problem, agent):
        for contract in week.contracts(agent):
            alone: list[Phrase] = []
            if HOURS in rules:
                alone += _other_hours(problem, week, agent, contract)
            if DAYS in rules:
                alone += _other_days(problem, week, agent, contract)
                alone += [] if alone else _fewer_of_both(problem, week, agent, contract)
            yield from alone
    for rule in problem.rules:
        if isinstance(rule, CountedByMonth) and rule.name in rules:
            yield from _other_months(problem, rule, agent)
    yield from _given_up(problem, agent, rules)
    locked = problem.horizon.locked_by_agent.get(agent.id, ())
    if LOCKS in rules or locked:
        for shift in locked:
            yield from _unlocked(problem, agent, shift)


def _weeks_alone(problem: Problem, agent: Agent) -> Iterator[Horizon]:
    """Give the week of a plan, or each of several that leaves the agent nothing by itself."""
    horizon = problem.horizon
    for week in horizon.weeks:
        last = week.first + timedelta(days=week.days)
        locked = tuple(one for one in horizon.locked if week.first <= one.date < last)
        alone = replace(week, locked=locked)
        if len(horizon.weeks) == 1 or not _legal(space_of(problem, agent, horizon=alone)):
            yield alone


def _other_hours(
    problem: Problem, week: Horizon, agent: Agent, contract: Agent
) -> Iterator[Phrase]:
    low, high = _minutes_allowed(week, contract)
    space = space_of(problem, agent, without=(HOURS,), under=contract, horizon=week)
    own = space.on_days(week.own_days(contract))
    found = _nearest(space, paid_minutes(space) * own, low, high)
    if found is not None and (found or len(week.contracts(agent)) > 1):  # a week off is no way out
        wanted = low if found < low else high
        fewer, more = max(0, wanted - found) / 60, max(0, found - wanted) / 60
        yield phrase(
            "schedule.remedy.hours",
            hours=found / 60, wanted=wanted / 60, fewer=fewer or None, more=more or None,
            week=_one_of(problem.horizon.weeks, week.first),
            plan=_one_of(week.contracts(agent), contract.work_plan),
        )  # fmt: skip


def _other_days(problem: Problem, week: Horizon, agent: Agent, contract: Agent) -> Iterator[Phrase]:
    low, high = days_wanted(week, contract)
    space = space_of(problem, agent, without=(DAYS,), under=contract, horizon=week)
    own = space.on_days(week.own_days(contract))
    found = _nearest(space, own.astype(np.int64), low, high)
    if found is not None and (found or len(week.contracts(agent)) > 1):  # a week off is no way out
        wanted = low if found < low else high
        fewer, more = max(0, wanted - found), max(0, found - wanted)
        yield phrase(
            "schedule.remedy.days",
            days=found, wanted=wanted, fewer=fewer or None, more=more or None,
            week=_one_of(problem.horizon.weeks, week.first),
            plan=_one_of(week.contracts(agent), contract.work_plan),
        )  # fmt: skip


def _other_months(problem: Problem, rule: CountedByMonth, agent: Agent) -> Iterator[Phrase]:
    horizon = problem.horizon
    contracts = horizon.contracts(agent)
    for contract in contracts:
        for each in rule.in_months(horizon, contract):
            space = space_of(problem, agent, without=(rule.name,), under=contract)
            dates = [horizon.grid.date_of(day) for day in range(horizon.days)]
            inside = np.array([day.replace(day=1) == each.month.first for day in dates])
            own = space.on_days(inside & horizon.own_days(contract))
            found = _nearest(space, rule.amounts(space) * own, *rule.span(horizon, contract, each))
            if found is not None:
                yield rule.other(each, found, _one_of(contracts, contract.work_plan))


def _given_up(problem: Problem, agent: Agent, rules: Sequence[str]) -> Iterator[Phrase]:
    """Name the rules of the contract of which each alone stands in the way; never a law's."""
    lawful = all(LawSettings.of(plan).law is None for plan in problem.horizon.plans(agent))
    for rule in problem.rules:
        own = rule.settings is not None and rule.relaxed_at is not None
        by_law = rule.name == LawSettings.rule or (rule.name in ALSO_OF_LAWS and not lawful)
        other = rule.name in {HOURS, DAYS} or isinstance(rule, CountedByMonth)
        if rule.name not in rules or other or by_law or not own:
            continue
        if _legal(space_of(problem, agent, without=(rule.name,))):
            terms = terms_of(problem.horizon, agent, rule)
            yield phrase("schedule.remedy.give_up", rule=rule.name, terms=terms)


def _fewer_of_both(
    problem: Problem, week: Horizon, agent: Agent, contract: Agent
) -> Iterator[Phrase]:
    """Say how many days and hours less a week would be legal with: the most days, the most hours.

    That is what a contract lacks whose agent is free on three of its five days.
    """
    days, hours = days_wanted(week, contract)[0], _minutes_allowed(week, contract)[0]
    space = space_of(problem, agent, without=(HOURS, DAYS), under=contract, horizon=week)
    own = space.on_days(week.own_days(contract)).astype(np.int64)
    most = least_sum(space, -(own * LONG + paid_minutes(space) * own))
    worked, paid = divmod(-(most or 0), LONG)
    if 0 < worked < days and paid < hours:
        yield phrase(
            "schedule.remedy.days_and_hours",
            days=worked, fewer=days - worked, wanted=days,
            hours=paid / 60, less=(hours - paid) / 60, paid=hours / 60,
            week=_one_of(problem.horizon.weeks, week.first),
            plan=_one_of(week.contracts(agent), contract.work_plan),
        )  # fmt: skip


def _minutes_allowed(week: Horizon, contract: Agent) -> tuple[int, int]:
    """Paid minutes of a week, with the overtime and the voluntary time off of the contract."""
    low, high = minutes_wanted(week, contract)
    asked = PaidHoursSettings.of(week.plan(contract))
    return max(0, low - asked.voluntary_time_off_minutes), high + asked.overtime_minutes


def _one_of(several: Sequence[object], name: T) -> T | None:
    """Name what there are several of."""
    return name if len(several) > 1 else None


def _unlocked(problem: Problem, agent: Agent, shift: Shift) -> Iterator[Phrase]:
    """Say at which start a locked shift would be legal, the nearest one, or that it must go."""
    horizon = problem.horizon
    mine = shift.agent_id, shift.date
    kept = tuple(one for one in horizon.locked if (one.agent_id, one.date) != mine)
    free = space_of(problem, agent, horizon=replace(horizon, locked=kept))
    if not _legal(free):
        return
    day = (shift.date - horizon.first).days
    begin, minutes = horizon.grid.index(shift.start), (shift.end - shift.start).seconds // 60
    alike = free.allowed & (free.shifts.day == day) & (free.shifts.minutes == minutes)
    starts = np.unique(free.shifts.start[alike])
    for start in sorted(starts.tolist(), key=lambda at: abs(at - begin)):
        only = space_of(problem, agent, horizon=replace(horizon, locked=kept))
        only.allowed &= (only.shifts.day != day) | (only.shifts.start == start)
        only.off_allowed[day] = False
        if _legal(only):
            at = horizon.local(horizon.grid.at(start))
            yield phrase("schedule.remedy.start", start=at)
            break
    yield phrase("schedule.remedy.unlock", date=shift.date)


def space_of(
    problem: Problem,
    agent: Agent,
    *,
    without: Collection[str] = (),
    under: Agent | None = None,
    horizon: Horizon | None = None,
) -> TourSpace:
    """Shape an agent's weeks by all rules but some, in a horizon with other locks or absences.

    Those are left out `under` a contract, or under all.
    """
    horizon = problem.horizon if horizon is None else horizon
    plan, locked = horizon.plan(agent), horizon.locked_by_agent.get(agent.id, ())
    shifts = candidates_of(horizon, agent)
    if locked:
        shifts = with_locked(shifts, horizon, agent, locked)
    rules = [rule for rule in problem.rules if rule.name not in without]
    space = shape(TourSpace(horizon, agent, plan, shifts), rules)
    for rule in (one for one in problem.rules if under and one.name in without):
        apply(rule, space, under)
    return space


def _legal(space: TourSpace) -> bool:
    return LegalTours().left_in(space)


def _nearest(space: TourSpace, values: NDArray[np.int64], low: int, high: int) -> int | None:
    """Find the sum nearest to [low, high] that a legal week has; None where it has one inside."""
    least, most = least_sum(space, values), least_sum(space, -values)
    if least is None or most is None:
        return None
    most = -most
    if most < low:
        return most
    return least if least > high else None


def least_sum(space: TourSpace, values: NDArray[np.int64]) -> int | None:
    """Find the least sum of the values of shifts in a legal week; None where there is none."""
    tables, _ = flatten([sums_apart_if_long(space)], {space.agent.skills: 0})
    mine = values[space.allowed]
    prices = np.empty(max(1, len(mine)))
    prices[: len(mine)] = mine * FAR
    chosen = np.empty(tables.days, np.int32)
    found = cheapest_limited_tour(tables, 0, prices, chosen, tour_scratch(tables))
    if found >= INFINITE:
        return None
    first = tables.option_ptr[0]
    return int(sum(mine[first + option] for option in chosen if option >= 0))
