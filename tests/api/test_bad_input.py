"""Whatever is sent, the answer is a problem that names the field; nothing is half-stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.centre import WEEK

TEAMS, AGENTS = "/sites/north/teams", "/sites/north/agents"
AGENT: dict[str, Any] = {"id": "dee", "name": "Dee", "team": "Blue", "work_plan": "full"}
JSON = {"Content-Type": "application/json"}


def problem(answer: Any, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe{}", b'{"name": "\xc3("}', b"[]", b"null", b"{}", b'{"name": NaN}',
     b'{"name": 1}', b'{"name": "x", "other": 1}', b"[" * 5000 + b"]" * 5000,
     b'{"name": 1' + b"0" * 5000 + b"}"],
    ids=str,
)  # fmt: skip
def test_a_malformed_body_is_a_problem(steady_service: Service, content: bytes) -> None:
    answer = steady_service.ask("sam", "POST", TEAMS, content=content, headers=JSON)
    body = problem(answer, 400, 422)
    assert body["errors"] or body["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 201), ("name", "a\x00b"), ("name", "\ud800"),
        ("name", 5), ("id", "../etc"), ("id", "=cmd"), ("id", "a\x1fb"), ("id", " a"),
        ("team", None), ("skills", "sales"), ("skills", ["x"] * 101),
        ("hourly_cost", -1), ("hourly_cost", 1e300), ("hourly_cost", "many"),
        ("hourly_cost", True), ("start_date", "2026-02-30"), ("start_date", "10000-01-01"),
        ("start_date", "0001-01-01"), ("time_zone", "Mars/Base"), ("time_zone", "../../etc/passwd"),
        ("active", "perhaps"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_problem_that_names_its_field(
    steady_service: Service, field: str, value: object
) -> None:
    import json

    content = json.dumps({**AGENT, field: value}).encode()
    body = problem(
        steady_service.ask("sam", "POST", AGENTS, content=content, headers=JSON), 409, 422
    )
    assert body["errors"][0]["field"].split(".")[0] == field
    assert steady_service.ask("sam", "GET", f"{AGENTS}/dee").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/sites/%00", "/sites/north/agents/%00", "/sites/north/agents/a%1Fb", "/sites/%FF",
     "/sites/north/weeks/2026-13-01/schedules", "/sites/north/weeks/0001-01-01/schedules",
     "/sites/north/weeks/99999-01-01/schedules", "/sites/north/weeks/now/schedules",
     f"/sites/north/weeks/{WEEK}/schedules/0", f"/sites/north/weeks/{WEEK}/schedules/-1",
     f"/sites/north/weeks/{WEEK}/schedules/99999999999999999999",
     f"/sites/north/weeks/{WEEK}/schedules/1e3", "/sites/north/runs/x", "/sites/north/imports/x",
     "/nowhere",
        "/sites/north/teams?limit=0", "/sites/north/teams?limit=99999999999999999999",
     "/sites/north/audit?after=-1", "/sites/north/runs?after=yesterday",
     "/sites/north/runs?after=2026-01-01",
     f"/sites/north/weeks/{WEEK}/schedules/1/agents/ann/days/2026-05-01",
     f"/sites/north/weeks/{WEEK}/schedules/1/difference", "/calendar/" + "x" * 5000 + ".ics"],
)  # fmt: skip
def test_an_address_that_cannot_be_is_a_problem(steady_service: Service, path: str) -> None:
    problem(steady_service.ask("ada", "GET", path), 400, 404, 422)


@pytest.mark.parametrize(
    "span",
    [{"from": "yesterday"}, {"from": "2026-01-01T00:00:00"}, {"to": "0001-01-01T00:00:00Z"},
     {"from": "2026-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z"},
     {"from": "2026-01-01T00:00:00Z", "to": "2030-01-01T00:00:00Z"},
     {"from": "99999999999999"}, {"from": "9999-12-31T23:59:59-23:59"}],
)  # fmt: skip
def test_a_span_that_cannot_be_is_a_problem(steady_service: Service, span: dict[str, str]) -> None:
    problem(steady_service.ask("ann", "GET", "/me/shifts", params=span), 409, 422)


@pytest.mark.parametrize(
    ("who", "path", "known"),
    [
        ("ann", "/me/shifts?form=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z", "use from, to"),
        ("ann", "/me/shifts?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&too=1", "from, to"),
        ("sam", "/sites/north/teams?limt=1", "use after, limit"),
        ("sam", "/sites/north?Limit=1", "this route takes none"),
    ],
)
def test_a_parameter_that_the_route_does_not_know_is_refused_not_ignored(
    steady_service: Service, who: str, path: str, known: str
) -> None:
    body = problem(steady_service.ask(who, "GET", path), 422)
    (error,) = body["errors"]
    assert error["field"] in path
    assert known in error["what"]


def test_a_stranger_hears_of_no_parameter_and_open_routes_ignore_them(
    steady_service: Service,
) -> None:
    problem(steady_service.ask(None, "GET", "/sites/north/teams?limt=1"), 401)
    assert steady_service.ask(None, "GET", "/health?now=1").status_code == 200


@pytest.mark.parametrize("tag", ["1", '"x"', '"-1"', '"99999999999999999999"', "*", '""', 'W/"1"'])
def test_a_version_that_is_none_is_a_problem(steady_service: Service, tag: str) -> None:
    answer = steady_service.ask(
        "sam", "PUT", f"{TEAMS}/Blue", json={"name": "Blue"}, headers={"If-Match": tag}
    )
    problem(answer, 400, 422)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(steady_service: Service) -> None:
    answer = steady_service.ask("sam", "POST", TEAMS, content=b"x" * 1_000_001, headers=JSON)
    problem(answer, 413)


def test_a_body_that_hides_its_size_is_cut_off(steady_service: Service) -> None:
    def endless() -> Any:
        for _ in range(2000):
            yield b" " * 1000

    problem(steady_service.ask("sam", "POST", TEAMS, content=endless(), headers=JSON), 413)


@pytest.mark.parametrize("sent", [b"", b"{", b'{"name": ', b"\xff\xfe", b"[1,]"])
def test_a_body_that_cannot_be_read_is_told_as_the_body(
    steady_service: Service, sent: bytes
) -> None:
    answer = steady_service.ask("sam", "POST", TEAMS, content=sent, headers=JSON)
    assert [each["field"] for each in problem(answer, 422)["errors"]] == ["body"]


@pytest.mark.parametrize("path", ["imports", "history", "satisfaction"])
def test_an_upload_of_nothing_is_refused(steady_service: Service, path: str) -> None:
    problem(steady_service.ask("sam", "POST", f"/sites/north/{path}", content=b""), 422)


def test_a_method_that_is_not_there_is_a_problem(steady_service: Service) -> None:
    problem(steady_service.ask("sam", "PATCH", TEAMS), 405)


def test_a_reference_to_nothing_is_a_conflict_and_leaves_nothing(steady_service: Service) -> None:
    for wrong in ({"team": "Nowhere"}, {"work_plan": "none"}):
        problem(steady_service.ask("sam", "POST", AGENTS, json={**AGENT, **wrong}), 409)
    assert steady_service.ask("sam", "GET", f"{AGENTS}/dee").status_code == 404


def test_an_error_of_ours_tells_nothing(
    steady_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("api.routes.agents.agents_of_teams", broken)
    answer = steady_service.ask("sam", "GET", AGENTS)
    assert answer.status_code == 500
    assert "secret" not in answer.text
