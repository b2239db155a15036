"""Agents who live in other zones than their site, in weeks in which clocks change there or here.

New York changes its clocks on the second Sunday of March and the first of November, Berlin on the
last ones of March and October; Kolkata never.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.sites.plain_site import write_plain_site
from wfm.planning import plan_week
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits

PLACES = {"B": "Europe/Berlin", "N": "America/New_York", "K": "Asia/Kolkata"}
AGENTS = "agent_id,name,team,work_plan,skills,hourly_cost,time_zone\n" + "".join(
    f"{letter}{n},{letter} {n},Team,days,phone,20,{zone if letter != 'B' else ''}\n"
    for letter, zone in PLACES.items()
    for n in range(2)
)
CONTRACT = """\
[days]
min_paid_hours_per_week = 30
max_paid_hours_per_week = 42
min_days_per_week = 5
max_days_per_week = 7
maximum_consecutive_days = 7
minimum_rest_hours = 15
shift_hours = [6]
earliest_start = "08:00"
latest_end = "18:00"
start_step_minutes = 30
"""
AVAILABILITY = """\
agent_id,weekdays,from,to,kind
N1,mon-sun,09:00,16:00,available
K1,sun,00:00,24:00,unavailable
"""


@pytest.mark.parametrize(
    "week", [date(2026, 3, 2), date(2026, 3, 23), date(2026, 10, 19), date(2026, 10, 26)]
)
def test_windows_availability_and_rest_are_by_the_clock_where_the_agent_lives(
    week: date, tmp_path: Path
) -> None:
    folder = write_plain_site(
        tmp_path / "site", CONTRACT, agents=AGENTS, per_half_hour=4, week=week,
        availability__csv=AVAILABILITY,
    )  # fmt: skip
    options = PlanOptions(Limits(time=None, effort=0.1, workers=1), rounds=0)
    created = datetime.combine(week, time(), UTC) - timedelta(days=3)
    plan = plan_week(folder, week, options, created)
    for agent in plan.site.agents:
        mine = sorted(plan.schedule.of(agent.id), key=lambda shift: shift.start)
        assert 5 <= len(mine) <= 7, agent.id
        zone = ZoneInfo(PLACES[agent.id[0]])
        first, last = (9, 16) if agent.id == "N1" else (8, 18)
        for shift in mine:
            begin, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
            assert time(first) <= begin.time() < end.time() <= time(last), (agent.id, begin, end)
            assert shift.end - shift.start == timedelta(hours=6)
            assert not (agent.id == "K1" and begin.weekday() == 6), begin
        for shift, following in pairwise(mine):
            assert following.start - shift.end >= timedelta(hours=15), (agent.id, shift.end)
