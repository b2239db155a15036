from datetime import timedelta

from tests.scheduling.fixed import MONDAY, accepted, judge, refused, shift

RULE = "Locked shifts"


def test_a_locked_shift_stays_even_where_it_breaks_a_rule_of_its_day() -> None:
    odd = shift(0, 7.25, 6)
    assert accepted(judge([odd, shift(1, 8)], locked=(odd,)))


def test_without_or_with_another_shift_on_its_day_a_week_is_refused() -> None:
    odd = shift(0, 7.25, 6)
    assert refused(judge([shift(1, 8)], locked=(odd,)), RULE)
    assert judge([shift(0, 8)], locked=(odd,)).refused
    assert RULE in judge([shift(0, 8)], locked=(odd,)).broken


def test_a_day_that_is_to_stay_off_has_no_shift_and_the_contract_owes_as_much() -> None:
    plan = {"paid_minutes_per_week": (2400, 2400), "days_per_week": (5, 5)}
    tuesday = {("A1", MONDAY + timedelta(days=1))}
    five = [shift(day, 8) for day in (0, 2, 3, 4, 5)]
    assert accepted(judge(five, plan=plan, locked_off=tuesday))
    assert refused(judge([shift(day, 8) for day in range(5)], plan=plan, locked_off=tuesday), RULE)
    assert judge(five[1:], plan=plan, locked_off=tuesday).refused


def test_a_night_before_a_day_that_is_to_stay_off_may_end_on_it() -> None:
    assert accepted(judge([shift(0, 20)], locked_off={("A1", MONDAY + timedelta(days=1))}))
