"""`wfm shrinkage`: residual shrinkage as recorded states show it, for the next plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm.cli.adherence import SOURCES
from wfm.cli.parameters import tell_notes
from wfm.cli.whole_file import whole_file
from wfm.errors import InputError, InputProblem
from wfm.words import phrase
from wfm.words.plural import counted

if TYPE_CHECKING:
    from datetime import date

    from wfm.adherence.learned_shrinkage import LearnedShrinkage
    from wfm.model import Schedule, Site

SETTING = re.compile(r"^(shrinkage\s*=\s*)([^#\n]*?)(\s*(?:#.*)?)$", re.MULTILINE)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@click.command("shrinkage")
@click.argument("site", type=click.Path(path_type=Path))
@click.option("--schedule", "schedules", type=click.Path(path_type=Path), multiple=True,
              metavar="FILE", help="A published schedule.csv, each week in a file of its own; the "
              "site's previous.csv if left out.")  # fmt: skip
@click.option("--states", type=click.Path(path_type=Path), metavar="FILE",
              help="Recorded states; the site's states.csv if left out.")  # fmt: skip
@click.option("--source", type=click.Choice(SOURCES), default="csv", show_default=True,
              help="Shape of the file of states.")  # fmt: skip
@click.option("--week", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="Week to plan; the one after the schedules if left out.")  # fmt: skip
@click.option("--accept", is_flag=True, help="Write it into the site's site.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def command(
    site: Path,
    schedules: tuple[Path, ...],
    states: Path | None,
    source: str,
    week: datetime | None,
    accept: bool,
    as_json: bool,
) -> None:
    """Tell what is lost of the time scheduled on queue, for the next plan.

    SITE is a folder of tables or one .xlsx workbook. Time that the scheduler places itself (breaks,
    meetings, leave) is no part of it, and neither is time of which nothing is known. Shares of
    weekdays and months with few days are drawn towards the mean.

    \b
    wfm shrinkage SITE --schedule week1/schedule.csv --schedule week2/schedule.csv --accept
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.adherence.learned_shrinkage import learned_shrinkage
    from wfm.adherence.measure import measure
    from wfm.adherence.report import policy_of
    from wfm.adherence.state_events import no_events, read_events
    from wfm.sites import read_site
    from wfm.sites.adherence_files import read_recorded

    now = datetime.now(UTC)
    given = read_site(site, needs_history=False)
    tell_notes(given.warnings)
    recorded = given.states if states is None else read_recorded(states, source, given.site, now)
    log = no_events() if recorded is None else read_events(recorded, file="states.csv")
    weeks = list(_published(given.site, schedules))
    policy, zone = policy_of(given.site), given.site.time_zone
    measured = [measure(each, log, policy, time_zone=zone, until=now) for each in weeks]
    found = learned_shrinkage(measured, zone)
    if found is None:
        what = phrase("shrinkage.nothing_known")
        raise InputError([InputProblem(what, phrase("do.give_states"))])
    first = week.date() if week else _after(weeks)
    offered = found.of_week(first)
    if accept:
        _write(site, offered)
    if as_json:
        click.echo(json.dumps({"week": str(first), "offered": offered, **asdict(found)}))
        return
    for line in _told(found, given.site, first, offered):
        click.echo(line)
    if accept:
        click.echo(f"{site / 'site.toml'}: shrinkage = {offered:g}")


def _published(site: Site, paths: tuple[Path, ...]) -> Iterator[Schedule]:
    from wfm.planning.files.plan_folder import planned_week
    from wfm.planning.files.read_plan import published_schedule
    from wfm.sites import read_schedule

    if not paths:
        yield published_schedule(site, None)
    for path in paths:
        yield read_schedule(path, site, week=planned_week(path.parent))


def _after(weeks: list[Schedule]) -> date:
    from datetime import timedelta

    return max(each.week for each in weeks) + timedelta(days=7)


def _told(found: LearnedShrinkage, site: Site, first: date, offered: float) -> Iterator[str]:
    whole = found.whole
    yield f"Lost of the time scheduled on queue: {whole.share:.1%} ({counted(whole.days, 'day')})"
    for kind, each in sorted(found.kinds.items(), key=lambda item: -item[1].share):
        yield f"  {kind.replace('_', ' ')}: {each.share:.1%} ({counted(each.days, 'day')})"
    days = (f"{DAYS[n]} {each.share:.1%} ({each.days})" for n, each in found.weekdays.items())
    yield f"By weekday (days): {', '.join(days)}"
    months = (f"{n} {each.share:.1%} ({each.days})" for n, each in found.months.items())
    yield f"By month (days): {', '.join(months)}"
    yield f"For the week of {first}: {offered:.1%}; the site plans with {site.shrinkage:.1%}"


def _write(site: Path, share: float) -> None:
    """Set the site's residual shrinkage in its site.toml; the rest of the file stays as it is."""
    path = site / "site.toml"
    if not path.is_file():
        what = phrase("shrinkage.workbook")
        remedy = phrase("do.set_shrinkage", share=share)
        raise InputError([InputProblem(what, remedy, str(site))])
    text = path.read_text(encoding="utf-8")
    if not SETTING.search(text):
        raise InputError([InputProblem(phrase("shrinkage.none"), phrase("do.add_it"), "site.toml")])
    with whole_file(path) as beside:
        written = SETTING.sub(lambda m: f"{m[1]}{share:g}{m[3]}", text, count=1)
        beside.write_text(written, encoding="utf-8")
