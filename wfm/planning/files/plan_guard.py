"""Work that was done by hand on a plan's folder, and that another plan would overwrite."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wfm.errors import InputError, InputProblem
from wfm.model.agent import named
from wfm.planning.files.plan_folder import read_summary
from wfm.planning.files.write_plan import ROSTER
from wfm.sites.edited_days_csv import EDITED_DAYS
from wfm.words import phrase


def refuse_lost_work(
    out: Path,
    goes_on_from: Path | None = None,
    reading: Path | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Refuse to write a plan into a folder whose plan, of any week, was edited by hand.

    Days that were brought back are not lost to a plan that `goes_on_from` that folder, nor is a
    workbook that the plan is `reading`. `names` are those of agents by their ids.

    Raises
    ------
    InputError
        That names what would be lost, and what to do instead.
    """
    summary = plan_in(out)
    if summary is None:
        return
    problems = [] if reading is not None and _same(reading, out / ROSTER) else _unread(out, summary)
    if goes_on_from is None or not _same(goes_on_from, out):
        problems += _applied(out, summary, names)
    if problems:
        raise InputError(problems)


def refuse_unread_edits(folder: Path) -> None:
    """Refuse to go on from a plan whose roster was edited and not brought back.

    Raises
    ------
    InputError
        That names the workbook.
    """
    refuse_lost_work(folder, goes_on_from=folder)


def next_version(out: Path, week: str, fingerprint: str) -> int:
    """Give the version of a schedule that is to be written into a folder.

    The same schedule keeps its version; another one of the same week gets the next.
    """
    summary = plan_in(out)
    if summary is None or summary["week"] != week:
        return 1
    version = int(summary["schedule_version"])
    return version if summary.get("schedule_sha256") == fingerprint else version + 1


def plan_in(folder: Path) -> Any:
    """Give the summary of the plan in a folder; None where there is none."""
    try:
        return read_summary(folder)
    except InputError:
        return None


def _unread(folder: Path, summary: Any) -> list[InputProblem]:
    """Tell a roster that is not as it was written: somebody may have edited it."""
    path = folder / ROSTER
    written = summary.get("roster_sha256")
    if written is None or not path.is_file():
        return []
    if hashlib.sha256(path.read_bytes()).hexdigest() == written:
        return []
    what = phrase("plan.saved_since", version=summary["schedule_version"])
    remedy = phrase("do.bring_edits_back", path=str(path))
    return [InputProblem(what, remedy, str(path))]


def _applied(folder: Path, summary: Any, names: Mapping[str, str]) -> list[InputProblem]:
    """Tell days that were edited by hand and are part of the plan."""
    path = folder / EDITED_DAYS.file
    if not path.is_file():
        return []
    days = EDITED_DAYS.read(path)
    edited = [
        phrase(
            "plan.edited_day", agent=named(agent, names.get(agent)), date=date.fromisoformat(day)
        )
        for agent, day in zip(days["agent_id"], days["date"], strict=True)
    ]
    what = phrase(
        "plan.edits_would_be_lost",
        version=summary["schedule_version"],
        days=tuple(edited[:10]),
        more=max(len(edited) - 10, 0) or None,
    )
    remedy = phrase("do.keep_edits", folder=str(folder))
    return [InputProblem(what, remedy, str(folder))]


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
