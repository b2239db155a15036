from datetime import date

from tests.scheduling.fixed import accepted, judge, refused, shift
from wfm.model import Agent


def test_nobody_works_outside_the_employment() -> None:
    new = Agent(
        "A1", "Ann", "team", "plan", frozenset({"calls"}), date(2026, 1, 6), date(2026, 1, 8)
    )
    assert accepted(judge([shift(1, 8), shift(3, 8)], agent=new))
    for day in (0, 4):
        assert refused(judge([shift(day, 8)], agent=new), "Employment")


def test_a_night_does_not_reach_past_the_last_day() -> None:
    leaver = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), end_date=date(2026, 1, 8))
    assert refused(judge([shift(3, 22)], agent=leaver), "Employment")
    assert accepted(judge([shift(3, 16)], agent=leaver))
    assert accepted(judge([shift(2, 22)], agent=leaver))
