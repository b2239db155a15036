"""A schedule's week simulated, beside what the staffing model predicts of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wfm.errors import InputError, InputProblem
from wfm.model import GoalPeriod, Schedule, Site
from wfm.planning.predicted_kpis import goal_in_words, goal_met, predicted_kpis
from wfm.planning.week_demand import WeekDemand, demand_met_by
from wfm.planning.what_it_takes import Extra, missed_with_all, what_it_takes
from wfm.simulation import FIGURES, chance_of, simulate
from wfm.timegrid import TimeGrid
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    from wfm.simulation import Simulated

PREDICTED = {
    "contacts": "offered",
    "handled": "answered",
    "service_level": "service_level",
    "asa_seconds": "asa_seconds",
    "abandonment": "abandonment",
    "occupancy": "occupancy",
}
"""Predicted figure → the simulated one that it stands beside."""
EVEN_CHANCE = 0.5
"""Below it, a goal is more likely missed than met."""
FAR_OFF = 0.05
"""Difference of service levels, beyond the margin, that is told."""
KEYS = ["interval_start", "interval_minutes", "queue"]


@dataclass(frozen=True, slots=True)
class SimulatedWeek:
    """Figures of `Simulated.figures` and, with the prefix `predicted_`, of the staffing model."""

    intervals: pd.DataFrame
    """By `interval_start`, `interval_minutes`, `queue`."""
    days: pd.DataFrame
    """By `queue` and local `date`, judged as `queues`."""
    queues: pd.DataFrame
    """By `queue`, with `runs_met`: in how many runs the week met the queue's goal, and the chance
    of it, `goal_chance`, with its margin."""
    warnings: tuple[Phrase, ...] = ()
    """Goals that are more likely missed than met, what it would take to meet them, and formulas
    that are far off."""


def demand_to_simulate(
    site: Site, forecast: pd.DataFrame, schedule: Schedule, backlog: Mapping[str, float]
) -> WeekDemand:
    """Staff the schedule's week, deferred work laid into the heads that the schedule has.

    Raises
    ------
    InputError
        For a forecast without an interval of the week, or one that does not fit the site.
    """
    rows = _of_week(forecast, schedule.week, site)
    return demand_met_by(schedule, site, rows, backlog)


def simulate_demand(
    demand: WeekDemand,
    schedule: Schedule,
    *,
    runs: int,
    seed: int,
    uncertain: bool = True,
    heads: pd.DataFrame | None = None,
) -> SimulatedWeek:
    """Simulate a schedule against its demand, and predict it; as `wfm.simulation.simulate`.

    `heads` are those of the schedule as its search shared them out; else they are counted.
    """
    site = demand.site
    if heads is None:
        heads = demand.heads_of(schedule)
    coverage = demand.coverage(heads)
    found = simulate(
        site,
        demand.forecast,
        (*site.previous, *schedule.shifts),
        heads,
        runs=runs,
        seed=seed,
        uncertain=uncertain,
        backlog=demand.backlog,
    )
    local = found.rows["interval_start"].dt.tz_convert(site.time_zone)
    found.rows["date"] = local.dt.date
    kpis = predicted_kpis(coverage, demand.forecast, site)
    week = _beside(_judged(found, site, ["queue"]), kpis[kpis["date"].isna()], ["queue"])
    return SimulatedWeek(
        _beside(found.figures(KEYS), coverage, KEYS),
        _beside(_judged(found, site, ["queue", "date"]), kpis, ["queue", "date"]),
        week,
        tuple(_warnings(week, demand, schedule, coverage, seed)),
    )


def _of_week(forecast: pd.DataFrame, week: date, site: Site) -> pd.DataFrame:
    grid = TimeGrid(site.time_zone, week, 7, site.interval_minutes)
    start = forecast["interval_start"]
    rows = forecast[(start >= grid.start) & (start < grid.at(len(grid)))]
    if rows.empty:
        what = phrase("plan.forecast_of_other_week", week=week)
        raise InputError(
            [InputProblem(what, phrase("do.forecast_of_week"), field="interval_start")]
        )
    return rows.reset_index(drop=True)


def _beside(found: pd.DataFrame, predicted: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Put what is predicted beside what was simulated."""
    known = [figure for figure in PREDICTED if figure in predicted]
    names = {figure: f"predicted_{PREDICTED[figure]}" for figure in known}
    return found.merge(predicted[[*keys, *known]].rename(columns=names), on=keys)


def _judged(found: Simulated, site: Site, by: list[str]) -> pd.DataFrame:
    """Give figures, in how many runs they met the queue's goal, and the chance of it.

    A goal of the week is not judged by the day.
    """
    queues = {queue.name: queue for queue in site.queues}
    met: Counter[tuple[object, ...]] = Counter()
    known: Counter[tuple[object, ...]] = Counter()
    for row in found.of_runs(by).to_dict("records"):
        queue = queues[row["queue"]]
        of_a_part = "date" in by and queue.goal.counted_over is GoalPeriod.WEEK
        judged = None if of_a_part else goal_met(queue, {name: row[name] for name in FIGURES})
        key = tuple(row[name] for name in by)
        met[key] += bool(judged)
        known[key] += judged is not None
    figures = found.figures(by)
    keys = [tuple(row) for row in figures[by].to_numpy(object)]
    chances = np.array([chance_of(met[key], known[key]) for key in keys]).reshape(-1, 2)
    figures.insert(len(by), "runs_met", [met[key] for key in keys])
    figures.insert(len(by) + 1, "goal_chance", chances[:, 0])
    figures.insert(len(by) + 2, "goal_chance_margin", chances[:, 1])
    return figures


def _warnings(
    week: pd.DataFrame, demand: WeekDemand, schedule: Schedule, coverage: pd.DataFrame, seed: int
) -> Iterator[Phrase]:
    """Name goals that are more likely missed than met, and formulas that are far off."""
    queues = {queue.name: queue for queue in demand.site.queues}
    rows, extras, missed = week.to_dict("records"), list[Extra](), list[Phrase]()
    for row in rows:
        queue = queues[row["queue"]]
        if row["goal_chance"] + row["goal_chance_margin"] < EVEN_CHANCE:
            text = phrase(
                "simulation.at_risk", queue=queue.name, chance=row["goal_chance"],
                goal=goal_in_words(queue),
                level=row["service_level"], margin=row["service_level_margin"],
            )  # fmt: skip
            missed.append(text)
            extra = what_it_takes(demand, schedule, coverage, queue, seed)
            if extra is not None:
                missed.append(_remedy(extra, demand.site.currency))
                extras.extend([extra] if extra.enough else [])
    if len(extras) > 1:
        still = missed_with_all(demand, schedule, coverage, extras, seed)
        yield _in_all(extras, still, demand.site.currency)
    yield from missed
    for row in rows:
        off = abs(row["predicted_service_level"] - row["service_level"])
        if off > FAR_OFF + row["service_level_margin"]:
            yield phrase(
                "simulation.apart", queue=row["queue"],
                predicted=row["predicted_service_level"],
                level=row["service_level"], margin=row["service_level_margin"],
            )  # fmt: skip


def _remedy(extra: Extra, currency: str) -> Phrase:
    """Tell what a goal would take that the week is likely to miss."""
    queue = extra.queue
    if not extra.enough:
        return phrase(
            "simulation.out_of_reach", queue=queue.name, agents=extra.agents, skill=queue.skill,
            level=extra.level, margin=extra.margin,
        )  # fmt: skip
    return phrase(
        "simulation.would_take", queue=queue.name, agents=extra.agents, skill=queue.skill,
        hours=extra.hours, cost=extra.cost or None, currency=currency if extra.cost else None,
        level=extra.level, margin=extra.margin,
    )  # fmt: skip


def _in_all(extras: Sequence[Extra], missed: Sequence[str], currency: str) -> Phrase:
    """Tell what these goals would take together, and which of them simulated weeks still miss."""
    cost = sum(extra.cost for extra in extras) or None
    return phrase(
        "simulation.would_take_in_all", queues=tuple(extra.queue.name for extra in extras),
        agents=sum(extra.agents for extra in extras), hours=sum(extra.hours for extra in extras),
        cost=cost, currency=currency if cost else None, missed=tuple(missed) or None,
    )  # fmt: skip
