"""Earlier versions of a plan's schedule, kept beside it: rosters of them may come back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from wfm.errors import InputError
from wfm.model import Schedule, Site
from wfm.sites import read_schedule

FORMER = "schedule_v{version}.csv"


def former_schedules(folder: Path, week: date, fingerprint: str) -> dict[str, bytes]:
    """Give, by file name, what a later plan of the week keeps of the plan in a folder.

    `fingerprint` is that of the later schedule: the same one is no earlier version.
    """
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        if summary["week"] != week.isoformat():
            return {}
        found = {
            path.name: path.read_bytes() for path in folder.glob(FORMER.format(version="[0-9]*"))
        }
        if summary["schedule_sha256"] != fingerprint:
            name = FORMER.format(version=int(summary["schedule_version"]))
            found[name] = (folder / "schedule.csv").read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found


def former_schedule(
    folder: Path, site: Site, week: date, version: str, fingerprint: str
) -> Schedule | None:
    """Read an earlier version of a week; None where it is not there, or is not the one meant."""
    path = folder / FORMER.format(version=version)
    if not version.isdecimal() or not path.is_file():
        return None
    try:
        found = read_schedule(path, site, leavers=True, week=week)
    except InputError:
        return None
    return found if found.fingerprint == fingerprint else None
