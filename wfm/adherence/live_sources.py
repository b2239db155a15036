"""The sources of a running day: when each was last heard, and what the site cannot place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np
import pandas as pd

from wfm.adherence.mapping import StateMap
from wfm.adherence.overlap import Ints, ints
from wfm.adherence.silence import Due, Silence, silent_stretches
from wfm.adherence.state_changes import MICROSECONDS, agent_numbers, microseconds


@dataclass(frozen=True, slots=True)
class SourceNow:
    """One source at one instant."""

    source_id: str
    latest: datetime
    """Instant of its latest event."""
    doubted_at: datetime | None
    """When its states are no longer believed if it stays silent; None if not in this window."""
    silent_since: datetime | None
    """Since when they are not believed any more."""
    unknown_agents: int
    """Events of agents whom the site does not know."""
    unmapped: int
    """Events in states that have no category."""


class Sources:
    """Follows the sources of one day.

    Parameters
    ----------
    earlier
        Source → its latest event before the day: one that has stopped since is not forgotten.
    """

    def __init__(self, earlier: Mapping[str, datetime] = MappingProxyType({})) -> None:
        self.codes: dict[str, int] = {}
        """Source → its number."""
        self.signs: dict[int, Ints] = {}
        """Number → sorted epoch seconds at which it said anything."""
        self.latest: dict[str, datetime] = dict(earlier)
        self._unknown: Counter[str] = Counter()
        self._unmapped: Counter[str] = Counter()

    def note(
        self,
        batch: pd.DataFrame,
        agents: Sequence[str],
        external_ids: Mapping[str, str],
        states: StateMap,
    ) -> None:
        """Take a batch of events."""
        for name, rows in batch.groupby("source_id"):
            source = str(name)
            code = self.number(source)
            heard = microseconds(rows["started_at"]) // MICROSECONDS
            self.signs[code] = np.union1d(self.signs.get(code, ints([])), heard)
            newest = rows["started_at"].max().to_pydatetime()
            self.latest[source] = max(self.latest.get(source, newest), newest)
            unknown = agent_numbers(rows, agents, external_ids) < 0
            self._unknown[source] += int(unknown.sum())
            said = zip(rows["state_code"], rows["reason_code"], rows["is_logged_on"], strict=True)
            self._unmapped[source] += sum(not states.knows(*one) for one in said)

    def number(self, source: str) -> int:
        """Give the number of a source."""
        return self.codes.setdefault(source, len(self.codes))

    def at(self, now: datetime, due: Due, silence: Silence) -> tuple[SourceNow, ...]:
        """Say how each source stands."""
        return tuple(
            SourceNow(
                source,
                latest,
                *_doubt(self._heard(source), int(now.timestamp()), due, silence),
                self._unknown[source],
                self._unmapped[source],
            )
            for source, latest in sorted(self.latest.items())
        )

    def _heard(self, source: str) -> Ints:
        """Give when a source said anything; of one that was heard only before, its last word."""
        if self.codes.get(source) in self.signs:
            return self.signs[self.codes[source]]
        return ints([int(self.latest[source].timestamp())])


def _doubt(
    signs: Ints, now: int, due: Due, silence: Silence
) -> tuple[datetime | None, datetime | None]:
    """When a source will be doubted if it stays silent, and since when it is."""
    heard = signs[signs <= now]
    if not len(heard):
        return None, None
    doubted = int(due.silent_from(heard[-1:], silence)[0])
    starts, ends = silent_stretches(heard, due, silence, now)
    silent = [int(start) for start, end in zip(starts, ends, strict=True) if start < now <= end]
    never = doubted > int(due.knots[-1])
    return (
        None if never else datetime.fromtimestamp(doubted, UTC),
        datetime.fromtimestamp(silent[-1], UTC) if silent else None,
    )
