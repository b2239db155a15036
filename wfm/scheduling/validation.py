"""Contradictions that can be found before solving, all of them in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from wfm.errors import InputError, InputProblem
from wfm.model import WorkPlan
from wfm.scheduling.candidate_shifts import off_queue_parts
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import BreakSettings, activities_of, template
from wfm.scheduling.rules.groups.members import faults_at, faults_in
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.work_plan import contradictions_of
from wfm.scheduling.tours.cheapest_tour import MAX_BREAKS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("interval_start", "interval_minutes", "queue", "gross_requirement")


def refuse_contradictions(horizon: Horizon, requirement: pd.DataFrame) -> None:
    """Refuse a week whose facts contradict each other.

    Raises
    ------
    InputError
        With everything found: a site without agents or queues, unknown agents, queues and work
        plans, work plans that no week can obey, locked shifts or meetings in each other's way, a
        requirement that is not one.
    """
    faults = [*_site(horizon)]
    if not faults:
        for plan in {agent.work_plan for agent in horizon.site.agents}:
            faults += _work_plan(horizon, horizon.site.work_plans[plan])
        faults += [*_strangers(horizon), *_group_rules(horizon)]
        faults += [*_locked(horizon), *_meetings(horizon)]
    faults += _requirement(horizon, requirement)
    if faults:
        raise InputError(faults)


def _site(horizon: Horizon) -> Iterator[InputProblem]:
    if not horizon.site.agents:
        yield InputProblem("the site has no agents", "list them", file="agents.csv")
    if not horizon.site.queues:
        yield InputProblem("the site has no queues", "list them", file="queues.csv")
    for agent in horizon.site.agents:
        if agent.work_plan not in horizon.site.work_plans:
            what = f"{agent.id} has the unknown work plan {agent.work_plan!r}"
            remedy = f"use one of {', '.join(sorted(horizon.site.work_plans))}"
            yield InputProblem(what, remedy, file="agents.csv", field="work_plan")
    for name, times in Counter(agent.id for agent in horizon.site.agents).items():
        if times > 1:
            yield InputProblem(
                f"agent {name!r} is there {times} times", "keep one", file="agents.csv"
            )


def _work_plan(horizon: Horizon, plan: WorkPlan) -> Iterator[InputProblem]:
    def fault(rule: str, what: str, remedy: str) -> InputProblem:
        return InputProblem(f"work plan {plan.name!r}, {rule}: {what}", remedy, file="work_plans")

    faults = list(contradictions_of(plan))
    yield from (fault(rule, found.what, found.remedy) for rule, found in faults)
    if not faults:
        for length in ShiftTimeSettings.of(plan).lengths:
            yield from (
                fault(BreakSettings.rule, *told) for told in _crowded(horizon, plan, length)
            )


def _crowded(horizon: Horizon, plan: WorkPlan, length: int) -> Iterator[tuple[str, str]]:
    """Find shifts whose breaks have no places, as the search would place them."""
    hours, starts = f"a shift of {length / 60:g} hours", ShiftTimeSettings.of(plan).starts(length)
    rules = activities_of(plan, length, starts[0])
    if len(rules) > MAX_BREAKS:
        what = f"{hours} has {len(rules)} breaks; at most {MAX_BREAKS} can be placed"
        yield what, "join some of them"
    if not any(_placeable(horizon, plan, length, start) for start in starts):
        what = f"the breaks of {hours} cannot all lie in their windows, apart and often enough"
        yield what, "widen the windows or change the stretch of work"


def _placeable(horizon: Horizon, plan: WorkPlan, length: int, start: int) -> bool:
    """Tell whether the breaks of a shift have places: each as early as the ones before let it.

    With a longest stretch, the reachable places of each break are followed.
    """
    shape = template(horizon, plan, length, start)
    if shape is None:
        return False
    span = horizon.minutes_to_steps(length)
    stretch, apart = shape.stretch or span, max(0, shape.apart)
    ends = {-apart}
    for number, (_, minutes, earliest, latest) in enumerate(shape.activities):
        least = apart if number else 0
        ends = {
            at + minutes
            for at in range(earliest, latest + 1)
            if any(end + least <= at <= max(end, 0) + stretch for end in ends)
        }
    return any(span - max(end, 0) <= stretch for end in ends)


def _strangers(horizon: Horizon) -> Iterator[InputProblem]:
    site = horizon.site
    known = {agent.id for agent in site.agents}
    named = [
        *(("a locked shift", shift.agent_id) for shift in horizon.locked),
        *(("a wish", wish.agent_id) for wish in site.preferences),
        *(("a shift request", request.agent_id) for request in site.shift_requests),
        *(("time off", entry.agent_id) for entry in site.time_off),
        *(("availability", entry.agent_id) for entry in site.availability),
        *((f"meeting {m.name!r}", agent) for m in site.meetings for agent in m.agent_ids),
        *(
            (f"the group rule {r.name!r}", agent)
            for r in site.group_rules
            for agent in (*r.agent_ids, *r.beside)
        ),
    ]
    for what, agent in dict.fromkeys(named):
        if agent not in known:
            yield InputProblem(f"{what} names the unknown agent {agent!r}", "correct or remove it")


def _group_rules(horizon: Horizon) -> Iterator[InputProblem]:
    for rule in horizon.site.group_rules:
        for fault in [*faults_in(rule), *faults_at(horizon.site.agents, rule)]:
            what = f"the group rule {rule.name!r} {fault.what}"
            yield InputProblem(what, fault.remedy, file="group_rules")


def _locked(horizon: Horizon) -> Iterator[InputProblem]:
    last = horizon.grid.date_of(horizon.days - 1)
    for shift in horizon.locked:
        whose = f"the locked shift of {shift.agent_id} on {shift.date}"
        if not horizon.first <= shift.date <= last:
            yield InputProblem(f"{whose} lies outside the week", "unlock it")
        elif not timedelta(0) < shift.end - shift.start <= timedelta(days=1):
            yield InputProblem(f"{whose} lasts more than a day, or no time", "correct or unlock it")
        elif len(list(off_queue_parts(horizon, shift))) > MAX_BREAKS:
            yield InputProblem(f"{whose} has more than {MAX_BREAKS} parts off queue", "join some")
    for agent, shifts in horizon.locked_by_agent.items():
        for shift, following in pairwise(sorted(shifts, key=lambda shift: shift.start)):
            if following.date == shift.date or following.start < shift.end:
                what = f"two locked shifts of {agent} on {following.date}, or overlapping"
                yield InputProblem(what, "unlock or remove one")


def _meetings(horizon: Horizon) -> Iterator[InputProblem]:
    for agent, meetings in horizon.meetings.items():
        for (meeting, start), (other, then) in pairwise(meetings):
            if then < start + timedelta(minutes=meeting.minutes):
                at = f"{horizon.local(then):%a %Y-%m-%d %H:%M}"
                what = f"{agent} is in {meeting.name!r} and {other.name!r} at once, on {at}"
                yield InputProblem(what, "move one of them", file="meetings")


def _requirement(horizon: Horizon, requirement: pd.DataFrame) -> Iterator[InputProblem]:
    missing = [name for name in COLUMNS if name not in requirement]
    if missing:
        yield InputProblem(f"the requirement lacks {', '.join(missing)}", "add these columns")
        return
    queues = {queue.name for queue in horizon.site.queues}
    for name in sorted(set(requirement["queue"].unique()) - queues):
        what = f"requires heads in the unknown queue {name!r}"
        yield InputProblem(what, f"use one of {', '.join(sorted(queues))}", field="queue")
    heads = requirement["gross_requirement"]
    if not heads.between(0, 1e6).all():
        what = "requires heads that are no number from 0 to 1,000,000"
        yield InputProblem(what, "correct them", field="gross_requirement")
    if len(requirement) and requirement["interval_start"].dt.tz is None:
        yield InputProblem(
            "has instants without a time zone", "add the offset", field="interval_start"
        )
