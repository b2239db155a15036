"""Take a site in, or rows of its history: everything that is wrong with it, or all of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.errors import InputError, Problem
from wfm.jobs import Job, Outcome, problem_message
from wfm.model import Site
from wfm.planning.stored import read_frame, write_frame
from wfm.planning.unpacking import laid_out
from wfm.sites import SiteInput, read_site
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.imports import get_upload, import_history, import_site
from wfm.store.sites import load_site_core, site_counts, site_history

if TYPE_CHECKING:
    import pandas as pd

ADDRESSABLE = re.compile(r"[\w.@+-][\w .@+-]{0,99}")
KEY = ["queue", "interval_start"]


def import_task(job: Job) -> Outcome:
    """Read the uploaded site and, unless it is a dry run, make the stored one what it says.

    Its history is merged into the stored one: what was recorded is corrected, never lost.
    """
    job.tell("Read the upload", 0.1)
    with job.database.reading() as tx:
        content = get_upload(tx, job.run.parameters["upload"])
    inputs, left_out = _read(content)
    problems = list(_unaddressable(inputs.site))
    if problems:
        raise InputError(problems)
    messages = [problem_message(problem, "warning") for problem in (*left_out, *inputs.warnings)]
    if job.run.parameters["dry_run"]:
        counts = {**site_counts(inputs.site), "history": len(inputs.history)}
        return Outcome(lambda _: {"counts": counts, "dry_run": True}, messages)
    job.tell("Store", 0.8)

    def effect(tx: Connection) -> Mapping[str, Any]:
        site, actor = job.run.site, job.run.created_by
        history = write_frame(merged(stored_history(tx, site), inputs.history))
        taken = import_site(tx, actor, site, inputs.site, content, history)
        return {"import": taken.id, "counts": dict(taken.counts)}

    return Outcome(effect, messages)


def history_task(job: Job) -> Outcome:
    """Read rows of history and, unless it is a dry run, merge them into the stored ones."""
    from wfm.sites.findings import Findings
    from wfm.sites.folder import csv_series, decoded
    from wfm.sites.history import read_history

    job.tell("Read the rows", 0.1)
    with job.database.reading() as tx:
        site = load_site_core(tx, job.run.site)
        content = get_upload(tx, job.run.parameters["upload"])
    findings = Findings()
    text = decoded("history.csv", content, findings)
    series = csv_series("history.csv", text, findings) if text is not None else None
    findings.raise_errors()
    named = set() if series is None or "queue" not in series.data else set(series.data["queue"])
    of_feed = replace(site, queues=tuple(q for q in site.queues if q.name in named))
    rows = read_history(series, of_feed, findings) if series is not None else None
    findings.raise_errors()
    if rows is None or rows.empty:
        raise InputError([Problem("there is no row of a queue of the site", "add some rows")])
    messages = [problem_message(problem, "warning") for problem in findings.warnings]
    dry = bool(job.run.parameters["dry_run"])

    def effect(tx: Connection) -> Mapping[str, Any]:
        before = stored_history(tx, job.run.site)
        counts = _counts(before, rows)
        if dry or not any((counts["history_added"], counts["history_changed"])):
            return {"import": None, "counts": counts, "dry_run": dry}
        after = write_frame(merged(before, rows))
        taken = import_history(tx, job.run.created_by, job.run.site, content, after, counts)
        return {"import": taken.id, "counts": counts}

    return Outcome(effect, messages)


def stored_history(tx: Connection, site: str) -> pd.DataFrame:
    """Give the stored history; empty for a site without one."""
    from wfm.sites.history import empty_history

    try:
        text = site_history(tx, site)
    except NotFoundError:
        return empty_history()
    return read_frame(text) if text.strip() else empty_history()


def merged(before: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Add rows to a history; one of the same queue and interval takes the place of the earlier."""
    import pandas as pd

    if before.empty or rows.empty:
        return rows if before.empty else before
    both = pd.concat([before, rows], ignore_index=True)
    both = both.drop_duplicates(KEY, keep="last").sort_values(KEY, kind="stable")
    return both.reset_index(drop=True)


def _counts(before: pd.DataFrame, rows: pd.DataFrame) -> dict[str, int]:
    """Count what a merge adds and what it changes."""
    after = merged(before, rows)
    added = len(after) - len(before)
    same = after.merge(before, on=list(before.columns), how="inner") if len(before) else before
    return {
        "history_rows": len(rows),
        "history_added": added,
        "history_changed": len(after) - added - len(same),
    }


def _read(content: bytes) -> tuple[SiteInput, list[Problem]]:
    with tempfile.TemporaryDirectory() as folder:
        path, left_out = laid_out(content, Path(folder))
        return read_site(path, states=False), left_out


def _unaddressable(site: Site) -> Iterator[Problem]:
    remedy = "letters, digits, blanks and . _ @ + - only, 100 at most"
    keys = {"agent_id": {a.id for a in site.agents}, "team": {a.team for a in site.agents}}
    for field, names in {**keys, "work_plan": set(site.work_plans)}.items():
        for name in sorted(names):
            if not ADDRESSABLE.fullmatch(name):
                yield Problem(f"{name!r} cannot be part of an address", remedy, field=field)
