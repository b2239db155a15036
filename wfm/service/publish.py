"""Stored schedules judged by the rules as they stand now, and published only knowingly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wfm.model import Schedule, Shift
from wfm.planning.merge_schedules import AgentDays, by_agent_day, changed_days, merge_three_ways
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.after_publication import settle_planned
from wfm.service.load_plan import closed_as_planned, site_of_week
from wfm.service.merge_conflicts import TOLD, Decisions, MergeError
from wfm.service.previous_week import week_before
from wfm.service.site_of_schedule import ledger_before, site_of_schedule
from wfm.service.stored_tables import stored_frame
from wfm.service.week_after import WEEK, broken_in_force_after
from wfm.store.database import Connection
from wfm.store.errors import ConflictError, NotFoundError, OutdatedError, StaleError
from wfm.store.leave import hold_site
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.publishing import DayChange, copy, publish, take_days
from wfm.store.schedules import ScheduleInfo, get_schedule, load_schedule, lock_week, published
from wfm.store.sites import load_site, load_site_core
from wfm.store.stored_shifts import shifts_of
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding


def judged(
    tx: Connection,
    info: ScheduleInfo,
    agents: Collection[str] | None = None,
    *,
    schedule: Schedule | None = None,
) -> list[Finding]:
    """List the broken and priced rules of a stored schedule, broken ones first.

    `agents` limits it to theirs; without them `understaffed` belongs to it. The price of missing
    and surplus heads does not: the coverage table shows them. Another `schedule` may be judged in
    place of what is stored.
    """
    from wfm.scheduling.evaluation.check import judge
    from wfm.scheduling.horizon import Horizon

    site = closed_as_planned(tx, info, site_of_schedule(tx, info))
    if schedule is not None:
        shifts = schedule.shifts
    else:
        shifts = shifts_of(tx, info.id, None if agents is None else list(agents))
    if agents is not None:
        site = replace(
            site,
            agents=tuple(agent for agent in site.agents if agent.id in agents),
            time_off=tuple(entry for entry in site.time_off if entry.agent_id in agents),
        )
    locked = tuple(shift for shift in shifts if shift.locked)
    horizon = Horizon(site, info.week, ledger=ledger_before(info), locked=locked)
    whole = Schedule(site.name, info.week, shifts)
    findings = [*judge(horizon, whole)]
    if agents is None:
        findings += understaffed(tx, info, whole)
    return sorted(findings, key=lambda finding: not finding.hard)


def understaffed(
    tx: Connection, info: ScheduleInfo, schedule: Schedule | None = None
) -> list[Finding]:
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
    site = closed_as_planned(tx, info, site_of_week(tx, info.site, info.week))
    horizon = Horizon(site, info.week)
    requirement = stored_frame(PlanKind.REQUIREMENT, table)
    return [*judge_heads(horizon, requirement, schedule or load_schedule(tx, info))]


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication as it would be: merged with what is in force, and judged."""

    info: ScheduleInfo
    """What is published: a draft, or for a revert the version to bring back."""
    former: ScheduleInfo | None
    """What was in force when it was prepared."""
    findings: list[Finding]
    merged: Mapping[AgentDay, tuple[Sequence[Shift], Sequence[Shift]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Days that come from what had come into force meanwhile: the draft's shifts, and those."""
    same: tuple[AgentDay, ...] = ()
    """Days that are the same in both."""
    neighbours: tuple[ScheduleInfo | None, ...] = ()
    """Schedules of the week before and the one after by which its borders were judged."""
    undone: tuple[DayChange, ...] = ()
    """Days in force that a revert or a decision knowingly undoes, before and after."""


@dataclass(frozen=True, slots=True)
class Published:
    """A schedule that came into force, and what its publication did."""

    info: ScheduleInfo
    publication: Publication

    @property
    def findings(self) -> list[Finding]:
        """What its rules found."""
        return self.publication.findings


def prepare_publication(
    tx: Connection, info: ScheduleInfo, decisions: Decisions | None = None
) -> Publication:
    """Merge a draft with what came into force since it began, and judge it; nothing is written.

    Raises
    ------
    MergeError
        If both changed a day, and no decision says whose to take.
    ConflictError
        If it is published already.
    """
    if info.published_at is not None:
        raise ConflictError(phrase("refusal.published_already"))
    former = published(tx, info.site, info.week)
    if former is None or former.number == info.based_on:
        whole = load_schedule(tx, info)
        found = _judged_with_borders(tx, info, whole)
        return Publication(info, former, found, neighbours=_neighbours(tx, info))
    base, theirs, mine = (_days_of(tx, one) for one in (_basis(tx, info), former, info))
    chosen = decisions or Decisions()
    known = chosen.days if chosen.in_force == former.number else {}
    merged = merge_three_ways(base, theirs, mine, known)
    if merged.conflicts:
        number, now = info.based_on, former.number
        since = phrase("merge.since_draft", before=number, none=number is None, now=now)
        concerned = {conflict.agent_id for conflict in merged.conflicts}
        raise MergeError(since, now, merged.conflicts, load_site(tx, info.site, concerned))
    schedule = Schedule(info.site, info.week, merged.shifts, info.number)
    return Publication(
        info,
        former,
        _judged_with_borders(tx, info, schedule),
        merged={day: (mine.get(day, ()), theirs.get(day, ())) for day in merged.from_theirs},
        neighbours=_neighbours(tx, info),
        same=tuple(theirs.keys() - set(changed_days(theirs, mine))),
        undone=tuple(_change(day, theirs, mine) for day in merged.overruled),
    )


def publish_judged(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    version: int,
    *,
    accept_broken_rules: bool,
    decisions: Decisions | None = None,
    prepared: Publication | None = None,
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
    OutdatedError
        If anything has changed since it was `prepared`.
    """
    hold_site(
        tx, info.site
    )  # before the week, as whoever trades does: else two wait for each other
    lock_week(tx, info.site, info.week)
    if info.version != version:
        raise StaleError(phrase("stale.schedule", week=info.week, number=info.number), info.version)
    if prepared is None:
        prepared = prepare_publication(tx, info, decisions)
    _check(tx, prepared, info, published(tx, info.site, info.week))
    broken = _broken(prepared.findings, accepted=accept_broken_rules)
    draft, also = info, _undone(prepared)
    if prepared.former is not None and prepared.former.number != info.based_on:
        draft = take_days(tx, actor, info, prepared.former, prepared.merged, prepared.same)
        also |= {"merged_with": prepared.former.number, "merged_days": len(prepared.merged)}
    done = settle_planned(tx, actor, publish(tx, actor, draft, draft.version, broken, also))
    return Published(done, prepared)


def prepare_revert(tx: Connection, info: ScheduleInfo) -> Publication:
    """List what a return to an earlier version would undo, and judge it; nothing is written.

    Raises
    ------
    ConflictError
        If that version was never published.
    """
    if info.published_at is None:
        raise ConflictError(phrase("refusal.never_published"))
    former = published(tx, info.site, info.week)
    before, after = ({} if one is None else _days_of(tx, one) for one in (former, info))
    undone = tuple(_change(day, before, after) for day in changed_days(before, after))
    findings = _judged_with_borders(tx, info, load_schedule(tx, info))
    return Publication(info, former, findings, undone=undone, neighbours=_neighbours(tx, info))


def revert_judged(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    *,
    accept_broken_rules: bool,
    prepared: Publication | None = None,
) -> Published:
    """Publish a copy of an earlier version: a deliberate publication, that says what it undoes.

    Raises
    ------
    ConflictError
        If that version was never published, a hard rule is broken and that is not accepted, or as
        for any publication.
    OutdatedError
        If anything has changed since it was `prepared`.
    """
    hold_site(
        tx, info.site
    )  # before the week, as whoever trades does: else two wait for each other
    lock_week(tx, info.site, info.week)
    former = published(tx, info.site, info.week)
    if prepared is None:
        prepared = prepare_revert(tx, info)
    _check(tx, prepared, info, former)
    broken = _broken(prepared.findings, accepted=accept_broken_rules)
    in_force = None if former is None else former.number
    draft = copy(tx, actor, info, f"as version {info.number}", based_on=in_force)
    also = {"reverted_to": info.number, **_undone(prepared)}
    done = settle_planned(tx, actor, publish(tx, actor, draft, draft.version, broken, also))
    return Published(done, prepared)


def _judged_with_borders(tx: Connection, info: ScheduleInfo, schedule: Schedule) -> list[Finding]:
    """Judge a schedule after the week before, and what it breaks in the week after it."""
    after = broken_in_force_after(tx, info, schedule)
    found = [*judged(tx, info, schedule=schedule), *after]
    return sorted(found, key=lambda finding: not finding.hard)


def _neighbours(tx: Connection, info: ScheduleInfo) -> tuple[ScheduleInfo | None, ...]:
    """Give the schedules by which the borders of a week are judged."""
    return week_before(tx, info.site, info.week), published(tx, info.site, info.week + WEEK)


def _check(
    tx: Connection, prepared: Publication, info: ScheduleInfo, former: ScheduleInfo | None
) -> None:
    known = (prepared.info, prepared.former, prepared.neighbours)
    if known != (info, former, _neighbours(tx, info)):
        raise OutdatedError(f"schedule {info.week}/{info.number} or what is in force has changed")


def _basis(tx: Connection, info: ScheduleInfo) -> ScheduleInfo | None:
    known = info.based_on
    return None if known is None else get_schedule(tx, info.site, info.week, known)


def _days_of(tx: Connection, info: ScheduleInfo | None) -> AgentDays:
    return {} if info is None else by_agent_day(shifts_of(tx, info.id))


def _change(day: AgentDay, before: AgentDays, after: AgentDays) -> DayChange:
    one, other = (tuple((s.start, s.end) for s in side.get(day, ())) for side in (before, after))
    return DayChange(*day, one, other)


def _undone(prepared: Publication) -> dict[str, Any]:
    """For the trail."""
    days = [[change.agent_id, str(change.date)] for change in prepared.undone]
    return {"undone": days} if days else {}


def _broken(findings: list[Finding], *, accepted: bool) -> int:
    broken = [finding for finding in findings if finding.hard]
    if broken and not accepted:
        raise ConflictError(
            phrase("refusal.rules_broken", count=len(broken)),
            "accept_broken_rules",
            [finding.in_full for finding in broken[:TOLD]],
        )
    return len(broken)
