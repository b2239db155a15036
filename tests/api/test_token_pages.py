"""Tokens for programs on pages: shown once, used, ended by whose they are or an administrator."""

from __future__ import annotations

import re
from html import unescape

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from wfm.store.tokens import tokens_of

HERE = f"{PAGES}/tokens"
ASKED = {"name": "the wallboard", "days": "30", "scopes": "me"}


def made(service: Service, who: str) -> tuple[Browser, str, str]:
    """Make a token by the page: the browser, the secret, and the token's id."""
    browser = Browser(service, who)
    page = browser.post(HERE, ASKED)
    assert page.status_code == 200
    found = re.search(r"<code>(wfm_[^<]+)</code>", unescape(page.text))
    assert found is not None
    with service.database.reading() as tx:
        [token] = tokens_of(tx, who)
    return browser, found[1], token.id


def status(service: Service, secret: str, path: str = "/me") -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return int(service.client.get(path, headers=headers).status_code)


def test_a_token_is_shown_once_and_opens_its_areas_alone(small_service: Service) -> None:
    browser, secret, _ = made(small_service, "sam")
    assert status(small_service, secret) == 200
    assert status(small_service, secret, "/sites/north/agents") == 403
    again = browser.get(HERE).text
    assert secret not in again
    assert "the wallboard" in again
    assert "For me. Valid until" in again


def test_a_token_that_is_ended_by_its_owner_or_an_administrator_opens_nothing(
    small_service: Service,
) -> None:
    browser, secret, token = made(small_service, "sam")
    assert browser.post(f"{HERE}/{token}/end", {}).status_code == 303
    assert status(small_service, secret) == 401
    _, other, token = made(small_service, "ann")
    admin = Browser(small_service, "ada")
    assert "the wallboard" in admin.get(f"{PAGES}/users/ann").text
    assert admin.post(f"{PAGES}/users/ann/tokens/{token}/end", {}).status_code == 303
    assert status(small_service, other) == 401


def test_nobody_ends_the_token_of_another_by_their_own_page(small_service: Service) -> None:
    _, secret, token = made(small_service, "sam")
    assert Browser(small_service, "ann").post(f"{HERE}/{token}/end", {}).status_code == 404
    assert status(small_service, secret) == 200


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    small_service: Service,
) -> None:
    page = Browser(small_service, "sam").post(HERE, {"name": "wallboard", "days": "900"})
    text = unescape(page.text)
    assert page.status_code == 422
    assert 'id="e-days"' in text
    assert 'id="e-scopes"' in text
    assert 'value="wallboard"' in text
    assert 'value="900"' in text
