"""The use cases as background tasks on what is stored: import, forecast, schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any

from wfm.jobs import Job, LostRunError, Outcome, Task
from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.planning.plan_warnings import late_messages
from wfm.planning.two_stage_search import WeekToFill, solve_filling
from wfm.service.import_site import history_task, import_task, satisfaction_task
from wfm.service.load_plan import site_of_week, write_frame
from wfm.service.preserved_shifts import Kept, kept_of, with_edits
from wfm.service.previous_week import told, week_before
from wfm.service.stored_demand import Demand, demand_of
from wfm.store.best_schedule import best_schedule, drop_best
from wfm.store.database import Connection
from wfm.store.plans import PlanKind, add_plan
from wfm.store.schedules import (
    ScheduleInfo,
    create_draft,
    get_schedule,
    mark_edited,
    shifts_of,
)

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling import SearchProgress, Solution

_WENT_ON = Message(
    Severity.INFO,
    "schedule",
    "A worker was lost; the run went on from the best schedule found until then.",
)
KEEP_EVERY = 3.0
"""Seconds of search that a crash may cost, at most."""


def forecast_task(job: Job) -> Outcome:
    """Forecast and staff a week."""
    week = _week(job)
    with job.database.reading() as tx:
        site = site_of_week(tx, job.run.site, week)
    demand = demand_of(job, site, week)

    def effect(tx: Connection) -> Mapping[str, Any]:
        return _add_plans(tx, job, week, demand.tables)

    return Outcome(effect, [_plain(message) for message in demand.messages])


def schedule_task(job: Job) -> Outcome:
    """Forecast, staff and schedule a week; what is past, locked or edited by hand stays.

    What else a base has costs to change: people may know it already.
    A run that another worker left behind goes on from the best schedule found until then.
    """
    from wfm.scheduling import Limits, build_problem, scheduled_heads
    from wfm.scheduling.meeting_times import with_meetings

    parameters, week = job.run.parameters, _week(job)
    with job.database.reading() as tx:
        site = site_of_week(tx, job.run.site, week)
        seam = told(week_before(tx, job.run.site, week), week)
        base = _base(tx, job)
        kept = Kept() if base is None else kept_of(tx, base, site)
        given = () if base is None else shifts_of(tx, base.id)
        left = best_schedule(tx, job.run.id)
    demand = demand_of(job, site, week)
    held = kept.with_days_off(site)
    asked = WeekToFill(
        site,
        lambda heads: demand.laid(site, heads),
        lambda requirement: build_problem(held, requirement, week, given=given, locked=kept.locked),
    )
    limits = Limits(time=float(parameters["time_limit"]), seed=parameters["seed"])
    start = None if left is None else Schedule(site.name, week, left.shifts)
    progress = _Told(job, limits.time or 1.0)
    job.tell("Schedule", 0.5)
    requirement, problem, solution = solve_filling(asked, limits, progress, start)
    demand = replace(demand, requirement=requirement)
    progress.check()
    problem, solution = with_meetings(problem, solution)
    heads = scheduled_heads(problem, solution.schedule)
    coverage = demand.coverage(site, heads)
    schedule = kept.restored(solution.schedule)

    def effect(tx: Connection) -> Mapping[str, Any]:
        tables = _add_plans(tx, job, week, {**demand.tables, PlanKind.COVERAGE: coverage})
        drop_best(tx, job.run.id)
        return {"schedule": _store(tx, job, schedule, _summary(job, solution, demand)), **tables}

    told_before = (seam,) if left is None else (_WENT_ON, seam)
    late = late_messages(demand.late(site, heads))
    told_after = (*demand.messages, *late, *solution.messages)
    messages = [_plain(message) for message in (*told_before, *told_after)]
    return Outcome(effect, messages, cancelled=progress.cancelled)


TASKS: Mapping[str, Task] = {
    "import": import_task,
    "history": history_task,
    "satisfaction": satisfaction_task,
    "forecast": forecast_task,
    "schedule": schedule_task,
}


class _Told:
    """Passes the solver's progress on once a second, keeps its best, and tells it when to stop."""

    def __init__(self, job: Job, seconds: float) -> None:
        self.job, self.seconds = job, seconds
        self.next, self.next_kept = 0.0, 0.0
        self.kept: int | None = None
        """Price of the schedule that is kept."""
        self.lost: LostRunError | None = None
        self.cancelled = False

    def __call__(self, state: SearchProgress) -> bool:
        if monotonic() >= self.next:
            self.next = monotonic() + 1
            try:
                self._keep(state)
                progress = min(0.5 + 0.5 * state.seconds / self.seconds, 0.99)
                self.cancelled = self.job.tell(None, progress, _figures(self.kept, state.bound))
            except LostRunError as error:
                self.lost = error
        return not self.cancelled and self.lost is None

    def check(self) -> None:
        """Raise what could not be raised amid the search."""
        if self.lost is not None:
            raise self.lost

    def _keep(self, state: SearchProgress) -> None:
        if state.objective != self.kept and monotonic() >= self.next_kept:
            self.next_kept, self.kept = monotonic() + KEEP_EVERY, state.objective
            self.job.keep(state.schedule().shifts, _figures(self.kept, state.bound))


def _figures(objective: int | None, bound: int | None) -> dict[str, float | None]:
    gap = None
    if objective is not None and bound is not None:
        gap = (objective - bound) / objective if objective else 0.0
    return {"objective": objective, "bound": bound, "gap": gap}


def _week(job: Job) -> date:
    return date.fromisoformat(job.run.parameters["week"])


def _base(tx: Connection, job: Job) -> ScheduleInfo | None:
    number, keep = job.run.parameters["base"], job.run.parameters["keep"]
    return get_schedule(tx, job.run.site, _week(job), number) if number and keep else None


def _store(tx: Connection, job: Job, schedule: Schedule, summary: Mapping[str, Any]) -> int:
    """Store the draft; days of the base that were edited meanwhile win over the solver's."""
    run, base = job.run, _base(tx, job)
    shifts, edited = (
        (list(schedule.shifts), set()) if base is None else with_edits(tx, base, schedule.shifts)
    )
    draft = create_draft(
        tx, run.created_by, run.site, schedule.week, shifts,
        copied_from=run.parameters["base"], run=run.id, note=run.parameters["note"],
        summary=summary,
    )  # fmt: skip
    mark_edited(tx, run.created_by, draft.id, edited)
    return draft.number


def _summary(job: Job, solution: Solution, demand: Demand) -> dict[str, Any]:
    solve = {
        "status": str(solution.status),
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": round(solution.seconds, 3),
        "seed": solution.seed,
        "rule_costs": {rule: int(price) for rule, price in solution.rule_costs.items()},
        "agent_costs": {agent: dict(costs) for agent, costs in solution.agent_costs.items()},
    }
    parameters = dict(job.run.parameters)
    return {"solve": solve, "parameters": parameters, "backlog": dict(demand.backlog)}


def _add_plans(
    tx: Connection, job: Job, week: date, frames: Mapping[PlanKind, pd.DataFrame]
) -> dict[str, int]:
    run = job.run
    return {
        kind: add_plan(
            tx, run.created_by, run.site, week, kind, write_frame(frame), run=run.id
        ).number
        for kind, frame in frames.items()
    }


def _plain(message: Message) -> dict[str, str]:
    return {"severity": str(message.severity), "kind": message.stage, "text": message.text}
