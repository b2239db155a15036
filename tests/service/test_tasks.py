"""The service's own jobs on a small site: imported, forecast, corrected, scheduled, cancelled."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import update

from tests.planning.tiny_site import NEXT_WEEK, TABLES
from tests.service.stored_site import GENERATE, GENERATE_LONG, SITE, ask, at, claim, do, take_in
from tests.waiting import wait_for
from wfm.jobs.job import perform
from wfm.model import Shift, TimeOff
from wfm.scheduling import solver
from wfm.service.load_plan import schedule_coverage, stored_plan
from wfm.service.previous_week import waiting_after
from wfm.service.simulated_service import simulated_service
from wfm.service.stored_tables import stored_frame
from wfm.service.tasks import TASKS
from wfm.store.best_schedule import best_schedule, keep_best
from wfm.store.database import Connection, Database
from wfm.store.edited_days import agent_day, edit_day, edited_days
from wfm.store.entities import Stored
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.plans import OVERRIDE, Operation, PlanKind, StoredOverride, plan_of_run
from wfm.store.runs import LostRunError, Run, begin, get_run, request_cancel
from wfm.store.schedules import ScheduleInfo, get_schedule
from wfm.store.stored_shifts import shifts_of as stored_shifts
from wfm.store.tables.runs import RUNS
from wfm.words import document

MONDAY = NEXT_WEEK
DAY_OFF: tuple[Shift, ...] = ()


MAIL = "mail,email,phone,mon-fri 09:00-17:00,,,,480,calls,6000,300"


@pytest.fixture
def ready(sqlite_url: str) -> Any:
    database = Database(sqlite_url)
    assert take_in(database).status == "done"
    yield database
    database.close()


def draft(database: Database, run: Run) -> tuple[ScheduleInfo, tuple[Shift, ...]]:
    assert run.result is not None, run.messages
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, run.result["schedule"])
        return info, stored_shifts(tx, info.id)


def table(tx: Connection, run: Run, kind: PlanKind) -> pd.DataFrame:
    return stored_frame(kind, plan_of_run(tx, SITE, NEXT_WEEK, kind, run.id)[1])


def override(tx: Connection, operation: Operation, value: float) -> Stored[StoredOverride]:
    made = StoredOverride(
        NEXT_WEEK, "calls", at(MONDAY, 9), at(MONDAY, 11), operation, value, "campaign", "sam",
        at(MONDAY, 0),
    )  # fmt: skip
    return OVERRIDE.create(tx, "sam", SITE, operation, made)


def test_a_generated_week_is_a_draft_with_its_tables(ready: Database) -> None:
    run = do(ready, ask(ready, "schedule", **GENERATE))
    assert run.status == "done", run.messages
    info, shifts = draft(ready, run)
    assert (info.status, info.run) == ("draft", run.id)
    assert {shift.agent_id for shift in shifts} == {f"T{n}" for n in range(6)}
    with ready.reading() as tx:
        coverage = table(tx, run, PlanKind.COVERAGE)
        assert best_schedule(tx, run.id) is None
    assert coverage["scheduled"].sum() > 0
    assert info.summary["solve"]["objective"] >= (info.summary["solve"]["bound"] or 0)


def test_the_roster_of_a_stored_week_names_its_holidays_and_whether_it_is_a_draft(
    ready: Database,
) -> None:
    info, _ = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    in_ireland = TABLES["site.toml"].replace('"DE"', '"IE"')
    take_in(ready, **{"site.toml": in_ireland})
    with ready.reading() as tx:
        plan = stored_plan(tx, info)
    assert plan.special_days == {MONDAY + timedelta(days=1): "Saint Patrick's Day"}
    assert plan.status == "draft"


def test_overrides_move_the_requirement_and_leave_the_forecast(ready: Database) -> None:
    plain = do(ready, ask(ready, "forecast", week=str(NEXT_WEEK)))
    with ready.writing() as tx:
        override(tx, Operation.MULTIPLY, 3.0)
    raised = do(ready, ask(ready, "forecast", week=str(NEXT_WEEK)))
    with ready.reading() as tx:
        before, after = (table(tx, run, PlanKind.FORECAST) for run in (plain, raised))
        heads, more = (table(tx, run, PlanKind.REQUIREMENT) for run in (plain, raised))
    assert before["contacts"].tolist() == after["contacts"].tolist()
    touched = (after["interval_start"] >= at(MONDAY, 9)) & (
        after["interval_start"] < at(MONDAY, 11)
    )
    assert touched.sum() == 4
    assert after["corrected_contacts"][touched].to_numpy() == pytest.approx(
        3 * after["contacts"][touched].to_numpy()
    )
    assert (after["corrected_contacts"] == after["contacts"])[~touched].all()
    early, late = heads["interval_start"] < at(MONDAY, 11), more["interval_start"] >= at(MONDAY, 11)
    assert (more["net_requirement"] > heads["net_requirement"])[early].all()
    assert (more["net_requirement"] == heads["net_requirement"])[late].all()


def test_what_a_draft_cannot_meet_is_told_once_for_a_queue_and_day(ready: Database) -> None:
    with ready.writing() as tx:
        override(tx, Operation.MULTIPLY, 20.0)
    run = do(ready, ask(ready, "schedule", **GENERATE))
    short = [m["text"] for m in run.messages if m["text"].startswith("calls, ")]
    days = [text.split()[2].rstrip(":") for text in short]
    assert str(MONDAY) in days
    assert len(days) == len(set(days))


def test_messages_are_stored_with_code_and_parameters_and_come_back(ready: Database) -> None:
    with ready.writing() as tx:
        override(tx, Operation.MULTIPLY, 20.0)
    run = do(ready, ask(ready, "schedule", **GENERATE))
    short = [m for m in run.messages if m["code"] == "schedule.shortage"]
    assert {m["params"]["queue"] for m in short} == {"calls"}
    assert all(m["params"]["missing"] > 0 for m in short)
    info, _ = draft(ready, run)
    with ready.reading() as tx:
        told = stored_plan(tx, info).messages
    assert [document(m.phrase) for m in told] == [
        {name: m[name] for name in ("text", "code", "params")} for m in run.messages
    ]


def test_messages_of_a_run_of_an_older_version_keep_their_text(ready: Database) -> None:
    run = do(ready, ask(ready, "schedule", **GENERATE))
    old = [{name: m[name] for name in ("severity", "kind", "text")} for m in run.messages]
    assert old
    info, _ = draft(ready, run)
    with ready.writing() as tx:
        tx.execute(update(RUNS).where(RUNS.c.id == run.id).values(messages=old))
    with ready.reading() as tx:
        told = stored_plan(tx, info).messages
    assert [m.text for m in told] == [m["text"] for m in old]


def test_a_new_solve_leaves_edited_days_and_locked_shifts_alone(ready: Database) -> None:
    first, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    mine = [shift for shift in shifts if shift.agent_id == "T0"]
    off, locked = mine[0].date, replace(mine[1], locked=True)
    with ready.writing() as tx:
        edit_day(tx, "sam", first, "T0", off, 0, DAY_OFF)
        edit_day(tx, "sam", first, "T0", locked.date, 0, [locked])
    again, after = draft(ready, do(ready, ask(ready, "schedule", **{**GENERATE, "base": 1})))
    by_day = {shift.date: shift for shift in after if shift.agent_id == "T0"}
    assert off not in by_day
    assert by_day[locked.date].activities == locked.activities
    assert by_day[locked.date].locked
    assert not any(shift.locked for day, shift in by_day.items() if day != locked.date)
    with ready.reading() as tx:
        assert edited_days(tx, again.id).keys() == {("T0", off), ("T0", locked.date)}
    free, _ = draft(
        ready, do(ready, ask(ready, "schedule", **{**GENERATE, "base": 1, "keep": False}))
    )
    with ready.reading() as tx:
        assert edited_days(tx, free.id) == {}


def test_who_falls_ill_before_the_week_does_not_turn_everyones_week_over(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "wfm.service.preserved_shifts.now", lambda: at(MONDAY - timedelta(days=3), 12)
    )
    _, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    ill = shifts[0]
    sick = TimeOff(ill.agent_id, at(ill.date, 0), at(ill.date + timedelta(days=1), 0), "sick")
    with ready.writing() as tx:
        TIME_OFF_ENTRY.create(tx, "sam", SITE, "sick", sick)
    again = {**GENERATE, "base": 1, "seed": 2}
    _, after = draft(ready, do(ready, ask(ready, "schedule", **again)))
    known = {(shift.agent_id, shift.start, shift.end) for shift in shifts}
    new = {(shift.agent_id, shift.start, shift.end) for shift in after}
    assert (ill.agent_id, ill.start, ill.end) not in new
    others = {span for span in known - new if span[0] != ill.agent_id}
    assert len(others) <= 1


def test_an_edit_made_while_the_solver_runs_wins(ready: Database) -> None:
    first, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    day = shifts[0].date
    job = claim(ready, ask(ready, "schedule", **{**GENERATE, "base": 1}))
    outcome = TASKS["schedule"](job)
    with ready.writing() as tx:
        edit_day(tx, "ada", first, shifts[0].agent_id, day, 0, DAY_OFF)
    perform(job, lambda _: outcome)
    with ready.reading() as tx:
        made = get_schedule(tx, SITE, NEXT_WEEK, 2)
        kept = agent_day(tx, made.id, shifts[0].agent_id, day)
    assert (kept.shifts, kept.edited_by is None) == ((), False)


def test_the_coverage_of_a_draft_follows_edits_by_hand(ready: Database) -> None:
    info, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    with ready.reading() as tx:
        _, before = schedule_coverage(tx, info)
    with ready.writing() as tx:
        edit_day(tx, "sam", info, shifts[0].agent_id, shifts[0].date, 0, DAY_OFF)
        _, after = schedule_coverage(tx, info)
    lost = before["scheduled"].to_numpy() - after["scheduled"].to_numpy()
    on_queue = sum(a.minutes for a in shifts[0].activities if a.category == "on_queue")
    assert lost.sum() * 30 == pytest.approx(on_queue)
    assert (lost >= 0).all()
    hit = lost > 0
    assert (after["net"].to_numpy()[hit] < before["net"].to_numpy()[hit]).all()
    worse = after["service_level"][hit].fillna(0) <= before["service_level"][hit].fillna(0)
    assert worse.all()


def test_cancelling_stops_the_solver_and_keeps_what_it_had(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "BOUND_AFTER", math.inf)  # else it is proven before it is cancelled
    run = ask(ready, "schedule", **GENERATE_LONG)
    job = claim(ready, run)
    worker = threading.Thread(target=perform, args=(job, TASKS["schedule"]))
    worker.start()
    kept = wait_for_best(ready, run)
    with ready.writing() as tx:
        request_cancel(tx, "sam", SITE, run.id)
    worker.join(60)
    assert not worker.is_alive()
    with ready.reading() as tx:
        ended = get_run(tx, SITE, run.id)
    assert ended.status == "cancelled"
    info, shifts = draft(ready, ended)
    assert len(shifts) > 0
    assert info.summary["solve"]["objective"] <= kept["objective"]


@pytest.mark.parametrize("weeks", [1, 2])
def test_what_no_schedule_can_keep_is_told_while_it_is_searched(
    ready: Database, monkeypatch: pytest.MonkeyPatch, weeks: int
) -> None:
    """Four days of five for each of six: nobody may be off."""
    monkeypatch.setattr(solver, "BOUND_AFTER", math.inf)
    rule = "rule,kind,heads,who,skills,weekdays,from,to,price\nOff,days_off,0,,,mon-fri,,,\n"
    take_in(ready, **{"group_rules.csv": rule})
    run = ask(ready, "schedule", **GENERATE_LONG, weeks=weeks)
    worker = threading.Thread(target=perform, args=(claim(ready, run), TASKS["schedule"]))
    worker.start()

    def now() -> Run:
        with ready.reading() as tx:
            return get_run(tx, SITE, run.id)

    wait_for(lambda: bool(now().messages))
    found = now()
    with ready.writing() as tx:
        request_cancel(tx, "sam", SITE, run.id)
    worker.join(60)
    assert found.status == "running"
    [said] = found.messages
    code = "schedule.odds.off" if weeks == 1 else "schedule.of_weeks"
    assert (said["severity"], said["code"]) == ("error", code)
    assert now().messages.count(said) == 1


def wait_for_best(database: Database, run: Run) -> Mapping[str, Any]:
    def best() -> Mapping[str, Any] | None:
        with database.reading() as tx:
            return get_run(tx, SITE, run.id).best if best_schedule(tx, run.id) else None

    wait_for(lambda: best() is not None)
    found = best()
    assert found is not None
    return found


def test_a_run_that_is_taken_over_goes_on_from_the_best_schedule(ready: Database) -> None:
    good = do(ready, ask(ready, "schedule", **GENERATE))
    info, shifts = draft(ready, good)
    run = ask(ready, "schedule", **GENERATE)
    lost = claim(ready, run)
    lost.mention(0.6, {"objective": info.summary["solve"]["objective"]}, shifts)
    ended = do(ready, run, attempt=1)
    assert ended.status == "done"
    assert "went on from the best" in ended.messages[0]["text"]
    after, _ = draft(ready, ended)
    assert after.summary["solve"]["objective"] <= info.summary["solve"]["objective"]
    with ready.reading() as tx:
        assert best_schedule(tx, run.id) is None


def test_a_worker_that_lost_its_run_keeps_nothing_more(ready: Database) -> None:
    run = ask(ready, "schedule", **GENERATE)
    slow = claim(ready, run)
    with ready.writing() as tx:
        begin(tx, run.id, "other", 1)
    with pytest.raises(LostRunError), ready.writing() as tx:
        keep_best(tx, slow.run, (), {"objective": 1})
    with ready.reading() as tx:
        assert best_schedule(tx, run.id) is None


def test_past_days_stay_as_they_were(ready: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    info, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    thursday = MONDAY + timedelta(days=3)
    monkeypatch.setattr("wfm.service.preserved_shifts.now", lambda: at(thursday, 12))
    made, after = draft(
        ready, do(ready, ask(ready, "schedule", **{**GENERATE, "base": info.number, "seed": 2}))
    )

    def until(shifts: tuple[Shift, ...]) -> list[tuple[str, Any, Any]]:
        past = [s for s in shifts if s.date < thursday or s.start <= at(thursday, 12)]
        return [(s.agent_id, s.date, s.activities) for s in past]

    assert until(after) == until(shifts)
    assert made.number == 2


def test_leave_that_was_entered_since_wins_over_a_day_made_by_hand(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "wfm.service.preserved_shifts.now", lambda: at(MONDAY - timedelta(days=3), 12)
    )
    first, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    mine = next(shift for shift in shifts if shift.agent_id == "T0")
    with ready.writing() as tx:
        edit_day(tx, "sam", first, "T0", mine.date, 0, [replace(mine, locked=True)])
        away = TimeOff("T0", at(mine.date, 0), at(mine.date + timedelta(days=1), 0), "vacation")
        TIME_OFF_ENTRY.create(tx, "sam", SITE, "leave", away)
    for asked in ({"repair": True}, {"repair": False}):
        run = do(ready, ask(ready, "schedule", **{**GENERATE, "base": 1, **asked}))
        _, after = draft(ready, run)
        assert (mine.agent_id, mine.date) not in {(s.agent_id, s.date) for s in after}


def test_a_repair_changes_no_more_than_an_absence_needs(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "wfm.service.preserved_shifts.now", lambda: at(MONDAY - timedelta(days=3), 12)
    )
    _, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    mine = next(shift for shift in shifts if shift.agent_id == "T0")
    with ready.writing() as tx:
        away = TimeOff("T0", at(mine.date, 0), at(mine.date + timedelta(days=1), 0), "vacation")
        TIME_OFF_ENTRY.create(tx, "sam", SITE, "leave", away)
    asked = {**GENERATE, "base": 1, "repair": True, "simulation_runs": 2}
    run = do(ready, ask(ready, "schedule", **asked))
    info, after = draft(ready, run)
    assert run.result is not None
    assert run.result["changes"] == info.summary["changes"]
    assert {row["queue"] for row in run.result["simulated"]} == {"calls"}
    with ready.reading() as tx:
        played = simulated_service(tx, info)
    assert (played.runs, played.edited) == (2, False)
    assert played.rows[0].date is None
    days = [row.date for row in played.rows if row.date is not None]
    assert days == sorted(set(days))
    assert sum(row.figures["offered"] for row in played.rows[1:]) == pytest.approx(
        played.rows[0].figures["offered"]
    )
    with ready.writing() as tx:
        someone = after[0]
        edit_day(tx, "sam", info, someone.agent_id, someone.date, 0, [])
    with ready.reading() as tx:
        assert simulated_service(tx, info).rows == (), "nothing is known of it as it is now"
    changed = {(change["agent_id"], change["date"]) for change in info.summary["changes"]}
    assert ("T0", mine.date.isoformat()) in changed
    same = {(s.agent_id, s.start, s.end) for s in shifts} & {
        (s.agent_id, s.start, s.end) for s in after
    }
    assert len(same) >= len(shifts) - len(changed)


@pytest.mark.parametrize("today", [3, 7])
def test_a_repair_of_a_week_that_runs_or_is_over_leaves_contracts_as_they_are(
    ready: Database, monkeypatch: pytest.MonkeyPatch, today: int
) -> None:
    """Days off that are past are no leave: nobody owes fewer hours for them."""
    _, shifts = draft(ready, do(ready, ask(ready, "schedule", **GENERATE)))
    moment = at(MONDAY + timedelta(days=today), 12)
    monkeypatch.setattr("wfm.service.preserved_shifts.now", lambda: moment)
    with ready.writing() as tx:
        away = TimeOff("T0", at(MONDAY, 0), at(MONDAY + timedelta(days=7), 0), "ill")
        TIME_OFF_ENTRY.create(tx, "sam", SITE, "leave", away)
    run = do(ready, ask(ready, "schedule", **{**GENERATE, "base": 1, "repair": True}))
    info, after = draft(ready, run)
    assert {change["agent_id"] for change in info.summary.get("changes", ())} <= {"T0"}
    assert not [said for said in run.messages if "no legal week" in str(said)]
    past = [s for s in shifts if s.end <= moment]
    assert {(s.agent_id, s.activities) for s in past} <= {(s.agent_id, s.activities) for s in after}


def test_the_next_week_begins_with_what_the_week_before_leaves_waiting(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    head, calls = TABLES["queues.csv"].splitlines()
    head += ",response_minutes,like_queue,contacts_per_week,aht_seconds"
    take_in(database, **{"queues.csv": "\n".join([head, f"{calls},,,,", MAIL]) + "\n"})
    quick = {**GENERATE, "effort": 0, "rounds": 0}
    first = do(database, ask(database, "schedule", **quick))
    after = str(NEXT_WEEK + timedelta(days=7))
    second = do(database, ask(database, "schedule", **{**quick, "week": after}))
    given = [{"queue": "mail", "contacts": 7}]
    third = do(database, ask(database, "schedule", **{**quick, "week": after, "backlog": given}))
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, (first.result or {})["schedule"])
        left = waiting_after(tx, info)["mail"]
        opening = [
            get_schedule(tx, SITE, date.fromisoformat(after), (run.result or {})["schedule"])
            for run in (second, third)
        ]
    assert left > 1000, "the mail of that week is more than the agents can do"
    assert [one.summary["backlog"]["mail"] for one in opening] == [pytest.approx(left), 7]
    database.close()
