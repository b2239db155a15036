"""The tables of a site, one class per table: what each column is called and what it may hold.

The reader checks rows against these classes, and the template takes its columns, notes, drop-downs
and example rows from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from wfm.model import ClockChange, GoalPeriod
from wfm.sites.fields import (
    EVERY_DAY,
    Amount,
    Apart,
    Category,
    ChannelName,
    Clock,
    ClockChangeName,
    Count,
    Country,
    DateHours,
    DateOrder,
    Day,
    Effect,
    Flag,
    GroupKind,
    Heads,
    Hours,
    Interval,
    MeetingKind,
    Minutes,
    Moment,
    MoreThanNone,
    Names,
    Number,
    NumberList,
    Part,
    PeriodName,
    Price,
    Purpose,
    Row,
    Seconds,
    Sessions,
    Share,
    SomeMinutes,
    SomeSeconds,
    Target,
    Text,
    Weekday,
    Weekdays,
    Weight,
    Whole,
    WindowKind,
    Wish,
    Zone,
    column,
)
from wfm.sites.leave_rows import LeaveAccountRow, LeaveAllowanceRow, LeaveTypeRow
from wfm.sites.work_plan_rows import record_rows, work_plan_row

LOCAL = "a date (the whole day) or a local time like 2026-03-02 14:30"


class SiteRow(Row):
    """One row: where and how the site is planned."""

    name: Text = column("Name of the site", "My centre")
    time_zone: Zone = column("Where shifts are planned, by its IANA name", "Europe/Berlin")
    country: Country | None = column("For public holidays: DE, or a part of it: DE-BY", "DE", None)
    week_start: Weekday = column("First day of the planned week", "monday", 0)
    weekend: Weekdays | None = column(
        "Days of the weekend, such as fri|sat; blank: the country's", None, None
    )
    date_order: DateOrder | None = column(
        "How 06/04/2026 is written in the tables: day first or month first; blank: as they show",
        None,
        None,
    )
    clock_change: ClockChangeName = column(
        "What a shift keeps in a night in which the clocks change: wall_clock (its start and end; "
        "it is paid an hour less or more) or elapsed (its length)",
        "wall_clock",
        ClockChange.WALL_CLOCK,
    )
    interval_minutes: Interval = column("Planning interval: 15, 30 or 60", 15, 15)
    shrinkage: Share = column(
        "Share of paid time that is lost without being scheduled (sickness, lateness): 0.1 is 10 %",
        0.1,
        0.0,
    )
    currency: Text = column("Of costs and values", "EUR", "EUR")


class QueueRow(Row):
    """Buckets of demand, each with its channel, opening hours and service goal."""

    queue: Text = column("Name of the queue, as in the history", "Sales")
    channel: ChannelName = column("How contacts arrive", "voice")
    skill: Text = column("The skill that an agent needs for it", "sales")
    hours: Hours = column("Opening hours, local", "mon-fri 08:00-20:00; sat 09:00-13:00")
    service_level: Target | None = column(
        "Share answered within the threshold: 0.8 or 80%", 0.8, None
    )
    threshold_seconds: Seconds | None = column("Seconds of the service level", 20, None)
    max_asa_seconds: SomeSeconds | None = column("Highest mean wait of answered contacts", 20, None)
    max_abandonment: Target | None = column("Highest share that gives up: 0.015", 0.015, None)
    max_occupancy: Target | None = column("Highest share of time spent handling", 0.88, None)
    counted_over: PeriodName = column(
        "Over what service level, ASA and abandonment count: interval (each one), day or week (all "
        "contacts of it; its intervals may make up for each other)",
        "interval",
        GoalPeriod.INTERVAL,
    )
    minimum_heads: Number = column("Fewest heads while open", 1, 0.0)
    response_minutes: SomeMinutes | None = column(
        "E-mail, social, callback: opening-hours minutes within which an answer is due", None, None
    )
    patience_seconds: SomeSeconds | None = column("Mean patience of callers", 300, None)
    concurrency: Sessions = column("Chats that one agent handles at a time", 1, 1)
    aht_by_concurrency: NumberList = column(
        "AHT in seconds with 1, 2, … chats at once, separated by |", None, ()
    )
    aht_seconds: SomeSeconds | None = column("AHT where the history has none", 240, None)
    shrinkage: Share | None = column("Where it differs from the site's", None, None)
    contact_value: Number = column("What a contact is worth, for ranking", 12, 0.0)
    outsource_share: Part = column("Share that a partner handles", 0, 0.0)
    outsource_cost: Number = column("What the partner charges for a contact", None, 0.0)
    redial_share: Share = column(
        "Share of those who gave up or found all lines taken that call again", None, 0.0
    )
    lines: Count | None = column("Lines in all, talking and waiting; blank: no limit", None, None)
    blended_queues: Names = column(
        "E-mail, social or callback queues that idle agents of this one work on, separated by |",
        None,
        (),
    )
    idle_reserve: Whole | None = column(
        "Idle agents who stay free for contacts while others do blended work", None, None
    )
    like_queue: Text | None = column(
        "A new queue: another one in whose shape its contacts come, until it has two weeks of "
        "history",
        None,
        None,
    )
    contacts_per_week: MoreThanNone | None = column(
        "A new queue: contacts of a week without holidays, closures and events", None, None
    )


class AgentRow(Row):
    """People who handle contacts: their team, contract and skills."""

    agent_id: Text = column("A key that never changes", "A001")
    name: Text = column("Name on the roster", "Ida Example")
    team: Text = column("Team", "North")
    work_plan: Text = column("Contract", "Full time")
    skills: Annotated[Names, Field(min_length=1)] = column("Skills, separated by |", "sales")
    start_date: Day | None = column("First day of employment", date(2024, 1, 1), None)
    end_date: Day | None = column("Last day of employment", None, None)
    hourly_cost: Number = column("Cost of a paid hour", 25, 0.0)
    time_zone: Zone | None = column(
        "Where the agent lives, if elsewhere: times of the work plan, availability and wishes "
        "count by the clocks there", None, None,
    )  # fmt: skip
    external_agent_id: Text | None = column("The contact platform's id, if another", None, None)


class ContractRow(Row):
    """Work plans from a date on, or on some weekdays, in place of the one in agents."""

    agent_id: Text = column("The agent", "A001")
    work_plan: Text = column("The work plan that holds then", "Full time")
    first: Day | None = column(
        "First date; blank: from ever. The one that began last holds", date(2026, 4, 15), None,
        "from",
    )  # fmt: skip
    last: Day | None = column("Last date; blank: for ever", None, None, "until")
    weekdays: Weekdays = column(
        "Weekdays on which it holds, where two hold in one week: thu-fri", "daily", EVERY_DAY
    )


class TimeOffRow(Row):
    """Approved absences; two of one agent must not overlap."""

    agent_id: Text = column("The agent", "A001")
    start: Moment = column(f"From: {LOCAL}", date(2026, 3, 6), alias="from")
    end: Moment = column(f"To: {LOCAL}", date(2026, 3, 6), alias="to")
    kind: Text = column("Reason; never shown to colleagues", "vacation")
    paid: Flag = column("Whether it is paid", "yes", default=True)


class AvailabilityRow(Row):
    """Weekly windows; with an available one on a weekday the agent works only inside such."""

    agent_id: Text = column("The agent", "A001")
    weekdays: Weekdays = column("mon-fri, sat, or daily", "mon-fri", EVERY_DAY)
    start: Clock = column("From, local; blank: midnight", "07:00", 0, "from")
    end: Clock = column("To, local; blank: midnight", "20:30", 1440, "to")
    kind: WindowKind = column("Whether the agent can work then", "available")
    first_date: Day | None = column("First date on which it counts; blank: from ever", None, None)
    last_date: Day | None = column("Last date on which it counts; blank: for ever", None, None)


class PreferenceRow(Row):
    """Wishes: a day off, a start between two times, or no shift between them."""

    agent_id: Text = column("The agent", "A001")
    weekdays: Weekdays = column("mon-fri, sat, or daily", "mon-fri", EVERY_DAY)
    start: Clock = column("From, local; blank: midnight", "08:00", 0, "from")
    end: Clock = column("To, local; blank: midnight", "10:00", 1440, "to")
    kind: Wish = column("What is wished", "start_between")
    weight: Weight = column("Price of refusing it once, 1 to 100", 2, 2)
    first_date: Day | None = column("First date on which it counts; blank: from ever", None, None)
    last_date: Day | None = column("Last date on which it counts; blank: for ever", None, None)


class ShiftRequestRow(Row):
    """Requests to work, or not to work, a type of shift on a date."""

    agent_id: Text = column("The agent")
    day: Day = column("The date, like 2026-03-04", alias="date")
    shift_type: Text = column("A shift type of the agent's work plan")
    wanted: Flag = column("Whether it is wanted; no: to be left out", default=True)
    weight: Weight = column("Price of refusing it, 1 to 100", default=2)


class MeetingRow(Row):
    """Meetings and training to be placed inside shifts, at the least harmful time."""

    meeting: Text = column("What people call it", "Team talk")
    who: Annotated[Names, Field(min_length=1)] = column("Agents or teams, separated by |", "North")
    start: Moment = column(f"Not before: {LOCAL}", "2026-03-04 10:00", alias="from")
    end: Moment = column(f"Over by: {LOCAL}", "2026-03-04 16:00", alias="to")
    minutes: Minutes = column("Its length", 30)
    kind: Purpose = column("What it is for", "meeting", MeetingKind.MEETING)
    paid: Flag = column("Whether it is paid", "yes", default=True)
    together: Flag = column(
        "All at the same time; no: in as few groups as cover allows", "yes", default=True
    )
    group_size: Count | None = column(
        "Most people in a group, where they do not meet together; 1: one-to-one", None, None
    )
    quorum: Count = column("Fewest who must be there for it to be held", None, 1)
    every_weeks: Count | None = column(
        "A series: weeks from one to the next, 1 for weekly, from the dates given on", None, None
    )


class GroupRuleRow(Row):
    """Rules between people: seats, breaks at once, a senior present, heads by language, mentors."""

    rule: Text = column("What people call it", "A senior is there")
    kind: GroupKind = column(
        "seats: most present; breaks: most in a break or meal; days_off: most off on a day; "
        "present: fewest present; on_queue: fewest on queue; mentored: present only beside others; "
        "same_times: same days, starts and ends; same_start: start together",
        "present",
    )
    heads: Heads = column("How many; mentored: trainees to each mentor", 1, 1)
    who: Names = column("Agents or teams, separated by |; blank: all", "North", ())
    skills: Names = column("Only those with all of these skills, separated by |", "sales", ())
    beside: Names = column("mentored: the mentors, agents separated by |", None, ())
    weekdays: Weekdays = column("mon-fri, sat, or daily", "mon-fri", EVERY_DAY)
    start: Clock = column("From, local; blank: midnight", "09:00", 0, "from")
    end: Clock = column("To, local; blank: midnight", "17:00", 1440, "to")
    price: Price | None = column(
        "Price of each head-hour (of a day: each head or two) beyond it; blank: it must be kept",
        40,
        None,
    )
    minutes: Apart = column("same_times, same_start: how far apart the times may lie", None, 0)


class EventRow(Row):
    """Planned events that move demand."""

    event: Text = column("What people call it", "Spring offers")
    queues: Names = column("Queues, separated by |; blank: all", "Sales", ())
    start: Moment = column(f"From: {LOCAL}", date(2026, 3, 3), alias="from")
    end: Moment = column(f"To: {LOCAL}", date(2026, 3, 4), alias="to")
    kind: Text = column("campaign, bill run, closure …", "campaign", "event")
    effect: Effect | None = column(
        "Multiplies the volume: 1.2 is 20 % more, 0 is closed; blank: learned", 1.2, None
    )


class OpeningDateRow(Row):
    """Opening hours of single dates, in place of their weekdays': shorter, longer, or closed."""

    name: Text = column("What people call the day", "Christmas Eve")
    queues: Names = column("Queues, separated by |; blank: all", None, ())
    day: Day = column("The date, like 2026-12-24", date(2026, 12, 24), alias="date")
    hours: DateHours = column("Opening hours that day, or closed", "08:00-14:00")


class OverrideRow(Row):
    """A planner's word on a forecast, in a table of its own: multiplied or replaced, and why."""

    queue: Text = column("Whose contacts", "Sales")
    start: Moment = column(f"From: {LOCAL}", date(2026, 3, 3))
    end: Moment = column(f"To: {LOCAL}", date(2026, 3, 3))
    factor: Effect | None = column("Multiplies the contacts: 1.2 is 20 % more", 1.2, None)
    contacts: Amount | None = column("Replaces those of each interval", None, None)
    by: Text = column("Who says so", "Ada")
    at: Moment = column("When it was said", date(2026, 3, 1))
    reason: Text = column("Why", "Mailing to 5,000 customers")


class StateMapRow(Row):
    """What recorded agent states mean."""

    state_code: Text = column("The contact platform's code", "AVAILABLE")
    reason_code: Text | None = column("Its reason code, if there is one", None, None)
    category: Category = column("What it means", "on_queue")


class ShiftRow(Row):
    """Last week's shifts: rest, days in a row and fairness go on from them (as schedule.csv)."""

    agent_id: Text = column("The agent", "A001")
    agent_name: Text | None = column("Name", "Ida Example", None)
    team: Text | None = column("Team", "North", None)
    shift_id: Text = column("One key per shift", "A001-2026-02-23")
    shift_date: Day = column("Local date on which the shift starts", date(2026, 2, 23))
    activity_code: Text = column("What people call it", "On queue")
    category: Category = column("What it is", "on_queue")
    start: Moment = column("Start, local or with offset", "2026-02-23 09:00")
    end: Moment = column("End, local or with offset", "2026-02-23 17:00")
    minutes: Whole | None = column("Its length", 480, None)
    paid: Flag = column("Whether it is paid", "yes")
    queue: Text | None = column("Queue, where work is split", None, None)
    locked: Flag = column("Stays when the week is solved again", "no", default=False)


TABLES: Mapping[str, type[Row]] = {
    "site": SiteRow,
    "queues": QueueRow,
    "work_plans": work_plan_row(),
    **record_rows(),
    "agents": AgentRow,
    "contracts": ContractRow,
    "time_off": TimeOffRow,
    "availability": AvailabilityRow,
    "preferences": PreferenceRow,
    "shift_requests": ShiftRequestRow,
    "meetings": MeetingRow,
    "group_rules": GroupRuleRow,
    "events": EventRow,
    "opening_dates": OpeningDateRow,
    "leave_types": LeaveTypeRow,
    "leave_accounts": LeaveAccountRow,
    "leave_allowances": LeaveAllowanceRow,
    "state_map": StateMapRow,
    "previous": ShiftRow,
}
"""Short tables; the long ones are `history` and `states`."""
