"""What no schedule of several weeks can keep: of all of them, before any search.

The first week goes on from the week before. Of a later one, nothing is known of the week before, so
that only what it rules out by itself is said. What asks for all weeks together is said of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wfm.planning.problem_of import problem_of
from wfm.planning.said_of_weeks import said_of_weeks
from wfm.words import Phrase

if TYPE_CHECKING:
    from wfm.planning.plan_options import PlanOptions
    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling import Problem


class _Known(NamedTuple):
    """What stands in the way of some weeks."""

    phrases: tuple[Phrase, ...]
    stuck: frozenset[str]
    """Agents without a legal week."""


def known_before(demand: WeekDemand, options: PlanOptions) -> tuple[Phrase, ...]:
    """Say which rules no schedule of several weeks can keep, each once, with its weeks.

    A conflict of a week is left out of what is said of all of them.
    """
    each = [_known(_week_alone(demand, options, number)) for number in range(demand.weeks)]
    told = frozenset[str]().union(*(week.stuck for week in each))
    of_weeks = [(demand.begin_of(number), week.phrases) for number, week in enumerate(each)]
    subjects = {_subject(one) for week in each for one in week.phrases}
    whole = _known(problem_of(demand, options), told).phrases
    return (
        *said_of_weeks(of_weeks, lambda one: one, lambda _, said: said),
        *(one for one in whole if _subject(one) not in subjects),
    )


def _week_alone(demand: WeekDemand, options: PlanOptions, number: int) -> Problem:
    from wfm.scheduling.rules import RULES
    from wfm.scheduling.rules.hours_account import HoursAccount

    goes_on = number == 0
    week = demand.week(number, demand.site.previous if goes_on else (), {})
    own = options.among(week.first, week.days, options.ledger if goes_on else {})
    account = HoursAccount().name
    rules = [r for r in RULES if not r.over_all_weeks and (goes_on or r.name != account)]
    return problem_of(week, own, rules=rules)


def _known(problem: Problem, told: frozenset[str] = frozenset()) -> _Known:
    from wfm.scheduling.evaluation.at_odds import at_odds
    from wfm.scheduling.evaluation.no_legal_weeks import no_legal_weeks

    stuck = no_legal_weeks(problem, told)
    phrases = (*stuck.phrases(problem.horizon.site), *at_odds(problem))
    return _Known(phrases, frozenset(problem.stuck))


def _subject(said: Phrase) -> tuple[object, ...]:
    """Give what a conflict is about: the same asks of a week what it asks of all."""
    given = said.parameters
    return said.code, given.get("agent_id"), given.get("asked"), given.get("group")
