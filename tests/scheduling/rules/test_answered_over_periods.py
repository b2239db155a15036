"""Coverage of queues whose goal counts over a day: what a head brings is what counts."""

from __future__ import annotations

import numpy as np

from tests.scheduling.rules.test_answered_in_time import WEEK
from wfm.scheduling.rules import Coverage
from wfm.scheduling.rules.answered_in_time import LateContacts
from wfm.scheduling.rules.answered_over_periods import AnsweredOverPeriods, TradedContacts
from wfm.scheduling.tours.arrays import Prices

QUEUE = WEEK.site.queues[0].name
LATE = np.array([[8.0, 4.0, 2.0, 1.0, 0.5], [80.0, 40.0, 20.0, 10.0, 5.0]])
"""Of a quiet interval and a busy one, with 0, 1, … heads."""


def prices(worth: float, carried: int = 0, fewest: float = 0.0) -> Prices:
    """Price [interval, heads] of the two intervals at a worth of a contact in head-hours."""
    starts = tuple(WEEK.grid.at(number) for number in range(2))
    late = LateContacts(starts, WEEK.grid.interval_minutes, LATE)
    traded = TradedContacts(late, np.full(2, worth), np.full(2, fewest))
    shape = (len(WEEK.site.queues), len(WEEK.grid))
    there = np.full(shape, carried, np.int32)
    price, _ = AnsweredOverPeriods({QUEUE: traded}).table(WEEK, np.zeros(shape), there)
    return price[0, :2]


def test_a_head_goes_where_it_brings_more_contacts_in_time() -> None:
    quiet, busy = prices(0.2)
    assert quiet.argmin() < busy.argmin()
    assert max(quiet.min(), busy.min()) <= 1
    assert (np.diff(quiet, 2) >= 0).all()
    assert (np.diff(busy, 2) >= 0).all()


def test_a_dearer_contact_brings_heads_and_one_that_is_worth_nothing_brings_none() -> None:
    assert prices(0.05)[1].argmin() < prices(0.5)[1].argmin()
    free = prices(0.0)
    over = Coverage().over * WEEK.grid.interval_minutes / 60
    np.testing.assert_array_equal(free[1], np.arange(free.shape[1]) * over)


def test_heads_that_are_there_anyway_count() -> None:
    assert prices(0.2, carried=1)[1].argmin() == prices(0.2)[1].argmin() - 1


def test_no_interval_falls_below_its_fewest_heads() -> None:
    assert prices(0.0, fewest=2.0)[0].argmin() == 2
