"""Months of a contract of which the weeks cannot give what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from wfm.scheduling.evaluation.no_legal_weeks import NAMED
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.counted_by_month import CountedByMonth
from wfm.words import Phrase, phrase


def months_at_odds(problem: Problem) -> Iterator[Phrase]:
    """Name what contracts ask of a month that goes on after the weeks and that no weeks can have.

    Where the month ends, its agents have no legal week, which is told by itself.
    """
    alike: dict[Phrase, list[Phrase]] = defaultdict(list)
    named, rules = problem.horizon.site.named, problem.rules
    for agent in problem.agents:
        for part in () if agent.id in problem.stuck else problem.horizon.contracts(agent):
            for rule in (one for one in rules if isinstance(one, CountedByMonth)):
                for month, weeks in rule.at_odds(problem.horizon, part):
                    alike[rule.impossible(month, weeks)].append(named(agent.id))
    for what, people in alike.items():
        more = len(people) - NAMED
        rest = (phrase("schedule.more_agents", more=more),) if more > 0 else ()
        yield phrase("schedule.odds.month", agents=(*people[:NAMED], *rest), what=what)
