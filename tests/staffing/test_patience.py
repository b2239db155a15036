"""Patience from what callers did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.reference_data import reference_data
from wfm.errors import ParameterError
from wfm.staffing import mean_patience, patience_hazard


def calls(patience: np.ndarray, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return waits and who gave up, for callers of given patience and exponential offered waits."""
    offered = np.random.default_rng(seed).exponential(60, patience.size)
    return np.minimum(offered, patience), patience < offered


def test_censored_waits_give_the_true_mean_patience() -> None:
    patience = np.random.default_rng(1).exponential(300, 200_000)
    waits, lost = calls(patience)
    assert mean_patience(lost.sum(), waits.sum()) == pytest.approx(300, rel=0.02)
    assert waits[lost].mean() < 60


def test_nobody_who_gives_up_is_endless_patience() -> None:
    assert mean_patience(0, 1000) == float("inf")


def test_exponential_patience_has_a_constant_hazard_and_no_warning() -> None:
    found = patience_hazard(*calls(np.random.default_rng(2).exponential(300, 100_000)))
    np.testing.assert_allclose(found.hazard[1:-1], 1 / 300, rtol=0.15)
    assert found.warning is None


def test_patience_that_ends_all_at_once_is_warned_of() -> None:
    found = patience_hazard(*calls(np.random.default_rng(3).normal(90, 5, 20_000)))
    assert found.warning is not None
    assert "far from exponential" in found.warning


def test_the_recorded_february_month_has_about_354_seconds() -> None:
    path = reference_data("data", "history", "anonbank_feb1999_callbycall.csv.gz")
    month = pd.read_csv(path)
    month = month[month["outcome"] != "PHANTOM"]
    found = patience_hazard(month["q_time"], month["outcome"] == "HANG")
    assert found.mean == pytest.approx(354, abs=1)
    assert found.warning is not None


def test_waits_below_zero_and_nobody_lost_are_refused() -> None:
    with pytest.raises(ParameterError, match="waits"):
        patience_hazard([-1, 5], [True, False])
    with pytest.raises(ParameterError, match="abandoned"):
        patience_hazard([1, 5], [False, False])
