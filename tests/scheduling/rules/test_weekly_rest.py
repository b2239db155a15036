"""One long rest in every week."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import accepted, at, judge, refused, shift
from tests.scheduling.typed_shifts import DAYS, told

RULE = "Weekly rest"
REST = {"weekly_rest": 35 * 60}


def days(*worked: int, start: float = 8):
    return [shift(day, start) for day in worked]


def test_a_week_without_35_hours_in_one_piece_is_refused() -> None:
    assert refused(judge(days(0, 1, 2, 3, 4, 5, 6), plan=REST), RULE)
    assert accepted(judge(days(0, 1, 3, 4, 5, 6), plan=REST))


@pytest.mark.parametrize(("end", "legal"), [(21, True), (22, False)])
def test_a_day_off_counts_from_the_end_before_to_the_start_after_it(end: int, legal: bool) -> None:
    week = [*days(0), shift(1, end - 8), *days(3, 4, 5, 6)]
    assert judge(week, plan=REST).broken == (set() if legal else {RULE})
    assert judge(week, plan=REST).refused is not legal


@pytest.mark.parametrize(("earliest", "legal"), [(6 * 60, True), (0, False)])
def test_the_last_rest_counts_until_the_next_week_may_begin(earliest: int, legal: bool) -> None:
    """Saturday until 18:00 and Sunday off: 36 hours until Monday at six, 30 until midnight."""
    week = [*days(0, 1, 2, 3, 4), shift(5, 10)]
    verdict = judge(week, plan={**REST, "earliest_start": earliest})
    assert verdict.broken == (set() if legal else {RULE})
    assert verdict.refused is not legal


def test_hours_before_the_week_do_not_count() -> None:
    """Sunday off until Monday at 20:00 is 20 hours of this week."""
    week = [shift(0, 20), *(shift(day, 20) for day in range(1, 7))]
    assert refused(judge(week, plan=REST, previous=(shift(-2, 8),)), RULE)


def test_last_week_s_night_shortens_the_first_rest() -> None:
    week = [shift(1, 12), *days(2, 3, 4, 5, 6, start=12)]
    assert accepted(judge(week, plan=REST))
    assert accepted(judge(week, plan=REST, previous=(shift(-1, 16),)))
    assert refused(judge(week, plan=REST, previous=(shift(-1, 22),)), RULE)
    assert at(0, 6) == shift(-1, 22).end


def test_every_week_of_a_longer_horizon_has_a_rest_of_its_own() -> None:
    assert told("EEEEEE.EEEEEEE", **REST) == {RULE}
    assert told("EEEEEE.EEEEE.E", **REST) == set()


def test_a_rest_over_the_border_belongs_to_the_week_in_which_it_begins() -> None:
    assert told("EEEEEEE.EEEEEE", weekly_rest=32 * 60) == {RULE}
    assert told("EEEEEE..EEEEEE", weekly_rest=32 * 60) == {RULE}
    assert told("EEEEEE..EEE.EE", weekly_rest=40 * 60) == set()


@settings(max_examples=120, deadline=None)
@given(
    letters=st.text("ELN.", min_size=DAYS, max_size=DAYS),
    previous=st.one_of(st.just(""), st.text("ELN.", min_size=7, max_size=7)),
    hours=st.integers(0, 130),
)
def test_search_and_checker_agree(letters: str, previous: str, hours: int) -> None:
    overlap = {"One shift a day", "Rest between shifts"}
    assert told(letters, previous, weekly_rest=hours * 60) - overlap <= {RULE}
