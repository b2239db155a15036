"""The interval history: its columns, and what must hold between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasts.local_grid import off_grid, on_local_grid, on_utc_grid
from wfm.sites.findings import SHOWN_PER_FIELD, Findings, likely, suggestion
from wfm.sites.history_columns import ALIASES, MEANS, handle_time_remedy, timed
from wfm.sites.moments import LocalTimes
from wfm.sites.series import known_series, report, without_remarks, without_totals
from wfm.sites.spellings import Names
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.sites.tables import LongTable
from wfm.timegrid import INTERVAL_MINUTES
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wfm.model import Queue, Site

COUNTS = (
    "offered", "handled", "abandoned", "answered_within_threshold", "abandoned_within_threshold",
    "talk_seconds", "hold_seconds", "acw_seconds", "wait_seconds_answered", "backlog_end",
)  # fmt: skip


def _count(name: str, note: str, example: float | None, *, required: bool = False) -> TableColumn:
    unit = "seconds" if "seconds" in name else "contacts"
    return TableColumn(name, ColumnKind.COUNT, unit, note, required, example)


HISTORY = TableSchema(
    "history.csv",
    (
        TableColumn("interval_start", ColumnKind.INSTANT, "instant",
                    "Local, or with offset or Z: a clock change has one hour twice", True,
                    "2026-02-23T08:00:00+01:00"),
        TableColumn("interval_minutes", ColumnKind.WHOLE, "minutes",
                    "5, 6, 10, 15, 30 or 60; blank: the site's", False, 15),
        TableColumn("queue", ColumnKind.NAME, "name",
                    "Name of the queue, as in the queues table", True, "Sales"),
        TableColumn("channel", ColumnKind.NAME, "name", "Blank: the queue's", False, "voice"),
        _count("offered", "Contacts that arrived; a missing row is not zero", 12, required=True),
        _count("handled", "Contacts that were answered", 11),
        _count("abandoned", "Contacts that gave up", 1),
        _count("answered_within_threshold", "Answered within the service level's seconds", 9),
        _count("abandoned_within_threshold", "Gave up within them", 0),
        _count("talk_seconds", "Sum over the handled, in seconds", 2100),
        _count("hold_seconds", "Sum over the handled, in seconds", 120),
        _count("acw_seconds", "After-contact work, sum over the handled, in seconds", 420),
        _count("wait_seconds_answered", "Total wait of the answered", 130),
        _count("backlog_end", "Deferred work left at the interval's end", None),
    ),
    written_by="the contact platform",
    filled=("interval_minutes", "queue", "channel", *COUNTS),
)  # fmt: skip
COLUMNS, REQUIRED = HISTORY.names, HISTORY.required
NAMES = {name: ALIASES.get(name, ()) for name in COLUMNS}
"""Column → the names that exports give it."""
LONGEST_AHT = 4 * 3600
"""Seconds; a higher AHT over a whole queue is a mistaken unit."""
LONGEST_CASE = 40 * 3600
"""Seconds of the AHT of a deferred queue, whose cases take days."""


def empty_history() -> pd.DataFrame:
    """Give no history, in its columns."""
    return HISTORY.empty()


def history_frame(series: LongTable, site: Site, findings: Findings) -> pd.DataFrame:
    """Convert to `COLUMNS`: UTC instants, names, and counts as floats (NaN: not recorded).

    Times without an offset are the site's local times.
    """

    def local(data: pd.DataFrame) -> LocalTimes:
        return LocalTimes(site.time_zone, data["queue"], data["offered"].fillna(0) == 0)

    return HISTORY.frame(series, findings, site.interval_minutes, local=local)


def read_history(
    found: LongTable,
    site: Site,
    findings: Findings,
    declared: Names | None = None,
    *,
    whole: bool = True,
) -> pd.DataFrame:
    """Check a history against its site and convert it; rows of unknown queues are left out.

    The site's interval stands where `interval_minutes` is blank. Nothing is told of queues that
    are `declared`, but have a mistake of their own. Only a `whole` history has rows of each queue.
    """
    series = known_series(found, NAMES, REQUIRED, findings, timed, handle_time_remedy)
    if series is None:
        return empty_history()
    series = without_totals(series, "interval_start", findings)
    series = without_remarks(series, ("interval_start", "queue"), COUNTS, findings)
    _check_means(series, findings)
    before = len(findings.errors)
    data = history_frame(series, site, findings)
    for name in ("queue", "offered"):
        empty = data[name].isna() | (data[name] == "")
        unread = series.data[name].isna()
        report(
            series,
            empty & unread,
            lambda _: phrase("cell.empty"),
            phrase("do.fill_in"),
            name,
            findings,
        )
    data = _of_known_queues(series, data, site.queues, declared or Names(()), findings, whole=whole)
    _check_intervals(series, data, site.time_zone, findings)
    _check_counts(series, data, site.queues, findings)
    if len(findings.errors) == before:
        data = data[data["interval_start"].notna()]  # no contacts, at a time that clocks skip
        data = _on_local_grid(series, data, site.time_zone, findings)
        _check_handle_times(series, data, site.queues, findings)
        _tell_closed_hours(series, data, site, findings)
    return data.sort_values(["queue", "interval_start"], kind="stable").reset_index(drop=True)


def _check_means(series: LongTable, findings: Findings) -> None:
    """Refuse handle times of which only the smaller parts would be read."""
    means = [name for name in series.data if MEANS.search(str(name))]
    parts = {"hold_seconds", "acw_seconds"} & set(series.data)
    if means and parts and "talk_seconds" not in series.data:
        findings.error(
            phrase("history.means"), phrase("do.sums_not_means"), series.file, series.header,
            str(means[0]),
        )  # fmt: skip


def _of_known_queues(
    series: LongTable,
    data: pd.DataFrame,
    queues: Collection[Queue],
    declared: Names,
    findings: Findings,
    *,
    whole: bool,
) -> pd.DataFrame:
    channels = {queue.name: str(queue.channel) for queue in queues}
    known = declared | channels
    data = data.assign(queue=data["queue"].map({n: known.meant(n) for n in data["queue"].unique()}))
    counts = data.loc[~data["queue"].isin(channels), "queue"].value_counts()
    strange = {str(name): int(rows) for name, rows in counts.items() if name}
    data = data[data["queue"].isin(channels)]
    has_rows = set(data["queue"].unique())
    meant = set()
    needed = [queue for queue in queues if whole and queue.like_queue is None]
    without = [queue.name for queue in needed if queue.name not in has_rows]
    for queue in queues:
        if queue.name in without:
            close = likely(queue.name, strange)
            if close is None and len(without) == len(strange) == 1:
                close = next(iter(strange))
            meant.add(close)
            findings.error(
                phrase("history.no_row", queue=queue.name), _no_rows(close, strange), series.file
            )
    for name, rows in strange.items():
        if name not in meant and name not in known:
            findings.warn(
                phrase("history.unknown_queue", queue=name, rows=rows),
                suggestion(name, known),
                series.file,
                field="queue",
            )
    expected = data["queue"].map(channels)
    channel = data["channel"].str.casefold()
    other = (channel != "") & (channel != expected)
    report(
        series,
        other,
        lambda cell: phrase("history.other_channel", channel=str(cell)),
        phrase("do.make_same"),
        "channel",
        findings,
    )
    return data.assign(channel=expected.astype(str))


def _no_rows(close: str | None, strange: Mapping[str, int]) -> Phrase:
    if close is not None:
        return phrase("do.same_name", rows=strange[close], name=close)
    return phrase("do.add_history")


def _check_intervals(series: LongTable, data: pd.DataFrame, zone: str, findings: Findings) -> None:
    odd = ~data["interval_minutes"].isin(INTERVAL_MINUTES)
    accepted = phrase("do.use_one_of", names=tuple(map(str, INTERVAL_MINUTES)))
    field = "interval_minutes"
    report(
        series,
        odd,
        lambda cell: phrase("history.no_interval", minutes=str(cell)),
        accepted,
        field,
        findings,
    )
    first = data.groupby("queue")["interval_minutes"].transform("first")
    mixed = ~odd & (data["interval_minutes"] != first)
    report(
        series, mixed, lambda _: phrase("history.another_interval"),
        phrase("do.one_interval"), field, findings,
    )  # fmt: skip
    starts, length = data["interval_start"], data[field].where(~odd)
    astray = (off_grid(starts, length, zone) > 0) & ~on_utc_grid(starts, length)
    report(
        series, astray, lambda cell: phrase("history.no_start", at=str(cell)),
        phrase("do.round_to_interval"), "interval_start", findings,
    )  # fmt: skip
    tell_contradictions(series, data, findings)


def tell_contradictions(series: LongTable, data: pd.DataFrame, findings: Findings) -> None:
    """Refuse a second row of a queue and interval, with what both say and where the first is."""
    key = ["queue", "interval_start"]
    again = data["interval_start"].notna() & data.duplicated(key)
    rows = data.index[again]
    figures = [name for name in COUNTS if name in data]
    for row in rows[:SHOWN_PER_FIELD]:
        first = int(data.index[(data[key] == data.loc[row, key]).all(axis=1)][0])
        said = (
            (name, _said(data.loc[row, name]), _said(data.loc[first, name])) for name in figures
        )
        both = tuple(
            phrase("history.figure_differs", name=name, here=here, there=there)
            for name, here, there in said
            if here != there
        )
        findings.error(
            phrase(
                "history.stands_twice", at=str(series.data["interval_start"].loc[row]),
                queue=str(data["queue"].loc[row]), row=first, both=both, same=not both,
            ),
            phrase("do.one_row_each"),
            series.file, int(row), series.title("interval_start"),
        )  # fmt: skip
    if len(rows) > SHOWN_PER_FIELD:
        more = phrase("table.more_rows", count=len(rows) - SHOWN_PER_FIELD)
        remedy = phrase("do.one_row_each")
        findings.error(more, remedy, series.file, None, series.title("interval_start"))


def _said(figure: object) -> Phrase | str:
    words = f"{figure:g}" if isinstance(figure, float) and figure == figure else str(figure)
    return words if words not in {"", "nan"} else phrase("import.nothing")


def _on_local_grid(
    series: LongTable, data: pd.DataFrame, zone: str, findings: Findings
) -> pd.DataFrame:
    """Share out intervals of UTC where the site's clock is half an hour or 45 minutes off it."""
    starts = {"interval_start": "start", "interval_minutes": "minutes"}
    sums = [name for name in COUNTS if name != "backlog_end"]
    shared = on_local_grid(data.rename(columns=starts), zone, sums, ["backlog_end"])
    shared = shared.rename(columns={name: given for given, name in starts.items()})
    minutes = shared["interval_minutes"].astype(data["interval_minutes"].dtype)
    shared = shared.assign(interval_minutes=minutes)
    if len(shared) > len(data):
        findings.warn(
            phrase("history.shared_out"),
            None, series.file, field=series.title("interval_start"),
        )  # fmt: skip
    return shared


def _check_counts(
    series: LongTable, data: pd.DataFrame, queues: Collection[Queue], findings: Findings
) -> None:
    immediate = data["queue"].isin([q.name for q in queues if not q.channel.deferred])
    pairs = [("handled", "offered", immediate), ("abandoned", "offered", immediate)]
    everywhere = pd.Series(True, data.index)
    pairs += [
        ("answered_within_threshold", "handled", everywhere),
        ("abandoned_within_threshold", "abandoned", everywhere),
    ]
    for part, total, where in pairs:
        report(
            series,
            where & (data[part] > data[total]),
            lambda cell, part=part, total=total: phrase(
                "history.part_of_fewer", value=str(cell), part=part, total=total
            ),  # type: ignore[misc]
            phrase("do.at_most_of", part=part, total=total),
            part,
            findings,
        )


def _check_handle_times(
    series: LongTable, data: pd.DataFrame, queues: Collection[Queue], findings: Findings
) -> None:
    declared = {queue.name for queue in queues if queue.aht_seconds}
    deferred = {queue.name for queue in queues if queue.channel.deferred}
    parts = ["talk_seconds", "hold_seconds", "acw_seconds"]
    sums = data.groupby("queue")[[*parts, "handled"]].sum()
    for queue, row in sums.iterrows():
        aht = row[parts].sum() / row["handled"] if row["handled"] else 0.0
        if not aht and queue not in declared:
            findings.error(
                phrase("history.no_handle_times", queue=str(queue)),
                phrase("do.add_handle_times"),
                series.file,
                field="talk_seconds",
            )
        if aht > (LONGEST_CASE if queue in deferred else LONGEST_AHT):
            findings.error(
                phrase("history.odd_aht", queue=str(queue), aht=aht),
                phrase("do.sums_of_seconds"),
                series.file,
                field="talk_seconds",
            )


def _tell_closed_hours(
    series: LongTable, data: pd.DataFrame, site: Site, findings: Findings
) -> None:
    local = data["interval_start"].dt.tz_convert(site.time_zone)
    minute = local.dt.day_of_week * 1440 + local.dt.hour * 60 + local.dt.minute
    for queue in site.queues:
        mine = data["queue"] == queue.name
        closed = ~open_minutes(queue)[minute[mine].to_numpy()]
        contacts = data.loc[mine, "offered"].to_numpy()[closed].sum()
        if contacts:
            findings.warn(
                phrase("history.outside_hours", queue=queue.name, contacts=round(contacts)),
                phrase("do.widen_hours"),
                series.file,
                field="offered",
            )


def open_minutes(queue: Queue) -> NDArray[np.bool_]:
    """Whether a queue is open, for each minute of a week from Monday's midnight."""
    found = np.zeros(7 * 1440, dtype=bool)
    for weekday, windows in enumerate(queue.hours.windows):
        for start, end in windows:
            found[np.arange(weekday * 1440 + start, weekday * 1440 + end) % found.size] = True
    return found
