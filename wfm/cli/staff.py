"""`wfm staff`: heads per interval and queue that a forecast needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm.cli.backlog import backlog_option, check_backlog
from wfm.cli.parameters import SHARE
from wfm.cli.told_site import told_site
from wfm.cli.whole_file import whole_file
from wfm.errors import InputError, InputProblem
from wfm.words import phrase
from wfm.words.plural import counted

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

ASSUMED_AHT = 240.0
"""Seconds; only waits depend on it, and with an agent for every line nobody waits."""


@click.command("staff")
@click.argument("forecast", type=click.Path(path_type=Path))
@click.option(
    "--site",
    "site_path",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder or workbook of the site.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="requirement.csv")
@click.option("--chance", type=SHARE, help="Meet the goals with this chance (needs rate_p05 …).")
@click.option("--average", is_flag=True, help="Meet the goals on average over the rates' range.")
@backlog_option
@click.option(
    "--backlog-out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write backlog, oldest age and share in window of the deferred queues, with these heads.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    forecast: Path,
    site_path: Path,
    out: Path,
    chance: float | None,
    average: bool,
    backlog: tuple[tuple[str, float], ...],
    backlog_out: Path | None,
    as_json: bool,
) -> None:
    """Heads per interval and queue that a forecast needs.

    FORECAST is a forecast.csv; the goals are those of the site's queues.

    \b
    wfm staff forecast.csv --site SITE --out requirement.csv
    wfm staff forecast.csv --site SITE --out requirement.csv --chance 90%
    wfm staff forecast.csv --site SITE --out requirement.csv --backlog-out backlog.csv
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.planning.closed_days import closed_as_forecast
    from wfm.sites.backlog_csv import BACKLOG
    from wfm.sites.forecast_csv import read_forecast
    from wfm.sites.requirement_csv import REQUIREMENT
    from wfm.staffing import site_requirements

    if chance is not None and average:
        raise click.UsageError("--chance and --average exclude each other")
    site = told_site(site_path)
    check_backlog(backlog, site)
    contacts = read_forecast(forecast, site)
    site = closed_as_forecast(site, contacts)

    def required(planned: Site) -> pd.DataFrame:
        return site_requirements(contacts, planned, dict(backlog), chance, average)

    rows = required(site)
    if backlog_out is not None:
        waiting = _waiting(contacts, rows, site, dict(backlog))
        with whole_file(backlog_out) as beside:
            BACKLOG.write(waiting, beside, site.time_zone)
    with whole_file(out) as beside:
        REQUIREMENT.write(rows, beside, site.time_zone)
    summary = _summary(rows)
    messages = [*_too_few_lines(rows, site), *_blending(rows, site, required)]
    if as_json:
        found = {"requirement": str(out), "queues": summary, "messages": messages}
        click.echo(json.dumps(found, indent=2))
    else:
        _print(summary, messages, out)


def _waiting(
    contacts: pd.DataFrame, rows: pd.DataFrame, site: Site, backlog: dict[str, float]
) -> pd.DataFrame:
    """Follow the deferred queues with the heads that they require."""
    from wfm.staffing import predict_backlog

    heads = rows.assign(scheduled=rows["gross_requirement"])
    found = predict_backlog(contacts, heads, site, backlog)
    if found.empty:
        what = phrase("demand.none_deferred")
        raise InputError([InputProblem(what, phrase("do.leave_out_backlog"))])
    return found


def _summary(rows: pd.DataFrame) -> list[dict[str, object]]:
    found = []
    for name, part in rows.groupby("queue", sort=False):
        open_ = part[part["binding_target"] != "closed"]
        hours = open_["interval_minutes"] / 60
        found.append(
            {
                "queue": str(name),
                "net_hours": float((open_["net_requirement"] * hours).sum()),
                "gross_hours": float((open_["gross_requirement"] * hours).sum()),
                "peak_heads": float(open_["gross_requirement"].max()) if len(open_) else 0.0,
                "binding_targets": open_["binding_target"].value_counts().to_dict(),
            }
        )
    return found


def _too_few_lines(rows: pd.DataFrame, site: Site) -> Iterator[str]:
    """Name the queues whose lines are too few for the goal, with the worst interval."""
    from wfm.staffing import fewest_lines

    for queue in site.queues:
        short = rows[(rows["queue"] == queue.name) & (rows["binding_target"] == "lines")]
        if not short.empty:
            worst = short.nlargest(1, "load_erlangs")
            local = worst["interval_start"].dt.tz_convert(site.time_zone).iloc[0]
            load, aht = float(worst["load_erlangs"].iloc[0]), queue.aht_seconds or ASSUMED_AHT
            needed, lines = fewest_lines(queue, load, aht), queue.lines or 0
            yield (
                f"{queue.name}: in {counted(len(short), 'interval')} {counted(lines, 'line')} "
                "cannot be enough for the goal, however many agents there are; "
                f"{local:%a %H:%M} needs about {needed}"
            )


def _blending(
    rows: pd.DataFrame, site: Site, required: Callable[[Site], pd.DataFrame]
) -> Iterator[str]:
    """Say what deferred work in idle time saves against doing it apart."""
    if not any(queue.blended_queues for queue in site.queues):
        return
    queues = tuple(replace(q, blended_queues=(), idle_reserve=None) for q in site.queues)
    saved = _hours(required(replace(site, queues=queues))) - _hours(rows)
    if saved > -0.05:
        yield f"deferred work in idle time saves {max(saved, 0.0):.1f} head-hours to schedule"
    else:
        yield (
            f"deferred work in idle time costs {-saved:.1f} head-hours more than doing it apart: "
            "a larger idle_reserve needs fewer"
        )


def _hours(rows: pd.DataFrame) -> float:
    return float((rows["gross_requirement"] * rows["interval_minutes"]).sum() / 60)


def _print(summary: list[dict[str, object]], messages: list[str], out: Path) -> None:
    width = max(len(str(row["queue"])) for row in summary)
    for row in summary:
        targets = ", ".join(f"{name} {count}" for name, count in _counts(row))
        click.echo(
            "{0:{width}}  {1:7.1f} head-hours, {2:7.1f} to schedule, peak {3:5.1f}  ({4})".format(
                *(row[key] for key in ("queue", "net_hours", "gross_hours", "peak_heads")),
                targets,
                width=width,
            )
        )
    for message in messages:
        click.echo(message)
    click.echo(f"Written to {out}")


def _counts(row: dict[str, object]) -> list[tuple[str, int]]:
    counts = row["binding_targets"]
    return list(counts.items()) if isinstance(counts, dict) else []
