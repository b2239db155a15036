"""A history from a file in any of the shapes that contact platforms export, or from a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm.errors import InputError, InputProblem
from wfm.sites.events_csv import read_events

if TYPE_CHECKING:
    import pandas as pd

    from forecasts import NewQueue, PlannedEvent
    from forecasts.days import Hours
    from wfm.sites import SiteInput

NAMES: Mapping[str, tuple[str, ...]] = {
    "interval_start": ("interval_start", "timestamp", "interval_start_utc_date", "date"),
    "queue": ("queue", "queue_name", "group", "type"),
    "channel": ("channel", "media_type"),
    "interval_minutes": ("interval_minutes",),
    "offered": ("offered", "calls", "contacts", "volume"),
    "handled": ("handled", "answered", "interactions_handled"),
    "talk_seconds": (
        "talk_seconds", "service_sum_s", "total_handle_time_(seconds)", "handle_seconds",
    ),
    "hold_seconds": ("hold_seconds",),
    "acw_seconds": ("acw_seconds",),
}  # fmt: skip
"""Column of a history → the names that exports give it, compared in lower case."""
COUNTS = ("offered", "handled", "talk_seconds", "hold_seconds", "acw_seconds", "interval_minutes")
YEAR_FIRST = r"^\d{4}-\d{1,2}-\d{1,2}"
"""Dates in another order are not read: 03/04 is in March for one reader, in April for another."""
CALL_TIME = ("vru_entry", "q_start")
"""Columns of the time of day in lists of contacts whose date stands apart."""


FEWEST_INTERVALS = 20
"""Rows from which times that stand on a grid, each once, are intervals and not contacts."""


@dataclass(frozen=True, slots=True)
class HistoryInput:
    """What there is to forecast from; only a site knows hours, events and so on."""

    history: pd.DataFrame
    time_zone: str
    country: str | None
    hours: Mapping[str, Hours] | None
    interval_minutes: int | None
    events: tuple[PlannedEvent, ...]
    new_queues: tuple[NewQueue, ...] = ()


def read_input(
    path: Path,
    time_zone: str | None,
    country: str | None,
    interval: int | None,
    *,
    zeros: bool,
    events: Path | None = None,
) -> HistoryInput:
    """Read a history file, or the history of a site folder or workbook.

    With `zeros` intervals without a row count as no contacts. The events of a table come on top of
    a site's.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    if path.is_dir() or path.suffix.lower() in {".xlsx", ".xlsm"}:
        from wfm.sites import read_site

        site = read_site(path, states=False)
        _tell(site.warnings)
        found = _of_site(site, country, interval)
    else:
        history = read_history_file(path, time_zone, interval or 30, zeros=zeros)
        found = HistoryInput(history, time_zone or "UTC", country, None, interval, ())
    if events is None:
        return found
    queues = set(found.history["queue"]) if "queue" in found.history else set()
    more = read_events(events, found.time_zone, queues)
    return replace(found, events=(*found.events, *more))


def _of_site(found: SiteInput, country: str | None, interval: int | None) -> HistoryInput:
    from wfm.sites.forecast_inputs import new_queues, planned

    site = found.site
    return HistoryInput(
        found.history,
        site.time_zone,
        country or site.country,
        {queue.name: queue.hours.windows for queue in site.queues},
        interval or site.interval_minutes,
        planned(site.events),
        new_queues(site.queues),
    )


def read_history_file(
    path: Path, time_zone: str | None, minutes: int, *, zeros: bool
) -> pd.DataFrame:
    """Read intervals, or a list with one row per contact, which is counted in `minutes`.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    from wfm.sites.findings import Findings
    from wfm.sites.folder import csv_series, decoded, read_bytes

    findings = Findings()
    raw = read_bytes(path, findings)
    text = decoded(path.name, raw, findings) if raw is not None else None
    series = csv_series(path.name, text, findings) if text is not None else None
    findings.raise_errors()
    _tell(findings.warnings)
    assert series is not None  # noqa: S101 - every way to None is an error found
    data = series.data
    columns = {name: _first(data, given) for name, given in NAMES.items()}
    when = columns["interval_start"]
    if when is None:
        accepted = ", ".join(NAMES["interval_start"])
        what, remedy = "there is no column of times", f"name one {accepted}"
        raise InputError([InputProblem(what, remedy + _others(data, columns), path.name, 1)])
    frame = _named(data, columns)
    frame["interval_start"] = _instants(data, when, _queues(frame), time_zone, path.name)
    frame = _without_skipped(frame, when, path.name)
    if columns["offered"] is None:
        _check_list(frame, path.name, _others(data, columns))
        return _counted(frame, data.loc[frame.index], minutes)
    if unread := _unread(data, columns):
        _tell([InputProblem(f"columns not read: {', '.join(unread)}", file=path.name, row=1)])
    return _filled(frame, minutes) if zeros else frame


def _tell(warnings: Iterable[InputProblem]) -> None:
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)


def _unread(data: pd.DataFrame, columns: Mapping[str, str | None]) -> list[str]:
    """Columns of which nothing is taken: one of them may be meant for a column that is."""
    from wfm.sites.history import COLUMNS

    known = {*columns.values(), *COLUMNS, *CALL_TIME}
    return [name for name in map(str, data) if name and name not in known]


def _others(data: pd.DataFrame, columns: Mapping[str, str | None]) -> str:
    unread = _unread(data, columns)
    return f"; not read are {', '.join(unread)}" if unread else ""


def _first(data: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in data), None)


def _named(data: pd.DataFrame, columns: Mapping[str, str | None]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"row": data.index}, index=data.index)
    for name, given in columns.items():
        if given is not None and name != "interval_start":
            frame[name] = data[given] if name in COUNTS else data[given].astype(str).str.strip()
    return frame


def _queues(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["queue"] if "queue" in frame else frame["row"].mul(0).astype(str)


def _without_skipped(frame: pd.DataFrame, when: str, file: str) -> pd.DataFrame:
    """Leave out the rows of no contacts that some exports write for the hour that clocks skip.

    Raises
    ------
    InputError
        If there are contacts at such a time: then the zone is another one.
    """
    import pandas as pd

    skipped = frame["interval_start"].isna()
    calls = frame["offered"] if "offered" in frame else frame["row"]
    wrong = frame.index[skipped & (pd.to_numeric(calls, errors="coerce") != 0)]
    if len(wrong):
        what, remedy = "clocks skip this time", "name the zone that the times are in"
        raise InputError([InputProblem(what, remedy, file, int(row), when) for row in wrong[:10]])
    return frame[~skipped]


def _instants(
    data: pd.DataFrame, when: str, queues: pd.Series[str], time_zone: str | None, file: str
) -> pd.Series[pd.Timestamp]:
    """Instants in UTC; local times need the zone, and those that clocks skip are NaT.

    Where a queue has a time twice in the hour that comes twice, its first row is the earlier one.
    """
    import pandas as pd

    words = data[when].astype(str).str.strip()
    clock = _first(data, CALL_TIME)
    if clock is not None:
        words = words + " " + data[clock].astype(str).str.strip()
    zoned = words.str.contains(r"(?:[Zz]|[+-]\d{2}:?\d{2})$")
    known = words.where(words.str.contains(YEAR_FIRST))
    utc = when.endswith("utc_date")
    if not (utc or zoned.all() or time_zone):
        row = int(words.index[~zoned][0])
        remedy = "say which zone they are in: --time-zone Europe/Berlin"
        raise InputError([InputProblem("the times have no offset", remedy, file, row, when)])
    if utc or zoned.all():
        parsed = pd.to_datetime(known, errors="coerce", utc=True, format="mixed")
    else:
        parsed = pd.to_datetime(known, errors="coerce", format="mixed")
    wrong = parsed.index[parsed.isna()]
    if len(wrong):
        remedy = "write it with the year first, like 2026-03-02 08:00 or 2026-03-02T08:00:00+01:00"
        problems = [
            InputProblem(f"{words.loc[row]!r} is no time", remedy, file, int(row), when)
            for row in wrong[:10]
        ]
        raise InputError(problems)
    if parsed.dt.tz is not None:
        return parsed
    earlier = pd.DataFrame({"queue": queues, "at": parsed}).duplicated(keep="last").to_numpy()
    local = parsed.dt.tz_localize(time_zone, ambiguous=earlier, nonexistent="NaT")
    return local.dt.tz_convert("UTC")


def _check_list(frame: pd.DataFrame, file: str, others: str) -> None:
    """Refuse intervals whose contacts have a name nobody knows: they are no list of contacts."""
    times = frame["interval_start"].dt
    minutes = times.hour * 60 + times.minute
    on_grid = (times.second == 0).all() and any((minutes % grid == 0).all() for grid in (5, 6))
    once = not frame.assign(queue=_queues(frame)).duplicated(["queue", "interval_start"]).any()
    if len(frame) >= FEWEST_INTERVALS and on_grid and once:
        accepted = ", ".join(NAMES["offered"])
        what = "these are intervals, but there is no column of contacts"
        raise InputError([InputProblem(what, f"name one {accepted}{others}", file, 1)])


def _counted(frame: pd.DataFrame, data: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Count a list of contacts by interval: what is not in the list did not happen."""
    import pandas as pd

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
    import pandas as pd

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
