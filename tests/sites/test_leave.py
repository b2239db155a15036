"""Types, accounts and allowances of leave, from a site's tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.planning.eight_site import write_eight
from wfm.errors import InputError
from wfm.model import (
    LeaveAccount,
    LeaveAllowance,
    LeaveDecision,
    LeaveMeasure,
    LeaveType,
    LeaveUnit,
)
from wfm.sites import read_site

TYPES = (
    "leave_type,paid,unit,decision,accrues,carry_over,carry_over_until\n"
    "vacation,,days,within limits,yes,5,3\nsick,yes,none,always,,,\n"
)


def test_leave_is_read_as_people_write_it(tmp_path: Path) -> None:
    tables = {
        "leave_types": TYPES,
        "leave_accounts": "agent_id,leave_type,year,entitlement,carried_over\n"
        "E1,vacation,2026,30,\nE1,vacation,2027,28.5,4\n",
        "leave_allowances": "team,skill,from,to,weekdays,start,end,measure,limit\n"
        "North,,2026-12-21,2026-12-31,,,,heads,2\n,phone,,,mon-fri,8:00,12:00,coverage,0\n",
    }
    site = read_site(write_eight(tmp_path / "site", **tables)).site
    assert site.leave_types == (
        LeaveType("vacation", True, LeaveUnit.DAYS, LeaveDecision.WITHIN_LIMITS, True, 5.0, 3),
        LeaveType("sick", unit=LeaveUnit.NONE, decision=LeaveDecision.ALWAYS),
    )
    assert site.leave_accounts == (
        LeaveAccount("E1", "vacation", 2026, 30.0),
        LeaveAccount("E1", "vacation", 2027, 28.5, 4.0),
    )
    assert site.leave_allowances == (
        LeaveAllowance(
            "North", None, LeaveMeasure.HEADS, 2, date(2026, 12, 21), date(2026, 12, 31)
        ),
        LeaveAllowance(
            None, "phone", LeaveMeasure.COVERAGE, 0, None, None, frozenset(range(5)), 480, 720
        ),
    )


def test_all_mistakes_are_told_with_file_row_and_field(tmp_path: Path) -> None:
    tables = {
        "leave_types": TYPES + "vacation,,days,,,,\ncare,,weeks,,,,\n",
        "leave_accounts": "agent_id,leave_type,year,entitlement\n"
        "E9,vacation,2026,30\nE1,holiday,2026,30\nE1,sick,2026,1\nE1,vacation,2026,1\n"
        "E1,vacation,2026,2\n",
        "leave_allowances": "team,skill,start,end,limit\n"
        "North,phone,,,1\n,,,,1\nGreen,,,,1\nNorth,,12:00,8:00,1\n",
    }
    with pytest.raises(InputError) as refused:
        read_site(write_eight(tmp_path / "site", **tables))
    places = [(p.file, p.row, p.field) for p in refused.value.problems]
    for place in (
        ("leave_types.csv", 4, "leave_type"),
        ("leave_types.csv", 5, "unit"),
        ("leave_accounts.csv", 2, "agent_id"),
        ("leave_accounts.csv", 3, "leave_type"),
        ("leave_accounts.csv", 4, "leave_type"),
        ("leave_accounts.csv", 6, "year"),
        ("leave_allowances.csv", 2, "team"),
        ("leave_allowances.csv", 3, "team"),
        ("leave_allowances.csv", 4, "team"),
        ("leave_allowances.csv", 5, "end"),
    ):
        assert place in places
