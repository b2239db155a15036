"""Tours as columns of the linear programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.lagrangian import Relaxation
from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats
from wfm.scheduling.tours.roster import Roster, count_heads, own_price

WORKED = 1e-5
"""Agents who work a tour in a solution, at least; less is rounding."""


class TourColumn(NamedTuple):
    """A tour that every agent of a class may work."""

    member: int
    """Class."""
    profile: bytes
    """Heads per interval as int8."""
    price: float
    """By the agent's own rules."""
    option: Ints
    """[day] as in a roster."""
    places: Ints
    """[day, break] as in a roster."""


def columns_of(relaxation: Relaxation, prices: Floats) -> list[TourColumn]:
    """Read the cheapest tours of the relaxation's last evaluation, at these prices."""
    own = relaxation.values - (relaxation.profiles * prices[relaxation.group]).sum(axis=1)
    profiles = relaxation.profiles.astype(np.int8)
    option, places = relaxation.cheapest
    return [
        TourColumn(
            int(relaxation.classes[k]),
            profiles[k].tobytes(),
            float(own[k]),
            option[k].copy(),
            places[k].copy(),
        )
        for k in np.flatnonzero(relaxation.values < INFINITE).tolist()
    ]


def tours_of(
    tours: TourTables, relaxation: Relaxation, roster: Roster, agents: NDArray[np.int64]
) -> list[TourColumn]:
    """List the tours of a schedule as columns."""
    found = []
    for a in agents:
        heads = np.zeros(relaxation.shape[1])
        for day in range(tours.days):
            if roster.option[a, day] >= 0:
                option = int(tours.option_ptr[a * tours.days] + roster.option[a, day])
                count_heads(tours, a, option, roster.places[a, day], heads)
        member, price = (
            int(relaxation.alike.member[a]),
            float(own_price(tours, a, roster.option[a])),
        )
        profile = heads.astype(np.int8).tobytes()
        found.append(TourColumn(member, profile, price, roster.option[a], roster.places[a]))
    return found


def cheapest_of(
    columns: Sequence[TourColumn],
    group: Ints,
    prices: Floats,
    most: int,
    kept: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Pick the columns that are kept anyway, and of the others the cheapest, `most` in all.

    Cheap is what costs little more than the cheapest of its class at prices[group, interval];
    `group` is that of each class.
    """
    member = np.array([column.member for column in columns])
    value = np.array([column.price for column in columns], float)
    profiles = np.frombuffer(b"".join(column.profile for column in columns), np.int8)
    profiles = profiles.reshape(len(columns), -1)
    for g in range(len(prices)):
        mine = group[member] == g
        value[mine] += profiles[mine].astype(np.float32) @ prices[g].astype(np.float32)
    least = np.full(len(group), np.inf)
    np.minimum.at(least, member, value)
    over = np.where(kept, -1.0, value - least[member])
    return np.sort(np.argsort(over, kind="stable")[: max(most, int(kept.sum()))])
