"""Stored schedules judged by the rules as they stand now, and published only knowingly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wfm.model import Schedule, Shift
from wfm.planning.merge_schedules import MergeConflict, Side, by_agent_day, merge_three_ways
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.load_plan import site_of_week
from wfm.service.stored_tables import stored_frame
from wfm.store.database import Connection
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.publishing import DayChange, copy, difference, publish, take_days
from wfm.store.schedules import (
    ScheduleInfo,
    get_schedule,
    load_schedule,
    lock_week,
    published,
    shifts_of,
)
from wfm.store.sites import load_site_core, site_zone

if TYPE_CHECKING:
    from wfm.scheduling import Finding

TOLD = 100
"""Broken rules that a refusal spells out; the schedule's findings have all of them."""


def judged(
    tx: Connection, info: ScheduleInfo, agents: Collection[str] | None = None
) -> list[Finding]:
    """List the broken and priced rules of a stored schedule, broken ones first.

    `agents` limits it to theirs; without them `understaffed` belongs to it. The price of missing
    and surplus heads does not: the coverage table shows them.
    """
    from wfm.scheduling.evaluation.check import judge
    from wfm.scheduling.horizon import Horizon

    site = site_of_week(tx, info.site, info.week)
    shifts = shifts_of(tx, info.id, None if agents is None else list(agents))
    if agents is not None:
        site = replace(
            site,
            agents=tuple(agent for agent in site.agents if agent.id in agents),
            time_off=tuple(entry for entry in site.time_off if entry.agent_id in agents),
        )
    horizon = Horizon(site, info.week, locked=tuple(shift for shift in shifts if shift.locked))
    findings = [*judge(horizon, Schedule(site.name, info.week, shifts))]
    if agents is None:
        findings += understaffed(tx, info)
    return sorted(findings, key=lambda finding: not finding.hard)


def understaffed(tx: Connection, info: ScheduleInfo) -> list[Finding]:
    """List the days on which a queue has fewer heads than its declared minimum.

    A minimum holds where heads are required, by the requirement of the run that made the schedule
    (or the one it was copied from); where that run kept none, nothing is said.
    """
    from wfm.scheduling.evaluation.check import judge_heads
    from wfm.scheduling.horizon import Horizon

    if not any(queue.goal.minimum_heads for queue in load_site_core(tx, info.site).queues):
        return []
    try:
        _, table = plan_of_run(tx, info.site, info.week, PlanKind.REQUIREMENT, info.run)
    except NotFoundError:
        return []
    horizon = Horizon(site_of_week(tx, info.site, info.week), info.week)
    return [
        *judge_heads(horizon, stored_frame(PlanKind.REQUIREMENT, table), load_schedule(tx, info))
    ]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Whose day is taken where two publications meet.

    They were taken with a certain schedule in force: when another one is by now, they are not
    used, and the conflicts are told anew.
    """

    in_force: int | None = None
    """Number of the schedule that the conflicts were told against."""
    days: Mapping[AgentDay, Side] = field(default_factory=lambda: MappingProxyType({}))


class MergeError(ConflictError):
    """Two changed the same agents' days, and nobody has decided whose to take."""

    def __init__(
        self, message: str, against: int, conflicts: Sequence[MergeConflict], zone: ZoneInfo
    ) -> None:
        self.against, self.conflicts, self.zone = against, tuple(conflicts), zone
        count = len(self.conflicts)
        days = "1 day of an agent was" if count == 1 else f"{count} days of agents were"
        super().__init__(
            f"{message}: {days} changed in both; decide whose to take",
            "decisions",
            [_conflict_in_words(conflict, zone) for conflict in self.conflicts[:TOLD]],
        )


@dataclass(frozen=True, slots=True)
class Published:
    """A schedule that came into force, and what its publication did."""

    info: ScheduleInfo
    findings: list[Finding]
    merged: tuple[AgentDay, ...] = ()
    """Days that were taken from what had come into force meanwhile."""
    undone: tuple[DayChange, ...] = ()
    """Days that a revert brought back, with what was in force before."""


def publish_judged(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    version: int,
    *,
    accept_broken_rules: bool,
    decisions: Decisions | None = None,
) -> Published:
    """Publish a draft, merged with what came into force since it began; judged as merged.

    Raises
    ------
    MergeError
        If both changed a day, and no decision says whose to take.
    ConflictError
        If a hard rule is broken and that is not accepted, or as for any publication.
    StaleError
        If the draft was edited since `version`.
    """
    lock_week(tx, info.site, info.week)
    if info.version != version:
        raise StaleError(f"schedule {info.week}/{info.number}", info.version)
    if info.published_at is not None:
        raise ConflictError("this schedule is published already")
    draft, merged = _merged_with_what_is_in_force(tx, actor, info, decisions or Decisions())
    findings = judged(tx, draft)
    broken = _broken(findings, accepted=accept_broken_rules)
    also = {"merged_days": len(merged)} if merged else {}
    done = publish(tx, actor, draft, draft.version, broken, also)
    return Published(done, findings, merged)


def revert_judged(
    tx: Connection, actor: str, info: ScheduleInfo, *, accept_broken_rules: bool
) -> Published:
    """Publish a copy of an earlier version: a deliberate publication, that says what it undoes.

    Raises
    ------
    ConflictError
        If that version was never published, a hard rule is broken and that is not accepted, or as
        for any publication.
    """
    if info.published_at is None:
        raise ConflictError("only a version that was published can be reverted to")
    lock_week(tx, info.site, info.week)
    former = published(tx, info.site, info.week)
    undone = () if former is None else tuple(difference(tx, former, info))
    findings = judged(tx, info)
    broken = _broken(findings, accepted=accept_broken_rules)
    draft = copy(tx, actor, info, f"as version {info.number}")
    also = {"reverted_to": info.number, "undone": [[c.agent_id, str(c.date)] for c in undone]}
    done = publish(tx, actor, draft, draft.version, broken, also)
    return Published(done, findings, undone=undone)


def _merged_with_what_is_in_force(
    tx: Connection, actor: str, info: ScheduleInfo, decisions: Decisions
) -> tuple[ScheduleInfo, tuple[AgentDay, ...]]:
    """Give the draft the days of others that came into force since it began."""
    former = published(tx, info.site, info.week)
    if former is None or former.number == info.based_on:
        return info, ()
    base: tuple[Shift, ...] = ()
    if info.based_on is not None:
        base = shifts_of(tx, get_schedule(tx, info.site, info.week, info.based_on).id)
    theirs, mine = (by_agent_day(shifts_of(tx, one.id)) for one in (former, info))
    known = decisions.days if decisions.in_force == former.number else {}
    merged = merge_three_ways(by_agent_day(base), theirs, mine, known)
    if merged.conflicts:
        number, now = info.based_on, former.number
        was = "nothing was in force" if number is None else f"schedule {number} was in force"
        message = f"{was} when this draft began, and schedule {now} is by now"
        raise MergeError(message, now, merged.conflicts, site_zone(tx, info.site))
    taken = merged.from_theirs
    shifts = [shift for day in taken for shift in theirs.get(day, ())]
    return take_days(tx, actor, info, former, taken, shifts), taken


def _conflict_in_words(conflict: MergeConflict, zone: ZoneInfo) -> str:
    """Say what a day was, is in force, and is in the draft: `A1 Tue 2026-03-10: was off, …`."""

    def hours(shifts: Sequence[Shift]) -> str:
        spans = (f"{s.start.astimezone(zone):%H:%M}–{s.end.astimezone(zone):%H:%M}" for s in shifts)
        return " + ".join(spans) or "off"

    was, theirs, mine = (hours(s) for s in (conflict.base, conflict.theirs, conflict.mine))
    if theirs == mine:
        mine += " with other activities or locks"
    day = f"{conflict.agent_id} {conflict.date:%a %Y-%m-%d}"
    told = f"{day}: was {was}, is {theirs} by now, and {mine} here"
    return f"{told}; it would overlap the day beside it" if conflict.overlapping else told


def _broken(findings: list[Finding], *, accepted: bool) -> int:
    broken = [finding for finding in findings if finding.hard]
    if broken and not accepted:
        raise ConflictError(
            f"{len(broken)} rules are broken: correct the schedule, or publish it knowingly",
            "accept_broken_rules",
            [str(finding) for finding in broken[:TOLD]],
        )
    return len(broken)
