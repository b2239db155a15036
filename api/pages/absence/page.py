"""An absence entered on a schedule, which is repaired around it with as few changes as it needs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import PRINTABLE, Key, Number, Store, Week, week_days
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.pages.week.page import board_address, once
from api.problems import RefusedError
from api.routes.schedules import generate, visible_schedule
from api.routes.time_off import add_time_off
from api.schemas.fields import Day
from api.schemas.people import TimeOffBody
from api.schemas.schedules import GenerateBody
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError, OutdatedError
from wfm.store.schedules import published
from wfm.store.sites import load_site, site_zone
from wfm.words import phrase

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}")
LONGEST = timedelta(days=366)
FIELDS: Final = {"agent_id": "agent", "start": "first", "end": "last"}
"""Fields of a time off, by those of the form that say them."""
SECONDS = 10
"""Time to look for a better repair than the first that is found."""
KIND = "absence"
"""What an absence is called whose reason nobody gives."""
Text = Annotated[str, Form(max_length=200, pattern=PRINTABLE)]
Clock = Annotated[str, Form(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
REFUSALS = (ConflictError, OutdatedError, RefusedError)


class TypedAbsence(NamedTuple):
    """What stands in the form: who is away, on which days, and why."""

    agent: str
    first: date | None
    last: date | None
    kind: str = ""
    paid: bool = True
    since: str = ""
    until: str = ""

    def span(self, first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when it is on these days: whole ones where no hours are given."""
        start = datetime.combine(first, time.fromisoformat(self.since or "00:00"), zone)
        if self.until:
            return start, datetime.combine(last, time.fromisoformat(self.until), zone)
        return start, datetime.combine(last + timedelta(days=1), time.min, zone)


@router.get("/absence")
def absence_page(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    agent: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
    entered: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
) -> Response:
    """Show the form; `entered` is whose absence was entered before this one."""
    typed = TypedAbsence(agent, None, None)
    return _page(request, site, week, number, access, store, typed, entered=entered)


@router.post("/absence")
def enter_absence(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    agent: Text,
    first: Annotated[Day, Form()],
    last: Annotated[Day | None, Form()] = None,
    kind: Text = "",
    paid: Annotated[bool, Form()] = False,
    since: Clock = "",
    until: Clock = "",
    another: Annotated[bool, Form()] = False,
) -> Response:
    """Enter the absence, ask for the repair, and lead to its run; or to `another` absence."""
    typed = TypedAbsence(agent, first, last or first, kind, paid, since, until)
    try:
        base = _entered(site, week, number, access, store, typed)
    except REFUSALS as error:
        return _page(request, site, week, number, access, store, typed, error)
    if another:
        form = f"{board_address(site, week, base)}/absence?{urlencode({'entered': agent})}"
        return RedirectResponse(form, 303)
    body = GenerateBody(base=base, repair=True, time_limit=SECONDS, simulation_runs=0)
    made = generate(site, week, body, access, store, once(access))
    return RedirectResponse(f"{PAGES}{made.headers['location']}", 303)


def _entered(
    site: str, week: date, number: int, access: Access, store: Database, typed: TypedAbsence
) -> int:
    """Enter an absence; give the number of the schedule that is to be repaired then."""
    first, last = typed.first, typed.last
    if first is None or first not in week_days(week):
        raise RefusedError(422, phrase("refusal.not_in_week"), field="first")
    if last is None or last < first:
        raise RefusedError(422, phrase("refusal.end_not_after_start"), field="last")
    if last - first > LONGEST:
        raise RefusedError(422, phrase("refusal.absence_too_long"), field="last")
    with store.reading() as tx:
        info, zone = visible_schedule(tx, access, site, week, number), site_zone(tx, site)
    start, end = typed.span(first, last, zone)
    if end <= start:
        raise RefusedError(422, phrase("refusal.end_not_after_start"), field="until")
    body = TimeOffBody(
        agent_id=typed.agent,
        start=start,
        end=end,
        kind=typed.kind or KIND,
        paid=typed.paid,
    )
    add_time_off(site, body, access, store, once(access))
    if info.published_at is None:
        return number
    with store.reading() as tx:  # what is in force gave the shifts up already
        in_force = published(tx, site, week)
    return number if in_force is None else in_force.number


def _page(
    request: Request,
    site: str,
    week: date,
    number: int,
    access: Access,
    store: Database,
    typed: TypedAbsence,
    wrong: Exception | None = None,
    entered: str = "",
) -> Response:
    with store.reading() as tx:
        info, whole = visible_schedule(tx, access, site, week, number), load_site(tx, site)
        today = now().astimezone(site_zone(tx, site)).date()
    days = week_days(week)
    return render(
        request, "absence/absence.html", access, here="page.nav.weeks", site=site, info=info,
        week=week, days=days, usual=today if today in days else week, typed=typed,
        base=board_address(site, week, number),
        entered=next((one.name for one in whole.agents if one.id == entered), None),
        agents=sorted(whole.agents, key=lambda one: (one.name, one.id)),
        **_wrong(request, wrong),
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip


def _wrong(request: Request, error: Exception | None) -> dict[str, Any]:
    """Tell what is wrong, beside its field where it is about one."""
    field = getattr(error, "field", None)
    if error is None or field is None:
        return {"fields": {}, "wrong": reasons(request, error) if error else []}
    return {"fields": {FIELDS.get(field, field): " ".join(reasons(request, error))}, "wrong": []}
