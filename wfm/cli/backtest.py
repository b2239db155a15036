"""`wfm backtest`: how accurate the forecasts of the last weeks would have been."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm.cli.forecast import (
    day_after,
    forecast_errors,
    history_options,
    one_thread,
    request_of,
    shown,
)
from wfm.cli.parameters import tell_notes
from wfm.errors import InputError, InputProblem
from wfm.sites.history_file import read_input
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from forecasts import Backtest


@click.command("backtest")
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--weeks", type=click.IntRange(1, 8), default=4, show_default=True, help="Ahead.")
@click.option(
    "--origins",
    type=click.IntRange(1, 52),
    default=8,
    show_default=True,
    help="Weeks to start from.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for table and chart.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FORECAST",
    help="Judge this file of wfm forecast by what came instead; may be given more than once.",
)
@history_options
def command(
    history: Path,
    weeks: int,
    origins: int,
    out: Path | None,
    against: tuple[Path, ...],
    time_zone: str | None,
    country: str | None,
    interval: str | None,
    zeros: bool,
    events: Path | None,
    as_json: bool,
) -> None:
    """Show how accurate the forecasts of the last weeks would have been.

    HISTORY is forecast again from each of the last weekly origins, from what was known before it.
    The mean stands beside each lead in weeks; weights, and how the error rises without a method
    (wape_without), stand beside the mean.

    With --against forecasts that were made then are judged by what came: the one locked for
    planning beside the live one, on the intervals that all of them have.

    \b
    wfm backtest SITE --out accuracy/
    wfm backtest calls.csv.gz --time-zone Europe/Berlin --country DE
    wfm backtest SITE --against locked.csv --against live.csv
    """  # noqa: D301 - click keeps the lines that follow its mark
    from forecasts import backtest

    one_thread()
    minutes = int(interval) if interval else None
    found = read_input(history, time_zone, country, minutes, zeros=zeros, events=events)
    tell_notes(found.warnings)
    if against:
        _show(_judged(against, found.history, history.name), as_json=as_json)
        return
    last = day_after(found)
    monday_after = last + timedelta(days=-last.weekday() % 7)
    queues = found.history["queue"].nunique() if "queue" in found.history else 1
    with forecast_errors(history.name), shown(queues) as progress:
        request = request_of(found, monday_after, 7 * weeks)
        result = backtest(found.history, request, origins=origins, progress=progress)
    from wfm.planning.forecast_findings import problem_of

    for finding in result.findings:
        click.echo(f"skipped: {problem_of(finding, history.name)}", err=True)
    if out:
        _write(result, out)
    _show(_summary(result), as_json=as_json)


def _summary(result: Backtest) -> pd.DataFrame:
    """Accuracy per queue, method and lead, with the weights; lead 0 is the mean of all leads."""
    weights = result.weights.set_index(["queue", "method"])
    table = result.table.join(weights, on=["queue", "method"])
    return table.assign(noise_floor=table["queue"].map(dict(result.floors)))


def _judged(against: tuple[Path, ...], history: pd.DataFrame, file: str) -> pd.DataFrame:
    from forecasts import accuracy_of
    from wfm.sites.forecast_csv import FORECAST

    needs = ("interval_minutes", "contacts_p05", "contacts_p95")
    then = {str(path): FORECAST.read(path, needs=needs) for path in against}
    with forecast_errors(file):
        return accuracy_of(then, history)


def _show(table: pd.DataFrame, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(json.loads(table.to_json(orient="records")), indent=2))
        return
    click.echo(_in_words(table).to_string(index=False))


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Figures as text; those of a method as a whole stand beside the mean of its leads only."""
    import pandas as pd

    words = table.astype(object)
    for name in table.select_dtypes("float"):
        form = "{:.2f}" if name in PLAIN else "{:.1%}"
        words[name] = [form.format(cell) if pd.notna(cell) else "" for cell in table[name]]
    if "lead_week" in table:
        words.loc[table["lead_week"] > 0, OF_METHOD] = ""
        words["lead_week"] = words["lead_week"].replace(0, "mean")
    return words


OF_METHOD = ["weight", "wape_without", "noise_floor"]
PLAIN = {"mase", "pinball", "contacts", "came"}
"""Columns that are no shares."""


def _write(result: Backtest, out: Path) -> None:
    """Write the table, and a page with it and a chart of what was forecast against what came."""
    from wfm.sites.table_schema import frame_text

    try:
        out.mkdir(parents=True, exist_ok=True)
        text = frame_text(_summary(result))
        (out / "accuracy.csv").write_text(text, encoding="utf-8", newline="")
        (out / "accuracy.html").write_text(_page(result), encoding="utf-8")
    except OSError as error:
        what = phrase("plan.cannot_be_written", reason=str(error.strerror))
        raise InputError([InputProblem(what, phrase("do.give_folder"), str(out))]) from error


def _page(result: Backtest) -> str:
    """Return one page that opens offline."""
    summary = _summary(result)
    table = _in_words(summary).to_html(index=False, border=0)
    chart = _chart(result).to_html(full_html=False, include_plotlyjs=True)
    return PAGE.format(legend=escape(_legend(map(str, summary))), table=table, chart=chart)


def _legend(columns: Iterable[str]) -> str:
    """Say what the figures of the table mean."""
    from wfm.figures import explained

    figures = (explained(name) for name in columns if name not in {"queue", "method"})
    return " ".join(f"{figure.column}: {figure.words}" for figure in figures)


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Accuracy of past forecasts</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #ddd;
  white-space: nowrap; }}
th:nth-child(-n+2), td:nth-child(-n+2) {{ text-align: left; }}
p {{ max-width: 60rem; }}
</style></head><body>
<h1>Accuracy of past forecasts</h1>
<p>Each week was forecast again from what was known before it. {legend}</p>
{table}
{chart}
</body></html>
"""


def _chart(result: Backtest) -> Figure:
    """Contacts per day: what came, and what was forecast in the week before."""
    import numpy as np
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    names = list(result.origins)
    figure = make_subplots(rows=len(names), cols=1, subplot_titles=names)
    for row, found in enumerate(result.origins.values(), start=1):
        days = np.concatenate([origin.start + np.arange(7) for origin in found])
        actual = np.concatenate([origin.actual[:7] for origin in found])
        known = np.isfinite(actual)
        expected = np.concatenate([origin.forecasts["combined"][:7] for origin in found])
        open_days = known.any(axis=1)
        lines = {"came": actual, "forecast a week ahead": expected}
        for (name, values), colour in zip(lines.items(), ("#444444", "#1f77b4"), strict=True):
            totals = np.where(known, values, 0.0).sum(axis=1)[open_days]
            line = go.Scatter(x=days[open_days], y=totals, name=name, line={"color": colour})
            figure.add_trace(line.update(showlegend=row == 1), row=row, col=1)
    title = "Contacts per day: what came, and what was forecast in the week before"
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(title=title, height=160 + 240 * len(names))
    return figure
