"""Random small sites with everything that can happen to a week, from a seed alone."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from tests.work_plans import contract, terms
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Availability,
    Channel,
    ClockChange,
    Meeting,
    OpeningHours,
    Preference,
    PreferenceKind,
    Queue,
    ServiceGoal,
    Shift,
    Site,
    TimeOff,
    WorkPlan,
)
from wfm.scheduling import Problem, build_problem
from wfm.scheduling.rules.breaks import ActivityRule

WEEKS = (
    ("UTC", date(2026, 1, 5)),
    ("Europe/Berlin", date(2026, 3, 23)),
    ("Europe/Berlin", date(2026, 3, 30)),
    ("Europe/Berlin", date(2026, 10, 19)),
    ("America/New_York", date(2026, 3, 2)),
    ("America/New_York", date(2026, 10, 26)),
)
"""In all but the first, clocks change in the week or on its eve."""
HOURS = {"day": (420, 1200), "late": (480, 1560), "always": (0, 1440)}
SKILLS = ("calls", "chat", "mail")


@dataclass(frozen=True)
class Case:
    """A random site and what comes with its week."""

    site: Site
    first: date
    requirement: pd.DataFrame
    ledger: dict[str, dict[str, float]]
    given: tuple[Shift, ...]
    locked: tuple[Shift, ...]

    def problem(self) -> Problem:
        return build_problem(
            self.site,
            self.requirement,
            self.first,
            ledger=self.ledger,
            given=self.given,
            locked=self.locked,
        )


def random_case(seed: int) -> Case:
    draw = random.Random(seed)
    zone, first = draw.choice(WEEKS)
    hours = draw.choice(list(HOURS))
    queues = tuple(_queue(name, hours) for name in SKILLS[: draw.randint(1, 3)])
    plans = {name: _plan(draw, name, hours) for name in ("full", "part", "flexible")}
    agents = tuple(
        Agent(
            f"A{n}",
            f"Agent {n}",
            "team",
            draw.choice(list(plans)),
            frozenset(draw.sample(SKILLS[: len(queues)], draw.randint(1, len(queues)))),
            start_date=first + timedelta(days=draw.randint(1, 5)) if draw.random() < 0.1 else None,
        )
        for n in range(draw.randint(2, 6))
    )
    site = Site(
        "site", zone, None, 0, draw.choice((15, 30)), 0.0, "EUR", queues, plans, agents,
        time_off=tuple(_some(draw, agents, 0.3, lambda a: _time_off(draw, a, zone, first))),
        availability=tuple(_some(draw, agents, 0.2, lambda a: _availability(draw, a, first))),
        preferences=tuple(_some(draw, agents, 0.4, lambda a: _wish(draw, a, first))),
        meetings=_meetings(draw, agents, zone, first),
        previous=tuple(_previous(draw, agents, plans, zone, first)),
        clock_change=ClockChange.ELAPSED,
    )  # fmt: skip
    ledger = {
        agent.id: {
            kind: round(draw.uniform(-1, 2), 2) for kind in ("weekend", "night", "late", "wish")
        }
        for agent in agents
        if draw.random() < 0.3
    }
    days = draw.sample(range(7), 2)
    locked = [s for a in agents for d in days for s in _maybe_shift(draw, a, site, first, d, 0.15)]
    given = [
        s for a in agents for d in range(7) for s in _maybe_shift(draw, a, site, first, d, 0.5)
    ]
    return Case(
        site,
        first,
        _requirement(draw, site, first, len(agents)),
        ledger,
        tuple(given) if draw.random() < 0.3 else (),
        tuple(replace(shift, locked=True) for shift in locked),
    )


def _some(draw, agents, share, make):
    return [make(agent) for agent in agents if draw.random() < share]


def _queue(name: str, hours: str) -> Queue:
    channel = Channel.EMAIL if name == "mail" else Channel.VOICE
    return Queue(name, channel, name, OpeningHours(((HOURS[hours],),) * 7), ServiceGoal())


def _plan(draw: random.Random, name: str, hours: str) -> WorkPlan:
    lengths = {"full": (480,), "part": (300,), "flexible": (360, 480)}[name]
    days = {"full": (5, 5), "part": (3, 4), "flexible": (3, 5)}[name]
    step = draw.choice((30, 60))
    opens, closes = HOURS[hours]
    start, end = (0, 1860) if hours == "always" else (opens, closes)
    breaks = [
        ActivityRule("BRK", ActivityCategory.BREAK, 15, True, 60, 180),
        ActivityRule("MEAL", ActivityCategory.MEAL, 30, False, 150, 300, (480,)),
    ]
    if draw.random() < 0.3:
        breaks.append(ActivityRule("BRK", ActivityCategory.BREAK, 15, True, 240, 420, (480,)))
    if hours == "day" and draw.random() < 0.2:
        breaks[1] = replace(breaks[1], earliest=0, latest=480, clock=(660, 840))
    paid = [length - 30 * (length == 480) for length in lengths]
    return contract(
        name,
        (min(paid) * days[0], max(paid) * days[1]),
        days,
        lengths,
        start,
        end,
        start_step=step,
        weekly_start_window=draw.choice((None, None, 60, 120)),
        activities=tuple(breaks),
        minimum_gap=draw.choice((0, 0, 60)),
        maximum_stretch=draw.choice((None, None, 270)),
        minimum_rest=draw.choice((600, 660, 720)),
        maximum_consecutive_days=draw.choice((3, 5, 6)),
        consecutive_days_off=draw.choice((None, 2)),
        consecutive_days_off_required=draw.random() < 0.3,
        weekdays=frozenset(range(7 if draw.random() < 0.7 else 6)),
        maximum_weekend_days=draw.choice((None, None, 1)),
    )


def instant(zone: str, day: date, minutes: int) -> datetime:
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _time_off(draw: random.Random, agent: Agent, zone: str, first: date) -> TimeOff:
    day = first + timedelta(days=draw.randint(-1, 6))
    if draw.random() < 0.4:
        start, minutes = draw.randrange(420, 1000, 20), draw.choice((60, 110, 240))
        begin = instant(zone, day, start)
        return TimeOff(
            agent.id, begin, begin + timedelta(minutes=minutes), "x", draw.random() < 0.5
        )
    end = day + timedelta(days=draw.randint(1, 3))
    return TimeOff(agent.id, instant(zone, day, 0), instant(zone, end, 0), "x")


def _availability(draw: random.Random, agent: Agent, first: date) -> Availability:
    start = draw.choice((0, 360, 600, 900))
    return Availability(
        agent.id,
        frozenset(draw.sample(range(7), draw.randint(1, 3))),
        start,
        start + draw.choice((300, 600, 1200)),
        draw.random() < 0.4,
        *_dates(draw, first),
    )


def _dates(draw: random.Random, first: date) -> tuple[date | None, date | None]:
    """Give the dates between which something counts: often always."""
    begin = first + timedelta(days=draw.randint(0, 4))
    end = begin + timedelta(days=draw.randint(0, 3))
    return draw.choice(((None, None), (None, None), (begin, end), (None, end), (begin, None)))


def _wish(draw: random.Random, agent: Agent, first: date) -> Preference:
    start = draw.randrange(300, 900, 60)
    return Preference(
        agent.id,
        draw.choice(list(PreferenceKind)),
        frozenset(draw.sample(range(7), 3)),
        start,
        start + 180,
        draw.randint(1, 9),
        *_dates(draw, first),
    )


def _meetings(draw: random.Random, agents, zone: str, first: date) -> tuple[Meeting, ...]:
    if draw.random() < 0.5:
        return ()
    day = first + timedelta(days=draw.randint(0, 6))
    start = instant(zone, day, draw.randrange(60, 1100, 25))
    minutes = draw.choice((30, 45))
    ids = tuple(agent.id for agent in draw.sample(agents, 2))
    end = start + timedelta(minutes=minutes)
    return (Meeting("Team", ids, start, end, minutes, paid=draw.random() < 0.6),)


def a_shift(agent: Agent, site: Site, day: date, start: int, length: int) -> Shift:
    """A shift with the plan's pauses as early as their windows and gaps let them."""
    plan = terms(site.work_plans[agent.work_plan])
    begin = instant(site.time_zone, day, start)
    parts, now = [], 0
    for rule in sorted(
        (r for r in plan.activities if r.applies_to(length)), key=lambda r: r.earliest
    ):
        first = rule.clock[0] - start if rule.clock else 0
        at = max(rule.earliest, first, now + max(plan.minimum_gap, 60))
        parts += [("ON", ActivityCategory.ON_QUEUE, now, at, True)]
        parts += [(rule.code, rule.category, at, at + rule.minutes, rule.paid)]
        now = at + rule.minutes
    parts += [("ON", ActivityCategory.ON_QUEUE, now, length, True)]
    minute = timedelta(minutes=1)
    activities = tuple(
        Activity(code, category, begin + a * minute, begin + b * minute, paid)
        for code, category, a, b, paid in parts
    )
    return Shift(f"{agent.id}-{day}", agent.id, day, activities)


def _maybe_shift(draw, agent, site, first, day, share):
    plan = terms(site.work_plans[agent.work_plan])
    if draw.random() < share:
        length = draw.choice(plan.shift_minutes)
        start = draw.randrange(plan.earliest_start, plan.latest_end - length + 1, plan.start_step)
        if start < 1440:
            shift = a_shift(agent, site, first + timedelta(days=day), start, length)
            local = shift.start.astimezone(ZoneInfo(site.time_zone))
            if local.date() == shift.date:
                yield shift


def _previous(draw, agents, plans, zone, first):
    for agent in agents:
        if draw.random() < 0.4:
            continue
        site = Site("", zone, None, 0, 15, 0, "", (), plans, agents)
        for back in range(1, draw.randint(1, 6)):
            yield from _maybe_shift(draw, agent, site, first, -back, 1.0)


def _requirement(draw: random.Random, site: Site, first: date, agents: int) -> pd.DataFrame:
    rows = []
    for queue in site.queues:
        base = draw.uniform(0.2, 1.5) * agents / (3 * len(site.queues))
        for day in range(7):
            begin, end = queue.hours.on(first + timedelta(days=day))[0]
            last = instant(site.time_zone, first + timedelta(days=day), end)
            at = instant(site.time_zone, first + timedelta(days=day), begin)
            while at < last:
                heads = round(base * draw.uniform(0.5, 1.5), 2)
                rows.append((at, site.interval_minutes, queue.name, heads))
                at += timedelta(minutes=site.interval_minutes)
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return pd.DataFrame(rows, columns=names)
