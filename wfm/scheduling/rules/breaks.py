"""Breaks and meals inside a shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wfm.model import ActivityCategory, ActivityRule, Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import Template, TourSpace

PAUSES = frozenset({ActivityCategory.BREAK, ActivityCategory.MEAL})


@dataclass(frozen=True, slots=True)
class Breaks:
    """A shift holds the plan's breaks and meals in their windows, apart enough and often enough."""

    name: str = "Breaks and meals"

    def shape(self, space: TourSpace) -> None:
        """Nothing is left to exclude: candidates carry the templates of `template`."""

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        pauses = horizon.plan(agent).activities
        return ", ".join(f"{pause.code} of {pause.minutes} minutes" for pause in pauses)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift's pauses with the work plan."""
        plan = horizon.plan(agent)
        for shift in shifts:
            for text in _faults(plan, shift, horizon.local_minutes(shift)):
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def activities_of(plan: WorkPlan, length: int, start: int) -> list[ActivityRule]:
    """Activities of a shift of that presence and start, in the order of their windows."""
    mine = [rule for rule in plan.activities if rule.applies_to(length)]
    return sorted(mine, key=lambda rule: window(rule, length, start))


def window(rule: ActivityRule, length: int, start: int) -> tuple[int, int]:
    """First and last minute into a shift at which a pause may begin.

    The shift lasts `length` minutes and starts `start` minutes after midnight. The window is empty
    where the last lies before the first.
    """
    first, last = rule.clock or (start, start + length)
    earliest, latest = max(rule.earliest, first - start), min(rule.latest, last - start)
    return earliest, min(latest, length - rule.minutes)


def template(horizon: Horizon, plan: WorkPlan, length: int, start: int) -> Template | None:
    """Activity windows in intervals for a shift of that presence and start; None where none fits.

    Activities come in the order of `activities_of`, which the search keeps.
    """
    step = horizon.grid.interval_minutes
    rules = activities_of(plan, length, start)
    gap, stretch = plan.minimum_gap // step, (plan.maximum_stretch or 0) // step
    windows = [window(rule, length, start) for rule in rules]
    ends = [latest + rule.minutes for rule, (_, latest) in zip(rules, windows, strict=True)]
    settled = all(
        end + plan.minimum_gap <= earliest
        for end, (earliest, _) in zip(ends, windows[1:], strict=False)
    )
    activities = tuple(
        (rule.code, rule.minutes // step, -(-earliest // step), latest // step)
        for rule, (earliest, latest) in zip(rules, windows, strict=True)
    )
    if any(earliest > latest for _, _, earliest, latest in activities):
        return None
    return Template(activities, -1 if settled else gap, stretch)


def _faults(plan: WorkPlan, shift: Shift, start: int) -> Iterator[str]:
    minute = timedelta(minutes=1)
    length = int((shift.end - shift.start) / minute)
    pauses = [activity for activity in shift.activities if activity.category in PAUSES]
    rules = activities_of(plan, length, start)
    if sorted(p.code for p in pauses) != sorted(rule.code for rule in rules):
        wanted = ", ".join(rule.code for rule in rules) or "none"
        yield f"has {', '.join(p.code for p in pauses) or 'no pause'}; the work plan wants {wanted}"
        return
    for rule, pause in zip(
        sorted(rules, key=lambda rule: rule.code),
        sorted(pauses, key=lambda pause: (pause.code, pause.start)),
        strict=True,
    ):
        after = int((pause.start - shift.start) / minute)
        if pause.minutes != rule.minutes:
            yield f"{rule.code} lasts {pause.minutes} minutes instead of {rule.minutes}"
        earliest, latest = window(rule, length, start)
        if not earliest <= after <= latest:
            span = f"{earliest} to {latest}"
            yield f"{rule.code} begins {after} minutes into the shift; its window is {span}"
    borders = [shift.start, *(t for p in pauses for t in (p.start, p.end)), shift.end]
    work = [
        int((end - begin) / minute) for begin, end in zip(borders[::2], borders[1::2], strict=True)
    ]
    if any(minutes < plan.minimum_gap for minutes in work[1:-1]):
        yield f"two pauses are less than {plan.minimum_gap} minutes of work apart"
    if plan.maximum_stretch is not None and max(work) > plan.maximum_stretch:
        yield f"{max(work)} minutes of work without a pause; at most {plan.maximum_stretch}"
