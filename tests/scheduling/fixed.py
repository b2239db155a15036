"""Fix an agent's week and ask both the solver's tables and the checker about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from tests.work_plans import contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    Shift,
    Site,
)
from wfm.scheduling import build_problem, check
from wfm.scheduling.decode import to_roster
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.tours.roster import own_price

MONDAY = date(2026, 1, 5)
PLAN = contract("plan", (0, 10000), (0, 7), (480,), 0, 1860, maximum_consecutive_days=7)
"""Allows nearly everything; a test narrows it."""
ALWAYS = Queue("calls", Channel.VOICE, "calls", OpeningHours((((0, 1440),),) * 7), ServiceGoal())
HEADS = pd.DataFrame(
    {"interval_start": pd.Series([], dtype="datetime64[us, UTC]"), "interval_minutes": [],
     "queue": [], "gross_requirement": []}
)  # fmt: skip


class Verdict(NamedTuple):
    """What solver and checker say of a fixed week."""

    refused: bool
    """By the solver's tables."""
    price: int
    """Of the agent's own rules, by the solver's tables."""
    broken: frozenset[str]
    """Hard rules that the checker finds broken."""
    costs: Mapping[str, int]
    """By the checker, per rule."""


def at(day: int, hour: float) -> datetime:
    return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day, hours=hour)


def shift(day: int, start: float, hours: float = 8, pauses: Iterable[tuple[str, float, int]] = ()):
    """A shift of A1; pauses are (code, hours after the start, minutes)."""
    now, end = at(day, start), at(day, start + hours)
    parts = []
    for code, after, minutes in pauses:
        begin = at(day, start + after)
        done = begin + timedelta(minutes=minutes)
        parts += [Activity("ON", ActivityCategory.ON_QUEUE, now, begin, queue="calls")]
        parts += [Activity(code, ActivityCategory.BREAK, begin, done)]
        now = done
    parts.append(Activity("ON", ActivityCategory.ON_QUEUE, now, end, queue="calls"))
    return Shift(f"A1-{day}", "A1", MONDAY + timedelta(days=day), tuple(parts))


def judge(shifts: Sequence[Shift], *, plan: Mapping[str, Any] = {}, agent=None, given=(), locked=(),
          locked_off=(), ledger=None, queue: Queue = ALWAYS, **site: Any) -> Verdict:  # fmt: skip
    """Fix a week for the only agent of a site and ask about it."""
    one = agent or Agent("A1", "Ann", "team", "plan", frozenset({"calls"}))
    centre = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (queue,),
                  {"plan": changed(PLAN, **plan)}, (one,), **site)  # fmt: skip
    problem = build_problem(centre, HEADS, MONDAY, given=given, locked=locked,
                            locked_off=locked_off, ledger=ledger)  # fmt: skip
    assert not problem.stuck
    schedule = Schedule("site", MONDAY, tuple(shifts))
    roster, strangers = to_roster(problem, schedule)
    findings = [f for f in check(problem, schedule) if f.rule != "Coverage"]
    costs: dict[str, int] = {}
    for finding in findings:
        if finding.price:
            costs[finding.rule] = costs.get(finding.rule, 0) + finding.price
    price = 0 if strangers else int(own_price(problem.tours, 0, roster.option[0]))
    broken = frozenset(finding.rule for finding in findings if finding.hard)
    return Verdict(bool(strangers), price, broken, costs)


def accepted(verdict: Verdict) -> bool:
    """Neither refuses, and neither asks a price."""
    return verdict == (False, 0, frozenset(), {})


def refused(verdict: Verdict, rule: str) -> bool:
    """Both refuse, the checker for that rule alone."""
    return verdict.refused and verdict.broken == {rule}


def priced(verdict: Verdict, rule: str, price: int) -> bool:
    """Both ask that price, the checker for that rule alone."""
    return verdict == (False, price, frozenset(), {rule: price})


def pause(code: str, minutes: int, earliest: int, latest: int, **more: Any) -> ActivityRule:
    return ActivityRule(code, ActivityCategory.BREAK, minutes, True, earliest, latest, **more)
