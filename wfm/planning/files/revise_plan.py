"""A plan's folder revised by a roster that people edited: read, judged, and written anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.errors import InputError, InputProblem
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.files.read_plan import published_plan
from wfm.planning.files.write_plan import write_plan
from wfm.planning.opening_backlog import starting_backlog
from wfm.planning.pipeline import versions
from wfm.planning.plan_warnings import heavy_shortage, late_messages
from wfm.planning.price_of_heads import PRICE, coverage_price
from wfm.planning.revise_schedule import Basis, Revision, revised
from wfm.planning.site_forecast import special_days
from wfm.sites import read_schedule, read_site
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    import pandas as pd

    from wfm.sites import SiteInput

TABLES = ("forecast", "requirement")
STALE = "the roster was made from version {made_from} of the schedule, which has changed since"


@dataclass(frozen=True)
class PlanFolder:
    """What `wfm plan` wrote, with the site as it is now."""

    path: Path
    inputs: SiteInput
    basis: Basis
    summary: Mapping[str, Any]


def read_plan_folder(source: Path, folder: Path) -> PlanFolder:
    """Read a site and the plan of one of its weeks.

    Raises
    ------
    InputError
        With everything that is wrong with either.
    """
    inputs = read_site(source, states=False)
    site, summary = inputs.site, _summary(folder)
    published_plan(folder, site)  # refuses what is wrong with the two tables
    forecast, requirement = (_table(folder / f"{name}.csv") for name in TABLES)
    schedule = read_schedule(folder / "schedule.csv", site)
    schedule = replace(schedule, version=int(summary["schedule_version"]))
    grid = TimeGrid(site.time_zone, schedule.week, 7, site.interval_minutes)
    backlog = starting_backlog(inputs.history, site, grid)
    return PlanFolder(
        folder, inputs, Basis(site, schedule, forecast, requirement, backlog), summary
    )


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


def _table(path: Path) -> pd.DataFrame:
    """Read all columns of a time series, instants in UTC."""
    import pandas as pd

    frame = pd.read_csv(path)
    instants = pd.to_datetime(frame["interval_start"], utc=True, format="ISO8601")
    return frame.assign(interval_start=instants)


def revise_folder(plan: PlanFolder, workbook: Path) -> Revision:
    """Judge an edited roster of a plan; nothing is written.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    """
    return revised(plan.basis, _read(workbook), workbook.name)


def _read(workbook: Path) -> bytes:
    try:
        return workbook.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise InputError([InputProblem(what, "give the edited workbook", str(workbook))]) from error


def apply_revision(
    plan: PlanFolder, revision: Revision, workbook: Path, out: Path, created: datetime
) -> tuple[Path, ...]:
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
    return write_plan(revised_plan(plan, revision, created), out, kept)


def revised_plan(plan: PlanFolder, revision: Revision, created: datetime) -> Plan:
    """Join the revised schedule with what it answers; the bound is no longer one."""
    from wfm.scheduling import build_problem, check
    from wfm.scheduling.decode import heads_without_search
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
    from wfm.scheduling.evaluation.shortages import shortage_messages
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.meeting_times import told_of_meetings
    from wfm.staffing import missed_windows, predict_backlog

    basis, schedule, summary = plan.basis, revision.schedule, plan.summary
    site, week = basis.site, schedule.week
    parameters = summary["parameters"]
    price = str(parameters.get("price", PRICE))
    worth = coverage_price(price, basis.forecast, basis.requirement, site)
    problem = build_problem(site, basis.requirement, week, coverage=worth)
    findings = check(problem, schedule)
    heads = heads_without_search(Horizon(site, week), basis.requirement, schedule)
    late = missed_windows(basis.forecast, heads, site, basis.backlog)
    waiting = predict_backlog(basis.forecast, heads, site, basis.backlog)
    open_ = basis.forecast[["interval_start", "queue"]]
    return Plan(
        id=_id(summary["plan_id"], schedule.fingerprint),
        site=site,
        week=week,
        forecast=basis.forecast,
        requirement=basis.requirement,
        coverage=revision.coverage,
        kpis=revision.kpis,
        schedule=schedule,
        solve=SolveRecord(
            "edited by hand", objective(findings), None, None, 0.0, int(parameters["seed"]),
            costs_by_rule(findings), costs_by_agent(findings),
        ),
        created=created,
        messages=(
            *_edits_in_words(plan, revision),
            *heavy_shortage(revision.coverage, site, price),
            *late_messages(late),
            *shortage_messages(problem, schedule),
            *told_of_meetings(problem.horizon, schedule),
            *_of_other_stages(summary),
        ),
        hashes=summary["inputs_sha256"],
        versions=versions(),
        parameters=parameters,
        special_days=special_days(site, _days(week)),
        backlog=None if waiting.empty else waiting.merge(open_, on=["interval_start", "queue"]),
    )  # fmt: skip


def _id(former: str, fingerprint: str) -> str:
    return hashlib.sha256(f"{former}/{fingerprint}".encode()).hexdigest()[:12]


def _days(week: date) -> tuple[date, ...]:
    return tuple(week + timedelta(days=day) for day in range(7))


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
