"""What a platform calls the columns of its interval exports, and in which units they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wfm.model.platform import ExportPlatform


class ExportUnit(StrEnum):
    """What a number of a column counts."""

    CONTACTS = "contacts"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    MINUTES = "minutes"
    SHARE = "share"
    """Per cent, with its mark or above 1; else of 1."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: the field of a history that it says, its names, and its unit.

    A mean or a share is of the contacts of another field, `of`, and multiplied by them.
    """

    field: str
    names: tuple[str, ...]
    unit: ExportUnit = ExportUnit.CONTACTS
    of: str | None = None

    @property
    def key(self) -> str:
        """Name by which the column is known among the others of its export."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Export:
    """An interval export: where its times, queues and figures stand.

    Of several measures of one field the first that a file has is taken. `handle_seconds`, the whole
    handle time, is taken where not all of its parts stand apart.
    """

    platform: ExportPlatform
    start: tuple[str, ...]
    measures: tuple[ExportColumn, ...]
    queue: tuple[str, ...]
    clock: tuple[str, ...] = ()
    """Time of day, where the date stands apart."""
    end: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    """Minutes of each interval."""
    channel: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    """Column that names the zone of the times."""
    utc: tuple[str, ...] = ()
    """Names of the start under which times without an offset are in UTC."""
    above: dict[str, str] = field(default_factory=dict)
    """Words before a colon, above the table → what they say of all rows: queue, date, zone."""
    packed: bool = False
    """Whether digits alone are a date that begins with its month, or hour and minute."""

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Key of each column → the names that it has in exports."""
        places = {
            "start": self.start, "clock": self.clock, "end": self.end, "minutes": self.minutes,
            "queue": self.queue, "channel": self.channel, "zone": self.zone,
        }  # fmt: skip
        named = {name: names for name, names in places.items() if names}
        return named | {measure.key: measure.names for measure in self.measures}
