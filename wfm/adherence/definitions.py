"""What the words of a report of planned against actual mean, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wfm.figures import explained

FIGURES: Final = (
    *("adherence", "conformance", "required", "required_net", "scheduled", "actual", "absent"),
    *("service_level", "asa", "abandonment", "occupancy", "aht", "share_in_window"),
    *("oldest_age_minutes", "schedule_efficiency", "shrinkage_planned", "shrinkage_unplanned"),
    *("cost_per_contact", "turnover", "satisfaction", "value_lost", "cost_per_value"),
)


def definitions() -> Mapping[str, str]:
    """Say what each word means: the figures, then what else the sheets name."""
    figures = (explained(name) for name in FIGURES)
    return {**{figure.title: figure.words for figure in figures}, **DEFINITIONS}


DEFINITIONS: Final = MappingProxyType(
    {
        "In, out, neutral, ignored": "Each pair of scheduled and actual category has one impact, "
        "by a table that the site can change. Neutral and ignored time is not graded. A break or "
        "meal spent logged off is in only after the agent has come to the shift.",
        "Unknown": "The feed was silent, or the recorded state has no category. Never out.",
        "Tolerance": "A deviation of at most this length that touches an edge of its activity is "
        "no exception.",
        "Silent feed": "A feed is believed until the agents due on shift have together been due "
        "for ten hours since its last word (never sooner than 15 minutes), unless one fixed time "
        "was chosen; one agent's state is believed for twelve hours.",
        "Under, over": "Heads below and above the requirement, apart: their sum hides gaps. "
        "Unknown heads count as working where actual heads are compared.",
        "Planned": "By the staffing model: forecast demand met by the scheduled heads. The service "
        "level of deferred work is the share answered in its window; idle agents of blended queues "
        "do it too, here as in the figures predicted and in the bridge.",
        "Predicted": "By the staffing model: recorded demand met by the recorded heads.",
        "Bridge": "From the forecast met by the required heads to what is predicted, all causes "
        "together in small steps: volume, AHT, absence, adherence, routing (agents of several "
        "queues served another one than the schedule meant), schedule fit. Each is given what the "
        "service level changed by while it moved. Residual shrinkage is set against adherence. "
        "Of deferred work it explains the share answered in its window.",
        "Remedy": "The one that costs least for each head it brings, of those at hand in the "
        "interval. Assumed, as no site declares it: overtime costs 1.5 × the hourly cost; a "
        "meeting or training that is put off is paid twice; hiring costs one shift, the shortest "
        "that a contract has; moving breaks, lending spare heads and coming back cost nothing.",
    }
)
