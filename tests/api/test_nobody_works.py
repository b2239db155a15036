"""A week in which nobody works is shown, published and planned on from like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.access import PAGES
from api.permissions import PERMISSIONS
from tests.api.conftest import Service
from tests.api.test_pages import NAMES, Browser
from tests.planning.tiny_site import NEXT_WEEK
from tests.service.stored_site import GENERATE, ask, do, take_in

AWAY = "agent_id,from,to,kind\n" + "".join(
    f"T{n},{NEXT_WEEK},{NEXT_WEEK + timedelta(days=6)},vacation\n" for n in range(6)
)
OF_WEEK = "/sites/{site}/weeks/{week}"
MINE = f"/sites/tiny/weeks/{NEXT_WEEK}/schedules/1"
QUICK = {**GENERATE, "effort": 0, "workers": 1, "simulation_runs": 5}


def test_a_week_in_which_nobody_works_is_shown_and_published(small_service: Service) -> None:
    service, browser = small_service, Browser(small_service, "ada")
    assert take_in(service.database, **{"time_off.csv": AWAY}).status == "done"
    planned = do(service.database, ask(service.database, "schedule", **QUICK, weeks=2))
    assert planned.status == "done", planned.messages
    assert service.ask("ada", "GET", f"{MINE}/shifts").json()["items"] == []
    shown(service, browser)
    tag = {"If-Match": service.ask("ada", "GET", MINE).headers["ETag"]}
    knowingly = {"accept_broken_rules": True}
    published = service.ask("ada", "POST", f"{MINE}/publish", json=knowingly, headers=tag)
    assert published.status_code == 200, published.text
    shown(service, browser)
    again = do(service.database, ask(service.database, "schedule", **{**QUICK, "base": 1}))
    assert again.status == "done", again.messages


def shown(service: Service, browser: Browser) -> None:
    """Read all that there is of the week: a refusal may be right, a failure is not."""
    for path in paths_of_week():
        answer = browser.get(path) if path.startswith(PAGES) else service.ask("ada", "GET", path)
        assert answer.status_code < 500, (path, answer.text)
    for path in (MINE, f"{MINE}/workbook", f"{PAGES}{MINE}", f"{PAGES}{MINE}/roster/workbook"):
        answer = browser.get(path) if path.startswith(PAGES) else service.ask("ada", "GET", path)
        assert answer.status_code == 200, (path, answer.text)


def paths_of_week() -> Iterator[str]:
    of_week = {"site": "tiny", "week": str(NEXT_WEEK), "number": "1", "agent": "T0"}
    names = NAMES | of_week | {"day": str(NEXT_WEEK), "queue": "calls"}
    for method, path in PERMISSIONS:
        if method == "GET" and OF_WEEK in path and "{entry}" not in path:
            yield path.replace(":path", "").format(**names)
