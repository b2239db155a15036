"""A closed day is closed: nobody works it, and its hours count as the contract says."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tests.planning.eight_site import CLOSURE, EASTER_MONDAY, HOLIDAYS, TABLES, write_eight
from wfm.cli import cli
from wfm.model.plan import Message, Plan, Severity
from wfm.planning import plan_week, write_plan
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits

QUICK = PlanOptions(Limits(time=None, effort=0, workers=1))
CREATED = datetime(2026, 4, 1, tzinfo=UTC)
OPEN_BEFORE = HOLIDAYS - {date(2025, 4, 21)}


def counting(how: str) -> str:
    return TABLES["work_plans.toml"] + f'closed_days = "{how}"\n'


def planned(folder: Path, week: date = EASTER_MONDAY, **site: Any) -> Plan:
    return plan_week(write_eight(folder / "site", **site), week, QUICK, CREATED)


def shifts_on(plan: Plan, day: date) -> int:
    return sum(shift.date == day for shift in plan.schedule.shifts)


def told(plan: Plan, code: str) -> list[Message]:
    return [message for message in plan.messages if message.phrase.code == code]


@pytest.mark.parametrize("events", [CLOSURE, None], ids=["declared", "closed before"])
def test_a_closed_easter_monday_is_a_paid_day_off_for_all(
    tmp_path: Path, events: str | None
) -> None:
    plan = planned(tmp_path, **({} if events is None else {"events": events}))
    assert shifts_on(plan, EASTER_MONDAY) == 0
    assert len(plan.schedule.shifts) == 8 * 4
    assert plan.requirement["interval_start"].dt.date.min() == EASTER_MONDAY + timedelta(days=1)
    assert plan.solve.status != "partial"
    assert plan.paid_hours == 8 * 40
    assert plan.holiday_hours == 8 * 8
    assert plan.cost == 8 * 40 * 20
    [off] = told(plan, "opening.paid_holiday")
    assert off.phrase.parameters["dates"] == (EASTER_MONDAY,)
    assert off.phrase.parameters["agents"] == 8
    assert told(plan, "opening.closed" if events else "holiday.closed")


def test_a_holiday_on_which_it_was_open_before_is_open(tmp_path: Path) -> None:
    plan = planned(tmp_path, closed=OPEN_BEFORE)
    assert shifts_on(plan, EASTER_MONDAY) == 8
    assert "was open on it in 2025" in told(plan, "holiday.open")[0].text
    assert plan.holiday_hours == 0


def test_the_week_of_new_year_goes_over_into_the_next_year(tmp_path: Path) -> None:
    """ISO week 53 of 2026, whose Friday is 1 January 2027, and week 1 after it."""
    new_year, monday = date(2027, 1, 1), date(2026, 12, 28)
    holidays = ("2026-05-01", "2026-05-14", "2026-05-25", "2026-12-25")
    closed = HOLIDAYS | {date(2026, 4, 6), *map(date.fromisoformat, holidays)}
    first = date(2025, 12, 1)
    plan = planned(tmp_path, monday, closed=closed, first=first, until=monday)
    assert shifts_on(plan, new_year) == 0
    assert len(plan.schedule.shifts) == 8 * 4
    assert (plan.week, plan.holiday_hours, plan.paid_hours) == (monday, 8 * 8, 8 * 40)
    [closing] = told(plan, "holiday.closed")
    assert "2027-01-01 (New Year's Day): calls closed" in closing.text
    write_plan(plan, tmp_path / "w53")
    asked = (
        "--week",
        "2027-01-04",
        "--after",
        str(tmp_path / "w53"),
        "--out",
        str(tmp_path / "w1"),
    )
    quick = ("--effort", "0", "--workers", "1", "--simulate", "0")
    done = CliRunner().invoke(cli, ["plan", str(tmp_path / "site"), *asked, *quick])
    assert done.exit_code == 0, done.output
    summary = json.loads((tmp_path / "w1" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["week"], summary["totals"]["shifts"]) == ("2027-01-04", 8 * 5)
    assert summary["totals"]["holiday_hours"] == 0


def test_a_guessed_closing_is_asked_and_keeps_the_minimum_heads(tmp_path: Path) -> None:
    """The history has closed holidays, and no Easter Monday."""
    plan = planned(tmp_path, first=date(2025, 4, 28))
    local = plan.requirement["interval_start"].dt.tz_convert("Europe/Berlin").dt.date
    assert plan.requirement["net_requirement"][local == EASTER_MONDAY].tolist() == [2.0] * 10
    assert shifts_on(plan, EASTER_MONDAY) >= 2
    [asked] = told(plan, "holiday.guessed_closed")
    assert asked.severity is Severity.WARNING
    assert "opening_dates" in asked.text


def test_hours_that_are_worked_off_and_do_not_fit_are_told_with_their_ways_out(
    tmp_path: Path,
) -> None:
    plan = planned(tmp_path, events=CLOSURE, work_plans=counting("worked_off"))
    [clash] = told(plan, "opening.hours_impossible")
    assert clash.severity is Severity.ERROR
    assert (clash.phrase.parameters["least"], clash.phrase.parameters["most"]) == (40, 32)
    assert "closed_days" in clash.text
    assert shifts_on(plan, EASTER_MONDAY) == 0


def test_nobody_is_told_to_let_days_count_that_count_already(tmp_path: Path) -> None:
    """E0 has a second contract from Friday to Monday, of which the queue is open on Friday."""
    plans = counting("paid_holiday")
    contracts = "agent_id,work_plan,weekdays\nE0,Other,fri-mon\n"
    other = plans.replace('["Full time"]', "[Other]")
    plan = planned(tmp_path, events=CLOSURE, work_plans=f"{plans}\n{other}", contracts=contracts)
    [clash] = told(plan, "opening.hours_impossible")
    assert clash.phrase.parameters["work_plan"] == "Other"
    assert "closed_days" not in clash.text
    assert "lower the least hours, or open on one of them" in clash.text


def test_hours_are_worked_off_on_other_days_where_they_fit(tmp_path: Path) -> None:
    longer = (
        counting("worked_off")
        .replace("[8]", "[8, 10]")
        .replace("days_per_week = 5", "days_per_week = 4", 1)
    )
    plan = planned(tmp_path, events=CLOSURE, work_plans=longer)
    assert shifts_on(plan, EASTER_MONDAY) == 0
    assert plan.solve.status != "partial"
    assert (plan.paid_hours, plan.holiday_hours) == (8 * 40, 0)


def test_fewer_hours_are_neither_worked_nor_paid(tmp_path: Path) -> None:
    plan = planned(tmp_path, events=CLOSURE, work_plans=counting("fewer_hours"))
    assert (len(plan.schedule.shifts), plan.paid_hours, plan.cost) == (32, 8 * 32, 8 * 32 * 20)
    assert told(plan, "opening.fewer_hours")


def test_wfm_plan_says_which_days_are_closed_on_the_console_and_in_the_workbook(
    tmp_path: Path,
) -> None:
    site, out = write_eight(tmp_path / "site"), tmp_path / "out"
    done = CliRunner().invoke(
        cli, ["plan", str(site), "--week", str(EASTER_MONDAY), "--out", str(out), "--effort", "0"]
    )
    assert done.exit_code == 0, done.output
    assert (
        "Mon 2026-04-06 (Easter Monday): calls closed: had no contacts on it in 2025" in done.output
    )
    assert "320 paid hours (64 of them paid holiday)" in done.output
    book = load_workbook(out / "roster.xlsx")
    for name in ("Summary", "Warnings"):
        cells = [cell for row in book[name].iter_rows(values_only=True) for cell in row if cell]
        assert any("Easter Monday" in str(cell) for cell in cells), name
        assert any("count as paid holiday" in str(cell) for cell in cells), name
    summary = json.loads((out / "summary.json").read_text())
    assert {"holiday.closed", "opening.paid_holiday"} <= {m["code"] for m in summary["messages"]}
    assert summary["totals"]["holiday_hours"] == 64


EVE = date(2026, 12, 24)
DATES = "name,queues,date,hours\n"


def test_shorter_hours_of_a_date_take_their_part_of_the_demand_and_of_the_hours(
    tmp_path: Path,
) -> None:
    """Christmas Eve until 14:00: a shift of 6 h fits, and 2 h count as paid holiday."""
    plan = planned(
        tmp_path,
        EVE - timedelta(days=3),
        opening_dates=f"{DATES}Christmas Eve,,{EVE},08:00-14:00\n",
        work_plans=TABLES["work_plans.toml"].replace("[8]", "[6, 8]"),
    )
    local = plan.requirement["interval_start"].dt.tz_convert("Europe/Berlin")
    assert local[local.dt.date == EVE].dt.hour.tolist() == list(range(8, 14))
    zone = local.dt.tz
    ends = {s.end.astimezone(zone).hour for s in plan.schedule.shifts if s.date == EVE}
    assert ends == {14}
    assert shifts_on(plan, EVE + timedelta(days=1)) == 0
    assert (plan.paid_hours, plan.holiday_hours) == (8 * 40, 8 * 10)
    assert told(plan, "opening.other_hours")[0].phrase.parameters["reasons"] == ("Christmas Eve",)


def test_a_day_that_no_shift_is_short_enough_for_is_told_with_the_length_that_would_be(
    tmp_path: Path,
) -> None:
    dates = f"{DATES}Christmas Eve,,{EVE},08:00-14:00\n"
    plan = planned(tmp_path, EVE - timedelta(days=3), opening_dates=dates)
    assert shifts_on(plan, EVE) == 0
    (short,) = told(plan, "opening.too_short")
    assert (short.severity, short.phrase.parameters["hours"]) == (Severity.WARNING, 6)
    assert short.phrase.parameters["dates"] == (EVE,), "the closed holiday is no short day"


def test_a_date_opens_a_holiday_that_was_closed_before(tmp_path: Path) -> None:
    plan = planned(tmp_path, opening_dates=f"{DATES}Easter Monday,,{EASTER_MONDAY},08:00-18:00\n")
    local = plan.forecast["interval_start"].dt.tz_convert("Europe/Berlin").dt.date
    assert plan.forecast["contacts"][local == EASTER_MONDAY].sum() > 0
    assert shifts_on(plan, EASTER_MONDAY) == 8
    assert not told(plan, "holiday.closed")


def test_a_date_opens_a_sunday_and_says_where_its_contacts_are_from(tmp_path: Path) -> None:
    sunday = EASTER_MONDAY + timedelta(days=6)
    plan = planned(tmp_path, opening_dates=f"{DATES}Open Sunday,,{sunday},10:00-16:00\n")
    local = plan.forecast["interval_start"].dt.tz_convert("Europe/Berlin")
    opened = plan.forecast[local.dt.date == sunday]
    assert opened["contacts"].between(15, 35).all()
    assert len(opened) == 6
    assert any("open at unusual times" in message.text for message in plan.messages)


TWO_QUEUES = TABLES["queues.csv"].replace(
    "minimum_heads", "minimum_heads,response_minutes,aht_seconds"
)
MAIL = "mail,email,mail,mon-fri 08:00-18:00,,,,,480,300\n"
SKILLS = "agent_id,name,team,work_plan,skills,hourly_cost\n" + "".join(
    f"E{n},Agent {n},North,Full time,{'phone|mail' if n < 3 else 'phone'},20\n" for n in range(8)
)


def with_mail(folder: Path, **more: str) -> Path:
    """Add a queue of mails that three of the agents answer, open and with work on every weekday."""
    queues = TWO_QUEUES.replace(",2\n", ",2,,\n") + MAIL
    site = write_eight(folder / "site", queues=queues, agents=SKILLS, **more)
    calls = (site / "history.csv").read_text().splitlines()
    days = {line[:10]: line for line in calls[1:]}
    mails = [line.replace("calls,voice", "mail,email") for line in calls[1:]]
    assert days
    (site / "history.csv").write_text("\n".join([*calls, *mails]) + "\n")
    return site


def test_only_agents_all_of_whose_queues_are_closed_have_the_day_off(tmp_path: Path) -> None:
    site = with_mail(
        tmp_path,
        opening_dates=f"{DATES}Calls closed,calls,{EASTER_MONDAY},closed\n"
        f"Mail open,mail,{EASTER_MONDAY},08:00-18:00\n",
    )
    plan = plan_week(site, EASTER_MONDAY, QUICK, CREATED)
    at_work = {s.agent_id for s in plan.schedule.shifts if s.date == EASTER_MONDAY}
    assert at_work
    assert at_work <= {"E0", "E1", "E2"}
    assert plan.holiday_minutes == {f"E{n}": 480 for n in range(3, 8)}


def test_work_that_can_wait_is_there_when_it_opens_again(tmp_path: Path) -> None:
    wednesday = EASTER_MONDAY + timedelta(days=2)
    closure = f"event,queues,from,to,kind,effect\nInventory,,{wednesday},{wednesday},closure,\n"
    plan = plan_week(with_mail(tmp_path, events=closure), EASTER_MONDAY, QUICK, CREATED)
    rows = plan.forecast.assign(
        day=plan.forecast["interval_start"].dt.tz_convert("Europe/Berlin").dt.date
    )
    by_day = rows.groupby(["queue", "day"])["contacts"].sum()
    thursday, friday = wednesday + timedelta(days=1), wednesday + timedelta(days=2)
    assert ("mail", wednesday) not in by_day.index
    assert by_day["mail", thursday] > 1.6 * by_day["mail", friday]
    assert by_day["calls", thursday] < 1.4 * by_day["calls", friday]
    assert shifts_on(plan, wednesday) == 0
