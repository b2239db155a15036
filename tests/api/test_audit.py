"""The audit trail has what was refused and who may do what, and nothing that is private."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from api.access import PAGES
from api.pages.audit.page import field_changes
from tests.api.conftest import Service
from tests.api.test_leave import NORTH, leave
from tests.api.test_pages import Browser
from wfm.cli.db import command as db
from wfm.store.tables import AUDIT

__all__ = ["leave"]
SECRET = "my-own-passphrase-7"  # noqa: S105


def lines(service: Service, words: str = "", path: str = "/audit") -> list[dict[str, Any]]:
    answer = service.ask("ada", "GET", path, params={"q": words})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_refused_sign_in_is_noted_without_what_was_typed(small_service: Service) -> None:
    client = small_service.client
    for name, password in (("sam", SECRET), (SECRET, "x" * 12)):
        answer = client.post("/auth/login", json={"name": name, "password": password})
        assert answer.status_code == 401
    unknown, known = lines(small_service, "refuse sign")
    assert (unknown["actor"], unknown["key"], unknown["site"]) == ("nobody", "no account", None)
    assert (known["actor"], known["key"], known["site"]) == ("nobody", "sam", "north")
    assert SECRET not in str(lines(small_service))
    assert [each["id"] for each in lines(small_service, "refuse sign", f"{NORTH}/audit")] == [
        known["id"]
    ]


def test_what_a_role_may_not_is_noted_once_however_often_it_is_asked(
    small_service: Service,
) -> None:
    for _ in range(3):
        assert small_service.ask("ann", "GET", f"{NORTH}/agents").status_code == 403
    assert small_service.ask("ann", "GET", "/users").status_code == 403
    found = [(each["actor"], each["key"]) for each in lines(small_service, "refuse request")]
    assert found == [("ann", "GET /users"), ("ann", "GET /sites/{site}/agents")]


def test_a_new_password_and_another_role_have_their_lines(small_service: Service) -> None:
    user = small_service.ask("ada", "GET", "/users/bob")
    body = {"role": "supervisor", "site": "north", "teams": ["Blue"], "password": SECRET}
    headers = {"If-Match": user.headers["ETag"]}
    changed = small_service.ask("ada", "PUT", "/users/bob", json=body, headers=headers)
    assert changed.status_code == 200, changed.text
    role, password = lines(small_service, "bob")[:2]
    assert (password["action"], password["after"]) == ("set password", None)
    assert (role["action"], role["before"], role["after"]) == (
        "change role", {"role": "agent"}, {"role": "supervisor"},
    )  # fmt: skip
    assert SECRET not in str(lines(small_service))


def test_backups_are_noted_beside_the_sites(
    small_service: Service, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "olga")
    url, copy = small_service.database.plain_url, str(tmp_path / "copy.db")
    for command, *more in (["backup", copy], ["restore", copy, "--replace"]):
        small_service.database.close()
        done = CliRunner().invoke(db, [command, "--db", url, *more])
        assert done.exit_code == 0, done.output
    restored, *_ = lines(small_service, "database olga")
    assert (restored["action"], restored["key"], restored["site"]) == ("restore", "copy.db", None)
    page = Browser(small_service, "ada").get(f"{PAGES}/audit?q=restore").text
    assert "olga at the console" in page
    assert Browser(small_service, "sam").get(f"{PAGES}/audit").status_code == 403


def test_the_trail_has_no_reasons_and_nothing_of_anybodys_health(leave: Service) -> None:
    told = "her mother is ill"
    asked = leave.ask("ann", "POST", "/me/leave-requests", json={
        "leave_type": "care", "start": "2090-03-21T00:00:00+01:00",
        "end": "2090-03-22T00:00:00+01:00",
    }).json()  # fmt: skip
    decision = f"{NORTH}/leave-requests/{asked['id']}/decision"
    sent = {"json": {"decision": "refuse", "reason": told}, "headers": {"If-Match": '"1"'}}
    assert leave.ask("sam", "POST", decision, **sent).status_code == 200
    exception = {"agent_id": "ann", "start": "2090-03-21T08:00:00Z",
                 "end": "2090-03-21T09:00:00Z", "reason": told}  # fmt: skip
    assert leave.ask("sam", "POST", f"{NORTH}/exceptions", json=exception).status_code == 201
    absence = {"agent_id": "ann", "start": "2090-04-21T08:00:00Z", "end": "2090-04-22T09:00:00Z",
               "kind": "rehabilitation", "paid": True}  # fmt: skip
    assert leave.ask("sam", "POST", f"{NORTH}/time-off", json=absence).status_code == 201
    with leave.database.reading() as tx:
        rows = tx.execute(AUDIT.select()).all()
    entities = {row.entity for row in rows}
    assert {"leave request", "exception", "time off"} <= entities
    personal = str([(row.before, row.after) for row in rows if row.entity != "leave type"])
    assert not any(word in personal for word in (told, "rehabilitation", "'care'"))


def test_the_page_says_what_was_done_in_the_readers_language_and_finds_it_by_that(
    small_service: Service,
) -> None:
    ada = Browser(small_service, "ada")

    def page(words: str, language: str) -> str:
        headers = {"accept-language": language}
        return str(ada.get(f"{PAGES}/audit", params={"q": words}, headers=headers).text)

    assert "Anmeldung abgelehnt" not in page("", "de")
    small_service.client.post("/auth/login", json={"name": "sam", "password": SECRET})
    for language, said, words in (
        ("de", "Anmeldung abgelehnt: Benutzer", "abgelehnt benutzer"),
        ("en", "Sign-in refused: user", "refused user"),
    ):
        found = page(words, language)
        assert found.count(said) == 1
        assert "refuse sign in" not in found
    assert "Anmeldung abgelehnt" not in page("angelegt", "de")
    assert field_changes({"a": 1, "b": [2]}, {"a": 1, "b": [2, 3], "c": "x"}) == [
        ("b", "[2]", "[2, 3]"),
        ("c", "", "x"),
    ]
    assert field_changes(None, [1]) == [("", "", "[1]")]
