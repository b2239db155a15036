"""How fast recorded states are measured, and the running day followed.

Invented states of 1,000 agents with some 500,000 a month: how long a recompute takes from one to
twelve months, and how a feed of ten events a second per thousand agents is kept up with.
"""

from __future__ import annotations

import resource
import sys
from datetime import date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.adherence.events import read_events
from wfm.adherence.live import Live
from wfm.adherence.mapping import StateMap
from wfm.adherence.measure import Policy, measure
from wfm.model import Activity, ActivityCategory, Schedule, Shift

ZONE = "Europe/Berlin"
FIRST = date(2026, 1, 5)
AGENTS, STATES_A_DAY = 1000, 24
STATES = StateMap({"READY": "on_queue", "TALK": "on_queue", "BREAK": "break", "MEAL": "meal"})
PARTS = ((0, "on_queue"), (120, "break"), (135, "on_queue"), (240, "meal"), (270, "on_queue"))
LENGTH = 510


def shifts(days: int) -> list[Shift]:
    """Five days a week of eight and a half hours for everybody."""
    found = []
    for day in range(days):
        if day % 7 > 4:
            continue
        midnight = datetime.combine(FIRST, datetime.min.time(), ZoneInfo(ZONE))
        for agent in range(AGENTS):
            start = midnight + timedelta(days=day, minutes=420 + agent % 12 * 30)
            ends = [minute for minute, _ in PARTS[1:]] + [LENGTH]
            activities = tuple(
                Activity(
                    category,
                    ActivityCategory(category),
                    start + timedelta(minutes=begin),
                    start + timedelta(minutes=end),
                )
                for (begin, category), end in zip(PARTS, ends, strict=True)
            )
            found.append(Shift(f"{agent}-{day}", f"a{agent}", start.date(), activities))
    return found


def states(days: int, a_day: int = STATES_A_DAY) -> pd.DataFrame:
    """States at random moments of every shift, in the order of time."""
    rng = np.random.default_rng(1)
    working = [day for day in range(days) if day % 7 < 5]
    agent = np.repeat(np.arange(AGENTS), len(working) * a_day)
    day = np.tile(np.repeat(working, a_day), AGENTS)
    second = np.sort(rng.integers(0, LENGTH * 60, (AGENTS * len(working), a_day)), axis=1).ravel()
    begin = int(datetime.combine(FIRST, datetime.min.time(), ZoneInfo(ZONE)).timestamp())
    at = begin + day * 86400 + (420 + agent % 12 * 30) * 60 + second
    codes = rng.choice(["READY", "TALK", "BREAK", "MEAL"], len(at), p=[0.45, 0.45, 0.07, 0.03])
    last = np.tile(np.append(np.zeros(a_day - 1, bool), True), AGENTS * len(working))
    frame = pd.DataFrame(
        {
            "event_id": np.char.add("e", np.arange(len(at)).astype(str)),
            "source_id": "acd",
            "external_agent_id": np.char.add("a", agent.astype(str)),
            "state_code": codes,
            "reason_code": "",
            "started_at": pd.to_datetime(at, unit="s", utc=True),
            "is_logged_on": ~last,
        }
    )
    return read_events(frame.sort_values("started_at", ignore_index=True))


def recompute(months: int) -> tuple[int, float]:
    """Number of states of some months, and seconds of process time to measure them."""
    days = 30 * months
    events = states(days)
    schedule = Schedule("bench", FIRST, tuple(shifts(days)))
    start = process_time()
    measured = measure(schedule, events, Policy(STATES), time_zone=ZONE, days=days)
    seconds = process_time() - start
    assert measured.sum().tally.scheduled_seconds == len(schedule.shifts) * LENGTH * 60
    return len(events), seconds


def follow(minutes: int, events_a_second: int) -> tuple[int, float, int]:
    """Events, process seconds and most events held while a morning is followed minute by minute."""
    rng = np.random.default_rng(2)
    live = Live(Schedule("bench", FIRST, tuple(shifts(1))), Policy(STATES), time_zone=ZONE)
    begin = datetime.combine(FIRST, datetime.min.time(), ZoneInfo(ZONE)) + timedelta(hours=9)
    count, held, spent = 60 * events_a_second, 0, 0.0
    for minute in range(minutes):
        now = begin + timedelta(minutes=minute)
        seconds = np.sort(rng.integers(0, 60, count))
        batch = read_events(
            pd.DataFrame(
                {
                    "event_id": [f"{minute}-{i}" for i in range(count)],
                    "external_agent_id": [f"a{a}" for a in rng.integers(0, AGENTS, count)],
                    "state_code": rng.choice(
                        ["READY", "TALK", "BREAK"], count, p=[0.5, 0.45, 0.05]
                    ),
                    "started_at": [now + timedelta(seconds=int(s)) for s in seconds],
                }
            )
        )
        start = process_time()
        live.apply(batch)
        live.settle(now + timedelta(minutes=1))
        live.board(now + timedelta(minutes=1))
        spent += process_time() - start
        held = max(held, live.held)
    return minutes * count, spent, held


def main() -> None:
    """Print both tables."""
    longest = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(f"{'months':>6} {'states':>10} {'seconds':>8} {'states/s':>10} {'growth':>7}")
    first = 0.0
    for months in sorted({1, 3, 6, 12} & set(range(1, longest + 1))):
        count, seconds = recompute(months)
        first = first or seconds
        rate = count / seconds
        print(f"{months:>6} {count:>10,} {seconds:>8.2f} {rate:>10,.0f} {seconds / first:>7.2f}")
    print(f"\n{'events/s':>8} {'events':>8} {'seconds':>8} {'kept up':>8} {'held':>8}")
    for rate in (10, 100):
        count, seconds, held = follow(20, rate)
        print(f"{rate:>8} {count:>8,} {seconds:>8.2f} {20 * 60 / seconds:>7.0f}× {held:>8,}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
