"""How fast recorded states are measured, and the running day followed.

Invented states of 1,000 agents with some 500,000 a month: how long it takes to recompute one to
twelve months, week by published week as the service and the command do it, and how feeds of up to
ten events a second from each agent are kept up with.
"""

from __future__ import annotations

import resource
import sys
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.adherence.live import Live
from wfm.adherence.mapping import StateMap
from wfm.adherence.measure import Policy, measure
from wfm.adherence.state_events import read_events
from wfm.model import Activity, ActivityCategory, Schedule, Shift

ZONE = "Europe/Berlin"
FIRST = date(2026, 1, 5)
AGENTS, STATES_A_DAY = 1000, 24
STATES = StateMap({"READY": "on_queue", "TALK": "on_queue", "BREAK": "break", "MEAL": "meal"})
PARTS = ((0, "on_queue"), (120, "break"), (135, "on_queue"), (240, "meal"), (270, "on_queue"))
LENGTH = 510
NAMES = np.array([f"a{agent}" for agent in range(AGENTS)], dtype=object)
CODES = np.array(["READY", "TALK", "BREAK"], dtype=object)


def shifts(first: date, days: int) -> list[Shift]:
    """Five days a week from `first`, a Monday, of eight and a half hours for everybody."""
    found = []
    midnight = datetime.combine(first, datetime.min.time(), ZoneInfo(ZONE))
    for day in range(days):
        if day % 7 > 4:
            continue
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
            found.append(Shift(f"{agent}-{start.date()}", f"a{agent}", start.date(), activities))
    return found


def states(first: date, days: int, a_day: int = STATES_A_DAY) -> pd.DataFrame:
    """States at random moments of every shift, in the order of time."""
    rng = np.random.default_rng(1)
    working = [day for day in range(days) if day % 7 < 5]
    agent = np.repeat(np.arange(AGENTS), len(working) * a_day)
    day = np.tile(np.repeat(working, a_day), AGENTS)
    second = np.sort(rng.integers(0, LENGTH * 60, (AGENTS * len(working), a_day)), axis=1).ravel()
    begin = int(datetime.combine(first, datetime.min.time(), ZoneInfo(ZONE)).timestamp())
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


def recompute(weeks: int) -> tuple[int, float]:
    """Number of states of some weeks, and seconds of process time to measure one after another."""
    count, seconds = 0, 0.0
    for week in range(weeks):
        first = FIRST + timedelta(weeks=week)
        events, schedule = states(first, 7), Schedule("bench", first, tuple(shifts(first, 7)))
        start = process_time()
        measured = measure(schedule, events, Policy(STATES), time_zone=ZONE)
        seconds += process_time() - start
        count += len(events)
        assert measured.sum().tally.scheduled_seconds == len(schedule.shifts) * LENGTH * 60
    return count, seconds


def at_once(weeks: int) -> tuple[int, float]:
    """As `recompute`, with all the weeks in one schedule."""
    days = 7 * weeks
    events, schedule = states(FIRST, days), Schedule("bench", FIRST, tuple(shifts(FIRST, days)))
    start = process_time()
    measure(schedule, events, Policy(STATES), time_zone=ZONE, days=days)
    return len(events), process_time() - start


def follow(seconds: int, rate: int, step: int) -> tuple[int, float, int]:
    """Events, process seconds and most events held while a morning is followed step by step.

    `rate` events a second come from all agents together; every `step` seconds they are taken in,
    what is old enough is settled, and everybody's place on the board is asked for.
    """
    rng = np.random.default_rng(2)
    live = Live(Schedule("bench", FIRST, tuple(shifts(FIRST, 1))), Policy(STATES), time_zone=ZONE)
    midnight = datetime.combine(FIRST, datetime.min.time(), ZoneInfo(ZONE))
    begin = int((midnight + timedelta(hours=9)).timestamp())
    count, held, spent = step * rate, 0, 0.0
    for second in range(0, seconds, step):
        batch = _batch(rng, begin + second, step, count)
        start = process_time()
        live.apply(batch)
        now = datetime.fromtimestamp(begin + second + step, UTC)
        live.settle(now)
        live.board(now)
        spent += process_time() - start
        held = max(held, live.held)
    return seconds * rate, spent, held


def _batch(rng: np.random.Generator, begin: int, step: int, count: int) -> pd.DataFrame:
    """Invent checked events within some seconds."""
    at = np.sort(rng.integers(0, step * 1_000_000, count)) + begin * 1_000_000
    return pd.DataFrame(
        {
            "event_id": np.char.add(f"{begin}-", np.arange(count).astype(str)).astype(object),
            "source_id": np.full(count, "acd", dtype=object),
            "external_agent_id": NAMES[rng.integers(0, AGENTS, count)],
            "state_code": CODES[rng.choice(3, count, p=[0.5, 0.45, 0.05])],
            "reason_code": np.full(count, "", dtype=object),
            "started_at": pd.to_datetime(at, unit="us", utc=True).astype("datetime64[us, UTC]"),
            "is_logged_on": True,
            "is_snapshot": False,
            "batch_id": np.full(count, "", dtype=object),
        }
    )


def peak_memory() -> float:
    """Megabytes of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the tables; the argument is the most months to recompute (0: none)."""
    longest = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(f"{'events/s':>8} {'every':>6} {'events':>11} {'seconds':>8} {'kept up':>8} {'held':>9}")
    for rate, step, length in ((10, 60, 1200), (100, 60, 1200), (1000, 5, 1200), (10_000, 5, 1800)):
        count, seconds, held = follow(length, rate, step)
        kept_up = length / seconds
        print(
            f"{rate:>8,} {step:>4} s {count:>11,} {seconds:>8.1f} {kept_up:>7.1f}× {held:>9,}",
            flush=True,
        )
    print(f"peak memory {peak_memory():,.0f} MB\n")
    months = [number for number in (1, 3, 6, 12) if number <= longest]
    for name, measured in (("week by week", recompute), ("all at once", at_once)):
        columns = f"{'states':>10} {'seconds':>8} {'states/s':>10} {'growth':>7} {'peak MB':>8}"
        print(f"{name:>12} {columns}")
        first = 0.0
        for number in months:
            count, seconds = measured(round(number * 52 / 12))
            first = first or seconds / count
            print(
                f"{number:>5} months {count:>10,} {seconds:>8.2f} {count / seconds:>10,.0f} "
                f"{seconds / count / first:>7.2f} {peak_memory():>8,.0f}",
                flush=True,
            )
    print("growth: seconds per state, over those of one month")


if __name__ == "__main__":
    main()
