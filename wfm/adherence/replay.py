"""A record of single contacts, call by call, as interval history and as agent states.

A frame of contacts has `queue`, `arrived_at` (UTC), `wait_seconds`, `answered` (False: gave up),
`handle_seconds` and `agent_id` ("" where it is not recorded).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.adherence.state_events import no_events, read_events

BUSY, IDLE = "ON_CONTACT", "AVAILABLE"


def interval_history(
    contacts: pd.DataFrame, interval_minutes: int, threshold_seconds: float
) -> pd.DataFrame:
    """Count contacts by queue and interval of arrival, in the columns of a site's history.

    Handle times count in the interval of arrival and stand in `talk_seconds`.
    """
    answered = contacts["answered"].astype(bool)
    short = contacts["wait_seconds"] <= threshold_seconds
    counted = pd.DataFrame(
        {
            "interval_start": contacts["arrived_at"].dt.floor(f"{interval_minutes}min"),
            "queue": contacts["queue"],
            "offered": 1.0,
            "handled": answered.astype(float),
            "abandoned": (~answered).astype(float),
            "answered_within_threshold": (answered & short).astype(float),
            "abandoned_within_threshold": (~answered & short).astype(float),
            "talk_seconds": contacts["handle_seconds"].where(answered, 0.0),
            "hold_seconds": 0.0,
            "acw_seconds": 0.0,
            "wait_seconds_answered": contacts["wait_seconds"].where(answered, 0.0),
        }
    )
    history = counted.groupby(["queue", "interval_start"], as_index=False).sum()
    return history.assign(interval_minutes=float(interval_minutes), backlog_end=np.nan)


def busy_states(contacts: pd.DataFrame, source_id: str = "contacts") -> pd.DataFrame:
    """Events that show every known agent busy while at least one contact is handled, else idle."""
    known = contacts[contacts["answered"].astype(bool) & (contacts["agent_id"] != "")]
    parts = [
        _states_of(str(agent), own, source_id)
        for agent, own in known.groupby("agent_id", sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else no_events()


def _states_of(agent: str, contacts: pd.DataFrame, source_id: str) -> pd.DataFrame:
    start = contacts["arrived_at"] + pd.to_timedelta(contacts["wait_seconds"], unit="s")
    end = start + pd.to_timedelta(contacts["handle_seconds"], unit="s")
    changes = pd.concat([pd.Series(1, start), pd.Series(-1, end)])
    level = changes.groupby(level=0).sum().sort_index().cumsum()
    busy = level > 0
    busy = busy[busy != busy.shift(fill_value=False)]
    rows = {
        "event_id": [f"{agent}-{moment.isoformat()}" for moment in busy.index],
        "source_id": source_id,
        "external_agent_id": agent,
        "state_code": np.where(busy, BUSY, IDLE),
        "started_at": busy.index,
    }
    return read_events(pd.DataFrame(rows))
