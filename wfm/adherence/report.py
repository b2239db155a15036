"""Planned against actual for one week of a site: everything that a manager is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from wfm.adherence.actions import Action, actions
from wfm.adherence.bridge import Bridge, bridges
from wfm.adherence.categories import ACTUAL_NAMES, SCHEDULED_NAMES, UNSCHEDULED, Impact
from wfm.adherence.comparison import compare
from wfm.adherence.figures import Figures
from wfm.adherence.grading import runs
from wfm.adherence.kpis import no_scores, queue_kpis, total_kpis
from wfm.adherence.mapping import StateMap
from wfm.adherence.measure import Measurement, Policy, measure
from wfm.adherence.priorities import act_first
from wfm.adherence.site_kpis import SiteKpis, site_kpis
from wfm.adherence.verdict import verdicts
from wfm.model import Schedule, Site
from wfm.words import Phrase

NO_MINUTES: Mapping[str, int] = MappingProxyType({})


class Explanation:
    """Why a week went as it did: worked out when asked for, since it takes as long as all else."""

    def __init__(self, seen: pd.DataFrame, site: Site) -> None:
        self._seen, self._site = seen, site

    @cached_property
    def bridges(self) -> tuple[Bridge, ...]:
        """Say for every queue what moved its service level."""
        return bridges(self._seen, self._site)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Say what to do first."""
        return actions(self._seen, self._site)


@dataclass(frozen=True, slots=True)
class Report:
    """A week measured, compared and explained."""

    site: Site
    schedule: Schedule
    measured: Measurement
    intervals: pd.DataFrame
    explanation: Explanation
    kpis: pd.DataFrame
    totals: pd.DataFrame
    """Key figures over all queues, by day and for the week."""
    site_kpis: SiteKpis
    priorities: pd.DataFrame
    holiday_minutes: Mapping[str, int] = field(default_factory=lambda: NO_MINUTES)
    """Agent → paid minutes of closed days."""

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """Say for every queue what moved its service level."""
        return self.explanation.bridges

    @property
    def actions(self) -> tuple[Action, ...]:
        """Say what to do first."""
        return self.explanation.actions

    @property
    def verdicts(self) -> tuple[Phrase, ...]:
        """Say of every queue how its week went."""
        return verdicts(self.kpis, self.bridges, self.actions, self.site)

    @property
    def overall(self) -> Figures:
        """Figures of the whole site and week."""
        return self.measured.sum()

    def of_teams(self, teams: Collection[str]) -> Report:
        """Leave out the agents of all other teams, and what would tell of anybody's pay."""
        agents = tuple(agent for agent in self.site.agents if agent.team in teams)
        own = {agent.id for agent in agents}
        measured = self.measured.of(own)
        shifts = tuple(shift for shift in self.schedule.shifts if shift.agent_id in own)
        site = replace(self.site, agents=agents)
        kpis = site_kpis(measured, site, self.intervals, None, self.holiday_minutes)
        return replace(
            self,
            site=site,
            schedule=replace(self.schedule, shifts=shifts),
            measured=measured,
            site_kpis=replace(
                kpis,
                cost=None,
                outsourcing_cost=None,
                cost_per_contact=None,
                satisfaction=self.site_kpis.satisfaction,
            ),
            priorities=self.priorities.assign(remedy_cost=np.nan, cost_per_value=np.nan),
        )

    def by_agent(self) -> Mapping[str, Figures]:
        """Figures of the week per agent, in the site's order."""
        return self.measured.sums(lambda row: row.agent_id, self.measured.agents)

    def by_team(self) -> Mapping[str, Figures]:
        """Figures of the week per team."""
        team = {agent.id: agent.team for agent in self.site.agents}
        return self.measured.sums(
            lambda row: team.get(row.agent_id, ""), dict.fromkeys(team.values())
        )

    def by_day(self) -> Mapping[date, Figures]:
        """Figures of the site per local date."""
        days = sorted({row.date for row in self.measured.rows})
        return self.measured.sums(lambda row: row.date, days)


def policy_of(site: Site, **choices: object) -> Policy:
    """Grade by a site's own state map and external agent ids, unless something else is chosen."""
    external = {a.external_agent_id: a.id for a in site.agents if a.external_agent_id}
    own = {"states": StateMap(site.state_map), "external_ids": external}
    return Policy(**{**own, **choices})  # type: ignore[arg-type]


def report(
    site: Site,
    schedule: Schedule,
    log: pd.DataFrame,
    policy: Policy,
    forecast: pd.DataFrame,
    requirement: pd.DataFrame,
    history: pd.DataFrame,
    until: datetime | None = None,
    satisfaction: pd.DataFrame | None = None,
    hired_hours: float = 8.0,
    holiday_minutes: Mapping[str, int] = NO_MINUTES,
) -> Report:
    """Measure one published week and compare it with its plan (frames as in `comparison`).

    Nothing is known after `until`: the rest of a running week is neither in nor out.
    `satisfaction` has `answered_at`, `queue` and `score`. Whoever is hired to help is paid
    `hired_hours` at least. `holiday_minutes` are those of closed days that contracts pay, per
    agent.
    """
    measured = measure(
        schedule,
        log,
        policy,
        time_zone=site.time_zone,
        agents=[agent.id for agent in site.agents],
        until=until,
        employed={agent.id: (agent.start_date, agent.end_date) for agent in site.agents},
    )
    scores = no_scores() if satisfaction is None else satisfaction
    intervals = compare(measured, site, forecast, requirement, history, until)
    seen = intervals[intervals["actual"].notna()].reset_index(drop=True)
    return Report(
        site,
        schedule,
        measured,
        intervals,
        Explanation(seen, site),
        queue_kpis(intervals, site, scores=scores),
        total_kpis(intervals, site, scores=scores),
        site_kpis(measured, site, intervals, scores, holiday_minutes),
        act_first(seen, measured, site, hired_hours),
        holiday_minutes,
    )


def exceptions(measured: Measurement) -> pd.DataFrame:
    """Every uninterrupted deviation: who, when, how long, and what instead of what.

    Deviations within the tolerance and authorised ones are none. Unscheduled work is listed with
    the impact `unscheduled`, whether it counts or not.
    """
    run = runs(measured.slices)
    part = measured.slices.where(run >= 0)
    _, first = np.unique(run[run >= 0], return_index=True)
    after = np.append(first, len(part.start))[1:]
    names = np.array(ACTUAL_NAMES, dtype=object)[part.actual]
    done = [dict.fromkeys(names[a:b]) for a, b in zip(first, after, strict=True)]
    start, end, scheduled = part.start[first], part.end[after - 1], part.scheduled[first]
    return pd.DataFrame(
        {
            "agent_id": np.array(measured.agents, dtype=object)[part.agent[first]],
            "start": pd.to_datetime(start, unit="s", utc=True),
            "end": pd.to_datetime(end, unit="s", utc=True),
            "seconds": end - start,
            "scheduled": np.array(SCHEDULED_NAMES, dtype=object)[scheduled],
            "actual": pd.Series([" · ".join(one) for one in done], dtype=object),
            "impact": np.where(scheduled == UNSCHEDULED, "unscheduled", Impact.OUT.name.lower()),
        }
    )
