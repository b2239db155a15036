"""The report: one HTML page with all figures, that opens without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from wfm.charts.figure_cells import cell, headings, tile
from wfm.charts.figures import forecast_figure, heat_figure, quality_figure, staffing_figure
from wfm.charts.simulated import simulated_section
from wfm.charts.timeline import timeline_figure
from wfm.charts.week_frames import ALL
from wfm.figures.key_figures import OF_SERVICE
from wfm.figures.of_plan import cost_per_contact
from wfm.model.plan import Plan

BUTTONS = ["zoom2d", "pan2d", "resetScale2d", "toImage"]
CONFIG = {"displaylogo": False, "responsive": True, "modeBarButtons": [BUTTONS]}
SERVICE = tuple(figure.name for figure in OF_SERVICE)
MET = {True: "✓ met", False: "✗ missed", None: "–"}


def write_report(plan: Plan, path: Path) -> None:
    """Write forecast, coverage, service, occupancy and shifts of a week as one HTML page."""
    page = Template(files("wfm.charts").joinpath("report.html").read_text(encoding="utf-8"))
    path.write_text(page.substitute(_parts(plan)), encoding="utf-8")


def _parts(plan: Plan) -> dict[str, str]:
    queues = _queues_by_size(plan)
    days = [(day.isoformat(), f"{day:%A} {day.day} {day:%B}") for day in plan.days]
    by_queue = {
        "forecast": forecast_figure(plan),
        "staffing": staffing_figure(plan),
        "heat": heat_figure(plan),
        "quality": quality_figure(plan),
    }
    return {
        **{name: _block(name, chart, queues[0]) for name, chart in by_queue.items()},
        "timeline": _block("timeline", timeline_figure(plan), days[0][0]),
        "title": escape(f"{plan.site.name}, week of {plan.week.isoformat()}"),
        "tiles": "".join(_tiles(plan)),
        "service": headings(SERVICE),
        "kpis": "".join(_kpi_rows(plan)),
        "messages": "".join(_messages(plan)),
        "simulated": simulated_section(plan),
        "queues": _options((queue, queue) for queue in [*queues, ALL]),
        "days": _options(days),
        "zone": escape(plan.site.time_zone),
        "plan_id": escape(plan.id),
        "plotly": get_plotlyjs(),
    }


def _queues_by_size(plan: Plan) -> list[str]:
    weeks = plan.kpis[plan.kpis["date"].isna() & plan.kpis["queue"].notna()]
    return [str(queue) for queue in weeks.sort_values("contacts", ascending=False)["queue"]]


def _block(name: str, chart: go.Figure, chosen: str) -> str:
    """Return a figure's HTML with only the traces of what is chosen first."""
    chart.for_each_trace(lambda trace: trace.update(visible=trace.meta == chosen))
    html: str = to_html(
        chart, config=CONFIG, include_plotlyjs=False, full_html=False, div_id=f"figure-{name}"
    )
    return html


def _options(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(v)}">{escape(text)}</option>' for v, text in pairs)


def _tiles(plan: Plan) -> Iterator[str]:
    total = plan.total
    figures = (
        ("Agents with shifts", f"{len({s.agent_id for s in plan.schedule.shifts}):,}"),
        ("Forecast contacts", f"{total['contacts']:,.0f}"),
        ("Required hours", f"{total['required_hours']:,.0f}"),
        ("Scheduled hours", f"{total['scheduled_hours']:,.0f}"),
        ("Hours under / over", f"{total['under_hours']:,.0f} / {total['over_hours']:,.0f}"),
        ("Paid hours", f"{plan.paid_hours:,.0f}"),
    )
    for name, value in figures:
        yield f"<div class=tile><b>{value}</b><span>{escape(name)}</span></div>"
    yield tile("schedule_efficiency", total["schedule_efficiency"])
    yield tile("cost_per_contact", cost_per_contact(plan), plan.site.currency)


def _kpi_rows(plan: Plan) -> Iterator[str]:
    rows = plan.kpis[plan.kpis["queue"].notna()]
    for row in rows.to_dict("records"):
        whole_week = row["date"] is None
        when = "week" if whole_week else f"{row['date']:%a} {row['date'].day}"
        cells = (
            *(escape(str(row["queue"])), when, f"{row['contacts']:,.0f}"),
            *(f"{row['required_hours']:,.1f}", f"{row['scheduled_hours']:,.1f}"),
            *(f"{row['under_hours']:,.1f}", f"{row['over_hours']:,.1f}"),
            *(cell(name, row[name]) for name in SERVICE),
            MET[row["goal_met"]],
            escape(row["goal"]) if whole_week else "",
        )
        kind = " class=week" if whole_week else ""
        yield f"<tr{kind}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _messages(plan: Plan) -> Iterator[str]:
    for message in plan.messages:
        words = f"<b>{message.severity.value}</b> {escape(message.text)}"
        yield f"<li class={message.severity.value}>{words}</li>"
    if not plan.messages:
        yield "<li>Nothing to report.</li>"
