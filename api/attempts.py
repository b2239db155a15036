"""A password is tried: so many times an account, and an address, however many try at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request

from api.problems import RefusedError
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.logins import WINDOW, begin_attempt, forget_failures, too_many, withdraw_attempt
from wfm.store.passwords import TooManyPasswordsError
from wfm.store.users import User, check_password, note_failure
from wfm.words import phrase


def try_password(
    request: Request, name: str, password: str, store: Database, settings: Settings
) -> User | None:
    """Find the active user whose name and password these are.

    Raises
    ------
    RefusedError
        If too many attempts failed, or too many are made at once.
    """
    address = request.client.host if request.client else "unknown"
    account = f"user {name}"
    limits = {account: settings.login_failures, f"address {address}": settings.address_failures}
    attempt = _begin(store, limits)
    if attempt is None:
        wait = {"Retry-After": str(int(WINDOW.total_seconds()))}
        raise RefusedError(429, phrase("refusal.many_attempts"), headers=wait)
    try:
        user = check_password(store, name, password)
    except TooManyPasswordsError as error:
        with store.writing() as tx:
            withdraw_attempt(tx, attempt)
        raise RefusedError(429, error.said, headers={"Retry-After": "2"}) from None
    with store.writing() as tx:
        if user is None:
            note_failure(tx, name, address)
        else:
            withdraw_attempt(tx, attempt)
            forget_failures(tx, account)
    return user


def _begin(store: Database, limits: Mapping[str, int]) -> Sequence[int] | None:
    """Begin an attempt, unless too many failed: who is told so time and again writes nothing."""
    with store.reading() as tx:
        if too_many(tx, limits):
            return None
    with store.writing() as tx:
        return begin_attempt(tx, limits)
