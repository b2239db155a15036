"""Contradictions that can be found before solving, all of them in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from wfm.errors import InputError, InputProblem
from wfm.model import Shift, WorkPlan
from wfm.scheduling.candidate_shifts import off_queue_parts
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import BreakSettings, activities_of, template
from wfm.scheduling.rules.groups.members import faults_at, faults_in
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.rules.work_plan import contradictions_of
from wfm.scheduling.split_days import gaps
from wfm.scheduling.tours.cheapest_tour import MAX_BREAKS
from wfm.words import Phrase, phrase

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
        plans = {p.name: p for agent in horizon.site.agents for p in horizon.plans(agent)}
        for plan in plans.values():
            faults += _work_plan(horizon, plan)
        faults += [*_strangers(horizon), *_group_rules(horizon)]
        faults += [*_locked(horizon), *_meetings(horizon)]
    faults += _requirement(horizon, requirement)
    if faults:
        raise InputError(faults)


def _site(horizon: Horizon) -> Iterator[InputProblem]:
    if not horizon.site.agents:
        yield InputProblem(phrase("check.no_agents"), phrase("do.list_them"), file="agents.csv")
    if not horizon.site.queues:
        yield InputProblem(phrase("check.no_queues"), phrase("do.list_them"), file="queues.csv")
    for agent in horizon.site.agents:
        if agent.work_plan not in horizon.site.work_plans:
            what = phrase("check.unknown_work_plan", agent_id=agent.id, work_plan=agent.work_plan)
            remedy = phrase("do.use_one_of", names=tuple(sorted(horizon.site.work_plans)))
            yield InputProblem(what, remedy, file="agents.csv", field="work_plan")
    for contract in horizon.site.contracts:
        if contract.work_plan not in horizon.site.work_plans:
            what = phrase(
                "check.unknown_work_plan",
                agent_id=contract.agent_id, work_plan=contract.work_plan,
            )  # fmt: skip
            remedy = phrase("do.use_one_of", names=tuple(sorted(horizon.site.work_plans)))
            yield InputProblem(what, remedy, file="contracts.csv", field="work_plan")
    for name, times in Counter(agent.id for agent in horizon.site.agents).items():
        if times > 1:
            yield InputProblem(
                phrase("check.agent_repeated", agent_id=name, times=times),
                phrase("do.keep_one"),
                file="agents.csv",
            )


def _work_plan(horizon: Horizon, plan: WorkPlan) -> Iterator[InputProblem]:
    def fault(rule: str, what: Phrase, remedy: Phrase) -> InputProblem:
        return InputProblem(
            phrase("check.work_plan", plan=plan.name, rule=rule, what=what),
            remedy,
            file="work_plans",
        )

    faults = list(contradictions_of(plan))
    yield from (fault(rule, found.what, found.remedy) for rule, found in faults)
    if not faults:
        split = SplitShiftSettings.of(plan)
        parts = {length for day in split.days(plan) for length in (day.first, day.second)}
        for length in dict.fromkeys((*ShiftTimeSettings.of(plan).lengths, *sorted(parts))):
            yield from (
                fault(BreakSettings.rule, *told) for told in _crowded(horizon, plan, length)
            )


def _crowded(horizon: Horizon, plan: WorkPlan, length: int) -> Iterator[tuple[Phrase, Phrase]]:
    """Find shifts whose breaks have no places, as the search would place them."""
    hours, starts = length / 60, ShiftTimeSettings.of(plan).starts(length)
    rules = activities_of(plan, length, starts[0])
    if len(rules) > MAX_BREAKS:
        what = phrase("check.many_breaks", hours=hours, breaks=len(rules), most=MAX_BREAKS)
        yield what, phrase("do.join_some_of_them")
    if not any(_placeable(horizon, plan, length, start) for start in starts):
        yield phrase("check.crowded", hours=hours), phrase("do.widen_windows")


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
        *((phrase("check.a_locked_shift"), shift.agent_id) for shift in horizon.locked),
        *((phrase("check.a_wish"), wish.agent_id) for wish in site.preferences),
        *((phrase("check.a_shift_request"), request.agent_id) for request in site.shift_requests),
        *((phrase("check.some_time_off"), entry.agent_id) for entry in site.time_off),
        *((phrase("check.some_availability"), entry.agent_id) for entry in site.availability),
        *((phrase("check.a_contract"), contract.agent_id) for contract in site.contracts),
        *(
            (phrase("check.a_meeting", name=m.name), agent)
            for m in site.meetings
            for agent in m.agent_ids
        ),
        *(
            (phrase("check.a_group_rule", name=r.name), agent)
            for r in site.group_rules
            for agent in (*r.agent_ids, *r.beside)
        ),
    ]
    for what, agent in dict.fromkeys(named):
        if agent not in known:
            yield InputProblem(
                phrase("check.unknown_agent", what=what, agent_id=agent),
                phrase("do.correct_or_remove"),
            )


def _group_rules(horizon: Horizon) -> Iterator[InputProblem]:
    for rule in horizon.site.group_rules:
        for fault in [*faults_in(rule), *faults_at(horizon.site.agents, rule)]:
            what = phrase("check.group_rule", name=rule.name, what=fault.what)
            yield InputProblem(what, fault.remedy, file="group_rules")


def _locked(horizon: Horizon) -> Iterator[InputProblem]:
    last = horizon.grid.date_of(horizon.days - 1)
    for shift in horizon.locked:
        whose = phrase("check.locked_shift", agent_id=shift.agent_id, date=shift.date)
        if not horizon.first <= shift.date <= last:
            yield InputProblem(phrase("check.outside_week", whose=whose), phrase("do.unlock"))
        elif not timedelta(0) < shift.end - shift.start <= timedelta(days=1):
            yield InputProblem(
                phrase("check.odd_length", whose=whose), phrase("do.correct_or_unlock")
            )
    for agent, shifts in horizon.locked_by_agent.items():
        yield from (problem for shift in shifts for problem in _locked_day(horizon, shift))
        for shift, following in pairwise(shifts):
            if following.date == shift.date or following.start < shift.end:
                what = phrase("check.two_locked", agent_id=agent, date=following.date)
                yield InputProblem(what, phrase("do.unlock_or_remove"))


def _locked_day(horizon: Horizon, shift: Shift) -> Iterator[InputProblem]:
    """Judge what is locked on a day, its two shifts joined."""
    if len(list(off_queue_parts(horizon, shift))) > MAX_BREAKS:
        whose = phrase("check.locked_shift", agent_id=shift.agent_id, date=shift.date)
        yield InputProblem(
            phrase("check.many_parts", whose=whose, most=MAX_BREAKS), phrase("do.join_some")
        )
    agents = (agent for agent in horizon.site.agents if agent.id == shift.agent_id)
    agent = next(agents, None)
    if agent is not None and gaps(shift):
        asked = SplitShiftSettings.of(horizon.plan_on(agent, shift.date))
        if not asked.maximum_split_days or len(gaps(shift)) > 1:
            what = phrase("check.two_locked", agent_id=agent.id, date=shift.date)
            yield InputProblem(what, phrase("do.unlock_or_remove"))


def _meetings(horizon: Horizon) -> Iterator[InputProblem]:
    for agent, meetings in horizon.meetings.items():
        for (meeting, start), (other, then) in pairwise(meetings):
            if then < start + timedelta(minutes=meeting.minutes):
                what = phrase(
                    "check.two_meetings", agent_id=agent, one=meeting.name, other=other.name,
                    at=horizon.local(then),
                )  # fmt: skip
                yield InputProblem(what, phrase("do.move_one"), file="meetings")


def _requirement(horizon: Horizon, requirement: pd.DataFrame) -> Iterator[InputProblem]:
    missing = [name for name in COLUMNS if name not in requirement]
    if missing:
        yield InputProblem(
            phrase("check.requirement_lacks", columns=tuple(missing)), phrase("do.add_columns")
        )
        return
    queues = {queue.name for queue in horizon.site.queues}
    for name in sorted(set(requirement["queue"].unique()) - queues):
        what = phrase("check.unknown_queue", queue=str(name))
        yield InputProblem(
            what, phrase("do.use_one_of", names=tuple(sorted(queues))), field="queue"
        )
    heads = requirement["gross_requirement"]
    if not heads.between(0, 1e6).all():
        what = phrase("check.heads")
        yield InputProblem(what, phrase("do.correct_them"), field="gross_requirement")
    if len(requirement) and requirement["interval_start"].dt.tz is None:
        yield InputProblem(phrase("check.no_zone"), phrase("do.add_offset"), field="interval_start")
