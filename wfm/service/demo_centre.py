"""An invented centre as if it were at work: its example files moved to this week, and lived in.

The week before was worked and recorded; this week is planned, published and runs.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.jobs.job import Job, perform
from wfm.model import Schedule, Shift
from wfm.service.demo_leave import ask_for_leave, give_leave
from wfm.service.demo_states import events_of
from wfm.service.demo_wishes import wish
from wfm.service.publish import publish_judged
from wfm.service.state_intake import LARGEST_BATCH, checked_batch, take
from wfm.service.tasks import TASKS
from wfm.sites.reader import read_site
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.edited_days import edit_day
from wfm.store.imports import keep_upload
from wfm.store.publishing import copy
from wfm.store.runs import begin, create_run, get_run
from wfm.store.schedules import get_schedule, load_schedule, schedules_of
from wfm.store.users import Role, User, create_user
from wfm.words import phrase_of

if TYPE_CHECKING:
    import pandas as pd

SITE: Final = "harbour"
ZONE: Final = ZoneInfo("Europe/Berlin")
PLANNER: Final = "sam"
WEEK_OF_FILES: Final = date(2026, 3, 2)
"""The Monday after the history in the example's files."""
PLAN: Final[dict[str, Any]] = {
    "base": None, "keep": True, "repair": False, "price": "heads", "backlog": [],
    "simulation_runs": 0, "time_limit": 3600, "effort": 0.03, "workers": 2, "seed": 1, "note": "",
}  # fmt: skip
MOVED: Final = ("history.csv.gz", "previous.csv", "events.csv", "meetings.csv", "time_off.csv")
_MOMENT: Final = re.compile(r"\b(20\d\d-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d)?)(?:[+-]\d\d:\d\d|Z))?")


@dataclass(frozen=True, slots=True)
class DemoCentre:
    """What was made: who can sign in, and what the platform records of this week."""

    users: tuple[User, ...]
    events: tuple[dict[str, Any], ...]
    """By their instants, of the whole week: the later ones are still to come."""


def make_demo_centre(database: Database, example: Path, told: Callable[[str], None]) -> DemoCentre:
    """Fill an empty database with the example site, as if today were one of its days."""
    moment = now()
    today = moment.astimezone(ZONE).date()
    week = today - timedelta(days=today.weekday())
    told("Taking the example centre in")
    files = read_site(example, history=False)
    ids = {agent.id: agent.external_agent_id or agent.id for agent in files.site.agents}
    with database.writing() as tx:
        upload = keep_upload(tx, _archive(example, week - WEEK_OF_FILES))
    choices = {"upload": upload, "dry_run": False, "retire": False, "conflicts": "service"}
    _do(database, "import", choices)
    told("Planning the week before, and what was recorded of it")
    before = week - timedelta(days=7)
    _do(database, "forecast", {"week": str(before)})
    _publish(database, before, 1)
    if files.states is not None:
        record(database, _recorded(files.states, week - WEEK_OF_FILES))
    told("Planning this week")
    result = _do(database, "schedule", {"week": str(week), **PLAN})
    _publish(database, week, int(result["schedule"]))
    agent, schedule = _somebody(database, week, today)
    told("Publishing a late change")
    _change(database, week, agent, max(today, week) + timedelta(days=1))
    give_leave(database, SITE, PLANNER, (today.year, today.year + 1))
    asking = [agent, *sorted({s.agent_id for s in schedule.shifts} - {agent})[:1]]
    ask_for_leave(database, SITE, "demo", asking, week + timedelta(days=14), ZONE)
    wish(database, SITE, "demo", asking, week)
    events = events_of(schedule, ids)
    record(database, [event for event in events if event["started_at"] <= moment])
    return DemoCentre(_users(database, agent), tuple(events))


def _users(database: Database, agent: str) -> tuple[User, ...]:
    users = (
        User("ada", Role.AGENT, SITE, agent),
        User("sven", Role.SUPERVISOR, SITE, teams=("Ostsee", "Nordsee")),
        User(PLANNER, Role.SCHEDULER, SITE),
        User("mia", Role.MANAGER, SITE),
        User("alex", Role.ADMIN),
    )
    with database.writing() as tx:
        for user in users:
            create_user(tx, "demo", user, None)
    return users


def _do(database: Database, kind: str, parameters: dict[str, Any]) -> dict[str, Any]:
    with database.writing() as tx:
        run = create_run(tx, PLANNER, SITE, kind, parameters)
        claimed = begin(tx, run.id, "demo", 0)
    if claimed is None:
        raise RuntimeError("nobody else works on this database")
    perform(Job(database, claimed), TASKS[kind])
    with database.reading() as tx:
        done = get_run(tx, SITE, run.id)
    if done.status != "done":
        raise InputError([InputProblem(phrase_of(message)) for message in done.messages])
    return dict(done.result or {})


def _publish(database: Database, week: date, number: int) -> None:
    with database.writing() as tx:
        info = get_schedule(tx, SITE, week, number)
        publish_judged(tx, PLANNER, info, info.version, accept_broken_rules=True)


def _somebody(database: Database, week: date, today: date) -> tuple[str, Schedule]:
    """Give an agent who works today, or else this week, and the week's schedule."""
    with database.reading() as tx:
        schedule = load_schedule(tx, schedules_of(tx, SITE, week)[-1])
    on = sorted({s.agent_id for s in schedule.shifts if s.date == today})
    return (on or sorted({s.agent_id for s in schedule.shifts}))[0], schedule


def _change(database: Database, week: date, agent: str, day: date) -> None:
    """Publish a shift an hour later on that day or the agent's next, so that something changed."""
    with database.writing() as tx:
        info = schedules_of(tx, SITE, week)[-1]
        own = list(load_schedule(tx, info).of(agent))
        later = [s for s in own if s.date >= day] or own[-1:]
        draft = copy(tx, PLANNER, info, "an hour later")
        hour = timedelta(hours=1)
        for shift in later[:1]:
            edit_day(tx, PLANNER, draft, agent, shift.date, 0, [_moved(shift, hour)])
    with database.writing() as tx:
        info = get_schedule(tx, SITE, week, draft.number)
        publish_judged(tx, PLANNER, info, info.version, accept_broken_rules=True)


def _moved(shift: Shift, by: timedelta) -> Shift:
    parts = tuple(replace(a, start=a.start + by, end=a.end + by) for a in shift.activities)
    return replace(shift, activities=parts)


def record(database: Database, events: Sequence[dict[str, Any]]) -> None:
    """Take in what the platform recorded."""
    for first in range(0, len(events), LARGEST_BATCH):
        batch = checked_batch(events[first : first + LARGEST_BATCH])
        take(database, SITE, batch)


def _archive(example: Path, by: timedelta) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(example.iterdir()):
            content = path.read_bytes()
            if path.name in MOVED:
                content = _moved_file(path, content, by)
            if not path.name.startswith("states."):
                archive.writestr(f"{SITE}/{path.name}", content)
    return packed.getvalue()


def _moved_file(path: Path, content: bytes, by: timedelta) -> bytes:
    packed = path.suffix == ".gz"
    text = (gzip.decompress(content) if packed else content).decode("utf-8")
    moved = _MOMENT.sub(lambda found: _moved_text(found, by), text).encode()
    return gzip.compress(moved, 1) if packed else moved


def _moved_text(found: re.Match[str], by: timedelta) -> str:
    """Move a date, or a local time with its offset, by whole weeks on the wall clock."""
    day = date.fromisoformat(found[1]) + by
    if found[2] is None:
        return day.isoformat()
    local = datetime.combine(day, time.fromisoformat(found[2][1:]), ZONE)
    return local.isoformat()


def _recorded(states: pd.DataFrame, by: timedelta) -> list[dict[str, Any]]:
    """Move what the platform recorded in the week of the files, by the wall clock."""
    local = states["started_at"].dt.tz_convert(ZONE)
    moved = [datetime.combine(at.date() + by, at.time(), ZONE) for at in local]
    rows = states.assign(started_at=moved).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
