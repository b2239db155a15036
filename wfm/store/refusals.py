"""Say in the user's words what the database refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from wfm.errors import WfmError
from wfm.store.errors import ConflictError

OVERLAP = "shifts_no_overlap"
"""Name by which both databases report a double booking."""


@contextmanager
def refusals(duplicate: str) -> Iterator[None]:
    """Turn a broken constraint into a `ConflictError`; `duplicate` words a key that is taken."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(_words(str(error.orig), duplicate)) from None


def _words(reason: str, duplicate: str) -> str:
    if OVERLAP in reason:
        return "an agent would have two overlapping shifts in published schedules"
    if "foreign key" in reason.lower():
        return "it refers to something that does not exist"
    return duplicate


class DatabaseBusyError(WfmError):
    """The database did not answer in time; the same request may succeed in a moment."""
