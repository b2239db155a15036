"""What is one's own: account, tokens, and for agents their published shifts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import SignedIn
from api.attempts import try_password
from api.dependencies import Configured, IfMatch, Key, OncePerKey, Store, Week
from api.lean import LONGEST_SPAN, LeanRoute
from api.problems import RefusedError
from api.replies import Reply
from api.schemas.accounts import (
    CalendarLink,
    CalendarLinkView,
    PasswordChange,
    TokenCreate,
    TokenSecret,
    TokenView,
    UserView,
)
from api.schemas.fields import Listing, Moment
from api.schemas.me import ColleagueView, MySchedule, MyShift, MyTimeOff
from wfm.store.credentials import revoke_link
from wfm.store.errors import NotFoundError
from wfm.store.passwords import hash_password
from wfm.store.people import own_time_off
from wfm.store.rosters import (
    PublishedShift,
    colleagues_on_shift,
    shifts_in_force,
)
from wfm.store.schedules import published
from wfm.store.sites import site_zone
from wfm.store.tokens import (
    create_link,
    create_token,
    link_created,
    revoke_token,
    tokens_of,
)
from wfm.store.users import change_user, names_of
from wfm.words import phrase

router = APIRouter(prefix="/me", tags=["me"])
lean = APIRouter(prefix="/me", tags=["me"], route_class=LeanRoute)


@router.get("")
def me(access: SignedIn, response: Response) -> UserView:
    """One's own account."""
    response.headers["ETag"] = f'"{access.user.version}"'
    return UserView(**_plain(access))


@router.put("/password")
def change_password(
    request: Request,
    body: PasswordChange,
    access: SignedIn,
    store: Store,
    settings: Configured,
    version: IfMatch,
) -> UserView:
    """Change one's password; every token and link that was given out ends."""
    if try_password(request, access.user.name, body.current, store, settings) is None:
        raise RefusedError(409, phrase("refusal.password_wrong"), field="current")
    password = hash_password(body.new, *names_of(access.user))
    with store.writing() as tx:
        user = change_user(tx, access.actor, access.user, version, password)
    return UserView(**{**_plain(access), "version": user.version})


@router.get("/tokens")
def my_tokens(access: SignedIn, store: Store) -> Listing[TokenView]:
    """One's own API tokens."""
    with store.reading() as tx:
        tokens = tokens_of(tx, access.user.name)
    return Listing(items=[TokenView.of(token) for token in tokens])


@router.post("/tokens", status_code=201, response_model=TokenSecret)
def make_token(body: TokenCreate, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Make an API token for a machine; its secret is shown this once, and never repeated."""
    with store.writing() as tx:

        def effect() -> Reply:
            token, secret = create_token(tx, access.user, body.name, body.scopes, body.days)
            values = _without(asdict(token), "user")
            return Reply(
                TokenSecret(**values, secret=secret), kept=TokenSecret(**values, secret=None)
            )

        return once(tx, 201, effect)


@router.delete("/tokens/{token}", status_code=204)
def end_token(token: Key, access: SignedIn, store: Store) -> None:
    """Revoke an API token."""
    with store.writing() as tx:
        revoke_token(tx, access.actor, access.user.name, token)


@lean.get("/shifts", response_model=list[MyShift])
def my_shifts(
    access: SignedIn,
    store: Store,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    to: Annotated[Moment | None, Query()] = None,
) -> Response:
    """One's own published shifts that touch [from, to); without them the next 28 days."""
    start = since or datetime.now(UTC)
    end = to or start + timedelta(days=28)
    if not start < end <= start + LONGEST_SPAN:
        raise RefusedError(409, phrase("refusal.span_of_dates"), field="to")
    with store.reading() as tx:
        found = shifts_in_force(tx, *own_agent(access), start, end)
    shifts = ",".join([shift.as_json() for shift in found])
    return Response(f"[{shifts}]", media_type="application/json")


@router.get("/schedule/{week}")
def my_schedule(week: Week, access: SignedIn, store: Store) -> MySchedule:
    """One's own week as it is published."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        info = published(tx, site, week)
        if info is None or info.published_at is None:
            raise NotFoundError("published schedule", str(week))
        zone = site_zone(tx, site)
        start = datetime.combine(week, datetime.min.time(), zone)
        shifts = shifts_in_force(tx, site, agent, start, start + timedelta(days=8))
    own = [_shift(s) for s in shifts if week <= s.date < week + timedelta(days=7)]
    return MySchedule(
        site=site, week=week, version=info.number, published_at=info.published_at,
        time_zone=str(zone), shifts=own,
    )  # fmt: skip


@router.get("/colleagues")
def my_colleagues(
    access: SignedIn, store: Store, at: Annotated[Moment | None, Query()] = None
) -> Listing[ColleagueView]:
    """Who of one's team is on shift now, or at a moment, and in which category."""
    with store.reading() as tx:
        found = colleagues_on_shift(tx, *own_agent(access), at or datetime.now(UTC))
    return Listing(items=[ColleagueView(**asdict(colleague)) for colleague in found])


@router.get("/time-off")
def my_time_off(access: SignedIn, store: Store) -> Listing[MyTimeOff]:
    """One's own approved absences."""
    with store.reading() as tx:
        absences = own_time_off(tx, *own_agent(access))
    return Listing(items=[MyTimeOff(**_without(asdict(a), "agent_id")) for a in absences])


@router.get("/calendar-link")
def my_calendar_link(access: SignedIn, store: Store) -> CalendarLinkView:
    """Whether one has a calendar link, and since when."""
    with store.reading() as tx:
        return CalendarLinkView(created_at=link_created(tx, *own_agent(access)))


@router.post("/calendar-link", status_code=201, response_model=CalendarLink)
def make_calendar_link(
    request: Request, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Make a secret calendar link, shown this once, and never repeated; an earlier one ends."""
    with store.writing() as tx:

        def effect() -> Reply:
            secret = create_link(tx, access.actor, *own_agent(access))
            path = f"/calendar/{secret}.ics"
            link = CalendarLink(path=path, url=f"{request.base_url}{path.removeprefix('/')}")
            return Reply(link, kept=CalendarLink(path=None))

        return once(tx, 201, effect)


@router.delete("/calendar-link", status_code=204)
def end_calendar_link(access: SignedIn, store: Store) -> None:
    """Revoke one's calendar link."""
    with store.writing() as tx:
        revoke_link(tx, access.actor, *own_agent(access))


def own_agent(access: SignedIn) -> tuple[str, str]:
    """Give the site and id of the agent whose account it is.

    Raises
    ------
    NotFoundError
        If the account is no agent's.
    """
    if access.user.site is None or access.user.agent_id is None:
        raise NotFoundError("agent of", access.user.name)
    return access.user.site, access.user.agent_id


def _shift(shift: PublishedShift) -> MyShift:
    return MyShift.model_validate_json(shift.as_json())


def _plain(access: SignedIn) -> dict[str, Any]:
    return _without(asdict(access.user), "epoch")


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
