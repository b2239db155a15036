"""Sharing heads among queues must be the true optimum, whatever is added and removed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wfm.scheduling.cover import Cover, add_head, cover_price, empty_cover, remove_head
from wfm.scheduling.tables import CoverTables


def tables_of(required: list[int], serves: list[list[bool]]) -> CoverTables:
    width = max(required) + 2
    heads = np.arange(width)
    short = np.array(required)[:, None, None] - heads
    price = (np.maximum(short, 0) ** 2 * 5 + np.maximum(-short, 0) * 2).astype(np.int64)
    over = np.full((len(required), 1), 2, np.int64)
    return CoverTables(price, over, np.array(serves))


def cheapest(tables: CoverTables, totals: np.ndarray) -> float:
    """Solve the sharing as a linear programme (its optimum is whole)."""
    groups, queues = tables.serves.shape
    slopes = [
        [*np.diff(tables.price[q, 0]).tolist(), float(tables.over[q, 0])] for q in range(queues)
    ]
    pieces = [
        (q, s, 1.0 if k < len(slopes[q]) - 1 else None)
        for q in range(queues)
        for k, s in enumerate(slopes[q])
    ]
    shares = [(g, q) for g in range(groups) for q in range(queues) if tables.serves[g, q]]
    rows = np.zeros((groups + queues, len(shares) + len(pieces)))
    for j, (g, q) in enumerate(shares):
        rows[g, j] = 1
        rows[groups + q, j] = 1
    for j, (q, _, _) in enumerate(pieces):
        rows[groups + q, len(shares) + j] = -1
    found = linprog(
        [0.0] * len(shares) + [s for _, s, _ in pieces],
        A_eq=rows,
        b_eq=[*totals.tolist(), *[0] * queues],
        bounds=[(0, None)] * len(shares) + [(0, most) for _, _, most in pieces],
    )
    assert found.fun is not None
    return float(found.fun) + float(tables.price[:, 0, 0].sum())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_heads_are_shared_at_the_least_price_after_any_additions_and_removals(
    data: st.DataObject,
) -> None:
    queues, groups = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    required = data.draw(st.lists(st.integers(0, 5), min_size=queues, max_size=queues))
    serves = [
        data.draw(st.lists(st.booleans(), min_size=queues, max_size=queues).filter(any))
        for _ in range(groups)
    ]
    tables = tables_of(required, serves)
    cover: Cover = empty_cover(tables)
    totals = np.zeros(groups, int)
    price = float(cover_price(tables, cover.heads))
    for adding, g in data.draw(
        st.lists(st.tuples(st.booleans(), st.integers(0, groups - 1)), max_size=14)
    ):
        if adding:
            price += add_head(cover, 0, g)
            totals[g] += 1
        elif totals[g] > 0:
            price += remove_head(cover, 0, g)
            totals[g] -= 1
    assert cover_price(tables, cover.heads) == price
    assert price == round(cheapest(tables, totals))
