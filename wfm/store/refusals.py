"""Say in the user's words what the database refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from wfm.errors import RefusalError
from wfm.store.errors import ConflictError
from wfm.words import Phrase, phrase

OVERLAP = "shifts_no_overlap"
"""Name by which both databases report a double booking."""


@contextmanager
def refusals(duplicate: Phrase) -> Iterator[None]:
    """Turn a broken constraint into a `ConflictError`; `duplicate` says a key that is taken."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(_said(str(error.orig), duplicate)) from None


def _said(reason: str, duplicate: Phrase) -> Phrase:
    if OVERLAP in reason:
        return phrase("refusal.double_booking")
    if "foreign key" in reason.lower():
        return phrase("refusal.dangling")
    return duplicate


class DatabaseBusyError(RefusalError):
    """The database did not answer in time; the same request may succeed in a moment."""
