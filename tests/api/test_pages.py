"""Pages as programs see them: who may open which, sessions, origins, foreign things, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access import COOKIE, PAGES
from api.permissions import PERMISSIONS, Reach
from api.problems import TITLES
from tests.api.conftest import ACCOUNTS, Service
from tests.centre import WEEK, day
from wfm.store.columns import now
from wfm.store.passwords import hash_password
from wfm.store.sessions import create_sign_in_link, open_session
from wfm.store.users import Role, User, change_user, create_user

PASSWORD = "correct horse battery"  # noqa: S105
HERE = "http://127.0.0.1"
OURS = {"Origin": HERE}
OF_ROLE = {user.role: name for name, user in ACCOUNTS.items() if name not in {"bob", "eve"}}
PAGE_ROUTES = {key: p for key, p in PERMISSIONS.items() if key[1].startswith(PAGES)}
NAMES = {
    "site": "north", "week": str(WEEK), "number": "2", "agent": "ann", "day": str(day(1)),
    "name": "bob", "rest": "nowhere", "secret": "none", "folder": "frame", "subject": "kpis",
    "import_id": "none", "request_id": "none", "trade": "none",
    "shift": "none", "offer": "none", "kind": "queues", "bid_round": "none", "webhook": "none",
    "token": "none",
}  # fmt: skip


class Browser:
    """Somebody's browser, with the cookies that the service set."""

    def __init__(self, service: Service, who: str | None = None) -> None:
        self.client = TestClient(
            service.client.app, base_url=HERE, client=("127.0.0.1", 5), follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip
        if who is not None:
            with service.database.writing() as tx:
                secret = open_session(tx, ACCOUNTS[who], 1)
            self.client.cookies.set(COOKIE, secret, path=PAGES)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(
            path, data=data, headers={**OURS, **more.pop("headers", {})}, **more
        )


@pytest.fixture
def browser(small_service: Service) -> Browser:
    return Browser(small_service)


def address(path: str, run: str, **names: str) -> str:
    known = {**NAMES, "run": run, "file": "base.css", **names}
    if path.endswith("/assets/{folder}/{name}"):
        known["name"] = "base.css"
    return path.replace(":path", "").format(**known)


def routes(*, is_open: bool) -> Iterator[tuple[str, str, dict[Role, Reach]]]:
    for (method, path), permission in PAGE_ROUTES.items():
        if permission.open == is_open:
            yield method, path, permission.reach


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_pages_that_the_table_says(small_service: Service, role: Role) -> None:
    for method, path, reach in routes(is_open=False):
        if path.endswith("/sign-out"):
            continue
        browser = Browser(small_service, OF_ROLE[role])
        number = "1" if role is Role.SUPERVISOR else "2"
        place = address(path, small_service.run, number=number)
        status = browser.client.request(method, place, headers=OURS).status_code
        if reach[role] is Reach.NOTHING:
            assert status == 403, (method, path, status)
        else:
            assert status not in {401, 403, 500}, (method, path, status)


@pytest.mark.parametrize("role", list(Role))
def test_a_foreign_site_has_no_page(small_service: Service, role: Role) -> None:
    browser = Browser(small_service, OF_ROLE[role])
    for method, path, reach in routes(is_open=False):
        if "{site}" not in path or reach[role] is Reach.ALL:
            continue
        place = address(path, small_service.run, site="south")
        expected = {403} if reach[role] is Reach.NOTHING else {404, 422}
        assert browser.client.request(method, place, headers=OURS).status_code in expected, path


def test_without_a_session_every_page_asks_to_sign_in(
    small_service: Service, browser: Browser
) -> None:
    for method, path, _ in routes(is_open=False):
        answer = browser.client.request(method, address(path, small_service.run), headers=OURS)
        if method == "GET":
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith(f"{PAGES}/sign-in?to="), path
        else:
            assert answer.status_code == 401, path


def test_a_session_opens_no_api_and_a_token_no_page(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    secret = browser.client.cookies[COOKIE]
    assert browser.get("/sites", headers={"Cookie": f"{COOKIE}={secret}"}).status_code == 401
    assert small_service.ask("sam", "GET", f"{PAGES}/account").url.path == f"{PAGES}/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_a_form_of_another_site_changes_nothing(
    small_service: Service, headers: dict[str, str]
) -> None:
    browser = Browser(small_service, "ann")
    for method, path, _ in [*routes(is_open=False), *routes(is_open=True)]:
        if method != "GET":
            place = address(path, small_service.run)
            assert browser.client.post(place, headers=headers).status_code == 403, path
    assert browser.get(f"{PAGES}/account").status_code == 200


def sign_in(browser: Browser, **more: str) -> Any:
    form = {"name": "may", "password": PASSWORD, **more}
    return browser.post(f"{PAGES}/sign-in", form)


@pytest.fixture
def may(small_service: Service) -> User:
    with small_service.database.writing() as tx:
        return create_user(tx, "t", User("may", Role.MANAGER, "north"), hash_password(PASSWORD))


@pytest.mark.usefixtures("may")
def test_signing_in_leads_where_one_wanted_to_go_but_nowhere_else(browser: Browser) -> None:
    for to, place in [
        (f"{PAGES}/account", f"{PAGES}/account"),
        ("https://elsewhere.example/app/", None),
        ("//elsewhere.example/app/", None),
        (f"{PAGES}/\\elsewhere.example", None),
    ]:
        answer = sign_in(browser, to=to)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{PAGES}/")
        assert place in {None, answer.headers["location"]}


@pytest.mark.usefixtures("may")
def test_the_cookie_is_out_of_reach_for_scripts_other_sites_and_open_lines(
    small_service: Service, browser: Browser
) -> None:
    cookie = sign_in(browser).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert f"path={PAGES}" in cookie
    assert "secure" not in cookie
    beyond = "https://wfm.example"
    there = TestClient(small_service.client.app, base_url=beyond, follow_redirects=False)
    form = {"name": "may", "password": PASSWORD}
    answer = there.post(f"{PAGES}/sign-in", data=form, headers={"Origin": beyond})
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.usefixtures("may")
def test_too_many_failed_attempts_must_wait_as_those_for_tokens_do(
    small_service: Service, browser: Browser
) -> None:
    statuses = [sign_in(browser, password="wrong").status_code for _ in range(6)]  # noqa: S106
    assert statuses == [401] * small_service.settings.login_failures + [429]
    token = small_service.client.post("/auth/login", json={"name": "may", "password": PASSWORD})
    assert token.status_code == 429


def test_signing_out_ends_the_session_for_whoever_has_a_copy(small_service: Service) -> None:
    browser, copy = Browser(small_service, "ann"), Browser(small_service)
    copy.client.cookies.set(COOKIE, browser.client.cookies[COOKIE], path=PAGES)
    assert copy.get(f"{PAGES}/account").status_code == 200
    assert browser.post(f"{PAGES}/sign-out").status_code == 303
    assert copy.get(f"{PAGES}/account").status_code == 303


def test_signing_out_everywhere_ends_other_browsers_and_access_tokens(
    small_service: Service,
) -> None:
    one, other, third = (Browser(small_service, who) for who in ("ann", "ann", "bob"))
    assert small_service.ask("ann", "GET", "/me").status_code == 200
    one.post(f"{PAGES}/sign-out", {"everywhere": "yes"})
    assert other.get(f"{PAGES}/account").status_code == 303
    assert small_service.ask("ann", "GET", "/me").status_code == 401
    assert third.get(f"{PAGES}/account").status_code == 200


def test_a_changed_account_and_an_old_session_are_signed_out(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(small_service, "mia")
    with small_service.database.writing() as tx:
        change_user(tx, "ada", ACCOUNTS["mia"], 1)
    assert browser.get(f"{PAGES}/account").status_code == 303
    old = Browser(small_service, "sam")
    assert old.get(f"{PAGES}/account").status_code == 200
    monkeypatch.setattr("wfm.store.sessions.now", lambda: now() + timedelta(hours=2))
    assert old.get(f"{PAGES}/account").status_code == 303


def test_a_sign_in_link_works_once_and_on_the_machine_alone(small_service: Service) -> None:
    with small_service.database.writing() as tx:
        first, second = (create_sign_in_link(tx, "sam", 1) for _ in range(2))
    away = TestClient(small_service.client.app, client=("192.0.2.7", 5), follow_redirects=False)
    assert away.get(f"{PAGES}/links/{second}").status_code == 404
    browser = Browser(small_service)
    answer = browser.get(f"{PAGES}/links/{first}")
    assert answer.status_code == 303
    assert browser.get(f"{PAGES}/account").status_code == 200
    assert Browser(small_service).get(f"{PAGES}/links/{first}").status_code == 404
    assert Browser(small_service).get(f"{PAGES}/links/{second}").status_code == 303


def test_every_page_forbids_what_is_not_its_own(small_service: Service) -> None:
    for who, path in [(None, "sign-in"), ("ann", "today"), ("ann", "nowhere"), ("sam", "today")]:
        headers = Browser(small_service, who).get(f"{PAGES}/{path}").headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_templates_have_no_script_style_or_address_of_their_own() -> None:
    from api.pages.rendering import FOLDER

    for path in FOLDER.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=|<style|\sstyle=|https?://", text), (
            path
        )
    for path in [*FOLDER.rglob("*.css"), *FOLDER.rglob("*.js")]:
        found = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"https?://", found), path


def test_no_text_fades_but_that_of_a_button_that_cannot_be_pressed() -> None:
    """Faded text has too little contrast, if only for the moment in which it is waited for."""
    from api.pages.rendering import FOLDER

    rules = [
        rule.strip()
        for path in FOLDER.rglob("*.css")
        for rule in re.findall(r"[^{}]*\{[^{}]*\bopacity:[^{}]*", path.read_text(encoding="utf-8"))
    ]
    assert rules
    assert all(rule.startswith("button:disabled") for rule in rules), rules


def test_refusals_are_pages_in_the_readers_language_without_a_traceback(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(small_service, "ann")
    german = browser.get(f"{PAGES}/nowhere", headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert german.status_code == 404
    assert 'lang="de"' in german.text
    assert "Hier ist nichts" in german.text

    def fail(*_: Any) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("api.pages.today.page.own_of", fail)
    broken = browser.get(f"{PAGES}/today")
    assert broken.status_code == 500
    assert "secret of the house" not in broken.text


def test_the_chosen_language_stays(small_service: Service) -> None:
    browser = Browser(small_service, "ann")
    answer = browser.post(f"{PAGES}/language", {"language": "de", "to": f"{PAGES}/account"})
    assert answer.headers["location"] == f"{PAGES}/account"
    assert "Ihr Konto" in browser.get(f"{PAGES}/account").text


def test_every_refusal_there_is_has_a_status_and_words() -> None:
    """An error that pages do not know must not look like a failure of theirs."""
    from api.pages.route import STATUS
    from wfm.store import errors, passwords, refusals
    from wfm.words.pages import TEMPLATES

    known = tuple(kind for kind, _ in STATUS)
    inside = {"OutdatedError"}  # worked out again, never told
    for module in (errors, passwords, refusals):
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Exception) and name not in inside:
                assert kind.__module__ != module.__name__ or issubclass(kind, known), name
    for status in {*TITLES, *(status for _, status in STATUS)}:
        assert {f"page.error.{status}", f"page.error.{status}.remedy"} <= set(TEMPLATES), status
