"""Names of the columns of a forecast."""

from __future__ import annotations

import pandas as pd

from forecasts.uncertainty import LEVELS

QUANTILES = tuple(f"p{round(level * 100):02d}" for level in LEVELS)
AMOUNTS = (
    "contacts",
    *(f"contacts_{name}" for name in QUANTILES),
    *(f"rate_{name}" for name in QUANTILES),
)


def amount_columns(frame: pd.DataFrame) -> list[str]:
    """Columns of a forecast that count contacts."""
    return [name for name in AMOUNTS if name in frame]
