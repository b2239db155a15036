"""Behind a proxy below a path of its own, all that the service leads to lies below it, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Match, Mount
from starlette.testclient import TestClient

from api.access import COOKIE, PAGES
from api.app import create_app, every_router
from api.pages.rendering import FOLDER
from api.permissions import PERMISSIONS, Reach
from api.prefix import check_prefix
from tests.api.conftest import ACCOUNTS, Service
from tests.api.test_pages import PASSWORD, address
from wfm.errors import ParameterError
from wfm.settings import Settings
from wfm.store.passwords import hash_password
from wfm.store.sessions import open_session
from wfm.store.users import Role, User, create_user

PREFIX = "/staff/wfm"
HERE = "https://centre.example"
ROOMS = {path.split("/")[1] for _, path in PERMISSIONS} - {""}
ATTRIBUTE = re.compile(r'\s([a-z-]+)="(/[^"]*)"')
READ = ("ann", "sue", "sam", "mia", "ada")


class Proxy:
    """Passes on what is asked for below the prefix, with the prefix or without it."""

    def __init__(self, app: Any, *, strips: bool) -> None:
        self.app, self.strips = app, strips

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http":
            assert path == PREFIX or path.startswith(f"{PREFIX}/"), f"not the service's: {path}"
            path = (path.removeprefix(PREFIX) or "/") if self.strips else path
        await self.app({**scope, "path": path}, receive, send)


def ways(service: Service) -> Iterator[Any]:
    """Give the service below the prefix: by a proxy of either kind, and mounted in another."""
    app = create_app(Settings(db=service.settings.db, secret="s" * 40, root_path=PREFIX))
    for strips in (False, True):
        yield Proxy(app, strips=strips)
    yield Starlette(routes=[Mount(PREFIX, service.client.app)])


def client(service: Service, app: Any, who: str | None = None) -> TestClient:
    there = TestClient(app, base_url=HERE, client=("127.0.0.1", 5), follow_redirects=False)
    there.headers["Origin"] = HERE
    if who is not None:
        with service.database.writing() as tx:
            secret = open_session(tx, ACCOUNTS[who], 1)
        there.cookies.set(COOKIE, secret, path=PREFIX + PAGES)
    return there


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """Give the attributes of a page that are addresses on this host; values go back to us."""
    for name, value in ATTRIBUTE.findall(text):
        if name != "value":
            yield name, unescape(value)


@cache
def is_there(path: str) -> bool:
    """Whether some route of the service answers a path, but the page that says that none does."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    found = [route for router in every_router() for route in router.routes]
    return any(
        route.matches(scope)[0] is not Match.NONE
        for route in found
        if getattr(route, "path", "") != f"{PAGES}/{{rest:path}}"
    )


def test_every_page_links_below_the_prefix(small_service: Service) -> None:
    app = next(ways(small_service))
    for who in READ:
        check_pages(small_service, app, who)


def check_pages(service: Service, app: Any, who: str) -> None:
    there, role, shown = client(service, app, who), ACCOUNTS[who].role, 0
    number = "1" if role is Role.SUPERVISOR else "2"
    for (method, path), permission in PERMISSIONS.items():
        reach = permission.reach[role]
        if method == "POST" or not path.startswith(PAGES) or reach is Reach.NOTHING:
            continue
        place = address(path, service.run, number=number)
        answer = there.get(PREFIX + place)
        text = answer.text if "text/html" in answer.headers.get("content-type", "") else ""
        shown += "<main" in text
        assert answer.headers.get("location", PREFIX).startswith(PREFIX), place
        for name, link in addresses(text):
            assert link.startswith(f"{PREFIX}/"), (place, name, link)
            path = unquote(urlsplit(link.removeprefix(PREFIX)).path)
            assert is_there(path), (place, name, link)
    assert shown > 5


def test_signing_in_leads_on_and_out_again(small_service: Service) -> None:
    with small_service.database.writing() as tx:
        create_user(tx, "t", User("may", Role.MANAGER, "north"), hash_password(PASSWORD))
    for proxied in ways(small_service):
        there = client(small_service, proxied)
        asked = there.get(f"{PREFIX}{PAGES}/sites/north/kpis?measure=x")
        assert asked.status_code == 303
        form = asked.headers["location"]
        assert form.startswith(f"{PREFIX}{PAGES}/sign-in?to=")
        page = there.get(form).text
        to = next(
            unescape(kept)
            for kept in re.findall(r'name="to" value="([^"]*)"', page)
            if "kpis" in kept
        )
        answer = there.post(
            f"{PREFIX}{PAGES}/sign-in", data={"name": "may", "password": PASSWORD, "to": to}
        )
        assert answer.headers["location"] == f"{PREFIX}{PAGES}/sites/north/kpis?measure=x"
        assert f"path={PREFIX}{PAGES};" in answer.headers["set-cookie"].lower() + ";"
        assert there.get(f"{PREFIX}{PAGES}/account").status_code == 200
        chosen = there.post(
            f"{PREFIX}{PAGES}/language", data={"language": "de", "to": f"{PAGES}/account"}
        )
        assert chosen.headers["location"] == f"{PREFIX}{PAGES}/account"
        assert "Ihr Konto" in there.get(chosen.headers["location"]).text
        left = there.post(f"{PREFIX}{PAGES}/sign-out")
        assert left.headers["location"] == f"{PREFIX}{PAGES}/sign-in"
        assert COOKIE not in there.cookies


def test_programs_calendars_and_the_help_find_their_way(small_service: Service) -> None:
    for proxied in ways(small_service):
        there = client(small_service, proxied, "ann")
        assert there.get(f"{PREFIX}/health").status_code == 200
        lost = there.get(f"{PREFIX}/help")
        assert lost.status_code in {200, 307}
        assert (
            urlsplit(lost.headers.get("location", f"{HERE}{PREFIX}/help/")).path
            == f"{PREFIX}/help/"
        )
        shown = there.post(f"{PREFIX}{PAGES}/calendar").text
        [link] = set(re.findall(rf"{HERE}/[^\"<\s]+\.ics", shown))
        assert link.startswith(f"{HERE}{PREFIX}/calendar/")
        assert there.get(link).text.startswith("BEGIN:VCALENDAR")
        token = {"Authorization": f"Bearer {token_of(small_service, 'ann')}"}
        made = there.post(f"{PREFIX}/me/calendar-link", headers=token).json()
        assert made["url"] == f"{HERE}{PREFIX}{made['path']}"
        assert there.get(made["url"]).status_code == 200


def test_the_description_for_programs_names_the_prefix(small_service: Service) -> None:
    there = client(small_service, next(ways(small_service)))
    assert there.get(f"{PREFIX}/openapi.json").json()["servers"] == [{"url": PREFIX}]


def test_what_a_program_made_is_where_the_answer_says(small_service: Service) -> None:
    for name, proxied in zip(("Green", "Grey", "Gold"), ways(small_service), strict=True):
        there = client(small_service, proxied)
        token = {"Authorization": f"Bearer {token_of(small_service, 'sam')}"}
        made = there.post(f"{PREFIX}/sites/north/teams", json={"name": name}, headers=token)
        assert made.status_code == 201, made.text
        assert made.headers["location"] == f"{PREFIX}/sites/north/teams/{name}"
        assert there.get(made.headers["location"], headers=token).status_code == 200


def test_a_phone_s_application_and_scripts_take_their_place_from_where_they_are(
    small_service: Service,
) -> None:
    for proxied in ways(small_service):
        there = client(small_service, proxied)
        place = f"{PREFIX}{PAGES}/manifest.webmanifest"
        manifest = there.get(place).json()
        assert urljoin(place, manifest["start_url"]) == f"{PREFIX}{PAGES}/"
        assert urljoin(place, manifest["scope"]) == f"{PREFIX}{PAGES}/"
        assert there.get(urljoin(place, manifest["icons"][0]["src"])).status_code == 200
        for script in FOLDER.rglob("*.js"):
            assert not re.search(r"[\"'`(]/[a-z]|\\/app", script.read_text("utf-8")), script


@pytest.mark.parametrize("text", ["wfm", "/wfm/", "/", "//wfm", "/w fm", "/../x", '/"x', "/wfm\n"])
def test_a_prefix_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="WFM_ROOT_PATH"):
        Settings(secret="s" * 40, root_path=text)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_prefix_with_which_own_addresses_begin_is_refused(room: str) -> None:
    with pytest.raises(ParameterError, match="WFM_ROOT_PATH"):
        check_prefix(f"/{room}", (path for _, path in PERMISSIONS))


def test_a_service_without_a_prefix_is_as_it_was(small_service: Service) -> None:
    assert isinstance(small_service.client.app, FastAPI)
    there = TestClient(small_service.client.app, base_url=HERE, follow_redirects=False)
    assert there.get("/").headers["location"] == f"{PAGES}/"
    assert f'href="{PAGES}/manifest.webmanifest"' in there.get(f"{PAGES}/sign-in").text


def token_of(service: Service, who: str) -> str:
    """Give an access token."""
    service.ask(who, "GET", "/me")
    return service.tokens[who]
