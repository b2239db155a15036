"""The trail of figures: what was said before, what is said now, and why it changed.

Nothing is ever overwritten: a figure that changes gets a new row, with the reason.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd

KEY: Final = ("agent_id", "date", "shift_id")
SAID: Final = ("adherence", "conformance", "in_seconds", "out_seconds", "unknown_seconds")
MADE_WITH: Final = (
    "schedule_version",
    "mapping_version",
    "method",
    "tolerance_seconds",
    "count_unscheduled_work",
    "complete_until",
)
COLUMNS: Final = ("measured_at", "reason", *KEY, *SAID, *MADE_WITH)
WORDS: Final = {
    "schedule_version": "the schedule was published again",
    "mapping_version": "the mapping was corrected",
    "method": "another method",
    "tolerance_seconds": "another tolerance",
    "count_unscheduled_work": "unscheduled work is counted otherwise",
    "complete_until": "later events came in",
}
FIRST: Final = "first measured"
CORRECTED: Final = "events of the past came in late, or exceptions were authorised"
GONE: Final = "the shift is no longer in the schedule"


def no_trail() -> pd.DataFrame:
    """Give an empty trail."""
    return pd.DataFrame(columns=list(COLUMNS))


def extended(trail: pd.DataFrame, shifts: pd.DataFrame, measured_at: datetime) -> pd.DataFrame:
    """Append what is new or changed in a table of shifts (`tables.shift_table`).

    Returns
    -------
    The trail with one more row for every shift that is measured for the first time, whose figures
    differ from those said last, or that is gone. A second run on the same data appends nothing.
    """
    new = news(trail.to_dict("records"), shifts)
    if not new:
        return trail
    added = pd.DataFrame(new, columns=list(COLUMNS)).assign(measured_at=measured_at.isoformat())
    return added if trail.empty else pd.concat([trail, added], ignore_index=True)


def news(
    trail: Iterable[Mapping[Any, Any]],
    shifts: pd.DataFrame,
    running: Container[str] = frozenset(),
) -> list[dict[str, object]]:
    """Give the entries by which a trail is to be extended; `running` shifts have none yet."""
    last = {tuple(str(row[name]) for name in KEY): row for row in trail}  # the latest holds
    return list(_entries(last, shifts, running))


def _entries(
    last: Mapping[tuple[str, ...], Mapping[Any, Any]],
    shifts: pd.DataFrame,
    running: Container[str],
) -> Iterator[dict[str, object]]:
    present = set()
    for row in shifts.to_dict("records"):
        key = tuple(str(row[name]) for name in KEY)
        present.add(key)
        if row["shift_id"] in running:
            continue
        before = last.get(key)
        said = {name: _plain(row[name]) for name in (*KEY, *SAID, *MADE_WITH)}
        if before is None or before["reason"] == GONE:
            yield {"reason": FIRST, **said}
        elif any(_plain(before[name]) != said[name] for name in SAID):
            yield {"reason": _why(before, said), **said}
    for key, before in last.items():
        if key not in present and before["reason"] != GONE:
            named = dict(zip(KEY, key, strict=True))
            yield {"reason": GONE, **named, **{name: before[name] for name in MADE_WITH}}


def _why(before: Mapping[Any, Any], now: Mapping[str, object]) -> str:
    changed = [WORDS[name] for name in MADE_WITH if _plain(before[name]) != _plain(now[name])]
    return "; ".join(changed) or CORRECTED


def _plain(value: object) -> str:
    """Write a value so that it compares equal after a round trip through a CSV file."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}"
    return str(value)
