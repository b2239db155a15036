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
    action_table,
    agent_table,
    bridge_table,
    group_table,
    shift_table,
    site_table,
    unplaced_table,
)
from wfm.adherence.trail import extended
from wfm.charts.planned_vs_actual import write_planned_vs_actual_page
from wfm.errors import InputError
from wfm.model import Schedule, Site
from wfm.model.plan import Message, Severity
from wfm.planning.closed_days import holiday_minutes
from wfm.planning.files.read_plan import no_plan, published_plan
from wfm.planning.files.write_plan import replacing
from wfm.planning.opening_backlog import opening_backlog
from wfm.planning.week_demand import WeekDemand, demand_met_by, forecast_of_weeks
from wfm.scheduling.rules.paid_hours import shortest_paid_hours
from wfm.sites import SiteInput, adherence_csv
from wfm.sites.trail_csv import TRAIL, read_trail
from wfm.timegrid import TimeGrid
from wfm.words import document, phrase
from wfm.workbook.planned_vs_actual import write_planned_vs_actual


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
    demand = _demand(site, schedule, before, plan)
    log = no_events() if given.states is None else read_events(given.states, file="states.csv")
    plan_frames = demand.forecast, demand.requirement, recorded
    hired = shortest_paid_hours(site.work_plans.values())
    found = report(
        demand.site,
        schedule,
        log,
        policy,
        *plan_frames,
        until,
        given.satisfaction,
        hired,
        holiday_minutes(demand.horizon),
    )
    return found, (*demand.messages, *about(found, given.states is None))


def _demand(site: Site, schedule: Schedule, before: pd.DataFrame, plan: Path | None) -> WeekDemand:
    """Give what was planned for: the plan's own tables, else a forecast of the history before."""
    week = schedule.week
    if plan is not None:
        return WeekDemand.of_tables(site, week, *published_plan(plan, site), backlog={})
    try:
        forecast, messages = forecast_of_weeks(site, before, week)
    except InputError as error:
        reasons = tuple(problem.what for problem in error.problems[:3])
        text = phrase(
            "forecast.nothing_to_compare",
            reasons=reasons or phrase("forecast.no_history_at_all"),
        )
        told = (Message(Severity.WARNING, "forecast", text),)
        return WeekDemand(site, week, *no_plan(site, week), backlog={}, messages=told)
    backlog = opening_backlog(site, before, week)
    return demand_met_by(schedule, site, forecast, backlog, messages)


def about(found: Report, no_states: bool) -> list[Message]:
    """Say what the feed left open."""
    names = found.site.agent_names
    unplaced = found.measured.unplaced
    if len(found.intervals) and found.intervals["actual"].isna().all():
        text = phrase("adherence.to_come", week=found.schedule.week)
        return [Message(Severity.INFO, "adherence", text)]
    texts = [phrase("adherence.no_states")] if no_states else []
    texts += [
        phrase("adherence.state_unmapped", state=state, events=events)
        for state, events in unplaced.unmapped_codes.items()
    ]
    texts += [
        phrase("adherence.agent_unknown", agent_id=agent, events=events)
        for agent, events in unplaced.unknown_agents.items()
    ]
    texts += [
        phrase("adherence.agent_inactive", agent_id=agent, name=names.get(agent), events=events)
        for agent, events in unplaced.inactive_agents.items()
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
    trail = extended(read_trail(out / TRAIL.file), shift_table(found), now)
    tables = {
        adherence_csv.AGENTS: agent_table(found),
        adherence_csv.SHIFTS: shift_table(found),
        adherence_csv.TEAMS: group_table(found.by_team(), "team"),
        adherence_csv.DAYS: group_table(found.by_day(), "date"),
        adherence_csv.INTERVALS: found.intervals,
        adherence_csv.EXCEPTIONS: exceptions(found.measured),
        adherence_csv.BRIDGE: bridge_table(found),
        adherence_csv.KPIS: found.kpis,
        adherence_csv.TOTALS: found.totals,
        adherence_csv.SITE: site_table(found),
        adherence_csv.ACTIONS: action_table(found),
        adherence_csv.ACT_FIRST: found.priorities,
        adherence_csv.UNPLACED: unplaced_table(found),
    }
    with replacing(out) as beside:
        for table, frame in tables.items():
            table.write(frame, beside / table.file, found.site.time_zone)
        TRAIL.write(trail, beside / TRAIL.file)
        write_planned_vs_actual(found, beside / "planned_vs_actual.xlsx")
        write_planned_vs_actual_page(found, beside / "planned_vs_actual.html")
        text = json.dumps(comparison_summary(found, messages), indent=2, ensure_ascii=False)
        (beside / "summary.json").write_text(text + "\n", encoding="utf-8")
        names = sorted(path.name for path in beside.iterdir())
    return tuple(out / name for name in names)


def comparison_summary(found: Report, messages: Sequence[Message]) -> dict[str, object]:
    """Give what programs want to know; undefined figures are null, with the reason."""
    overall = found.overall
    weeks, total = (
        frame[frame["date"].isna()].drop(columns="date") for frame in (found.kpis, found.totals)
    )
    return {
        "site": found.site.name,
        "week": found.schedule.week.isoformat(),
        "made_with": _plain(asdict(overall.adherence.stamp)),
        "adherence": {"value": overall.adherence.value, "reason": overall.adherence.reason},
        "conformance": {"value": overall.conformance.value, "reason": overall.conformance.reason},
        "seconds": asdict(overall.tally),
        "verdicts": [document(one) for one in found.verdicts],
        "actions": [document(one.told(found.site.currency)) for one in found.actions],
        "teams": {
            team: {"adherence": one.adherence.value, "conformance": one.conformance.value}
            for team, one in found.by_team().items()
        },
        "queues": [_plain(row) for row in weeks.to_dict("records")],
        "total": [_plain(row) for row in total.to_dict("records")],
        "bridge_order": list(ORDER),
        "bridge": [_plain(row) for row in bridge_table(found).to_dict("records")],
        "site_figures": _plain(asdict(found.site_kpis)),
        "messages": [
            {"severity": m.severity.value, "stage": m.stage, **document(m.phrase)} for m in messages
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
