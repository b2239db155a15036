"""Rules between people, as a site's table has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wfm.model import Agent, GroupRule
from wfm.scheduling.rules.groups.members import faults_at, faults_in
from wfm.sites.findings import Findings
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import GroupRuleRow

COLUMNS = {"agent_ids": "who", "start": "from", "end": "to"}
"""Field → column, where they differ."""


def group_rules_of(
    rows: Rows[GroupRuleRow],
    file: str,
    agents: Sequence[Agent],
    ids: Collection[str],
    known: Collection[str],
    skills: Collection[str],
    findings: Findings,
) -> tuple[GroupRule, ...]:
    """Rules between people; `who` holds ids of agents and names of teams, all in `known`."""
    teams = {agent.team for agent in agents}
    found = []
    for row, record in unique(rows, lambda r: r.rule, "rule", file, findings):
        there = [
            check_known(record.who, known, "agent or team", file, row, "who", findings),
            check_known(record.skills, skills, "skill", file, row, "skills", findings),
            check_known(record.beside, ids, "agent", file, row, "beside", findings),
        ]
        rule = GroupRule(
            record.rule,
            record.kind,
            record.heads,
            tuple(name for name in record.who if name not in teams),
            tuple(name for name in record.who if name in teams),
            frozenset(record.skills),
            record.beside,
            record.weekdays,
            record.start,
            record.end,
            record.price,
            record.minutes,
        )
        faults = [*faults_in(rule), *(faults_at(agents, rule) if all(there) and agents else ())]
        for fault in faults:
            field = COLUMNS.get(fault.field, fault.field)
            findings.error(fault.what, fault.remedy, file, row, field)
        found.append(rule)
    return tuple(found)
