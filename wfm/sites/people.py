"""Agents and what is known of their week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from wfm.model import (
    Agent,
    Availability,
    Contract,
    Meeting,
    Preference,
    Queue,
    ShiftRequest,
    TimeOff,
    WorkPlan,
)
from wfm.model.contract import contract_on
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.sites.fields import MeetingKind, Windows
from wfm.sites.findings import Findings, suggestion
from wfm.sites.idle_fields import warn_of_idle
from wfm.sites.local_time import Span
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import (
    AgentRow,
    AvailabilityRow,
    MeetingRow,
    PreferenceRow,
    ShiftRequestRow,
    TimeOffRow,
)
from wfm.sites.spellings import Names
from wfm.words import phrase


def agents_of(
    rows: Rows[AgentRow],
    file: str,
    plans: Collection[str],
    needed: Names,
    findings: Findings,
) -> tuple[Agent, ...]:
    """Agents with known work plans; skills that nothing needs are odd but harmless."""
    found = []
    for row, record in unique(rows, lambda r: r.agent_id, "agent_id", file, findings):
        check_known([record.work_plan], plans, "work plan", file, row, "work_plan", findings)
        for skill in sorted(skill for skill in record.skills if skill not in needed):
            findings.warn_once(
                phrase("site.skill_unneeded", skill=skill),
                suggestion(skill, needed),
                file,
                row,
                "skills",
            )
        if record.start_date and record.end_date and record.end_date < record.start_date:
            findings.error(
                phrase("site.employment_backwards"), phrase("do.exchange_dates"),
                file, row, "end_date",
            )  # fmt: skip
        found.append(_agent(record))
    return tuple(found)


def _agent(record: AgentRow) -> Agent:
    return Agent(
        id=record.agent_id,
        name=record.name,
        team=record.team,
        work_plan=record.work_plan,
        skills=frozenset(record.skills),
        start_date=record.start_date,
        end_date=record.end_date,
        hourly_cost=record.hourly_cost,
        time_zone=record.time_zone,
        external_agent_id=record.external_agent_id,
    )


def check_skills(
    queues: Sequence[Queue], present: Collection[str], file: str, findings: Findings
) -> None:
    """Every queue needs somebody who can serve it; `present` are the skills of all agents."""
    for queue in queues:
        if present and queue.skill not in present:
            findings.error(
                phrase("site.skill_missing", skill=queue.skill, queue=queue.name),
                suggestion(queue.skill, present),
                file,
                field="skill",
            )


def time_off_of(
    rows: Rows[TimeOffRow],
    file: str,
    agents: Sequence[Agent],
    ids: Collection[str],
    span: Span,
    findings: Findings,
) -> tuple[TimeOff, ...]:
    """Absences; two of one agent must not overlap."""
    people = {agent.id: agent for agent in agents}
    found: list[tuple[TimeOff, int]] = []
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        window = span(record.start, record.end, file, row)
        if window:
            off = TimeOff(record.agent_id, *window, record.kind, record.paid)
            found.append((off, row))
            agent = people.get(off.agent_id)
            if agent and not (
                agent.employed_on(off.start.date()) or agent.employed_on(off.end.date())
            ):
                findings.warn(
                    phrase("site.not_employed", agent_id=agent.id), phrase("do.remove_or_correct"),
                    file, row, "from",
                )  # fmt: skip
    _check_overlaps(found, file, findings)
    return tuple(off for off, _ in found)


def _check_overlaps(found: Sequence[tuple[TimeOff, int]], file: str, findings: Findings) -> None:
    latest: dict[str, tuple[TimeOff, int]] = {}
    for off, row in sorted(found, key=lambda item: (item[0].agent_id, item[0].start, item[1])):
        before = latest.get(off.agent_id)
        if before and off.start < before[0].end:
            findings.error(
                phrase("site.absent_already", agent_id=off.agent_id, row=before[1]),
                phrase("do.join_or_correct"), file, max(row, before[1]), "from",
            )  # fmt: skip
        if not before or off.end > before[0].end:
            latest[off.agent_id] = off, row


def availability_of(
    rows: Rows[AvailabilityRow], file: str, ids: Collection[str], findings: Findings
) -> tuple[Availability, ...]:
    """Weekly windows."""
    found = []
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        if record.start == record.end:
            findings.error(phrase("site.window_empty"), phrase("do.end_of_day"), file, row, "to")
        _check_window(record.start, record.end, file, row, findings)
        _check_dates(record, file, row, findings)
        found.append(
            Availability(
                record.agent_id,
                record.weekdays,
                record.start,
                record.end,
                record.kind is Windows.AVAILABLE,
                record.first_date,
                record.last_date,
            )
        )
    return tuple(found)


def preferences_of(
    rows: Rows[PreferenceRow], file: str, ids: Collection[str], findings: Findings
) -> tuple[Preference, ...]:
    """Wishes."""
    found = []
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        _check_window(record.start, record.end, file, row, findings)
        _check_dates(record, file, row, findings)
        found.append(
            Preference(
                record.agent_id,
                record.kind,
                record.weekdays,
                record.start,
                record.end,
                record.weight,
                record.first_date,
                record.last_date,
            )
        )
        warn_of_idle(found[-1], findings, file, row, {"start": "from"})
    return tuple(found)


def shift_requests_of(
    rows: Rows[ShiftRequestRow],
    file: str,
    agents: Sequence[Agent],
    contracts: Sequence[Contract],
    ids: Collection[str],
    plans: Mapping[str, WorkPlan],
    findings: Findings,
) -> tuple[ShiftRequest, ...]:
    """Shift requests, each for a type that the agent's work plan has."""
    plan_of = {agent.id: agent.work_plan for agent in agents}
    found = []
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        mine = (contract for contract in contracts if contract.agent_id == record.agent_id)
        told = contract_on(mine, record.day)
        plan = plans.get(told.work_plan if told else plan_of.get(record.agent_id, ""))
        if plan is not None:
            types = {each.name for each in ShiftTimeSettings.of(plan).shift_types}
            check_known(
                [record.shift_type], types, "shift type", file, row, "shift_type", findings,
                plan=plan.name,
            )  # fmt: skip
        found.append(
            ShiftRequest(
                record.agent_id, record.day, record.shift_type, record.wanted, record.weight
            )
        )
    return tuple(found)


def _check_window(start: int, end: int, file: str, row: int, findings: Findings) -> None:
    if end < start:
        findings.error(
            phrase("site.window_backwards"),
            phrase("do.past_midnight"), file, row, "to",
        )  # fmt: skip


def _check_dates(
    record: AvailabilityRow | PreferenceRow, file: str, row: int, findings: Findings
) -> None:
    first, last = record.first_date, record.last_date
    if first is not None and last is not None and last < first:
        findings.error(
            phrase("site.ends_before_start"), phrase("do.exchange_dates"), file, row, "last_date"
        )  # fmt: skip


def meetings_of(
    rows: Rows[MeetingRow],
    file: str,
    agents: Sequence[Agent],
    known: Collection[str],
    span: Span,
    findings: Findings,
) -> tuple[Meeting, ...]:
    """Meetings; `who` holds ids of agents and names of teams, all of them in `known`."""
    members = defaultdict(list)
    for agent in agents:
        members[agent.team].append(agent.id)
    found = []
    for row, record in rows:
        check_known(record.who, known, "agent or team", file, row, "who", findings)
        window = span(record.start, record.end, file, row)
        ids = dict.fromkeys(i for name in record.who for i in members.get(name, [name]))
        if window:
            if (window[1] - window[0]).total_seconds() < record.minutes * 60:
                findings.error(
                    phrase("site.meeting_misfit", minutes=record.minutes),
                    phrase("do.widen_window"), file, row, "minutes",
                )  # fmt: skip
            if record.quorum > len(ids):
                findings.error(
                    phrase("site.quorum", quorum=record.quorum, members=len(ids)),
                    phrase("do.give_at_most", most=len(ids)),
                    file, row, "quorum",
                )  # fmt: skip
            if record.together and record.group_size is not None:
                findings.error(
                    phrase("site.all_together"), phrase("do.blank_or_no"),
                    file, row, "group_size",
                )  # fmt: skip
            training = record.kind is MeetingKind.TRAINING
            found.append(
                Meeting(
                    record.meeting,
                    tuple(ids),
                    *window,
                    record.minutes,
                    training,
                    record.paid,
                    record.together,
                    record.group_size,
                    record.quorum,
                    record.every_weeks,
                )
            )
            warn_of_idle(found[-1], findings, file, row)
    return tuple(found)
