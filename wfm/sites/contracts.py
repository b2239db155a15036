"""Work plans, and whether a week can obey them at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from types import MappingProxyType

from wfm.model import ActivityRule, WorkPlan
from wfm.sites.findings import Findings
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import ActivityRow, WorkPlanRow

LATEST = 2880
"""Local minutes by which any shift has ended."""


def work_plans_of(
    rows: Rows[WorkPlanRow],
    file: str,
    plans: Collection[str],
    activities: Rows[ActivityRow],
    activities_file: str,
    findings: Findings,
) -> Mapping[str, WorkPlan]:
    """Work plans by name, each with its breaks and meals."""
    rules: dict[str, list[ActivityRule]] = defaultdict(list)
    for row, record in activities:
        check_known(
            [record.work_plan], plans, "work plan", activities_file, row, "work_plan", findings
        )
        if record.latest_minutes < record.earliest_minutes:
            findings.error(
                "the latest start lies before the earliest", "exchange them",
                activities_file, row, "latest_minutes",
            )  # fmt: skip
        rules[record.work_plan].append(_rule(record))
    found: dict[str, WorkPlan] = {}
    for row, plan_row in unique(rows, lambda r: r.work_plan, "work_plan", file, findings):
        plan = _plan(plan_row, tuple(rules[plan_row.work_plan]))
        _check(plan, file, row, findings)
        found[plan.name] = plan
    return MappingProxyType(found)


def _minutes(hours: float) -> int:
    return round(hours * 60)


def _rule(record: ActivityRow) -> ActivityRule:
    return ActivityRule(
        code=record.code,
        category=record.category,
        minutes=record.minutes,
        paid=record.paid,
        earliest=record.earliest_minutes,
        latest=record.latest_minutes,
        shift_minutes=tuple(map(_minutes, record.shift_hours)),
        clock=_clock(record),
    )


def _clock(record: ActivityRow) -> tuple[int, int] | None:
    if record.earliest_clock is None and record.latest_clock is None:
        return None
    latest = LATEST if record.latest_clock is None else record.latest_clock
    return record.earliest_clock or 0, latest


def _plan(record: WorkPlanRow, activities: tuple[ActivityRule, ...]) -> WorkPlan:
    return WorkPlan(
        name=record.work_plan,
        paid_minutes_per_week=(
            _minutes(record.min_paid_hours_per_week),
            _minutes(record.max_paid_hours_per_week),
        ),
        days_per_week=(record.min_days_per_week, record.max_days_per_week),
        shift_minutes=tuple(sorted(map(_minutes, record.shift_hours))),
        earliest_start=record.earliest_start,
        latest_end=record.latest_end,
        start_step=record.start_step_minutes,
        weekly_start_window=record.weekly_start_window_minutes,
        activities=activities,
        minimum_gap=record.minimum_gap_minutes,
        maximum_stretch=record.maximum_stretch_minutes,
        minimum_rest=_minutes(record.minimum_rest_hours),
        maximum_consecutive_days=record.maximum_consecutive_days,
        consecutive_days_off=record.consecutive_days_off,
        consecutive_days_off_required=record.consecutive_days_off_required,
        weekdays=record.weekdays,
        maximum_weekend_days=record.maximum_weekend_days,
    )


def _check(plan: WorkPlan, file: str, row: int, findings: Findings) -> None:
    for field, (low, high) in (
        ("max_paid_hours_per_week", plan.paid_minutes_per_week),
        ("max_days_per_week", plan.days_per_week),
    ):
        if low > high:
            findings.error(
                f"{plan.name}: the minimum is above the maximum", "exchange them", file, row, field
            )
    for length in plan.shift_minutes:
        _check_length(plan, length, file, row, findings)
    longest = max(plan.paid_minutes(length) for length in plan.shift_minutes)
    shortest = min(plan.paid_minutes(length) for length in plan.shift_minutes)
    days = plan.days_per_week[0], min(plan.days_per_week[1], len(plan.weekdays))
    if plan.paid_minutes_per_week[0] > longest * days[1]:
        findings.error(
            f"{plan.name}: {days[1]} shifts pay at most {longest * days[1] / 60:g} hours,"
            " fewer than the minimum",
            "allow longer shifts, more days, or fewer hours", file, row, "min_paid_hours_per_week",
        )  # fmt: skip
    if plan.paid_minutes_per_week[1] < shortest * days[0]:
        findings.error(
            f"{plan.name}: {days[0]} shifts pay at least {shortest * days[0] / 60:g} hours,"
            " more than the maximum",
            "allow shorter shifts, fewer days, or more hours", file, row, "max_paid_hours_per_week",
        )  # fmt: skip


def _check_length(plan: WorkPlan, length: int, file: str, row: int, findings: Findings) -> None:
    if not 0 < length <= 1440:
        findings.error(
            f"{plan.name}: a shift of {length / 60:g} hours", "use hours up to 24", file, row,
            "shift_hours",
        )  # fmt: skip
    if plan.earliest_start + length > plan.latest_end:
        findings.error(
            f"{plan.name}: a shift of {length / 60:g} hours does not fit between earliest_start"
            " and latest_end",
            "past midnight counts on: 06:00 of the next day is 30:00", file, row, "latest_end",
        )  # fmt: skip
    for rule in plan.activities:
        if rule.applies_to(length) and rule.earliest + rule.minutes > length:
            findings.error(
                f"{plan.name}: {rule.code} ends after a shift of {length / 60:g} hours",
                "let it begin earlier, or name the shift_hours to which it applies",
                file, row, "activities",
            )  # fmt: skip
