"""Shifts of a schedule, and one agent's day as the unit of editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, Named, Number, Paged, Store, Week
from api.problems import RefusedError
from api.replies import next_key, tagged
from api.routes.schedules import visible_schedule
from api.schemas.fields import Listing
from api.schemas.findings import FindingView
from api.schemas.shift_views import ShiftView
from api.schemas.shifts import DayBody, DayView, ShiftBody
from wfm.model import Activity, Shift
from wfm.model.agent_zones import AgentZones
from wfm.scheduling.rules.finding import Finding
from wfm.service.publish import judged
from wfm.store.edited_days import AgentDay, agent_day, edit_day
from wfm.store.errors import StaleError
from wfm.store.people import AGENT, agents_of_teams
from wfm.store.sites import agent_zones
from wfm.store.stored_shifts import shifts_of
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])
LONGEST_SHIFT = timedelta(hours=24)
DayPath = Annotated[date, Path(description="Local date on which the shifts start")]


@router.get("/{number}/shifts")
def list_shifts(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, page: Paged
) -> Listing[ShiftView]:
    """List shifts, agent by agent; a page ends with an agent, `limit` counts agents."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        agents = agents_of_teams(tx, site, access.teams, page.after, page.limit)
        shifts = shifts_of(tx, info.id, [agent.key for agent in agents])
        zones = agent_zones(tx, site)
    items = [ShiftView.of(shift, zones) for shift in shifts]
    return Listing(items=items, next=next_key(agents, page.limit))


@router.get("/{number}/agents/{agent:path}/days/{day}")
def one_day(
    site: Key,
    week: Week,
    number: Number,
    agent: Named,
    day: DayPath,
    access: SignedIn,
    store: Store,
    response: Response,
) -> DayView:
    """Show one agent's day with the version to send when editing it."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        access.check_agent(AGENT.get(tx, site, agent))
        _check_day(week, day)
        found, findings = agent_day(tx, info.id, agent, day), judged(tx, info, [agent])
        zones = agent_zones(tx, site)
    return tagged(response, found.version, _day(found, zones, findings))


@router.put("/{number}/agents/{agent:path}/days/{day}")
def set_day(
    site: Key,
    week: Week,
    number: Number,
    agent: Named,
    day: DayPath,
    body: DayBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> DayView:
    """Replace one agent's day in a draft; if someone else did so first, their day comes back.

    A day that breaks rules is stored and says so; see publishing.
    """
    with store.writing() as tx:
        info = visible_schedule(tx, access, site, week, number)
        access.check_agent(AGENT.get(tx, site, agent))
        _check_day(week, day)
        zones = agent_zones(tx, site)
        shifts = [_shift_of(agent, day, zones, shift) for shift in body.shifts]
        try:
            edited = edit_day(tx, access.actor, info, agent, day, version, shifts)
        except StaleError as error:
            current = _day(error.current, zones).model_dump(mode="json")
            raise StaleError(
                phrase("stale.agent_day", agent_id=agent, date=day), error.current_version, current
            ) from None
    with store.reading() as tx:
        findings = judged(tx, info, [agent])
    return tagged(response, edited.version, _day(edited, zones, findings))


def _check_day(week: date, day: date) -> None:
    if not week <= day < week + timedelta(days=7):
        raise RefusedError(404, phrase("refusal.not_in_week"), field="day")


def _day(day: AgentDay, zones: AgentZones, findings: Sequence[Finding] = ()) -> DayView:
    values = {name: getattr(day, name) for name in ("agent_id", "date", "version", "edited_by")}
    shifts = [ShiftView.of(shift, zones) for shift in day.shifts]
    return DayView(**values, shifts=shifts, findings=[FindingView.of(f) for f in findings])


def _shift_of(agent: str, day: date, zones: AgentZones, body: ShiftBody) -> Shift:
    activities = tuple(Activity(**activity.model_dump()) for activity in body.activities)
    for activity in activities:
        if activity.start >= activity.end:
            raise RefusedError(409, phrase("refusal.activity_backwards"), field="activities")
    for one, following in pairwise(activities):
        if one.end != following.start:
            raise RefusedError(409, phrase("refusal.activities_apart"), field="activities")
    shift = Shift("", agent, day, activities, body.locked)
    if shift.start.astimezone(zones.site).date() != day:
        raise RefusedError(
            409, phrase("refusal.shift_starts_elsewhen", date=day), field="activities"
        )
    if shift.end - shift.start > LONGEST_SHIFT:
        raise RefusedError(409, phrase("refusal.shift_too_long"), field="activities")
    body.check_derived(ShiftView.of(shift, zones))
    return shift
