"""The use cases as background tasks on what is stored: import, forecast, schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from wfm.jobs import Job, LostRunError, Outcome, Task
from wfm.model import Shift, Site, TimeOff
from wfm.model.plan import Message
from wfm.planning.importing import import_task
from wfm.planning.stored import read_frame, site_of_week, write_frame
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.plans import Operation, Override, PlanKind, add_plan, overrides_of
from wfm.store.schedules import (
    create_draft,
    edited_days,
    get_schedule,
    mark_edited,
    shifts_of,
)
from wfm.store.sites import site_history
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling import Progress, Solution

Day = tuple[str, date]
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Kept:
    """What a new schedule leaves alone: shifts as they are, and days that stay off."""

    shifts: tuple[Shift, ...] = ()
    days_off: tuple[Day, ...] = ()


def forecast_task(job: Job) -> Outcome:
    """Forecast and staff a week."""
    site, week = _site(job), date.fromisoformat(job.run.parameters["week"])
    forecast, requirement, messages = _demand(job, site, week)

    def effect(tx: Connection) -> Mapping[str, Any]:
        frames = {PlanKind.FORECAST: forecast, PlanKind.REQUIREMENT: requirement}
        return _add_plans(tx, job, week, frames)

    return Outcome(effect, [_plain(message) for message in messages])


def schedule_task(job: Job) -> Outcome:
    """Forecast, staff and schedule a week; what is past, locked or edited by hand stays."""
    from wfm.scheduling import Limits, build_problem, scheduled_heads, solve
    from wfm.staffing import predict_coverage

    parameters = job.run.parameters
    week = date.fromisoformat(parameters["week"])
    site = _site(job)
    forecast, requirement, findings = _demand(job, site, week)
    kept = _kept(job, site, week)
    problem = build_problem(_with_days_off(site, kept), requirement, week, locked=kept.shifts)
    limits = Limits(time=float(parameters["time_limit"]), seed=parameters["seed"])
    told = _Told(job, limits.time or 1.0)
    job.tell("Schedule", 0.5)
    solution = solve(problem, limits, progress=told)
    told.check()
    heads = scheduled_heads(problem, solution.schedule)
    coverage = predict_coverage(requirement, forecast, heads, site)

    def effect(tx: Connection) -> Mapping[str, Any]:
        frames = {
            PlanKind.FORECAST: forecast, PlanKind.REQUIREMENT: requirement,
            PlanKind.COVERAGE: coverage,
        }  # fmt: skip
        tables = _add_plans(tx, job, week, frames)
        return {"schedule": _store(tx, job, week, solution), **tables}

    messages = [*findings, *solution.messages]
    return Outcome(effect, [_plain(m) for m in messages], cancelled=told.cancelled)


TASKS: Mapping[str, Task] = {
    "import": import_task,
    "forecast": forecast_task,
    "schedule": schedule_task,
}


class _Told:
    """Passes the solver's progress on once a second, and tells it when to stop."""

    def __init__(self, job: Job, seconds: float) -> None:
        self.job, self.seconds = job, seconds
        self.next = 0.0
        self.lost: LostRunError | None = None
        self.cancelled = False

    def __call__(self, state: Progress) -> bool:
        if monotonic() >= self.next:
            self.next = monotonic() + 1
            try:
                self.cancelled = self.job.tell(None, self._share(state), _figures(state))
            except LostRunError as error:
                self.lost = error
        return not self.cancelled and self.lost is None

    def check(self) -> None:
        """Raise what could not be raised amid the search."""
        if self.lost is not None:
            raise self.lost

    def _share(self, state: Progress) -> float:
        return min(0.5 + 0.5 * state.seconds / self.seconds, 0.99)


def _figures(state: Progress) -> dict[str, float | None]:
    gap = None
    if state.objective is not None and state.bound is not None:
        gap = (state.objective - state.bound) / state.objective if state.objective else 0.0
    return {"objective": state.objective, "bound": state.bound, "gap": gap}


def _site(job: Job) -> Site:
    with job.database.reading() as tx:
        return site_of_week(tx, job.run.site, date.fromisoformat(job.run.parameters["week"]))


def _demand(
    job: Job, site: Site, week: date
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Message, ...]]:
    from wfm.planning.forecast_site import forecast_site
    from wfm.staffing import site_requirements

    job.tell("Forecast", 0.1)
    with job.database.reading() as tx:
        history = read_frame(site_history(tx, job.run.site))
        overrides = [o.value for o in overrides_of(tx, job.run.site, week) if o.active]
    forecast, findings = forecast_site(site, history, week, WEEK_DAYS)
    job.tell("Staff", 0.4)
    requirement = site_requirements(overridden(forecast, overrides), site)
    keys = ["interval_start", "queue"]
    return forecast, requirement.merge(forecast[keys], on=keys, how="inner"), findings


def overridden(forecast: pd.DataFrame, overrides: Iterable[Override]) -> pd.DataFrame:
    """Apply the planner's corrections in the order in which they were made.

    Multiplying scales every figure of contacts and rates; replacing sets the contacts of each
    interval and scales the others by the same factor.
    """
    import numpy as np

    frame = forecast.copy()
    figures = [name for name in map(str, frame.columns) if name.startswith(("contacts", "rate_"))]
    for override in sorted(overrides, key=lambda o: o.made_at):
        start = frame["interval_start"]
        rows = (
            (frame["queue"] == override.queue) & (start >= override.start) & (start < override.end)
        )
        before = frame.loc[rows, "contacts"].to_numpy(float)
        if override.operation is Operation.MULTIPLY:
            factor = np.full(len(before), override.value)
        else:
            factor = np.divide(override.value, before, out=np.zeros_like(before), where=before > 0)
        frame.loc[rows, figures] = frame.loc[rows, figures].to_numpy(float) * factor[:, None]
        if override.operation is Operation.REPLACE:
            frame.loc[rows, "contacts"] = override.value
    return frame


def _kept(job: Job, site: Site, week: date) -> Kept:
    base, keep = job.run.parameters["base"], job.run.parameters["keep"]
    if base is None or not keep:
        return Kept()
    with job.database.reading() as tx:
        info = get_schedule(tx, job.run.site, week, base)
        edited = set(edited_days(tx, info.id))
        known = {agent.id for agent in site.agents}
        shifts = [s for s in shifts_of(tx, info.id) if s.agent_id in known]
    past = _past_days(site, week, now())
    whole = edited | {(agent, day) for agent in known for day in past}
    kept = [s for s in shifts if s.locked or (s.agent_id, s.date) in whole or s.start <= now()]
    off = sorted({d for d in whole if d[0] in known} - {(s.agent_id, s.date) for s in kept})
    return Kept(tuple(kept), tuple(off))


def _past_days(site: Site, week: date, moment: datetime) -> list[date]:
    grid = TimeGrid(site.time_zone, week, WEEK_DAYS + 1, site.interval_minutes)
    days = [week + timedelta(days=offset) for offset in range(WEEK_DAYS)]
    return [day for day in days if grid.instant(day + timedelta(days=1), 0) <= moment]


def _with_days_off(site: Site, kept: Kept) -> Site:
    """Hold days off free that a person made or that are past, as if they were unpaid absences."""
    grid = TimeGrid(site.time_zone, date(2000, 1, 1), 1, site.interval_minutes)
    held = tuple(
        TimeOff(
            agent,
            grid.instant(day, 0),
            grid.instant(day + timedelta(days=1), 0),
            "kept",
            paid=False,
        )
        for agent, day in kept.days_off
    )
    return replace(site, time_off=site.time_off + held)


def _store(tx: Connection, job: Job, week: date, solution: Solution) -> int:
    """Store the draft; days of the base that were edited meanwhile win over the solver's."""
    parameters, run = job.run.parameters, job.run
    shifts = list(solution.schedule.shifts)
    edited: set[Day] = set()
    if parameters["base"] is not None and parameters["keep"]:
        base = get_schedule(tx, run.site, week, parameters["base"])
        edited = set(edited_days(tx, base.id))
        by_hand = [s for s in shifts_of(tx, base.id) if (s.agent_id, s.date) in edited]
        shifts = [s for s in shifts if (s.agent_id, s.date) not in edited] + by_hand
    summary = {"solve": _solve(solution), "parameters": dict(parameters)}
    draft = create_draft(
        tx, run.created_by, run.site, week, shifts, copied_from=parameters["base"], run=run.id,
        note=parameters["note"], summary=summary,
    )  # fmt: skip
    mark_edited(tx, run.created_by, draft.id, edited)
    return draft.number


def _solve(solution: Solution) -> dict[str, Any]:
    return {
        "status": str(solution.status),
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": round(solution.seconds, 3),
        "seed": solution.seed,
        "rule_costs": {rule: int(price) for rule, price in solution.rule_costs.items()},
    }


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
