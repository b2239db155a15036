"""An agent's day in a form: each edit is judged and priced before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import Access, SignedIn
from api.dependencies import PRINTABLE, Key, Named, Number, Store, Week
from api.pages.board.model import MINUTE
from api.pages.rendering import render
from api.pages.route import page_router, reasons, told_fields
from api.pages.sign_in.page import inside
from api.pages.week.page import board_address
from api.problems import RefusedError
from api.routes.days import DayPath
from api.routes.schedules import visible_schedule
from wfm.errors import InputError, InputProblem
from wfm.service.hand_edits import (
    EditTrial,
    Like,
    Spans,
    hours_asked,
    keep,
    lock,
    redo,
    tried,
    undo,
)
from wfm.store.database import Connection, Database
from wfm.store.draft_history import Day
from wfm.store.edited_days import AgentDay, agent_day
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.people import AGENT
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import load_site, site_zone
from wfm.words import phrase

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}")
CLOCK: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
OTHER: Final = re.compile(r"(?P<agent>[^:]{1,200}):(?P<day>20\d\d-\d\d-\d\d)")
FIELDS: Final = frozenset({"start1", "end1", "start2", "end2", "swap"})
"""Fields of the form: what is wrong with them is said beside them alone."""
Time = Annotated[str, Form(max_length=10)]
Other = Annotated[str, Query(max_length=220, pattern=PRINTABLE)]


@dataclass(frozen=True, slots=True)
class Place:
    """Which day of which agent in which schedule."""

    site: str
    week: date
    number: int
    agent: str
    day: date

    @property
    def of_agent(self) -> tuple[str, date]:
        """Agent and day."""
        return self.agent, self.day

    @property
    def board(self) -> str:
        """Address of the board."""
        return board_address(self.site, self.week, self.number)


def _place(site: Key, week: Week, number: Number, agent: Named, day: DayPath) -> Place:
    if not week <= day < week + timedelta(days=7):
        raise RefusedError(404, phrase("refusal.not_in_week"))
    return Place(site, week, number, agent, day)


At = Annotated[Place, Depends(_place)]


def _minutes(text: str) -> int | None:
    """Read a clock time as minutes after midnight; None where it is none."""
    found = CLOCK.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else 1441
    return minutes if minutes <= 1440 else None


@dataclass(frozen=True, slots=True)
class TypedDay:
    """What was typed: hours of the day, the day to change with, and the versions seen."""

    hours: tuple[tuple[str, str], ...]
    swap: str = ""
    versions: tuple[int, int] = (0, 0)

    def wanted(self) -> Spans:
        """Read the hours.

        Raises
        ------
        InputError
            For each time that is none.
        """
        problems, spans = [], []
        for number, (start, end) in enumerate(self.hours, start=1):
            if not start and not end:
                continue
            read = [_minutes(text) for text in (start, end)]
            for name, text, minutes in zip(("start", "end"), (start, end), read, strict=True):
                if minutes is None:
                    what = (
                        phrase("roster.no_time", text=text)
                        if text
                        else phrase("roster.time_missing")
                    )
                    remedy = phrase("do.hours_and_minutes")
                    problems.append(InputProblem(what, remedy, field=f"{name}{number}"))
            if None not in read:
                spans.append((read[0] or 0, (read[1] or 0) % 1440))
        if problems:
            raise InputError(problems)
        return tuple(spans)

    def other(self) -> tuple[str, date] | None:
        """Read which day to change with.

        Raises
        ------
        InputError
            If it is none.
        """
        if not self.swap:
            return None
        found = OTHER.fullmatch(self.swap)
        try:
            if found:
                return found["agent"], date.fromisoformat(found["day"])
        except ValueError:
            pass
        raise InputError(
            [InputProblem(phrase("roster.no_day"), phrase("do.choose_one"), field="swap")]
        )


def typed_day(
    start1: Time = "",
    end1: Time = "",
    start2: Time = "",
    end2: Time = "",
    swap: Annotated[str, Form(max_length=220)] = "",
    version: Annotated[int, Form(ge=0)] = 0,
    other_version: Annotated[int, Form(ge=0)] = 0,
) -> TypedDay:
    """Read the form of a day."""
    pairs = ((start1.strip(), end1.strip()), (start2.strip(), end2.strip()))
    return TypedDay(pairs, swap, (version, other_version))


Sent = Annotated[TypedDay, Depends(typed_day)]


@router.get("/agents/{agent:path}/days/{day}")
def day_page(
    request: Request, place: At, access: SignedIn, store: Store, swap: Other = ""
) -> Response:
    """Show the form; with `swap` already judged, as dragging has it."""
    with store.reading() as tx:
        _, found = _found(tx, access, place)
        zone = site_zone(tx, place.site)
    hours = [(f"{s.start.astimezone(zone):%H:%M}", f"{s.end.astimezone(zone):%H:%M}")
             for s in found.shifts]  # fmt: skip
    typed = TypedDay(tuple([*hours, ("", ""), ("", "")][:2]), swap, (found.version, 0))
    return _page(request, place, access, store, typed, judge=bool(swap))


@router.post("/agents/{agent:path}/days/{day}/try")
def try_day(request: Request, place: At, access: SignedIn, store: Store, typed: Sent) -> Response:
    """Judge and price an edit; nothing is kept."""
    return _page(request, place, access, store, typed, judge=True)


@router.post("/agents/{agent:path}/days/{day}/keep")
def keep_day(request: Request, place: At, access: SignedIn, store: Store, typed: Sent) -> Response:
    """Keep an edit if nobody else changed the day since; else show what it is now."""
    with store.reading() as tx:
        info, _ = _found(tx, access, place)
        try:
            trial = _tried(tx, info, place, typed)
        except (InputError, ConflictError) as error:
            return _page(request, place, access, store, typed, wrong=error)
    versions = dict(zip(_days(place, typed), typed.versions, strict=False))
    try:
        with store.writing() as tx:
            info, _ = _found(tx, access, place)
            keep(tx, access.actor, info, trial.revision, versions)
    except (StaleError, ConflictError) as error:
        return _page(request, place, access, store, typed, wrong=error)
    return RedirectResponse(f"{place.board}?day={place.day}", 303)


@router.post("/agents/{agent:path}/days/{day}/lock")
def lock_day(
    place: At,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=0)],
    on: Annotated[str, Form(pattern="^(yes)?$")] = "",
) -> Response:
    """Lock the day's shifts, or unlock them."""
    with store.writing() as tx:
        info, _ = _found(tx, access, place)
        lock(tx, access.actor, info, place.of_agent, version, on=bool(on))
    return RedirectResponse(f"{place.board}?day={place.day}", 303)


@router.post("/undo")
def undo_edit(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store,
    to: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Take back the own edit that came last."""
    with store.writing() as tx:
        undo(tx, access.actor, visible_schedule(tx, access, site, week, number))
    return RedirectResponse(inside(to) or board_address(site, week, number), 303)


@router.post("/redo")
def redo_edit(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store,
    to: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Do again what was taken back last."""
    with store.writing() as tx:
        redo(tx, access.actor, visible_schedule(tx, access, site, week, number))
    return RedirectResponse(inside(to) or board_address(site, week, number), 303)


def _found(tx: Connection, access: Access, place: Place) -> tuple[ScheduleInfo, AgentDay]:
    info = visible_schedule(tx, access, place.site, place.week, place.number)
    AGENT.get(tx, place.site, place.agent)
    return info, agent_day(tx, info.id, *place.of_agent)


def _days(place: Place, typed: TypedDay) -> list[tuple[str, date]]:
    """List the days that an edit is about, in the order of their versions."""
    other = typed.other()
    return [place.of_agent, *([other] if other else [])]


def _tried(tx: Connection, info: ScheduleInfo, place: Place, typed: TypedDay) -> EditTrial:
    """Judge the hours typed, or both days with each other's hours."""
    other = typed.other()
    asked: dict[Day, Spans | Like] = (
        {place.of_agent: typed.wanted()}
        if other is None
        else {place.of_agent: Like(*other), other: Like(*place.of_agent)}
    )
    return tried(tx, info, hours_asked(tx, info, list(asked.items())))


def _page(
    request: Request,
    place: Place,
    access: Access,
    store: Database,
    typed: TypedDay,
    *,
    judge: bool = False,
    wrong: Exception | None = None,
) -> Response:
    trial: EditTrial | None = None
    with store.reading() as tx:
        info, found = _found(tx, access, place)
        whole, zone = load_site(tx, place.site), site_zone(tx, place.site)
        other: tuple[str, date] | None = None
        try:
            other = typed.other()
            if judge:
                trial = _tried(tx, info, place, typed)
        except (InputError, ConflictError, NotFoundError) as error:
            wrong = error
        other_day = agent_day(tx, info.id, *other) if other else None
    versions = (found.version, other_day.version if other_day else 0)
    names = {agent.id: agent.name for agent in whole.agents}
    fields = told_fields(request, wrong)
    beside = bool(fields) and fields.keys() <= FIELDS
    return render(
        request, "day/day.html", access, here="page.nav.weeks", site=place.site,
        place=place, info=info, found=found, name=names.get(place.agent, place.agent),
        agents=sorted(whole.agents, key=lambda agent: agent.name), names=names, zone=zone,
        typed=typed, versions=versions, trial=trial, compared=compared(trial),
        stale=isinstance(wrong, StaleError),
        wrong=reasons(request, wrong) if wrong and not beside else [],
        fields=fields,
        locked=any(shift.locked for shift in found.shifts), minute=MINUTE,
        status_code=status(wrong),
    )  # fmt: skip


def status(wrong: Exception | None) -> int:
    """Tell programs, too, that nothing was kept."""
    if wrong is None:
        return 200
    return 412 if isinstance(wrong, StaleError) else 409


def compared(trial: EditTrial | None) -> list[dict[str, Any]]:
    """Give the figures of the queues on edited days that change by edits."""
    rows = [] if trial is None else [r for r in trial.revision.compared() if r["date"] is not None]
    changed = [row for row in rows if any(a != b for a, b in _pairs(row))]
    return changed or rows


def _pairs(row: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Before and after, where either is defined."""
    pairs = [value for name, value in row.items() if name not in {"queue", "date"}]
    return [(a, b) for a, b in pairs if a == a or b == b]
