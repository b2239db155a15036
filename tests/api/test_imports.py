"""Imports over the API: choices are said in the query, an undo names what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.api.conftest import Service
from tests.centre import centre
from wfm.store.imports import import_site
from wfm.store.runs import get_run

UPLOAD = "/sites/north/imports"


def test_an_undone_import_names_the_rows_that_were_edited_since(service: Service) -> None:
    site = centre()
    ann, bob, cy = site.agents
    files = replace(site, agents=(replace(ann, hourly_cost=9.0), replace(bob, hourly_cost=9.0), cy))
    with service.database.writing() as tx:
        latest, _ = import_site(tx, "sam", "north", files, b"dearer")
    found = service.ask("sam", "GET", "/sites/north/agents/ann")
    body = {k: v for k, v in found.json().items() if k != "version"} | {"name": "Anne"}
    headers = {"If-Match": found.headers["ETag"]}
    service.ask("sam", "PUT", "/sites/north/agents/ann", json=body, headers=headers)
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
