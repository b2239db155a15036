"""The service plans several weeks in one run, each into a draft that is published by itself."""

from __future__ import annotations

from datetime import timedelta

from tests.planning.tiny_site import NEXT_WEEK, TABLES
from tests.service.stored_site import GENERATE, SITE, ask, do, take_in
from wfm.service.hand_edits import tried
from wfm.service.load_plan import stored_plan
from wfm.service.publish import judged, publish_judged
from wfm.store.database import Database
from wfm.store.schedules import get_schedule
from wfm.store.stored_shifts import shifts_of

WEEKS = tuple(NEXT_WEEK + timedelta(weeks=number) for number in range(3))
QUICK = {**GENERATE, "effort": 0, "workers": 1, "time_limit": 60}


def test_weeks_planned_together_are_published_one_by_one_and_planned_anew(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    assert take_in(database).status == "done"
    done = do(database, ask(database, "schedule", **QUICK, weeks=2))
    assert done.status == "done", done.messages
    assert done.result is not None
    assert [week["week"] for week in done.result["weeks"]] == [str(week) for week in WEEKS[:2]]
    with database.writing() as tx:
        drafts = [
            get_schedule(tx, SITE, week, told["schedule"])
            for week, told in zip(WEEKS, done.result["weeks"], strict=False)
        ]
        for info in drafts:
            shifts, plan = shifts_of(tx, info.id), stored_plan(tx, info)
            assert shifts
            assert {shift.date - info.week for shift in shifts} <= set(map(timedelta, range(7)))
            assert {row.date() for row in plan.coverage["interval_start"]} <= set(plan.days)
        assert drafts[1].summary["ledger_before"]
        publish_judged(tx, "sam", drafts[0], drafts[0].version, accept_broken_rules=False)
        before = [(s.agent_id, s.start, s.end) for s in shifts_of(tx, drafts[1].id)]
    anew = {**QUICK, "week": str(WEEKS[1]), "base": drafts[1].number}
    done = do(database, ask(database, "schedule", **anew, weeks=2))
    assert done.status == "done", done.messages
    assert done.result is not None
    second, third = done.result["weeks"]
    assert (second["schedule"], third["schedule"]) == (2, 1)
    with database.reading() as tx:
        after = shifts_of(tx, get_schedule(tx, SITE, WEEKS[1], 2).id)
        assert sorted((s.agent_id, s.start, s.end) for s in after) == sorted(before)
        assert get_schedule(tx, SITE, WEEKS[2], 1).copied_from is None
    database.close()


def test_a_run_says_what_was_proved_of_all_its_weeks_together(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    assert take_in(database).status == "done"
    run = do(database, ask(database, "schedule", **{**QUICK, "effort": 1}, weeks=2))
    assert run.result is not None
    together = run.result["together"]
    assert together["bound"] is not None
    assert together["bound"] <= together["objective"]
    assert run.best == together
    with database.reading() as tx:
        alone = [
            get_schedule(tx, SITE, week, told["schedule"]).summary["solve"]
            for week, told in zip(WEEKS, run.result["weeks"], strict=False)
        ]
    assert all(one["bound"] is None for one in alone)
    database.close()


def test_each_draft_is_judged_with_the_other_weeks_of_its_plan(sqlite_url: str) -> None:
    """The contract wants 40 h in both weeks: no week has them by itself."""
    database = Database(sqlite_url)
    terms = "[part]\nmin_hours_in_horizon = 40\nmax_hours_in_horizon = 40\n"
    plans = TABLES["work_plans.toml"].replace("[part]\n", terms, 1)
    assert take_in(database, **{"work_plans.toml": plans}).status == "done"
    assert do(database, ask(database, "schedule", **QUICK, weeks=2)).status == "done"
    with database.writing() as tx:
        drafts = [get_schedule(tx, SITE, week, 1) for week in WEEKS[:2]]
        assert not any(finding.hard for info in drafts for finding in judged(tx, info))
        whole = [stored_plan(tx, info).searched for info in drafts]
        assert whole[0] == whole[1] is not None
        assert whole[0].weeks == WEEKS[:2]
        publish_judged(tx, "sam", drafts[0], drafts[0].version, accept_broken_rules=False)
        shift = shifts_of(tx, drafts[1].id)[0]
        broken = tried(tx, drafts[1], {(shift.agent_id, shift.date): ()}).revision.broken
    told = {finding.rule: str(finding) for finding in broken}
    assert "35 h are counted in the 2 weeks planned together" in told["Hours in the horizon"]
    anew = ask(database, "schedule", **{**QUICK, "week": str(WEEKS[1]), "base": 1})
    assert do(database, anew).status == "done"
    with database.reading() as tx:
        again = get_schedule(tx, SITE, WEEKS[1], 2)
        assert again.summary["together"]["weeks"] == [str(week) for week in WEEKS[:2]]
        assert not any(finding.hard for finding in judged(tx, again))
    database.close()
