"""`wfm repair`: who is away after all, and the roster that results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
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
from wfm.cli.told_site import tell
from wfm.words.plural import counted

if TYPE_CHECKING:
    from wfm.model.plan import Plan

SECONDS = 5.0
"""Time to repair where the user says nothing."""


@click.command("repair")
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--plan", "folder", type=click.Path(path_type=Path, file_okay=False), required=True,
    metavar="DIR", help="Folder that wfm plan wrote.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Write the next version here; into the plan's folder if left out.",
)  # fmt: skip
@price_option(None)
@solver_options(SECONDS)
@demand_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(
    site: Path, folder: Path, out: Path | None, price: str | None, as_json: bool, **asked: Any
) -> None:
    """Mend a plan after absences, with as few changes as that needs.

    \b
    wfm repair SITE --plan DIR --absent A017
    wfm repair SITE --plan DIR --absent A017:2026-03-04..2026-03-06 --absent A023:2026-03-05

    Writes the files of wfm plan as the next version, and the list of changes. Locked shifts and
    days that were edited by hand stay.
    """  # noqa: D301 - click keeps the lines that follow its mark
    if not asked["absent"]:
        raise click.UsageError("name who is away: --absent AGENT[:FROM[..TO]]")
    from wfm.planning import summary, write_plan
    from wfm.planning.files.plan_folder import read_plan_folder
    from wfm.planning.files.plan_guard import refuse_lost_work, refuse_unread_edits
    from wfm.planning.files.revise_plan import repaired_plan

    plan = read_plan_folder(site, folder)
    tell(plan.inputs.warnings)
    refuse_unread_edits(folder)
    refuse_lost_work(out or folder, goes_on_from=folder)
    options = replace(plan.options, limits=limits_of(SECONDS, asked))
    options = options if price is None else replace(options, price=price)
    options = with_demand_options(options, plan.demand.site, plan.schedule, asked)
    found = repaired_plan(plan, options, datetime.now(UTC))
    paths = write_plan(found, out or folder)
    if as_json:
        click.echo(json.dumps(summary(found), ensure_ascii=False))
        return
    from wfm.cli.closing import print_closing

    print_closing(found, paths)
    for line in changes_in_words(found):
        click.echo(line)


def changes_in_words(plan: Plan) -> Iterator[str]:
    """Say what changes, and who is to be told."""
    from wfm.cli.schedule import change_in_words
    from wfm.words import english

    count = counted(len(plan.changes), "day of an agent", "days of agents")
    yield f"\nVersion {plan.schedule.version}: {count} changed"
    for change in plan.changes:
        yield f"  {change_in_words(change, plan.site)}"
    told = sorted({english(plan.site.named(change.agent_id)) for change in plan.changes})
    if told:
        yield f"To be told: {', '.join(told)}"
