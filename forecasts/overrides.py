"""The planner's overrides: intervals multiplied or replaced, with who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from forecasts.arrays import divide
from forecasts.columns import amount_columns
from forecasts.errors import ArgumentError
from forecasts.said import said


@dataclass(frozen=True, slots=True)
class Override:
    """Multiply (`factor`) or replace (`contacts` per interval) a queue's forecast in a span.

    Raises
    ------
    ArgumentError
        Unless exactly one of both is given, 0 or more, with a reason and an end after the start.
    """

    queue: str
    start: datetime
    end: datetime
    by: str
    at: datetime
    reason: str
    factor: float | None = None
    contacts: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.factor, self.contacts) if value is not None]
        if len(given) != 1 or not 0 <= given[0] < float("inf"):
            raise ArgumentError(
                "factor",
                self.factor,
                said("range.factor_or_contacts", "a factor or contacts, 0 or more, not both"),
            )
        if not self.reason.strip():
            raise ArgumentError(
                "reason", self.reason, said("range.some_words", "said in some words")
            )
        if self.end <= self.start:
            raise ArgumentError("end", self.end, said("range.after_start", "later than the start"))


def apply_overrides(frame: pd.DataFrame, overrides: Sequence[Override]) -> pd.DataFrame:
    """Forecast with the overrides applied in their order; what was forecast stays beside it.

    Adds the columns contacts_original, override_by, override_at and override_reason (those of the
    last override of an interval). Quantiles keep their ratio to the mean.

    Raises
    ------
    ArgumentError
        If an override touches no interval of the forecast.
    """
    result = frame.copy()
    if "contacts_original" not in result:
        result["contacts_original"] = result["contacts"]
        for column in ("override_by", "override_at", "override_reason"):
            result[column] = pd.Series(None, index=result.index, dtype=object)
    for override in overrides:
        _apply(result, override)
    return result


def _apply(frame: pd.DataFrame, override: Override) -> None:
    starts = frame["interval_start"]
    rows = (frame["queue"] == override.queue) & (starts >= override.start)
    rows &= starts < override.end
    if not rows.any():
        span = f"{override.queue}, {override.start.isoformat()} to {override.end.isoformat()}"
        raise ArgumentError(
            "override",
            span,
            said("range.span_of_forecast", "a queue and span with intervals of the forecast"),
        )
    before = frame.loc[rows, "contacts"].to_numpy(dtype=float)
    scale = np.full(len(before), override.factor or 0.0)
    if override.contacts is not None:
        scale = divide(np.full(len(before), override.contacts), before)
    for name in amount_columns(frame):
        frame.loc[rows, name] = frame.loc[rows, name].to_numpy(dtype=float) * scale
    if override.contacts is not None:
        frame.loc[rows, "contacts"] = override.contacts
    frame.loc[rows, "override_by"] = override.by
    frame.loc[rows, "override_at"] = override.at
    frame.loc[rows, "override_reason"] = override.reason
