"""A forecast holds open intervals only: the closed ones in between need nobody."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.small_plan import CALLS, small_plan
from wfm.errors import InputError
from wfm.staffing import site_requirements


def test_closed_nights_are_filled_in_and_need_no_heads() -> None:
    plan = small_plan()
    rows = site_requirements(plan.forecast, plan.site)
    calls = rows[rows["queue"] == CALLS.name]
    closed = calls["binding_target"] == "closed"
    assert calls["interval_start"].diff().dropna().eq(pd.Timedelta(minutes=15)).all()
    assert (calls.loc[closed, "gross_requirement"] == 0).all()
    assert (~closed).sum() == 268


def test_an_open_interval_that_is_missing_is_named_and_not_taken_as_zero() -> None:
    plan = small_plan()
    with pytest.raises(InputError, match=r"Support calls.*each open interval once"):
        site_requirements(plan.forecast.drop(index=10), plan.site)
