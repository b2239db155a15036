"""`wfm adherence`: a published week against what was recorded of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from wfm.cli.told_site import tell
from wfm.model import ActivityCategory
from wfm.model.adherence_method import AdherenceFormula
from wfm.model.platform import Platform
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.adherence.report import Report
    from wfm.model import Schedule, Site

SOURCES = ("csv", *(platform.value for platform in Platform))
METHODS = tuple(formula.value for formula in AdherenceFormula)
FEW = 3
"""Things to do that the console names; the files have all."""
CATEGORIES = tuple(category.value for category in ActivityCategory)


@click.command("adherence")
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the week; that of the schedule if left out.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
    help="Folder for the results.",
)  # fmt: skip
@click.option(
    "--schedule", "schedule_path", type=click.Path(path_type=Path), metavar="FILE",
    help="The published schedule.csv; the site's previous.csv if left out.",
)  # fmt: skip
@click.option(
    "--plan", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder of `wfm plan` with forecast.csv and requirement.csv; else they are made anew.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(METHODS), default="default", show_default=True,
    help="Formula of adherence.",
)  # fmt: skip
@click.option(
    "--tolerance", type=click.IntRange(0), default=0, show_default=True, metavar="SECONDS",
    help="Longest deviation at an activity's edge that is no exception; by genesys_cloud the "
    "threshold that is deducted from every exception.",
)  # fmt: skip
@click.option(
    "--count-unscheduled", is_flag=True, help="Count on-queue work outside shifts as out."
)
@click.option(
    "--silence", type=click.IntRange(1), metavar="MINUTES",
    help="Silence after which a feed is not believed; else by how many agents are due.",
)  # fmt: skip
@click.option(
    "--authorised", type=click.Path(path_type=Path), metavar="FILE",
    help="Authorised exceptions: agent_id, from, to, reason, authorised_by.",
)  # fmt: skip
@click.option(
    "--states", type=click.Path(path_type=Path), metavar="FILE",
    help="Recorded states; the site's states.csv if left out.",
)  # fmt: skip
@click.option(
    "--source", type=click.Choice(SOURCES), default="csv", show_default=True,
    help="Shape of the file of states.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE",
    help="Corrections of the site's state map, in the columns of state_map.csv.",
)  # fmt: skip
@click.option(
    "--impacts", type=click.Path(path_type=Path), metavar="FILE",
    help="Changed cells of the impact table, of the method's own too: scheduled, actual, impact.",
)  # fmt: skip
@click.option(
    "--productive", type=click.Choice(CATEGORIES), multiple=True, metavar="CATEGORY",
    help="By amazon_connect: a category that is productive besides on_queue; may be repeated.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(
    site: Path,
    week: datetime | None,
    out: Path,
    schedule_path: Path | None,
    plan: Path | None,
    method: str,
    tolerance: int,
    count_unscheduled: bool,
    silence: int | None,
    authorised: Path | None,
    states: Path | None,
    source: str,
    mapping: Path | None,
    impacts: Path | None,
    productive: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare a published week with what was recorded: adherence, heads, service, why.

    SITE is a folder of tables or one .xlsx workbook, with states.csv and state_map.csv; it may
    have satisfaction.csv (answered_at, queue, score).
    """
    if source != "csv" and states is None:
        raise click.UsageError(f"--source {source} needs the file: --states FILE")
    from wfm.adherence import ImpactTable, StateMap
    from wfm.adherence.report import policy_of
    from wfm.adherence.silence import Silence
    from wfm.planning.files.compare_week import compare_week, comparison_summary, write_comparison
    from wfm.sites import read_site
    from wfm.sites.adherence_files import (
        read_authorised,
        read_impacts,
        read_mapping,
        read_recorded,
    )

    now = datetime.now(UTC)
    given = read_site(site, satisfaction=True, needs_history=False)
    tell(given.warnings)
    if states is not None:
        given = replace(given, states=read_recorded(states, source, given.site, now))
    corrected = read_mapping(mapping) if mapping else {}
    policy = policy_of(
        given.site,
        states=StateMap({**given.site.state_map, **corrected}),
        impacts=ImpactTable().changed(read_impacts(impacts) if impacts else ()),
        method=method,
        tolerance_seconds=tolerance,
        productive=[ActivityCategory(name) for name in productive],
        count_unscheduled_work=count_unscheduled,
        silence=Silence(seconds=silence * 60 if silence else None),
        authorised=read_authorised(authorised, given.site) if authorised else (),
    )
    published = _published(given.site, week, schedule_path)
    found, messages = compare_week(given, published, policy, plan, until=now)
    paths = write_comparison(found, messages, out, now)
    if as_json:
        click.echo(json.dumps(comparison_summary(found, messages), ensure_ascii=False))
        return
    _print(found)
    for message in messages:
        click.echo(f"{message.severity.value}: {message.text}", err=True)
    click.echo(f"Files in {out}: {', '.join(path.name for path in paths)}")


def _published(site: Site, week: datetime | None, path: Path | None) -> Schedule:
    from wfm.errors import InputError, InputProblem
    from wfm.planning.files.read_plan import of_week, published_schedule
    from wfm.sites import read_schedule

    if path is None:
        return published_schedule(site, week.date() if week else None)
    schedule = read_schedule(path, site)
    chosen = of_week(schedule, week.date() if week else schedule.week)
    if not chosen.shifts:
        remedy = phrase("plan.shifts_of_week", week=schedule.week)
        raise InputError(
            [InputProblem(phrase("plan.no_shift_in_week_of", week=chosen.week), remedy, path.name)]
        )
    return chosen


def _print(found: Report) -> None:
    from wfm.adherence.bridge import TITLES
    from wfm.words import english

    overall, stamp = found.overall, found.measured.stamp
    click.echo(f"{found.site.name}, week of {found.schedule.week}")
    click.echo(f"  adherence    {_share(overall.adherence.value, overall.adherence.reason)}")
    click.echo(f"  conformance  {_share(overall.conformance.value, overall.conformance.reason)}")
    made = f"method {stamp.method}, tolerance {stamp.tolerance_seconds} s, mapping "
    click.echo(f"  {made}{stamp.mapping_version}, schedule version {stamp.schedule_version}")
    click.echo(f"  data complete until {_local(stamp.complete_until, found.site.time_zone)}")
    for verdict in found.verdicts:
        click.echo(f"  {english(verdict)}")
    for one in found.bridges:
        parts = ", ".join(
            f"{name} {value * 100:+.1f}"
            for name, value in zip(TITLES.values(), one.parts, strict=True)
        )
        click.echo(
            f"  {one.queue}: service level {one.recorded:.1%} recorded, {one.required:.1%} as "
            f"required (points: {parts}, not explained {one.unexplained * 100:+.1f})"
        )
    for number, action in enumerate(found.actions[:FEW], start=1):
        click.echo(f"  {number}. {english(action.told(found.site.currency))}")


def _local(instant: datetime | None, zone: str) -> str:
    if instant is None:
        return "never: there are no events"
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S %Z}"


def _share(value: float | None, reason: str) -> str:
    return f"none: {reason}" if value is None else f"{value:.1%}"
