from tests.scheduling.fixed import accepted, at, judge, refused, shift
from wfm.model import TimeOff

RULE = "Days per week"
PLAN = {"days_per_week": (3, 4)}


def test_days_lie_between_least_and_most() -> None:
    assert accepted(judge([shift(d, 8) for d in range(3)], plan=PLAN))
    for days in (2, 5):
        assert refused(judge([shift(d, 8) for d in range(days)], plan=PLAN), RULE)


def test_a_day_of_time_off_counts_as_worked() -> None:
    off = (TimeOff("A1", at(6, 0), at(7, 0), "leave"),)
    assert accepted(judge([shift(0, 8), shift(1, 8)], plan=PLAN, time_off=off))
    assert refused(judge([shift(d, 8) for d in range(4)], plan=PLAN, time_off=off), RULE)
