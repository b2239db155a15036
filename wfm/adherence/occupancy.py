"""What occupancy is made of: handling, and heads on queue, as far as both are known."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import Queue

Floats: TypeAlias = NDArray[np.float64]


def busy_and_present(rows: pd.DataFrame, queue: Queue) -> dict[str, float]:
    """Seconds of handling and of heads on queue, summed over intervals of one queue.

    One head counts for every contact that an agent can hold at once.
    """
    busy, present = seconds_of_each(rows)
    return {
        "handle_seconds": float(np.nansum(busy)),
        "present_seconds": float(np.nansum(present)) * queue.concurrency,
    }


def seconds_of_each(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Seconds of handling and of heads on queue per row of a comparison.

    The part of an interval of which the feed does not say who was there is left out of both; both
    are NaN where no handling was recorded.
    """
    heads = (rows["actual"] + rows["unknown"]).to_numpy(float)
    known = np.divide(rows["actual"], heads, out=np.zeros(len(rows)), where=heads > 0)
    handled = rows["handle_seconds"].to_numpy(float)
    here = rows["actual"].to_numpy(float) * rows["interval_minutes"].to_numpy(float) * 60
    here = np.where(np.isfinite(handled), here, np.nan)
    return np.where(heads > 0, handled * known, handled), here
