"""Intervals of UTC where the local clock is half an hour or 45 minutes off it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecasts import forecast
from forecasts.local_grid import on_local_grid

SUMS = ("contacts",)


def rows(first: str, minutes: int, contacts: list[float]) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(contacts), freq=f"{minutes}min", tz="UTC")
    return pd.DataFrame(
        {"start": starts, "minutes": float(minutes), "contacts": contacts, "left": contacts}
    )


def test_an_hour_becomes_its_halves_with_half_of_the_contacts_each() -> None:
    shared = on_local_grid(rows("2026-01-05", 60, [4, 10]), "Asia/Kolkata", SUMS, ["left"])
    local = shared["start"].dt.tz_convert("Asia/Kolkata").dt.strftime("%H:%M").tolist()
    assert local == ["05:30", "06:00", "06:30", "07:00"]
    assert shared["contacts"].tolist() == [2, 2, 5, 5]
    assert shared["left"].fillna(-1).tolist() == [-1, 4, -1, 10], "what is left is so at the end"


@pytest.mark.parametrize(("zone", "pieces"), [("Asia/Kathmandu", 2), ("Asia/Kolkata", 1)])
def test_only_what_reaches_over_a_line_is_shared_out(zone: str, pieces: int) -> None:
    given = rows("2026-01-05", 30, [6.0] * 48)
    shared = on_local_grid(given, zone, SUMS)
    assert len(shared) == 48 * pieces
    assert shared["contacts"].sum() == 288


def test_a_forecast_from_intervals_of_utc_keeps_their_length_and_their_contacts() -> None:
    starts = pd.date_range("2026-01-05", "2026-03-02", freq="60min", tz="UTC", inclusive="left")
    calls = np.where(starts.hour < 12, 12, 4)
    history = pd.DataFrame({"interval_start": starts, "queue": "calls", "offered": calls})
    kolkata = {"time_zone": "Asia/Kolkata", "start": date(2026, 3, 2), "days": 7}
    found = forecast(history, **kolkata)
    assert set(found["interval_minutes"]) == {60}
    assert found["contacts"].sum() == pytest.approx(7 * calls[:24].sum(), rel=0.05)
    busy = found["interval_start"].dt.hour.between(6, 16)
    assert found.loc[busy, "contacts"].mean() == pytest.approx(12, rel=0.05)
