"""Imports over the API: choices are said in the query, an undo names what stays."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import centre
from wfm.store.imports import Import, import_site, imports_of
from wfm.store.runs import get_run

UPLOAD = "/sites/north/imports"


def dearer(service: Service) -> Import:
    """Take files in that pay two agents more."""
    site = centre()
    ann, bob, cy = site.agents
    files = replace(site, agents=(replace(ann, hourly_cost=9.0), replace(bob, hourly_cost=9.0), cy))
    with service.database.writing() as tx:
        return import_site(tx, "sam", "north", files, b"dearer")[0]


def rename_ann(service: Service) -> None:
    found = service.ask("sam", "GET", "/sites/north/agents/ann")
    body = {k: v for k, v in found.json().items() if k != "version"} | {"name": "Anne"}
    headers = {"If-Match": found.headers["ETag"]}
    service.ask("sam", "PUT", "/sites/north/agents/ann", json=body, headers=headers)


def test_an_undone_import_names_the_rows_that_were_edited_since(service: Service) -> None:
    latest = dearer(service)
    rename_ann(service)
    undone = service.ask("sam", "POST", f"{UPLOAD}/{latest.id}/rollback")
    assert undone.status_code == 200
    assert undone.json()["left"] == [
        {
            "table": "agents",
            "key": "ann",
            "row": "ann",
            "reason": "it was changed since",
            "code": "import.edited_since",
            "params": {},
        }
    ]
    agents = service.ask("sam", "GET", "/sites/north/agents").json()["items"]
    assert [(a["name"], a["hourly_cost"]) for a in agents] == [
        ("Anne", 9.0), ("Bob", 0.0), ("Cy", 0.0),
    ]  # fmt: skip


def test_nothing_is_retired_or_overruled_unless_the_query_says_so(small_service: Service) -> None:
    asked = {}
    for query in ("", "?retire=true", "?conflicts=files"):
        run = small_service.ask("sam", "POST", UPLOAD + query, content=b"PK").json()["id"]
        with small_service.database.reading() as tx:
            parameters = get_run(tx, "north", run).parameters
        asked[query] = parameters["retire"], parameters["conflicts"]
    assert asked == {
        "": (False, "service"), "?retire=true": (True, "service"),
        "?conflicts=files": (False, "files"),
    }  # fmt: skip


@pytest.mark.parametrize("query", ["?retire=perhaps", "?conflicts=both", "?retired=true"])
def test_a_choice_that_nobody_knows_is_refused(small_service: Service, query: str) -> None:
    answer = small_service.ask("sam", "POST", UPLOAD + query, content=b"PK")
    assert answer.status_code == 422


def test_on_the_page_the_latest_import_is_taken_back_and_what_stays_is_told(
    service: Service,
) -> None:
    here = "/app/sites/north/imports"
    with service.database.reading() as tx:
        (first,) = imports_of(tx, "north", 20)
    browser = Browser(service, "sam")
    assert "Take back" not in browser.get(here).text, "the first import made the site"
    latest = dearer(service)
    rename_ann(service)
    assert f"{here}/{latest.id}/rollback" in browser.get(here).text
    told = unescape(browser.post(f"{here}/{latest.id}/rollback", {}).text)
    assert "it was changed since" in told
    assert "taken back" in told
    refused = browser.post(f"{here}/{latest.id}/rollback", {})
    assert refused.status_code == 409
    assert "was rolled back already" in refused.text
    assert browser.post(f"{here}/{first.id}/rollback", {}).status_code == 409
    assert Browser(service, "mia").post(f"{here}/{latest.id}/rollback", {}).status_code == 403
