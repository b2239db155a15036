"""Signing in by an identity provider of the centre's own, a real one in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

from api.access import COOKIE, PAGES
from tests.browser.conftest import findings_of_axe, free_port, serving
from tests.waiting import PATIENCE, wait_for
from wfm.store.database import Database
from wfm.store.users import Role, User, create_user

KNOWN, UNKNOWN, UNVERIFIED = "kim@example.org", "eve@example.org", "joe@example.org"


@dataclass
class Place:
    """A service whose users sign in elsewhere."""

    browser: Browser
    base: str
    database: Database

    def context(self) -> BrowserContext:
        context = self.browser.new_context(base_url=self.base, locale="en")
        context.set_default_timeout(1000 * PATIENCE)
        return context

    def chosen(self, who: str, to: str = "") -> Page:
        """Go to the provider, and say there who one is."""
        page = self.context().new_page()
        page.goto(f"{PAGES}/sign-in?to={to}")
        page.get_by_role("link", name="Sign in with your organisation").click()
        page.get_by_role("button", name=who).click()
        page.wait_for_url(f"{self.base}/**")
        return page


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    people = [
        {"sub": who, "email": who, "email_verified": who != UNVERIFIED}
        for who in (KNOWN, UNKNOWN, UNVERIFIED)
    ]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    command += ["--require-nonce", "true"]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    provider = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(address))
        yield address
    finally:
        provider.terminate()
        provider.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/.well-known/openid-configuration", timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def place(
    chromium: Browser, issuer: str, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    path = str(tmp_path_factory.mktemp("provider") / "wfm.db")
    shutil.copy(migrated_file, path)
    database = Database(path)
    with database.writing() as tx:
        create_user(tx, "test", User(KNOWN, Role.ADMIN), None)
        create_user(tx, "test", User(UNVERIFIED, Role.ADMIN), None)
    known = {"oidc_issuer": issuer, "oidc_audience": "wfm", "oidc_client_secret": "c" * 32}
    with serving(path, **known) as base:
        yield Place(chromium, base, database)
        for context in chromium.contexts:
            context.close()
    database.close()


def test_whom_the_provider_names_comes_to_the_page_that_they_wanted(place: Place) -> None:
    page = place.chosen(KNOWN, f"{PAGES}/audit")
    assert page.url == f"{place.base}{PAGES}/audit"
    assert COOKIE in {cookie.get("name") for cookie in page.context.cookies()}


@pytest.mark.parametrize(
    ("who", "told"), [(UNKNOWN, "nobody here has your e-mail"), (UNVERIFIED, "has not confirmed")]
)
def test_whom_nobody_knows_here_is_told_so(place: Place, who: str, told: str) -> None:
    page = place.chosen(who)
    assert told in page.get_by_role("alert").inner_text()
    assert not findings_of_axe(page)
    assert COOKIE not in {cookie.get("name") for cookie in page.context.cookies()}


def test_who_declines_there_is_asked_again_here(place: Place) -> None:
    page = place.context().new_page()
    page.goto(f"{PAGES}/sign-in")
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{place.base}/**")
    assert "was ended" in page.get_by_role("alert").inner_text()


def test_a_return_is_good_once_and_in_its_own_browser(place: Place) -> None:
    context = place.context()
    page = context.new_page()
    returns: list[str] = []
    page.on("request", lambda asked: returns.append(asked.url) if "/return?" in asked.url else None)
    page.goto(f"{PAGES}/sign-in")
    page.get_by_role("link", name="Sign in with your organisation").click()
    kept = context.cookies()
    page.get_by_role("button", name=KNOWN).click()
    page.wait_for_url(f"{place.base}{PAGES}/sites")
    assert len(returns) == 1
    other = place.context()
    assert other.request.get(returns[0]).status == 401  # it was begun elsewhere
    other.add_cookies([{**cookie, "url": None} for cookie in kept])  # type: ignore[typeddict-item]
    assert other.request.get(returns[0]).status == 401  # its code was used
    assert COOKIE not in {cookie.get("name") for cookie in other.cookies()}


def test_a_provider_that_does_not_answer_is_told_as_one(
    place: Place, migrated_file: Path, tmp_path: Path
) -> None:
    path = str(shutil.copy(migrated_file, tmp_path / "wfm.db"))
    with serving(path, oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_audience="wfm") as base:
        page = place.browser.new_context(base_url=base, locale="de").new_page()
        page.goto(f"{PAGES}/sign-in")
        page.get_by_role("link", name="Mit dem Konto der Organisation anmelden").click()
        assert "antwortet nicht" in page.get_by_role("alert").inner_text()
