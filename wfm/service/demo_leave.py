"""Leave in the invented centre: accounts of vacation, and agents who ask for some."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from wfm.model import LeaveAccount, LeaveType
from wfm.service.leave.requests import Wanted, ask
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.leave import LEAVE_ACCOUNT, LEAVE_TYPE
from wfm.store.people import AGENT

VACATION: Final = LeaveType("Vacation", carry_over=5, carry_over_until=3)
DAYS: Final = 30
"""Days of vacation in a year."""


def give_leave(database: Database, site: str, by: str, years: Sequence[int]) -> None:
    """Let agents ask for vacation, with an account of each year."""
    with database.writing() as tx:
        LEAVE_TYPE.create(tx, by, site, VACATION.name, VACATION)
        for agent in AGENT.page(tx, site):
            for year in years:
                account = LeaveAccount(agent.key, VACATION.name, year, DAYS)
                LEAVE_ACCOUNT.create(tx, by, site, uuid4().hex, account)


def ask_for_leave(
    database: Database, site: str, by: str, agents: Sequence[str], first: date, zone: ZoneInfo
) -> None:
    """Let agents ask for three days of vacation from a date on, each some days after the other.

    Who is away already asks for nothing.
    """
    for place, agent in enumerate(agents):
        begin, end = (first + timedelta(days=3 * place + days) for days in (0, 3))
        start, stop = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (begin, end))
        with suppress(ConflictError), database.writing() as tx:
            ask(tx, by, site, Wanted(agent, VACATION.name, start, stop))
