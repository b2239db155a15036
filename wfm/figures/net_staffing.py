"""Net staffing: heads that are missing and heads to spare, apart, since their sum hides gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def under_and_over(
    heads: pd.Series[float], required: pd.Series[float]
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Give heads below and above the requirement, interval by interval, both from 0 up."""
    net = heads - required
    return (-net).clip(lower=0), net.clip(lower=0)
