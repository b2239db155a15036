"""The price of service is whole, convex, and in the scale of the head price."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN, at
from wfm.model import Agent, Site
from wfm.scheduling import build_problem
from wfm.scheduling.rules.answered_in_time import AnsweredInTime, LateContacts
from wfm.scheduling.tours.arrays import Prices
from wfm.staffing.convex import convex_below

AGENT = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}))
SITE = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": PLAN}, (AGENT,))
WEEK = build_problem(SITE, HEADS, MONDAY).horizon
BEGIN = WEEK.grid.index(at(0, 8))


def price_of(
    late: list[list[float]], required: list[float], carried: int = 0, floor: float = 0.0
) -> Prices:
    """Prices of 0, 1, … heads in the half hours from Monday 08:00."""
    contacts = LateContacts(tuple(at(0, 8 + k / 2) for k in range(len(late))), 30, np.array(late))
    heads = np.zeros((1, len(WEEK.grid)))
    heads[0, BEGIN : BEGIN + len(late)] = required
    there = np.full(heads.shape, carried, np.int32)
    price, _ = AnsweredInTime({"calls": contacts}, floor).table(WEEK, heads, there)
    return price[0, BEGIN : BEGIN + len(late)]


tables = st.lists(
    st.lists(st.floats(0, 20).map(lambda x: round(x, 3)), min_size=6, max_size=6).map(
        lambda row: sorted(row, reverse=True)
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@given(tables, st.integers(1, 5), st.integers(0, 3), st.sampled_from([0.0, 0.75]))
def test_the_price_is_whole_and_convex(late, required, carried, floor) -> None:
    """The sharing of heads among queues, and the bound, stay exact only if it is."""
    price = price_of(late, [required] * len(late), carried, floor)
    assert price.dtype == np.int64
    assert (np.diff(price, 2, axis=1) >= 0).all()


@given(tables)
def test_the_convex_price_lies_below_the_table_and_meets_its_ends(late) -> None:
    table = np.array(late)
    below = convex_below(table)
    assert (below <= table + 1e-9).all()
    assert (np.diff(below, 2, axis=1) >= -1e-9).all()
    np.testing.assert_allclose(below[:, [0, -1]], table[:, [0, -1]])
    np.testing.assert_allclose(convex_below(below), below, atol=1e-9)


def test_a_head_that_completes_the_requirement_is_worth_as_much_as_by_heads() -> None:
    price = price_of([[9, 4, 2, 1, 0.5]], [2])[0]
    assert price[1] - price[2] == 20, "half an hour"
    assert price[0] - price[1] == 50


def test_the_same_contacts_cost_the_same_in_every_interval() -> None:
    price = price_of([[8, 4, 2, 1], [4, 2, 1, 0.5]], [2, 2])
    assert price[0, 1] - price[0, 2] == pytest.approx(price[1, 0] - price[1, 1], abs=1)


def test_below_the_floor_each_head_costs_more() -> None:
    late = [[9, 4, 2, 1, 0.5]]
    bare, floored = price_of(late, [2]), price_of(late, [2], floor=0.5)
    assert (floored[0, 0] - floored[0, 1]) - (bare[0, 0] - bare[0, 1]) == 60
    assert floored[0, 1] - floored[0, 2] == bare[0, 1] - bare[0, 2]


def test_heads_that_are_there_anyway_are_not_paid_for_again() -> None:
    late = [[9, 4, 2, 1, 0.5]]
    price, after = price_of(late, [2]), price_of(late, [2], carried=1)
    assert after[0, 0] - after[0, 1] == price[0, 1] - price[0, 2]
