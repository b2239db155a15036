"""A queue's contacts of a week as a line, with the planner's overrides drawn over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.service.load_plan import CORRECTED
from wfm.store.plans import StoredOverride

if TYPE_CHECKING:
    import pandas as pd

WIDTH: Final = 896
HEIGHT: Final = 120
DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class DrawnOverride:
    """Where an override lies in a chart, in pixels."""

    x: float
    width: float
    override: StoredOverride
    later: bool
    """Whether it was made after the forecast, which then does not know it."""


@dataclass(frozen=True, slots=True)
class QueueChart:
    """Lines of a queue in a chart of `WIDTH` by `HEIGHT` pixels, as paths of SVG."""

    queue: str
    most: float
    """Contacts in an interval at the top."""
    forecast: str
    corrected: str
    """What overrides made of it; the same line where there are none."""
    days: tuple[tuple[float, date], ...]
    overrides: tuple[DrawnOverride, ...]


def charts_of(
    frame: pd.DataFrame,
    overrides: Sequence[StoredOverride],
    made_at: datetime,
    week: date,
    zone: ZoneInfo,
) -> Iterator[QueueChart]:
    """Draw each queue of a stored forecast.

    Parameters
    ----------
    frame
        Columns `queue`, `interval_start`, `interval_minutes`, `contacts` and, where there were
        overrides, what they made of the contacts.
    """
    first, last = (
        datetime.combine(week + timedelta(days=n), time(), zone).timestamp() for n in (0, DAYS)
    )

    def x(moment: datetime) -> float:
        share = (moment.timestamp() - first) / (last - first)
        return round(min(max(share, 0.0), 1.0) * WIDTH, 1)

    midnights = [week + timedelta(days=n) for n in range(DAYS)]
    days = tuple((x(datetime.combine(day, time(), zone)), day) for day in midnights)
    for queue, rows in frame.sort_values("interval_start").groupby("queue", sort=True):
        moments = [moment.to_pydatetime() for moment in rows["interval_start"]]
        lasts = rows["interval_minutes"].to_numpy(float)
        plain = rows["contacts"].to_numpy(float)
        corrected = rows.get(CORRECTED, rows["contacts"]).to_numpy(float)
        most = max(float(np.nanmax([plain, corrected], initial=0.0)), 1e-9)
        ends = [m + timedelta(minutes=n) for m, n in zip(moments, lasts.tolist(), strict=True)]
        spans = [(x(m), x(end)) for m, end in zip(moments, ends, strict=True)]
        drawn = (
            DrawnOverride(x(o.start), round(x(o.end) - x(o.start), 1), o, o.made_at > made_at)
            for o in overrides
            if o.queue == queue
        )
        yield QueueChart(
            str(queue), most, _path(spans, plain / most), _path(spans, corrected / most), days,
            tuple(drawn),
        )  # fmt: skip


def _path(spans: Sequence[tuple[float, float]], heights: NDArray[np.float64]) -> str:
    """Draw steps; where a queue is closed the line ends."""
    pieces, at = [], -1.0
    for (begin, end), share in zip(spans, np.nan_to_num(heights).tolist(), strict=True):
        y = round(HEIGHT * (1 - share), 1)
        pieces.append(f"{'L' if abs(begin - at) < 0.2 else 'M'}{begin:g} {y:g}H{end:g}")
        at = end
    return "".join(pieces)
