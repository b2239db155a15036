from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at
from wfm.model import Activity, ActivityCategory, Agent, OpeningHours, Schedule, Shift, Site
from wfm.scheduling.decode import heads_without_search
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules import Coverage

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
