"""Residual shrinkage as recorded states show it, offered as the site's own for the next plans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from wfm.model import Site
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.demand import SETTINGS
from wfm.store.entities import Stored
from wfm.store.sites import site_zone
from wfm.store.weeks import week_states
from wfm.timegrid import week_begin

if TYPE_CHECKING:
    from wfm.adherence.learned_shrinkage import LearnedShrinkage
    from wfm.service.adherence_reports import Reports


def shrinkage_of_site(reports: Reports, site: str, weeks: int) -> LearnedShrinkage | None:
    """Learn from the last published weeks that have begun; None where no states are known.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    from wfm.adherence.learned_shrinkage import learned_shrinkage

    with reports.database.reading() as tx:
        zone = site_zone(tx, site)
        states = week_states(tx, site)
    today = now().astimezone(zone).date()
    begun = [week for week, state in states.items() if state.published and week <= today]
    measured = [reports.of(site, week).report.measured for week in begun[-weeks:]]
    return learned_shrinkage(measured, zone.key)


def accept_shrinkage(tx: Connection, actor: str, site: str, shrinkage: float) -> Stored[Site]:
    """Plan with this residual shrinkage from now on; queues with one of their own keep it.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    found = SETTINGS.get(tx, site, site)
    value = SETTINGS.value({**SETTINGS.document(found.value), "shrinkage": shrinkage})
    return SETTINGS.change(tx, actor, site, site, found.version, value)


def next_week(today: date, week_start: int) -> date:
    """Give the first day of the week after a day's own."""
    return week_begin(today, week_start) + timedelta(days=7)
