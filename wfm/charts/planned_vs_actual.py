"""Planned against actual as one HTML page with charts, that opens without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from wfm.adherence.bridge import ORDER, TITLES, Bridge
from wfm.adherence.report import Report
from wfm.adherence.tables import agent_table
from wfm.charts.figure_cells import cell, headings, tile
from wfm.charts.figures import BLUE, GREEN, INK, RED, figure, listed, shown, week_figure
from wfm.figures import explained
from wfm.words import english
from wfm.words.plural import counted

CONFIG = {"displayModeBar": False, "responsive": True}
WIDE = 540
"""Pixels of a bridge: paper and phones get it whole, as it does not follow the window."""
GOAL = {"color": RED, "dash": "dash", "width": 1}
NOTICEABLE = 0.0005
"""Share below which a change shows as none."""

SITE_FIGURES = (
    *("paid_hours", "actual_hours", "shrinkage_planned", "shrinkage_unplanned"),
    *("cost_per_contact", "training_hours", "turnover", "satisfaction"),
)
KPIS = (
    *("forecast", "offered", "service_level", "service_level_goal", "asa", "asa_goal"),
    *("abandonment", "abandonment_goal", "occupancy", "share_in_window", "oldest_age_minutes"),
    *("scheduled_hours", "actual_hours", "actual_under_hours", "actual_over_hours"),
    "satisfaction",
)
"""Columns of the key figures."""

Line = tuple[str, str, str, str]
"""Column, name, colour and dash of one line."""

HEADS: Sequence[Line] = (
    ("required_net", "required on queue", RED, "dot"),
    ("scheduled", "scheduled", BLUE, "solid"),
    ("actual", "actual", GREEN, "solid"),
)
VOLUME: Sequence[Line] = (
    ("forecast", "forecast", BLUE, "dot"),
    ("offered", "offered", INK, "solid"),
)
SERVICE: Sequence[Line] = (
    ("service_level_planned", "planned", BLUE, "dot"),
    ("service_level_predicted", "predicted", INK, "dash"),
    ("service_level", "recorded", GREEN, "solid"),
)


def write_planned_vs_actual_page(report: Report, path: Path) -> None:
    """Write the page of one week."""
    template = files("wfm.charts").joinpath("planned_vs_actual.html").read_text(encoding="utf-8")
    path.write_text(Template(template).substitute(_parts(report)), encoding="utf-8")


def _parts(report: Report) -> dict[str, str]:
    stamp, zone = report.measured.stamp, ZoneInfo(report.site.time_zone)
    queues = [queue.name for queue in report.site.queues]
    until = stamp.complete_until.astimezone(zone) if stamp.complete_until else None
    made = (
        f"method {stamp.method}, tolerance {stamp.tolerance_seconds} s, schedule version "
        f"{stamp.schedule_version}, mapping {stamp.mapping_version}, data complete until "
        f"{f'{until:%Y-%m-%d %H:%M:%S}' if until else 'no data'}"
    )
    return {
        "currency": escape(report.site.currency),
        "title": escape(f"{report.site.name}, planned vs actual, week of {report.schedule.week}"),
        "made": escape(made),
        "zone": escape(report.site.time_zone),
        "verdicts": "".join(f"<li>{escape(english(one))}" for one in report.verdicts),
        "service_tiles": "".join(_service_tiles(report)),
        "tiles": "".join(_tiles(report)),
        "queues": "".join(f'<option value="{escape(q)}">{escape(q)}</option>' for q in queues),
        "heads": _block("heads", _lines(report, HEADS, "heads on queue", step=True), queues[0]),
        "volume": _block("volume", _lines(report, VOLUME, "contacts"), queues[0]),
        "service": _block("service", _service(report), queues[0]),
        "bridges": "".join(_bridges(report)),
        "agents": _block("agents", _agents(report)),
        "figures": headings(KPIS),
        "kpis": "".join(_kpis(report)),
        "first": "".join(_first(report)),
        "feed": escape(_feed(report)),
        "plotly": get_plotlyjs(),
    }


def _block(name: str, chart: go.Figure, chosen: str | None = None) -> str:
    if chosen is not None:
        chart.for_each_trace(lambda trace: trace.update(visible=trace.meta == chosen))
    html: str = to_html(
        chart, config=CONFIG, include_plotlyjs=False, full_html=False, div_id=f"figure-{name}"
    )
    return html


def _lines(report: Report, lines: Sequence[Line], title: str, step: bool = False) -> go.Figure:
    """Draw each queue's columns over the week; `meta` is the queue whose choice shows them."""
    chart = week_figure(title)
    for queue, rows in report.intervals.groupby("queue", sort=False):
        rows = _with_gaps(_known(rows))
        times = rows["interval_start"].dt.tz_convert(report.site.time_zone).dt.tz_localize(None)
        for column, name, colour, dash in lines:
            line = {"color": colour, "dash": dash, "width": 2, "shape": "hv" if step else "linear"}
            values = listed(rows[column].to_numpy(float))
            chart.add_scatter(x=list(times), y=values, name=name, meta=str(queue), line=line)
    return chart


def _known(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave actual heads out where the feed was silent about half of the scheduled ones."""
    silent = rows["unknown"] > rows["scheduled"] / 2
    return rows.assign(actual=rows["actual"].mask(silent & (rows["unknown"] > 0)))


def _with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Put an empty row after the last interval before every closure, so that no line leaps it."""
    rows = rows.sort_values("interval_start")
    length = pd.Timedelta(minutes=int(rows["interval_minutes"].iloc[0]))
    last = rows["interval_start"].diff().shift(-1) > length
    closed = rows.loc[last, ["interval_start"]] + length
    return pd.concat([rows, closed]).sort_values("interval_start")


def _service(report: Report) -> go.Figure:
    chart = _lines(report, SERVICE, "service level")
    for queue in report.site.queues:
        rows = report.intervals[report.intervals["queue"] == queue.name]
        if len(rows) and queue.goal.service_level is not None:
            times = rows["interval_start"].dt.tz_convert(report.site.time_zone).dt.tz_localize(None)
            both = [times.min(), times.max()]
            goal = [queue.goal.service_level] * 2
            chart.add_scatter(x=both, y=goal, name="goal", meta=queue.name, mode="lines", line=GOAL)
    chart.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return chart


def _bridges(report: Report) -> Iterator[str]:
    goals = {queue.name: queue.goal.service_level for queue in report.site.queues}
    for number, found in enumerate(report.bridges):
        if any(abs(part) >= NOTICEABLE for part in (*found.parts, found.unexplained)):
            chart = _block(f"bridge-{number}", _waterfall(found, goals[found.queue]))
        else:
            chart = f"<p>{found.recorded:.1%}, as required: nothing moved it.</p>"
        goal = goals[found.queue]
        bound = f" <small>goal {goal:.0%}, dashed</small>" if goal is not None else ""
        yield f"<div><h3>{escape(found.queue)}{bound}</h3>{chart}</div>"
    if not report.bridges:
        yield "<p>No queue has both a forecast and recorded contacts.</p>"


def _change(value: float) -> str:
    return f"{value:+.1%}" if abs(value) >= NOTICEABLE else "0.0%"


def _waterfall(found: Bridge, goal: float | None) -> go.Figure:
    chart = figure("service level", height=230)
    values = (found.required, *found.parts, found.predicted, found.unexplained, found.recorded)
    total, last = "total", len(ORDER) + 1
    chart.add_waterfall(
        x=["required", *TITLES.values(), "predicted", "not explained", "recorded"],
        y=listed(np.array(values, dtype=np.float64), 4),
        measure=["absolute", *("relative",) * len(ORDER), total, "relative", total],
        text=[_change(value) if 0 < i < last or i == last + 1 else f"{value:.1%}"
              for i, value in enumerate(values)],
        textposition="outside",
        increasing={"marker": {"color": GREEN}},
        decreasing={"marker": {"color": RED}},
        totals={"marker": {"color": BLUE}},
    )  # fmt: skip
    chart.update_layout(
        showlegend=False, hovermode="closest", margin={"t": 10, "b": 60}, width=WIDE
    )
    chart.update_yaxes(tickformat=".0%", range=[0, 1.15])
    if goal is not None:
        chart.add_hline(goal, line=GOAL)
    return chart


def _agents(report: Report) -> go.Figure:
    """Adherence and conformance of every agent, lowest adherence first."""
    table = agent_table(report).dropna(subset=["adherence"]).sort_values("adherence")
    chart = figure("share", height=380)
    named = table["agent_name"].where(table["agent_name"] != "", table["agent_id"])
    names = [shown(name) for name in named]
    for column, colour in (("adherence", BLUE), ("conformance", GREEN)):
        values = listed(table[column].to_numpy(float), 4)
        marker = {"color": colour, "size": 8}
        chart.add_scatter(x=names, y=values, name=column, mode="markers", marker=marker)
    chart.update_yaxes(tickformat=".0%", rangemode="normal")
    chart.update_xaxes(type="category", showgrid=False)
    return chart


def _service_tiles(report: Report) -> Iterator[str]:
    """Give each queue's service level, or share in its window, with the goal."""
    weeks = {row["queue"]: row for row in report.kpis.to_dict("records") if row["date"] is None}
    for queue in report.site.queues:
        if queue.name not in weeks:
            continue
        name = "share_in_window" if queue.channel.deferred else "service_level"
        value, goal = weeks[queue.name][name], queue.goal.service_level
        missed = goal is not None and value < goal
        bound = f" · goal {goal:.0%}, {'missed' if missed else 'met'}" if goal is not None else ""
        looks, words = "tile missed" if missed else "tile", explained(name)
        yield (
            f'<div class="{looks}" title="{escape(words.words)}"><b>{cell(name, value)}</b>'
            f"<span>{escape(queue.name)}, {escape(words.title.lower())}{bound}</span></div>"
        )


def _tiles(report: Report) -> Iterator[str]:
    overall, kpis = report.overall, report.site_kpis
    yield tile("adherence", overall.adherence.value)
    yield tile("conformance", overall.conformance.value)
    for name in SITE_FIGURES:
        yield tile(name, getattr(kpis, name), report.site.currency)
    unknown = overall.tally.unknown_seconds / 3600
    yield f"<div class=tile><b>{unknown:,.1f}</b><span>Time unknown, hours</span></div>"


def _kpis(report: Report) -> Iterator[str]:
    of_all = ({"queue": "all queues", **row} for row in report.totals.to_dict("records"))
    for row in (*report.kpis.to_dict("records"), *of_all):
        whole = row["date"] is None
        when = "week" if whole else f"{row['date']:%a} {row['date'].day}"
        cells = (
            *(escape(str(row["queue"])), when),
            *(cell(name, row.get(name)) for name in KPIS),
        )
        yield _row(cells, " class=week" if whole else "")


def _first(report: Report) -> Iterator[str]:
    if not report.actions:
        nothing = "Nothing: in no hours that are over heads lacked or contacts were lost."
        yield f"<tr><td colspan=8>{nothing}</td></tr>"
    for rank, one in enumerate(report.actions, start=1):
        yield _row(
            (
                *(str(rank), english(one.when), escape(one.queue), escape(english(one.what))),
                *(f"{one.heads:.1f}", cell("lost", one.lost), cell("lost", one.saved)),
                "–" if one.value is None else f"{one.value:,.2f}",
            )
        )


def _row(cells: Iterable[str], attributes: str = "") -> str:
    return f"<tr{attributes}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _feed(report: Report) -> str:
    found = report.measured.unplaced
    codes, agents = found.unmapped_codes.items(), found.unknown_agents.items()
    parts = [f"state {code} has no category ({counted(n, 'event')})" for code, n in codes]
    parts += [f"agent {name} is not in the site ({counted(n, 'event')})" for name, n in agents]
    return "; ".join(parts) or "Every state is mapped and every agent known."
