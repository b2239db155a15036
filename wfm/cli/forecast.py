"""`wfm forecast`: contacts and AHT per interval from a history."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wfm.cli.parameters import tell_notes
from wfm.cli.whole_file import whole_file
from wfm.errors import InputError, InputProblem, ParameterError
from wfm.sites.history_file import HistoryInput, read_input
from wfm.sites.overrides_csv import read_overrides
from wfm.timegrid import INTERVAL_MINUTES
from wfm.words import phrase
from wfm.words.plural import counted

if TYPE_CHECKING:
    import pandas as pd

    from forecasts import Forecast, HistoryFinding, NewQueue, Request

Command = Callable[..., Any]


def history_options(command: Command) -> Command:
    """Add the options that say how a history is read."""
    options = (
        click.option("--time-zone", help="Zone of a file's local times, and of days and holidays."),
        click.option("--country", help="Public holidays of: GB, DE-BY, …"),
        click.option(
            "--interval", type=click.Choice([*map(str, INTERVAL_MINUTES)]), help="Minutes."
        ),
        click.option("--zeros", is_flag=True, help="A missing row means no contacts."),
        click.option(
            "--events",
            type=click.Path(path_type=Path),
            help="Table of events: event, queues, from, to, kind, effect (as in a site).",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("forecast")
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day; after the history.")
@click.option("--days", type=click.IntRange(1, 400), default=28, show_default=True, help="Length.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="forecast.csv")
@click.option("--processes", type=click.IntRange(1), default=1, help="Queues side by side.")
@click.option(
    "--overrides",
    type=click.Path(path_type=Path),
    help="Table of overrides: queue, start, end, factor or contacts, by, at, reason.",
)
@click.option(
    "--new-queue",
    "new_queues",
    multiple=True,
    metavar="NAME=LIKE:VOLUME",
    help="A queue without history: contacts a week in the shape of another queue.",
)
@click.option(
    "--intraday",
    is_flag=True,
    help="Update the rest of the first day by what the history has of it.",
)
@click.option(
    "--accept-shifts",
    is_flag=True,
    help="Take changes of level that are found for good, with the events proposed.",
)
@history_options
def command(
    history: Path,
    overrides: Path | None,
    new_queues: tuple[str, ...],
    intraday: bool,
    accept_shifts: bool,
    start: datetime | None,
    days: int,
    out: Path,
    processes: int,
    time_zone: str | None,
    country: str | None,
    interval: str | None,
    zeros: bool,
    events: Path | None,
    as_json: bool,
) -> None:
    """Forecast contacts and AHT per interval from a history.

    HISTORY is a table of intervals, a list of contacts, or a site. Keep the file that a week was
    planned with: wfm backtest --against judges it, and later ones, once the week has passed.

    \b
    wfm forecast SITE --start 2026-03-02 --days 28 --out forecast.csv
    wfm forecast calls.csv.gz --time-zone Europe/Berlin --country DE --out forecast.csv
    wfm forecast SITE --new-queue refunds=billing:700 --out forecast.csv
    wfm forecast SITE --start 2026-03-02 --days 1 --intraday --out rest-of-today.csv
    """  # noqa: D301 - click keeps the lines that follow its mark
    from forecasts import apply_overrides
    from wfm.planning.forecast_findings import problem_of
    from wfm.sites.forecast_csv import FORECAST

    one_thread()
    minutes = int(interval) if interval else None
    found = read_input(history, time_zone, country, minutes, zeros=zeros, events=events)
    tell_notes(found.warnings)
    wanted = read_overrides(overrides, found.time_zone) if overrides else ()
    new = _new_queues(new_queues)
    first = start.date() if start else day_after(found) - timedelta(days=int(intraday))
    result = _forecast(
        found, first, days, new, processes, history.name, accept_shifts=accept_shifts
    )
    if result.frame.empty:
        fatal = [problem_of(f, history.name) for f in result.findings if f.fatal]
        closed = InputProblem(phrase("demand.no_queue_open"), phrase("do.more_days"), history.name)
        raise InputError(fatal or [closed])
    with forecast_errors(history.name):
        frame = _updated(result, found, first) if intraday else result.frame
    with forecast_errors(str(overrides)):
        frame = apply_overrides(frame, wanted) if wanted else frame
    with whole_file(out) as beside:
        FORECAST.write(frame, beside)
    _report(result, out, as_json=as_json)


def _new_queues(words: tuple[str, ...]) -> tuple[NewQueue, ...]:
    from forecasts import ArgumentError, NewQueue

    found = []
    for word in words:
        name, _, pattern = word.partition("=")
        like, _, volume = pattern.rpartition(":")
        try:
            found.append(NewQueue(name, like, float(volume)))
        except (ValueError, ArgumentError) as error:
            accepted = phrase("range.new_queue")
            raise ParameterError("--new-queue", word, accepted) from error
    return tuple(found)


def _updated(result: Forecast, found: HistoryInput, today: date) -> pd.DataFrame:
    """Forecast with the rest of its first day updated by the rows that the day already has."""
    from forecasts import update_day

    days = found.history["interval_start"].dt.tz_convert(found.time_zone).dt.date
    updates = {report.queue: report.intraday for report in result.reports}
    seen = found.history[days <= today]
    if "queue" in seen:
        seen = seen[seen["queue"].isin(list(updates))]
    if not (days == today).any():
        raise ParameterError("--intraday", str(today), phrase("range.day_with_history"))
    return update_day(result.frame, seen, updates)


def _forecast(
    found: HistoryInput,
    first: date,
    days: int,
    new: tuple[NewQueue, ...],
    processes: int,
    file: str,
    *,
    accept_shifts: bool,
) -> Forecast:
    from forecasts import forecast_queues

    queues = found.history["queue"].nunique() if "queue" in found.history else 1
    with forecast_errors(file), shown(queues) as progress:
        named = {each.queue: each for each in (*found.new_queues, *new)}
        request = replace(
            request_of(found, first, days),
            new_queues=tuple(named.values()),
            accept_shifts=accept_shifts,
        )
        return forecast_queues(found.history, request, processes=processes, progress=progress)


def one_thread() -> None:
    """Keep linear algebra on one thread: the matrices are small, and queues run side by side."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def request_of(found: HistoryInput, first: date, days: int) -> Request:
    """Ask for the days from `first` with what is known of the history."""
    from forecasts import Request

    return Request(
        start=first,
        days=days,
        time_zone=found.time_zone,
        country=found.country,
        hours=found.hours,
        interval_minutes=found.interval_minutes,
        events=found.events,
        new_queues=found.new_queues,
    )


def day_after(found: HistoryInput) -> date:
    """Local date that follows the last day of a history."""
    last: date = found.history["interval_start"].max().tz_convert(found.time_zone).date()
    return last + timedelta(days=1)


@contextmanager
def forecast_errors(file: str) -> Iterator[None]:
    """Turn errors of the forecast into problems of the history's file."""
    from forecasts import ForecastError
    from wfm.planning.forecast_findings import problems_of

    try:
        yield
    except ForecastError as error:
        raise InputError(list(problems_of(error, file, file))) from error


@contextmanager
def shown(queues: int) -> Iterator[Callable[[str], None]]:
    """Show how many queues are done: a bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("forecast", total=queues)
        yield lambda queue: bar.update(task, advance=1, description=f"forecast {queue}")


def _report(result: Forecast, out: Path, *, as_json: bool) -> None:
    totals = result.frame.groupby("queue")["contacts"].sum()
    if as_json:
        queues = [
            {
                "queue": report.queue,
                "contacts": round(float(totals.get(report.queue, 0.0)), 1),
                "weights": dict(report.weights),
                "wape": dict(report.scores),
            }
            for report in result.reports
        ]
        found = [
            {"what": str(finding), "row": finding.row, "fatal": finding.fatal}
            for finding in result.findings
        ]
        summary = {"forecast": str(out), "queues": queues, "skipped": list(result.skipped)}
        click.echo(json.dumps({**summary, "findings": found}, indent=2))
        return
    for report in result.reports:
        best = ", ".join(
            f"{name} {weight:.0%}"
            for name, weight in sorted(report.weights.items(), key=lambda item: -item[1])
            if weight >= 0.05
        )
        contacts = counted(round(totals.get(report.queue, 0.0)), "contact")
        click.echo(f"{report.queue}: {contacts} ({best})")
    for line in _told(result.findings):
        click.echo(line, err=True)
    click.echo(str(out))


def _told(findings: tuple[HistoryFinding, ...]) -> Iterator[str]:
    """One line a finding, and one for all queues that have the same."""
    alike: dict[tuple[str, str | None, bool], list[HistoryFinding]] = {}
    for finding in findings:
        alike.setdefault((finding.what, finding.remedy, finding.fatal), []).append(finding)
    for (what, remedy, fatal), same in alike.items():
        kind = "skipped" if fatal else "note"
        if len(same) == 1:
            yield f"{kind}: {same[0]}"
            continue
        queues = ", ".join(str(finding.queue) for finding in same[:5])
        more = f" and {len(same) - 5} more" if len(same) > 5 else ""
        yield f"{kind}: queues {queues}{more}: {what}" + (f" → {remedy}" if remedy else "")
