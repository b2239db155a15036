"""A history without a site: one file or sheet in any of the shapes that exports have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.history import COUNTS, NAMES
from wfm.sites.history_columns import handle_time_remedy, timed
from wfm.sites.moments import LocalTimes, instants
from wfm.sites.series import named, numbers, readable, report, texts, without_totals
from wfm.sites.tables import MAX_SERIES_ROWS, LongTable
from wfm.words import phrase

BOOKS = {".xlsx", ".xlsm"}
OF_A_SITE = {"site", "queues", "work_plans", "agents"}
"""Sheets that only a site's workbook has."""
SUMS = ("offered", "handled", "talk_seconds", "hold_seconds", "acw_seconds")
FEWEST_INTERVALS = 20
"""Rows from which times that stand on a grid, each once, are intervals and not contacts."""


def is_site(path: Path) -> bool:
    """Whether a path is a site's folder or workbook, and not a history alone."""
    if path.suffix.lower() not in BOOKS or not path.is_file():
        return path.is_dir()
    from wfm.sites.layout import column_name
    from wfm.sites.sheets import sheet_titles

    titles = sheet_titles(path)
    return not titles or bool({column_name(title) for title in titles} & OF_A_SITE)


def read_plain_history(
    path: Path, time_zone: str | None, minutes: int, findings: Findings, *, zeros: bool
) -> pd.DataFrame | None:
    """Read intervals, or a list with one row per contact, which is counted in `minutes`.

    With `zeros` intervals without a row count as no contacts. None where something is wrong.
    """
    found = _series(path, findings)
    if found is None:
        return None
    series = named(found, NAMES)
    if "interval_start" not in series.data:
        accepted = ", ".join(("interval_start", *NAMES["interval_start"]))
        remedy = phrase("do.name_column", names=accepted, unread=tuple(_unread(series)))
        findings.error(phrase("history.no_times"), remedy, series.file, series.header)
        return None
    unread = _unread(timed(series))
    series = readable(timed(series), list(NAMES), findings)
    series = without_totals(series, "interval_start", findings)
    frame = _frame(series, time_zone, findings)
    if findings.errors:
        return None
    frame = frame[frame["interval_start"].notna()]  # no contacts, at a time that clocks skip
    if "offered" in frame and unread and not _apart(frame, series, unread, findings):
        return None
    if "offered" not in frame:
        return _list(frame, series, minutes, findings)
    if unread:
        what = phrase("history.columns_not_read", columns=tuple(unread))
        instead = next(filter(None, map(handle_time_remedy, unread)), None)
        findings.warn(what, instead, series.file, series.header)
    return _filled(frame, minutes) if zeros else frame


def _series(path: Path, findings: Findings) -> LongTable | None:
    raw = read_bytes(path, findings)
    if raw is None:
        return None
    if path.suffix.lower() in BOOKS:
        from wfm.sites.sheets import best_sheet, long_table, opened_book, read_sheet

        book = opened_book(path.name, raw, findings)
        title = best_sheet(book, NAMES, path.name, findings) if book else None
        if book is None or title is None:
            return None
        label = f"{path.name} sheet {title}"
        sheet = read_sheet(book, title, NAMES, MAX_SERIES_ROWS - 1, label, findings)
        return long_table(sheet, label, findings) if sheet else None
    text = decoded(path.name, raw, findings)
    return csv_series(path.name, text, findings, NAMES) if text is not None else None


def _frame(series: LongTable, time_zone: str | None, findings: Findings) -> pd.DataFrame:
    frame = pd.DataFrame({"row": series.data.index}, index=series.data.index)
    for name in ("queue", "channel"):
        if name in series.data:
            frame[name] = texts(series, name, findings)
    if "queue" in frame:
        blank = frame["queue"] == ""
        report(series, blank & series.data["queue"].isna(), lambda _: phrase("cell.empty"),
               phrase("do.fill_in"), "queue", findings)  # fmt: skip
    for name in ("interval_minutes", *SUMS):
        if name in series.data:
            frame[name] = numbers(series, name, findings, counted=name in COUNTS)
    listed = "offered" not in frame
    idle = pd.Series(False, frame.index) if listed else frame["offered"].fillna(0) == 0
    utc = series.title("interval_start").endswith("utc_date")
    local = LocalTimes(
        "UTC" if utc else time_zone, _queues(frame), idle, dates=True, ask=not listed
    )
    frame["interval_start"] = instants(series, "interval_start", findings, local)
    return frame


def _queues(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["queue"] if "queue" in frame else pd.Series("all", frame.index)


def _unread(series: LongTable) -> list[str]:
    """Columns of which nothing is taken: one of them may be meant for a column that is."""
    return [name for name in map(str, series.data) if name and name not in NAMES]


def _others(series: LongTable) -> str:
    unread = _unread(series)
    return f"; not read are {', '.join(unread)}" if unread else ""


def _apart(frame: pd.DataFrame, series: LongTable, unread: list[str], findings: Findings) -> bool:
    """Whether rows have times of their own: else a column that tells them apart is not read."""
    at = pd.DataFrame({"queue": _queues(frame), "at": frame["interval_start"]})
    shared = int(at.duplicated(keep=False).sum())
    if shared * 2 < len(frame):
        return True
    findings.error(
        phrase("history.shared_times", shared=shared, rows=len(frame)),
        phrase("do.name_telling_columns", columns=tuple(unread)),
        series.file, series.header,
    )  # fmt: skip
    return False


def _list(
    frame: pd.DataFrame, series: LongTable, minutes: int, findings: Findings
) -> pd.DataFrame | None:
    """Count a list of contacts, unless its times are those of intervals."""
    times = frame["interval_start"].dt
    within = times.hour * 60 + times.minute
    on_grid = (times.second == 0).all() and any((within % grid == 0).all() for grid in (5, 6))
    once = not frame.assign(queue=_queues(frame)).duplicated(["queue", "interval_start"]).any()
    if len(frame) >= FEWEST_INTERVALS and on_grid and once:
        accepted = ", ".join(("offered", *NAMES["offered"]))
        findings.error(
            phrase("history.no_contacts"),
            phrase("do.name_column", names=accepted, unread=tuple(_unread(series))),
            series.file, series.header,
        )  # fmt: skip
        return None
    return _counted(frame, series.data.loc[frame.index], minutes)


def _counted(frame: pd.DataFrame, data: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Count a list of contacts by interval: what is not in the list did not happen."""
    contacts = frame.assign(
        interval_start=frame["interval_start"].dt.floor(f"{minutes}min"), offered=1
    )
    if "queue" not in contacts:
        contacts["queue"] = "all"
    if "outcome" in data and "ser_time" in data:
        answered = data["outcome"].eq("AGENT")
        contacts["handled"] = answered.astype(float)
        seconds = pd.to_numeric(data["ser_time"], errors="coerce")
        contacts["talk_seconds"] = seconds.where(answered, 0.0)
        contacts = contacts[data["outcome"] != "PHANTOM"]
    sums = [name for name in ("offered", "handled", "talk_seconds") if name in contacts]
    figures = {**dict.fromkeys(sums, "sum"), "row": "first"}
    grouped = contacts.groupby(["queue", "interval_start"], as_index=False).agg(figures)
    return _filled(grouped, minutes)


def _filled(frame: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Add a row of no contacts for each interval without one, from the first to the last.

    Such rows have the number 0: they stand nowhere in the file.
    """
    if "queue" not in frame:
        frame = frame.assign(queue="all")
    starts = frame["interval_start"]
    span = pd.date_range(starts.min(), starts.max(), freq=f"{minutes}min")
    parts = []
    for queue, rows in frame.groupby("queue", sort=False):
        missing = span.difference(pd.DatetimeIndex(rows["interval_start"]))
        zero = pd.DataFrame({"interval_start": missing, "queue": queue, "offered": 0.0, "row": 0})
        zero = zero.assign(**{name: 0.0 for name in ("handled", "talk_seconds") if name in rows})
        parts.append(pd.concat([rows, zero], ignore_index=True))
    return pd.concat(parts, ignore_index=True).assign(interval_minutes=minutes)
