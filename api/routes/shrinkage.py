"""Residual shrinkage learned from recorded states: shown, and accepted for the next plans."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.reports import Measured
from api.schemas.fields import Day
from api.schemas.shrinkage import (
    AcceptShrinkageBody,
    KindView,
    LearnedShrinkageView,
    MonthView,
    ShareView,
    WeekdayView,
)
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.sites import load_site_core, site_zone
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/shrinkage", tags=["planned against actual"])
WEEKS = 12
"""Published weeks that are learned from."""


@router.get("")
def learned(
    site: Key,
    access: SignedIn,
    store: Store,
    reports: Measured,
    week: Annotated[Day | None, Query(description="Week to plan; the next one if left out")] = None,
) -> LearnedShrinkageView:
    """Show what was lost of the time scheduled on queue, by kind, weekday and month.

    Learned from the last twelve published weeks; what the scheduler places itself, and time of
    which nothing is known, is left out.
    """
    access.check_site(site)
    return _view(store, reports, site, week)


@router.post("", status_code=201, response_model=LearnedShrinkageView)
def accept(
    site: Key,
    body: AcceptShrinkageBody,
    access: SignedIn,
    store: Store,
    reports: Measured,
    once: OncePerKey,
) -> Response:
    """Accept it: the site's residual shrinkage is that of the week from now on."""
    from wfm.service.learned_shrinkage import accept_shrinkage

    access.check_site(site)
    found = _view(store, reports, site, body.week)
    share = found.offered if body.shrinkage is None else body.shrinkage
    if share is None:
        raise ConflictError(phrase("refusal.no_shrinkage_learned"))
    with store.writing() as tx:

        def effect() -> Reply:
            changed = accept_shrinkage(tx, access.actor, site, share)
            view = found.model_copy(update={"in_force": share})
            return Reply(view, changed.version, f"/sites/{site}/settings")

        return once(tx, 201, effect)


def _view(store: Database, reports: Any, site: str, week: date | None) -> LearnedShrinkageView:
    from wfm.service.learned_shrinkage import next_week, shrinkage_of_site

    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
    first = week or next_week(now().astimezone(zone).date(), core.week_start)
    found = shrinkage_of_site(reports, site, WEEKS)
    if found is None:
        return LearnedShrinkageView(
            week=first, in_force=core.shrinkage, offered=None, learned=None,
            kinds=[], weekdays=[], months=[],
        )  # fmt: skip
    return LearnedShrinkageView(
        week=first,
        in_force=core.shrinkage,
        offered=found.of_week(first),
        learned=ShareView(**asdict(found.whole)),
        kinds=[KindView(kind=kind, **asdict(each)) for kind, each in found.kinds.items()],
        weekdays=[WeekdayView(weekday=n, **asdict(each)) for n, each in found.weekdays.items()],
        months=[MonthView(month=n, **asdict(each)) for n, each in found.months.items()],
    )
