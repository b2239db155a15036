"""Write a plan's files: all of them beside the target first, then moved into it together."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from numbers import Integral
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wfm.charts import write_report
from wfm.errors import InputError, InputProblem
from wfm.figures.of_plan import cost_per_contact
from wfm.model import Schedule, Shift
from wfm.model.absent_parts import hours_of
from wfm.model.plan import Plan, SolveRecord
from wfm.planning.files.former_versions import FORMER, former_schedules
from wfm.planning.planned_together import together_document
from wfm.sites import write_schedule_csv
from wfm.sites.absences_csv import ABSENCES, write_absences
from wfm.sites.backlog_csv import BACKLOG
from wfm.sites.changes_csv import CHANGES, write_changes
from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.edited_days_csv import EDITED_DAYS, write_edited_days
from wfm.sites.forecast_csv import FORECAST
from wfm.sites.ledger_csv import LEDGER, write_ledger
from wfm.sites.requirement_csv import REQUIREMENT
from wfm.sites.simulation_csv import SIMULATION, SIMULATION_DAYS
from wfm.sites.table_schema import DECIMALS
from wfm.words import document, phrase
from wfm.workbook import roster_file_name, write_floor_workbook, write_roster_workbook

if TYPE_CHECKING:
    import pandas as pd

ROSTER, FLOOR = "roster.xlsx", "roster_floor.xlsx"
"""The planner's workbook, which comes back, and the one to hand out, which does not."""
PREVIOUS = "previous.csv"
"""Shifts of the week before that a plan went on from."""
OPTIONAL = (
    *(ABSENCES.file, BACKLOG.file, CHANGES.file, EDITED_DAYS.file, PREVIOUS),
    *(SIMULATION.file, SIMULATION_DAYS.file),
)
"""Files that not every plan has: those of an earlier plan do not stay beside a later one."""


def write_plan(
    plan: Plan, out: Path, also: Mapping[str, bytes] = MappingProxyType({})
) -> tuple[Path, ...]:
    """Write all files of a plan to a folder and return their paths; `also` is name → content.

    Nothing in the folder changes unless every file could be written.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    with replacing(out) as beside:
        tables = {FORECAST: plan.forecast, REQUIREMENT: plan.requirement, COVERAGE: plan.coverage}
        optional = {
            BACKLOG: plan.backlog,
            SIMULATION: plan.simulated,
            SIMULATION_DAYS: plan.simulated_days,
        }
        for table, frame in (tables | optional).items():
            if frame is not None:
                table.write(frame, beside / table.file, plan.site.time_zone)
        _write_optional(plan, beside)
        write_schedule_csv(beside / "schedule.csv", plan.schedule, plan.site)
        write_ledger(beside / LEDGER.file, plan.ledger)
        write_roster_workbook(plan, beside / ROSTER)
        shutil.copyfile(beside / ROSTER, beside / roster_file_name(plan))
        write_floor_workbook(plan, beside / FLOOR, ROSTER)
        write_report(plan, beside / "report.html")
        written = {"roster_sha256": hashlib.sha256((beside / ROSTER).read_bytes()).hexdigest()}
        text = json.dumps(summary(plan) | written, indent=2, ensure_ascii=False, allow_nan=False)
        (beside / "summary.json").write_text(text + "\n", encoding="utf-8")
        former = former_schedules(out, plan.week, plan.schedule.fingerprint)
        for name, content in (former | dict(also)).items():
            (beside / name).write_bytes(content)
        names = sorted(path.name for path in beside.iterdir())
    kept_before = {path.name for path in out.glob(FORMER.format(version="*"))}
    for name in {*OPTIONAL, *kept_before} - set(names):
        (out / name).unlink(missing_ok=True)
    return tuple(out / name for name in names)


def _write_optional(plan: Plan, folder: Path) -> None:
    if plan.site.previous:
        week_before = Schedule(plan.site.name, plan.week - timedelta(days=7), plan.site.previous)
        write_schedule_csv(folder / PREVIOUS, week_before, plan.site)
    if plan.edited_days:
        write_edited_days(folder / EDITED_DAYS.file, plan.edited_days)
    if plan.absences:
        write_absences(folder / ABSENCES.file, plan.absences, plan.site.time_zone)
    if plan.changes:
        write_changes(folder / CHANGES.file, plan.changes, plan.site)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give a folder beside `out` to write to; its files move into `out` if nothing failed."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield beside
        out.mkdir(exist_ok=True)
        for path in beside.iterdir():
            path.replace(out / path.name)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> InputError:
    what = phrase("plan.results_not_written", reason=str(error.strerror or error))
    return InputError([InputProblem(what, phrase("do.close_files"), str(out))])


def summary(plan: Plan) -> dict[str, object]:
    """Return what programs want to know of a plan; undefined figures are None."""
    kpis = [_plain(row) for row in plan.kpis.to_dict("records")]
    return {
        "plan_id": plan.id,
        "site": plan.site.name,
        "week": plan.week.isoformat(),
        "schedule_version": plan.schedule.version,
        "schedule_sha256": plan.schedule.fingerprint,
        "time_zone": plan.site.time_zone,
        "currency": plan.site.currency,
        "created": plan.created.isoformat(),
        "inputs_sha256": dict(plan.hashes),
        "versions": dict(plan.versions),
        "parameters": _plain(plan.parameters),
        "ledger_before": _plain(plan.ledger_before),
        "solver": solver_summary(plan.solve),
        "together": together_document(plan),
        "totals": {
            "agents_with_shifts": len({shift.agent_id for shift in plan.schedule.shifts}),
            "shifts": len(plan.schedule.shifts),
            "paid_hours": round(plan.paid_hours, 2),
            "holiday_hours": round(plan.holiday_hours, 2),
            "cost": round(plan.cost, 2),
            "cost_per_contact": _value(cost_per_contact(plan)),
            **_plain(plan.total),
        },
        "kpis": [row for row in kpis if row["queue"] is not None],
        "changes": [
            {
                "agent_id": change.agent_id,
                "date": change.date.isoformat(),
                "before": _span(change.before),
                "after": _span(change.after),
            }
            for change in plan.changes
        ],
        "simulated": _rows(plan.simulated),
        "simulated_days": _rows(plan.simulated_days),
        "messages": [
            {"severity": m.severity.value, "stage": m.stage, **document(m.phrase)}
            for m in plan.messages
        ],
    }


def solver_summary(solve: SolveRecord) -> dict[str, object]:
    """Return what a search found and proved."""
    return {
        "status": solve.status,
        "seed": solve.seed,
        "seconds": round(solve.seconds, 3),
        "objective": solve.objective,
        "bound": solve.bound,
        "gap": solve.gap,
        "rule_costs": dict(solve.rule_costs),
        "agent_costs": {agent: dict(costs) for agent, costs in solve.agent_costs.items()},
    }


def _span(shift: Shift | None) -> list[str] | None:
    hours = None if shift is None else hours_of(shift)
    return None if hours is None else [at.isoformat() for at in hours]


def _rows(frame: pd.DataFrame | None) -> list[dict[str, object]] | None:
    return None if frame is None else [_plain(row) for row in frame.to_dict("records")]


def _plain(row: Mapping[Any, object]) -> dict[str, object]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, float):
        return round(value, DECIMALS) if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | bool | None) else str(value)
