"""The week begins with what still waits from the one before, if anybody knows."""

from __future__ import annotations

import pandas as pd

from tests.small_plan import CALLS, MAIL, WEEK, ZONE, site
from wfm.planning.opening_backlog import opening_backlog


def history(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["interval_start", "queue", "backlog_end"])
    stamps = pd.to_datetime(table["interval_start"]).dt.tz_localize(ZONE).dt.tz_convert("UTC")
    return table.assign(interval_start=stamps, backlog_end=table["backlog_end"].astype(float))


def test_the_last_recorded_backlog_of_a_deferred_queue_is_taken_over() -> None:
    rows = history(
        ("2026-10-16T19:30", MAIL.name, 40),
        ("2026-10-16T19:45", MAIL.name, 12),
        ("2026-10-19T08:00", MAIL.name, 99),
        ("2026-10-16T19:45", CALLS.name, 3),
    )
    assert opening_backlog(site(), rows, WEEK) == {MAIL.name: 12.0}


def test_an_old_or_unrecorded_backlog_says_nothing() -> None:
    old = history(("2026-10-02T19:45", MAIL.name, 40))
    unknown = history(("2026-10-16T19:45", MAIL.name, None))
    assert opening_backlog(site(), old, WEEK) == {}
    assert opening_backlog(site(), unknown, WEEK) == {}
