"""What an edited roster changes: the days, the rules, the heads and the service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wfm.model import Schedule, Shift, Site, TimeOff
from wfm.planning.merge_schedules import (
    MergeConflict,
    Side,
    by_agent_day,
    changed_days,
    merge_three_ways,
)
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.planning.preserved_shifts import AgentDay
from wfm.planning.roster_edits import (
    AsWritten,
    DayEdit,
    absences_in_words,
    clocks,
    newly_absent,
    no_longer_absent,
    opened_roster,
    with_edits,
)
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling.evaluation.check import judge, judge_heads
from wfm.scheduling.rules.finding import Finding
from wfm.words import Phrase, phrase
from wfm.workbook.edited import DayCell, EditedRoster
from wfm.workbook.unread_cells import UnreadCell

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling.horizon import Horizon
    from wfm.workbook.cell_text import Span

FIGURES = ("under_hours", "over_hours", "intervals_under", "service_level")
"""Key figures that are shown before and after."""

TOLD = 10
"""Cells of a sheet that is not read that are told one by one."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An edited roster, judged beside the schedule as it stands."""

    base: Schedule
    schedule: Schedule
    edits: tuple[DayEdit, ...]
    stale: bool
    """Whether it differs and was made from another version, whose later changes it would undo."""
    made_from: str
    """Version of the schedule that the workbook names."""
    broken: tuple[Finding, ...]
    """Hard rules that the edits break."""
    mended: tuple[Finding, ...]
    """Hard rules that were broken, and are no longer."""
    as_before: tuple[Finding, ...]
    """Hard rules that are broken now as they were before."""
    notes: tuple[Phrase, ...]
    """What else to know: meetings without a place, absences that the site does not know."""
    coverage: pd.DataFrame
    """Required, scheduled and predicted figures of the edited schedule."""
    kpis_before: pd.DataFrame
    kpis: pd.DataFrame
    conflicts: tuple[MergeConflict, ...] = ()
    """Days that the workbook and a later version both changed, and nobody has decided."""
    absences: tuple[TimeOff, ...] = ()
    """Absences that the revised plan keeps: those of the plan before, and what is called absent."""

    def locked(self) -> Revision:
        """Lock the edited shifts, so that no repair moves them."""
        edited = {(edit.agent_id, edit.date) for edit in self.edits}
        shifts = tuple(
            replace(shift, locked=True) if (shift.agent_id, shift.date) in edited else shift
            for shift in self.schedule.shifts
        )
        return replace(self, schedule=replace(self.schedule, shifts=shifts))

    def compared(self) -> Iterator[dict[str, Any]]:
        """Give each queue's `FIGURES` before and after, for the week and for the edited days."""
        days = {edit.date for edit in self.edits}
        after = self.kpis[self.kpis["queue"].notna()].to_dict("records")
        before = self.kpis_before[self.kpis_before["queue"].notna()].to_dict("records")
        for old, new in zip(before, after, strict=True):
            whole_week = not new["date"] or new["date"] != new["date"]
            if whole_week or new["date"] in days:
                yield {
                    "queue": new["queue"],
                    "date": None if whole_week else new["date"],
                    **{name: (old[name], new[name]) for name in FIGURES},
                }


def revised(
    demand: WeekDemand,
    base: Schedule,
    workbook: bytes,
    file: str | None,
    made_from: Callable[[EditedRoster], Schedule | None] | None = None,
    decisions: Mapping[AgentDay, Side] = MappingProxyType({}),
    left: Collection[str] = (),
    *,
    kept: Collection[TimeOff] | None = None,
    as_written: AsWritten | None = None,
) -> Revision:
    """Read an edited workbook and judge what it would change; nothing is stored.

    `base` is the schedule that the roster was made from, or its later version; `demand` is what it
    answers. Where `made_from` finds the version that the roster was made from, its edits are merged
    with what was changed since: that stays, and where both changed an agent's day differently and
    no decision says whose to take, it is among the `conflicts`, and shown as the workbook has it.
    The demand's site may have agents who `left`: a workbook may be older than that. A plan that has
    absences of its own gives those `kept`, and keeps what the roster calls absent with them.
    `as_written` finds the workbook as it was handed out, by which edits without effect are told.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    """
    roster = opened_roster(workbook, demand.site, base.week, file, as_written)
    older = None
    if made_from is not None and roster.fingerprint != base.fingerprint:
        older = made_from(roster)
    edited, edits = with_edits(
        demand.site, older or base, roster, demand.requirement, file, kept or ()
    )
    if older is None:
        found = _judged(demand, base, edited, edits, roster, left, kept)
        stale = bool(edits) and roster.fingerprint != base.fingerprint
        return replace(found, stale=stale)
    merged, merged_edits, conflicts = _merged(older, base, edited, decisions)
    absent = {day for day, cell in roster.days.items() if cell.absent}
    merged_edits = tuple(replace(e, absent=(e.agent_id, e.date) in absent) for e in merged_edits)
    told = {(e.agent_id, e.date) for e in merged_edits} | by_agent_day(merged.shifts).keys()
    unseen = (e for e in edits if not e.before and not e.after)
    edits = (*merged_edits, *(e for e in unseen if (e.agent_id, e.date) not in told))
    found = _judged(demand, base, merged, edits, roster, left, kept)
    return replace(found, conflicts=conflicts)


def edited_by_hand(
    demand: WeekDemand, base: Schedule, wanted: Mapping[AgentDay, Sequence[Span]]
) -> Revision:
    """Judge what it would change if agents' days had these hours; nothing is stored.

    Hours are minutes of the site's clock after midnight; an end at or before its start is on the
    next day. All else is as for an edited workbook: pauses are placed anew, meetings stay. What
    rules find of one agent's shifts is told of the agents whose days change alone.

    Raises
    ------
    InputError
        For times that clocks skip, and shifts that overlap.
    """
    horizon = demand.horizon
    days = {
        day: DayCell("", tuple(clocks(horizon, shifts)))
        for day, shifts in by_agent_day(base.shifts).items()
    }
    days |= {
        (agent, day): DayCell(f"{agent}, {day}", tuple(sorted(spans)))
        for (agent, day), spans in wanted.items()
    }
    roster = EditedRoster(days, "", str(base.version))
    edited, edits = with_edits(demand.site, base, roster, demand.requirement, None)
    concerned = {edit.agent_id for edit in edits}
    return _judged(demand, base, edited, edits, roster, (), None, concerned)


def _merged(
    older: Schedule, now: Schedule, edited: Schedule, decisions: Mapping[AgentDay, Side]
) -> tuple[Schedule, tuple[DayEdit, ...], tuple[MergeConflict, ...]]:
    """Bring the edits of an older version's roster into a schedule that was changed since."""
    base, theirs, mine = (by_agent_day(one.shifts) for one in (older, now, edited))
    agreed = [day for day in theirs if _hours(theirs[day]) == _hours(mine.get(day, ()))]
    mine = {**mine, **{day: theirs[day] for day in agreed}}
    merged = merge_three_ways(base, theirs, mine, decisions)
    after = by_agent_day(merged.shifts)
    edits = tuple(
        DayEdit(*day, theirs.get(day, ()), after.get(day, ()))
        for day in changed_days(theirs, after)
    )
    shifts = tuple(sorted(merged.shifts, key=lambda shift: (shift.agent_id, shift.start)))
    schedule = replace(now, shifts=shifts, version=now.version + bool(edits))
    return schedule, edits, merged.conflicts


def _hours(shifts: Iterable[Shift]) -> list[tuple[datetime, datetime]]:
    """Give all that a roster says of a day."""
    return [(shift.start, shift.end) for shift in shifts]


def _judged(
    demand: WeekDemand,
    base: Schedule,
    schedule: Schedule,
    edits: tuple[DayEdit, ...],
    roster: EditedRoster,
    left: Collection[str],
    kept: Collection[TimeOff] | None = None,
    only: Collection[str] | None = None,
) -> Revision:
    """Judge a revised schedule beside the one that it is to replace.

    With `only`, rules of one agent's shifts are judged for these agents alone.
    """
    gone = set(left) - {shift.agent_id for shift in (*base.shifts, *schedule.shifts)}
    demand = _without(demand, gone)
    site, requirement = demand.site, demand.requirement
    absences = () if kept is None else absences_in_words(site, roster, kept, edits)
    edited = {(edit.agent_id, edit.date) for edit in edits}
    staying = tuple(s for s in base.shifts if s.locked and (s.agent_id, s.date) not in edited)
    others = tuple(entry for entry in site.time_off if entry not in (kept or ()))
    as_told = replace(site, time_off=(*others, *absences))
    before, after = (
        _broken(replace(demand.horizon, site=whose, locked=staying), requirement, one, only)
        for whose, one in ((site, base), (as_told, schedule))
    )
    coverage_before, coverage = (demand.coverage(demand.heads_of(one)) for one in (base, schedule))
    return Revision(
        base=base,
        schedule=schedule,
        edits=edits,
        stale=False,
        made_from=roster.version,
        broken=tuple(finding for finding in after if finding not in before),
        mended=tuple(finding for finding in before if finding not in after),
        as_before=tuple(finding for finding in after if finding in before),
        notes=(
            *_dropped(edits, site),
            *_unknown_absences(site, roster, kept is not None),
            *_absences_that_stay(site, roster, edits),
            *(_not_read(sheet, roster.cells.get(sheet, ())) for sheet in roster.unread),
        ),
        coverage=coverage,
        kpis_before=predicted_kpis(coverage_before, demand.forecast, site),
        kpis=predicted_kpis(coverage, demand.forecast, site),
        absences=absences,
    )


def _without(demand: WeekDemand, gone: Collection[str]) -> WeekDemand:
    staff = tuple(agent for agent in demand.site.agents if agent.id not in gone)
    return replace(demand, site=replace(demand.site, agents=staff))


def _broken(
    horizon: Horizon,
    requirement: pd.DataFrame,
    schedule: Schedule,
    only: Collection[str] | None,
) -> list[Finding]:
    of_agents = judge(horizon, schedule, only=only)
    findings = (*of_agents, *judge_heads(horizon, requirement, schedule))
    return [finding for finding in findings if finding.hard]


def _dropped(edits: Iterable[DayEdit], site: Site) -> Iterator[Phrase]:
    names = site.agent_names
    for edit in edits:
        for part in edit.dropped:
            yield phrase(
                "edits.activity_dropped",
                agent_id=edit.agent_id, name=names.get(edit.agent_id), date=edit.date,
                activity=part.code,
            )  # fmt: skip


def _unknown_absences(site: Site, roster: EditedRoster, kept: bool) -> Iterator[Phrase]:
    """Name the days that are called absent and are not: another plan may give them shifts."""
    names = site.agent_names
    for (agent, day), cell in sorted(roster.days.items()):
        if newly_absent(site, (agent, day), cell, roster):
            if kept:
                yield phrase("edits.absence_kept", agent_id=agent, name=names[agent], date=day)
            else:
                yield phrase("edits.absence_unknown", agent_id=agent, name=names[agent], date=day)


def _absences_that_stay(
    site: Site, roster: EditedRoster, edits: Iterable[DayEdit]
) -> Iterator[Phrase]:
    """Name the days that said absent and say off: the site's own time off ends only there."""
    names = site.agent_names
    ended = {(edit.agent_id, edit.date) for edit in edits}
    for agent, day in sorted(no_longer_absent(roster)):
        if (agent, day) not in ended:
            yield phrase("edits.absence_stays", agent_id=agent, name=names[agent], date=day)


def _not_read(sheet: str, cells: Sequence[UnreadCell]) -> Phrase:
    told = tuple(
        phrase("edits.cell", place=cell.place, was=cell.was or None, now=cell.now or None,
               emptied=not cell.now, filled=not cell.was)
        for cell in cells[:TOLD]
    )  # fmt: skip
    more = max(len(cells) - TOLD, 0) or None
    return phrase("edits.sheet_not_read", sheet=sheet, cells=told, more=more)
