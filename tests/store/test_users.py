"""Accounts, tokens and links: secrets are kept as hashes and end when they should."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.centre import put_centre
from wfm.errors import ParameterError
from wfm.store.credentials import revoke_link
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.logins import begin_attempt, failures, forget_failures, withdraw_attempt
from wfm.store.passwords import hash_password
from wfm.store.tables import AUDIT, CALENDAR_LINKS, TOKENS, USERS
from wfm.store.tokens import (
    create_link,
    create_token,
    link_agent,
    revoke_token,
    token_user,
)
from wfm.store.users import Role, User, change_user, check_password, create_user, get_user

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def ann(database: Database) -> User:
    with database.writing() as tx:
        put_centre(tx)
        user = User("ann@example.org", Role.AGENT, "north", "ann")
        return create_user(tx, "ada", user, hash_password(PASSWORD))


def test_only_the_right_password_of_an_active_user_opens(database: Database, ann: User) -> None:
    assert check_password(database, ann.name, PASSWORD) == ann
    assert check_password(database, ann.name, PASSWORD + "x") is None
    assert check_password(database, "nobody", PASSWORD) is None
    with database.writing() as tx:
        change_user(tx, "ada", replace(ann, active=False), 1)
    assert check_password(database, ann.name, PASSWORD) is None


def test_no_secret_stands_in_the_database(database: Database, ann: User) -> None:
    with database.writing() as tx:
        _, secret = create_token(tx, ann, "feed", ["history"], 1)
        link = create_link(tx, ann.name, "north", "ann")
        tables = (USERS, TOKENS, CALENDAR_LINKS, AUDIT)
        everything = "".join(str(tx.execute(select(table)).all()) for table in tables)
    for hidden in (PASSWORD, secret, link):
        assert hidden not in everything
    assert "$argon2id$" in everything


def test_a_revoked_token_opens_nothing(database: Database, ann: User) -> None:
    with database.writing() as tx:
        token, secret = create_token(tx, ann, "feed", ["schedules"], 1)
        assert token_user(tx, secret) == (ann, token)
        revoke_token(tx, "ada", ann.name, token.id)
        assert token_user(tx, secret) is None


def test_an_expired_token_opens_nothing(database: Database, ann: User) -> None:
    with database.writing() as tx:
        _, secret = create_token(tx, ann, "feed", ["schedules"], 0)
        assert token_user(tx, secret) is None


def test_a_token_ends_with_its_user(database: Database, ann: User) -> None:
    with database.writing() as tx:
        _, secret = create_token(tx, ann, "feed", ["schedules"], 1)
        change_user(tx, "ada", replace(ann, active=False), 1)
        assert token_user(tx, secret) is None


def test_a_new_calendar_link_ends_the_old_one(database: Database, ann: User) -> None:
    with database.writing() as tx:
        old = create_link(tx, ann.name, "north", "ann")
        new = create_link(tx, ann.name, "north", "ann")
        assert link_agent(tx, new) == ("north", "ann")
        with pytest.raises(NotFoundError):
            link_agent(tx, old)
        revoke_link(tx, ann.name, "north", "ann")
        with pytest.raises(NotFoundError):
            link_agent(tx, new)


def test_a_short_password_is_refused() -> None:
    with pytest.raises(ParameterError, match="12 to 200"):
        hash_password("short")


def test_names_are_taken_once(database: Database, ann: User) -> None:
    with database.writing() as tx, pytest.raises(ConflictError, match="already"):
        create_user(tx, "ada", ann, None)


def test_a_changed_user_ends_earlier_access_and_refuses_stale_changes(
    database: Database, ann: User
) -> None:
    with database.writing() as tx:
        assert change_user(tx, "ada", ann, 1).epoch == 2
        with pytest.raises(StaleError):
            change_user(tx, "ada", ann, 1)
        assert get_user(tx, ann.name).version == 2


def test_an_agents_account_needs_its_agent() -> None:
    with pytest.raises(ParameterError, match="agent_id"):
        User("x", Role.AGENT, "north")


def test_failures_are_counted_until_a_success(database: Database) -> None:
    with database.writing() as tx:
        limits = {"ann": 3, "10.0.0.1": 9}
        attempts = [begin_attempt(tx, limits) for _ in range(4)]
        assert [attempt is None for attempt in attempts] == [False, False, False, True]
        withdraw_attempt(tx, attempts[0] or ())
        assert begin_attempt(tx, limits) is not None
        forget_failures(tx, "ann")
        assert failures(tx, "ann") == 0
        assert failures(tx, "10.0.0.1") == 3
