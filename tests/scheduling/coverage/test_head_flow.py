"""Sharing heads among queues must be the true optimum, whatever is added and removed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wfm.scheduling.coverage.head_flow import (
    Cover,
    add_head,
    copied,
    copy_touched,
    cover_price,
    empty_cover,
    head_prices,
    remove_head,
    reprice,
    true_slopes,
)
from wfm.scheduling.tours.arrays import CoverTables

MOST = 5
"""Heads that a queue requires at most."""


def tables_of(required: list[int], serves: list[list[bool]]) -> CoverTables:
    heads = np.arange(MOST + 2)
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


@st.composite
def some_tables(draw: st.DrawFn) -> CoverTables:
    queues, groups = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    required = draw(st.lists(st.integers(0, MOST), min_size=queues, max_size=queues))
    serves = st.lists(st.booleans(), min_size=queues, max_size=queues).filter(any)
    return tables_of(required, [draw(serves) for _ in range(groups)])


changes = st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=14)
"""Whether a head is added or removed, and of which group (if there is one)."""


def change(cover: Cover, totals: np.ndarray, steps: list[tuple[bool, int]]) -> float:
    """Add and remove heads, keep count of them, and return the change of the price."""
    price = 0.0
    for adding, g in steps:
        if adding and g < len(totals):
            price += add_head(cover, 0, g)
            totals[g] += 1
        elif g < len(totals) and totals[g] > 0:
            price += remove_head(cover, 0, g)
            totals[g] -= 1
    return price


def marginals(cover: Cover) -> list[float]:
    return [float(head_prices(cover, g)[0]) for g in range(cover.serves.shape[0])]


@settings(max_examples=40, deadline=None)
@given(some_tables(), changes)
def test_heads_are_shared_at_the_least_price_after_any_additions_and_removals(
    tables: CoverTables, steps: list[tuple[bool, int]]
) -> None:
    cover, totals = empty_cover(tables), np.zeros(len(tables.serves), int)
    price = float(cover_price(tables, cover.heads)) + change(cover, totals, steps)
    assert cover_price(tables, cover.heads) == price
    assert price == round(cheapest(tables, totals))


@settings(max_examples=40, deadline=None)
@given(some_tables(), changes)
def test_a_group_is_priced_at_what_its_next_head_costs(
    tables: CoverTables, steps: list[tuple[bool, int]]
) -> None:
    cover, totals = empty_cover(tables), np.zeros(len(tables.serves), int)
    change(cover, totals, steps)
    before = cheapest(tables, totals)
    more = [cheapest(tables, totals + unit) for unit in np.eye(len(totals), dtype=int)]
    assert marginals(cover) == [round(price - before) for price in more]


@settings(max_examples=40, deadline=None)
@given(some_tables(), changes, changes, changes)
def test_changes_can_be_undone_by_copying_what_was_touched(
    tables: CoverTables,
    before: list[tuple[bool, int]],
    tried: list[tuple[bool, int]],
    after: list[tuple[bool, int]],
) -> None:
    cover, totals = empty_cover(tables), np.zeros(len(tables.serves), int)
    change(cover, totals, before)
    kept = copied(cover)
    expected = kept.heads.tolist(), marginals(kept)
    change(cover, totals.copy(), tried)
    copy_touched(kept, cover)
    assert (cover.heads.tolist(), marginals(cover)) == expected
    change(cover, totals, after)
    assert cover_price(tables, cover.heads) == round(cheapest(tables, totals))


@settings(max_examples=40, deadline=None)
@given(some_tables(), changes, st.lists(st.integers(0, MOST), min_size=4, max_size=4))
def test_heads_are_shared_anew_when_their_prices_change(
    tables: CoverTables, steps: list[tuple[bool, int]], required: list[int]
) -> None:
    cover, totals = empty_cover(tables), np.zeros(len(tables.serves), int)
    change(cover, totals, steps)
    other = tables_of(required[: len(tables.price)], tables.serves.tolist())
    true_slopes(other, cover.slope)
    reprice(cover)
    assert cover_price(other, cover.heads) == round(cheapest(other, totals))
