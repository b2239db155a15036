"""Refusals are told by a code and its parameters, and on pages in the reader's language."""

from __future__ import annotations

from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import WEEK
from wfm.words import english, phrase_of
from wfm.words.locales import language

SCHEDULES = f"/sites/north/weeks/{WEEK}/schedules"


def test_a_refusal_has_its_code_and_parameters_beside_its_english(small_service: Service) -> None:
    body = small_service.ask("sam", "GET", f"{SCHEDULES}/99").json()
    assert body["detail"] == f"there is no schedule '{WEEK}/99'"
    assert body["code"] == "refusal.not_found"
    assert body["params"] == {"what": "schedule", "key": f"{WEEK}/99"}
    said = phrase_of({"text": body["detail"], "code": body["code"], "params": body["params"]})
    assert english(said) == body["detail"]
    assert language("de").say(said) == f"Nicht gefunden: Dienstplan „{WEEK}/99“"


def test_each_thing_wrong_with_a_body_has_a_code_too(small_service: Service) -> None:
    wrong = {"name": "", "role": "cook"}
    body = small_service.ask("ada", "POST", "/users", json=wrong).json()
    assert (body["code"], body["detail"]) == ("refusal.unfit", "what was sent does not fit")
    told = {error["field"]: error for error in body["errors"]}
    assert told["name"]["code"] == "schema.string_pattern_mismatch", told["name"]
    assert told["name"]["params"]["pattern"]
    assert told["role"]["code"] in {"schema.enum", "schema.literal_error"}


def test_an_argument_outside_its_range_says_what_is_accepted(small_service: Service) -> None:
    weak = {"name": "ned", "role": "manager", "site": "north", "password": "a" * 12}
    body = small_service.ask("ada", "POST", "/users", json=weak).json()
    [error] = body["errors"]
    assert error["code"] == "refusal.must_be"
    assert error["params"]["accepted"]["code"] == "range.password_common"
    assert error["what"].startswith("must be less common")


def test_a_page_tells_a_refusal_in_the_readers_language(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    address = f"/app/sites/north/weeks/{WEEK}/schedules/2?day=1999-01-01"
    german = browser.get(address, headers={"Accept-Language": "de"})
    assert german.status_code == 404
    assert "Kein Tag aus der Woche des Dienstplans" in german.text
    assert "not a date of the schedule" in browser.get(address).text
