"""A plan's folder revised by a roster that people edited: read, judged, and written anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, TimeOff
from wfm.model.plan import OPENING_HOURS, SEARCH, Message, Plan, Severity, SolveRecord
from wfm.planning.files.former_versions import former_schedule, former_schedules
from wfm.planning.files.plan_folder import PlanFolder, preserved_days
from wfm.planning.files.plan_guard import refuse_lost_work
from wfm.planning.files.write_plan import write_plan
from wfm.planning.merge_in_words import conflict_in_words
from wfm.planning.merge_schedules import Side
from wfm.planning.pipeline import described, plan_weeks, simulated, site_as_planned
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.preserved_shifts import AgentDay, takes_from
from wfm.planning.problem_of import problem_of
from wfm.planning.revise_schedule import Revision, revised
from wfm.planning.schedule_search import as_shared_by
from wfm.planning.week_demand import SHARED, WeekDemand, corrected, demand_met_by
from wfm.words import Phrase, phrase, phrase_of
from wfm.workbook.edited import EditedRoster


def made_from_older(revision: Revision) -> Phrase:
    """Say that a roster was made from another version than the plan has."""
    return phrase("roster.stale", made_from=revision.made_from)


class Revised(NamedTuple):
    """The next version of a plan, and the files that it was written to."""

    plan: Plan
    paths: tuple[Path, ...]


def revise_folder(
    plan: PlanFolder,
    workbook: Path,
    options: PlanOptions | None = None,
    decisions: Mapping[AgentDay, Side] = MappingProxyType({}),
) -> Revision:
    """Judge an edited roster of a plan, with what its planner knows by now; nothing is written.

    One that was made from an earlier version is merged with what was changed since; `decisions`
    say whose to take where both changed a day.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    """
    demand = demand_revised(plan, options or plan.options)
    return revised(
        demand, plan.schedule, _read(workbook), workbook.name, partial(_made_from, plan),
        decisions, kept=plan.absences, as_written=partial(_as_written, plan),
    )  # fmt: skip


def _made_from(plan: PlanFolder, roster: EditedRoster) -> Schedule | None:
    site, week = plan.demand.site, plan.schedule.week
    return former_schedule(plan.path, site, week, roster.version, roster.fingerprint)


def _as_written(plan: PlanFolder, roster: EditedRoster) -> bytes | None:
    """Find the workbook of a version beside the plan: each is written under a name of its own."""
    if not roster.version.isdecimal():
        return None
    found = sorted(plan.path.glob(f"roster_*_{plan.schedule.week}_v{int(roster.version)}.xlsx"))
    return found[0].read_bytes() if found else None


def _read(workbook: Path) -> bytes:
    try:
        return workbook.read_bytes()
    except OSError as error:
        what = phrase("plan.cannot_be_read", reason=str(error.strerror or error))
        raise InputError(
            [InputProblem(what, phrase("do.give_edited_workbook"), str(workbook))]
        ) from error


def apply_revision(
    plan: PlanFolder,
    revision: Revision,
    workbook: Path,
    out: Path,
    created: datetime,
    options: PlanOptions | None = None,
) -> Revised:
    """Write the revised plan as `wfm plan` writes one, the edited workbook beside it.

    Raises
    ------
    InputError
        If days of the workbook and of a later version are undecided, the workbook was made from a
        version that is not known, `out` holds other work done by hand, or it cannot be written to.
    """
    if revision.stale:
        what = made_from_older(revision)
        remedy = phrase("do.edit_again")
        raise InputError([InputProblem(what, remedy, workbook.name)])
    if revision.conflicts:
        raise InputError(list(_undecided(plan, revision, workbook)))
    refuse_lost_work(out, plan.path, workbook, plan.demand.site.agent_names)
    found = revised_plan(plan, revision, options or plan.options, created)
    former = former_schedules(plan.path, found.week, found.schedule.fingerprint)
    kept = {f"edited_v{revision.base.version}.xlsx": _read(workbook)}
    return Revised(found, write_plan(found, out, former | kept))


def _undecided(plan: PlanFolder, revision: Revision, workbook: Path) -> Iterator[InputProblem]:
    """Name the days that the workbook and a later version both changed, and how to decide."""
    site = plan.demand.site
    zone, names = ZoneInfo(site.time_zone), site.agent_names
    for conflict in revision.conflicts:
        remedy = phrase("do.decide_day", agent_id=conflict.agent_id, date=conflict.date)
        yield InputProblem(conflict_in_words(conflict, zone, names), remedy, workbook.name)


def revised_plan(
    plan: PlanFolder, revision: Revision, options: PlanOptions, created: datetime
) -> Plan:
    """Join the revised schedule with what it answers; repaired where `options` name absences.

    Days that were edited by hand, now or in an earlier version, are as firm as locked shifts.
    """
    edited = plan.edited_days | {(edit.agent_id, edit.date) for edit in revision.edits}
    new_absences = [entry for entry in options.absent if entry not in plan.absences]
    options = replace(options, absent=(*revision.absences, *new_absences))
    found = _next_version(plan, revision.schedule, edited, options, created, bool(new_absences))
    return replace(found, messages=(*_edits_in_words(plan, revision), *found.messages))


def repaired_plan(plan: PlanFolder, options: PlanOptions, created: datetime) -> Plan:
    """Change as little of a plan as absences need: its next version.

    Days that were edited by hand stay, but for those who are absent.
    """
    new_absences = [entry for entry in options.absent if entry not in plan.absences]
    return _next_version(
        plan, plan.schedule, plan.edited_days, options, created, bool(new_absences)
    )


def _next_version(
    plan: PlanFolder,
    schedule: Schedule,
    edited: frozenset[AgentDay],
    options: PlanOptions,
    created: datetime,
    repair: bool,
) -> Plan:
    demand = demand_revised(plan, options)
    schedule = replace(schedule, version=plan.schedule.version + 1)
    origin = PlanOrigin(created, plan.summary["inputs_sha256"])
    if repair:
        over = _over_before(schedule, demand.site, set(options.absent) - set(plan.absences))
        preserved = preserved_days(schedule, edited | over).without(options.absent)
        preserved = replace(preserved, by_hand=edited)
        asked = replace(options, base=schedule, preserved=preserved, repair=True)
        found = plan_weeks(demand, asked, origin)
        found = replace(found, schedule=replace(found.schedule, version=schedule.version))
    else:
        found = simulated(_as_edited(demand, schedule, options, origin), demand, options)
    return replace(
        found,
        id=_id(plan.summary["plan_id"], found.schedule.fingerprint),
        edited_days=edited,
        absences=options.absent,
        messages=(
            *found.messages,
            *_without_shift(plan, options.absent),
            *_of_other_stages(plan.summary),
        ),
    )


def _over_before(schedule: Schedule, site: Site, absent: Collection[TimeOff]) -> set[AgentDay]:
    """Give the days over when the first of some absences begins: nobody works them anew."""
    first = min(entry.start for entry in absent).astimezone(ZoneInfo(site.time_zone)).date()
    days = range((first - schedule.week).days)
    return {(agent.id, schedule.week + timedelta(days=n)) for agent in site.agents for n in days}


def _without_shift(plan: PlanFolder, absent: Sequence[TimeOff]) -> Iterator[Message]:
    """Name those who had no shift to give up: it may be a slip in the name or the day."""
    for entry in absent:
        mine = [entry]
        if entry in plan.absences or any(takes_from(mine, s) for s in plan.schedule.shifts):
            continue
        text = phrase("edits.no_shift_then", agent=plan.demand.site.named(entry.agent_id))
        yield Message(Severity.WARNING, "edits", text)


def demand_revised(plan: PlanFolder, options: PlanOptions) -> WeekDemand:
    """Give the plan's demand with the overrides and absences that the planner names now."""
    site = site_as_planned(plan.demand.site, options)
    demand = replace(plan.demand, site=site)
    if not options.overrides:
        return demand
    forecast, untouched = corrected(demand.forecast, options.overrides)
    found = demand_met_by(plan.schedule, site, forecast, demand.backlog, untouched)
    found = replace(found, ledger=demand.ledger)
    if SHARED not in demand.requirement:
        return found
    from wfm.planning.shared_service import learned_before

    known = learned_before(demand.requirement)
    return found.with_requirement(known.asked(found.requirement, site))


def _as_edited(
    demand: WeekDemand, schedule: Schedule, options: PlanOptions, origin: PlanOrigin
) -> Plan:
    """Describe a schedule that no search made: it has a price and no bound."""
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
    from wfm.scheduling.evaluation.shortages import shortage_messages
    from wfm.scheduling.meeting_times import told_of_meetings

    demand = as_shared_by(schedule, demand, options)
    problem = problem_of(demand, options)
    findings = check(problem, schedule)
    solve = SolveRecord(
        "edited by hand", objective(findings), None, None, 0.0, options.limits.seed,
        costs_by_rule(findings), costs_by_agent(findings),
    )  # fmt: skip
    messages = (*shortage_messages(problem, schedule), *told_of_meetings(problem, schedule))
    heads = demand.heads_of(schedule)
    return described(demand, schedule, heads, options, origin, solve=solve, messages=messages)


def _id(former: str, fingerprint: str) -> str:
    return hashlib.sha256(f"{former}/{fingerprint}".encode()).hexdigest()[:12]


def _edits_in_words(plan: PlanFolder, revision: Revision) -> Iterator[Message]:
    for finding in (*revision.broken, *revision.as_before):
        yield Message(Severity.ERROR, "edits", finding.in_full)
    for text in (*revision.notes, *changed_inputs(plan)):
        yield Message(Severity.WARNING, "edits", text)
    days, version = len(revision.edits), revision.base.version
    text = phrase("edits.count", count=days, version=version)
    yield Message(Severity.INFO, "edits", text)


def changed_inputs(plan: PlanFolder) -> Iterator[Phrase]:
    """Name the site's tables that are no longer those that the plan was made from."""
    then = plan.summary["inputs_sha256"]
    for name, digest in plan.inputs.hashes.items():
        if then.get(name) != digest:
            yield phrase("edits.input_changed", file=name)


def _of_other_stages(summary: Mapping[str, Any]) -> Iterator[Message]:
    """Keep what the reading of the site and the forecast had to say."""
    for message in summary["messages"]:
        if message["stage"] not in {"schedule", SEARCH, "edits", OPENING_HOURS}:
            yield Message(Severity(message["severity"]), message["stage"], phrase_of(message))
