"""Two weeks of one agent who works early, late and night shifts, for the rules over many days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pandas as pd

from tests.work_plans import TypedShift, contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Channel,
    Contract,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    Shift,
    ShiftRequest,
    Site,
)
from wfm.model.day_parts import SATURDAY_AND_SUNDAY
from wfm.scheduling import Problem, build_problem, check
from wfm.scheduling.rules import RULES, Rule
from wfm.scheduling.rules.work_plan import changed

MONDAY = date(2026, 1, 5)
DAYS = 14
TYPES = {
    "E": TypedShift("E", 360, 480),
    "L": TypedShift("L", 840, 480, not_before=frozenset({"E"})),
    "N": TypedShift("N", 1320, 600, counted_minutes=720, most=2, not_before=frozenset({"E", "L"})),
}
FREE = tuple(replace(each, most=None, not_before=frozenset()) for each in TYPES.values())
"""The same types without rules of their own."""
PLAN = contract("shifts", (0, 10080), (0, 14), (480, 600), 0, 1440, minimum_rest=0, shift_types=())
COUNTED_BY_WEEK = {"Paid hours per week", "Days per week"}


def problem_of(
    *,
    previous: str = "",
    requests: Sequence[ShiftRequest] = (),
    known: Sequence[Rule] = RULES,
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
    contracts: Mapping[Contract, Mapping[str, object]] = MappingProxyType({}),
    **plan: object,
) -> Problem:
    """One agent under PLAN with the given fields; `previous` is the week before, a letter a day.

    `contracts` are others that the agent has then, each with the fields of its work plan.
    """
    typed_plan = changed(PLAN, shift_types=tuple(TYPES.values()))
    typed = changed(typed_plan, **plan)
    hours = OpeningHours((((0, 1440),),) * 7)
    site = Site(
        name="Shifts",
        time_zone="UTC",
        country=None,
        week_start=0,
        interval_minutes=60,
        shrinkage=0.0,
        currency="EUR",
        queues=(Queue("calls", Channel.VOICE, "any", hours, ServiceGoal()),),
        work_plans={
            "shifts": typed,
            **{
                c.work_plan: replace(changed(typed_plan, **told), name=c.work_plan)
                for c, told in contracts.items()
            },
        },
        contracts=tuple(contracts),
        agents=(Agent("A", "Ada", "all", "shifts", frozenset({"any"})),),
        shift_requests=tuple(requests),
        weekend=weekend,
        previous=shifts_of(previous, MONDAY - timedelta(days=len(previous))),
    )
    empty = pd.DataFrame(
        columns=["interval_start", "interval_minutes", "queue", "gross_requirement"]
    )
    rules = [rule for rule in known if contracts or rule.name not in COUNTED_BY_WEEK]
    return build_problem(site, empty, MONDAY, days=DAYS, rules=rules)


def shifts_of(letters: str, first: date = MONDAY) -> tuple[Shift, ...]:
    """One shift per letter of TYPES, a day each from `first`; any other letter is a day off."""
    made = []
    for number, letter in enumerate(letters):
        if letter in TYPES:
            day = first + timedelta(days=number)
            start = datetime.combine(day, datetime.min.time(), UTC)
            start += timedelta(minutes=TYPES[letter].start)
            end = start + timedelta(minutes=TYPES[letter].minutes)
            work = Activity("ON", ActivityCategory.ON_QUEUE, start, end)
            made.append(Shift(f"A-{day}", "A", day, (work,)))
    return tuple(made)


def broken(problem: Problem, letters: str) -> set[str]:
    """Hard rules that the checker finds broken in a roster of letters."""
    schedule = Schedule("Shifts", MONDAY, shifts_of(letters.ljust(DAYS, ".")))
    return {finding.rule for finding in check(problem, schedule) if finding.hard}


def price_in_search(problem: Problem, letters: str) -> int | None:
    """Price that the search's own tables give a roster of letters; None where they refuse it."""
    tables, names = problem.tours, list(TYPES)
    state, total, counted = 0, 0, dict.fromkeys(range(len(tables.most)), 0)
    for day, letter in enumerate(letters.ljust(DAYS, ".")):
        label, price = int(tables.off_class[day]), int(tables.off_price[day])
        if letter in TYPES:
            mine = range(tables.option_ptr[day], tables.option_ptr[day + 1])
            start = TYPES[names[names.index(letter)]].start
            options = [o for o in mine if tables.key[o] == start]
            if not options:
                return None
            label, price = int(tables.day_class[options[0]]), int(tables.price[options[0]])
            if tables.limit[options[0]] >= 0:
                counted[int(tables.limit[options[0]])] += 1
        edge = state * int(tables.classes[0]) + label
        if label < 0 or tables.next_state[edge] < 0:
            return None
        total += price + int(tables.edge_price[edge])
        state = int(tables.next_state[edge])
    if any(count > tables.most[limit] for limit, count in counted.items()):
        return None
    return total + int(tables.final_price[state - tables.layer_ptr[DAYS]])


def told(letters: str, previous: str = "", **plan: object) -> set[str]:
    """Hard rules that a roster breaks where nothing but the given fields forbids anything.

    Search and checker agree on whether it is legal.
    """
    anything = {"shift_types": FREE, "maximum_consecutive_days": 31}
    problem = problem_of(previous=previous, **{**anything, **plan})
    found = broken(problem, letters)
    assert (price_in_search(problem, letters) is None) == bool(found)
    return found
