"""A year of invented 15-minute history for the example site.

The shape follows published figures, none of the numbers is anybody's:

- Two peaks a day, late morning and early afternoon, Mondays strongest, the day after a holiday
  above its weekday: Brown et al. 2005 (Statistical Analysis of a Telephone Call Center, JASA 100);
  Weinberg, Brown, Stroud 2007 (JASA 102).
- Day totals vary by 5–10 % beyond Poisson, and the factor is shared by the whole day and partly by
  all queues: Avramidis, Deslauriers, L'Ecuyer 2004 (Management Science 50); Ibrahim et al. 2016.
- Handle times are lognormal with a coefficient of variation a little above 1: Brown et al. 2005.
- Callers give up after an exponential patience of minutes, 2–4 % of them in a well-run centre:
  Mandelbaum, Zeltyn 2007.
- E-mails and social contacts that arrive while the queue is closed are offered when it opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

ZONE = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2025, 3, 3), date(2026, 3, 1)
HOLIDAYS = {
    date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 29), date(2025, 6, 9),
    date(2025, 10, 3), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1),
}  # fmt: skip
CAMPAIGNS = (
    (date(2025, 5, 12), date(2025, 5, 16)),
    (date(2025, 9, 15), date(2025, 9, 19)),
    (date(2025, 11, 24), date(2025, 11, 28)),
)
CAMPAIGN_EFFECT = 1.18
SYSTEM_GAP = (datetime(2025, 7, 17, 13, 0), datetime(2025, 7, 17, 15, 0))
"""The recording failed: rows are missing, which is not zero."""


@dataclass(frozen=True)
class Demand:
    """How one queue's contacts come, and how long they take."""

    queue: str
    channel: str
    hours: tuple[tuple[int, int] | None, ...]
    """Local opening hour and closing hour per weekday."""
    daily: float
    """Contacts on a mean weekday."""
    weekend: tuple[float, float]
    aht: float
    patience: float
    threshold: float
    trend: float
    """Growth over the year."""
    open_on_holidays: bool = False


WEEKDAY = (1.19, 1.04, 0.97, 0.94, 0.90)
PEAKS = ((10.3, 1.4, 1.0), (14.9, 1.6, 0.85), (18.6, 1.6, 0.28))
"""Hour, width and height."""
COLUMNS = (
    "interval_start", "interval_minutes", "queue", "channel", "offered", "handled", "abandoned",
    "answered_within_threshold", "abandoned_within_threshold", "talk_seconds", "hold_seconds",
    "acw_seconds", "wait_seconds_answered", "backlog_end",
)  # fmt: skip


def history_rows(demands: tuple[Demand, ...], rng: np.random.Generator) -> Iterator[list[object]]:
    """Rows of history.csv, day by day."""
    backlog = dict.fromkeys((d.queue for d in demands), 0)
    shared = 1.0
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        shared = 0.5 * (shared - 1) + rng.lognormal(-0.5 * 0.045**2, 0.045)
        for demand in demands:
            window = demand.hours[day.weekday()]
            if window is None or (day in HOLIDAYS and not demand.open_on_holidays):
                continue
            own = rng.lognormal(-0.5 * 0.045**2, 0.045)
            expected = day_total(demand, day) * shared * own
            slots = 4 * window[0] + np.arange(4 * (window[1] - window[0]))
            offered = rng.poisson(expected * profile(demand, slots))
            yield from day_rows(demand, day, slots, offered, backlog, rng)


def day_total(demand: Demand, day: date) -> float:
    """Expected contacts of a day."""
    weekday = day.weekday()
    level = WEEKDAY[weekday] if weekday < 5 else demand.weekend[weekday - 5]
    level *= 1 + demand.trend * ((day - LAST).days / 365)
    level *= 1 + 0.05 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 20) / 365.25)
    level *= 1.07 if day.day <= 3 else 1.0
    if day in HOLIDAYS:
        level = 0.3
    elif day - timedelta(days=1) in HOLIDAYS and weekday < 5:
        level *= 1.15
    if demand.queue == "sales_calls" and any(a <= day <= b for a, b in CAMPAIGNS):
        level *= CAMPAIGN_EFFECT
    return float(demand.daily * level)


def profile(demand: Demand, slots: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of the day's contacts per interval."""
    hour = (slots + 0.5) / 4
    shape = 0.10 + sum(h * np.exp(-0.5 * ((hour - c) / w) ** 2) for c, w, h in PEAKS)
    if demand.channel in {"email", "social"}:
        shape = shape + 0.25
        shape[0] += 3.0
        shape[1] += 1.5
    return np.asarray(shape / shape.sum(), dtype=np.float64)


def day_rows(
    demand: Demand,
    day: date,
    slots: NDArray[np.int64],
    offered: NDArray[np.int64],
    backlog: dict[str, int],
    rng: np.random.Generator,
) -> Iterator[list[object]]:
    """One queue's rows of one day."""
    deferred = demand.channel in {"email", "social"}
    capacity = 1.25 * offered.sum() / len(slots) + 1
    for slot, count in zip(slots.tolist(), offered.tolist(), strict=True):
        local = datetime(day.year, day.month, day.day, slot // 4, slot % 4 * 15)
        if deferred:
            waiting = backlog[demand.queue] + count
            handled = min(waiting, int(rng.poisson(capacity)))
            backlog[demand.queue] = waiting - handled
            service: list[object] = [handled, 0, "", ""]
            wait: object = ""
            left: object = backlog[demand.queue]
        else:
            *service, wait = waits(demand, count, slot, rng)
            handled, left = int(str(service[0])), ""
        if SYSTEM_GAP[0] <= local < SYSTEM_GAP[1]:
            continue
        stamp = local.replace(tzinfo=ZONE).isoformat(timespec="minutes")
        times = handle_times(demand, handled, slot, rng)
        yield [
            stamp, 15, demand.queue, demand.channel, count, *service, *times, wait, left,
        ]  # fmt: skip


def waits(demand: Demand, offered: int, slot: int, rng: np.random.Generator) -> list[object]:
    """Handled, abandoned, both within the threshold, and the total wait of the answered."""
    busy = np.exp(-0.5 * ((slot / 4 - 11) / 2.2) ** 2)
    mean = (1.8 if demand.channel == "voice" else 1.0) * demand.threshold
    delayed = rng.random(offered) < 0.24 + 0.20 * busy
    wait = np.where(delayed, rng.exponential(mean, offered), rng.uniform(0, 3, offered))
    patience = rng.exponential(demand.patience, offered)
    gone = patience < wait
    answered = wait[~gone]
    quick = int((answered <= demand.threshold).sum())
    left = patience[gone]
    return [
        len(answered), len(left), quick, int((left <= demand.threshold).sum()),
        round(float(answered.sum())),
    ]  # fmt: skip


def handle_times(
    demand: Demand, handled: int, slot: int, rng: np.random.Generator
) -> tuple[int, int, int]:
    """Talk, hold and after-contact work in seconds; evenings take a little longer."""
    sigma = np.sqrt(np.log(1 + 1.15**2))
    mean = demand.aht * (1 + 0.004 * (slot / 4 - 13))
    total = float(rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, handled).sum())
    hold = 0.07 * total if demand.channel == "voice" else 0.0
    acw = 0.18 * total
    return round(total - hold - acw), round(hold), round(acw)
