from dataclasses import replace

from tests.scheduling.fixed import accepted, at, judge, priced, refused, shift
from wfm.model import Activity, ActivityCategory, Meeting

RULE = "Meetings and training"
MEETING = (Meeting("Team", ("A1",), at(1, 10), at(1, 11), 60),)


def attending():
    work = [
        Activity("ON", ActivityCategory.ON_QUEUE, at(1, 8), at(1, 10)),
        Activity("Team", ActivityCategory.MEETING, at(1, 10), at(1, 11)),
        Activity("ON", ActivityCategory.ON_QUEUE, at(1, 11), at(1, 16)),
    ]
    return replace(shift(1, 8), activities=tuple(work))


def test_a_shift_that_holds_the_meeting_is_accepted() -> None:
    assert accepted(judge([attending()], meetings=MEETING))


def test_a_shift_that_begins_during_the_meeting_is_refused() -> None:
    assert refused(judge([shift(1, 10.5)], meetings=MEETING), RULE)


def test_missing_the_meeting_costs() -> None:
    for week in ([], [shift(0, 8)], [shift(1, 12)]):
        assert priced(judge(week, meetings=MEETING), RULE, 60)


def test_whoever_is_off_then_misses_nothing() -> None:
    from wfm.model import TimeOff

    off = (TimeOff("A1", at(1, 0), at(2, 0), "leave"),)
    assert accepted(judge([shift(0, 8)], meetings=MEETING, time_off=off))
