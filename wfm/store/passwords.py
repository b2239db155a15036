"""Passwords and their hashes: a few at a time, because each takes 64 MB and a core."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final, NewType

from pwdlib import PasswordHash

from wfm.errors import ParameterError, RefusalError
from wfm.words import phrase

Hashed = NewType("Hashed", str)
MINIMUM_PASSWORD: Final = 12
AT_ONCE: Final = 2
"""Passwords that a process hashes side by side."""
WAITING: Final = 8
"""How many more may wait for that; they come next within half a second."""
ENOUGH_GUESSES: Final = 1e8
"""More than guessing over the network ever tries."""
ESTIMATED: Final = 72
"""Characters that are looked at: the estimate takes long for long ones, which are good anyway."""
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_hashing = threading.BoundedSemaphore(AT_ONCE)


class TooManyPasswordsError(RefusalError):
    """More passwords came at once than are hashed side by side or may wait for it."""


def hash_password(password: str, *names: str) -> Hashed:
    """Argon2id hash of a password for the user with these names.

    Raises
    ------
    ParameterError
        If it is shorter than 12 characters or longer than 200, or easy to guess.
    TooManyPasswordsError
        If too many others are being hashed.
    """
    if not MINIMUM_PASSWORD <= len(password) <= 200:
        accepted = phrase("range.password_length", least=MINIMUM_PASSWORD)
        raise ParameterError("password", f"{len(password)} characters", accepted)
    if _guesses(password, names) < ENOUGH_GUESSES:
        accepted = phrase("range.password_common")
        raise ParameterError("password", "one that is easy to guess", accepted)
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
        raise TooManyPasswordsError(phrase("refusal.many_sign_in"))
    try:
        with _hashing:
            yield
    finally:
        _places.release()


def _guesses(password: str, names: Sequence[str]) -> float:
    """Estimate after how many guesses somebody has it who knows the names and tries common ones.

    It is Wheeler's estimate (zxcvbn, USENIX Security 2016).
    """
    from zxcvbn import zxcvbn

    parts = {part for name in names for part in re.split(r"[\W_]+", name) if len(part) > 2}
    own = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    left = re.sub(own, "", password, flags=re.IGNORECASE) if own else password
    return float(zxcvbn(left[:ESTIMATED])["guesses"]) if left else 0.0


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _no_password() -> str:
    return _hasher().hash(secrets.token_urlsafe())
