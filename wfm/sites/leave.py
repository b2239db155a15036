"""Types, accounts and allowances of leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wfm.model import LeaveAccount, LeaveAllowance, LeaveType, LeaveUnit
from wfm.sites.findings import Findings
from wfm.sites.leave_rows import LeaveAccountRow, LeaveAllowanceRow, LeaveTypeRow
from wfm.sites.references import Rows, check_known, unique
from wfm.words import phrase


def leave_types_of(
    rows: Rows[LeaveTypeRow], file: str, findings: Findings
) -> tuple[LeaveType, ...]:
    """Types of leave, each named once."""
    return tuple(
        LeaveType(name=record.leave_type, **record.model_dump(exclude={"leave_type"}))
        for _, record in unique(rows, lambda r: r.leave_type, "leave_type", file, findings)
    )


def leave_accounts_of(
    rows: Rows[LeaveAccountRow],
    file: str,
    ids: Collection[str],
    types: Sequence[LeaveType],
    findings: Findings,
) -> tuple[LeaveAccount, ...]:
    """Accounts of known agents and types, one of each in a year."""
    units = {each.name: each.unit for each in types}
    found: dict[tuple[str, str, int], int] = {}
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        name = record.leave_type
        check_known([name], units, "type of leave", file, row, "leave_type", findings)
        if units.get(name) is LeaveUnit.NONE:
            findings.error(
                phrase("site.leave.no_accounts", name=name), phrase("do.give_unit"),
                file, row, "leave_type",
            )  # fmt: skip
        first = found.setdefault((record.agent_id, name, record.year), row)
        if first != row:
            what = phrase("site.leave.account_twice", row=first, agent_id=record.agent_id)
            findings.error(what, phrase("do.keep_one_of_them"), file, row, "year")
    return tuple(LeaveAccount(**record.model_dump()) for _, record in rows)


def leave_allowances_of(
    rows: Rows[LeaveAllowanceRow],
    file: str,
    teams: Collection[str],
    skills: Collection[str],
    findings: Findings,
) -> tuple[LeaveAllowance, ...]:
    """Read allowances, each of one known team or skill."""
    for row, record in rows:
        if (record.team is None) == (record.skill is None):
            findings.error(
                phrase("site.leave.team_or_skill"), phrase("do.fill_one"),
                file, row, "team",
            )  # fmt: skip
        for name, known, what in ((record.team, teams, "team"), (record.skill, skills, "skill")):
            check_known([name] if name else [], known, what, file, row, what, findings)
        if record.end <= record.start:
            findings.error(
                phrase("site.ends_before_start"), phrase("do.exchange_start_end"), file, row, "end"
            )
        if record.first and record.last and record.last < record.first:
            findings.error(
                phrase("site.ends_before_start"), phrase("do.exchange_from_to"), file, row, "to"
            )
    return tuple(LeaveAllowance(**record.model_dump()) for _, record in rows)
