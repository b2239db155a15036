"""Every option of a plan reaches every way to plan: `wfm plan`, `wfm revise` and the service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.schemas.schedules import GenerateBody
from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.service.stored_site import GENERATE, SITE, ask, at, do, take_in
from wfm.cli import cli
from wfm.model.plan import Plan
from wfm.planning import pipeline, plan_week, plan_weeks, write_plan
from wfm.planning.files import plan_folder, revise_plan
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits
from wfm.service import tasks
from wfm.sites.ledger_csv import read_ledger
from wfm.store.database import Database
from wfm.store.edited_days import edit_day
from wfm.store.plans import OVERRIDE, Operation, StoredOverride
from wfm.store.schedules import get_schedule, load_schedule

QUICK = Limits(time=None, effort=0, workers=1)
BEFORE = NEXT_WEEK.fromordinal(NEXT_WEEK.toordinal() - 7)
CREATED = datetime(2026, 3, 15, tzinfo=UTC)
OVERRIDES = f"""queue,start,end,factor,by,at,reason
calls,{NEXT_WEEK}T09:00,{NEXT_WEEK}T11:00,1.5,sam,2026-03-14T08:00,campaign
"""
LEDGER = "agent_id,kind,share\nT0,late,2.5\n"


class Caught(Exception):  # noqa: N818 - it carries what was asked for
    def __init__(self, options: PlanOptions) -> None:
        self.options = options


def unused(options: PlanOptions, *known: str) -> set[str]:
    """Name the fields that stand as they do where nobody asks for anything."""
    found = set()
    for field in fields(PlanOptions):
        usual = field.default if field.default is not MISSING else field.default_factory()  # type: ignore[misc]
        if getattr(options, field.name) == usual:
            found.add(field.name)
    return found - set(known)


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> list[PlanOptions]:
    """Keep the options that reach the pipeline, and plan on."""
    seen: list[PlanOptions] = []

    def spy(demand: Any, options: PlanOptions, *rest: Any, **more: Any) -> Plan:
        seen.append(options)
        return plan_weeks(demand, options, *rest, **more)

    for module in (pipeline, revise_plan, tasks):
        monkeypatch.setattr(module, "plan_weeks", spy)
    return seen


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_tiny_site(tmp_path_factory.mktemp("one") / "site")
    queues = (folder / "queues.csv").read_text().splitlines()
    header = queues[0] + ",response_minutes,like_queue,contacts_per_week,aht_seconds"
    mail = "mail,email,phone,mon-fri 09:00-17:00,,,,480,calls,100,300"
    (folder / "queues.csv").write_text("\n".join([header, queues[1] + ",,,,", mail]) + "\n")
    return folder


@pytest.fixture(scope="module")
def plans(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plans of the week before and of the week itself."""
    folder = tmp_path_factory.mktemp("plans")
    for week, name in ((BEFORE, "before"), (NEXT_WEEK, "base")):
        write_plan(plan_week(site, week, PlanOptions(QUICK), CREATED), folder / name)
    return folder


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code in {0, 1}, done.output
    return done


def given(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def common(folder: Path) -> list[object]:
    return [
        *(
            "--price",
            "service",
            "--seed",
            7,
            "--effort",
            0,
            "--workers",
            1,
            "--simulate",
            2,
            "--rounds",
            1,
        ),
        *("--overrides", given(folder, "overrides.csv", OVERRIDES), "--backlog", "mail", 12),
        *("--ledger", given(folder, "ledger.csv", LEDGER), "--absent", f"T1:{NEXT_WEEK}"),
    ]


def test_wfm_plan_takes_every_option(
    site: Path, plans: Path, tmp_path: Path, caught: list[PlanOptions]
) -> None:
    bases = ("--after", plans / "before", "--base", plans / "base", "--anyway", "--accept-shifts")
    run("plan", site, "--week", NEXT_WEEK, "--out", tmp_path / "out", *bases, *common(tmp_path))
    assert unused(caught[0], "preserved", "weeks") == set()
    told = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert told["schedule_version"] == 2
    assert {change["agent_id"] for change in told["changes"]} >= {"T1"}
    assert told["simulated"]
    assert told["parameters"]["overrides"][0]["factor"] == 1.5
    assert (tmp_path / "out" / "changes.csv").read_text().count("T1") >= 1


def test_wfm_revise_takes_every_option(
    site: Path, plans: Path, tmp_path: Path, caught: list[PlanOptions]
) -> None:
    more = ("--plan", plans / "base", "--out", tmp_path / "out")
    run("revise", site, plans / "base" / "roster.xlsx", *more, *common(tmp_path))
    assert unused(caught[0], "preserved", "previous", "anyway", "accept_shifts", "weeks") == set()
    told = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert told["schedule_version"] == 2
    assert {change["agent_id"] for change in told["changes"]} >= {"T1"}
    assert told["simulated"]


def test_a_revision_goes_on_from_the_week_before_that_its_plan_knew(
    site: Path, plans: Path, tmp_path: Path
) -> None:
    out, quick = tmp_path / "week", ("--effort", 0, "--workers", 1)
    run("plan", site, "--week", NEXT_WEEK, "--out", out, "--after", plans / "before", *quick)
    earlier = plan_folder.read_plan_folder(site, out).demand.site.previous
    assert earlier
    assert {shift.date for shift in earlier} <= {
        BEFORE.fromordinal(BEFORE.toordinal() + n) for n in range(7)
    }


def test_the_only_plan_beside_is_gone_on_from_and_named(
    site: Path, plans: Path, caught: list[PlanOptions]
) -> None:
    beside, quick = plans / "week", ("--week", NEXT_WEEK, "--effort", 0, "--workers", 1)
    named = run("plan", site, "--out", beside, *quick)
    assert str(plans / "before") in named.stderr
    assert caught[0].previous
    afresh = run("plan", site, "--out", beside, "--after", "none", *quick)
    assert str(plans / "before") not in afresh.stderr
    assert caught[1].previous is None
    wrong = CliRunner().invoke(
        cli, ["plan", str(site), "--out", str(beside), "--week", str(NEXT_WEEK), "--after",
              str(plans / "base")],
    )  # fmt: skip
    assert wrong.exit_code == 1
    assert str(NEXT_WEEK) in str(wrong.exception or wrong.output)


def test_shifts_of_previous_csv_begin_the_ledger(site: Path, plans: Path, tmp_path: Path) -> None:
    from shutil import copy, copytree

    again = Path(copytree(site, tmp_path / "site"))
    copy(plans / "before" / "schedule.csv", again / "previous.csv")
    plan = plan_week(again, NEXT_WEEK, PlanOptions(QUICK), CREATED)
    assert plan.ledger_before == read_ledger(plans / "before" / "ledger.csv", plan.site) != {}


def test_a_leavers_shifts_of_the_week_before_are_passed_over(
    site: Path, plans: Path, tmp_path: Path
) -> None:
    from shutil import copytree

    smaller = Path(copytree(site, tmp_path / "site"))
    agents = (smaller / "agents.csv").read_text().splitlines()
    (smaller / "agents.csv").write_text("\n".join(agents[:-1]) + "\n")
    done = run(
        "plan", smaller, "--week", NEXT_WEEK, "--out", tmp_path / "out",
        "--after", plans / "before", "--effort", 0, "--workers", 1,
    )  # fmt: skip
    assert done.exit_code == 0, done.output


BODY: Mapping[str, str] = {
    "limits": "time_limit effort seed workers",
    "weeks": "weeks",
    "price": "price",
    "accept_shifts": "accept_shifts",
    "backlog": "backlog",
    "base": "base",
    "preserved": "keep",
    "repair": "repair",
    "rounds": "rounds",
    "simulation_runs": "simulation_runs",
    "anyway": "anyway",
}
"""Option → fields of the service's body."""
STORED = {"overrides", "previous", "ledger", "absent"}
"""Options that the service takes from what is stored: routes of their own change them."""


def test_the_service_takes_every_option_and_plans_as_the_command_does(
    site: Path, plans: Path, tmp_path: Path, sqlite_url: str, caught: list[PlanOptions]
) -> None:
    assert {field.name for field in fields(PlanOptions)} == BODY.keys() | STORED
    assert {name for names in BODY.values() for name in names.split()} <= set(
        GenerateBody.model_fields
    )
    database = Database(sqlite_url)
    assert take_in(database, **{"queues.csv": (site / "queues.csv").read_text()}).status == "done"
    quick = {**GENERATE, "effort": 0, "workers": 1}
    for week in (BEFORE, NEXT_WEEK):
        assert (
            do(database, ask(database, "schedule", **{**quick, "week": str(week)})).status == "done"
        )
    run(
        "plan", site, "--week", NEXT_WEEK, "--out", tmp_path / "out", "--after", plans / "before",
        "--effort", 0, "--workers", 1,
    )  # fmt: skip
    assert caught[-1].ledger == caught[-2].ledger != {}
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, 1)
        stored = load_schedule(tx, info)
    by_command = plan_folder.read_plan_folder(site, tmp_path / "out")
    assert info.summary["backlog"] == by_command.summary["parameters"]["backlog"] != {}
    assert stored.fingerprint == by_command.schedule.fingerprint
    with database.writing() as tx:
        made = StoredOverride(
            NEXT_WEEK, "calls", at(NEXT_WEEK, 9), at(NEXT_WEEK, 11), Operation.MULTIPLY, 1.5,
            "campaign", "sam", at(NEXT_WEEK, 0),
        )  # fmt: skip
        OVERRIDE.create(tx, "sam", SITE, made.operation, made)
        edit_day(tx, "sam", get_schedule(tx, SITE, NEXT_WEEK, 1), "T0", NEXT_WEEK, 0, ())
    asked = {
        **quick, "base": 1, "repair": True, "price": "service", "simulation_runs": 2, "seed": 9,
        "rounds": 1, "anyway": True, "accept_shifts": True,
        "backlog": [{"queue": "calls", "contacts": 0.0}],
    }  # fmt: skip
    caught.clear()
    done = do(database, ask(database, "schedule", **asked))
    assert done.status == "done", done.messages
    assert unused(caught[0], "previous", "absent", "weeks") == set()
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, done.result["schedule"])  # type: ignore[index]
    for fact in ("ledger_before", "hashes", "versions", "simulated"):
        assert info.summary[fact], fact
    database.close()
