from tests.scheduling.fixed import accepted, judge, priced, shift

GIVEN = (shift(0, 8), shift(1, 8))


def test_each_day_that_differs_from_the_given_schedule_costs() -> None:
    assert accepted(judge(GIVEN, given=GIVEN))
    for week, days in (([shift(0, 8)], 1), ([shift(0, 9), shift(1, 8)], 1), ([shift(2, 8)], 3)):
        assert priced(judge(week, given=GIVEN), "Stability", 40 * days)
