"""Databases of every earlier release go up without losing a row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, inspect, select

from tests.centre import at, day
from tests.databases import administrator
from wfm.store import migrations
from wfm.store.database import Database
from wfm.store.imports import import_site, roll_back
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.rosters import shifts_in_force
from wfm.store.schema import current_revision, newest_revision, revisions, upgrade
from wfm.store.sites import load_site
from wfm.store.users import get_user

RELEASED = (
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0010", "0011", "0012",
    "0013", "0014", "0015", "0020", "0016", "0018", "0019",
    "0023", "0024", "0017",
)  # fmt: skip
NOON = "2026-03-24 12:00:00+00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open a database without tables."""
    if request.param == "sqlite":
        database = Database(str(tmp_path / "old.db"))
        yield database
        database.close()
        return
    server = request.getfixturevalue("postgresql_server")
    with administrator(server) as connection:
        connection.execute("CREATE DATABASE old")
    database = Database(server.format(database="old"))
    yield database
    database.close()
    with administrator(server) as connection:
        connection.execute("DROP DATABASE old WITH (FORCE)")


ROWS = """
INSERT INTO uploads (sha256, content, history) VALUES ('a', '', NULL)
INSERT INTO sites (key, name, document, upload, revision, version) VALUES ('north', 'North', '{site}', 'a', 3, 2)
INSERT INTO imports (id, site, upload, counts, revision, imported_by, imported_at, version) VALUES ('i', 'north', 'a', '{}', 1, 'ada', '{noon}', 1)
INSERT INTO teams (site, name, active, version) VALUES ('north', 'Blue', {true}, 1)
INSERT INTO work_plans (site, name, document, active, version) VALUES ('north', 'full', '{plan}', {true}, 1)
INSERT INTO agents (site, id, name, team, work_plan, skills, hourly_cost, active, version) VALUES ('north', 'ann', 'Ann', 'Blue', 'full', '["sales"]', 20.0, {true}, 4)
INSERT INTO time_off (site, id, agent_id, start, "end", kind, paid, active, version) VALUES ('north', 't', 'ann', '2026-03-23 00:00:00+00:00', '{noon}', 'sick', {true}, {true}, 1)
INSERT INTO weeks (site, week, last_number, published_number) VALUES ('north', '2026-03-23', 1, 1)
INSERT INTO schedules (id, site, week, number, note, summary, created_by, created_at, published_by, published_at, version) VALUES (1, 'north', '2026-03-23', 1, '', '{}', 'sam', '{noon}', 'sam', '{noon}', 2)
INSERT INTO shifts (schedule, site, agent_id, date, ordinal, start, "end", activities, locked, in_force, sequence) VALUES (1, 'north', 'ann', '2026-03-25', 0, '2026-03-25 08:00:00+00:00', '2026-03-25 16:00:00+00:00', '[]', {true}, {true}, 1)
INSERT INTO edited_days (schedule, agent_id, date, edited_by, edited_at, version) VALUES (1, 'ann', '2026-03-25', 'sam', '{noon}', 1)
INSERT INTO notices (schedule, agent_id, date, notice_hours) VALUES (1, 'ann', '2026-03-25', 20.0)
INSERT INTO plans (site, week, kind, number, "table", note, created_by, created_at) VALUES ('north', '2026-03-23', 'forecast', 1, '', '', 'sam', '{noon}')
INSERT INTO overrides (site, week, id, queue, start, "end", operation, value, reason, made_by, made_at, active, version) VALUES ('north', '2026-03-23', 'o', 'sales', '2026-03-24 08:00:00+00:00', '{noon}', 'multiply', 1.2, 'campaign', 'sam', '{noon}', {true}, 1)
INSERT INTO users (name, role, site, agent_id, teams, active, epoch, version) VALUES ('ann', 'agent', 'north', 'ann', '[]', {true}, 1, 1)
INSERT INTO tokens (id, "user", name, sha256, scopes, created_at, expires_at) VALUES ('k', 'ann', 'feed', 'b', '[]', '{noon}', '{noon}')
INSERT INTO calendar_links (sha256, site, agent_id, created_at) VALUES ('c', 'north', 'ann', '{noon}')
INSERT INTO login_failures (subject, at) VALUES ('d', '{noon}')
INSERT INTO runs (id, site, kind, parameters, status, stage, progress, messages, cancel_requested, attempt, created_by, created_at, version) VALUES ('r', 'north', 'schedule', '{}', 'done', '', 1.0, '[]', {false}, 1, 'sam', '{noon}', 3)
INSERT INTO workers (id, seen_at) VALUES ('w', '{noon}')
INSERT INTO idempotency (actor, key, request_sha256, status, headers, body, at) VALUES ('sam', 'e', 'f', 200, '{}', '', '{noon}')
INSERT INTO audit (at, actor, action, entity, site, key) VALUES ('{noon}', 'sam', 'publish', 'schedule', 'north', '2026-03-23/1')
""".strip().splitlines()  # noqa: E501 — one row a line, as an old release wrote it
SITE = (
    '{"name": "North", "time_zone": "Europe/Berlin", "country": "DE", "week_start": 0,'
    ' "interval_minutes": 15, "shrinkage": 0.1, "currency": "EUR", "queues": [],'
    ' "work_plans": {}, "agents": []}'
)
PLAN = (
    '{"name": "full", "paid_minutes_per_week": [2280, 2400], "days_per_week": [5, 5],'
    ' "shift_minutes": [510], "earliest_start": 480, "latest_end": 1200}'
)


def fill(connection: Connection, dialect: str, lines: Sequence[str] = ROWS, **more: str) -> None:
    """Put a row into every table of the first release, as it did itself."""
    values = {"site": SITE, "plan": PLAN, "noon": NOON, "true": "true", "false": "false", **more}
    for line in lines:
        for name, value in values.items():
            line = line.replace(f"{{{name}}}", value)
        if dialect == "sqlite":  # instants are stored without their offset, always UTC
            line = line.replace("+00:00'", ".000000'")
        connection.exec_driver_sql(line.replace("%", "%%"))


def rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    found = MetaData()
    found.reflect(connection)
    return {
        name: [dict(row._mapping) for row in connection.execute(select(table))]
        for name, table in found.tables.items()
        if name != "alembic_version"
    }


@pytest.mark.parametrize("release", RELEASED)
def test_a_database_of_an_earlier_release_goes_up_without_losing_a_row(
    empty: Database, release: str
) -> None:
    upgrade(empty, release)
    with empty.writing() as connection:
        assert current_revision(connection) == release
        fill(connection, empty.dialect)
        before = rows(connection)
    if release == RELEASED[0]:
        assert all(before.values()), "a table of the first release has no row to lose"
    upgrade(empty)
    with empty.reading() as connection:
        assert current_revision(connection) == newest_revision()
        after = rows(connection)
        for table, earlier in before.items():
            assert len(after[table]) == len(earlier)
            for old, new in zip(earlier, after[table], strict=True):
                assert {name: new[name] for name in old} == old, table
        site = load_site(connection, "north")
        assert [agent.name for agent in site.agents] == ["Ann"]
        assert get_user(connection, "ann").agent_id == "ann"
        [shift] = shifts_in_force(connection, "north", "ann", site.time_off[0].start, at(day(7), 0))
        assert (shift.start.hour, shift.date.day) == (8, 25)


LATER = """
INSERT INTO teams (site, name, active, version) VALUES ('north', 'Red', {true}, 1)
INSERT INTO agents (site, id, name, team, work_plan, skills, hourly_cost, active, version) VALUES ('north', 'bob', 'Bobby', 'Blue', 'full', '["sales", "mail"]', 20.0, {true}, 2)
INSERT INTO agents (site, id, name, team, work_plan, skills, hourly_cost, active, version) VALUES ('north', 'cy', 'Cy', 'Red', 'full', '[]', 20.0, {true}, 1)
INSERT INTO time_off (site, id, agent_id, start, "end", kind, paid, active, version) VALUES ('north', '{guessed}', 'bob', '2026-03-23 00:00:00+00:00', '{noon}', 'sick', {true}, {true}, 1)
INSERT INTO audit (at, actor, action, entity, site, key, after) VALUES ('{noon}', 'sam', 'create', 'agent', 'north', 'ann', '{}')
INSERT INTO audit (at, actor, action, entity, site, key, after) VALUES ('{noon}', 'sam', 'import', 'site', 'north', 'north', '{"agents": 2}')
INSERT INTO audit (at, actor, action, entity, site, key, before, after) VALUES ('{noon}', 'sue', 'change', 'agent', 'north', 'bob', '{bob}', '{}')
INSERT INTO audit (at, actor, action, entity, site, key, after) VALUES ('{noon}', 'sue', 'create', 'team', 'north', 'Red', '{"name": "Red"}')
INSERT INTO audit (at, actor, action, entity, site, key, after) VALUES ('{noon}', 'sue', 'create', 'agent', 'north', 'cy', '{}')
INSERT INTO audit (at, actor, action, entity, site, key, after) VALUES ('{noon}', 'sam', 'import', 'site', 'north', 'north', '{"history_rows": 2}')
""".strip().splitlines()  # noqa: E501 — one row a line, as an old release wrote it
IMPORT = (
    "INSERT INTO imports (id, site, upload, counts, before, revision, imported_by, imported_at,"
    " version) VALUES ('j', 'north', 'a', '{\"agents\": 2}', '{before}', 2, 'ada', '{noon}', 1)"
)
BOB = (
    '{"id": "bob", "name": "Bob", "team": "Blue", "work_plan": "full", "skills": ["sales", "mail"],'
    ' "start_date": null, "end_date": null, "hourly_cost": 20.0, "time_zone": null,'
    ' "external_agent_id": null}'
)
OF_SITE = {
    "queues": '[{"name": "sales", "channel": "voice", "skill": "sales", "hours": {"windows":'
    ' [[[480, 1200]], [], [], [], [], [], []]}, "goal": {"service_level": 0.8}}]',
    "availability": '[{"agent_id": "ann", "weekdays": [4, 0], "start": 480, "end": 1000,'
    ' "available": true}]',
    "events": '[{"name": "offers", "queues": ["sales"], "start": "2026-03-23T00:00:00Z",'
    ' "end": "2026-03-24T00:00:00Z", "effect": 1.2}]',
}
GUESSED = sha256(b"bob|2026-03-23T00:00:00+00:00|2026-03-24T12:00:00+00:00").hexdigest()[:32]


@pytest.fixture
def of_0004(empty: Database) -> Database:
    """A site of an earlier release: ann and bob imported, bob edited since, cy hired since."""
    upgrade(empty, "0004")
    parts = "".join(f', "{name}": {rows}' for name, rows in OF_SITE.items())
    document = SITE.replace(', "queues": []', "").removesuffix("}") + parts + "}"
    with empty.writing() as connection:
        fill(connection, empty.dialect, ROWS[:7], site=document)
        fill(connection, empty.dialect, LATER, bob=BOB, guessed=GUESSED)
    return empty


def test_an_upgraded_site_is_whole_and_nobody_can_guess_its_absences(of_0004: Database) -> None:
    upgrade(of_0004)
    with of_0004.reading() as connection:
        site = load_site(connection, "north")
        keys = {s.key for s in TIME_OFF_ENTRY.listed(connection, "north")}
    assert [queue.goal.service_level for queue in site.queues] == [0.8]
    assert [window.weekdays for window in site.availability] == [{0, 4}]
    assert [event.effect for event in site.events] == [1.2]
    assert [agent.name for agent in site.agents] == ["Ann", "Bobby", "Cy"]
    assert len(keys) == 2
    assert "t" in keys
    assert GUESSED not in keys


def test_the_first_import_after_an_upgrade_keeps_what_the_service_did_before_it(
    of_0004: Database,
) -> None:
    upgrade(of_0004)
    with of_0004.writing() as connection:
        stored = load_site(connection, "north")
        ann, bob, _ = stored.agents
        files = replace(
            stored,
            agents=(replace(ann, hourly_cost=30.0), replace(bob, name="Bob", hourly_cost=31.0)),
            queues=(replace(stored.queues[0], redial_share=0.1),),  # new to the old documents
            time_off=stored.time_off[:1],
        )
        _, rows = import_site(connection, "ada", "north", files, b"new")
        assert {(row.table, row.row): row.fate for row in rows} == {
            ("agents", "ann"): "changed", ("agents", "bob"): "changed",
            ("queues", "sales"): "changed",
            ("time_off", "bob, 2026-03-23T00:00:00Z, 2026-03-24T12:00:00Z"): "missing",
        }  # fmt: skip
        agents = {agent.id: agent for agent in load_site(connection, "north").agents}
    assert (agents["bob"].name, agents["bob"].hourly_cost) == ("Bobby", 31.0)
    assert "cy" in agents


def test_an_import_of_an_earlier_release_can_still_be_taken_back(of_0004: Database) -> None:
    earlier = json.loads(SITE) | {
        "work_plans": {"full": json.loads(PLAN)},
        "agents": [json.loads(BOB) | {"name": "Robert", "hourly_cost": 15.0}],
    }
    with of_0004.writing() as connection:
        fill(connection, of_0004.dialect, [IMPORT], before=json.dumps(earlier))
    upgrade(of_0004)
    with of_0004.writing() as connection:
        _, left = roll_back(connection, "ada", "north", "j")
        agents = {agent.id: agent for agent in load_site(connection, "north").agents}
    assert agents.keys() == {"bob", "cy"}  # ann was new in it
    assert (agents["bob"].name, agents["bob"].hourly_cost) == ("Bobby", 15.0)
    assert ("agents", "bob") in {(row.table, row.row) for row in left}


MADE = (
    "INSERT INTO schedules (id, site, week, number, copied_from, run, note, summary, created_by,"
    " created_at, published_at, superseded_at, version) VALUES ({id}, 'north', '2026-03-23', {id},"
    " {copied_from}, {run}, '', '{{}}', 'sam', {made}, {published}, {superseded}, 1)"
)


def test_a_draft_of_before_is_based_on_what_it_was_made_from(empty: Database) -> None:
    def moment(hour: int | None) -> str:
        return "NULL" if hour is None else f"'2026-03-20 {hour:02}:00:00+00:00'"

    def made(
        number: int, at: int, source: int | None = None, run: str | None = None,
        published: int | None = None, superseded: int | None = None,
    ) -> str:  # fmt: skip
        return MADE.format(
            id=number, copied_from=source or "NULL", run=f"'{run}'" if run else "NULL",
            made=moment(at), published=moment(published), superseded=moment(superseded),
        )  # fmt: skip

    lines = [line for line in ROWS if "INTO schedules" not in line and "INTO runs" not in line]
    run = next(line for line in ROWS if "INTO runs" in line)
    lines = lines[: next(n for n, line in enumerate(lines) if "INTO weeks" in line) + 1]
    schedules = [
        run.replace("'r'", "'slow'").replace("'{noon}'", moment(5)),
        made(1, 1, published=2, superseded=6),
        made(2, 3, source=1),
        made(3, 4, source=1, published=6),
        made(4, 7, source=1),
        made(5, 7, source=2),
        made(6, 7),
        made(7, 8, run="slow"),
        made(8, 8, source=3, run="slow"),
        made(9, 9, source=7, run="slow"),
    ]
    upgrade(empty, "0004")
    with empty.writing() as connection:
        fill(connection, empty.dialect, lines)
        fill(connection, empty.dialect, schedules)
    upgrade(empty)
    with empty.reading() as connection:
        found = {row["number"]: row["based_on"] for row in rows(connection)["schedules"]}
    assert found == {1: None, 2: 1, 3: 1, 4: 1, 5: 1, 6: 3, 7: 1, 8: 1, 9: 1}


def test_every_migration_but_the_newest_is_among_the_released_ones() -> None:
    assert [*RELEASED, newest_revision()] == revisions()
    folder = Path(migrations.__file__).parent / "versions"
    assert {path.name[:4] for path in folder.glob("0*.py")} == set(revisions())


def test_no_table_has_the_name_of_one_of_the_job_engine(empty: Database) -> None:
    from dbos._schemas.system_database import SystemSchema

    upgrade(empty, newest_revision())
    with empty.reading() as tx:
        ours = set(inspect(tx).get_table_names())
    theirs = {table.name for table in SystemSchema.metadata_obj.tables.values()}
    assert theirs
    assert not ours & theirs
