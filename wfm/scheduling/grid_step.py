"""How finely a horizon is cut, so that every shift and activity begins and ends on the grid."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import gcd
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Site
from wfm.words import phrase

_STEPS = (60, 30, 15, 10, 6, 5)
_MINUTE = timedelta(minutes=1)


def grid_step(site: Site, day: date) -> int:
    """Minutes of the longest interval on whose borders every shift and activity can begin and end.

    Raises
    ------
    InputError
        If not even five minutes are short enough.
    """
    from wfm.scheduling.rules.settings import RuleSettings  # whose package imports this module

    lengths = [site.interval_minutes]
    noon = datetime.combine(day, datetime.min.time()).replace(hour=12)
    for zone in {agent.time_zone or site.time_zone for agent in site.agents}:
        there = noon.replace(tzinfo=ZoneInfo(zone))
        apart = there - noon.replace(tzinfo=ZoneInfo(site.time_zone))
        lengths.append(apart // _MINUTE)  # clocks elsewhere may be 15 minutes from the hour
    for plan in site.work_plans.values():
        for settings in plan.rules.values():
            if isinstance(settings, RuleSettings):
                lengths += settings.grid_minutes()
    common = gcd(*lengths)
    for step in _STEPS:
        if common % step == 0:
            return step
    raise InputError(
        [
            InputProblem(
                phrase("check.five_minutes"),
                phrase("do.five_minutes"),
                file="work_plans.toml",
            )
        ]
    )
