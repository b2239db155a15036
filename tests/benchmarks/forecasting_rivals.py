"""Rival forecasters, run in an environment of their own (statsforecast needs an older pandas).

`python forecasting_rivals.py IN.npz OUT.npz [NAME …]`, of all rivals or those that are named: IN
holds contacts (days, slots) with NaN where unknown, opening (days + horizon, slots), weekday,
holiday, month_day, origins and horizon; OUT gets per rival the forecasts (origins, horizon, slots)
and the seconds that all of them took.
"""

import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

Data = dict[str, np.ndarray]


def filled(data: Data, origin: int) -> np.ndarray:
    """Contacts before the origin on open slots; unknown ones as a week (or some) before."""
    contacts = data["contacts"][:origin].copy()
    for day, slot in np.argwhere(np.isnan(contacts) & data["opening"][:origin]):
        same = contacts[day % 7 : day : 7, slot]
        known = same[np.isfinite(same)]
        later = contacts[day::7, slot]
        known = known if len(known) else later[np.isfinite(later)]
        contacts[day, slot] = known[-1] if len(known) else 0.0
    return contacts


def open_slots(data: Data) -> tuple[np.ndarray, np.ndarray]:
    """Weekdays and slots that are ever open, so that a season has one length."""
    opening = data["opening"]
    days = np.array([opening[data["weekday"] == day].any() for day in range(7)])
    return days[data["weekday"]], opening.any(axis=0)


def mstl(data: Data, origin: int, horizon: int) -> np.ndarray:
    """MSTL over the day and the week, its trend by AutoETS; what has no rows is 0."""
    return mstl_of(data, data["contacts"][:origin], np.ones(origin, dtype=bool), horizon)


def mstl_left_out(data: Data, origin: int, horizon: int) -> np.ndarray:
    """The same, the days without rows left out."""
    past = data["contacts"][:origin]
    return mstl_of(data, past, np.isfinite(past).any(axis=1), horizon)


def mstl_filled(data: Data, origin: int, horizon: int) -> np.ndarray:
    """The same, what has no rows as a week before: that is kind to it."""
    return mstl_of(data, filled(data, origin), np.ones(origin, dtype=bool), horizon)


def mstl_of(data: Data, past: np.ndarray, used: np.ndarray, horizon: int) -> np.ndarray:
    from statsforecast.models import MSTL, AutoETS

    origin = len(past)
    open_day, open_slot = open_slots(data)
    past = np.nan_to_num(past[open_day[:origin] & used][:, open_slot])
    slots, week = past.shape[1], len(np.unique(data["weekday"][open_day]))
    ahead = open_day[origin : origin + horizon]
    seasons = [season for season in (slots, slots * week) if season > 1]
    model = MSTL(season_length=seasons, trend_forecaster=AutoETS(model="ZZN"))
    mean = model.forecast(past.ravel().astype(float), int(ahead.sum()) * slots)["mean"]
    return placed(mean.reshape(-1, slots), ahead, open_slot)


def placed(forecast: np.ndarray, days: np.ndarray, slots: np.ndarray) -> np.ndarray:
    whole = np.zeros((len(days), len(slots)))
    whole[np.ix_(days, slots)] = np.maximum(forecast, 0.0)
    return whole


def ets_profile(data: Data, origin: int, horizon: int) -> np.ndarray:
    """AutoETS on day totals, spread by each weekday's mean shares of eight weeks."""
    from statsforecast.models import AutoETS

    open_day, _ = open_slots(data)
    past = np.nan_to_num(filled(data, origin))
    totals = past[open_day[:origin]].sum(axis=1)
    season = len(np.unique(data["weekday"][open_day]))
    ahead = open_day[origin : origin + horizon]
    mean = AutoETS(season_length=season).forecast(totals.astype(float), int(ahead.sum()))["mean"]
    whole = np.zeros((horizon, past.shape[1]))
    whole[ahead] = np.maximum(mean, 0.0)[:, None]
    weekday = data["weekday"]
    for day in range(horizon):
        rows = past[weekday[:origin] == weekday[origin + day]][-8:]
        sums = rows.sum(axis=0)
        whole[day] *= sums / max(sums.sum(), 1e-9)
    return whole


def lightgbm_calendar(data: Data, origin: int, horizon: int) -> np.ndarray:
    """LightGBM on weekday, interval and holidays alone."""
    return lightgbm(data, origin, horizon, CALENDAR)


def lightgbm(
    data: Data, origin: int, horizon: int, columns: slice | tuple[int, ...] = slice(None)
) -> np.ndarray:
    """LightGBM with lags of whole weeks, one model per lead week, calendar features."""
    import lightgbm as lgb

    contacts = data["contacts"]
    forecast = np.zeros((horizon, contacts.shape[1]))
    for week in range(-(-horizon // 7)):
        days = np.arange(origin)
        ahead = np.arange(origin + 7 * week, min(origin + 7 * (week + 1), origin + horizon))
        known = contacts[:origin]
        x = features(data, known, days, week + 1)
        y = known.ravel()
        use = np.isfinite(y) & np.isfinite(x[:, LAG])
        parameters = {"learning_rate": 0.05, "num_leaves": 31, "objective": "poisson"}
        parameters |= {"num_threads": 1, "verbose": -1, "seed": 1}
        model = lgb.train(parameters, lgb.Dataset(x[use][:, columns], y[use]), num_boost_round=300)
        predicted = model.predict(features(data, known, ahead, week + 1)[:, columns])
        forecast[ahead - origin] = predicted.reshape(len(ahead), -1)
    return np.where(data["opening"][origin : origin + horizon], np.maximum(forecast, 0.0), 0.0)


LAG = 4
"""Column of the shortest lag."""
CALENDAR = (0, 1, 3, -2, -1)
"""Columns of weekday, holiday, interval, and whether the day before or after is a holiday."""


def features(data: Data, known: np.ndarray, days: np.ndarray, lead: int) -> np.ndarray:
    slots = known.shape[1]
    rows, columns = np.meshgrid(days, np.arange(slots), indexing="ij")
    rows, columns = rows.ravel(), columns.ravel()
    calendar = [data[name][rows] for name in ("weekday", "holiday", "month_day")]
    lags = [lagged(known, rows - 7 * (lead + back), columns) for back in range(6)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        means = [np.nanmean(lags[:count], axis=0) for count in (2, 4, 6)]
    day_before = [lagged(known, rows - 7 * lead + back, columns) for back in (1, 2)]
    eve = [data["holiday"][np.clip(rows + step, 0, len(data["holiday"]) - 1)] for step in (-1, 1)]
    before = day_before if lead > 1 else []
    return np.column_stack([*calendar, columns, *lags, *means, *before, *eve])


def lagged(known: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    inside = (rows >= 0) & (rows < len(known))
    return np.where(inside, known[np.where(inside, rows, 0), columns], np.nan)


RIVALS: dict[str, Callable[[Data, int, int], np.ndarray]] = {
    "statsforecast MSTL + AutoETS": mstl,
    "  the same, days without rows left out": mstl_left_out,
    "  the same, such days as a week before": mstl_filled,
    "statsforecast AutoETS on days x profile": ets_profile,
    "LightGBM with lags": lightgbm,
    "LightGBM on the calendar alone": lightgbm_calendar,
}


def main(source: str, target: str, *only: str) -> None:
    data = dict(np.load(source))
    horizon, result = int(data["horizon"]), {}
    for name, rival in RIVALS.items():
        if only and name not in only:
            continue
        rival(data, int(data["origins"][0]), 7)
        begin = time.process_time()
        result[name] = np.stack([rival(data, int(origin), horizon) for origin in data["origins"]])
        result[f"{name} seconds"] = np.array(time.process_time() - begin)
    np.savez(target, **result)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
