from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at, pause
from wfm.model import Activity, ActivityCategory, Agent, OpeningHours, Schedule, Shift, Site
from wfm.scheduling import build_problem, check
from wfm.scheduling.decode import heads_without_search
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules import Coverage
from wfm.scheduling.rules.answered_in_time import AnsweredInTime, LateContacts
from wfm.scheduling.rules.hourly import convex_in_parts, in_parts
from wfm.scheduling.rules.work_plan import changed

heads = st.lists(st.floats(0, 60).map(lambda x: round(x, 2)), min_size=1, max_size=5)


def test_missing_heads_cost_more_than_surplus_and_deep_shortage_most() -> None:
    price = Coverage(under=10, deep_under=30, over=2, shallow=0.1).prices(np.array([10.0]), 12)[0]
    assert price[10] == 0
    assert price[9] == 10
    assert price[8] == 50
    assert price[12] == 4


@given(heads, st.integers(1, 20), st.integers(0, 60), st.integers(0, 5))
def test_the_price_is_convex_in_heads(required, under, deep, over) -> None:
    """A shortage spreads and the sharing of heads among queues stays exact only if it is."""
    price = Coverage(under, deep, over).prices(np.array(required), 70)
    assert (np.diff(price, 2, axis=1) >= 0).all()


def test_heads_to_spare_are_seen_in_the_queue_that_is_open() -> None:
    """A closed queue has no contacts: heads that are shared out to it would be seen nowhere."""
    mornings = OpeningHours(tuple(((480, 720),) for _ in range(7)))
    morning = replace(ALWAYS, name="morning", hours=mornings)
    people = tuple(Agent(f"A{n}", "Ann", "team", "plan", frozenset({"calls"})) for n in range(3))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (morning, ALWAYS), {"plan": PLAN}, people)
    rows = [(at(0, 8 + k / 2), 30, ALWAYS.name, 1.0) for k in range(16)]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    work = Activity("ON", ActivityCategory.ON_QUEUE, at(0, 8), at(0, 16))
    shifts = tuple(Shift(agent.id, agent.id, MONDAY, (work,)) for agent in people)
    found = heads_without_search(
        Horizon(site, MONDAY), pd.DataFrame(rows, columns=names), Schedule("site", MONDAY, shifts)
    )
    noon = found[found["interval_start"] == at(0, 12)]
    assert dict(zip(noon["queue"], noon["scheduled"], strict=True)) == {"morning": 0, "calls": 3}


@given(st.integers(-100, 50_000), st.sampled_from([5, 6, 10, 15, 30, 60]))
def test_a_time_has_the_same_price_on_every_grid(price: int, minutes: int) -> None:
    of_minutes = in_parts(np.array(price), 1, np.arange(60))
    parts = in_parts(np.array(price), minutes, np.arange(60 // minutes))
    assert parts.tolist() == of_minutes.reshape(-1, minutes).sum(axis=1).tolist()
    assert parts.sum() == price
    assert np.ptp(parts) <= (2 if minutes in {6, 10} else 1)


@given(heads, st.sampled_from([5, 6, 10, 15, 30]))
def test_parts_of_a_convex_price_are_convex(required, minutes) -> None:
    whole = np.array(Coverage().prices(np.array(required), 70))[None]
    assert (np.diff(convex_in_parts(whole, minutes), 2, axis=-1) >= 0).all()


PRICES = {
    "heads": Coverage(),
    "late contacts": AnsweredInTime(
        {
            "calls": LateContacts(
                tuple(at(0, 8 + k / 4) for k in range(32)), 15,
                np.maximum(0.0, 9.5 - np.arange(9) ** 1.2)[None].repeat(32, 0),
            )
        },
        floor=0.9,
    ),
}  # fmt: skip


@pytest.mark.parametrize("price", PRICES)
def test_a_colleague_s_short_break_changes_no_price(price: str) -> None:
    """Its ten minutes make the grid finer; an hour of a missing head is worth the same."""
    people = tuple(Agent(f"A{n}", "Ann", "team", f"plan {n}", frozenset({"calls"})) for n in (0, 1))
    rows = [(at(0, 8 + k / 4), 15, "calls", 0.3 * (k % 11)) for k in range(32)]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    work = Activity("ON", ActivityCategory.ON_QUEUE, at(0, 9), at(0, 17))
    schedule = Schedule("site", MONDAY, (Shift("1", "A0", MONDAY, (work,)),))
    found = []
    for minutes in (15, 10):
        colleague = changed(PLAN, activities=[pause("B", minutes, 120, 180)])
        site = Site("site", "UTC", None, 0, 15, 0.0, "EUR", (ALWAYS,),
                    {"plan 0": PLAN, "plan 1": colleague}, people)  # fmt: skip
        problem = build_problem(
            site, pd.DataFrame(rows, columns=names), MONDAY, coverage=PRICES[price]
        )
        [cost] = [f.price for f in check(problem, schedule) if f.rule == "Coverage"]
        found.append((problem.horizon.grid.interval_minutes, cost))
    (fifteen, price_of_it), (five, finer) = found
    assert (fifteen, five) == (15, 5)
    assert finer == price_of_it
    assert finer > 200
