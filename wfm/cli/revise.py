"""`wfm revise`: a roster that was edited in Excel comes back."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

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
    from wfm.model import Shift
    from wfm.model.changes import Change
    from wfm.planning.files.plan_folder import PlanFolder
    from wfm.planning.merge_schedules import Side
    from wfm.planning.plan_options import PlanOptions
    from wfm.planning.preserved_shifts import AgentDay
    from wfm.planning.revise_schedule import Revision
    from wfm.planning.roster_edits import DayEdit
    from wfm.scheduling import Finding

Decided = tuple[tuple[str, datetime], ...]
DATE = click.DateTime(formats=["%Y-%m-%d"])
REPAIR_SECONDS = 5.0
"""Time to repair where the user says nothing."""
LINES = 20
"""Lines of one kind that are printed; --json has all of them."""


@click.command("revise")
@click.argument("site", type=click.Path(path_type=Path))
@click.argument("roster", type=click.Path(path_type=Path))
@click.option(
    "--plan",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder that wfm plan wrote; the roster's own if left out.",
)
@click.option("--apply", "in_place", is_flag=True, help="Write the revised plan into that folder.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the revised plan here instead.",
)
@click.option(
    "--lock", is_flag=True, help="Lock the edited shifts, so that wfm schedule --repair keeps them."
)
@click.option(
    "--mine",
    type=(str, DATE),
    multiple=True,
    metavar="AGENT DATE",
    help="Take a day as ROSTER has it, where a later version changed it, too.",
)
@click.option(
    "--theirs",
    type=(str, DATE),
    multiple=True,
    metavar="AGENT DATE",
    help="Take a day as the plan has it now, where ROSTER changed it, too.",
)
@price_option(None)
@solver_options(REPAIR_SECONDS)
@demand_options
@click.option("--json", "as_json", is_flag=True, help="Print the differences for programs.")
def command(
    site: Path, roster: Path, plan: Path | None, in_place: bool, out: Path | None, lock: bool,
    mine: Decided, theirs: Decided, price: str | None, as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """Bring an edited roster back: what it changes and breaks; then apply it.

    ROSTER is the workbook that wfm plan wrote for SITE, with other times in the days of its sheet
    Roster. Without --apply or --out nothing is written. Shifts that were not edited stay to the
    minute; edited ones get their breaks anew. A roster of an earlier version is merged with what
    was changed since. Exit status 1 where the edits break a hard rule, a day was changed in both
    and nobody has decided, or the version that the roster was made from is not known.

    With --absent the schedule is repaired around the edits, by as few changes as that needs.
    """
    from wfm.planning.files.plan_folder import read_plan_folder
    from wfm.planning.files.revise_plan import apply_revision, revise_folder

    folder = read_plan_folder(site, plan or roster.parent)
    tell(folder.inputs.warnings)
    options = _options(folder, price, asked)
    revision = revise_folder(folder, roster, options, _decisions(folder, mine, theirs))
    if as_json:
        click.echo(json.dumps(_for_programs(revision), ensure_ascii=False))
    else:
        _print(folder, revision)
    target = out or (folder.path if in_place else None)
    if target is not None and (
        revision.edits or options.overrides or options.absent != folder.absences
    ):
        kept = revision.locked() if lock else revision
        plan_, paths = apply_revision(folder, kept, roster, target, datetime.now(UTC), options)
        if not as_json:
            _list("Changed by the repair:", [_change(c, folder) for c in plan_.changes])
            click.echo(
                f"\nVersion {plan_.schedule.version}: {counted(len(paths), 'file')} in {target}"
            )
    if revision.stale or revision.broken or revision.conflicts:
        sys.exit(1)


def _decisions(folder: PlanFolder, mine: Decided, theirs: Decided) -> dict[AgentDay, Side]:
    """Say whose day is taken; agents and days that the plan does not have are told."""
    from wfm.planning.merge_schedules import Side

    found: dict[AgentDay, Side] = {}
    week, agents = folder.schedule.week, folder.demand.site.agent_names
    for option, side, days in (("--mine", Side.MINE, mine), ("--theirs", Side.THEIRS, theirs)):
        for agent, moment in days:
            day = agent, moment.date()
            if agent not in agents or not week <= day[1] < week + timedelta(days=7):
                raise click.BadParameter(
                    f"{agent} {day[1]} is no day of this plan", param_hint=option
                )
            if found.setdefault(day, side) is not side:
                raise click.BadParameter(f"{agent} {day[1]} is decided twice", param_hint=option)
    return found


def _options(folder: PlanFolder, price: str | None, asked: Mapping[str, Any]) -> PlanOptions:
    options = folder.options
    if asked["absent"]:
        options = replace(options, limits=limits_of(REPAIR_SECONDS, asked))
    if price is not None:
        options = replace(options, price=price)
    return with_demand_options(options, folder.demand.site, folder.schedule, asked)


def _change(change: Change, folder: PlanFolder) -> str:
    from wfm.cli.schedule import change_in_words

    return change_in_words(change, folder.demand.site)


def _print(folder: PlanFolder, revision: Revision) -> None:
    from wfm.planning.files.revise_plan import changed_inputs, made_from_older
    from wfm.planning.merge_in_words import conflict_in_words
    from wfm.words import english

    zone = ZoneInfo(folder.demand.site.time_zone)
    names = {agent.id: agent.name for agent in folder.demand.site.agents}
    week = f"week of {revision.base.week}, version {revision.base.version}"
    click.echo(f"{folder.demand.site.name}, {week}: {_count(len(revision.edits))} edited")
    if revision.made_from != str(revision.base.version) and not revision.stale:
        click.echo(f"Made from version {revision.made_from}: what was changed since stays")
    conflicts = [
        english(conflict_in_words(one, zone, folder.demand.site.agent_names))
        for one in revision.conflicts
    ]
    _list("Changed in both (decide by --mine AGENT DATE or --theirs AGENT DATE):", conflicts)
    if revision.stale:
        told = english(made_from_older(revision))
        click.echo(f"Conflict: {told}; shown is what it would change now")
    _list("", [_in_words(edit, names[edit.agent_id], zone) for edit in revision.edits])
    _list("Rules that the edits break:", _findings(revision.broken))
    _list("Rules that are broken no longer:", _findings(revision.mended))
    _list("Rules that are broken as before:", _findings(revision.as_before))
    notes = [english(note) for note in (*revision.notes, *changed_inputs(folder))]
    _list("What else to know:", notes)
    if revision.edits:
        _print_compared(revision)
    if revision.edits and not revision.broken:
        click.echo("The edits break no hard rule.")


def _count(edits: int) -> str:
    return counted(edits, "day") if edits else "no days"


def _list(title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    click.echo(f"\n{title}" if title else "")
    for line in lines[:LINES]:
        click.echo(f"  {line}")
    if len(lines) > LINES:
        click.echo(f"  … and {len(lines) - LINES} more; --json has all of them")


def _in_words(edit: DayEdit, name: str, zone: ZoneInfo) -> str:
    before, after = (_spans(shifts, zone) for shifts in (edit.before, edit.after))
    after = "absent" if edit.kind == "absent" else after
    locked = ", was locked" if any(shift.locked for shift in edit.before) else ""
    who = f"{name} ({edit.agent_id})"
    return f"{edit.date:%a} {edit.date}  {who}: {before} → {after}  ({edit.kind}{locked})"


def _spans(shifts: Sequence[Shift], zone: ZoneInfo) -> str:
    spans = (
        f"{shift.start.astimezone(zone):%H:%M}–{shift.end.astimezone(zone):%H:%M}"
        for shift in shifts
    )
    return " + ".join(spans) or "off"


def _findings(findings: Sequence[Finding]) -> list[str]:
    return [str(finding) for finding in findings]


def _print_compared(revision: Revision) -> None:
    from rich.console import Console
    from rich.markup import escape

    from wfm.cli.closing import figures_table
    from wfm.figures import Unit

    columns = ("Queue", "Day", "Hours\nunder", "Hours\nover", "Intervals\nunder", "Service\nlevel")
    table = figures_table("Before → after", columns)
    for row in revision.compared():
        under, over = (
            "{:,.1f} → {:,.1f}".format(*row[name]) for name in ("under_hours", "over_hours")
        )
        level = " → ".join(Unit.SHARE.in_words(value) for value in row["service_level"])
        intervals = "{} → {}".format(*row["intervals_under"])
        day = f"{row['date']:%a} {row['date'].day}" if row["date"] else "week"
        table.add_row(escape(row["queue"]), day, under, over, intervals, level)
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 100)
    console.print()
    console.print(table)


def _for_programs(revision: Revision) -> dict[str, Any]:
    from math import isnan

    from wfm.words import document, english

    def plain(value: float) -> float | None:
        return None if isnan(value) else round(value, 6)

    def told(findings: Sequence[Finding]) -> list[dict[str, Any]]:
        return [
            {"rule": f.rule, "agent_id": f.agent_id, "date": str(f.date) if f.date else None,
             **document(f.phrase)}
            for f in findings
        ]  # fmt: skip

    def spans(shifts: Sequence[Shift]) -> list[dict[str, str]]:
        return [{"start": s.start.isoformat(), "end": s.end.isoformat()} for s in shifts]

    return {
        "week": str(revision.base.week),
        "version": revision.base.version,
        "made_from": revision.made_from,
        "stale": revision.stale,
        "edits": [
            {"agent_id": edit.agent_id, "date": str(edit.date), "kind": edit.kind,
             "before": spans(edit.before), "after": spans(edit.after)}
            for edit in revision.edits
        ],
        "conflicts": [
            {"agent_id": one.agent_id, "date": str(one.date), "overlapping": one.overlapping,
             "base": spans(one.base), "theirs": spans(one.theirs), "mine": spans(one.mine)}
            for one in revision.conflicts
        ],
        "broken": told(revision.broken),
        "mended": told(revision.mended),
        "broken_as_before": told(revision.as_before),
        "notes": [english(note) for note in revision.notes],
        "figures": [
            {"queue": row["queue"], "date": str(row["date"]) if row["date"] else None,
             **{name: {"before": plain(row[name][0]), "after": plain(row[name][1])}
                for name in row if name not in {"queue", "date"}}}
            for row in revision.compared()
        ],
    }  # fmt: skip
