"""A queue's forecast as rows, true to the clock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasts.arrays import FloatArray, divide
from forecasts.columns import QUANTILES
from forecasts.queue_forecast import QueueForecast
from forecasts.request import Request
from forecasts.uncertainty import count_quantiles, rate_quantiles


def forecast_frame(forecast: QueueForecast, request: Request) -> pd.DataFrame:
    """One row per open interval: an hour that clocks skip has none, one that comes twice two.

    Where shorter intervals are asked for than the history has, contacts are spread evenly.
    """
    minutes = request.interval_minutes or forecast.interval_minutes
    starts = pd.date_range(
        request.midnight(0), request.midnight(request.days), freq=f"{minutes}min", inclusive="left"
    )
    day = (starts.tz_localize(None).normalize() - pd.Timestamp(request.start)).days.to_numpy()
    slot = (starts.hour * 60 + starts.minute).to_numpy() // forecast.interval_minutes
    is_open = forecast.opening[day, slot]
    day, slot = day[is_open], slot[is_open]
    contacts = forecast.contacts[day, slot] * minutes / forecast.interval_minutes
    variance, error = forecast.variance[day, slot], forecast.error[day, slot]
    count = zip(QUANTILES, count_quantiles(contacts, variance, error=error), strict=True)
    rate = zip(QUANTILES, rate_quantiles(contacts, variance, error=error), strict=True)
    return pd.DataFrame(
        {
            "interval_start": starts[is_open],
            "interval_minutes": minutes,
            "queue": forecast.queue,
            "channel": forecast.channel,
            "contacts": contacts,
            **{f"contacts_{name}": values for name, values in count},
            **{f"rate_{name}": values for name, values in rate},
            "rate_day_share": _share(forecast.of_day[day, slot], variance + error),
            "rate_week_share": _share(forecast.of_week[day, slot], variance + error),
            "aht_seconds": np.asarray(forecast.aht[day, slot], dtype=float),
        }
    )


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    share: FloatArray = np.clip(divide(part, whole), 0.0, 1.0)
    return share
