"""The report's figures by queue. A trace's `meta` is the queue whose choice shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import numpy as np
import plotly.graph_objects as go

from wfm.charts.week_frames import ALL, Values, WeekSeries, local_times, over_all, per_queue
from wfm.model import Queue
from wfm.model.plan import Plan

INK, FAINT, BLUE, RED, GREEN = "#1f2937", "#e5e7eb", "#2166ac", "#b2182b", "#1b7837"
HEAT = ((0.0, "#d6604d"), (0.5, "#ffffff"), (1.0, "#4393c3"))
BANDS = (("p05", "p95", 0.12, "5–95 %"), ("p25", "p75", 0.25, "25–75 %"))


def figure(y_title: str, height: int = 380) -> go.Figure:
    """Return an empty figure in the report's look."""
    return go.Figure(
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": 60, "r": 20, "t": 40, "b": 40},
            "font": {"family": "system-ui, sans-serif", "size": 13, "color": INK},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": {"gridcolor": FAINT, "automargin": True},
            "yaxis": {"gridcolor": FAINT, "title": {"text": y_title}, "rangemode": "tozero"},
        }
    )


def week_figure(y_title: str) -> go.Figure:
    """Return an empty figure with the week's days along the bottom."""
    chart = figure(y_title)
    chart.update_xaxes(hoverformat="%a %d %b %H:%M", tickformat="%a %d %b", dtick=86_400_000)
    chart.update_xaxes(ticks="outside", tickcolor=FAINT)  # else the first day meets the 0 above it
    return chart


def listed(values: Values, digits: int = 3) -> list[float | None]:
    """Return figures for JSON: rounded, with null where one is undefined."""
    return [None if np.isnan(value) else round(float(value), digits) for value in values]


def forecast_figure(plan: Plan) -> go.Figure:
    """Contacts per interval with their bands; the sum over all queues has none."""
    chart, times = week_figure("contacts per interval"), local_times(plan)
    names = [f"contacts_{edge}" for low, high, _, _ in BANDS for edge in (low, high)]
    for series in per_queue(plan, plan.forecast, ("contacts", *names)):
        for low, high, opacity, label in BANDS:
            _add_band(chart, times, series, (f"contacts_{low}", f"contacts_{high}"), opacity, label)
        _add_line(chart, times, series.queue, series["contacts"], "forecast", BLUE)
    total = over_all(plan, plan.forecast, ("contacts",))
    _add_line(chart, times, ALL, total["contacts"], "forecast", BLUE)
    return chart


def staffing_figure(plan: Plan) -> go.Figure:
    """Heads required against heads scheduled."""
    chart, times = week_figure("heads on queue"), local_times(plan)
    for series in _coverage(plan):
        scheduled, required = np.nan_to_num(series["scheduled"]), series["required"]
        _add_line(chart, times, series.queue, scheduled, "scheduled", BLUE, step=True, filled=True)
        _add_line(chart, times, series.queue, required, "required", RED, step=True, dash="dot")
    return chart


def heat_figure(plan: Plan) -> go.Figure:
    """Net staffing by day and time: red is short, blue is over."""
    chart = figure("", height=330)
    for series in _coverage(plan):
        _add_heat(chart, plan, series)
    chart.update_layout(hovermode="closest")
    chart.update_yaxes(autorange="reversed", type="category", showgrid=False)
    chart.update_xaxes(type="category", nticks=24, showgrid=False)
    return chart


def quality_figure(plan: Plan) -> go.Figure:
    """Predicted service level and occupancy, with the queue's targets."""
    chart, times = week_figure("share"), local_times(plan)
    queues = {queue.name: queue for queue in plan.site.queues}
    for series in per_queue(plan, plan.coverage, ("service_level", "occupancy")):
        name = series.queue
        _add_line(chart, times, name, series["service_level"], "service level", GREEN)
        _add_line(chart, times, name, series["occupancy"], "occupancy", BLUE)
        _add_targets(chart, times, queues[name])
    chart.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return chart


def _coverage(plan: Plan) -> list[WeekSeries]:
    columns = ("required", "scheduled")
    queues = per_queue(plan, plan.coverage, columns)
    return [*queues, over_all(plan, plan.coverage, columns)]


def _add_line(
    chart: go.Figure,
    times: Sequence[datetime],
    queue: str,
    values: Values,
    name: str,
    colour: str,
    step: bool = False,
    filled: bool = False,
    dash: str = "solid",
) -> None:
    line = {"color": colour, "width": 2, "dash": dash, "shape": "hv" if step else "linear"}
    fill = {"fill": "tozeroy", "fillcolor": f"rgba{(*_rgb(colour), 0.15)}"} if filled else {}
    chart.add_scatter(x=times, y=listed(values), name=name, meta=queue, line=line, **fill)


def _add_band(
    chart: go.Figure,
    times: Sequence[datetime],
    series: WeekSeries,
    edges: tuple[str, str],
    opacity: float,
    label: str,
) -> None:
    """Draw a closed outline per run of open intervals, as a fill to the next trace leaps gaps."""
    low, high = series[edges[0]], series[edges[1]]
    xs: list[datetime | None] = []
    ys: list[float | None] = []
    for run in _runs(high):
        xs += [*(times[i] for i in run), *(times[i] for i in reversed(run)), None]
        ys += [*listed(high[run]), *listed(low[run[::-1]]), None]
    colour = f"rgba{(*_rgb(BLUE), opacity)}"
    band = {"fill": "toself", "fillcolor": colour, "line": {"width": 0}, "hoverinfo": "skip"}
    chart.add_scatter(x=xs, y=ys, name=label, meta=series.queue, mode="lines", **band)


def _runs(values: Values) -> list[list[int]]:
    """Return the runs of indices at which values are defined."""
    runs: list[list[int]] = []
    for index in np.flatnonzero(~np.isnan(values)).tolist():
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _add_heat(chart: go.Figure, plan: Plan, series: WeekSeries) -> None:
    times = local_times(plan)
    net = series["scheduled"] - series["required"]
    clocks = sorted({f"{times[i]:%H:%M}" for i in np.flatnonzero(~np.isnan(net)).tolist()})
    by_place = {
        (time.date(), f"{time:%H:%M}"): value
        for time, value in zip(times, listed(net, 1), strict=True)
    }
    cells = [[by_place.get((day, clock)) for clock in clocks] for day in plan.days]
    largest = max(1.0, float(np.nanmax(np.abs(net), initial=1.0)))
    chart.add_heatmap(
        x=clocks,
        y=[f"{day:%a} {day.day}" for day in plan.days],
        z=cells,
        meta=series.queue,
        colorscale=HEAT,
        zmin=-largest,
        zmax=largest,
        xgap=1,
        ygap=1,
        colorbar={"thickness": 12, "tickformat": "+d"},
        hovertemplate="%{y} %{x}: %{z:+.1f} heads<extra></extra>",
    )


def _add_targets(chart: go.Figure, times: Sequence[datetime], queue: Queue) -> None:
    targets = ((queue.goal.service_level, "service level goal", GREEN),)
    caps = ((queue.goal.occupancy, "highest occupancy", BLUE),)
    for value, name, colour in (*targets, *caps):
        if value is not None:
            line = {"color": colour, "width": 1, "dash": "dash"}
            ends = [times[0], times[-1]]
            chart.add_scatter(
                x=ends, y=[value] * 2, name=name, meta=queue.name, mode="lines", line=line
            )


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def shown(text: str) -> str:
    """Return a name as plain text where Plotly would read markup."""
    return escape(text, quote=False)
