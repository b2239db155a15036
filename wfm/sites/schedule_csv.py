"""schedule.csv: shifts in and out, one row per activity."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Activity, Agent, Schedule, Shift, Site
from wfm.sites.findings import Findings
from wfm.sites.folder import table_file
from wfm.sites.formulas import as_text
from wfm.sites.local_time import instant
from wfm.sites.references import Rows, check_known
from wfm.sites.rows import ShiftRow
from wfm.sites.tables import MAX_ACTIVITIES, records
from wfm.timegrid import week_begin
from wfm.words import phrase

COLUMNS = tuple(ShiftRow.model_fields)


def write_schedule_csv(path: Path, schedule: Schedule, site: Site) -> None:
    """Write a schedule: one row per activity, local times with offset."""
    agents = {agent.id: agent for agent in site.agents}
    write_shifts_csv(path, schedule.shifts, agents.values(), site.time_zone)


def write_shifts_csv(
    path: Path, shifts: Iterable[Shift], agents: Iterable[Agent], time_zone: str
) -> None:
    """Write shifts in the columns of schedule.csv."""
    people = {agent.id: agent for agent in agents}
    zone = ZoneInfo(time_zone)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for shift in shifts:
            for row in _rows(shift, people[shift.agent_id], zone):
                writer.writerow({name: as_text(cell) for name, cell in row.items()})


def _rows(shift: Shift, agent: Agent, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    for part in shift.activities:
        yield {
            "agent_id": agent.id,
            "agent_name": agent.name,
            "team": agent.team,
            "shift_id": shift.id,
            "shift_date": shift.date,
            "activity_code": part.code,
            "category": part.category,
            "start": part.start.astimezone(zone).isoformat(),
            "end": part.end.astimezone(zone).isoformat(),
            "minutes": part.minutes,
            "paid": "yes" if part.paid else "no",
            "queue": part.queue or "",
            "locked": "yes" if shift.locked else "no",
        }


def read_schedule(
    path: Path, site: Site, *, leavers: bool = False, week: date | None = None
) -> Schedule:
    """Read a schedule.csv for a site.

    The week is the site's week that holds the first shift; of a schedule in which nobody works it
    is `week`, and without that it is refused. With `leavers` it may have shifts of agents whom the
    site no longer has; they are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    if not path.exists():
        findings.error(phrase("table.no_file"), phrase("do.give_schedule_path"), str(path))
    table = table_file(path, findings, MAX_ACTIVITIES) if path.exists() else None
    known = {agent.id for agent in site.agents}
    rows = records(table, ShiftRow, findings)
    if leavers:
        rows = [(row, record) for row, record in rows if record.agent_id in known]
    shifts = shifts_of(rows, path.name, known, site.time_zone, findings)
    findings.raise_errors()
    if shifts:
        week = week_begin(min(shift.date for shift in shifts), site.week_start)
    if week is None:
        what, remedy = phrase("table.no_shift"), phrase("do.write_one")
        raise InputError([InputProblem(what, remedy, path.name)])
    return Schedule(site.name, week, shifts)


def shifts_of(
    rows: Rows[ShiftRow], file: str, agents: Collection[str], zone: str, findings: Findings
) -> tuple[Shift, ...]:
    """Shifts from their activities, ordered by agent and start."""
    parts: dict[tuple[str, str], list[tuple[int, ShiftRow, Activity]]] = defaultdict(list)
    for row, record in rows:
        check_known([record.agent_id], agents, "agent", file, row, "agent_id", findings)
        activity = Activity(
            record.activity_code,
            record.category,
            instant(record.start, zone),
            instant(record.end, zone),
            record.paid,
            record.queue,
        )
        if activity.start >= activity.end:
            findings.error(
                phrase("site.ends_before_start"), phrase("do.exchange_start_end"), file, row, "end"
            )
        parts[record.agent_id, record.shift_id].append((row, record, activity))
    shifts = [_shift(group, zone, file, findings) for group in parts.values()]
    shifts.sort(key=lambda shift: (shift.agent_id, shift.start))
    _check_overlaps(shifts, parts, file, findings)
    return tuple(shifts)


def _shift(
    group: list[tuple[int, ShiftRow, Activity]], zone: str, file: str, findings: Findings
) -> Shift:
    group.sort(key=lambda item: item[2].start)
    for (_, _, before), (row, _, after) in pairwise(group):
        if before.end != after.start:
            what = (
                phrase("table.activity_overlaps")
                if before.end > after.start
                else (phrase("table.activity_gap"))
            )
            findings.error(what, phrase("do.follow_each_other"), file, row, "start")
    row, record, activity = group[0]
    date = activity.start.astimezone(ZoneInfo(zone)).date()
    if any(other.shift_date != date for _, other, _ in group):
        findings.error(
            phrase("table.shift_starts_on", shift=record.shift_id, date=date),
            phrase("do.write_that_date"),
            file,
            row,
            "shift_date",
        )
    return Shift(
        record.shift_id, record.agent_id, date, tuple(a for _, _, a in group), record.locked
    )


def _check_overlaps(
    shifts: Sequence[Shift],
    parts: dict[tuple[str, str], list[tuple[int, ShiftRow, Activity]]],
    file: str,
    findings: Findings,
) -> None:
    for before, after in pairwise(shifts):
        if before.agent_id == after.agent_id and after.start < before.end:
            row = parts[after.agent_id, after.id][0][0]
            findings.error(
                phrase(
                    "table.shifts_overlap", one=before.id, other=after.id, agent_id=after.agent_id
                ),
                phrase("do.move_or_remove"), file, row, "start",
            )  # fmt: skip
