"""Who gets which line: in an order, by the greatest sum of points, and what is left."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.centre import at, day
from wfm.service.bids.deciding import decide, even_places
from wfm.store.bids import BidsDecidedBy, LineBid

BY = BidsDecidedBy
MOMENT = at(day(0), 9)


def bid(*ranked: int, points: tuple[int, ...] = ()) -> LineBid:
    return LineBid("r", "", MOMENT, ranked, points)


def lines(found: list[object]) -> list[int | None]:
    return [one.line for one in found]  # type: ignore[attr-defined]


def test_each_takes_the_best_that_is_left_in_the_order() -> None:
    bids = {"a": bid(1, 2), "b": bid(1, 2), "c": bid(1)}
    first, second, third, quiet = decide((1, 2, 1), "abcd", bids, {}, BY.SENIORITY)
    assert (first.line, first.rank, first.passed) == (1, 1, ())
    assert (second.line, second.rank, second.passed) == (2, 2, (1,))
    assert (third.line, third.rank, third.passed) == (2, None, (1,))
    assert (quiet.line, quiet.rank, quiet.bid) == (3, None, False)


def test_who_does_not_bid_keeps_the_line_where_it_has_a_place() -> None:
    found = decide((1, 1, 1), "abc", {"b": bid(1)}, {"a": 1, "c": 3}, BY.LEDGER)
    assert lines(found) == [2, 1, 3]  # type: ignore[arg-type]


def test_without_a_place_left_nobody_is_put_beyond_it() -> None:
    found = decide((1, 0), "ab", {"a": bid(2, 1), "b": bid(1)}, {}, BY.SENIORITY)
    assert lines(found) == [1, None]  # type: ignore[arg-type]
    assert found[1].passed == (1,)


def test_points_that_are_few_give_way_where_the_sum_gains() -> None:
    """In the order, a would take line 1 and b get what is worth nothing to b."""
    bids = {"a": bid(1, 2, points=(60, 40)), "b": bid(1, points=(50,))}
    assert lines(decide((1, 1), "ab", bids, {}, BY.POINTS)) == [2, 1]  # type: ignore[arg-type]


def test_equal_sums_go_by_the_order() -> None:
    even = {agent: bid(2, 1, points=(60, 40)) for agent in "ab"}
    for order in ("ab", "ba"):
        assert lines(decide((1, 1), order, even, {}, BY.POINTS)) == [2, 1]  # type: ignore[arg-type]


@pytest.mark.parametrize(("agents", "places"), [(6, (2, 2, 2)), (7, (3, 2, 2)), (2, (1, 1, 0))])
def test_places_are_spread_evenly(agents: int, places: tuple[int, ...]) -> None:
    assert even_places(agents, 3) == places


POINTS = st.lists(st.integers(0, 9), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(given_points=st.lists(POINTS, min_size=3, max_size=3), by=st.sampled_from(list(BY)))
def test_places_are_never_exceeded_and_the_sum_is_greatest(
    given_points: list[list[int]], by: BidsDecidedBy
) -> None:
    bids = {}
    for agent, own in zip("abc", given_points, strict=True):
        ranked = sorted((n for n in (1, 2, 3) if own[n - 1]), key=lambda n: (-own[n - 1], n))
        bids[agent] = bid(*ranked, points=tuple(own[n - 1] for n in ranked))
    bids = {agent: one for agent, one in bids.items() if one.ranked}
    found = decide((1, 1, 1), "abc", bids, {}, by)
    assert Counter(one.line for one in found) == Counter([1, 2, 3])
    worth = [
        sum(own[line - 1] for own, line in zip(given_points, each, strict=True))
        for each in permutations((1, 2, 3))
    ]
    got = [one.line or 0 for one in found]
    if by is BY.POINTS:
        assert sum(own[n - 1] for own, n in zip(given_points, got, strict=True)) == max(worth)
    elif "a" in bids:
        assert found[0].rank == 1
