"""The running day of a site, followed from the stored events.

Every process follows for itself what others store: nothing depends on which of them took a batch.
What is in memory is bounded (see `wfm.adherence.live`); the day is played again from the store when
the schedule, the grading or the site changes, when events come in too late to be added, and at
midnight.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from wfm.adherence.figures import Figures, Stamp, figures
from wfm.adherence.live import AgentNow, Live
from wfm.adherence.live_sources import SourceNow
from wfm.adherence.measure import window
from wfm.adherence.methods import method
from wfm.adherence.tally import total
from wfm.model import Agent, Schedule, Shift, Site
from wfm.service.adherence_reports import LEAD, stored_policy, whole_site
from wfm.service.state_intake import event_frame
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.feed_refusals import FeedRefusals, refusals_of_feeds
from wfm.store.schedules import load_schedule, published
from wfm.store.sites import load_site_core, site_revision
from wfm.store.states import (
    latest_of_sources,
    newest_state,
    sources_of_agents,
    states_after,
    states_page,
)
from wfm.store.states_grading import grading
from wfm.timegrid import week_begin

CHUNK: Final = 10_000
"""Events in memory at once while a day is caught up with."""
PATIENCE: Final = 10
"""Late events wait this many times as long as it took to play the day before."""
FRESH: Final = timedelta(seconds=0.9)
"""How long one answer serves all who ask."""
REMEMBERED: Final = timedelta(days=7)
"""How long a source that says nothing any more is still missed."""


class LiveDayBasis(NamedTuple):
    """What a day is played from, besides the events."""

    day: date
    schedules: tuple[int, ...]
    """Numbers of the published schedules whose shifts touch the day; 0 where none is."""
    revision: int
    grading: int


@dataclass(frozen=True, slots=True)
class Now:
    """A site at one instant."""

    at: datetime
    basis: LiveDayBasis
    sequence: int
    """Number of the newest event that it knows."""
    stamp: Stamp
    agents: tuple[AgentNow, ...]
    sources: tuple[SourceNow, ...]
    refused: Mapping[str, FeedRefusals]
    """Source → what of it was refused."""


class Follower:
    """Follows one site."""

    def __init__(self, database: Database, site: str) -> None:
        self.database, self.site = database, site
        self.people: Mapping[str, Agent] = {}
        self._busy = threading.Lock()
        self._last: Now | None = None
        self._live: Live | None = None
        self._sequence = 0
        self._late = False
        self._not_before = 0.0

    def now(self) -> Now:
        """Say who is where, as of this second: one answer for all who ask at once.

        Raises
        ------
        NotFoundError
            If there is no such site.
        """
        with self._busy:
            moment = now()
            if self._last is None or moment - self._last.at >= FRESH:
                self._last = self._seen(moment)
            return self._last

    def day(self, teams: Collection[str] | None = None) -> tuple[Now, Figures]:
        """Say who is where, and the figures of today's shifts so far, of some teams if named."""
        with self._busy:
            moment = now()
            self._last = self._seen(moment)
            today = self._last.basis.day
            rows = self._live.figures(moment) if self._live else ()
            own = [row for row in rows if row.date == today and self._in(row.agent_id, teams)]
            tally = total(row.figures.tally for row in own)
            stamp = self._last.stamp
            return self._last, figures(tally, method(stamp.method), stamp)

    def _in(self, agent: str, teams: Collection[str] | None) -> bool:
        return teams is None or self.people[agent].team in teams

    def _seen(self, moment: datetime) -> Now:
        with self.database.reading() as tx:
            basis = self._basis(tx, moment)
            refused = refusals_of_feeds(tx, self.site)
            live = self._caught_up(tx, basis, moment)
        live.settle(moment)
        return Now(
            moment,
            basis,
            self._sequence,
            live.stamp(moment),
            live.board(moment),
            live.sources(moment),
            refused,
        )

    def _caught_up(self, tx: Connection, basis: LiveDayBasis, moment: datetime) -> Live:
        live = self._live
        changed = self._last is None or basis != self._last.basis
        if live is None or changed:
            live = self._played(tx, basis, moment)
        while rows := states_after(tx, self.site, self._sequence, CHUNK):
            self._late |= live.apply(event_frame(rows)).too_late > 0
            self._sequence = rows[-1][-1]
        if self._late and monotonic() >= self._not_before:
            live = self._played(tx, basis, moment)
        return live

    def _basis(self, tx: Connection, moment: datetime) -> LiveDayBasis:
        revision = site_revision(tx, self.site)
        core = load_site_core(tx, self.site)
        day = moment.astimezone(ZoneInfo(core.time_zone)).date()
        infos = [published(tx, self.site, week) for week in _weeks_of(day, core)]
        numbers = tuple(info.number if info else 0 for info in infos)
        return LiveDayBasis(day, numbers, revision, grading(tx, self.site)[1])

    def _played(self, tx: Connection, basis: LiveDayBasis, moment: datetime) -> Live:
        """Play the day so far in the order of its instants: nothing is late then."""
        begun = monotonic()
        site = whole_site(tx, self.site)
        self.people = {agent.id: agent for agent in site.agents}
        midnight = datetime.combine(basis.day, time(), ZoneInfo(site.time_zone))
        before = midnight - REMEMBERED, midnight
        live = Live(
            self._schedule(tx, site, basis.day),
            stored_policy(tx, self.site, site),
            time_zone=site.time_zone,
            agents=[agent.id for agent in site.agents if agent.employed_on(basis.day)],
            days=1,
            earlier=latest_of_sources(tx, self.site, *before),
            homes=sources_of_agents(tx, self.site, *before),
        )
        self._sequence = newest_state(tx, self.site)
        begin, _ = window(live.schedule, site.time_zone, 1)
        after = (begin - LEAD, 0)
        while rows := states_page(tx, self.site, after, moment + LEAD, CHUNK):
            live.apply(event_frame(rows))
            after = (rows[-1][5], rows[-1][-1])
            live.settle(after[0])
        self._live, self._late = live, False
        self._not_before = monotonic() + PATIENCE * (monotonic() - begun)
        return live

    def _schedule(self, tx: Connection, site: Site, day: date) -> Schedule:
        """Give the shifts that touch the day: those of the day before may go on."""
        shifts: list[Shift] = []
        version = 0
        for week in _weeks_of(day, site):
            info = published(tx, self.site, week)
            if info is not None:
                version = info.number
                shifts += load_schedule(tx, info).shifts
        midnight = datetime.combine(day, time(), ZoneInfo(site.time_zone))
        own = [s for s in shifts if s.date == day or (s.date < day and s.end > midnight)]
        return Schedule(site.name, day, tuple(own), version)


def _weeks_of(day: date, site: Site) -> list[date]:
    """First days of the weeks of a day and of the day before."""
    days = (day - timedelta(days=1), day)
    return sorted({week_begin(one, site.week_start) for one in days})


class Followers:
    """The sites that somebody watches through this process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._sites: dict[str, Follower] = {}

    def of(self, site: str) -> Follower:
        """Follow a site, as one for all who watch it.

        Raises
        ------
        NotFoundError
            If there is no such site.
        """
        if site not in self._sites:
            with self.database.reading() as tx:
                site_revision(tx, site)
            self._sites.setdefault(site, Follower(self.database, site))
        return self._sites[site]
