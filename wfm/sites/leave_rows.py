"""The tables of leave: its types, accounts and allowances, one class per table."""

from __future__ import annotations

from wfm.model import LeaveDecision, LeaveMeasure, LeaveUnit
from wfm.sites.fields import (
    EVERY_DAY,
    Clock,
    Day,
    DecisionName,
    Flag,
    LeaveUnitName,
    MeasureName,
    Month,
    Number,
    Row,
    Text,
    Weekdays,
    Year,
    column,
)


class LeaveTypeRow(Row):
    """Kinds of leave that agents can ask for, and how a request is decided."""

    leave_type: Text = column("What people call it; never shown to colleagues", "vacation")
    paid: Flag = column("Whether it is paid", "yes", default=True)
    unit: LeaveUnitName = column(
        "What its accounts count: days or hours; none: it has no account", "days", LeaveUnit.DAYS
    )
    decision: DecisionName = column(
        "Without a person: never, within_limits (account, allowances and rules), or always",
        "within_limits",
        LeaveDecision.NEVER,
    )
    accrues: Flag = column(
        "Whether a twelfth comes with each month; no: all at once", "no", default=False
    )
    carry_over: Number = column("Most that goes over into the next year", 5, 0.0)
    carry_over_until: Month = column("Last month in which that can be taken: 3 is March", 3, 12)


class LeaveAccountRow(Row):
    """What an agent may take of a type of leave in a year; what was taken is counted."""

    agent_id: Text = column("The agent", "A001")
    leave_type: Text = column("The type of leave", "vacation")
    year: Year = column("The calendar year", 2026)
    entitlement: Number = column("Days or hours of the year, as the type counts", 30)
    carried_over: Number | None = column(
        "From the year before; blank: what is left there, as far as it goes over", 2, None
    )


class LeaveAllowanceRow(Row):
    """How much leave a team, or those with a skill, may take on a day or in some hours of it."""

    team: Text | None = column("The team; blank where it is for a skill", "North", None)
    skill: Text | None = column("The skill; blank where it is for a team", None, None)
    first: Day | None = column("First date; blank: from ever", None, None, "from")
    last: Day | None = column("Last date; blank: for ever", None, None, "to")
    weekdays: Weekdays = column("mon-fri, sat, or daily", "daily", EVERY_DAY)
    start: Clock = column("Hours of the day, from; blank: midnight", None, 0)
    end: Clock = column("Hours of the day, to; blank: midnight", None, 1440)
    measure: MeasureName = column(
        "What is bounded: heads away at the same time, hours of leave in the day, or coverage: the "
        "heads by which a queue may then be short in the published week",
        "heads",
        LeaveMeasure.HEADS,
    )
    limit: Number = column("The most", 2)
