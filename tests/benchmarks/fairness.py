"""How evenly unpopular work is spread over eight weeks, with the fairness ledger and without it.

Forty agents of one contract, on call round the clock, each of whom wishes Saturday off, are planned
week after week: by `wfm plan --after` with an empty ledger; by `wfm plan --after`, whose folder
hands the ledger on; and in the service, from what was published. Of every kind of unpopular work
the standard deviation between agents is printed, what one agent had at most and at least, and the
head-hours that are missing.

python -m tests.benchmarks.fairness
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from click.testing import CliRunner

from tests.service.stored_site import ask, ask_upload, do
from wfm.cli import cli
from wfm.model import Shift, Site
from wfm.model.day_parts import UnpopularWork
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.ledger import unpopular_work
from wfm.sites import read_schedule, read_site
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.schedules import get_schedule
from wfm.store.schema import upgrade
from wfm.store.stored_shifts import shifts_of

AGENTS, WEEKS, PAST = 40, 8, 8
FIRST = date(2027, 1, 4)
EFFORT, SEED, WORKERS = 0.3, 1, 1
ZONE = ZoneInfo("Europe/Berlin")
TABLES = {
    "site.toml": """\
name = "Fair"
time_zone = "Europe/Berlin"
week_start = "monday"
interval_minutes = 30
shrinkage = 0.1
currency = "EUR"
""",
    "queues.csv": """\
queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds
calls,voice,phone,mon-sun 00:00-24:00,0.8,20,300
""",
    "work_plans.toml": """\
[full]
min_paid_hours_per_week = 40
max_paid_hours_per_week = 40
min_days_per_week = 5
max_days_per_week = 5
shift_hours = [8]
earliest_start = "06:00"
latest_end = "30:00"
start_step_minutes = 120
minimum_rest_hours = 11
maximum_consecutive_days = 6

[[full.activities]]
code = "Break"
category = "break"
minutes = 30
paid = true
earliest_minutes = 180
latest_minutes = 300
""",
    "agents.csv": "agent_id,name,team,work_plan,skills\n"
    + "".join(f"A{n:02},Agent {n},Team,full,phone\n" for n in range(AGENTS)),
    "preferences.csv": "agent_id,kind,weekdays,from,to,weight\n"
    + "".join(f"A{n:02},day_off,sat,,,2\n" for n in range(AGENTS)),
}
HEADER = "interval_start,queue,channel,offered,handled,talk_seconds"
Weeks = list[tuple[Shift, ...]]


def write_site(folder: Path) -> Path:
    """Write the site; as many calls come on each day, fewer at night."""
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    random, rows = (
        np.random.default_rng(7),
        ["interval_start,queue,channel,offered,handled,talk_seconds"],
    )
    midnight = datetime.combine(FIRST - timedelta(weeks=PAST), datetime.min.time(), ZONE)
    for number in range(PAST * 7 * 48):
        start = midnight + timedelta(minutes=30 * number)
        calls = int(random.poisson(45 if 7 <= start.hour < 23 else 15))
        rows.append(f"{start.isoformat()},calls,voice,{calls},{calls},{240 * calls}")
    (folder / "history.csv").write_text("\n".join(rows) + "\n")
    return folder


def by_command(site: Path, out: Path, *, ledger: bool) -> tuple[Weeks, float]:
    """Plan week after week with `wfm plan`: shifts, and head-hours that are missing."""
    empty, weeks, missing = out / "empty.csv", Weeks(), 0.0
    out.mkdir()
    empty.write_text("agent_id,kind,share\n")
    limits = ("--effort", EFFORT, "--seed", SEED, "--workers", WORKERS, "--simulate", 0)
    for week in _weeks():
        before = out / str(week - timedelta(weeks=1))
        more = () if ledger else ("--ledger", empty)
        after = before if before.is_dir() else "none"
        asked = ("plan", site, "--week", week, "--out", out / str(week), "--after", after, *more)
        done = CliRunner().invoke(cli, [*map(str, (*asked, *limits))], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        told = json.loads((out / str(week) / "summary.json").read_text())
        missing += told["totals"]["under_hours"]
        weeks.append(read_schedule(out / str(week) / "schedule.csv", read_site(site).site).shifts)
    return weeks, missing


def by_service(site: Path, path: Path) -> Weeks:
    """Plan and publish week after week in the service."""
    packed, weeks = io.BytesIO(), Weeks()
    with zipfile.ZipFile(packed, "w") as archive:
        for table in sorted(site.iterdir()):
            archive.write(table, f"site/{table.name}")
    database = Database(str(path))
    upgrade(database)
    taken = do(database, ask_upload(database, "import", packed.getvalue(), site="fair"))
    assert taken.status == "done", taken.messages
    for week in _weeks():
        asked = {
            "week": str(week), "base": None, "keep": True, "time_limit": 3600, "effort": EFFORT,
            "seed": SEED, "workers": WORKERS, "note": "",
        }  # fmt: skip
        done = do(database, ask(database, "schedule", "fair", **asked))
        assert done.status == "done", done.messages
        with database.writing() as tx:
            draft = get_schedule(tx, "fair", week, 1)
            publish(tx, "sam", draft, draft.version)
            weeks.append(tuple(shifts_of(tx, draft.id)))
    database.close()
    return weeks


def had(site: Site, weeks: Iterable[tuple[Shift, ...]]) -> dict[UnpopularWork, list[int]]:
    """Count what each agent had of every kind in all weeks."""
    counts: Counter[tuple[str, str]] = Counter()
    for first, shifts in zip(_weeks(), weeks, strict=True):
        counts += unpopular_work(Horizon(site, first), shifts)
    return {kind: [counts[agent.id, kind] for agent in site.agents] for kind in UnpopularWork}


def _weeks() -> list[date]:
    return [FIRST + timedelta(weeks=number) for number in range(WEEKS)]


def main() -> None:
    """Print how each kind of work is spread in each of the three ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_site(folder / "site")
        site = read_site(files).site
        alone, missing_alone = by_command(files, folder / "alone", ledger=False)
        handed, missing = by_command(files, folder / "handed", ledger=True)
        ways = {
            "without": alone,
            "command": handed,
            "service": by_service(files, folder / "wfm.db"),
        }
    found = {way: had(site, weeks) for way, weeks in ways.items()}
    print(f"{AGENTS} agents, {WEEKS} weeks: standard deviation between agents (least – most)")
    print("".join([f"{'':10}", *(f"{way:>20}" for way in found)]))
    for kind in UnpopularWork:
        each = (found[way][kind] for way in found)
        cells = (f"{np.std(n):.2f} ({min(n)} – {max(n)})" for n in each)
        print("".join([f"{kind:10}", *(f"{cell:>20}" for cell in cells)]), flush=True)
    print(f"Head-hours missing: {missing_alone:.0f} without the ledger, {missing:.0f} with it")


if __name__ == "__main__":
    main()
