"""Cells that the sheets of `Planned vs Actual` share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.adherence.report import Report
from wfm.workbook.sheet_writer import Value
from wfm.workbook.styles import DURATION, PERCENT, number

DURATION_LOOK = number(DURATION)
SECONDS = (
    ("In", "in_seconds"),
    ("Out", "out_seconds"),
    ("Neutral", "neutral_seconds"),
    ("Ignored", "ignored_seconds"),
    ("Unknown", "unknown_seconds"),
    ("Unscheduled work", "unscheduled_seconds"),
    ("On queue scheduled", "on_queue_scheduled_seconds"),
    ("On queue worked", "on_queue_worked_seconds"),
    ("Authorised", "authorised_seconds"),
)

FIGURE_NAMES = ("Adherence", "Conformance", *(name for name, _ in SECONDS))
FIGURE_LOOKS = (number(PERCENT), number(PERCENT), *(DURATION_LOOK,) * len(SECONDS))


def figure_cells(row: Mapping[Any, Any]) -> tuple[Value, ...]:
    """Give adherence and conformance, or why there is none, and the tallied durations."""
    shares = (_share(row, "adherence"), _share(row, "conformance"))
    return *shares, *(timedelta(seconds=int(str(row[name]))) for _, name in SECONDS)


def _share(row: Mapping[Any, Any], name: str) -> Value:
    """Give a share, or the reason why there is none."""
    value = row[name]
    defined = isinstance(value, float) and value == value
    return float(str(value)) if defined else str(row[f"{name}_reason"])


def cell(value: object) -> Value:
    """Give what a cell can hold; undefined figures are empty."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | int | float | date | timedelta):
        return value
    return str(value)


def local_times(report: Report, frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Give instants as the local clocks showed them, which is all that a cell can hold."""
    zone = report.site.time_zone
    return frame.assign(
        **{name: frame[name].dt.tz_convert(zone).dt.tz_localize(None) for name in columns}
    )
