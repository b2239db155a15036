"""A shortage is told once, with its size, the head that would help and where everybody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at, shift
from wfm.model import Agent, Meeting, Schedule, ServiceGoal, Site, TimeOff
from wfm.model.plan import Severity
from wfm.scheduling import Limits, Problem, build_problem, solve
from wfm.scheduling.evaluation.first_night import first_night
from wfm.scheduling.evaluation.leave_costs import leave_costs
from wfm.scheduling.evaluation.shortages import LINES, shortage_messages, shortages
from wfm.scheduling.meeting_times import with_meetings
from wfm.scheduling.rules.work_plan import changed

FIRST_NIGHT = ((0, 0, 2.0), (0, 5.5, 2.0), (0, 6, 2.0))
LINE = "calls, Mon 2026-01-05: "


def problem_of(*needed: tuple[int, float, float], minimum: float = 0, **more) -> Problem:
    """Three agents with the skill; `needed` are (day, hour, heads), half an hour each."""
    queue = replace(ALWAYS, goal=ServiceGoal(minimum_heads=minimum))
    agents = (
        Agent("A1", "Ann", "team", "plan", frozenset({"calls"})),
        Agent("A2", "Bob", "team", "plan", frozenset({"calls", "mail"})),
        Agent("A3", "Cy", "team", "plan", frozenset({"calls"})),
    )
    away = (TimeOff("A3", at(0, 0), at(1, 0), "sick"),)
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (queue,), {"plan": PLAN}, agents, away,
                **more)  # fmt: skip
    return built(site, *needed)


def built(site: Site, *needed: tuple[int, float, float]) -> Problem:
    rows = [(at(day, hour), 30, "calls", heads) for day, hour, heads in needed or FIRST_NIGHT]
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return build_problem(site, pd.DataFrame(rows, columns=columns), MONDAY)


def of_a1(*pauses: tuple[str, float, int]) -> Schedule:
    return Schedule("site", MONDAY, (shift(0, 8, pauses=pauses),))


def test_the_message_says_where_how_much_what_would_help_and_where_everybody_is() -> None:
    problem = problem_of((0, 9, 1), (0, 9.5, 2), (0, 10, 3.5), (0, 10.5, 1))
    [message] = shortage_messages(problem, of_a1(("BRK", 2, 30)))
    assert message.severity is Severity.WARNING
    assert message.text == (
        LINE + "2.2 head-hours are missing, most at 10:00 (3.5 heads of 3.5); "
        "one extra head with skill calls from 09:30 to 10:30 would cover 1.0 of them. "
        "At 10:00, 0 of 3 agents with skill calls are on queue, 1 on break or other work, "
        "1 absent, 1 off shift. A1 Ann has BRK until 10:30."
    )


def test_a_first_night_that_nobody_can_reach_into_says_why() -> None:
    """Round the clock with shifts from 6:00 on: only those of the week before reach into Monday."""
    site = problem_of().horizon.site
    days = replace(site, work_plans={"plan": changed(PLAN, earliest_start=360, latest_end=1800)})
    told = [list(first_night(built(one), of_a1())) for one in (site, days)]
    assert not told[0], "who may start at midnight lacks nothing but a head"
    assert [message.text.partition(":")[0] for message in told[1]] == [
        "calls lacks 2.0 head-hours until Mon 06"
    ]
    sunday = replace(shift(-1, 22), date=MONDAY - timedelta(days=1))
    assert not list(first_night(built(replace(days, previous=(sunday,))), of_a1()))


def test_hours_that_are_missing_in_all_are_told_in_agents() -> None:
    """A1 is eight hours on queue; of 24 that are needed 16 are missing."""
    rows = [(0, 8 + k / 2, 3.0) for k in range(16)]
    *_, last = shortage_messages(problem_of(*rows), of_a1())
    assert last.text == (
        "In all, about 16 head-hours a week are missing beyond those to spare: what 2.0 more "
        "agents of work plan plan would be on queue."
    )
    enough = [(0, 8 + k / 2, 1.9) for k in range(15)]
    assert not any("In all" in m.text for m in shortage_messages(problem_of(*enough), of_a1()))


def test_hours_to_spare_of_others_do_not_hide_what_a_queue_lacks() -> None:
    """Nobody serves both: the spare heads for mail are no help for calls."""
    problem = problem_of(*[(0, 8 + k / 2, 3.0) for k in range(16)])
    site = problem.horizon.site
    mail = replace(ALWAYS, name="mail", skill="mail")
    people = tuple(
        replace(agent, skills=frozenset({"mail" if agent.id == "A3" else "calls"}))
        for agent in site.agents
    )
    site = replace(site, queues=(*site.queues, mail), agents=people, time_off=())
    rows = [(at(0, 8 + k / 2), 30, name, heads) for k in range(16)
            for name, heads in (("calls", 2.0), ("mail", 0.1))]  # fmt: skip
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    problem = build_problem(site, pd.DataFrame(rows, columns=columns), MONDAY)
    spare = replace(shift(0, 8), agent_id="A3")
    *_, last = shortage_messages(problem, Schedule("site", MONDAY, (shift(0, 8), spare)))
    assert last.text.startswith("In all, about 8 head-hours a week are missing on calls beyond")


def test_whose_time_off_costs_what_is_told() -> None:
    """A3 is away on Monday, when two are needed for eight hours and only A1 is there."""
    problem = problem_of(*[(0, 8 + k / 2, 2.0) for k in range(16)], (2, 9, 2.0))
    [message] = leave_costs(problem, of_a1())
    assert message.text == (
        "Of the head-hours that are missing, time off costs about these: 8.0 that of A3 Cy."
    )
    both = Schedule("site", MONDAY, (shift(0, 8), replace(shift(0, 8), agent_id="A2")))
    assert list(leave_costs(problem, both)) == []


def test_who_serves_other_queues_too_is_not_counted_as_spare() -> None:
    there = replace(shift(0, 8), agent_id="A2")
    problem = problem_of((0, 9, 3))
    [message] = shortage_messages(problem, Schedule("site", MONDAY, (there,)))
    assert "1 of 3 agents with skill calls is on queue (some for other queues)" in message.text


def test_less_than_a_head_is_no_shortage_but_a_missed_minimum_is() -> None:
    assert list(shortages(problem_of((0, 9, 1.9)), of_a1())) == []
    [message] = shortage_messages(problem_of((0, 9, 1.9), minimum=1.5), of_a1())
    assert message.severity is Severity.ERROR
    assert "at 09:00 1 of at least 2 heads" in message.text


def test_a_head_below_the_minimum_is_missing_however_little_is_required() -> None:
    [message] = shortage_messages(problem_of((0, 9, 0.3), minimum=1), Schedule("site", MONDAY, ()))
    assert message.severity is Severity.ERROR
    assert message.text.startswith(
        LINE + "0.5 head-hours are missing, most at 09:00 (1.0 heads of 1.0), "
        "at 09:00 0 of at least 1 head; one extra head with skill calls from 09:00 to 09:30 "
    )


def test_a_day_with_several_gaps_is_told_once() -> None:
    problem = problem_of((0, 9, 2), (0, 12, 2), (1, 9, 3))
    told = [m.text[: len(LINE)] for m in shortage_messages(problem, of_a1())]
    assert told == ["calls, Tue 2026-01-06: ", LINE]


def test_the_worst_dozen_are_spelled_out_and_the_rest_summed_up() -> None:
    queues = [replace(ALWAYS, name=f"q{n}", skill="other") for n in range(2)]
    problem = problem_of()
    site = replace(problem.horizon.site, queues=(ALWAYS, *queues))
    rows = [(at(day, 9), 30, f"q{n}", 2.0 + n) for n in range(2) for day in range(7)]
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    problem = build_problem(site, pd.DataFrame(rows, columns=columns), MONDAY)
    told = [m.text for m in shortage_messages(problem, of_a1())]
    assert len(told) == LINES + 2, "each of the worst, the others, and all together"
    assert all(text.startswith("q1, ") for text in told[:7])
    assert told[-2] == "2 smaller shortages of a day, 2.0 head-hours together."


def test_a_meeting_that_takes_heads_is_in_what_is_told() -> None:
    """The shortages of a solution are those of the schedule with its meetings."""
    meeting = Meeting("Team", ("A1", "A2"), at(0, 9), at(0, 12), 60, together=True)
    days = [(0, 8 + k / 2, 2.0) for k in range(16)]
    problem = problem_of(*days, meetings=(meeting,))
    alone = solve(problem, Limits(time=None, effort=0, workers=1))
    assert not alone.messages
    known, solution = with_meetings(problem, alone)
    assert any(m.text.startswith(LINE) for m in solution.messages)
    assert list(shortages(known, solution.schedule))
