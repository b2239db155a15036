"""Work plans written in one line, and their terms read by name whatever rule they belong to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

from wfm.model import WorkPlan
from wfm.scheduling.rules.work_plan import work_plan


@dataclass(frozen=True)
class TypedShift:
    """A row of a work plan's shift types, with the columns of all rules."""

    name: str
    start: int
    minutes: int
    counted_minutes: int | None = None
    most: int | None = None
    not_before: frozenset[str] = frozenset()
    type_weekdays: frozenset[int] | None = None


def contract(
    name: str,
    paid_minutes_per_week: tuple[int, int],
    days_per_week: tuple[int, int],
    shift_minutes: tuple[int, ...],
    earliest_start: int,
    latest_end: int,
    **more: Any,
) -> WorkPlan:
    """Make a work plan of what every one of them has, and more."""
    return work_plan(
        name,
        paid_minutes_per_week=paid_minutes_per_week,
        days_per_week=days_per_week,
        shift_minutes=shift_minutes,
        earliest_start=earliest_start,
        latest_end=latest_end,
        **more,
    )


def terms(plan: WorkPlan) -> Any:
    """Give all values that the rules of a work plan keep, by the names of their fields."""
    kept = {
        field.name: getattr(settings, field.name)
        for settings in plan.rules.values()
        for field in fields(settings)  # type: ignore[arg-type]
    }
    return SimpleNamespace(**kept)
