"""Sites of hundreds to thousands of agents, drawn from a seed, as folders that `wfm plan` reads.

python -m tests.benchmarks.large_sites --agents 3000 --time-limit 180

Four contracts, agents who cannot work late, early, at weekends or on a day, wishes, four queues
that share some of their agents, and ten weeks of history with two peaks a day, scaled so that the
work of the week asks for 97 % of what the agents can give. The search alone is measured: price,
bound, time and memory. `--write DIR` only writes the folder; `--processor` counts the processor's
seconds for each worker, where other programs use the machine too.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import Site
from wfm.planning import read_inputs
from wfm.planning.pipeline import demand_of_site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.planning.week_demand import first_day, staffed_demand
from wfm.scheduling import Limits, solve
from wfm.scheduling.bound.master_lp import MasterLP, Shares
from wfm.sites import read_site

FIRST, WEEKS = date(2026, 1, 5), 10
NEXT_WEEK = FIRST + timedelta(weeks=WEEKS)
OPENS, CLOSES, MINUTES = 360, 1320, 15
ASKED = 0.97
"""Share of the heads that agents can give which the week requires."""
AHT = {"orders": 240, "service": 300, "billing": 360, "technical": 480}
"""Queue → seconds; a site of fewer queues has the first."""
ALONE = 0.6
"""Share of agents with one skill; the others serve the next queue, too."""
PEAKS = (630, 900)
WEEKDAYS = np.array([1.12, 1.04, 1.0, 0.98, 0.96, 0.62, 0.48])
NOISE = 0.06
"""Relative spread of a day's and of an interval's contacts, beside chance."""


class Contract(NamedTuple):
    """Days; hours of presence, paid and on queue of each; breaks as (minutes, earliest, latest)."""

    share: float
    days: int
    shift: float
    paid: float
    on_queue: float
    pauses: tuple[tuple[int, int, int], ...]
    meal: tuple[int, int, int] | None


CONTRACTS = {
    "five_days": Contract(
        0.52, 5, 8.5, 8, 7.5, ((15, 60, 150), (15, 345, 435)), (30, 180, 300)
    ),
    "four_days": Contract(
        0.17, 4, 10.5, 10, 9.5, ((15, 90, 210), (15, 420, 540)), (30, 240, 360)
    ),
    "four_short": Contract(0.14, 4, 4, 4, 3.75, ((15, 90, 150),), None),
    "four_middle": Contract(0.17, 4, 6.5, 6, 5.75, ((15, 270, 330),), (30, 150, 240)),
}  # fmt: skip
AVAILABLE = {
    "mon-sun,06:00,18:00,available": 0.11,
    "mon-sun,11:00,22:00,available": 0.16,
    "sat-sun,00:00,24:00,unavailable": 0.09,
}
DAY_AWAY = 0.24
"""Share of agents with a weekday on which they cannot work, of those who can at weekends."""
WISHES = ("06:00,09:00", "09:00,12:00", "11:00,22:00")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SITE = f"""\
name = "Large"
time_zone = "UTC"
week_start = "monday"
interval_minutes = {MINUTES}
shrinkage = 0.1
currency = "EUR"
"""


def write_large_site(folder: Path, agents: int, seed: int, queues: int = len(AHT)) -> Path:
    """Draw a site, write its tables to a folder and return it."""
    aht = dict(islice(AHT.items(), queues))
    random = np.random.default_rng((seed, agents))
    folder.mkdir(parents=True, exist_ok=True)
    plans = random.choice(len(CONTRACTS), agents, p=[c.share for c in CONTRACTS.values()])
    skills = [_skills(number % queues, queues, random) for number in range(agents)]
    tables = {
        "site.toml": [SITE.rstrip()],
        "work_plans.toml": _work_plans(),
        "queues.csv": _queues(aht),
        "agents.csv": _agents(plans, skills, list(aht)),
        "availability.csv": _availability(agents, random),
        "preferences.csv": _preferences(agents, random),
    }
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    hours = np.array([c.days * c.on_queue for c in CONTRACTS.values()])[plans]
    given = np.zeros(queues)
    for own, mine in zip(skills, hours, strict=True):
        given[own] += mine / len(own)
    site = read_site(folder, history=False, states=False).site
    rates = _scaled(site, _rates(aht, random), ASKED * given)
    history = "\n".join(_history(rates, aht, random)) + "\n"
    (folder / "history.csv").write_text(history, encoding="utf-8")
    return folder


def _skills(queue: int, queues: int, random: np.random.Generator) -> list[int]:
    alone = random.random() < ALONE or queues == 1
    return [queue] if alone else [queue, (queue + 1) % queues]


def _work_plans() -> Iterator[str]:
    for name, c in CONTRACTS.items():
        yield f"[{name}]"
        yield f"min_paid_hours_per_week = {c.days * c.paid}"
        yield f"max_paid_hours_per_week = {c.days * c.paid}"
        yield f"min_days_per_week = {c.days}"
        yield f"max_days_per_week = {c.days}"
        yield f"shift_hours = [{c.shift}]"
        yield 'earliest_start = "06:00"\nlatest_end = "22:00"'
        yield "start_step_minutes = 30\nweekly_start_window_minutes = 90"
        yield "minimum_rest_hours = 11\nconsecutive_days_off = 2"
        for number, pause in enumerate(c.pauses, 1):
            yield from _activity(name, f"Break {number}", "break", "true", pause)
        if c.meal:
            yield from _activity(name, "Meal", "meal", "false", c.meal)


def _activity(
    plan: str, code: str, category: str, paid: str, window: tuple[int, int, int]
) -> Iterator[str]:
    minutes, earliest, latest = window
    yield f'[[{plan}.activities]]\ncode = "{code}"\ncategory = "{category}"\nminutes = {minutes}'
    yield f"paid = {paid}\nearliest_minutes = {earliest}\nlatest_minutes = {latest}"


def _queues(aht: Mapping[str, int]) -> Iterator[str]:
    yield "queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds"
    for name in aht:
        yield f"{name},voice,{name},mon-sun 06:00-22:00,0.8,20,400"


def _agents(plans: NDArray[np.int64], skills: list[list[int]], queues: list[str]) -> Iterator[str]:
    names = list(CONTRACTS)
    yield "agent_id,name,team,work_plan,skills,hourly_cost"
    for number, (plan, own) in enumerate(zip(plans, skills, strict=True)):
        team = f"Team {number // 15}"
        mine = "|".join(queues[queue] for queue in own)
        yield f"A{number:05},Agent {number:05},{team},{names[plan]},{mine},24.00"


def _availability(agents: int, random: np.random.Generator) -> Iterator[str]:
    yield "agent_id,weekdays,from,to,kind"
    kinds, shares = [*AVAILABLE, ""], [*AVAILABLE.values(), 1 - sum(AVAILABLE.values())]
    for number in range(agents):
        kind, away = kinds[random.choice(len(kinds), p=shares)], random.random() < DAY_AWAY
        if kind:
            yield f"A{number:05},{kind}"
        if away and not kind.startswith("sat"):
            yield f"A{number:05},{random.choice(DAYS)},00:00,24:00,unavailable"


def _preferences(agents: int, random: np.random.Generator) -> Iterator[str]:
    yield "agent_id,weekdays,from,to,kind,weight"
    for number in range(agents):
        yield f"A{number:05},mon-sun,{random.choice(WISHES)},start_between,2"


def _rates(aht: Mapping[str, int], random: np.random.Generator) -> pd.DataFrame:
    """Two peaks a day, later by queue, on days of a week; contacts by interval, unscaled."""
    times = np.arange(OPENS, CLOSES, MINUTES)
    parts = []
    for name, seconds in aht.items():
        later, width = random.uniform(-45, 45), random.uniform(80, 130)
        hills = [np.exp(-(((times - peak - later) / width) ** 2)) for peak in PEAKS]
        shape = 0.25 + hills[0] + random.uniform(0.6, 0.95) * hills[1]
        for day in range(7):
            starts = pd.Timestamp(NEXT_WEEK, tz="UTC") + pd.to_timedelta(
                day * 1440 + times, unit="min"
            )
            contacts = shape * WEEKDAYS[day] * 100 / seconds
            parts.append(
                pd.DataFrame(
                    {
                        "interval_start": starts, "interval_minutes": MINUTES, "queue": name,
                        "contacts": contacts, "aht_seconds": float(seconds),
                    }
                )
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _scaled(site: Site, rates: pd.DataFrame, hours: NDArray[np.float64]) -> pd.DataFrame:
    """Let each queue require so many head-hours."""
    target = pd.Series(hours, index=list(dict.fromkeys(rates["queue"])))
    for _ in range(4):
        rows = staffed_demand(site, NEXT_WEEK, rates, {}).requirement
        needed = rows.groupby("queue")["gross_requirement"].sum() * MINUTES / 60
        factor = rates["queue"].map(target / needed)
        rates = rates.assign(contacts=rates["contacts"] * factor)
    return rates


def _history(
    rates: pd.DataFrame, aht: Mapping[str, int], random: np.random.Generator
) -> Iterator[str]:
    yield "interval_start,interval_minutes,queue,channel,offered,handled,talk_seconds"
    for week in range(WEEKS):
        ago = timedelta(weeks=WEEKS - week)
        days = 1 + NOISE / 2 * random.standard_normal((len(aht), 7))
        for queue, name in enumerate(aht):
            mine = rates[rates["queue"] == name]
            off = np.repeat(days[queue], len(mine) // 7)
            off = off * (1 + NOISE * random.standard_normal(len(mine)))
            counts = random.poisson(mine["contacts"].to_numpy() * np.maximum(off, 0.2))
            for start, calls in zip(mine["interval_start"], counts, strict=True):
                at = (start - ago).isoformat()
                yield f"{at},{MINUTES},{name},voice,{calls},{calls},{aht[name] * calls}"


def searched(folder: Path, limits: Limits) -> dict[str, Any]:
    """Search for the week's shifts; gives what came out, and seconds of each step."""
    begun, took = time.monotonic(), dict[str, float]()

    def done(step: str) -> None:
        took[step] = round(time.monotonic() - begun - sum(took.values()), 1)

    inputs = read_inputs(folder)
    done("read")
    first, options = first_day(inputs.site, inputs.history, None), PlanOptions(limits)
    demand = demand_of_site(inputs, first, options)
    done("forecast and staff")
    problem = problem_of(demand, options)
    done("problem")
    trace: list[tuple[float, int | None, int | None]] = []

    def hear(now: Any) -> None:
        if not trace or trace[-1][1:] != (now.objective, now.bound):
            trace.append((round(now.seconds), now.objective, now.bound))

    found = solve(problem, limits, hear)
    done("search")
    gap = None if found.gap is None else f"{found.gap:.2%}"
    return {
        "agents": len(inputs.site.agents), "price": found.objective, "bound": found.bound,
        "gap": gap, "status": found.status, "seconds": took, "trace": trace,
    }  # fmt: skip


@contextmanager
def processor_clock(workers: int) -> Iterator[None]:
    """Count the processor's seconds for each worker; HiGHS, which would not, has no limit."""
    whole = MasterLP.solve

    def solved(master: MasterLP, columns: Any, least: Any, _: float | None = None) -> Shares | None:
        return whole(master, columns, least)

    clock = patch.object(time, "monotonic", lambda: time.process_time() / workers)
    with clock, patch.object(MasterLP, "solve", solved):
        yield


def main() -> None:
    """Read the arguments, draw, search, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--queues", type=int, default=4, choices=range(1, len(AHT) + 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--write", type=Path, metavar="DIR")
    asked = parser.parse_args()
    if asked.write:
        write_large_site(asked.write, asked.agents, asked.seed, asked.queues)
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write_large_site(folder, asked.agents, asked.seed, asked.queues)
        if asked.processor:
            stack.enter_context(processor_clock(asked.workers))
        found = searched(folder, Limits(asked.time_limit, workers=asked.workers))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**found, "peak_mb": peak}))


if __name__ == "__main__":
    main()
