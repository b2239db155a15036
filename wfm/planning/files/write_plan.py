"""Write a plan's files: all of them beside the target first, then moved into it together."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from numbers import Integral
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.charts import write_report
from wfm.errors import InputError, InputProblem
from wfm.model.plan import Plan
from wfm.sites import write_schedule_csv
from wfm.workbook import roster_file_name, write_roster_workbook

DECIMALS = 6


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
        for name in ("forecast", "requirement", "coverage"):
            write_frame(getattr(plan, name), beside / f"{name}.csv", plan.site.time_zone)
        if plan.backlog is not None:
            write_frame(plan.backlog, beside / "backlog.csv", plan.site.time_zone)
        write_schedule_csv(beside / "schedule.csv", plan.schedule, plan.site)
        write_roster_workbook(plan, beside / "roster.xlsx")
        shutil.copyfile(beside / "roster.xlsx", beside / roster_file_name(plan))
        write_report(plan, beside / "report.html")
        text = json.dumps(summary(plan), indent=2, ensure_ascii=False, allow_nan=False)
        (beside / "summary.json").write_text(text + "\n", encoding="utf-8")
        for name, content in also.items():
            (beside / name).write_bytes(content)
        names = sorted(path.name for path in beside.iterdir())
    return tuple(out / name for name in names)


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
    what = f"the results cannot be written ({error.strerror or error})"
    return InputError([InputProblem(what, "choose another folder or close its files", str(out))])


def write_frame(frame: pd.DataFrame, path: Path, time_zone: str) -> None:
    """Write a time series as CSV, its times in local ISO 8601 with offset."""
    local = frame["interval_start"].dt.tz_convert(ZoneInfo(time_zone))
    figures = dict.fromkeys(frame.select_dtypes("float"), DECIMALS)
    stamped = frame.round(figures).assign(interval_start=local.map(pd.Timestamp.isoformat))
    stamped.to_csv(path, index=False, lineterminator="\n")


def summary(plan: Plan) -> dict[str, object]:
    """Return what programs want to know of a plan; undefined figures are None."""
    kpis = [_plain(row) for row in plan.kpis.to_dict("records")]
    solve = plan.solve
    return {
        "plan_id": plan.id,
        "site": plan.site.name,
        "week": plan.week.isoformat(),
        "schedule_version": plan.schedule.version,
        "time_zone": plan.site.time_zone,
        "currency": plan.site.currency,
        "created": plan.created.isoformat(),
        "inputs_sha256": dict(plan.hashes),
        "versions": dict(plan.versions),
        "parameters": {name: _value(value) for name, value in plan.parameters.items()},
        "solver": {
            "status": solve.status,
            "seed": solve.seed,
            "seconds": round(solve.seconds, 3),
            "objective": solve.objective,
            "bound": solve.bound,
            "gap": solve.gap,
            "rule_costs": dict(solve.rule_costs),
            "agent_costs": {agent: dict(costs) for agent, costs in solve.agent_costs.items()},
        },
        "totals": {
            "agents_with_shifts": len({shift.agent_id for shift in plan.schedule.shifts}),
            "shifts": len(plan.schedule.shifts),
            "paid_hours": round(plan.paid_hours, 2),
            "cost": round(plan.cost, 2),
            "cost_per_contact": _value(plan.cost_per_contact),
            **_plain(plan.total),
        },
        "kpis": [row for row in kpis if row["queue"] is not None],
        "messages": [
            {"severity": m.severity.value, "stage": m.stage, "text": m.text} for m in plan.messages
        ],
    }


def _plain(row: Mapping[Any, object]) -> dict[str, object]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, float):
        return round(value, DECIMALS) if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | bool | None) else str(value)
