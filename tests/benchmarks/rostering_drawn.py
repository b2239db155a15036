"""Rostering instances of the published ones' kind, drawn: their shape, other people and weeks.

The published set is what an engine is tried on while it is made; drawn ones it has not seen. People
have contracts of four sizes, may not work every shift and few nights; two days of leave and some
seven wished or unwished shifts per person in four weeks; heads wanted fill all contracts.
"""

from __future__ import annotations

import numpy as np

from tests.benchmarks.rostering_instances import Instance, Person

CONTRACTS = (
    # minutes in four weeks at most, days in a row, shortest runs of work and of days off, weekends
    (8640, 5, 2, 2, 2),
    (8640, 6, 2, 3, 2),
    (5160, 5, 1, 2, 3),
    (3420, 5, 1, 1, 3),
)
SHARES = (0.5, 0.2, 0.2, 0.1)
SLACK = 1080
"""Minutes in four weeks by which a contract may be missed."""
UNDER, OVER = 100, 1
FORBIDDEN = 0.15
"""Share of a person's shifts of a kind that the person does not work."""
NIGHTS = 5
"""Nights in four weeks at most."""
WISHES = {True: 1.6, False: 1.0}
"""Runs of wished, and of unwished, shifts that a person names in four weeks."""

Random = np.random.Generator
Request = tuple[str, int, str, int]


def draw(people: int, weeks: int, seed: int) -> Instance:
    """Draw an instance of so many people and weeks."""
    random = np.random.default_rng([people, weeks, seed])
    shifts = _shifts(people)
    staff = tuple(_person(f"P{n}", shifts, weeks, random) for n in range(people))
    days = 7 * weeks
    return Instance(
        f"{people}x{weeks}",
        days,
        shifts,
        {shift: frozenset(o for o in shifts if _part(o) < _part(shift)) for shift in shifts},
        staff,
        {person.id: _leave(weeks, random) for person in staff},
        _requests(True, staff, shifts, weeks, random),
        _requests(False, staff, shifts, weeks, random),
        _cover(staff, shifts, days, random),
    )


def _shifts(people: int) -> dict[str, int]:
    """Minutes of each shift: early, day, late and night ones, more of a kind for more people."""
    names = [f"{part}{n}" for n in range(1, 2 + people // 40) for part in "edln"]
    return {name: 600 if name[0] == "n" else 480 for name in sorted(names, key=_part)}


def _part(shift: str) -> int:
    """Part of the day: no shift of an earlier one follows the next day."""
    return "edln".index(shift[0])


def _person(name: str, shifts: dict[str, int], weeks: int, random: Random) -> Person:
    minutes, longest, shortest, off, weekends = CONTRACTS[random.choice(len(CONTRACTS), p=SHARES)]
    most = {
        shift: 0
        if random.random() < FORBIDDEN
        else (NIGHTS * weeks // 4 if shift[0] == "n" else 7 * weeks)
        for shift in shifts
    }
    if not any(most.values()):
        most[next(iter(shifts))] = 7 * weeks
    least, most_minutes = (minutes - SLACK) * weeks // 4, minutes * weeks // 4
    return Person(name, most, most_minutes, least, longest, shortest, off, weekends * weeks // 4)


def _leave(weeks: int, random: Random) -> tuple[int, ...]:
    """Two days in each four weeks, one after the other."""
    firsts = [28 * month + int(random.integers(0, 26)) for month in range(weeks // 4)]
    return tuple(day for first in firsts for day in (first, first + 1))


def _requests(
    wished: bool, staff: tuple[Person, ...], shifts: dict[str, int], weeks: int, random: Random
) -> tuple[Request, ...]:
    found: dict[tuple[str, int], Request] = {}
    for person in staff:
        possible = [shift for shift in shifts if person.most[shift]]
        for _ in range(random.poisson(WISHES[wished] * weeks / 4)):
            first, length = int(random.integers(0, 7 * weeks)), int(random.integers(1, 5))
            shift, weight = str(random.choice(possible)), int(random.integers(1, 4))
            for day in range(first, min(first + length, 7 * weeks)):
                found.setdefault((person.id, day), (person.id, day, shift, weight))
    return tuple(found.values())


def _cover(
    staff: tuple[Person, ...], shifts: dict[str, int], days: int, random: Random
) -> dict[tuple[int, str], tuple[int, int, int]]:
    """Want as many heads as fill all contracts, fewest at night."""
    weight = np.array([0.4 if shift[0] == "n" else 1.0 for shift in shifts])
    weight *= random.uniform(0.6, 1.4, len(shifts))
    minutes = sum(person.most_minutes for person in staff) / days
    each = minutes * weight / (weight @ np.array(list(shifts.values())))
    return {
        (day, shift): (int(random.poisson(mean / 3) + round(2 * mean / 3)), UNDER, OVER)
        for day in range(days)
        for shift, mean in zip(shifts, each.tolist(), strict=True)
    }
