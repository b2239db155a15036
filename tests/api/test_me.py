"""What agents see: their own published shifts at the right hour, and nothing else."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.api.conftest import Service
from tests.centre import WEEK, ZONE, at, day, shift
from wfm.model import ActivityCategory, Shift
from wfm.store.edited_days import edit_day
from wfm.store.publishing import copy, publish
from wfm.store.schedules import create_draft, get_schedule

SPAN = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}


def next_clock_change(month: int) -> date:
    """Give the next last Sunday of March or October, when Berlin's clocks change."""
    today = datetime.now(ZONE).date()
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return sunday
    raise AssertionError


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M}"


def iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def put_live(service: Service, week: date, shifts: list[Shift]) -> None:
    with service.database.writing() as tx:
        draft = create_draft(tx, "sam", "north", week, shifts)
        publish(tx, "sam", draft, draft.version)


def feed_of(service: Service, who: str = "ann") -> str:
    path: str = service.ask(who, "POST", "/me/calendar-link").json()["path"]
    return path


def events(service: Service, path: str) -> dict[str, str]:
    calendar = Calendar.from_ical(service.client.get(path).content)
    return {wall(e["DTSTART"].dt): wall(e["DTEND"].dt) for e in calendar.walk("VEVENT")}


def test_an_agent_sees_the_own_published_shifts_only(service: Service) -> None:
    shifts = service.ask("ann", "GET", "/me/shifts", params=SPAN).json()
    assert [s["date"] for s in shifts] == [str(day(1)), str(day(2))]
    assert shifts[0]["start"] == "2026-03-24T08:00:00Z"
    assert [a["category"] for a in shifts[0]["activities"]] == ["on_queue", "meal", "on_queue"]
    week = service.ask("ann", "GET", f"/me/schedule/{WEEK}").json()
    assert (week["version"], week["time_zone"]) == (1, "Europe/Berlin")
    assert week["shifts"] == shifts


def test_a_draft_reaches_nobody(service: Service) -> None:
    with service.database.writing() as tx:
        create_draft(tx, "sam", "north", day(7), [shift("ann", day(8))])
    assert service.ask("ann", "GET", f"/me/schedule/{day(7)}").status_code == 404
    assert len(service.ask("ann", "GET", "/me/shifts", params=SPAN).json()) == 2


def test_nothing_of_a_colleague_and_no_reason_is_in_what_an_agent_can_read(
    service: Service,
) -> None:
    paths = ["/me", "/me/shifts", f"/me/schedule/{WEEK}", "/me/calendar-link", feed_of(service)]
    everything = "".join(service.ask("ann", "GET", path).text for path in paths)
    for hidden in ("bob", "cy", "sick", "cost", "hourly", "adherence", "pay"):
        assert hidden not in everything.lower().replace("payload", "")
    assert service.ask("ann", "GET", "/me/time-off").json()["items"][0]["kind"] == "sick"
    assert service.ask("bob", "GET", "/me/time-off").json()["items"] == []


@pytest.mark.parametrize("month", [3, 10])
def test_feed_and_api_show_the_same_wall_clock_hours_across_clock_changes_and_midnight(
    service: Service, month: int
) -> None:
    sunday = next_clock_change(month)
    saturday = sunday - timedelta(days=1)
    nights = [shift("ann", saturday, 21, 29), shift("ann", sunday, 22, 30)]
    split = [shift("ann", saturday - timedelta(days=2), *hours) for hours in ((8, 12), (15, 19))]
    put_live(service, sunday - timedelta(days=6), split + nights)
    expected = {wall(s.start): wall(s.end) for s in split + nights}
    assert expected[f"{saturday} 21:00"] == f"{sunday} 05:00"
    assert events(service, feed_of(service)) == expected
    span = {"from": at(saturday, -48).isoformat(), "to": at(sunday, 36).isoformat()}
    shifts = service.ask("ann", "GET", "/me/shifts", params=span).json()
    assert {wall(iso(s["start"])): wall(iso(s["end"])) for s in shifts} == expected
    night = nights[0].end - nights[0].start
    assert night == timedelta(hours=7 if month == 3 else 9)


def test_a_feed_holds_published_shifts_and_changes_them_under_the_same_name(
    service: Service,
) -> None:
    first = (datetime.now(ZONE) + timedelta(days=14)).date()
    week = first - timedelta(days=first.weekday())
    put_live(service, week, [shift("ann", week), shift("ann", week + timedelta(days=1))])
    path = feed_of(service)
    before = service.client.get(path)
    uids = {e["UID"]: int(e["SEQUENCE"]) for e in Calendar.from_ical(before.content).walk("VEVENT")}
    assert set(uids.values()) == {1}
    with service.database.writing() as tx:
        second = copy(tx, "sam", get_schedule(tx, "north", week, 1))
        edit_day(tx, "sam", second, "ann", week, 0, [shift("ann", week, 12, 20)])
        second = get_schedule(tx, "north", week, 2)
        publish(tx, "sam", second, second.version)
    after = service.client.get(path)
    changed = {
        e["UID"]: int(e["SEQUENCE"]) for e in Calendar.from_ical(after.content).walk("VEVENT")
    }
    assert changed.keys() == uids.keys()
    assert sorted(changed.values()) == [1, 2]
    assert before.headers["ETag"] != after.headers["ETag"]


def test_a_cancelled_shift_is_gone_from_the_feed(service: Service) -> None:
    week = datetime.now(ZONE).date()
    week -= timedelta(days=week.weekday())
    put_live(service, week, [shift("ann", week)])
    path = feed_of(service)
    assert len(events(service, path)) == 1
    put_live(service, week, [])
    assert events(service, path) == {}


def test_a_feed_that_did_not_change_is_not_sent_again(service: Service) -> None:
    path = feed_of(service)
    tag = service.client.get(path).headers["ETag"]
    again = service.client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_revoked_link_and_a_guessed_one_look_the_same(service: Service) -> None:
    path = feed_of(service)
    assert service.ask("ann", "DELETE", "/me/calendar-link").status_code == 204
    revoked, guessed = service.client.get(path), service.client.get("/calendar/guessed.ics")
    assert revoked.status_code == guessed.status_code == 404
    assert revoked.json() == guessed.json()


def test_a_feed_dies_with_its_agents_work(service: Service) -> None:
    path = feed_of(service)
    agent = service.ask("sam", "GET", "/sites/north/agents/ann").json()
    body = {k: v for k, v in agent.items() if k != "version"} | {"active": False}
    answer = service.ask(
        "sam", "PUT", "/sites/north/agents/ann", json=body, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200
    assert service.client.get(path).status_code == 404


def test_of_colleagues_an_agent_sees_who_is_on_and_the_category_alone(service: Service) -> None:
    def mate(agent: str, category: ActivityCategory, start: float = 9) -> Shift:
        made = shift(agent, day(8), start)
        rest = [replace(a, code="therapy", category=category) for a in made.activities[:1]]
        return replace(made, activities=(*rest, *made.activities[1:]))

    week = day(7)
    put_live(service, week, [
        mate("ann", ActivityCategory.TRAINING), mate("bob", ActivityCategory.ON_QUEUE),
        mate("cy", ActivityCategory.ON_QUEUE),
    ])  # fmt: skip
    at_ten = {"at": at(day(8), 10).isoformat()}
    seen = service.ask("ann", "GET", "/me/colleagues", params=at_ten).json()["items"]
    assert seen == [{"name": "Cy", "category": "on_queue", "until": at_utc(day(8), 13)}]
    nobody = {"at": at(day(8), 18).isoformat()}
    assert service.ask("ann", "GET", "/me/colleagues", params=nobody).json()["items"] == []


def test_a_colleague_on_leave_looks_as_if_off(service: Service) -> None:
    away = shift("cy", day(8))
    hours = (replace(away.activities[0], category=ActivityCategory.TIME_OFF), *away.activities[1:])
    put_live(service, day(7), [replace(away, activities=hours)])
    at_ten = {"at": at(day(8), 10).isoformat()}
    assert service.ask("ann", "GET", "/me/colleagues", params=at_ten).json()["items"] == []


def at_utc(date: date, hour: float) -> str:
    return at(date, hour).isoformat().replace("+00:00", "Z")


def test_the_short_way_to_shifts_answers_as_the_usual_one(service: Service) -> None:
    usual = {name: text.replace("Z", "+00:00") for name, text in SPAN.items()}
    short = service.ask("ann", "GET", "/me/shifts", params=SPAN)
    assert short.json() == service.ask("ann", "GET", "/me/shifts", params=usual).json()
    assert len(short.json()) == 2
    assert short.headers["content-type"] == "application/json"


def test_the_short_way_is_closed_to_whom_the_usual_one_is(service: Service) -> None:
    assert service.ask("sam", "GET", "/me/shifts", params=SPAN).status_code == 403
    assert service.ask(None, "GET", "/me/shifts", params=SPAN).status_code == 401
    assert service.ask("ann", "GET", "/me/shifts", params=SPAN).status_code == 200
    change = {"role": "agent", "site": "north", "agent_id": "ann", "active": False}
    service.ask("ada", "PUT", "/users/ann", json=change, headers={"If-Match": '"1"'})
    assert service.ask("ann", "GET", "/me/shifts", params=SPAN).status_code == 401
    again = {**change, "active": True}
    service.ask("ada", "PUT", "/users/ann", json=again, headers={"If-Match": '"2"'})
    assert service.ask("ann", "GET", "/me/shifts", params=SPAN).status_code == 401  # older epoch


def test_shifts_are_read_though_the_connections_that_were_kept_are_gone(service: Service) -> None:
    first = service.ask("ann", "GET", "/me/shifts", params=SPAN)
    database = service.database
    if database.dialect == "postgresql":
        with database.writing() as tx:
            ended = """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
            assert tx.exec_driver_sql(ended).all()
    else:
        with closing(database.engine.raw_connection()) as kept:
            assert kept.driver_connection is not None
            kept.driver_connection.close()
    again = service.ask("ann", "GET", "/me/shifts", params=SPAN)
    assert (again.status_code, again.json()) == (200, first.json())
    assert service.ask("ann", "GET", "/me/shifts", params=SPAN).status_code == 200
