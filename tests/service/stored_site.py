"""The tiny site in a store, and its jobs done in this process or by real workers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.jobs.job import Job, perform
from wfm.service.tasks import TASKS
from wfm.store.database import Database
from wfm.store.imports import keep_upload
from wfm.store.runs import Run, begin, create_run, get_run

SITE, BERLIN = "tiny", ZoneInfo("Europe/Berlin")
GENERATE: Mapping[str, Any] = {
    "week": str(NEXT_WEEK), "base": None, "keep": True, "time_limit": 60, "effort": 1, "seed": 1,
    "note": "",
}  # fmt: skip
"""A week asked for until the effort is made: the same schedule however slow the machine is."""
GENERATE_LONG: Mapping[str, Any] = {**GENERATE, "time_limit": 3600, "effort": None}
"""A week asked for that is searched for until somebody ends it, or it is proven (`BOUND_AFTER`)."""


def zipped_site(**instead: str) -> bytes:
    """Zip the tiny site's folder, with some of its files changed or added."""
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w") as archive:
        paths = sorted(write_tiny_site(Path(folder) / "tiny").iterdir())
        files = {path.name: path.read_text(encoding="utf-8") for path in paths}
        for name, text in {**files, **instead}.items():
            archive.writestr(f"tiny/{name}", text)
    return packed.getvalue()


def ask(database: Database, kind: str, site: str = SITE, **parameters: Any) -> Run:
    """Ask for a run."""
    with database.writing() as tx:
        return create_run(tx, "sam", site, kind, parameters)


def ask_upload(
    database: Database,
    kind: str,
    content: bytes,
    *,
    site: str = SITE,
    dry_run: bool = False,
    **choices: Any,
) -> Run:
    """Ask for an import or for rows of history."""
    with database.writing() as tx:
        upload = keep_upload(tx, content)
    return ask(database, kind, site, upload=upload, dry_run=dry_run, **choices)


def claim(database: Database, run: Run, attempt: int = 0) -> Job:
    """Take a run as a worker does."""
    with database.writing() as tx:
        claimed = begin(tx, run.id, "me", attempt)
    assert claimed is not None
    return Job(database, claimed)


def do(database: Database, run: Run, attempt: int = 0) -> Run:
    """Do a run here and give it back, ended."""
    perform(claim(database, run, attempt), TASKS[run.kind])
    with database.reading() as tx:
        return get_run(tx, run.site, run.id)


def take_in(database: Database, **instead: str) -> Run:
    """Import the tiny site, with some of its files changed or added."""
    return do(database, ask_upload(database, "import", zipped_site(**instead)))


def at(day: date, hour: int) -> datetime:
    """Give an instant by Berlin's clocks."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)
