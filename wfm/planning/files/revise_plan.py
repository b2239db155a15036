"""A plan's folder revised by a roster that people edited: read, judged, and written anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.files.read_plan import published_plan
from wfm.planning.files.write_plan import PREVIOUS, write_plan
from wfm.planning.opening_backlog import opening_backlog
from wfm.planning.pipeline import Origin, described, plan_weeks, simulated, site_as_planned
from wfm.planning.plan_options import NO_LEDGER, PlanOptions
from wfm.planning.preserved_shifts import PreservedShifts
from wfm.planning.price_of_heads import PRICE
from wfm.planning.revise_schedule import Revision, revised
from wfm.planning.schedule_search import problem_of
from wfm.planning.week_demand import WeekDemand, corrected, demand_met_by
from wfm.scheduling.result import Limits
from wfm.sites import read_schedule, read_site

if TYPE_CHECKING:
    from wfm.sites import SiteInput

LIMITS = ("time", "effort", "seed", "workers")
STALE = "the roster was made from version {made_from} of the schedule, which has changed since"


@dataclass(frozen=True)
class PlanFolder:
    """What `wfm plan` wrote, with the site as it is now."""

    path: Path
    inputs: SiteInput
    demand: WeekDemand
    schedule: Schedule
    summary: Mapping[str, Any]

    @property
    def options(self) -> PlanOptions:
        """What the plan was made with, as far as a revision goes on from it."""
        parameters = self.summary["parameters"]
        return PlanOptions(
            Limits(**{name: parameters[name] for name in LIMITS if name in parameters}),
            price=str(parameters.get("price", PRICE)),
            ledger=self.summary.get("ledger_before", NO_LEDGER),
        )


class Revised(NamedTuple):
    """The next version of a plan, and the files that it was written to."""

    plan: Plan
    paths: tuple[Path, ...]


def read_plan_folder(source: Path, folder: Path) -> PlanFolder:
    """Read a site and the plan of one of its weeks.

    Raises
    ------
    InputError
        With everything that is wrong with either.
    """
    inputs = read_site(source, states=False)
    summary = _summary(folder)
    site = _with_week_before(inputs.site, folder)
    forecast, requirement = published_plan(folder, site)
    schedule = schedule_of_folder(folder, site)
    backlog = opening_backlog(site, inputs.history, schedule.week)
    backlog = {**backlog, **summary["parameters"].get("backlog", {})}
    demand = WeekDemand(site, schedule.week, forecast, requirement, backlog)
    return PlanFolder(folder, inputs, demand, schedule, summary)


def schedule_of_folder(folder: Path, site: Site) -> Schedule:
    """Read the schedule of a plan's folder, in its version.

    Raises
    ------
    InputError
        If the folder holds no plan, or one that does not fit the site.
    """
    schedule = read_schedule(folder / "schedule.csv", site)
    return replace(schedule, version=int(_summary(folder)["schedule_version"]))


def _summary(folder: Path) -> Mapping[str, Any]:
    path = folder / "summary.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        int(found["schedule_version"]), found["parameters"]["seed"], found["messages"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "is missing, or not as wfm plan writes it"
        raise InputError(
            [InputProblem(what, "name a folder that wfm plan wrote", str(path))]
        ) from error
    return found


def revise_folder(plan: PlanFolder, workbook: Path, options: PlanOptions | None = None) -> Revision:
    """Judge an edited roster of a plan, with what its planner knows by now; nothing is written.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    """
    demand = demand_revised(plan, options or plan.options)
    return revised(demand, plan.schedule, _read(workbook), workbook.name)


def _read(workbook: Path) -> bytes:
    try:
        return workbook.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise InputError([InputProblem(what, "give the edited workbook", str(workbook))]) from error


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
        If the workbook was made from another version, or `out` cannot be written to.
    """
    if revision.stale:
        what = STALE.format(made_from=revision.made_from)
        remedy = "make the edits again in the roster of this plan"
        raise InputError([InputProblem(what, remedy, workbook.name)])
    kept = {f"edited_v{revision.base.version}.xlsx": _read(workbook)}
    found = revised_plan(plan, revision, options or plan.options, created)
    return Revised(found, write_plan(found, out, kept))


def revised_plan(
    plan: PlanFolder, revision: Revision, options: PlanOptions, created: datetime
) -> Plan:
    """Join the revised schedule with what it answers; repaired where `options` name absences.

    Edited days are as firm as locked ones in a repair.
    """
    demand = demand_revised(plan, options)
    schedule = replace(revision.schedule, version=plan.schedule.version + 1)
    origin = Origin(created, plan.summary["inputs_sha256"])
    if options.absent:
        asked = replace(options, base=schedule, preserved=_edited(revision), repair=True)
        found = plan_weeks(demand, asked, origin)
        found = replace(found, schedule=replace(found.schedule, version=schedule.version))
    else:
        found = simulated(_as_edited(demand, schedule, options, origin), demand, options)
    return replace(
        found,
        id=_id(plan.summary["plan_id"], schedule.fingerprint),
        messages=(
            *_edits_in_words(plan, revision),
            *found.messages,
            *_of_other_stages(plan.summary),
        ),
    )


def demand_revised(plan: PlanFolder, options: PlanOptions) -> WeekDemand:
    """Give the plan's demand with the overrides and absences that the planner names now."""
    site = site_as_planned(plan.demand.site, options)
    demand = replace(plan.demand, site=site)
    if not options.overrides:
        return demand
    forecast, untouched = corrected(demand.forecast, options.overrides)
    return demand_met_by(plan.schedule, site, forecast, demand.backlog, untouched)


def _as_edited(
    demand: WeekDemand, schedule: Schedule, options: PlanOptions, origin: Origin
) -> Plan:
    """Describe a schedule that no search made: it has a price and no bound."""
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
    from wfm.scheduling.evaluation.shortages import shortage_messages
    from wfm.scheduling.meeting_times import told_of_meetings

    problem = problem_of(demand, options)
    findings = check(problem, schedule)
    solve = SolveRecord(
        "edited by hand", objective(findings), None, None, 0.0, options.limits.seed,
        costs_by_rule(findings), costs_by_agent(findings),
    )  # fmt: skip
    messages = (*shortage_messages(problem, schedule), *told_of_meetings(problem.horizon, schedule))
    heads = demand.heads_of(schedule)
    return described(demand, schedule, heads, options, origin, solve=solve, messages=messages)


def _edited(revision: Revision) -> PreservedShifts:
    days = {(edit.agent_id, edit.date) for edit in revision.edits}
    shifts = tuple(s for s in revision.schedule.shifts if (s.agent_id, s.date) in days or s.locked)
    return PreservedShifts(shifts, tuple(days - {(s.agent_id, s.date) for s in shifts}))


def _id(former: str, fingerprint: str) -> str:
    return hashlib.sha256(f"{former}/{fingerprint}".encode()).hexdigest()[:12]


def _with_week_before(site: Site, folder: Path) -> Site:
    """Give the site the week before that the plan went on from."""
    path = folder / PREVIOUS
    return (
        site
        if not path.is_file()
        else replace(site, previous=read_schedule(path, site, leavers=True).shifts)
    )


def _edits_in_words(plan: PlanFolder, revision: Revision) -> Iterator[Message]:
    for finding in (*revision.broken, *revision.as_before):
        yield Message(Severity.ERROR, "edits", str(finding))
    for text in (*revision.notes, *changed_inputs(plan)):
        yield Message(Severity.WARNING, "edits", text)
    text = f"{len(revision.edits)} days of agents were edited in version {revision.base.version}"
    yield Message(Severity.INFO, "edits", text)


def changed_inputs(plan: PlanFolder) -> Iterator[str]:
    """Name the site's tables that are no longer those that the plan was made from."""
    then = plan.summary["inputs_sha256"]
    for name, digest in plan.inputs.hashes.items():
        if then.get(name) != digest:
            yield f"{name} has changed since the plan was made; rules are judged as it is now"


def _of_other_stages(summary: Mapping[str, Any]) -> Iterator[Message]:
    """Keep what the reading of the site and the forecast had to say."""
    for message in summary["messages"]:
        if message["stage"] not in {"schedule", "edits"}:
            yield Message(Severity(message["severity"]), message["stage"], message["text"])
