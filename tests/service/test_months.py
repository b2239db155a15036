"""Contracts by calendar months in the service: each week goes on from the ones published before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from tests.planning.files.test_months import LEFT, MONTHLY, WEEKS
from tests.service.stored_site import GENERATE, SITE, ask, do, take_in
from wfm.service.hand_edits import tried
from wfm.service.publish import judged, publish_judged
from wfm.store.database import Connection, Database
from wfm.store.schedules import get_schedule, shifts_of

QUICK = {**GENERATE, "effort": 0, "workers": 1, "time_limit": 60}


def hours_in_march(tx: Connection, weeks: Sequence[date]) -> Counter[str]:
    found: Counter[str] = Counter()
    for week in weeks:
        for shift in shifts_of(tx, get_schedule(tx, SITE, week, 1).id):
            if shift.date.month == 3:
                found[shift.agent_id] += shift.paid_minutes // 60
    return found


def test_published_weeks_keep_within_the_month(sqlite_url: str) -> None:
    """An edit of the first is judged with those that were published after it."""
    database = Database(sqlite_url)
    assert take_in(database, **{"work_plans.toml": MONTHLY}).status == "done"
    for week in WEEKS:
        assert do(database, ask(database, "schedule", **{**QUICK, "week": str(week)})).status == (
            "done"
        )
        with database.writing() as tx:
            info = get_schedule(tx, SITE, week, 1)
            assert not any(finding.hard for finding in judged(tx, info))
            publish_judged(tx, "sam", info, info.version, accept_broken_rules=False)
    with database.writing() as tx:
        hours = hours_in_march(tx, WEEKS)
        assert max(hours.values()) == LEFT // 5 * 5
        agent = max(hours, key=hours.__getitem__)
        info = get_schedule(tx, SITE, WEEKS[0], 1)
        broken = tried(tx, info, {(agent, _free(tx, agent, WEEKS[0])[0]): ((540, 840),)}).revision
    told = {finding.rule: str(finding) for finding in broken.broken}
    assert f"{hours[agent] + 5} h in the month" in told["Paid hours per month"]
    database.close()


def _free(tx: Connection, agent: str, week: date) -> list[date]:
    """Days from Monday to Friday on which an agent has no shift."""
    shifts = shifts_of(tx, get_schedule(tx, SITE, week, 1).id, [agent])
    days = (week + timedelta(days=number) for number in range(5))
    return [day for day in days if day not in {shift.date for shift in shifts}]


def test_an_edit_that_breaks_the_month_is_told_with_its_hours(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    assert take_in(database, **{"work_plans.toml": MONTHLY}).status == "done"
    for week in WEEKS[:2]:
        assert do(database, ask(database, "schedule", **{**QUICK, "week": str(week)})).status == (
            "done"
        )
    with database.writing() as tx:
        agent, most = hours_in_march(tx, WEEKS[:2]).most_common(1)[0]
        info = get_schedule(tx, SITE, WEEKS[1], 1)
        wanted = {(agent, day): ((540, 840),) for day in _free(tx, agent, WEEKS[1])[:2]}
        broken = tried(tx, info, wanted).revision.broken
    told = {finding.rule: str(finding) for finding in broken}
    assert (
        f"{most + 10} h in the month; the work plan wants at most 32 h in March 2026"
        in (told["Paid hours per month"])
    )
    database.close()
