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

from wfm.errors import RefusalError, WfmError
from wfm.words import Phrase, phrase


class NotFoundError(RefusalError):
    """There is no such thing; `what` is its kind in a word of `wfm.words.terms`."""

    def __init__(self, what: str, key: object = None) -> None:
        self.what, self.key = what, key
        known = key if key is None or isinstance(key, str | int) else str(key)
        super().__init__(phrase("refusal.not_found", what=what, key=known))


class ConflictError(RefusalError):
    """What was asked contradicts what is stored."""

    def __init__(
        self, said: Phrase, field: str | None = None, details: Sequence[Phrase] = ()
    ) -> None:
        self.field, self.details = field, tuple(details)
        super().__init__(said)


class StaleError(RefusalError):
    """The version that was read is no longer the current one."""

    def __init__(self, what: Phrase, current_version: int, current: Any = None) -> None:
        self.current_version, self.current = current_version, current
        super().__init__(phrase("refusal.stale", what=what, version=current_version))


class OutdatedError(WfmError):
    """What something was worked out from has changed before it could be written."""
