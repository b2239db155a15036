"""What a store may refuse, besides bad input.

WfmError
├── NotFoundError    no such thing, or nothing that this user may know of
├── ConflictError    a rule between things forbids it (a duplicate, an overlap, a wrong state)
├── StaleError       somebody else changed it since it was read; carries what it is now
└── OutdatedError    what was worked out to be written is outdated: it is worked out anew
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wfm.errors import WfmError


class NotFoundError(WfmError):
    """There is no such thing."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"there is no {what} {key!r}")


class ConflictError(WfmError):
    """What was asked contradicts what is stored."""

    def __init__(self, message: str, field: str | None = None, details: Sequence[str] = ()) -> None:
        self.field, self.details = field, tuple(details)
        super().__init__(message)


class StaleError(WfmError):
    """The version that was read is no longer the current one."""

    def __init__(self, what: str, current_version: int, current: Any = None) -> None:
        self.current_version, self.current = current_version, current
        super().__init__(f"{what} was changed by someone else: it is at version {current_version}")


class OutdatedError(WfmError):
    """What something was worked out from has changed before it could be written."""
