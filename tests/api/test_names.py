"""What a site's files may call an agent, a team or a work plan, its routes and pages reach."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.api.conftest import Service
from tests.centre import centre
from wfm.sites.cell_text import text
from wfm.store.imports import import_site

NAMES = (
    "K/12", "Sales & Service (EN) #7", "50 %?", "علی\u200cرضا", "ශ්\u200dරී", "হাসান", "name;x=1",
    "a" * 200,
)  # fmt: skip


@pytest.fixture
def named(small_service: Service, request: pytest.FixtureRequest) -> tuple[Service, str]:
    name = text(request.param)
    site = centre()
    agents = tuple(replace(each, team=name, work_plan=name) for each in site.agents)
    plans = {name: replace(site.work_plans["full"], name=name)}
    own = replace(agents[0], id=name)
    with small_service.database.writing() as tx:
        changed = replace(site, agents=(own, *agents[1:]), work_plans=plans, time_off=())
        import_site(tx, "sam", "north", changed, b"named")
    return small_service, name


@pytest.mark.parametrize("named", NAMES, indirect=True)
@pytest.mark.parametrize("kind", ["agents", "teams", "work-plans"])
def test_what_a_file_may_be_called_is_read_and_written(
    named: tuple[Service, str], kind: str
) -> None:
    service, name = named
    address = f"/sites/north/{kind}/{quote(name, safe='')}"
    found = service.ask("sam", "GET", address)
    assert found.status_code == 200, found.text
    body = {key: value for key, value in found.json().items() if key != "version"}
    assert name in body.values()
    headers = {"If-Match": found.headers["ETag"]}
    written = service.ask("ada", "PUT", address, json=body, headers=headers)
    assert written.status_code == 200, written.text
    assert service.ask("sam", "GET", address).json() | {"version": 0} == found.json() | {
        "version": 0
    }


@pytest.mark.parametrize("named", NAMES, indirect=True)
def test_an_agents_day_is_reached_by_any_name(named: tuple[Service, str]) -> None:
    service, name = named
    base = "/sites/north/weeks/2026-03-23/schedules/1/agents"
    found = service.ask("sam", "GET", f"{base}/{quote(name, safe='')}/days/2026-03-24")
    assert found.status_code == 200, found.text
    assert found.json()["agent_id"] == name
