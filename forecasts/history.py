"""The interval history: its columns, and the checks that every row passes before it is used.

A history has one row per queue and interval, with these columns (those without a star may be
missing; more columns are ignored):

| column | meaning |
|---|---|
| interval_start * | instant with time zone at which the interval starts |
| offered * | contacts that arrived |
| queue | name; a history without it is one queue |
| channel | voice, chat, email, ... |
| interval_minutes | length; found from the spacing of the rows where it is missing |
| handled | contacts answered |
| talk_seconds, hold_seconds, acw_seconds | handle time of the handled contacts, totals |
| row | where it stands in its file; counted from 2 where it is missing |

A row that is not there is unknown, not zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasts.errors import HistoryError, HistoryFinding
from forecasts.said import Said, said

INTERVALS = (5, 6, 10, 15, 30, 60)
HANDLE_TIME = ("talk_seconds", "hold_seconds", "acw_seconds")
FEWEST_ROWS, REGULAR = 8, 0.8
"""Rows of a day, and the share of them at one distance, from which its intervals' length shows."""
SHORTEST_AHT, LONGEST_AHT = 2.0, 12 * 3600.0
LONGEST_CASE = 40 * 3600.0
"""Seconds of an AHT that work which can wait may have: cases take days."""
AT_ONCE = ("voice", "chat", "message")
"""Channels whose contacts are answered at once."""
ENOUGH_CONTACTS = 20
"""Handled contacts of a day from which its AHT is judged; fewer are judged together."""


@dataclass(frozen=True, slots=True)
class QueueRows:
    """The checked rows of one queue, in the order of time, without duplicates.

    `rows` has the columns start (UTC), minutes, contacts, handled, handle_seconds and row; NaN is
    unknown. `interval_minutes` is the shortest grid that holds whole intervals of every length.
    """

    queue: str
    channel: str
    interval_minutes: int
    rows: pd.DataFrame
    findings: tuple[HistoryFinding, ...]


def split_queues(history: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows of each queue, in the order of their first appearance, with their row number.

    Raises
    ------
    HistoryError
        If a column that every queue needs is missing or has no time zone.
    """
    findings = [
        HistoryFinding(
            said("forecast.no_column", f"there is no column {name}", column=name),
            said("do.add_it", "add it"),
            field=name,
            fatal=True,
        )
        for name in ("interval_start", "offered")
        if name not in history
    ]
    if not findings and not isinstance(history["interval_start"].dtype, pd.DatetimeTZDtype):
        findings = [
            HistoryFinding(
                said("forecast.no_zone", "the times have no time zone"),
                said(
                    "forecast.give_offset",
                    "give each an offset (2026-03-02T09:00+01:00) or name the zone they are in",
                ),
                field="interval_start",
                fatal=True,
            )
        ]
    if not findings and history.empty:
        findings = [
            HistoryFinding(
                said("forecast.no_rows", "the history has no rows"),
                said("forecast.some_weeks", "give some weeks of them"),
                fatal=True,
            )
        ]
    if findings:
        raise HistoryError(findings)
    numbered = history if "row" in history else history.assign(row=np.arange(len(history)) + 2)
    if "queue" not in numbered:
        numbered = numbered.assign(queue="all")
    for queue, rows in numbered.groupby("queue", sort=False):
        yield str(queue), rows


def check_queue(queue: str, rows: pd.DataFrame) -> QueueRows:
    """Check the rows of one queue and bring them to one shape.

    Raises
    ------
    HistoryError
        For values that cannot be, with the row of each (the first of many alike).
    """
    clean = _numbers(rows)
    channel = str(rows["channel"].iloc[0]) if "channel" in rows else "voice"
    longest = LONGEST_AHT if channel in AT_ONCE else LONGEST_CASE
    impossible = list(_impossible_values(rows, clean)) or list(_impossible_aht(clean, longest))
    if impossible:
        raise HistoryError([_of(queue, finding, fatal=True) for finding in impossible])
    clean, twice = _without_duplicates(clean)
    if clean.empty:
        raise HistoryError([_of(queue, finding, fatal=True) for finding in twice])
    clean, empty = _without_empty_times(clean)
    clean, mixed = _with_lengths(queue, clean)
    findings = tuple(_of(queue, finding) for finding in (*twice, *empty, *mixed))
    grid = math.lcm(*clean["minutes"].astype(int).unique().tolist())
    return QueueRows(queue, channel, grid, clean, findings)


def _of(queue: str, finding: HistoryFinding, *, fatal: bool = False) -> HistoryFinding:
    return HistoryFinding(finding.what, finding.remedy, queue, finding.row, finding.field, fatal)


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    def column(name: str) -> pd.Series:
        if name not in rows:
            return pd.Series(np.nan, index=rows.index)
        return pd.to_numeric(rows[name], errors="coerce").astype(float)

    parts = pd.concat([column(name) for name in HANDLE_TIME], axis=1)
    return pd.DataFrame(
        {
            "start": rows["interval_start"].dt.tz_convert("UTC"),
            "minutes": column("interval_minutes"),
            "contacts": column("offered"),
            "handled": column("handled"),
            "handle_seconds": parts.sum(axis=1, min_count=1),
            "lowest_part": parts.min(axis=1),
            "row": rows["row"],
        }
    )


def _no_number(values: pd.Series) -> pd.Series[bool]:
    read = pd.to_numeric(values, errors="coerce").astype(float)
    wrong: pd.Series[bool] = (values.notna() & read.isna()) | read.isin([np.inf, -np.inf])
    return wrong


NO_TIME = said("forecast.no_time", "there is no time")
GIVE_START = said("forecast.give_start", "give the interval's start")
NO_NUMBER = said("forecast.no_number", "this is no number")
NUMBER_OR_EMPTY = said("forecast.number_or_empty", "a number, or empty")
CONTACTS_BELOW = said("forecast.contacts_below", "contacts below 0")
FROM_ZERO = said("range.from_zero", "0 or more")
TIME_BELOW = said("forecast.time_below", "a time below 0")
SECONDS = said("forecast.seconds", "0 or more seconds")


def _impossible_values(rows: pd.DataFrame, clean: pd.DataFrame) -> Iterator[HistoryFinding]:
    given = [name for name in ("offered", "handled", *HANDLE_TIME) if name in rows]
    wrong = [
        ("interval_start", clean["start"].isna(), NO_TIME, GIVE_START),
        *((name, _no_number(rows[name]), NO_NUMBER, NUMBER_OR_EMPTY) for name in given),
        ("offered", clean["contacts"] < 0, CONTACTS_BELOW, FROM_ZERO),
        ("handled", clean["handled"] < 0, CONTACTS_BELOW, FROM_ZERO),
        ("talk_seconds", clean["lowest_part"] < 0, TIME_BELOW, SECONDS),
    ]
    for field, mask, what, remedy in wrong:
        if mask.any():
            row, more = int(rows.loc[mask, "row"].iloc[0]), int(mask.sum()) - 1
            if more:
                text = f"{what} (and {more} {'row' if more == 1 else 'rows'} more)"
                what = said("forecast.and_rows_more", text, what=what, more=more)
            yield HistoryFinding(what, remedy, row=row, field=field)


def _impossible_aht(clean: pd.DataFrame, longest: float) -> Iterator[HistoryFinding]:
    """Name the first row of a day whose handle times cannot be, or of a queue whose cannot."""
    known = clean[(clean["handled"] > 0) & clean["handle_seconds"].notna()]
    whole = known[["handle_seconds", "handled"]].sum()
    if ENOUGH_CONTACTS > whole["handled"] > 0:
        days = pd.DataFrame([whole]).set_index(known.index[:1])
    else:
        days = _of_days(known).loc[lambda sums: sums["handled"] >= ENOUGH_CONTACTS]
    aht = days["handle_seconds"] / days["handled"]
    wrong = aht[(aht > longest) | ((aht < SHORTEST_AHT) & (aht > 0))]
    if wrong.empty:
        return
    remedy = (
        said("forecast.like_minutes", "give totals in seconds; these look like contacts or minutes")
        if wrong.iloc[0] < SHORTEST_AHT
        else said(
            "forecast.like_milliseconds", "give totals in seconds; these look like milliseconds"
        )
    )
    what = said(
        "forecast.odd_aht",
        f"the handle time is {wrong.iloc[0]:,.1f} seconds a contact",
        aht=float(wrong.iloc[0]),
    )
    yield HistoryFinding(
        what, remedy, row=int(clean.loc[wrong.index[0], "row"]), field="talk_seconds"
    )


def _of_days(known: pd.DataFrame) -> pd.DataFrame:
    """Handle times and handled contacts of each row's day, one row a day."""
    day = known["start"].dt.floor("D")
    sums = known.groupby(day)[["handle_seconds", "handled"]].transform("sum")
    return pd.DataFrame(sums[~day.duplicated()])


def _without_empty_times(clean: pd.DataFrame) -> tuple[pd.DataFrame, list[HistoryFinding]]:
    """Take the handle times of busy days that have none as unknown."""
    day = clean["start"].dt.floor("D")
    sums = clean[["handle_seconds", "handled"]].groupby(day).transform("sum")
    none = (sums["handle_seconds"] == 0) & (sums["handled"] >= ENOUGH_CONTACTS)
    none &= clean["handle_seconds"].notna()
    if not none.any():
        return clean, []
    days = int(day[none].nunique())
    on = "day" if days == 1 else "days"
    what = said(
        "forecast.no_handle_time",
        f"no handle time on {days} {on} with contacts; taken as unknown",
        days=days,
    )
    row = int(clean.loc[none, "row"].iloc[0])
    unknown = clean.assign(handle_seconds=clean["handle_seconds"].mask(none))
    return unknown, [
        HistoryFinding(
            what,
            said("forecast.add_totals", "add the totals in seconds"),
            row=row,
            field="talk_seconds",
        )
    ]


def _without_duplicates(clean: pd.DataFrame) -> tuple[pd.DataFrame, list[HistoryFinding]]:
    values = clean.drop(columns="lowest_part").sort_values("start", kind="stable")
    same = values.duplicated(["start", "contacts", "handled", "handle_seconds"])
    findings = []
    if same.any():
        say = "row says" if same.sum() == 1 else "rows say"
        row = int(values.loc[same, "row"].iloc[0])
        findings.append(
            HistoryFinding(
                said(
                    "forecast.rows_twice",
                    f"{same.sum()} {say} the same twice; counted once",
                    rows=int(same.sum()),
                ),
                row=row,
            )
        )
    values = values[~same]
    conflict = values["start"].duplicated(keep=False)
    if conflict.any():
        what = _contradiction(values[conflict])
        remedy = said(
            "forecast.one_row",
            "keep one row per interval; until then these intervals count as unknown",
        )
        findings.append(HistoryFinding(what, remedy, row=int(values.loc[conflict, "row"].iloc[0])))
    return values[~conflict].reset_index(drop=True), findings


def _contradiction(rows: pd.DataFrame) -> Said:
    """Tell of rows on the same intervals, sorted by time: both sides of the first."""
    one, other = rows.iloc[0], rows.iloc[1]
    first, second = int(one["row"]), int(other["row"])
    told = f"{len(rows)} rows contradict each other on the same intervals: the first are"
    if abs(one["contacts"] - other["contacts"]) > 0:
        left, right = float(one["contacts"]), float(other["contacts"])
        return said(
            "forecast.rows_contradict",
            f"{told} row {first} with {left:g} and row {second} with {right:g} contacts",
            rows=len(rows), row=first, contacts=left, other_row=second, other=right,
        )  # fmt: skip
    return said(
        "forecast.rows_contradict_else",
        f"{told} rows {first} and {second}",
        rows=len(rows), row=first, other_row=second,
    )  # fmt: skip


def _with_lengths(queue: str, clean: pd.DataFrame) -> tuple[pd.DataFrame, list[HistoryFinding]]:
    """Fill in the interval's length where it is not declared."""
    lengths = clean["minutes"].fillna(_spacing(clean["start"]))
    if lengths.isna().any():
        row, remedy = (
            int(clean["row"].iloc[0]),
            said("forecast.two_weeks_or_minutes", "give two weeks or more, or interval_minutes"),
        )
        raise HistoryError(
            [
                HistoryFinding(
                    said("forecast.only_one_row", "only one row"), remedy, queue, row, fatal=True
                )
            ]
        )
    wrong = ~lengths.isin(INTERVALS)
    if wrong.any():
        accepted = ", ".join(str(minutes) for minutes in INTERVALS)
        what = said(
            "forecast.odd_interval",
            f"an interval of {lengths[wrong].iloc[0]:g} minutes",
            minutes=float(lengths[wrong].iloc[0]),
        )
        row = int(clean.loc[wrong, "row"].iloc[0])
        raise HistoryError(
            [
                HistoryFinding(
                    what,
                    said("do.use", f"use {accepted}", names=tuple(map(str, INTERVALS))),
                    queue,
                    row,
                    "interval_minutes",
                    fatal=True,
                )
            ]
        )
    if (lengths == lengths.iloc[0]).all():
        return clean.assign(minutes=lengths), []
    grid = math.lcm(*lengths.astype(int).unique().tolist())
    what = said(
        "forecast.mixed_lengths",
        f"intervals of mixed lengths, brought to {grid} minutes",
        minutes=grid,
    )
    row = int(clean.loc[lengths.diff().fillna(0) != 0, "row"].iloc[0])
    finding = HistoryFinding(
        what, said("forecast.one_length", "export one length"), row=row, field="interval_minutes"
    )
    return clean.assign(minutes=lengths), [finding]


def _spacing(starts: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    """Minutes from row to row: those of its day where they are regular, or the shortest of all."""
    steps = starts.diff().dt.total_seconds() / 60
    days = steps.groupby(starts.dt.floor("D"))
    shortest = days.transform("min")
    regular = (steps == shortest).groupby(starts.dt.floor("D")).transform("mean") >= REGULAR
    trusted = regular & (days.transform("size") >= FEWEST_ROWS) & shortest.isin(INTERVALS)
    spacing: pd.Series[float] = shortest.where(trusted, steps.min())
    return spacing
