from dataclasses import replace
from datetime import timedelta

from tests.scheduling.fixed import accepted, judge, refused, shift
from wfm.model import Agent, Availability

RULE = "Availability"


def test_a_shift_lies_inside_the_available_windows_of_its_weekday() -> None:
    mornings = (Availability("A1", frozenset({0}), 360, 960, available=True),)
    assert accepted(judge([shift(0, 8), shift(1, 12)], availability=mornings))
    assert refused(judge([shift(0, 9)], availability=mornings), RULE)


def test_a_night_shift_keeps_the_unavailable_window_of_the_next_day() -> None:
    tuesday = (Availability("A1", frozenset({1}), 0, 1440, available=False),)
    assert accepted(judge([shift(0, 16)], availability=tuesday))
    for wrong in (shift(0, 20), shift(1, 8)):
        assert refused(judge([wrong], availability=tuesday), RULE)


def test_a_window_past_midnight_goes_on_into_the_next_day() -> None:
    late = (Availability("A1", frozenset({0}), 1200, 1800, available=False),)
    assert accepted(judge([shift(1, 6)], availability=late))
    assert refused(judge([shift(1, 5)], availability=late), RULE)


def test_windows_count_in_the_agents_own_zone() -> None:
    """New York is five hours behind: 08:00 to 17:00 there is 13:00 to 22:00 here."""
    days = (Availability("A1", frozenset({0, 1}), 480, 1020, available=True),)
    there = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), time_zone="America/New_York")
    assert accepted(judge([shift(0, 13), shift(1, 14)], agent=there, availability=days))
    for wrong in (shift(0, 8), shift(1, 15)):
        assert refused(judge([wrong], agent=there, availability=days), RULE)


def test_a_day_off_of_an_agent_elsewhere_is_that_agents_day() -> None:
    tuesday = (Availability("A1", frozenset({1}), 0, 1440, available=False),)
    there = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), time_zone="Asia/Tokyo")
    assert accepted(judge([shift(1, 15)], agent=there, availability=tuesday))
    assert refused(judge([shift(0, 12)], agent=there, availability=tuesday), RULE)


def test_a_window_counts_on_its_dates_alone() -> None:
    monday = shift(0, 8)
    away = Availability("A1", frozenset({0}), 0, 1440, available=False)
    for first, last, counts in (
        (monday.date, monday.date, True),
        (None, monday.date - timedelta(days=1), False),
        (monday.date + timedelta(days=1), None, False),
    ):
        verdict = judge([monday], availability=(replace(away, first=first, last=last),))
        assert refused(verdict, RULE) if counts else accepted(verdict)
