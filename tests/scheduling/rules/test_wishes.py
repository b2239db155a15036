from dataclasses import replace
from datetime import timedelta

from tests.scheduling.fixed import accepted, judge, priced, shift
from wfm.model import Preference, PreferenceKind

RULE = "Wishes"


def wish(kind: PreferenceKind, start: int = 0, end: int = 1440) -> tuple[Preference, ...]:
    return (Preference("A1", kind, frozenset({0}), start, end, 7),)


def test_a_day_off_refused_costs_its_weight() -> None:
    wishes = wish(PreferenceKind.DAY_OFF)
    assert accepted(judge([shift(1, 8)], preferences=wishes))
    assert priced(judge([shift(0, 8)], preferences=wishes), RULE, 7)


def test_a_start_outside_the_wished_window_costs_its_weight() -> None:
    wishes = wish(PreferenceKind.START_BETWEEN, 480, 600)
    assert accepted(judge([shift(0, 10)], preferences=wishes))
    assert priced(judge([shift(0, 10.5)], preferences=wishes), RULE, 7)


def test_a_shift_in_the_wished_free_time_costs_its_weight() -> None:
    wishes = wish(PreferenceKind.SHIFT_OFF, 1080, 1440)
    assert accepted(judge([shift(0, 10)], preferences=wishes))
    assert priced(judge([shift(0, 10.5)], preferences=wishes), RULE, 7)


def test_a_wish_counts_on_its_dates_alone() -> None:
    (always,) = wish(PreferenceKind.DAY_OFF)
    monday = shift(0, 8)
    for first, last, price in (
        (None, monday.date, 7),
        (monday.date, None, 7),
        (monday.date + timedelta(days=1), None, 0),
        (None, monday.date - timedelta(days=1), 0),
    ):
        dated = judge([monday], preferences=(replace(always, first=first, last=last),))
        assert priced(dated, RULE, price) if price else accepted(dated)
