"""Curtois–Qu rostering instances: read, expressed with the product's rules, priced independently.

The instances count shifts, not intervals. Each shift type therefore gets one hour of the day to
itself, in which its cover is required, and declares the minutes for which it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd

from tests.work_plans import TypedShift, contract
from wfm.model import (
    Agent,
    Channel,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    ShiftRequest,
    Site,
    TimeOff,
    WorkPlan,
)
from wfm.scheduling import Problem, build_problem
from wfm.scheduling.rules import RULES, Coverage

MONDAY = date(2026, 1, 5)
COUNTED_BY_WEEK = {"Paid hours per week", "Days per week"}
"""Rules that the instances do not have: they count over the horizon."""


@dataclass(frozen=True, slots=True)
class Person:
    """A row of SECTION_STAFF."""

    id: str
    most: dict[str, int]
    most_minutes: int
    least_minutes: int
    longest_run: int
    shortest_run: int
    shortest_days_off: int
    most_weekends: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A published instance as it is written."""

    name: str
    days: int
    minutes: dict[str, int]
    not_before: dict[str, frozenset[str]]
    staff: tuple[Person, ...]
    days_off: dict[str, tuple[int, ...]]
    on_requests: tuple[tuple[str, int, str, int], ...]
    off_requests: tuple[tuple[str, int, str, int], ...]
    cover: dict[tuple[int, str], tuple[int, int, int]]
    """(day, shift) → required, weight of each missing person, weight of each surplus one."""


def read_instance(path: Path) -> Instance:
    """Read an instance file."""
    sections: dict[str, list[list[str]]] = {}
    for line in path.read_text().splitlines():
        if line.startswith("SECTION_"):
            rows = sections.setdefault(line.strip(), [])
        elif line.strip() and not line.startswith("#"):
            rows.append(line.strip().split(","))
    return Instance(
        path.stem,
        int(sections["SECTION_HORIZON"][0][0]),
        {row[0]: int(row[1]) for row in sections["SECTION_SHIFTS"]},
        {row[0]: frozenset(filter(None, row[2].split("|"))) for row in sections["SECTION_SHIFTS"]},
        tuple(_person(row) for row in sections["SECTION_STAFF"]),
        {row[0]: tuple(map(int, row[1:])) for row in sections["SECTION_DAYS_OFF"]},
        tuple((a, int(d), s, int(w)) for a, d, s, w in sections["SECTION_SHIFT_ON_REQUESTS"]),
        tuple((a, int(d), s, int(w)) for a, d, s, w in sections["SECTION_SHIFT_OFF_REQUESTS"]),
        {
            (int(d), s): (int(need), int(under), int(over))
            for d, s, need, under, over in sections["SECTION_COVER"]
        },
    )


def _person(row: list[str]) -> Person:
    most = dict(part.split("=") for part in row[1].split("|"))
    return Person(row[0], {s: int(n) for s, n in most.items()}, *map(int, row[2:]))


def express(instance: Instance) -> Problem:
    """Express an instance with the product's rules.

    Raises
    ------
    ValueError
        If weights differ from cover row to cover row.
    """
    weights = {(under, over) for _, under, over in instance.cover.values()}
    if len(weights) != 1:
        raise ValueError(f"{instance.name}: weights differ from row to row")
    under, over = weights.pop()
    return build_problem(
        _site(instance),
        _requirement(instance),
        MONDAY,
        days=instance.days,
        rules=[rule for rule in RULES if rule.name not in COUNTED_BY_WEEK],
        coverage=Coverage(under, 0, over),
    )


def _site(instance: Instance) -> Site:
    hours = OpeningHours((((0, 1440),),) * 7)
    requests = [(*request, True) for request in instance.on_requests]
    requests += [(*request, False) for request in instance.off_requests]
    return Site(
        name=instance.name,
        time_zone="UTC",
        country=None,
        week_start=0,
        interval_minutes=60,
        shrinkage=0.0,
        currency="EUR",
        queues=(Queue("cover", Channel.VOICE, "any", hours, ServiceGoal()),),
        work_plans={person.id: _plan(instance, person) for person in instance.staff},
        agents=tuple(Agent(p.id, p.id, "all", p.id, frozenset({"any"})) for p in instance.staff),
        time_off=tuple(
            TimeOff(person, _at(day, 0), _at(day + 1, 0), "off")
            for person, days in instance.days_off.items()
            for day in days
        ),
        shift_requests=tuple(
            ShiftRequest(person, MONDAY + timedelta(days=day), shift, wanted, weight)
            for person, day, shift, weight, wanted in requests
        ),
    )


def _plan(instance: Instance, person: Person) -> WorkPlan:
    return contract(
        name=person.id,
        paid_minutes_per_week=(0, 7 * 1440),
        days_per_week=(0, 7),
        shift_minutes=(60,),
        earliest_start=0,
        latest_end=1440,
        minimum_rest=0,
        maximum_consecutive_days=person.longest_run,
        maximum_weekends=person.most_weekends,
        minimum_consecutive_days=person.shortest_run,
        minimum_days_off=person.shortest_days_off,
        minutes_in_horizon=(person.least_minutes, person.most_minutes),
        shift_types=tuple(
            TypedShift(
                shift, 60 * hour, 60, minutes, person.most.get(shift), instance.not_before[shift]
            )
            for hour, (shift, minutes) in enumerate(instance.minutes.items())
        ),
    )


def _requirement(instance: Instance) -> pd.DataFrame:
    hour = {shift: number for number, shift in enumerate(instance.minutes)}
    rows = [
        (_at(day, hour[shift]), 60, "cover", need)
        for (day, shift), (need, _, _) in instance.cover.items()
    ]
    return pd.DataFrame(
        rows, columns=["interval_start", "interval_minutes", "queue", "gross_requirement"]
    )


def _at(day: int, hour: int) -> datetime:
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) + timedelta(
        days=day, hours=hour
    )


Worked = dict[tuple[str, int], str]
"""(person, day) → shift."""


def worked_in(instance: Instance, schedule: Schedule) -> Worked:
    """Translate a schedule of the product into the instance's own terms."""
    shifts = list(instance.minutes)
    return {(s.agent_id, (s.date - MONDAY).days): shifts[s.start.hour] for s in schedule.shifts}


def penalty(instance: Instance, worked: Worked) -> int:
    """Sum the weights of refused requests and of missing and surplus people."""
    total = sum(w for p, d, s, w in instance.on_requests if worked.get((p, d)) != s)
    total += sum(w for p, d, s, w in instance.off_requests if worked.get((p, d)) == s)
    for (day, shift), (need, under, over) in instance.cover.items():
        have = sum(worked.get((person.id, day)) == shift for person in instance.staff)
        total += under * max(0, need - have) + over * max(0, have - need)
    return total


def faults(instance: Instance, worked: Worked) -> list[str]:
    """List the hard rules that are broken, by the instance's definitions and nothing else."""
    found = []
    for person in instance.staff:
        days = [worked.get((person.id, day)) for day in range(instance.days)]
        found += [f"{person.id}: {text}" for text in _person_faults(instance, person, days)]
    return found


def _person_faults(instance: Instance, person: Person, days: list[str | None]) -> list[str]:
    found = []
    shifts = [shift for shift in days if shift]
    if any(days[day] for day in instance.days_off.get(person.id, ())):
        found.append("works on a day off")
    minutes = sum(instance.minutes[shift] for shift in shifts)
    if not person.least_minutes <= minutes <= person.most_minutes:
        found.append(f"{minutes} minutes")
    if any(shifts.count(shift) > most for shift, most in person.most.items()):
        found.append("too many shifts of a type")
    for before, after in pairwise(days):
        if before and after and after in instance.not_before[before]:
            found.append(f"{after} after {before}")
    weekends = sum(any(days[day + 5 : day + 7]) for day in range(0, instance.days, 7))
    if weekends > person.most_weekends:
        found.append(f"{weekends} weekends")
    for kind, length, inside in _runs(days):
        least = person.shortest_run if kind else person.shortest_days_off
        if inside and length < least:
            found.append(f"a run of {length} days {'on' if kind else 'off'}")
        if kind and length > person.longest_run:
            found.append(f"works {length} days in a row")
    return found


def _runs(days: list[str | None]) -> list[tuple[bool, int, bool]]:
    """Runs of days on and off: kind, length, and whether both ends lie inside the horizon."""
    borders = [0, *(d for d in range(1, len(days)) if bool(days[d]) != bool(days[d - 1]))]
    ends = [*borders[1:], len(days)]
    return [
        (bool(days[begin]), end - begin, begin > 0 and end < len(days))
        for begin, end in zip(borders, ends, strict=True)
    ]
