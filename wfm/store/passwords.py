"""Passwords and their hashes: a few at a time, because each takes 64 MB and a core."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final, NewType

from pwdlib import PasswordHash

from wfm.errors import ParameterError, WfmError

Hashed = NewType("Hashed", str)
MINIMUM_PASSWORD: Final = 12
AT_ONCE: Final = 2
"""Passwords that a process hashes side by side."""
WAITING: Final = 8
"""How many more may wait for that; they come next within half a second."""
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_hashing = threading.BoundedSemaphore(AT_ONCE)


class TooManyPasswordsError(WfmError):
    """More passwords came at once than are hashed side by side or may wait for it."""


def hash_password(password: str) -> Hashed:
    """Argon2id hash of a password.

    Raises
    ------
    ParameterError
        If it is shorter than 12 characters or longer than 200.
    TooManyPasswordsError
        If too many others are being hashed.
    """
    if not MINIMUM_PASSWORD <= len(password) <= 200:
        accepted = f"{MINIMUM_PASSWORD} to 200 characters"
        raise ParameterError("password", f"{len(password)} characters", accepted)
    with _place():
        return Hashed(_hasher().hash(password))


def is_password(password: str, hashed: Hashed | None) -> bool:
    """Tell whether this is the password of a hash; as slow where there is none.

    Raises
    ------
    TooManyPasswordsError
        If too many others are being hashed.
    """
    with _place():
        right = _hasher().verify(password[:1000], hashed or _no_password())
    return right and hashed is not None


@contextmanager
def _place() -> Iterator[None]:
    """Wait for a turn, unless too many wait already: each holds a thread of the service."""
    if not _places.acquire(blocking=False):
        raise TooManyPasswordsError("too many people sign in at once; try again in a moment")
    try:
        with _hashing:
            yield
    finally:
        _places.release()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _no_password() -> str:
    return _hasher().hash(secrets.token_urlsafe())
