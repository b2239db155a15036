"""Deferred work: levelled plans keep every deadline, and what is impossible is proven."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wfm.staffing.deferred_work import DeferredWork, deferred_work, played, shortfall
from wfm.staffing.levelling import gates_of, levelled


@st.composite
def works(draw: st.DrawFn) -> DeferredWork:
    size = draw(st.integers(2, 25))
    arriving = np.array(
        draw(st.lists(st.sampled_from([0, 0, 1, 2.5, 7]), min_size=size, max_size=size))
    )
    opened = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    opened[draw(st.integers(0, size - 1))] = True
    return deferred_work(
        arriving, opened, draw(st.integers(1, 10)), draw(st.sampled_from([0.0, 3.0]))
    )


def least_peak(work: DeferredWork) -> float:
    """Least peak of heads that keeps every deadline, by a linear programme."""
    size = work.arriving.size
    until = np.tril(np.ones((size, size)))
    heads = np.where(work.open, until, 0.0)
    last = np.flatnonzero(work.open)[-1]
    end = max(work.required[last], work.arrived[last] - work.starting.sum())
    done = np.concatenate([heads, -heads, -heads[last : last + 1]])
    bound = np.concatenate([work.arrived, -work.required, [-end]])
    peak = np.concatenate([np.eye(size), -np.ones((size, 1))], axis=1)
    rows = np.concatenate([np.pad(done, ((0, 0), (0, 1))), peak])
    result = linprog(np.append(np.zeros(size), 1.0), rows, np.append(bound + 1e-9, np.zeros(size)))
    assert result.status == 0
    return float(result.fun)


@settings(max_examples=60, deadline=None)
@given(works())
def test_the_levelled_plan_keeps_every_deadline_with_the_least_peak(work: DeferredWork) -> None:
    heads = levelled(gates_of(work))
    opened = np.flatnonzero(work.open)
    reachable = np.minimum(work.required[opened], work.arrived[opened])
    assert (heads[~work.open] == 0).all()
    assert (heads >= -1e-9).all()
    assert (np.cumsum(heads)[opened] >= reachable - 1e-6).all()
    assert (np.cumsum(heads) <= work.arrived + 1e-6).all()
    assert heads.max() == pytest.approx(least_peak(work), abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(works(), st.floats(0.1, 6))
def test_a_missed_window_has_more_work_than_capacity_and_no_window_means_all_is_in_time(
    work: DeferredWork, heads: float
) -> None:
    capacity = np.full(work.arriving.size, heads)
    missed = shortfall(work, capacity)
    outcome = played(work, capacity)
    if missed is None:
        known = outcome.in_window[~np.isnan(outcome.in_window)]
        np.testing.assert_allclose(known, 1.0, atol=1e-6)
    else:
        inside = slice(missed.first, missed.last + 1)
        due = work.due <= missed.last
        released = work.arriving[inside][due[inside]].sum()
        released += work.starting[: missed.last + 1].sum() if missed.first == 0 else 0.0
        assert missed.work == pytest.approx(released, abs=1e-6)
        assert missed.capacity == pytest.approx(heads * work.open[inside].sum())
        assert missed.work > missed.capacity


def test_what_arrives_while_closed_counts_from_the_next_opening() -> None:
    opened = np.array([False, True, True, False, True, True])
    work = deferred_work(np.array([6.0, 0, 0, 3.0, 0, 0]), opened, window=2)
    np.testing.assert_allclose(levelled(gates_of(work)), [0, 3, 3, 0, 1.5, 1.5])


def test_the_opening_backlog_is_due_within_a_window() -> None:
    work = deferred_work(np.zeros(6), np.ones(6, dtype=bool), window=3, backlog=9.0)
    np.testing.assert_allclose(work.required, [3, 6, 9, 9, 9, 9])
    assert played(work, levelled(gates_of(work))).backlog[-1] == pytest.approx(0)


def test_too_few_heads_leave_a_backlog_whose_age_grows() -> None:
    work = deferred_work(np.array([4.0, 0, 0, 0]), np.ones(4, dtype=bool), window=2)
    outcome = played(work, np.ones(4))
    np.testing.assert_allclose(outcome.backlog, [3, 2, 1, 0])
    np.testing.assert_allclose(outcome.oldest, [1, 2, 3, 0])
    assert outcome.in_window[0] == pytest.approx(0.5)
    missed = shortfall(work, np.ones(4))
    assert missed is not None
    assert (missed.first, missed.last, missed.work, missed.capacity) == (0, 1, 4.0, 2.0)


def test_of_several_missed_windows_the_worst_is_named() -> None:
    work = deferred_work(np.array([1.1, 0, 5.0, 0]), np.ones(4, dtype=bool), window=1)
    missed = shortfall(work, np.ones(4))
    assert missed is not None
    assert (missed.first, missed.last, missed.work, missed.capacity) == (2, 2, 5.0, 1.0)
