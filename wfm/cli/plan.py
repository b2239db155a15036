"""`wfm plan`: from a site's history to its roster."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wfm.cli.plan_options import (
    demand_options,
    limits_of,
    price_option,
    solver_options,
    with_demand_options,
)
from wfm.words.plural import counted

if TYPE_CHECKING:
    from datetime import date

    from wfm.model.plan import Plan
    from wfm.planning import StageReport
    from wfm.planning.plan_options import PlanOptions
    from wfm.planning.several_weeks import SeveralWeeks
    from wfm.sites import SiteInput

SECONDS = 30.0
"""Time to search for shifts where the user says nothing."""
NONE = "none"


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the week; the week after the history if left out.",
)
@click.option(
    "--weeks", type=click.IntRange(1, 8), default=1, show_default=True,
    help="Weeks that are planned together; each gets a folder of its own in --out.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
    help="Folder for the results.",
)  # fmt: skip
@click.option(
    "--after", type=click.Path(path_type=Path), metavar="DIR|none",
    help="Plan of the week before, whose rest, runs of days, ledger and backlog go on; the only "
         "one beside --out if left out.",
)  # fmt: skip
@click.option(
    "--base", type=click.Path(path_type=Path), metavar="DIR",
    help="Plan of this week that people know already: changes of it cost; with --absent it is "
         "repaired by as few of them as that needs. With --weeks, the folder of their plans.",
)  # fmt: skip
@click.option("--accept-shifts", is_flag=True,
              help="Take changes of level that the forecast finds for good.")  # fmt: skip
@click.option("--replace", "replacing", is_flag=True,
              help="Plan into --out although work done by hand there is lost.")  # fmt: skip
@click.option("--anyway", is_flag=True,
              help="Plan although skills that match no queue leave much undone.")  # fmt: skip
@solver_options(SECONDS)
@price_option("heads")
@demand_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(
    site: Path, week: datetime | None, weeks: int, out: Path, after: Path | None, base: Path | None,
    accept_shifts: bool, replacing: bool, anyway: bool, price: str, as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """Plan a week, or several: forecast, heads, shifts, roster.

    SITE is a folder of tables or one .xlsx workbook. Ctrl-C ends the search for shifts; the best
    schedule so far is written.
    """
    from wfm.cli.progress import shown_progress
    from wfm.planning import read_inputs
    from wfm.planning.plan_options import PlanOptions
    from wfm.planning.week_demand import first_day

    with shown_progress() as progress:
        inputs = read_inputs(site, progress)
        first = first_day(inputs.site, inputs.history, week.date() if week else None)
        folders = [out / str(first + timedelta(weeks=n)) for n in range(weeks)]
        folders = [out] if weeks == 1 else folders
        for folder in () if replacing else folders:
            goes_on_from = base and (base if weeks == 1 else base / folder.name)
            _refuse_loss(folder, goes_on_from, inputs.site.agent_names)
        options = PlanOptions(
            limits_of(SECONDS, asked), weeks=weeks, price=price, anyway=anyway,
            accept_shifts=accept_shifts,
        )  # fmt: skip
        options = _going_on(options, inputs, first, after, folders[0])
        options = _from_base(options, inputs, base, first)
        inputs = _with_weeks_beside(inputs, base, first, weeks)
        options = with_demand_options(options, inputs.site, options.base, asked)
        options = _repairing(options, asked["absent"])
        if weeks > 1:
            several, paths_of = _plan_and_write_several(inputs, first, folders, options, progress)
        else:
            plan, paths = plan_and_write(inputs, first, out, options, progress)
    if weeks > 1:
        _told_of_several(several, paths_of, as_json)
    else:
        told(plan, paths, as_json)


def _refuse_loss(out: Path, base: Path | None, names: Mapping[str, str]) -> None:
    """Refuse to overwrite work done by hand that this plan does not go on from."""
    from wfm.planning.files.plan_guard import refuse_lost_work, refuse_unread_edits

    if base is not None:
        refuse_unread_edits(base)
    refuse_lost_work(out, goes_on_from=base, names=names)


def _going_on(
    options: PlanOptions, inputs: SiteInput, first: date, after: Path | None, out: Path
) -> PlanOptions:
    """Go on from the plan of the week before, if there is one."""
    from wfm.planning.files.week_before import read_week_before, week_before_beside
    from wfm.planning.opening_backlog import opening_backlog

    site = inputs.site
    if after is not None and str(after) == NONE:
        return options
    folder = after or week_before_beside(out, first, site.name)
    if folder is None:
        return options
    before = read_week_before(folder, site, first)
    click.echo(f"The week before is the plan in {folder}", err=True)
    known = opening_backlog(site, inputs.history, first)
    return replace(
        options,
        previous=before.shifts,
        ledger=before.ledger,
        backlog={name: n for name, n in before.backlog.items() if name not in known},
    )


def _from_base(
    options: PlanOptions, inputs: SiteInput, base: Path | None, first: date
) -> PlanOptions:
    if base is None:
        return options
    from wfm.planning.files.plan_folder import with_base, with_bases

    if options.weeks > 1:
        return with_bases(options, base, first, inputs.site)
    return with_base(options, base, inputs.site)


def _with_weeks_beside(inputs: SiteInput, base: Path | None, first: date, weeks: int) -> SiteInput:
    """Stay in a longer plan whose weeks are planned anew in part: its others count as they are."""
    from wfm.planning.files.weeks_beside import with_weeks_beside

    if base is None:
        return inputs
    folder = base if weeks == 1 else base / str(first)
    return replace(inputs, site=with_weeks_beside(inputs.site, folder, first, weeks))


def _repairing(options: PlanOptions, absent: tuple[str, ...]) -> PlanOptions:
    if absent and options.base is None:
        raise click.UsageError("--absent needs --base: the plan that did not know of it")
    if absent and options.weeks > 1:
        raise click.UsageError("--absent repairs one week: leave --weeks out")
    preserved = options.preserved.without(options.absent)
    return replace(options, repair=bool(absent), preserved=preserved)


def plan_and_write(
    inputs: SiteInput,
    week: date | None,
    out: Path,
    options: PlanOptions,
    progress: StageReport,
) -> tuple[Plan, tuple[Path, ...]]:
    """Plan a week and write all files."""
    from wfm.planning import plan_site, write_plan
    from wfm.planning.files.plan_guard import next_version

    plan = plan_site(inputs, week, options, datetime.now(UTC), progress)
    if options.base is None:
        version = next_version(out, plan.week.isoformat(), plan.schedule.fingerprint)
        plan = replace(plan, schedule=replace(plan.schedule, version=version))
    progress.begin("Write")
    paths = write_plan(plan, out)
    progress.done(f"{counted(len(paths), 'file')} in {out}")
    return plan, paths


def _plan_and_write_several(
    inputs: SiteInput,
    first: date,
    folders: Sequence[Path],
    options: PlanOptions,
    progress: StageReport,
) -> tuple[SeveralWeeks, list[tuple[Path, ...]]]:
    """Plan some weeks together and write each into its folder."""
    from wfm.planning import write_plan
    from wfm.planning.files.plan_guard import next_version
    from wfm.planning.several_weeks import plan_several_weeks_of_site

    found = plan_several_weeks_of_site(inputs, first, options, datetime.now(UTC), progress)
    plans: list[Plan] = []
    paths: list[tuple[Path, ...]] = []
    for plan, folder in zip(found.plans, folders, strict=True):
        version = next_version(folder, plan.week.isoformat(), plan.schedule.fingerprint)
        plans.append(replace(plan, schedule=replace(plan.schedule, version=version)))
        progress.begin("Write")
        paths.append(write_plan(plans[-1], folder))
        progress.done(f"{counted(len(paths[-1]), 'file')} in {folder}")
    return replace(found, plans=tuple(plans)), paths


def _told_of_several(found: SeveralWeeks, paths: Sequence[tuple[Path, ...]], as_json: bool) -> None:
    """Print the closing words of each week, or the summaries of all; exit as for one week."""
    from wfm.cli.closing import print_closing, print_together
    from wfm.planning import summary
    from wfm.planning.files.write_plan import solver_summary

    if as_json:
        solver = solver_summary(found.solve)
        weeks = [summary(plan) for plan in found.plans]
        click.echo(json.dumps({"solver": solver, "weeks": weeks}, ensure_ascii=False))
    else:
        for plan, written in zip(found.plans, paths, strict=True):
            print_closing(plan, written)
        print_together(found)
    if found.solve.status == "partial":
        sys.exit(1)


def told(plan: Plan, paths: tuple[Path, ...], as_json: bool) -> None:
    """Print the closing words, or the summary; exit 1 where some agent has no legal week."""
    from wfm.cli.closing import print_closing
    from wfm.planning import summary

    if as_json:
        click.echo(json.dumps(summary(plan), ensure_ascii=False))
    else:
        print_closing(plan, paths)
    if plan.solve.status == "partial":
        sys.exit(1)
