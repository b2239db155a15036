"""The timeline of shifts: a bar per activity, one day at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from wfm.charts.figures import figure, shown
from wfm.model import Activity, ActivityCategory, Shift
from wfm.model.plan import Plan

COLOURS = {
    ActivityCategory.ON_QUEUE: ("#93c5fd", "on queue"),
    ActivityCategory.BREAK: ("#fde047", "break"),
    ActivityCategory.MEAL: ("#fb923c", "meal"),
    ActivityCategory.MEETING: ("#a78bfa", "meeting"),
    ActivityCategory.TRAINING: ("#4ade80", "training"),
    ActivityCategory.OFF_QUEUE_WORK: ("#9ca3af", "off-queue work"),
    ActivityCategory.TIME_OFF: ("#6b7280", "absent"),
    ActivityCategory.UNAVAILABLE: ("#6b7280", "unavailable"),
}
ROW, FRAME = 18, 90
"""Pixels of an agent's row, and of what stands around the rows."""


def timeline_figure(plan: Plan) -> go.Figure:
    """Every activity of every shift; a trace's `meta` is the day whose choice shows it."""
    busiest = max((_count(plan, day) for day in plan.days), default=0)
    chart = figure("", height=FRAME + ROW * max(busiest, 3))
    for day in plan.days:
        shifts = sorted((s for s in plan.schedule.shifts if s.date == day), key=lambda s: s.start)
        for category in COLOURS:
            _add_bars(chart, plan, day, shifts, category)
    chart.update_layout(barmode="overlay", bargap=0.25, hovermode="closest")
    chart.update_xaxes(type="date", tickformat="%H:%M", side="top")
    chart.update_yaxes(type="category", autorange="reversed", title=None, automargin=True)
    chart.update_layout(legend={"y": 0, "yanchor": "top"})
    return chart


def _count(plan: Plan, day: date) -> int:
    return len({shift.agent_id for shift in plan.schedule.shifts if shift.date == day})


def _add_bars(
    chart: go.Figure, plan: Plan, day: date, shifts: Sequence[Shift], category: ActivityCategory
) -> None:
    zone = ZoneInfo(plan.site.time_zone)
    names = {agent.id: f"{shown(agent.name)} · {agent.id}" for agent in plan.site.agents}
    bars: list[tuple[str, Activity]] = [
        (names[shift.agent_id], activity)
        for shift in shifts
        for activity in shift.activities
        if activity.category is category
    ]
    if not bars:
        return
    colour, word = COLOURS[category]
    starts = [activity.start.astimezone(zone).replace(tzinfo=None) for _, activity in bars]
    chart.add_bar(
        orientation="h",
        y=[name for name, _ in bars],
        base=starts,
        x=[activity.minutes * 60_000 for _, activity in bars],
        customdata=[_span(activity, zone) for _, activity in bars],
        hovertemplate="%{y}<br>" + word + " %{customdata}<extra></extra>",
        marker={"color": colour},
        name=word,
        meta=day.isoformat(),
    )


def _span(activity: Activity, zone: ZoneInfo) -> str:
    return f"{activity.start.astimezone(zone):%H:%M}–{activity.end.astimezone(zone):%H:%M}"
