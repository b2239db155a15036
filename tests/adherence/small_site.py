"""A site of six agents and two queues, one day of it: plan, states and recorded counts."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from tests.adherence.build import MONDAY, STATES, ZONE, at, log, rows, shift, week
from wfm.adherence.report import Report, policy_of, report
from wfm.model import Agent, Channel, OpeningHours, Queue, ServiceGoal, Site

HOURS = OpeningHours((((540, 720),),) * 5 + ((), ()))
GOAL = ServiceGoal(service_level=0.8, threshold=20)
CALLS = Queue(
    *("calls", Channel.VOICE, "calls", HOURS, GOAL), patience_seconds=300, contact_value=10
)
SALES = Queue(*("sales", Channel.VOICE, "sales", HOURS, GOAL), patience_seconds=300)
MAIL = Queue(
    *("mail", Channel.EMAIL, "mail", HOURS, ServiceGoal(service_level=None)), response_minutes=240
)
SKILLS = {
    "ana": {"calls"},
    "ben": {"calls"},
    "cleo": {"calls"},
    "dan": {"calls", "sales"},
    "eve": {"sales"},
    "finn": {"mail"},
}


def site(*queues: Queue, shrinkage: float = 0.0) -> Site:
    agents = tuple(
        Agent(name, name.title(), "red" if name < "d" else "blue", "all", frozenset(skills),
              hourly_cost=20, external_agent_id=f"x-{name}")
        for name, skills in SKILLS.items()
    )  # fmt: skip
    return Site(
        *("Small", ZONE, None, 0, 30, shrinkage, "EUR", queues or (CALLS, SALES, MAIL)),
        work_plans={},
        agents=agents,
        state_map=STATES.codes,
    )


def schedule():
    """All are on queue from nine to twelve; ben has a break at ten."""
    whole = ("09:00", "on_queue"), ("12:00", "")
    broken = ("09:00", "on_queue"), ("10:00", "break"), ("10:30", "on_queue"), ("12:00", "")
    return week(*(shift(name, *(broken if name == "ben" else whole)) for name in SKILLS))


def states() -> pd.DataFrame:
    """ana never comes, cleo is away from eleven to half past; the others do as planned."""
    start, end = ("09:00", "talking"), ("12:00", "logout")
    events = [
        rows("ben", start, ("10:00", "break"), ("10:30", "talking"), end),
        rows("cleo", start, ("11:00", "break"), ("11:30", "talking"), end),
        *(rows(name, start, end) for name in ("dan", "eve", "finn")),
    ]
    known = [row for of_agent in events for row in of_agent]
    return log([{**row, "external_agent_id": f"x-{row['external_agent_id']}"} for row in known])


def intervals() -> list[pd.Timestamp]:
    return [pd.Timestamp(at("09:00") + timedelta(minutes=30 * i)) for i in range(6)]


def frames(the_site: Site, volume: float = 1.25, aht: float = 200.0) -> tuple[pd.DataFrame, ...]:
    """Forecast, requirement and recorded history: more and longer contacts than forecast."""
    base = [
        {"interval_start": start, "interval_minutes": 30, "queue": queue.name,
         "channel": queue.channel.value}
        for queue in the_site.queues for start in intervals()
    ]  # fmt: skip
    forecast = [{**row, "contacts": 20.0, "aht_seconds": 180.0} for row in base]
    required = [{**row, "net_requirement": 3.0, "gross_requirement": 3.3} for row in base]
    recorded = [
        {**row, "offered": 20.0 * volume, "handled": 20.0, "abandoned": 20.0 * volume - 20,
         "answered_within_threshold": 15.0, "abandoned_within_threshold": 2.0,
         "talk_seconds": 20 * (aht - 30), "hold_seconds": 0.0, "acw_seconds": 20 * 30.0,
         "wait_seconds_answered": 600.0, "backlog_end": float("nan")}
        for row in base
    ]  # fmt: skip
    return pd.DataFrame(forecast), pd.DataFrame(required), pd.DataFrame(recorded)


def small_report(**policy: object) -> Report:
    the_site = site()
    forecast, required, recorded = frames(the_site)
    return report(
        the_site, schedule(), states(), policy_of(the_site, **policy), forecast, required, recorded
    )


__all__ = ["MONDAY", "frames", "intervals", "schedule", "site", "small_report", "states"]
