"""What people plan: frozen dataclasses without input or output."""

from wfm.model.agent import (
    Agent,
    Availability,
    Event,
    Meeting,
    Preference,
    PreferenceKind,
    ShiftRequest,
    TimeOff,
)
from wfm.model.contract import Contract
from wfm.model.group_rule import GroupRule, GroupRuleKind
from wfm.model.leave import (
    LeaveAccount,
    LeaveAllowance,
    LeaveDecision,
    LeaveMeasure,
    LeaveType,
    LeaveUnit,
)
from wfm.model.opening import Opening, OpeningDate, opening_of
from wfm.model.queue import Channel, GoalPeriod, OpeningHours, Queue, ServiceGoal
from wfm.model.schedule import Activity, Schedule, Shift
from wfm.model.site import ClockChange, Site
from wfm.model.weeks_beside import NO_WEEKS_BESIDE, WeeksBeside
from wfm.model.work_plan import ActivityCategory, WorkPlan

__all__ = [
    "NO_WEEKS_BESIDE",
    "Activity",
    "ActivityCategory",
    "Agent",
    "Availability",
    "Channel",
    "ClockChange",
    "Contract",
    "Event",
    "GoalPeriod",
    "GroupRule",
    "GroupRuleKind",
    "LeaveAccount",
    "LeaveAllowance",
    "LeaveDecision",
    "LeaveMeasure",
    "LeaveType",
    "LeaveUnit",
    "Meeting",
    "Opening",
    "OpeningDate",
    "OpeningHours",
    "Preference",
    "PreferenceKind",
    "Queue",
    "Schedule",
    "ServiceGoal",
    "Shift",
    "ShiftRequest",
    "Site",
    "TimeOff",
    "WeeksBeside",
    "WorkPlan",
    "opening_of",
]
