"""The chance that a queue is open on a holiday, from the holidays that it lived through.

A hierarchical beta-binomial model. A queue has a tendency u to be open on holidays at all, a kind
of holiday its ease b: p = 1 / (1 + exp(-b - u)) (Rasch, 1960: who closes on a minor holiday surely
closes on a day of rest, and not the other way round). Each name in the calendar has a chance of
its own around that, Beta(c p, c (1 - p)) with a small c: what a queue did on a holiday it does on
the same one again. The tendency is summed over on a grid, so that the chance is exact, and what
was seldom seen is shrunk to what is known of the kind, of all holidays, and of the sister queues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray
from forecasts.holiday_kinds import Holiday, HolidayKind
from forecasts.holiday_record import SeenHoliday

EASE: Mapping[HolidayKind, float] = {
    HolidayKind.PUBLIC: 0.3,
    HolidayKind.MINOR: 5.0,
    HolidayKind.OBSERVANCE: 7.0,
}
"""How much easier it is to be open, on the logit scale."""
TENDENCY = 3.0
"""Standard deviation of the queues' tendencies."""
CONSISTENCY = 0.5
"""Occasions that the kind's chance counts for beside those of the same name."""
OTHER_KIND = 0.25
"""Weight of a holiday of another kind; of the same name, too: a day can become one of rest."""
SISTERS, ALL_SISTERS = 0.15, 0.75
"""Weight of a holiday of all sister queues together, and at most of all their holidays."""
EARLIER = 0.7
"""Weight of an occasion relative to the next later one of the same name."""


@dataclass(frozen=True, slots=True)
class OpenTally:
    """Weighted occasions of one name on which it was open, and closed."""

    names: frozenset[str]
    kind: HolidayKind
    opened: float
    closed: float


def chance_open(
    holiday: Holiday, own: Sequence[SeenHoliday], sisters: Sequence[SeenHoliday] = ()
) -> float:
    """Chance, 0 to 1, that a queue is open; `sisters` holds what other queues did, all of them."""
    from scipy.special import expit

    tendency = np.linspace(-4.0, 4.0, 81) * TENDENCY
    logs = -0.5 * (tendency / TENDENCY) ** 2
    mine, theirs = tallies(own), _as_one(tallies(sisters))
    sister = min(SISTERS, ALL_SISTERS / max(len(theirs), 1))
    for found, weight in [*((one, 1.0) for one in mine), *((one, sister) for one in theirs)]:
        shared = weight if found.kind is holiday.kind else OTHER_KIND * weight
        logs = logs + shared * _likelihood(found, expit(EASE[found.kind] + tendency))
    weights = np.exp(logs - logs.max())
    same = [(t, 1.0) for t in mine if t.kind is holiday.kind]
    same += [(t, OTHER_KIND) for t in _as_one(mine) if t.kind is not holiday.kind]
    same += [(t, SISTERS) for t in theirs if t.kind is holiday.kind]
    same = [(t, weight) for t, weight in same if t.names & holiday.names]
    opened = sum(weight * t.opened for t, weight in same)
    closed = sum(weight * t.closed for t, weight in same)
    usual = expit(EASE[holiday.kind] + tendency)
    chance = (CONSISTENCY * usual + opened) / (CONSISTENCY + opened + closed)
    return float(weights @ chance / weights.sum())


def tallies(seen: Sequence[SeenHoliday]) -> list[OpenTally]:
    """Sum up occasions by their names and kinds, the latest in full and earlier ones less."""
    by_name: dict[tuple[frozenset[str], HolidayKind], list[SeenHoliday]] = {}
    for one in seen:
        by_name.setdefault((one.holiday.names, one.holiday.kind), []).append(one)
    return [_tally(names, found) for (names, _), found in by_name.items()]


def _tally(names: frozenset[str], found: Sequence[SeenHoliday]) -> OpenTally:
    years = sorted({one.holiday.day.year for one in found}, reverse=True)
    opened = closed = 0.0
    for one in found:
        weight = one.weight * EARLIER ** years.index(one.holiday.day.year)
        opened, closed = (opened + weight, closed) if one.was_open else (opened, closed + weight)
    return OpenTally(names, found[0].holiday.kind, opened, closed)


def _as_one(found: Sequence[OpenTally]) -> list[OpenTally]:
    """Let all sister queues together count as one occasion of each name."""
    return [
        OpenTally(
            one.names,
            one.kind,
            one.opened / (one.opened + one.closed),
            one.closed / (one.opened + one.closed),
        )
        for one in found
        if one.opened + one.closed > 0
    ]


def _likelihood(found: OpenTally, chance: FloatArray) -> FloatArray:
    """Logarithm of the beta-binomial probability of a tally at each chance."""
    from scipy.special import betaln

    safe = np.clip(chance, 1e-9, 1.0 - 1e-9)
    a, b = CONSISTENCY * safe, CONSISTENCY * (1.0 - safe)
    logs: FloatArray = betaln(a + found.opened, b + found.closed) - betaln(a, b)
    return logs
