"""Net staffing: heads that are missing and heads to spare, apart, since their sum hides gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Heads = TypeVar("Heads", pd.Series[float], NDArray[np.float64])


def under_and_over(heads: Heads, required: Heads) -> tuple[Heads, Heads]:
    """Give heads below and above the requirement, interval by interval, both from 0 up."""
    net = heads - required
    return (-net).clip(0), net.clip(0)
