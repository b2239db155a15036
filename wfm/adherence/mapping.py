"""From recorded state codes to activity categories, and from pairs of categories to impacts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from wfm.adherence.categories import (
    ACTUAL_NAMES,
    INDEX,
    LOGGED_OFF,
    NOT_AT_WORK,
    ON_QUEUE,
    SCHEDULED_NAMES,
    UNKNOWN,
    UNMAPPED,
    UNSCHEDULED,
    Impact,
)
from wfm.errors import InputError, InputProblem
from wfm.model import ActivityCategory
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class StateMap:
    """Recorded state code → activity category, or `logged_off`.

    `CODE/REASON` is looked up before `CODE`. A code that is in neither form is unmapped: it is
    kept and shown, and never counts against an agent.

    Raises
    ------
    InputError
        For a category that does not exist.
    """

    codes: Mapping[str, str]

    def __post_init__(self) -> None:
        allowed = ACTUAL_NAMES[: LOGGED_OFF + 1]
        problems = [
            InputProblem(
                phrase("states.mapped_to", state=str(code), category=str(category)),
                phrase("do.one_of", names=tuple(allowed)),
            )
            for code, category in self.codes.items()
            if category not in allowed
        ]
        if problems:
            raise InputError(problems)
        object.__setattr__(self, "codes", MappingProxyType(dict(self.codes)))

    def knows(self, code: str, reason: str = "", logged_on: bool = True) -> bool:
        """Whether the code has a meaning."""
        return self.category(code, reason, logged_on) != UNMAPPED

    def category(self, code: str, reason: str = "", logged_on: bool = True) -> int:
        """Index of the actual category (see `ACTUAL_NAMES`)."""
        if not logged_on:
            return LOGGED_OFF
        name = self.codes.get(f"{code}/{reason}") if reason else None
        name = name or self.codes.get(code)
        return UNMAPPED if name is None else ACTUAL_NAMES.index(name)


def _default_impacts() -> NDArray[np.int8]:
    table = np.full((len(SCHEDULED_NAMES), len(ACTUAL_NAMES)), Impact.OUT, dtype=np.int8)
    for category in ActivityCategory:
        table[INDEX[category], INDEX[category]] = Impact.IN
    pause = [INDEX[ActivityCategory.BREAK], INDEX[ActivityCategory.MEAL]]
    away = [
        INDEX[c]
        for c in (
            ActivityCategory.MEETING,
            ActivityCategory.TRAINING,
            ActivityCategory.OFF_QUEUE_WORK,
        )
    ]
    for group in (pause, away):
        for one in group:
            table[one, [other for other in group if other != one]] = Impact.NEUTRAL
    for gone in (LOGGED_OFF, INDEX[ActivityCategory.UNAVAILABLE]):
        table[pause, gone] = Impact.IN
        table[away, gone] = Impact.NEUTRAL
    for category in NOT_AT_WORK:
        table[INDEX[category], :] = Impact.IGNORED
    table[:, [UNMAPPED, UNKNOWN]] = Impact.UNKNOWN
    table[UNSCHEDULED, :] = Impact.IGNORED
    table[UNSCHEDULED, ON_QUEUE] = Impact.OUT
    return table


def _nothing_chosen() -> NDArray[np.bool_]:
    return np.zeros((len(SCHEDULED_NAMES), len(ACTUAL_NAMES)), dtype=bool)


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """(scheduled category, actual category) → impact.

    By default a match is in and a mismatch out; a meal taken as a break, or a meeting as a
    training, is neutral; a pause or off-queue work spent logged off is in and neutral; time off
    is ignored; what is unmapped or unknown is unknown. The row `unscheduled` says what happens
    outside the shift: on-queue work there is out, if it is counted at all.
    """

    table: NDArray[np.int8] = field(default_factory=_default_impacts)
    presence: bool = True
    """Whether a pause spent logged off is out while the agent has not come to the shift yet."""
    chosen: NDArray[np.bool_] = field(default_factory=_nothing_chosen)
    """Cells that the site chose; they hold by every method."""

    def __post_init__(self) -> None:
        self.table.setflags(write=False)
        self.chosen.setflags(write=False)

    def over(self, other: ImpactTable) -> ImpactTable:
        """Put the cells that the site chose into another table."""
        table = np.where(self.chosen, self.table, other.table)
        return ImpactTable(table, other.presence, self.chosen)

    def changed(self, changes: Iterable[tuple[str, str, str]]) -> ImpactTable:
        """Give a table with some (scheduled, actual, impact) cells changed, all given by name.

        Raises
        ------
        InputError
            For a name that does not exist.
        """
        table, chosen = self.table.copy(), self.chosen.copy()
        problems: list[InputProblem] = []
        impacts = tuple(impact.name.lower() for impact in Impact)
        for row, (scheduled, actual, impact) in enumerate(changes, start=2):
            named = (
                ("scheduled", scheduled, SCHEDULED_NAMES),
                ("actual", actual, ACTUAL_NAMES),
                ("impact", impact, impacts),
            )
            wrong = [
                InputProblem(
                    phrase("states.unknown", value=str(value)),
                    phrase("do.one_of", names=tuple(names)),
                    row=row,
                    field=name,
                )
                for name, value, names in named
                if value not in names
            ]
            problems += wrong
            if not wrong:
                cell = SCHEDULED_NAMES.index(scheduled), ACTUAL_NAMES.index(actual)
                table[cell] = impacts.index(impact)
                chosen[cell] = True
        if problems:
            raise InputError(problems)
        return ImpactTable(table, self.presence, chosen)


def mapping_version(states: StateMap, impacts: ImpactTable) -> str:
    """Eight digits that change with any entry of either mapping."""
    text = "\n".join(f"{code}={category}" for code, category in sorted(states.codes.items()))
    graded = impacts.table.tobytes() + bytes([impacts.presence])
    return hashlib.sha256(text.encode() + graded).hexdigest()[:8]
