from datetime import timedelta

from tests.scheduling.fixed import MONDAY, accepted, at, judge, refused, shift
from wfm.model import Activity, ActivityCategory, Shift, TimeOff

RULE = "Time off"


def with_absence(day: int, start: float, begin: float, end: float) -> Shift:
    parts = (
        Activity("ON", ActivityCategory.ON_QUEUE, at(day, start), at(day, begin)),
        Activity("OFF", ActivityCategory.TIME_OFF, at(day, begin), at(day, end)),
        Activity("ON", ActivityCategory.ON_QUEUE, at(day, end), at(day, start + 8)),
    )
    return Shift("x", "A1", MONDAY + timedelta(days=day), parts)


def test_no_shift_on_a_day_of_time_off_nor_into_it_by_night() -> None:
    off = (TimeOff("A1", at(2, 0), at(3, 0), "leave"),)
    assert accepted(judge([shift(1, 16), shift(3, 0)], time_off=off))
    for wrong in (shift(2, 8), shift(1, 20)):
        assert refused(judge([wrong], time_off=off), RULE)


def test_a_shift_may_contain_an_absence_of_up_to_half_of_it() -> None:
    hours = (TimeOff("A1", at(2, 10), at(2, 12), "doctor"),)
    assert accepted(judge([with_absence(2, 8, 10, 12)], time_off=hours))
    assert RULE in judge([shift(2, 8)], time_off=hours).broken
    assert refused(judge([shift(2, 11)], time_off=hours), RULE)
    long = (TimeOff("A1", at(2, 10), at(2, 15), "leave"),)
    assert refused(judge([with_absence(2, 8, 10, 15)], time_off=long), RULE)
