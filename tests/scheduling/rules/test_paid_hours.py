from dataclasses import replace

import pytest

from tests.scheduling.fixed import PLAN as ANY_PLAN
from tests.scheduling.fixed import accepted, at, judge, pause, refused, shift
from wfm.model import Activity, ActivityCategory, Meeting, Shift
from wfm.scheduling.rules.work_plan import changed, contradictions_of

RULE = "Paid hours per week"
PLAN = {"paid_minutes_per_week": (960, 1440)}


def test_paid_hours_lie_between_least_and_most() -> None:
    assert accepted(judge([shift(0, 8), shift(1, 8)], plan=PLAN))
    for days in (1, 4):
        assert refused(judge([shift(d, 8) for d in range(days)], plan=PLAN), RULE)


def test_an_unpaid_meeting_takes_its_time_away() -> None:
    meeting = Meeting("Team", ("A1",), at(0, 10), at(0, 11), 60, paid=False)
    work = [
        Activity("ON", ActivityCategory.ON_QUEUE, at(0, 8), at(0, 10)),
        Activity("Team", ActivityCategory.MEETING, at(0, 10), at(0, 11), paid=False),
        Activity("ON", ActivityCategory.ON_QUEUE, at(0, 11), at(0, 16)),
    ]
    week = [Shift("A1-0", "A1", shift(0, 8).date, tuple(work)), shift(1, 8)]
    assert refused(judge(week, plan=PLAN, meetings=(meeting,)), RULE)
    assert accepted(judge([*week, shift(2, 8)], plan=PLAN, meetings=(meeting,)))


MEAL = replace(pause("Meal", 30, 180, 300), category=ActivityCategory.MEAL, paid=False)


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize(
    "more",
    [
        {}, {"activities": [MEAL]}, {"voluntary_time_off_minutes": 120, "overtime_minutes": 120},
        {"activities": [MEAL], "shift_minutes": (480, 510)}, {"shift_minutes": (300,)},
    ],
)  # fmt: skip
def test_each_remedy_of_hours_that_no_week_has_is_one(end: int, more) -> None:
    """Too few hours or too many of so many shifts: other shifts, other lengths, other hours."""
    plan = changed(ANY_PLAN, **{
        "days_per_week": (4, 4), "paid_minutes_per_week": ((2400, 3000), (300, 900))[end],
        "earliest_start": 0, "latest_end": 1860, **more,
    })  # fmt: skip
    [(_, fault)] = contradictions_of(plan)
    told, kept = dict(fault.remedy.given), ((2400, 3000), (300, 900))[end]
    hours = round(told["hours"] * 60)
    ways = [{"paid_minutes_per_week": (kept[0], hours) if end else (hours, kept[1])}]
    if told["shifts"] is not None:
        ways += [{"days_per_week": (told["shifts"], told["shifts"])}]
    if told["length"] is not None:
        ways += [{"shift_minutes": (round(told["length"] * 60),)}]
    assert len(ways) > 1
    for way in ways:
        assert not list(contradictions_of(changed(plan, **way))), way
