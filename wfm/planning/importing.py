"""Take a site workbook in: everything that is wrong with it, or all of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wfm.errors import InputError, Problem
from wfm.jobs import Job, Outcome, problem_message
from wfm.model import Site
from wfm.sites import SiteInput, read_site
from wfm.store.database import Connection
from wfm.store.sites import get_upload, import_site, site_counts

ADDRESSABLE = re.compile(r"[\w.@+-][\w .@+-]{0,99}")


def import_task(job: Job) -> Outcome:
    """Read the uploaded workbook and, unless it is a dry run, make the site what it says."""
    job.tell("Read the workbook", 0.1)
    with job.database.reading() as tx:
        content = get_upload(tx, job.run.parameters["upload"])
    inputs = _read(content)
    problems = list(_unaddressable(inputs.site))
    if problems:
        raise InputError(problems)
    messages = [problem_message(problem, "warning") for problem in inputs.warnings]
    if job.run.parameters["dry_run"]:
        return Outcome(lambda _: {"counts": site_counts(inputs.site), "dry_run": True}, messages)
    job.tell("Store", 0.8)
    history = inputs.history.to_csv(index=False, lineterminator="\n")

    def effect(tx: Connection) -> Mapping[str, Any]:
        site, actor = job.run.site, job.run.created_by
        taken = import_site(tx, actor, site, inputs.site, content, history)
        return {"import": taken.id, "counts": dict(taken.counts)}

    return Outcome(effect, messages)


def _read(content: bytes) -> SiteInput:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.xlsx"
        path.write_bytes(content)
        return read_site(path, states=False)


def _unaddressable(site: Site) -> Iterator[Problem]:
    remedy = "letters, digits, blanks and . _ @ + - only, 100 at most"
    keys = {"agent_id": {a.id for a in site.agents}, "team": {a.team for a in site.agents}}
    for field, names in {**keys, "work_plan": set(site.work_plans)}.items():
        for name in sorted(names):
            if not ADDRESSABLE.fullmatch(name):
                yield Problem(f"{name!r} cannot be part of an address", remedy, field=field)
