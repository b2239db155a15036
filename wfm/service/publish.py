"""Stored schedules judged by the rules as they stand now, and published only knowingly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from wfm.model import Schedule
from wfm.service.load_plan import read_frame, site_of_week
from wfm.store.database import Connection
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.publishing import publish, revert
from wfm.store.schedules import ScheduleInfo, load_schedule, shifts_of
from wfm.store.sites import load_site_core

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
    return [*judge_heads(horizon, read_frame(table), load_schedule(tx, info))]


def publish_judged(
    tx: Connection, actor: str, info: ScheduleInfo, version: int, *, accept_broken_rules: bool
) -> tuple[ScheduleInfo, list[Finding]]:
    """Publish a draft, and give what its rules found.

    Raises
    ------
    ConflictError
        If a hard rule is broken and that is not accepted, or as for any publication.
    StaleError
        If the draft was edited since `version`.
    """
    if info.version != version:
        raise StaleError(f"schedule {info.week}/{info.number}", info.version)
    findings = judged(tx, info)
    broken = _broken(findings, accepted=accept_broken_rules)
    return publish(tx, actor, info, version, broken), findings


def revert_judged(
    tx: Connection, actor: str, info: ScheduleInfo, *, accept_broken_rules: bool
) -> tuple[ScheduleInfo, list[Finding]]:
    """Publish an earlier version again, and give what its rules find today.

    Raises
    ------
    ConflictError
        If a hard rule is broken and that is not accepted, or as for any publication.
    """
    findings = judged(tx, info)
    broken = _broken(findings, accepted=accept_broken_rules)
    return revert(tx, actor, info, broken), findings


def _broken(findings: list[Finding], *, accepted: bool) -> int:
    broken = [finding for finding in findings if finding.hard]
    if broken and not accepted:
        raise ConflictError(
            f"{len(broken)} rules are broken: correct the schedule, or publish it knowingly",
            "accept_broken_rules",
            [str(finding) for finding in broken[:TOLD]],
        )
    return len(broken)
