"""Take a site in, or rows recorded of it: everything that is wrong with it, or all of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wfm.errors import InputError, InputProblem
from wfm.jobs import Job, Outcome, aside, problem_message
from wfm.model import Site
from wfm.service.import_report import plain_row, problems_of_rows
from wfm.service.merge_history import HISTORY, SATISFACTION, Rows
from wfm.service.previous_week import keep_earlier_weeks
from wfm.service.unpack_upload import laid_out
from wfm.sites import SiteInput, read_site
from wfm.sites.sheets import unpacked_size
from wfm.store.database import Connection, undone
from wfm.store.imports import (
    Import,
    RecordedTables,
    get_upload,
    import_recorded,
    import_site,
    plan_import,
    records_in_force,
)
from wfm.store.packed import pack
from wfm.store.site_merge import Choices, RowReport
from wfm.store.sites import load_site_core
from wfm.words import phrase

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from wfm.sites.findings import Findings
    from wfm.sites.tables import LongTable

LONGEST_KIND = 100
SHORT = 8_000_000
"""Bytes, unpacked, that are soon read; more is read aside, within a limit."""
LIMIT = 5
"""Minutes that reading may take."""
YEARS = range(2000, 2100)
T = TypeVar("T")
ADDRESSABLE = re.compile(r"[\w.@+-][\w .@+-]{0,99}")


def import_task(job: Job) -> Outcome:
    """Read the uploaded site and, unless it is a dry run, take what it says into the stored one.

    What the service made or changed stays; the result lists each row that the import changes, or
    could not. A dry run does the same and takes it back at once. What the site has of history and
    satisfaction is merged into what is stored: corrected, never lost. Its shifts of earlier weeks
    become drafts of weeks that have none.
    """
    job.tell("Read the upload", 0.1)
    with job.database.reading() as tx:
        content = get_upload(tx, job.run.parameters["upload"])
    inputs, left_out = _in_time(_read, content)
    problems = [*_unaddressable(inputs.site), *_not_kept(inputs.site)]
    if problems:
        raise InputError(problems)
    warnings = (*left_out, *inputs.warnings, *_before_the_service(inputs.site))
    messages = [problem_message(problem, "warning") for problem in warnings]
    rows = {HISTORY: inputs.history}
    if inputs.satisfaction is not None:
        rows[SATISFACTION] = inputs.satisfaction
    recorded = {kind.name: len(frame) for kind, frame in rows.items()}
    dry = bool(job.run.parameters["dry_run"])
    choices = _choices(job.run.parameters)
    job.tell("Merge" if dry else "Store", 0.8)

    with job.database.reading() as tx:
        in_force = records_in_force(tx, job.run.site)
        stored = {kind: kind.stored(tx, job.run.site) for kind in rows}
        planned = plan_import(tx, job.run.site, inputs.site, choices)
    tables = {
        kind.name: pack(kind.text(kind.merged(stored[kind], frame))) for kind, frame in rows.items()
    }
    merged = RecordedTables(**tables, merged_with=in_force)

    def take(tx: Connection) -> tuple[Import, Sequence[RowReport]]:
        site, actor = job.run.site, job.run.created_by
        taken = import_site(tx, actor, site, inputs.site, content, merged, choices, planned)
        keep_earlier_weeks(tx, actor, site, inputs.site)
        return taken

    def effect(tx: Connection) -> Mapping[str, Any]:
        with undone(tx) if dry else nullcontext():
            taken, told = take(tx)
        messages.extend(problem_message(p, "warning") for p in problems_of_rows(told))
        counts = {**taken.counts, **recorded}
        found = {"counts": counts, "rows": [plain_row(row) for row in told]}
        return {**found, "dry_run": True} if dry else {**found, "import": taken.id}

    return Outcome(effect, messages)


def history_task(job: Job) -> Outcome:
    """Read rows of history and, unless it is a dry run, merge them into the stored ones."""
    return _rows_task(job, HISTORY)


def satisfaction_task(job: Job) -> Outcome:
    """Read satisfaction scores and, unless it is a dry run, merge them into the stored ones."""
    return _rows_task(job, SATISFACTION)


def _rows_task(job: Job, kind: Rows) -> Outcome:
    job.tell("Read the rows", 0.1)
    with job.database.reading() as tx:
        site = load_site_core(tx, job.run.site)
        content = get_upload(tx, job.run.parameters["upload"])
        in_force = records_in_force(tx, job.run.site)
        before = kind.stored(tx, job.run.site)
    rows, warnings = _in_time(_checked_rows, content, site, kind.name, job.run.parameters)
    messages = [problem_message(problem, "warning") for problem in warnings]
    dry = bool(job.run.parameters["dry_run"])

    after = kind.merged(before, rows)
    counts = kind.counts(before, rows, after)
    if dry or not any((counts[f"{kind.name}_added"], counts[f"{kind.name}_changed"])):
        return Outcome(lambda _: {"import": None, "counts": counts, "dry_run": dry}, messages)
    table = {kind.name: pack(kind.text(after))}
    recorded = RecordedTables(**table, merged_with=in_force)

    def effect(tx: Connection) -> Mapping[str, Any]:
        taken = import_recorded(tx, job.run.created_by, job.run.site, content, recorded, counts)
        return {"import": taken.id, "counts": counts}

    return Outcome(effect, messages)


def _checked_rows(
    content: bytes,
    site: Site,
    kind: str,
    asked: Mapping[str, Any],
) -> tuple[pd.DataFrame, list[InputProblem]]:
    from wfm.sites.findings import Findings
    from wfm.sites.folder import csv_series, decoded
    from wfm.sites.platforms import EXPORTS
    from wfm.sites.platforms.reader import read_export
    from wfm.sites.schema import known_columns

    findings, platform = Findings(), asked.get("platform")
    file = f"{platform or kind}.csv"
    text = decoded(file, content, findings)
    if text is None:
        series = None
    elif platform is not None:
        export, day_first = EXPORTS[platform], asked.get("day_first")
        series = read_export(export, file, text, site.time_zone, findings, day_first=day_first)
    else:
        series = csv_series(file, text, findings, known_columns(kind))
    findings.raise_errors()
    rows = None if series is None else _rows(kind, series, site, findings)
    findings.raise_errors()
    if rows is None or rows.empty:
        none = InputProblem(phrase("import.no_row"), phrase("do.add_rows"))
        raise InputError([none, *findings.warnings])
    return rows, list(findings.warnings)


def _rows(kind: str, series: LongTable, site: Site, findings: Findings) -> pd.DataFrame | None:
    from wfm.sites.history import read_history
    from wfm.sites.satisfaction import read_satisfaction

    if kind == SATISFACTION.name:
        known = {queue.name for queue in site.queues}
        return read_satisfaction(series, known, findings, site.time_zone)
    return read_history(series, site, findings, whole=False)


def _in_time(read: Callable[..., T], content: bytes, *more: Any) -> T:
    """Read an upload, what is large in a process of its own.

    Raises
    ------
    InputError
        For what is wrong with it; also if it takes too long or too much memory.
    """
    if max(len(content), unpacked_size(content)) <= SHORT:
        return read(content, *more)
    try:
        return aside(read, content, *more, limit=60 * LIMIT)
    except TimeoutError:
        what = phrase("import.too_long", count=LIMIT)
    except ChildProcessError:
        what = phrase("import.ended")
    problem = InputProblem(phrase("import.upload", what=what), phrase("do.send_less"))
    raise InputError([problem])


def _read(content: bytes) -> tuple[SiteInput, list[InputProblem]]:
    with tempfile.TemporaryDirectory() as folder:
        path, left_out = laid_out(content, Path(folder))
        return read_site(path, states=False, satisfaction=True), left_out


def _before_the_service(site: Site) -> Iterator[InputProblem]:
    """Tell what becomes of the shifts of earlier weeks."""
    if site.previous:
        what = phrase("import.previous_drafts", shifts=len(site.previous))
        remedy = phrase("do.publish_these")
        yield InputProblem(what, remedy, "previous")


def _choices(parameters: Mapping[str, Any]) -> Choices:
    return Choices(
        retire=bool(parameters.get("retire")), files_win=parameters.get("conflicts") == "files"
    )


def _not_kept(site: Site) -> Iterator[InputProblem]:
    """Name what the service could not keep, or could not take back as it showed it."""
    for kind in sorted({absence.kind for absence in site.time_off}):
        if len(kind) > LONGEST_KIND:
            what = phrase("import.kind_too_long", kind=kind[:40])
            yield InputProblem(
                what, phrase("do.at_most_characters", most=LONGEST_KIND), field="kind"
            )
    spans: dict[str, list[tuple[date, date]]] = {
        "time_off": [(absence.start, absence.end) for absence in site.time_off],
        "meetings": [(meeting.earliest, meeting.latest) for meeting in site.meetings],
        "events": [(event.start, event.end) for event in site.events],
        "opening_dates": [(entry.date, entry.date) for entry in site.opening_dates],
    }
    for file, found in spans.items():
        for start, end in found:
            if start.year not in YEARS or end.year not in YEARS:
                what = phrase("import.far_away", start=start, end=end)
                remedy = phrase("do.years_or_leave_out", first=YEARS[0], last=YEARS[-1])
                yield InputProblem(what, remedy, file, field="from")


def _unaddressable(site: Site) -> Iterator[InputProblem]:
    remedy = phrase("do.address_characters")
    keys = {"agent_id": {a.id for a in site.agents}, "team": {a.team for a in site.agents}}
    for field, names in {**keys, "work_plan": set(site.work_plans)}.items():
        for name in sorted(names):
            if not ADDRESSABLE.fullmatch(name):
                yield InputProblem(phrase("import.no_address", name=name), remedy, field=field)
