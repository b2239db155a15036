"""A roster that people edited, against the schedule that it was made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING, Literal

from wfm.errors import InputError, InputProblem
from wfm.model import Activity, Schedule, Shift, Site, TimeOff
from wfm.scheduling.hand_made_shifts import ANEW, HandPlanner
from wfm.scheduling.horizon import Horizon
from wfm.sites.findings import Findings
from wfm.sites.sheets import BROKEN, opened, unpacked_size
from wfm.sites.tables import MAX_BYTES
from wfm.timegrid import TimeGrid
from wfm.words import Phrase, phrase
from wfm.workbook.edited import (
    BRING_BACK,
    DayCell,
    EditedRoster,
    Opened,
    beside_written,
    read_edited_roster,
)

if TYPE_CHECKING:
    import pandas as pd

    from wfm.workbook.cell_text import Span

Day = tuple[str, date]
Kind = Literal["added", "removed", "moved", "longer", "shorter", "absent", "no longer absent"]
Planned = tuple[datetime, datetime, Shift | None]
"""A wanted shift, and the former one whose place it takes."""


@dataclass(frozen=True, slots=True)
class DayEdit:
    """An agent's day as it was and as it is to be."""

    agent_id: str
    date: date
    before: tuple[Shift, ...]
    after: tuple[Shift, ...]
    freed: bool = False
    """Whether the agent was absent on a day without a shift, and is no longer."""
    absent: bool = False
    """Whether the roster calls the day absent, rather than off."""

    @property
    def kind(self) -> Kind:
        """How the day differs; a moved one is as long as it was."""
        if self.absent and not self.after:
            return "absent"
        if not self.before and not self.after:
            return "no longer absent" if self.freed else "absent"
        if not self.before or not self.after:
            return "added" if self.after else "removed"
        old, new = (_presence(shifts) for shifts in (self.before, self.after))
        if old == new:
            return "moved"
        return "longer" if new > old else "shorter"

    @property
    def dropped(self) -> tuple[Activity, ...]:
        """Meetings, training and other work off queue that the day no longer holds."""
        kept = {(part.code, part.start) for shift in self.after for part in shift.activities}
        return tuple(
            part
            for shift in self.before
            for part in shift.activities
            if part.category not in ANEW and (part.code, part.start) not in kept
        )


def _presence(shifts: Sequence[Shift]) -> timedelta:
    return sum((shift.end - shift.start for shift in shifts), timedelta())


AsWritten = Callable[[EditedRoster], bytes | None]
"""Finds the workbook that was handed out, by the version and schedule that the edited one names."""


def opened_roster(
    raw: bytes, site: Site, week: date, file: str | None, as_written: AsWritten | None = None
) -> EditedRoster:
    """Read an edited workbook's roster, beside the workbook `as_written` where that matters.

    Raises
    ------
    InputError
        With everything that cannot be read, each with its cell and what to write.
    """
    edited = _read(raw, site, week, file)
    roster = edited[0]
    if as_written is None or not (roster.unread or _may_free(site, roster)):
        return roster
    written = as_written(roster)
    try:
        return (
            roster if written is None else beside_written(edited, _read(written, site, week, file))
        )
    except InputError:
        return roster


def _read(raw: bytes, site: Site, week: date, file: str | None) -> Opened:
    findings = Findings()
    if len(raw) > MAX_BYTES or unpacked_size(raw) > MAX_BYTES:
        findings.error(phrase("table.unpacks_large", megabytes=MAX_BYTES >> 20), BRING_BACK, file)
    book = None if findings.errors else opened(file, raw, findings)
    findings.raise_errors()
    assert book is not None  # noqa: S101 - findings hold the reason where there is none
    names = {agent.id: agent.name for agent in site.agents}
    days = [week + timedelta(days=day) for day in range(7)]
    try:
        roster, problems = read_edited_roster(book, site.name, names, days, file)
    except BROKEN:
        raise InputError(
            [InputProblem(phrase("table.cannot_be_read"), phrase("do.save_workbook"), file)]
        ) from None
    if problems:
        raise InputError(problems)
    return roster, book


def with_edits(
    site: Site,
    base: Schedule,
    roster: EditedRoster,
    requirement: pd.DataFrame,
    file: str | None,
    kept: Collection[TimeOff] = (),
) -> tuple[Schedule, tuple[DayEdit, ...]]:
    """Give the schedule as the roster has it; what was not edited stays to the minute.

    Shifts at new times keep queue, lock and the meetings that they still hold; their pauses are
    placed anew. Absences `kept` by the plan itself end where the roster no longer says absent.

    Raises
    ------
    InputError
        For agents without a row, times that clocks skip, and shifts that overlap.
    """
    horizon = Horizon(site, base.week)
    former = _by_day(base)
    problems = list(_missing_rows(site, roster, former, file))
    wanted: dict[Day, list[Planned]] = {}
    for day, cell in roster.days.items():
        moved = clocks(horizon, former.get(day, ())) != list(cell.spans)
        if moved or newly_absent(site, day, cell, roster) or freed(site, day, roster, kept):
            reader = _CellReader(horizon, day, cell, file)
            wanted[day] = list(reader.planned(former.get(day, ())))
            problems += reader.problems
    problems += _overlaps(site, base, wanted, roster, file)
    if problems:
        raise InputError(problems)
    edits = tuple(
        replace(
            edit,
            freed=freed(site, (edit.agent_id, edit.date), roster, kept),
            absent=roster.days[edit.agent_id, edit.date].absent,
        )
        for edit in _made(horizon, base, wanted, requirement)
    )
    staying = [shift for shift in base.shifts if (shift.agent_id, shift.date) not in wanted]
    shifts = [*staying, *(shift for edit in edits for shift in edit.after)]
    shifts.sort(key=lambda shift: (shift.agent_id, shift.start))
    version = base.version + 1 if edits else base.version
    return replace(base, shifts=tuple(shifts), version=version), edits


def newly_absent(site: Site, day: Day, cell: DayCell, roster: EditedRoster) -> bool:
    """Tell whether a day is called absent, and the site knows no time off on it."""
    was = roster.written.get(day)
    return cell.absent and not (was and was.absent) and not _known_away(site.time_off, site, day)


def no_longer_absent(roster: EditedRoster) -> Iterator[Day]:
    """Give the days that said absent when they were handed out, and say off now."""
    for day, cell in roster.days.items():
        was = roster.written.get(day)
        if cell.free and was is not None and was.absent:
            yield day


def freed(site: Site, day: Day, roster: EditedRoster, kept: Collection[TimeOff]) -> bool:
    """Tell whether an absence that the plan itself keeps ends on a day, by what the roster says."""
    was, cell = roster.written.get(day), roster.days.get(day)
    if was is None or cell is None or not (was.absent and cell.free):
        return False
    return _known_away(kept, site, day)


def absences_in_words(
    site: Site, roster: EditedRoster, kept: Collection[TimeOff], edits: Collection[DayEdit]
) -> tuple[TimeOff, ...]:
    """Give the absences `kept` so far and the days that are called absent now.

    One of a whole day ends where an edit gives it a shift, and any on days that are free now.
    """
    working = {_away_on(site, (e.agent_id, e.date)) for e in edits if e.after}
    free = [_away_on(site, (e.agent_id, e.date)) for e in edits if e.kind == "no longer absent"]
    absent = (day for day, cell in roster.days.items() if newly_absent(site, day, cell, roster))
    left = [entry for entry in kept if entry not in working]
    for day in free:
        left = [part for entry in left for part in _outside(entry, day)]
    return (*left, *(_away_on(site, day) for day in sorted(absent)))


def _outside(entry: TimeOff, day: TimeOff) -> Iterator[TimeOff]:
    """Cut a day out of an absence."""
    if entry.agent_id != day.agent_id or entry.end <= day.start or day.end <= entry.start:
        yield entry
        return
    if entry.start < day.start:
        yield replace(entry, end=day.start)
    if day.end < entry.end:
        yield replace(entry, start=day.end)


def _known_away(entries: Collection[TimeOff], site: Site, day: Day) -> bool:
    away = _away_on(site, day)
    mine = (entry for entry in entries if entry.agent_id == day[0])
    return any(entry.start < away.end and away.start < entry.end for entry in mine)


def _may_free(site: Site, roster: EditedRoster) -> bool:
    """Tell whether somebody is away on a free day, which may have said absent."""
    away = {entry.agent_id for entry in site.time_off}
    return any(
        cell.free and day[0] in away and _known_away(site.time_off, site, day)
        for day, cell in roster.days.items()
    )


def _away_on(site: Site, day: Day) -> TimeOff:
    grid = TimeGrid(site.time_zone, day[1], 1, site.interval_minutes)
    return TimeOff(day[0], grid.at(0), grid.at(len(grid)), "absence")


def _by_day(schedule: Schedule) -> Mapping[Day, tuple[Shift, ...]]:
    days: dict[Day, tuple[Shift, ...]] = {}
    for shift in sorted(schedule.shifts, key=lambda shift: shift.start):
        day = shift.agent_id, shift.date
        days[day] = (*days.get(day, ()), shift)
    return days


def clocks(horizon: Horizon, shifts: Sequence[Shift]) -> list[Span]:
    """Tell what the workbook says of a day's shifts."""
    return sorted(_clock_span(horizon, shift) for shift in shifts)


def _clock_span(horizon: Horizon, shift: Shift) -> Span:
    start, end = horizon.local(shift.start), horizon.local(shift.end)
    return start.hour * 60 + start.minute, end.hour * 60 + end.minute


def _missing_rows(
    site: Site, roster: EditedRoster, former: Mapping[Day, Sequence[Shift]], file: str | None
) -> Iterator[InputProblem]:
    names = {agent.id: agent.name for agent in site.agents}
    for agent in sorted({agent for agent, _ in former} - roster.agents):
        shifts = sum(len(of_day) for (whose, _), of_day in former.items() if whose == agent)
        what = phrase("roster.no_row", name=names.get(agent, agent), agent_id=agent, shifts=shifts)
        yield InputProblem(what, phrase("do.put_row_back"), file,
                      field="Roster")  # fmt: skip


class _CellReader:
    """Turns what an edited cell says into instants."""

    def __init__(self, horizon: Horizon, day: Day, cell: DayCell, file: str | None) -> None:
        self.week, self.cell, self.file = horizon, cell, file
        self.date = day[1]
        self.problems: list[InputProblem] = []

    def planned(self, former: Sequence[Shift]) -> Iterator[Planned]:
        """Give each shift with the former one that it takes the place of, the same one if it is."""
        same = {_clock_span(self.week, shift): shift for shift in former}
        moved = [s for s in former if _clock_span(self.week, s) not in self.cell.spans]
        for span in self.cell.spans:
            if span in same:
                yield same[span].start, same[span].end, same[span]
            else:
                origin = moved.pop(0) if moved else None
                yield self._instant(span[0], origin), self._end(span, origin), origin

    def _end(self, span: Span, origin: Shift | None) -> datetime:
        if span[0] == span[1]:
            self._wrong(phrase("roster.no_length"), phrase("do.write_end"))
        return self._instant(span[1] + 1440 * (span[1] <= span[0]), origin)

    def _instant(self, minutes: int, origin: Shift | None) -> datetime:
        """Find the instant; a border that stays does so, where clocks show it twice, too."""
        for border in (origin.start, origin.end) if origin else ():
            if self.week.minutes_of(border, self.date) == minutes:
                return border
        instant = self.week.grid.instant(self.date, minutes)
        if self.week.minutes_of(instant, self.date) != minutes:
            clock = f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
            self._wrong(phrase("roster.clock_skipped", clock=clock), phrase("do.shown_time"))
        return instant

    def _wrong(self, what: Phrase, remedy: Phrase) -> None:
        self.problems.append(InputProblem(what, remedy, self.file, field=self.cell.place))


def _overlaps(
    site: Site,
    base: Schedule,
    wanted: Mapping[Day, Sequence[Planned]],
    roster: EditedRoster,
    file: str | None,
) -> Iterator[InputProblem]:
    """Find an agent's shifts that would overlap, where at least one of them was edited."""
    spans: dict[str, list[tuple[datetime, datetime, Day]]] = {}
    for shift in (*site.previous, *base.shifts):
        day = shift.agent_id, shift.date
        if day not in wanted:
            spans.setdefault(shift.agent_id, []).append((shift.start, shift.end, day))
    for day, planned in wanted.items():
        spans.setdefault(day[0], []).extend((start, end, day) for start, end, _ in planned)
    for mine in spans.values():
        for (_, end, one), (start, _, other) in pairwise(sorted(mine)):
            edited = other if other in wanted else one
            if start < end and edited in wanted:
                what = phrase("roster.overlap", agent_id=one[0], first=one[1], second=other[1])
                place = roster.days[edited].place
                yield InputProblem(what, phrase("do.end_before_other"), file, field=place)


def _made(
    horizon: Horizon,
    base: Schedule,
    wanted: Mapping[Day, Sequence[Planned]],
    requirement: pd.DataFrame,
) -> Iterator[DayEdit]:
    """Make the shifts of the edited days, one after the other."""
    if not wanted:
        return
    former, agents = _by_day(base), {agent.id: agent for agent in horizon.site.agents}
    kept = {id(s) for planned in wanted.values() for *span, s in planned if _is(s, span)}
    staying = [s for s in base.shifts if (s.agent_id, s.date) not in wanted or id(s) in kept]
    planner = HandPlanner(horizon, requirement, staying)
    for (agent, day), planned in sorted(wanted.items()):
        before, after = former.get((agent, day), ()), []
        ids = _new_ids(agent, day, before)
        for start, end, origin in planned:
            if origin is not None and id(origin) in kept:
                after.append(origin)
            else:
                name = origin.id if origin else next(ids)
                after.append(planner.shift(agents[agent], name, start, end, origin))
        yield DayEdit(agent, day, before, tuple(after))


def _is(shift: Shift | None, span: Sequence[datetime]) -> bool:
    return shift is not None and [shift.start, shift.end] == list(span)


def _new_ids(agent: str, day: date, former: Sequence[Shift]) -> Iterator[str]:
    """Name further shifts of a day as no other is named."""
    taken, name = {shift.id for shift in former}, f"{agent}-{day:%Y%m%d}"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return (name for name in names if name not in taken)
