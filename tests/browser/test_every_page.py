"""Every page of every role: accessible, as narrow as the screen, silent on the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from api.access import PAGES
from api.pages.navigation import home, places
from tests.browser.conftest import DESK, NARROW, Served, findings_of_axe, overflows

AGENTS_MORE = [
    f"{PAGES}/{name}"
    for name in (
        "calendar", "account", "tokens", "nowhere", "my-wishes", "my-offers", "my-bids",
        "my-messages",
    )
]  # fmt: skip
PLANNERS_MORE = [
    f"{PAGES}/sites/harbour/{name}" for name in ("wishes", "offers", "bids", "messages", "data")
]


def addresses(served: Served, who: str) -> list[str]:
    user = next(user for user in served.centre.users if user.name == who)
    own = [place.path for place in places(user, user.site or "harbour")]
    more = PLANNERS_MORE if user.role == "scheduler" else []
    return [*own, *(AGENTS_MORE if user.role == "agent" else [f"{PAGES}/account", *more])]


def check(page: Page, address: str, *, axe: bool) -> None:
    page.goto(address)
    assert not axe or not findings_of_axe(page), address
    assert not overflows(page), address
    assert page.locator("h1").count() == 1, address


@pytest.mark.parametrize("size", [NARROW, DESK])
@pytest.mark.parametrize("who", ["ada", "sven", "sam", "mia", "alex"])
def test_pages_are_accessible_on_small_and_large_screens(
    served: Served, who: str, size: tuple[int, int]
) -> None:
    page = served.open(who, size)
    usual = NARROW if who == "ada" else DESK
    for address in addresses(served, who):
        check(page, address, axe=size == usual)
    served.complaints = [said for said in served.complaints if "404" not in said]


@pytest.mark.parametrize("who", ["ada", "sven", "sam", "mia", "alex"])
def test_long_words_fit_on_small_screens(served: Served, who: str) -> None:
    page = served.open(who, NARROW, "de")
    for address in addresses(served, who):
        check(page, address, axe=False)
    served.complaints = [said for said in served.complaints if "404" not in said]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_sign_in_page_is_accessible(served: Served, language: str) -> None:
    page = served.open(None, NARROW, language)
    check(page, f"{PAGES}/sign-in", axe=True)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("who", ["ada", "sven", "sam", "mia", "alex"])
def test_a_role_begins_on_its_page_and_finds_the_content_by_keyboard(
    served: Served, who: str
) -> None:
    page = served.open(who)
    page.goto("/")
    user = next(user for user in served.centre.users if user.name == who)
    assert page.url == f"{served.base}{home(user)}"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
