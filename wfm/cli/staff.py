"""`wfm staff`: heads per interval and queue that a forecast needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm.cli.parameters import SHARE
from wfm.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd


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
@click.option(
    "--backlog",
    type=(str, click.FloatRange(0)),
    multiple=True,
    metavar="QUEUE CONTACTS",
    help="Contacts that wait in a deferred queue at the start.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    forecast: Path,
    site_path: Path,
    out: Path,
    chance: float | None,
    average: bool,
    backlog: tuple[tuple[str, float], ...],
    as_json: bool,
) -> None:
    r"""Heads per interval and queue that a forecast needs.

    FORECAST is a forecast.csv; the goals are those of the site's queues.

    \b
    wfm staff forecast.csv --site SITE --out requirement.csv
    wfm staff forecast.csv --site SITE --out requirement.csv --chance 90%
    """
    from wfm.sites import read_site
    from wfm.sites.forecast_csv import read_forecast
    from wfm.staffing import site_requirements

    if chance is not None and average:
        raise click.UsageError("--chance and --average exclude each other")
    site = read_site(site_path, history=False, states=False).site
    _check_backlog(backlog, [queue.name for queue in site.queues if queue.channel.deferred])
    contacts = read_forecast(forecast, site)
    rows = site_requirements(contacts, site, dict(backlog), chance, average)
    _write(rows, out, site.time_zone)
    summary = _summary(rows)
    if as_json:
        click.echo(json.dumps({"requirement": str(out), "queues": summary}, indent=2))
    else:
        _print(summary, out)


def _check_backlog(backlog: tuple[tuple[str, float], ...], deferred: list[str]) -> None:
    problems = [
        Problem(f"{name!r} is no deferred queue", f"use one of {', '.join(deferred)}")
        for name, _ in backlog
        if name not in deferred
    ]
    if problems:
        raise InputError(problems)


def _write(rows: pd.DataFrame, out: Path, time_zone: str) -> None:
    """Write beside and move, so that a half-written file never stands at `out`."""
    stamps = rows["interval_start"].dt.tz_convert(time_zone).map(lambda t: t.isoformat())
    beside = out.with_name(out.name + ".part")
    try:
        rows.assign(interval_start=stamps).to_csv(beside, index=False, lineterminator="\n")
        beside.replace(out)
    except OSError as error:
        remedy = "give a file in a folder that exists and may be written"
        raise InputError([Problem(error.strerror or str(error), remedy, str(out))]) from None


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


def _print(summary: list[dict[str, object]], out: Path) -> None:
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
    click.echo(f"Written to {out}")


def _counts(row: dict[str, object]) -> list[tuple[str, int]]:
    counts = row["binding_targets"]
    return list(counts.items()) if isinstance(counts, dict) else []
