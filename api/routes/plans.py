"""Forecasts with their overrides, and requirements."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, Number, OncePerKey, Paged, Store, Week
from api.problems import RefusedError
from api.replies import Reply, next_key, tagged
from api.routes.runs import accepted
from api.schemas.fields import Listing
from api.schemas.plans import (
    LevelChangeBody,
    LevelChangeView,
    OverrideBody,
    OverrideView,
    PlanView,
    TableView,
)
from api.schemas.runs import RunView
from api.tables import plan_view, table_view
from wfm.model import Event
from wfm.service.level_changes import accept_level_change, level_changes
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.plans import OVERRIDE, PlanKind, StoredOverride, overrides_of, plan_table, plans_of
from wfm.store.runs import create_run
from wfm.store.sites import load_site_core
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}", tags=["forecasts and requirements"])
After = Annotated[int, Query(ge=0, le=1_000_000)]
AcceptShifts = Annotated[
    bool, Query(description="Take changes of level that are found for good, as events")
]
Limit = Annotated[int, Query(ge=1, le=5000)]


@router.get("/forecasts")
def list_forecasts(site: Key, week: Week, access: SignedIn, store: Store) -> Listing[PlanView]:
    """List the forecasts of a week by number."""
    access.check_site(site)
    with store.reading() as tx:
        plans = plans_of(tx, site, week, PlanKind.FORECAST)
    return Listing(items=[plan_view(plan) for plan in plans])


@router.post("/forecasts", status_code=202, response_model=RunView)
def make_forecast(
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    accept_shifts: AcceptShifts = False,
) -> Response:
    """Forecast and staff the week in the background."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            load_site_core(tx, site)
            parameters = {"week": str(week), "accept_shifts": accept_shifts}
            return accepted(create_run(tx, access.actor, site, "forecast", parameters))

        return once(tx, 202, effect)


@router.get("/forecasts/{number}")
def one_forecast(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    after: After = 0,
    limit: Limit = 1000,
) -> TableView:
    """Show contacts and AHT per interval and queue, as forecast, before overrides."""
    access.check_site(site)
    with store.reading() as tx:
        return table_view(*plan_table(tx, site, week, PlanKind.FORECAST, number), after, limit)


@router.get("/forecasts/{number}/level-changes")
def list_level_changes(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Listing[LevelChangeView]:
    """List the changes of level that a forecast asks about."""
    access.check_site(site)
    with store.reading() as tx:
        found = level_changes(tx, site, week, number)
    return Listing(items=[_level_change(change.event, change.accepted) for change in found])


@router.post("/forecasts/{number}/level-changes", status_code=201, response_model=LevelChangeView)
def accept_level(
    site: Key,
    week: Week,
    number: Number,
    body: LevelChangeBody,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
) -> Response:
    """Accept a queue's change of level: it becomes an event, which later forecasts know."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            event = accept_level_change(tx, access.actor, site, week, number, body.queue)
            place = f"/sites/{site}/events/{event.key}"
            return Reply(_level_change(event.value, event.key), event.version, place)

        return once(tx, 201, effect)


@router.get("/requirements")
def list_requirements(site: Key, week: Week, access: SignedIn, store: Store) -> Listing[PlanView]:
    """List the requirements of a week by number."""
    access.check_site(site)
    with store.reading() as tx:
        plans = plans_of(tx, site, week, PlanKind.REQUIREMENT)
    return Listing(items=[plan_view(plan) for plan in plans])


@router.get("/requirements/{number}")
def one_requirement(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    after: After = 0,
    limit: Limit = 1000,
) -> TableView:
    """Show heads per interval and queue, net and gross."""
    access.check_site(site)
    with store.reading() as tx:
        return table_view(*plan_table(tx, site, week, PlanKind.REQUIREMENT, number), after, limit)


@router.get("/overrides")
def list_overrides(
    site: Key, week: Week, access: SignedIn, store: Store, page: Paged
) -> Listing[OverrideView]:
    """List the corrections of a week's forecast."""
    access.check_site(site)
    with store.reading() as tx:
        found = overrides_of(tx, site, week, page.after, page.limit)
    items = [_view(override) for override in found]
    return Listing(items=items, next=next_key(found, page.limit))


@router.post("/overrides", status_code=201, response_model=OverrideView)
def add_override(
    site: Key, week: Week, body: OverrideBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Correct a queue's contacts; the forecast itself stays as it is."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            queues = {queue.name for queue in load_site_core(tx, site).queues}
            if body.queue not in queues:
                raise RefusedError(409, phrase("refusal.no_queue_of_site"), field="queue")
            key = uuid4().hex
            value = _override(body, week, access.actor)
            added = OVERRIDE.create(tx, access.actor, site, key, value)
            place = f"/sites/{site}/weeks/{week}/overrides/{key}"
            return Reply(_view(added), added.version, place)

        return once(tx, 201, effect)


@router.get("/overrides/{entry}")
def one_override(
    site: Key, week: Week, entry: Key, access: SignedIn, store: Store, response: Response
) -> OverrideView:
    """One correction."""
    access.check_site(site)
    with store.reading() as tx:
        found = OVERRIDE.get(tx, site, entry)
    if found.value.week != week:
        raise NotFoundError("override", entry)
    return tagged(response, found.version, _view(found))


@router.put("/overrides/{entry}")
def set_override(
    site: Key,
    week: Week,
    entry: Key,
    body: OverrideBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> OverrideView:
    """Change or withdraw a correction."""
    access.check_site(site)
    with store.writing() as tx:
        if OVERRIDE.get(tx, site, entry).value.week != week:
            raise NotFoundError("override", entry)
        value = _override(body, week, access.actor)
        changed = OVERRIDE.change(tx, access.actor, site, entry, version, value, active=body.active)
    return tagged(response, changed.version, _view(changed))


def _level_change(event: Event, accepted: str | None) -> LevelChangeView:
    (queue,) = event.queues
    return LevelChangeView(
        queue=queue, event=event.name, start=event.start, end=event.end, effect=event.effect,
        accepted=accepted,
    )  # fmt: skip


def _override(body: OverrideBody, week: date, actor: str) -> StoredOverride:
    values = body.model_dump(exclude={"active"})
    return StoredOverride(week=week, **values, made_by=actor, made_at=datetime.now(UTC))


def _view(stored: Stored[StoredOverride]) -> OverrideView:
    values = {name: value for name, value in asdict(stored.value).items() if name != "week"}
    return OverrideView(id=stored.key, **values, active=stored.active, version=stored.version)
