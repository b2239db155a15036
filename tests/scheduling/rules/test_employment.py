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
