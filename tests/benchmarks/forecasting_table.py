"""The one table of all series: each method's error, the margin over rivals, bands, the running day.

Printed as it stands in the documentation, by `python -m tests.benchmarks.forecasting`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.accuracy import wape

OURS, FLOOR = "ours", "noise floor"
COLUMNS: Mapping[str, Sequence[str]] = {
    OURS: ("combined",),
    "MSTL + AutoETS": ("statsforecast MSTL + AutoETS", "  the same, such days as a week before"),
    "AutoETS × profile": ("statsforecast AutoETS on days x profile",),
    "LightGBM": ("LightGBM with lags", "LightGBM on the calendar alone"),
    "13 weeks' mean": ("mean of same weekdays",),
    "last week": ("last week",),
}
"""Title → the methods that it stands for: the best of them is shown, which is kind to rivals."""
RIVALS = tuple(COLUMNS)[1:]


@dataclass(frozen=True)
class Measured:
    """What was measured of one series.

    Per method the WAPE of each lead week, how many of 80 and 95 % the bands held, and the WAPE of
    the rest of a day of which a tenth was seen: without an update, by the ratio, as learned. All
    are fractions.
    """

    series: str
    errors: Mapping[str, Sequence[float]]
    held: tuple[float, float]
    running_day: tuple[float, float, float] | None = None


def by_lead(actual: np.ndarray, forecast: np.ndarray) -> list[float]:
    """WAPE of each lead week of forecasts of whole weeks, (origins, days, slots)."""
    weeks = [slice(day, day + 7) for day in range(0, actual.shape[1], 7)]
    return [wape(actual[:, days], forecast[:, days]) for days in weeks]


def table(measured: Sequence[Measured]) -> str:
    """All series in one table, errors in per cent: first week / mean of all weeks.

    The rest of the day is without an update / by the plain ratio / as learned.
    """
    margin, held, running = "ahead of the best rival", "80 / 95 % hold", "rest of the day"
    titles = ("series", FLOOR, *COLUMNS, margin, held, running)
    lines = [_line(*titles), "|---" + "|---:" * (len(titles) - 1) + "|"]
    for series in measured:
        best = {title: _best(series, names) for title, names in COLUMNS.items()}
        rivals = [best[title] for title in RIVALS if best[title]]
        ahead = [min(rival[which] for rival in rivals) - best[OURS][which] for which in range(2)]
        day = series.running_day
        lines.append(
            _line(
                series.series,
                _percents(series.errors[FLOOR]),
                *(_percents(values) for values in best.values()),
                " / ".join(f"{100 * points:+.2f}" for points in ahead),
                " / ".join(f"{100 * share:.1f}" for share in series.held),
                _percents(day) if day else "–",
            )
        )
    return "\n".join(lines)


def _best(series: Measured, names: Sequence[str]) -> tuple[float, ...]:
    """First week, and mean of all weeks, of the best of some methods; empty where none ran."""
    errors = [series.errors[name] for name in names if name in series.errors]
    if not errors:
        return ()
    leads = min(errors, key=lambda leads: float(np.mean(leads)))
    return leads[0], float(np.mean(leads))


def _percents(values: Sequence[float]) -> str:
    return " / ".join(f"{100 * value:.2f}" for value in values) or "–"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
