"""Meetings are put where they harm least; the ledger goes on from week to week."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN, at, pause, shift
from wfm.model import (
    Agent,
    Availability,
    Meeting,
    OpeningHours,
    Preference,
    PreferenceKind,
    Queue,
    Schedule,
    ServiceGoal,
    Site,
    TimeOff,
)
from wfm.scheduling import Limits, Problem, Solution, build_problem, check, solve
from wfm.scheduling.decode import to_roster
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.meeting_placer import MeetingPlacer
from wfm.scheduling.meeting_search import solve_with_meetings, told
from wfm.scheduling.meeting_times import (
    as_held,
    times_held,
    told_of_meetings,
    with_meetings,
    without_meetings,
)
from wfm.scheduling.problem import at_times
from wfm.scheduling.rules.ledger import continued
from wfm.scheduling.rules.work_plan import changed

TINY = Limits(time=None, effort=0, workers=1)


def centre(*meetings: Meeting, agents: int = 4, **more) -> Site:
    plan = changed(
        PLAN, days_per_week=(5, 5), earliest_start=480, latest_end=960,
        weekdays=frozenset(range(5)), activities=(pause("L", 30, 180, 270),),
    )  # fmt: skip
    people = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset({"calls"})) for n in range(agents)
    )
    return Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": plan}, people,
                meetings=meetings, **more)  # fmt: skip


def quiet_at_two() -> pd.DataFrame:
    rows = [
        (at(day, hour / 2), 30, "calls", 1 if hour in (28, 29) else 4)
        for day in range(5)
        for hour in range(16, 32)
    ]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return pd.DataFrame(rows, columns=names)


def told_with_meetings(problem: Problem, solution: Solution) -> tuple[Problem, Solution]:
    known, found = with_meetings(problem, solution)
    return known, told(known, found)


def test_a_meeting_of_a_group_is_held_at_once_in_the_quiet_hour() -> None:
    who = ("A0", "A1", "A2")
    meeting = Meeting("Team", who, at(1, 8), at(1, 16), 60)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    known, solution = told_with_meetings(problem, solve(problem, TINY))
    assert set(known.horizon.meeting_times.values()) == {at(1, 14)}
    held = [
        (s.agent_id, part.start, part.end)
        for s in solution.schedule.shifts
        for part in s.activities
        if part.code == "Team"
    ]
    assert held == [(agent, at(1, 14), at(1, 15)) for agent in who]
    assert not any(finding.hard for finding in check(known, solution.schedule))
    assert solution.objective == sum(f.price for f in check(known, solution.schedule))
    assert "Meetings and training" not in solution.rule_costs


@pytest.mark.parametrize("paid", [True, False])
def test_a_bound_holds_wherever_meetings_are(*, paid: bool) -> None:
    """In the quiet hour three heads of four are to spare; a meeting takes them off the queue."""
    meeting = Meeting("Team", ("A0", "A1", "A2"), at(1, 8), at(1, 16), 60, paid=paid)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    without = build_problem(centre(), quiet_at_two(), MONDAY)
    effort = Limits(time=None, effort=1, workers=1)
    alone = solve(without, effort)
    known, solution = solve_with_meetings(problem, effort)
    assert solution.objective < alone.objective, "the meeting takes surplus heads"
    assert solution.objective == objective(check(known, solution.schedule))
    if paid:
        assert solution.bound == solution.objective, "the quiet hour is where it costs least"
        assert solution.status == "optimal"
    else:
        assert solution.bound is None, "an unpaid one changes the paid hours"


def test_a_plan_has_one_price_whoever_placed_its_meetings() -> None:
    """The checker sees who is at no meeting, and at which price, without knowing any time."""
    meeting = Meeting("Team", ("A0", "A1", "A2"), at(1, 8), at(1, 16), 60)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    before = solve(problem, TINY)
    known, after = told_with_meetings(problem, before)
    assert objective(check(problem, after.schedule)) == after.objective
    assert objective(check(as_held(problem, after.schedule), after.schedule)) == after.objective
    free = without_meetings(known.horizon, after.schedule)
    assert told_with_meetings(problem, replace(after, schedule=free))[1].schedule == after.schedule
    on_queue = build_problem(centre(), quiet_at_two(), MONDAY)
    dearer = 3 * 60 + objective(check(on_queue, before.schedule))
    assert before.objective == objective(check(problem, before.schedule)) == dearer


def test_trainings_of_single_agents_avoid_each_other() -> None:
    training = Meeting("Course", ("A0", "A1"), at(1, 8), at(1, 16), 60, True, together=False)
    only_one_spare = quiet_at_two().assign(
        gross_requirement=lambda rows: rows["gross_requirement"].where(
            rows["gross_requirement"] == 4, 3
        )
    )
    problem = build_problem(centre(training), only_one_spare, MONDAY)
    known, solution = told_with_meetings(problem, solve(problem, TINY))
    assert len(set(known.horizon.meeting_times.values())) == 2
    assert not any(finding.hard for finding in check(known, solution.schedule))


def test_the_search_after_the_placing_is_legal_and_never_dearer() -> None:
    """The short search after the placing never makes the week dearer or breaks a rule."""
    meeting = Meeting("Team", ("A0", "A1", "A2"), at(1, 12), at(1, 15), 60)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    before = solve(problem, TINY)
    known, after = told_with_meetings(problem, before)
    placer = MeetingPlacer(problem, before.schedule)
    assert placer.place_all()
    placed = replace(before.schedule, shifts=tuple(placer.shifts))
    assert after.objective <= objective(check(known, placed))
    assert not any(finding.hard for finding in check(known, after.schedule))
    times = known.horizon.meeting_times
    assert times.keys() == {("Team", f"A{n}", meeting.earliest) for n in range(3)}


@pytest.mark.parametrize("more", [{}, {"together": False}, {"quorum": 3}])
def test_whoever_misses_a_talk_for_a_lunch_has_it_at_another_time(more) -> None:
    """A2's lunch lies in both places of the talk; moved, it costs less than the absence."""
    talk = Meeting("Talk", ("A0", "A1", "A2"), at(1, 11.5), at(1, 13), 60, **more)
    problem = build_problem(centre(talk), HEADS, MONDAY)
    shifts = [
        replace(shift(day, 8, 8, [("L", 4 if n == 2 else 3, 30)]), agent_id=f"A{n}", id=f"{n}{day}")
        for day in range(5)
        for n in range(4)
    ]
    solution = solve(problem, TINY)
    by_hand = replace(solution, schedule=replace(solution.schedule, shifts=tuple(shifts)))
    known, found = told_with_meetings(problem, by_hand)
    [told] = found.messages
    assert told.text == "Talk of A0 Ann 0, A1 Ann 1, A2 Ann 2 is on Tue 2026-01-06 11:30"
    assert not any(finding.hard for finding in check(known, found.schedule))
    again = at_times(problem, times_held(problem.horizon, found.schedule))
    assert objective(check(again, found.schedule)) == found.objective


def test_a_week_whose_lunch_lies_in_a_meeting_is_not_taken_over_as_it_is() -> None:
    """Else the search goes on from a lunch in the meeting, and may leave one on the other."""
    talk = Meeting("Talk", ("A0", "A1"), at(1, 11.5), at(1, 13), 60)
    problem = build_problem(centre(talk), HEADS, MONDAY)
    shifts = [
        replace(shift(day, 8, 8, [("L", 4 if n else 3, 30)]), agent_id=f"A{n}", id=f"{n}{day}")
        for day in range(5)
        for n in range(4)
    ]
    times = {("Talk", agent, talk.earliest): at(1, 11.5) for agent in talk.agent_ids}
    known = at_times(problem, times)
    assert to_roster(known, Schedule("site", MONDAY, tuple(shifts)))[1] == {"A1"}
    assert not to_roster(problem, Schedule("site", MONDAY, tuple(shifts)))[1]


def test_a_meeting_outside_all_shifts_is_a_warning() -> None:
    meeting = Meeting("Night talk", ("A0",), at(1, 1), at(1, 4), 60)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    _, solution = told_with_meetings(problem, solve(problem, TINY))
    assert "Night talk has no place for A0 Ann 0" in solution.messages[-1].text


def test_a_schedule_that_was_edited_still_tells_when_its_meetings_are_and_who_misses_them() -> None:
    who = ("A0", "A1", "A2")
    meeting = Meeting("Team", who, at(1, 8), at(1, 16), 60)
    later = Meeting("Next week", who, at(8, 8), at(8, 16), 60)
    problem = build_problem(centre(meeting, later), quiet_at_two(), MONDAY)
    _, solution = told_with_meetings(problem, solve(problem, TINY))
    assert (
        solution.messages[-1].text
        == "Team of A0 Ann 0, A1 Ann 1, A2 Ann 2 is on Tue 2026-01-06 14:00"
    )
    assert [*told_of_meetings(problem, solution.schedule)] == [solution.messages[-1]]
    left = [s for s in solution.schedule.shifts if (s.agent_id, s.date) != ("A1", at(1, 8).date())]
    edited = replace(solution.schedule, shifts=tuple(left))
    assert [message.text for message in told_of_meetings(problem, edited)] == [
        "Team of A0 Ann 0, A2 Ann 2 is on Tue 2026-01-06 14:00",
        "Team has no place for A1 Ann 1: not at work, or not free, when it could be held",
    ]


def test_a_meeting_of_another_week_is_left_to_that_week() -> None:
    meeting = Meeting("Next week", ("A0",), at(8, 8), at(8, 16), 60)
    problem = build_problem(centre(meeting), quiet_at_two(), MONDAY)
    solution = solve(problem, TINY)
    assert told_with_meetings(problem, solution) == (problem, solution)


def test_the_ledger_says_who_had_more_than_the_mean_of_those_who_could() -> None:
    plans = {"plan": PLAN, "days": replace(changed(PLAN, weekdays=range(5)), name="days")}
    agents = tuple(
        Agent(name, name, "team", plan, frozenset({"calls"}))
        for name, plan in (("A1", "plan"), ("A2", "plan"), ("A3", "days"))
    )
    wish = Preference("A1", PreferenceKind.DAY_OFF, frozenset({5}))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), plans, agents,
                preferences=(wish,))  # fmt: skip
    week = build_problem(site, HEADS, MONDAY).horizon
    ledger = continued(week, [shift(5, 8), shift(6, 8)])
    assert ledger["A1"]["weekend"] == 1
    assert ledger["A2"]["weekend"] == -1
    assert "weekend" not in ledger["A3"]
    assert ledger["A1"]["wish"] == 0
    again = continued(week, [shift(5, 8)], ledger)
    assert again["A1"]["weekend"] == pytest.approx(1.5)


def times_of(solution, name: str) -> dict[str, object]:
    """Give who holds a meeting when."""
    return {
        s.agent_id: part.start
        for s in solution.schedule.shifts for part in s.activities if part.code == name
    }  # fmt: skip


def placed(*meetings: Meeting, heads: float = 0, queue: Queue = ALWAYS, agents: int = 4, **more):
    """Place meetings into a week that needs so many heads from 08:00 to 16:00."""
    rows = [(at(d, 8 + k / 2), 30, "calls", heads) for d in range(5) for k in range(16)]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    site = replace(centre(*meetings, agents=agents, **more), queues=(queue,))
    problem = build_problem(site, pd.DataFrame(rows, columns=names), MONDAY)
    return told_with_meetings(problem, solve(problem, TINY))


WHO = tuple(f"A{n}" for n in range(4))


@pytest.mark.parametrize(
    ("heads", "size", "groups"), [(2, None, 2), (0, None, 1), (0, 1, 4), (3, 2, 4)]
)
def test_a_talk_is_held_in_as_few_groups_as_cover_and_its_size_allow(heads, size, groups) -> None:
    """Of four at work, two can leave where two heads are needed, and one where three are."""
    talk = Meeting("Talk", WHO, at(1, 8), at(1, 16), 30, together=False, group_size=size)
    known, solution = placed(talk, heads=heads)
    held = times_of(solution, "Talk")
    assert held.keys() == set(WHO)
    assert len(set(held.values())) == groups
    assert not any(finding.hard for finding in check(known, solution.schedule))


def test_no_meeting_takes_heads_below_the_declared_minimum() -> None:
    guarded = replace(ALWAYS, goal=ServiceGoal(minimum_heads=2))
    for together in (True, False):
        talk = Meeting("Talk", WHO, at(1, 9), at(1, 9.5), 30, together=together)
        talk = replace(talk, latest=at(1, 10))  # not fixed
        known, solution = placed(talk, heads=2, queue=guarded)
        assert "Minimum heads" not in solution.rule_costs
        assert len(times_of(solution, "Talk")) >= 2
        assert not any(finding.hard for finding in check(known, solution.schedule))


def test_short_of_its_quorum_a_meeting_is_not_held() -> None:
    guarded = replace(ALWAYS, goal=ServiceGoal(minimum_heads=2))
    talk = Meeting("Talk", WHO, at(1, 9), at(1, 10), 30, quorum=3)
    _, solution = placed(talk, heads=2, queue=guarded)
    assert times_of(solution, "Talk") == {}
    everybody = "A0 Ann 0, A1 Ann 1, A2 Ann 2, A3 Ann 3"
    assert solution.messages[-1].text == (
        f"Talk has no place for {everybody}: it needs 3 of them at once, and 2 at most can leave "
        "without minimum heads missing, on Tue 2026-01-06 09:00"
    )
    _, solution = placed(replace(talk, quorum=2), heads=2, queue=guarded)
    assert len(times_of(solution, "Talk")) == 2


@pytest.mark.parametrize(
    ("more", "begin", "why"),
    [
        ({"together": True}, 9, "needed for minimum heads whenever they are free"),
        ({"together": False}, 9, "needed for minimum heads whenever they are free"),
        ({"group_size": 1}, 9, "another group meets whenever they are free"),
        ({"together": False}, 7, "not at work, or not free, when it could be held"),
    ],
)
def test_why_a_meeting_has_no_place_for_people_is_told(more, begin, why) -> None:
    """Of four on queue from 08:00 to 16:00 three must stay; one group follows the other."""
    guarded = replace(ALWAYS, goal=ServiceGoal(minimum_heads=0 if "group_size" in more else 3))
    options = {"together": False, **more}
    talk = Meeting("Talk", WHO, at(1, begin), at(1, begin + 0.75), 30, **options)
    _, solution = placed(talk, heads=3, queue=guarded)
    told = [m.text for m in solution.messages if "no place" in m.text]
    assert [text.split(": ")[1] for text in told] == [why]


@pytest.mark.parametrize(
    ("heads", "why"), [(9, "worth more than missing it costs"), (0, "free on Tue 2026-01-06 ")]
)
def test_a_meeting_that_takes_more_than_it_is_worth_says_so(heads, why) -> None:
    talk = Meeting("Talk", ("A0",), at(1, 8), at(1, 16), 120)
    rows = [(at(1, 8 + k / 2), 30, "calls", heads) for k in range(16)]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    problem = build_problem(centre(talk), pd.DataFrame(rows, columns=names), MONDAY)
    [told] = told_of_meetings(problem, solve(problem, TINY).schedule)
    assert why in told.text


def test_a_meeting_for_which_nobody_can_be_spared_keeps_nobody_from_another() -> None:
    """The board would take everybody; one of the three whom the talk needs is off that day."""
    plan = changed(PLAN, days_per_week=(4, 4), earliest_start=480, latest_end=960,
                   weekdays=frozenset(range(5)))  # fmt: skip
    board = Meeting("Board", WHO, at(1, 9), at(1, 12), 60, quorum=4)
    talk = Meeting("Talk", WHO[:3], at(2, 9), at(2, 12), 30, quorum=3)
    guarded = replace(ALWAYS, goal=ServiceGoal(minimum_heads=1))
    needed = quiet_at_two().assign(gross_requirement=3.0)
    for off in WHO[:3]:
        wish = Preference(off, PreferenceKind.DAY_OFF, frozenset({2}), 0, 1440, 1)
        site = replace(centre(board, talk, preferences=(wish,)), work_plans={"plan": plan})
        problem = build_problem(replace(site, queues=(guarded,)), needed, MONDAY)
        _, after = told_with_meetings(problem, solve(problem, TINY))
        assert times_of(after, "Board") == {}
        assert times_of(after, "Talk").keys() == set(WHO[:3]), off


def test_who_is_off_is_fetched_to_a_meeting_that_would_be_short_of_its_quorum() -> None:
    """Two of four are off on the day that the solver knows nothing of the talk yet."""
    plan = changed(PLAN, days_per_week=(3, 4), earliest_start=480, latest_end=960,
                   weekdays=frozenset(range(5)))  # fmt: skip
    talk = Meeting("Talk", WHO, at(2, 9), at(2, 12), 30, quorum=4)
    needed = quiet_at_two().assign(gross_requirement=2.0)
    site = replace(centre(talk), work_plans={"plan": plan})
    wednesday = needed["interval_start"].dt.day_of_week == 2
    needed.loc[wednesday, "gross_requirement"] = 1.0
    problem = build_problem(site, needed, MONDAY)
    before = solve(problem, TINY)
    assert sum(s.date == at(2, 0).date() for s in before.schedule.shifts) < 4
    _, after = told_with_meetings(problem, before)
    assert times_of(after, "Talk").keys() == set(WHO)


def test_a_meeting_that_does_not_fill_intervals_says_how_long_it_is() -> None:
    talk = Meeting("Talk", WHO, at(1, 9), at(1, 12), 45)
    _, solution = placed(talk)
    told = [m.text for m in solution.messages if "takes" in m.text]
    assert told == ["Talk takes 60 min in this plan and not 45: its intervals have 30 min"]


def test_a_series_is_held_in_its_weeks_at_the_hour_of_the_wall() -> None:
    weekly = Meeting("Weekly", ("A0",), at(-13, 8), at(-13, 16), 30, every_weeks=1)
    _, solution = placed(weekly)
    assert at(1, 8) <= times_of(solution, "Weekly")["A0"] < at(1, 16)
    second = replace(weekly, earliest=at(-6, 8), latest=at(-6, 16), every_weeks=2)
    assert times_of(placed(second)[1], "Weekly") == {}
    berlin = replace(centre(replace(weekly, every_weeks=1)), time_zone="Europe/Berlin")
    week = Horizon(berlin, at(84, 0).date())  # in summer time, which began on 29 March
    [summer] = week.held_meetings
    assert week.local(summer.earliest).hour == 9
    assert summer.earliest == at(85, 7)


def test_who_misses_a_fixed_meeting_is_told() -> None:
    fixed = Meeting("Council", ("A0", "A1"), at(5, 9), at(5, 10), 60)
    _, solution = placed(fixed)
    assert solution.messages[-1].text == (
        "Council on Sat 2026-01-10 09:00 is missed by A0 Ann 0, A1 Ann 1 (no shift of work plan "
        "plan lies over it). On Fri 2026-01-09 15:00 2 of 2 are at work."
    )
    kept = Meeting("Council", ("A0", "A1"), at(1, 9), at(1, 10), 60)
    assert not any("Council" in message.text for message in placed(kept)[1].messages)


def test_why_a_fixed_meeting_is_missed_is_told_of_each_with_what_would_help() -> None:
    """A0 is on leave, A1 never there on Tuesdays, and A2 was given that Tuesday off by hand."""
    council = Meeting("Council", WHO, at(1, 9), at(1, 10), 60)
    leave = TimeOff("A0", at(1, 0), at(2, 0), "leave")
    away = Availability("A1", frozenset({1}), 0, 1440, available=False)
    site = centre(council, time_off=(leave,), availability=(away,))
    plan = changed(site.work_plans["plan"], days_per_week=(0, 5), paid_minutes_per_week=(0, 9999))
    site = replace(site, work_plans={"plan": plan})
    problem = build_problem(site, quiet_at_two(), MONDAY)
    _, solution = told_with_meetings(problem, solve(problem, TINY))
    shifts = [
        s for s in solution.schedule.shifts if (s.agent_id, s.date) != ("A2", at(1, 0).date())
    ]
    [told] = told_of_meetings(problem, replace(solution.schedule, shifts=tuple(shifts)))
    assert told.text.startswith(
        "Council on Tue 2026-01-06 09:00 is missed by A0 Ann 0 (on leave); A1 Ann 1 (no shift of "
        "work plan plan lies over it); A2 Ann 2 (off that day). "
    )
    assert told.text.endswith("A shift over it that is locked would bring A2 Ann 2.")


def test_a_fixed_meeting_before_the_doors_open_is_missed_for_that() -> None:
    """The work plan would let a shift begin at eight."""
    council = Meeting("Council", WHO, at(1, 8), at(1, 9), 60)
    late = replace(ALWAYS, hours=OpeningHours((((540, 1440),),) * 7))
    problem = build_problem(replace(centre(council), queues=(late,)), quiet_at_two(), MONDAY)
    [told] = told_of_meetings(problem, solve(problem, TINY).schedule)
    assert "(no shift lies over it, as none of their queues is open all that time)" in told.text


def test_a_schedule_read_again_is_priced_as_it_was_planned() -> None:
    """A0 is on leave of the day on which the others meet; it costs what it cost in the plan."""
    away = Availability("A0", frozenset({1}), 0, 1440, available=False)
    talk = Meeting("Talk", WHO, at(1, 8), at(1, 16), 30)
    known, solution = placed(talk, availability=(away,))
    assert times_of(solution, "Talk").keys() == {"A1", "A2", "A3"}
    bare = replace(known.horizon, meeting_times={})
    again = at_times(replace(known, horizon=bare), times_held(bare, solution.schedule))
    assert objective(check(again, solution.schedule)) == solution.objective
    assert solution.rule_costs["Meetings and training"] == 60
