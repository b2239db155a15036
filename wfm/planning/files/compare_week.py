"""Compare a published week with what was recorded of it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pandas as pd

from wfm.adherence.bridge import ORDER
from wfm.adherence.measure import Policy
from wfm.adherence.report import Report, exceptions, report
from wfm.adherence.state_events import no_events, read_events
from wfm.adherence.tables import (
    agent_table,
    bridge_table,
    group_table,
    shift_table,
    site_table,
    unplaced_table,
)
from wfm.adherence.trail import COLUMNS, extended, no_trail
from wfm.charts.planned_vs_actual import write_planned_vs_actual_page
from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site
from wfm.model.plan import Message, Severity
from wfm.planning.files.read_plan import no_plan, published_plan
from wfm.planning.files.write_plan import replacing
from wfm.planning.site_forecast import forecast_site
from wfm.sites import SiteInput
from wfm.staffing import site_requirements
from wfm.timegrid import TimeGrid
from wfm.workbook.planned_vs_actual import write_planned_vs_actual

TRAIL = "trail.csv"


def compare_week(
    given: SiteInput,
    schedule: Schedule,
    policy: Policy,
    plan: Path | None = None,
    *,
    until: datetime | None = None,
) -> tuple[Report, tuple[Message, ...]]:
    """Measure and explain one published week.

    The plan is that of the folder `plan`, else a forecast made from the history before the week.
    Nothing is known after `until`.

    Raises
    ------
    InputError
        For events or plan files that cannot be read.
    """
    site = given.site
    grid = TimeGrid(site.time_zone, schedule.week, 7, site.interval_minutes)
    begin, end = pd.Timestamp(grid.start), pd.Timestamp(grid.at(len(grid)))
    starts = given.history["interval_start"]
    recorded = given.history[(starts >= begin) & (starts < end)]
    before = given.history[starts < begin]
    forecast, requirement, messages = _plan(site, schedule, before, plan)
    log = no_events() if given.states is None else read_events(given.states, file="states.csv")
    plan_frames = forecast, requirement, recorded
    found = report(site, schedule, log, policy, *plan_frames, until, given.satisfaction)
    return found, (*messages, *about(found, given.states is None))


def _plan(
    site: Site, schedule: Schedule, before: pd.DataFrame, plan: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Message, ...]]:
    if plan is not None:
        return *published_plan(plan, site), ()
    try:
        forecast, messages = forecast_site(site, before, schedule.week, 7)
        return forecast, site_requirements(forecast, site), messages
    except InputError as error:
        reason = "; ".join(problem.what for problem in error.problems[:3])
        text = f"nothing is compared with a forecast: {reason or 'there is no history'}"
        return *no_plan(site, schedule.week), (Message(Severity.WARNING, "forecast", text),)


def about(found: Report, no_states: bool) -> list[Message]:
    """Say what the feed left open."""
    unplaced = found.measured.unplaced
    texts = ["the site has no states: nothing is known of what agents did"] if no_states else []
    texts += [f"state {c} has no category: {n} events" for c, n in unplaced.unmapped_codes.items()]
    texts += [f"agent {a} is unknown: {n} events" for a, n in unplaced.unknown_agents.items()]
    texts += [
        f"agent {a} was not employed then: {n} events" for a, n in unplaced.inactive_agents.items()
    ]
    return [Message(Severity.WARNING, "adherence", text) for text in texts]


def write_comparison(
    found: Report, messages: Sequence[Message], out: Path, now: datetime
) -> tuple[Path, ...]:
    """Write CSV files, workbook, page and summary; extend the trail that lies in the folder.

    Raises
    ------
    InputError
        If the folder cannot be written to, or its trail cannot be read.
    """
    trail = extended(_trail(out / TRAIL), shift_table(found), now)
    tables = {
        "agents": agent_table(found),
        "shifts": shift_table(found),
        "teams": group_table(found.by_team(), "team"),
        "days": group_table(found.by_day(), "date"),
        "intervals": found.intervals,
        "exceptions": exceptions(found.measured),
        "bridge": bridge_table(found),
        "kpis": found.kpis,
        "site": site_table(found),
        "act_first": found.priorities,
        "unplaced": unplaced_table(found),
    }
    with replacing(out) as beside:
        for name, table in tables.items():
            _local(table, found.site.time_zone).to_csv(
                beside / f"{name}.csv", index=False, lineterminator="\n"
            )
        trail.to_csv(beside / TRAIL, index=False, lineterminator="\n")
        write_planned_vs_actual(found, beside / "planned_vs_actual.xlsx")
        write_planned_vs_actual_page(found, beside / "planned_vs_actual.html")
        text = json.dumps(comparison_summary(found, messages), indent=2, ensure_ascii=False)
        (beside / "summary.json").write_text(text + "\n", encoding="utf-8")
        names = sorted(path.name for path in beside.iterdir())
    return tuple(out / name for name in names)


def _trail(path: Path) -> pd.DataFrame:
    if not path.exists():
        return no_trail()
    try:
        trail = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(
            [InputProblem(f"it cannot be read ({error})", "move it away", str(path))]
        ) from error
    if list(trail.columns) != list(COLUMNS):
        remedy = "choose another folder, or move the file away"
        raise InputError([InputProblem("it is no trail of figures", remedy, str(path))])
    return trail


def _local(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Write instants in local ISO 8601 with offset, and shares with six digits."""
    aware = [str(n) for n in table if isinstance(table[n].dtype, pd.DatetimeTZDtype)]
    local = {n: table[n].dt.tz_convert(zone).map(pd.Timestamp.isoformat) for n in aware}
    return table.round(dict.fromkeys(table.select_dtypes("float"), 6)).assign(**local)


def comparison_summary(found: Report, messages: Sequence[Message]) -> dict[str, object]:
    """Give what programs want to know; undefined figures are null, with the reason."""
    overall = found.overall
    weeks = found.kpis[found.kpis["date"].isna()].drop(columns="date")
    return {
        "site": found.site.name,
        "week": found.schedule.week.isoformat(),
        "made_with": _plain(asdict(overall.adherence.stamp)),
        "adherence": {"value": overall.adherence.value, "reason": overall.adherence.reason},
        "conformance": {"value": overall.conformance.value, "reason": overall.conformance.reason},
        "seconds": asdict(overall.tally),
        "teams": {
            team: {"adherence": one.adherence.value, "conformance": one.conformance.value}
            for team, one in found.by_team().items()
        },
        "queues": [_plain(row) for row in weeks.to_dict("records")],
        "bridge_order": list(ORDER),
        "bridge": [_plain(row) for row in bridge_table(found).to_dict("records")],
        "site_figures": _plain(asdict(found.site_kpis)),
        "messages": [
            {"severity": m.severity.value, "stage": m.stage, "text": m.text} for m in messages
        ],
    }


def _plain(row: dict[str, object] | dict[object, object]) -> dict[str, object]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | None) else str(value)
