from tests.scheduling.fixed import accepted, at, judge, refused, shift
from wfm.model import Activity, ActivityCategory, Meeting, Shift

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
