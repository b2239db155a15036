"""What each rule alone makes of an agent's tours, and what some of them leave together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np

from wfm.scheduling.rules import Rule
from wfm.scheduling.rules.locked_shifts import LockedShifts
from wfm.scheduling.shaping import apply
from wfm.scheduling.tours.counts import without_sums
from wfm.scheduling.tours.legal_tour import LegalTours, forbids, with_room_for_breaks
from wfm.scheduling.tours.tour_space import Mask, TourSpace

LOCKS = LockedShifts().name
"""The rule that takes back what others forbid."""


class RuleEffects:
    """Each rule is applied once, to a space of its own; any of them together are looked at then.

    `blank` makes a space that no rule has shaped yet; sums over the horizon that are kept `apart`
    leave any tour.
    """

    def __init__(
        self,
        blank: Callable[[], TourSpace],
        rules: Iterable[Rule],
        tours: LegalTours,
        *,
        apart: bool,
    ) -> None:
        self._blank, self._tours, self._apart = blank, tours, apart
        self._rules = {rule.name: rule for rule in rules}
        self._alone: dict[str, TourSpace] = {}
        self._placed: dict[tuple[tuple[int, int], ...], Mask] = {}
        self._known: dict[frozenset[tuple[str, frozenset[int]]], bool] = {}

    def of(self, name: str) -> TourSpace:
        """Give what a rule alone leaves."""
        if name not in self._alone:
            self._alone[name] = self._blank()
            apply(self._rules[name], self._alone[name])
        return self._alone[name]

    def leave_a_tour(self, parts: Mapping[str, Collection[int]]) -> bool:
        """Tell whether some rules, each on some days, leave a legal tour."""
        named = {name: frozenset(days) for name, days in parts.items() if self._forbids(name)}
        key = frozenset(named.items())
        if key not in self._known:
            self._known[key] = self._leave_a_tour(named)
        return self._known[key]

    def _leave_a_tour(self, parts: Mapping[str, frozenset[int]]) -> bool:
        space = self._blank()
        locked = np.array([t.locked is not None for t in space.shifts.template], np.bool_)
        for name, days in parts.items():
            effect, on = self.of(name), np.isin(np.arange(space.horizon.days), list(days))
            space.allowed &= effect.allowed | ~space.on_days(on) | locked
            space.off_allowed &= effect.off_allowed | ~on
            space.patterns += effect.patterns
            space.limits += effect.limits
            space.blocked += effect.blocked
            space.windows = effect.windows if effect.windows is not None else space.windows
        if LOCKS in parts:
            space.blocked = self._without_locked(space.blocked)
        space = without_sums(space) if self._apart else space
        return self._tours.left_in(space, self._with_room(space))

    def _forbids(self, name: str) -> bool:
        effect = self.of(name)
        return (
            not (effect.allowed.all() and effect.off_allowed.all() and effect.windows is None)
            or bool(effect.limits or effect.blocked)
            or any(map(forbids, effect.patterns))
        )

    def _without_locked(self, blocked: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Take out what is blocked within locked shifts: it is part of them."""
        space = self._blank()
        space.blocked = blocked
        apply(self._rules[LOCKS], space)
        return space.blocked

    def _with_room(self, space: TourSpace) -> Mask:
        blocked = tuple(sorted(space.blocked))
        if blocked not in self._placed:
            self._placed[blocked] = with_room_for_breaks(space)
        return self._placed[blocked]
