"""The use cases as background tasks on what is stored: import, forecast, schedule."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from wfm.jobs import Job, LostRunError, Outcome, Task
from wfm.model import Schedule, Shift, Site
from wfm.model.absent_parts import hours_of
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.pipeline import plan_weeks
from wfm.planning.plan_options import ROUNDS, PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.planned_together import together_document
from wfm.planning.price_of_heads import PRICE
from wfm.planning.several_weeks import plan_several_weeks
from wfm.scheduling.result import Limits
from wfm.service.import_site import history_task, import_task, satisfaction_task
from wfm.service.level_changes import keep_accepted
from wfm.service.load_plan import site_of_week
from wfm.service.preserved_shifts import with_edits
from wfm.service.previous_week import ledger_after, told, waiting_after, week_before
from wfm.service.site_of_schedule import with_weeks_beside
from wfm.service.stored_demand import new_demand, overrides_in_force
from wfm.service.stored_tables import stored_text
from wfm.service.week_bases import WeekBase, kept_of, week_bases
from wfm.store.best_schedule import best_schedule, drop_best
from wfm.store.database import Connection
from wfm.store.edited_days import mark_edited
from wfm.store.outages import DatabaseOutageError
from wfm.store.packed import Packed, pack
from wfm.store.plans import PlanKind, add_plan
from wfm.store.schedules import ScheduleInfo, create_draft
from wfm.words import Phrase, document, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling import SearchProgress

WORKERS = 2
"""Searches side by side where nothing is said."""
_WENT_ON = Message(Severity.INFO, "schedule", phrase("schedule.went_on"))
KEEP_EVERY = 3.0
"""Seconds of search that a crash may cost, at most."""


def forecast_task(job: Job) -> Outcome:
    """Forecast and staff a week; a change of level that is accepted becomes an event."""
    week = _week(job)
    with job.database.reading() as tx:
        site = site_of_week(tx, job.run.site, week)
        overrides = overrides_in_force(tx, job.run.site, week)
    accepts = bool(job.run.parameters.get("accept_shifts"))
    options = PlanOptions(overrides=overrides, accept_shifts=accepts)
    made = new_demand(job, site, week, options)
    tables = _packed(made.tables(made.demand))

    def effect(tx: Connection) -> Mapping[str, Any]:
        keep_accepted(tx, job.run.created_by, job.run.site, made.demand.messages, site.events)
        return _add_plans(tx, job, week, tables)

    return Outcome(effect, [_plain(message) for message in made.demand.messages])


def schedule_task(job: Job) -> Outcome:
    """Forecast, staff and schedule a week; what is past, locked or edited by hand stays.

    What else a base has costs to change: people may know it already.
    A run that another worker left behind goes on from the best schedule found until then.
    """
    week = _week(job)
    with job.database.reading() as tx:
        site = site_of_week(tx, job.run.site, week)
        before = week_before(tx, job.run.site, week)
        bases = week_bases(tx, job)
        site = _in_its_plan(tx, bases, site)
        options = _options(tx, job, site, before, bases)
        left = best_schedule(tx, job.run.id)
        waiting = {} if before is None else waiting_after(tx, before)
    made = new_demand(job, site, week, options, waiting)
    start = None if left is None else Schedule(site.name, week, left.shifts)
    progress = _Told(job, options.limits.time or 1.0)
    job.tell("Schedule", 0.5)
    origin = PlanOrigin(job.run.created_at, made.hashes)
    if options.weeks == 1:
        plan = plan_weeks(made.demand, options, origin, hear=progress, start=start)
        planned = [(plan, made.demand.with_requirement(plan.requirement))]
        solve, found = plan.solve, plan.messages
    else:
        several = plan_several_weeks(made.demand, options, origin, hear=progress, start=start)
        planned = list(zip(several.plans, several.demands, strict=True))
        solve, found = several.solve, several.messages
    progress.end(solve)
    packed = [
        _packed({**made.tables(laid), PlanKind.COVERAGE: plan.coverage}) for plan, laid in planned
    ]

    def effect(tx: Connection) -> Mapping[str, Any]:
        keep_accepted(tx, job.run.created_by, job.run.site, made.demand.messages, site.events)
        drop_best(tx, job.run.id)
        results = []
        for (plan, laid), tables, base in zip(planned, packed, bases, strict=True):
            numbers = _add_plans(tx, job, plan.week, tables)
            number = _store(tx, job, plan, laid.backlog, base)
            results.append({"schedule": number, **numbers, **_told_of(plan)})
        if options.weeks == 1:
            return results[0]
        weeks = [{"week": str(base.week), **one} for base, one in zip(bases, results, strict=True)]
        return {**results[0], "weeks": weeks, "together": _figures(solve.objective, solve.bound)}

    seam = told(before, week)
    told_before = (seam,) if left is None else (_WENT_ON, seam)
    messages = [_plain(message) for message in (*told_before, *found)]
    return Outcome(effect, messages, cancelled=progress.cancelled)


def _in_its_plan(tx: Connection, bases: tuple[WeekBase, ...], site: Site) -> Site:
    """Stay in a longer plan whose weeks are planned anew in part: its others count as they are."""
    kept = bases[0].kept
    if kept is None:
        return site
    return with_weeks_beside(tx, kept, site, [base.week for base in bases])


def _options(
    tx: Connection,
    job: Job,
    site: Site,
    before: ScheduleInfo | None,
    bases: tuple[WeekBase, ...],
) -> PlanOptions:
    """Read what was asked for, and what is stored of the weeks, their bases and the one before."""
    asked = job.run.parameters
    base, preserved = kept_of(tx, bases, site)
    return PlanOptions(
        Limits(
            time=float(asked["time_limit"]),
            effort=asked.get("effort"),
            seed=asked["seed"],
            workers=asked.get("workers", WORKERS),
        ),
        weeks=asked.get("weeks") or 1,
        price=asked.get("price", PRICE),
        overrides=tuple(
            override for one in bases for override in overrides_in_force(tx, job.run.site, one.week)
        ),
        accept_shifts=bool(asked.get("accept_shifts")),
        backlog={each["queue"]: each["contacts"] for each in asked.get("backlog") or ()},
        ledger={} if before is None else ledger_after(tx, before, site),
        base=base,
        preserved=preserved,
        repair=bool(asked.get("repair")) and base is not None,
        rounds=ROUNDS if asked.get("rounds") is None else asked["rounds"],
        simulation_runs=asked.get("simulation_runs") or 0,
        anyway=bool(asked.get("anyway")),
    )


READING: Final = ("import", "history", "satisfaction")
"""Kinds of runs that read what is sent: no plan waits for them."""
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
        self.conflicts: dict[Phrase, None] = {}
        """What is known that no schedule can keep."""
        self.lost: LostRunError | None = None
        self.cancelled = False

    def __call__(self, state: SearchProgress) -> bool:
        if monotonic() >= self.next:
            self.next = monotonic() + 1
            try:
                self._tell(state)
            except LostRunError as error:
                self.lost = error
            except DatabaseOutageError:
                pass  # said again in a second
        return not self.cancelled and self.lost is None

    def end(self, solve: SolveRecord) -> None:
        """Say what the search found and proved in the end; raise what could not be amid it."""
        if self.lost is not None:
            raise self.lost
        with suppress(DatabaseOutageError):
            self.job.mention(0.99, _figures(solve.objective, solve.bound))

    def _tell(self, state: SearchProgress) -> None:
        better = state.objective != self.kept and monotonic() >= self.next_kept
        price = state.objective if better else self.kept
        shifts = state.schedule().shifts if better else None
        progress = min(0.5 + 0.5 * state.seconds / self.seconds, 0.99)
        self.conflicts |= dict.fromkeys(state.conflicts)
        known = [_plain(Message(Severity.ERROR, "schedule", one)) for one in self.conflicts]
        self.cancelled = self.job.mention(progress, _figures(price, state.bound), shifts, known)
        if better:
            self.next_kept, self.kept = monotonic() + KEEP_EVERY, price


def _figures(objective: float | None, bound: float | None) -> dict[str, float | None]:
    gap = None
    if objective is not None and bound is not None:
        gap = (objective - bound) / objective if objective else 0.0
    return {"objective": objective, "bound": bound, "gap": gap}


def _week(job: Job) -> date:
    return date.fromisoformat(job.run.parameters["week"])


def _store(
    tx: Connection,
    job: Job,
    plan: Plan,
    backlog: Mapping[str, float],
    base: WeekBase,
) -> int:
    """Store the draft, based on what was known of publications when it was asked for.

    Days of the base that were edited meanwhile win over the solver's.
    """
    run, schedule = job.run, plan.schedule
    shifts, edited = (
        (list(schedule.shifts), set())
        if base.kept is None
        else with_edits(tx, base.kept, schedule.shifts, plan.site)
    )
    draft = create_draft(
        tx, run.created_by, run.site, schedule.week, shifts,
        copied_from=base.copied_from,
        based_on=base.based_on, run=run.id, note=run.parameters["note"],
        summary=_summary(job, plan, backlog),
    )  # fmt: skip
    mark_edited(tx, run.created_by, draft.id, edited)
    return draft.number


def _summary(job: Job, plan: Plan, backlog: Mapping[str, float]) -> dict[str, Any]:
    """Keep what is needed to trace the schedule and to go on from it."""
    facts = asdict(plan.solve) | {"gap": plan.solve.gap, "seconds": round(plan.solve.seconds, 3)}
    solve = {
        **facts,
        "rule_costs": {rule: int(price) for rule, price in plan.solve.rule_costs.items()},
        "agent_costs": {agent: dict(costs) for agent, costs in plan.solve.agent_costs.items()},
    }
    return {
        "solve": solve,
        "parameters": dict(job.run.parameters),
        "backlog": dict(backlog),
        "hashes": dict(plan.hashes),
        "versions": dict(plan.versions),
        "together": together_document(plan),
        "ledger_before": {agent: dict(shares) for agent, shares in plan.ledger_before.items()},
        **_told_of(plan),
    }


def _told_of(plan: Plan) -> dict[str, Any]:
    """Give what was asked for beside the schedule: a repair's changes, and simulated figures."""
    told: dict[str, Any] = {}
    if plan.simulated is not None:
        told["simulated"] = _records(plan.simulated)
    if plan.simulated_days is not None:
        days = plan.simulated_days
        told["simulated_days"] = _records(days.assign(date=days["date"].map(str)))
    if plan.changes:
        told["changes"] = [
            {
                "agent_id": change.agent_id,
                "date": change.date.isoformat(),
                "before": _span(change.before),
                "after": _span(change.after),
            }
            for change in plan.changes
        ]
    return told


def _span(shift: Shift | None) -> dict[str, str] | None:
    """From when to when somebody is there, in UTC; None for a day off."""
    hours = None if shift is None else hours_of(shift)
    if hours is None:
        return None
    return {"start": hours[0].isoformat(), "end": hours[1].isoformat()}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: undefined figures are null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _packed(frames: Mapping[PlanKind, pd.DataFrame]) -> Mapping[PlanKind, Packed]:
    return {kind: pack(stored_text(kind, frame)) for kind, frame in frames.items()}


def _add_plans(
    tx: Connection, job: Job, week: date, tables: Mapping[PlanKind, Packed]
) -> dict[str, int]:
    run = job.run
    return {
        kind: add_plan(tx, run.created_by, run.site, week, kind, table, run=run.id).number
        for kind, table in tables.items()
    }


def _plain(message: Message) -> dict[str, Any]:
    severity = message.severity.value
    return {"severity": severity, "kind": message.stage, **document(message.phrase)}
