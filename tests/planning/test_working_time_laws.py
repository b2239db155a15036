"""Small sites under each law, planned from their files and judged by a reading of the law's text.

The contracts alone would allow what the laws forbid: seven days, short rests, days of twelve hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.planning.working_time_readings import EARLIEST, READINGS, days_of
from tests.sites.plain_site import write_plain_site
from wfm.model.plan import Plan
from wfm.planning import plan_week
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits
from wfm.scheduling.rules.laws import LAWS, Law

WEEK = date(2026, 3, 16)
PLACES = {"california": "America/Los_Angeles", "new_york": "America/New_York"}
CONTRACT = """\
[any]
min_paid_hours_per_week = 30
max_paid_hours_per_week = 90
min_days_per_week = 4
max_days_per_week = 7
maximum_consecutive_days = 14
minimum_rest_hours = 8
shift_hours = [6, 8, 10.75, 12]
earliest_start = "05:00"
latest_end = "24:00"
start_step_minutes = 60

[[any.activities]]
code = "Break 1"
category = "break"
minutes = 15
paid = false
earliest_minutes = 90
latest_minutes = 180

[[any.activities]]
code = "Meal"
category = "meal"
minutes = 45
paid = false
earliest_minutes = 210
latest_minutes = 330
shift_hours = [8, 10.75, 12]

[[any.activities]]
code = "Break 2"
category = "break"
minutes = 15
paid = false
earliest_minutes = 390
latest_minutes = 600
shift_hours = [8, 10.75, 12]

[[any.activities]]
code = "Late meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 510
latest_minutes = 660
shift_hours = [12]
"""


def planned(folder: Path, law: str | None) -> Plan:
    zone = PLACES.get(law or "", "Europe/Berlin")
    contract = CONTRACT.replace("[any]\n", f'[any]\nlaw = "{law}"\n' if law else "[any]\n")
    site = write_plain_site(
        folder, contract, agents=5, hours=(EARLIEST, 24), per_half_hour=8, zone=zone, week=WEEK
    )
    limits = Limits(time=None, effort=0.1, workers=1)
    return plan_week(site, WEEK, PlanOptions(limits, rounds=0), datetime(2026, 3, 12, tzinfo=UTC))


def breaches(plan: Plan, law: str) -> list[str]:
    """What an independent reader of the law finds."""
    zone = PLACES.get(law, "Europe/Berlin")
    return [
        f"{agent.id}: {told}"
        for agent in plan.site.agents
        for told in READINGS[law](days_of(list(plan.schedule.of(agent.id)), zone))
    ]


@pytest.mark.parametrize("law", list(LAWS))
def test_a_site_is_planned_within_the_law(law: Law, tmp_path: Path) -> None:
    plan = planned(tmp_path / "site", law)
    assert plan.solve.status != "partial", [message.text for message in plan.messages]
    assert len(plan.schedule.shifts) >= 20
    assert breaches(plan, law) == []


def test_without_a_law_the_same_contract_breaks_each_of_them(tmp_path: Path) -> None:
    plan = planned(tmp_path / "site", None)
    for law in ("eu", "germany", "france", "uk"):
        assert breaches(plan, law), law
