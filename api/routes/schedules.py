"""Schedules of a week: listed, generated, copied, published, reverted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, Number, OncePerKey, Store, Week
from api.permissions import Reach
from api.problems import RefusedError
from api.replies import Reply, tagged
from api.routes.runs import accepted
from api.schemas.fields import Listing
from api.schemas.findings import FindingView
from api.schemas.runs import RunView
from api.schemas.schedules import (
    AgentDayView,
    ChangeView,
    CopyBody,
    GenerateBody,
    JudgedScheduleView,
    PublishBody,
    RevertBody,
    ScheduleView,
)
from wfm.scheduling.rules.finding import Finding
from wfm.service.merge_conflicts import TOLD, Decisions, decided
from wfm.service.publish import (
    Publication,
    judged,
    prepare_publication,
    prepare_revert,
    publish_judged,
    revert_judged,
)
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError, OutdatedError, StaleError
from wfm.store.publishing import copy
from wfm.store.runs import create_run
from wfm.store.schedules import ScheduleInfo, basis_of, get_schedule, schedules_of
from wfm.store.sites import load_site_core
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])
ToPublish = Annotated[PublishBody, Body()]
ToRevert = Annotated[RevertBody, Body()]
STRICT, STRICTLY = PublishBody(), RevertBody()


@router.get("")
def list_schedules(
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listing[ScheduleView]:
    """List the schedules of a week by number."""
    access.check_site(site)
    with store.reading() as tx:
        only_published = access.reach is Reach.TEAM
        found = schedules_of(tx, site, week, after, limit, only_published=only_published)
    following = str(found[-1].number) if len(found) == limit else None
    return Listing(items=[_view(info) for info in found], next=following)


@router.post("", status_code=202, response_model=RunView)
def generate(
    site: Key, week: Week, body: GenerateBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Forecast, staff and schedule the week in the background; a new draft comes out."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            start = load_site_core(tx, site).week_start
            if week.weekday() != start:
                raise RefusedError(409, phrase("refusal.week_start", weekday=start), field="week")
            if body.repair and body.weeks > 1:
                raise RefusedError(409, phrase("refusal.repair_one_week"), field="weeks")
            if body.base is not None:
                get_schedule(tx, site, week, body.base)
            source = body.base if body.keep else None
            parameters = {"week": str(week), **body.model_dump()}
            parameters["based_on"] = basis_of(tx, site, week, source)
            return accepted(create_run(tx, access.actor, site, "schedule", parameters))

        return once(tx, 202, effect)


@router.get("/{number}")
def one_schedule(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, response: Response
) -> ScheduleView:
    """One schedule, without its shifts."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
    return tagged(response, info.version, _view(info))


@router.post("/{number}/copy", status_code=201, response_model=JudgedScheduleView)
def copy_schedule(
    site: Key,
    week: Week,
    number: Number,
    body: CopyBody,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
) -> Response:
    """Make a new draft from any schedule."""

    def prepare(tx: Connection) -> tuple[ScheduleInfo, Sequence[Finding]]:
        info = visible_schedule(tx, access, site, week, number)
        return info, judged(tx, info)

    def effect(tx: Connection, ready: tuple[ScheduleInfo, Sequence[Finding]]) -> Reply:
        info, findings = ready
        if visible_schedule(tx, access, site, week, number) != info:
            raise OutdatedError(f"schedule {week}/{number} was edited")
        return judged_reply(copy(tx, access.actor, info, body.note), findings)

    return once.worked_out(store, 201, prepare, effect)


@router.post("/{number}/publish", response_model=JudgedScheduleView)
def publish_schedule(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    once: OncePerKey,
    body: ToPublish = STRICT,
) -> Response:
    """Put a draft into force as it was when its version was read, merged with what came since.

    Days of agents that others published since the draft began stay as they are; where both changed
    one, the refusal (409) lists it with `base`, `theirs` and `mine`, and nothing is published. With
    a hard rule broken it is refused (409, with the findings) unless that is accepted. Rest, runs
    and what else goes across the border is judged after the week before, and in the week after as
    that is in force.
    """
    decisions = _decisions(body)

    def prepare(tx: Connection) -> Publication:
        info = visible_schedule(tx, access, site, week, number)
        if info.version != version:
            raise StaleError(phrase("stale.schedule", week=week, number=number), info.version)
        return prepare_publication(tx, info, decisions)

    def effect(tx: Connection, ready: Publication) -> Reply:
        info = visible_schedule(tx, access, site, week, number)
        done = publish_judged(
            tx, access.actor, info, version, prepared=ready,
            accept_broken_rules=body.accept_broken_rules,
        )  # fmt: skip
        return judged_reply(done.info, done.findings, done.publication)

    return once.worked_out(store, 200, prepare, effect)


@router.post("/{number}/revert", status_code=201, response_model=JudgedScheduleView)
def revert_schedule(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    body: ToRevert = STRICTLY,
) -> Response:
    """Publish an earlier version again, under a new number; the answer says what that undoes."""

    def prepare(tx: Connection) -> Publication:
        return prepare_revert(tx, visible_schedule(tx, access, site, week, number))

    def effect(tx: Connection, ready: Publication) -> Reply:
        info = visible_schedule(tx, access, site, week, number)
        accept = body.accept_broken_rules
        done = revert_judged(tx, access.actor, info, accept_broken_rules=accept, prepared=ready)
        return judged_reply(done.info, done.findings, done.publication)

    return once.worked_out(store, 201, prepare, effect)


def visible_schedule(tx: Any, access: Access, site: str, week: date, number: int) -> ScheduleInfo:
    """Give a schedule, unless it is a draft or of a site that the role does not see.

    Raises
    ------
    NotFoundError
        If there is none, or none for this user.
    """
    access.check_site(site)
    info = get_schedule(tx, site, week, number)
    if not is_visible(access, info):
        raise NotFoundError("schedule", f"{week}/{number}")
    return info


def is_visible(access: Access, info: ScheduleInfo) -> bool:
    """Drafts are for those who plan."""
    return info.published_at is not None or access.reach is not Reach.TEAM


def _decisions(body: PublishBody) -> Decisions:
    days = decided(((one.agent_id, one.date), one.take) for one in body.decisions)
    return Decisions(body.in_force, days)


def judged_reply(
    info: ScheduleInfo, findings: Sequence[Finding], done: Publication | None = None
) -> Reply:
    """Answer with a schedule, what its rules found, and what its publication did."""
    place = f"/sites/{info.site}/weeks/{info.week}/schedules/{info.number}"
    view = JudgedScheduleView(
        **_view(info).model_dump(),
        broken_rules=sum(finding.hard for finding in findings),
        findings=[FindingView.of(finding) for finding in findings[:TOLD]],
        merged_days=[AgentDayView(agent_id=a, date=d) for a, d in (done.merged if done else ())],
        undone=[ChangeView.of(change) for change in (done.undone if done else ())],
    )
    return Reply(view, info.version, place)


def _view(info: ScheduleInfo) -> ScheduleView:
    return ScheduleView.model_validate({**asdict(info), "status": info.status})
