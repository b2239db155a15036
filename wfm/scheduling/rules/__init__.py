"""The rules, in the order in which they are applied and explained. Add a file, then its line."""

from wfm.model import Site
from wfm.scheduling.rules.availability import AvailabilityKept
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.breaks import Breaks
from wfm.scheduling.rules.consecutive_days import ConsecutiveDays
from wfm.scheduling.rules.coverage import Coverage, CoveragePrice
from wfm.scheduling.rules.days_off_together import DaysOffTogether
from wfm.scheduling.rules.days_per_month import DaysPerMonth
from wfm.scheduling.rules.days_per_week import DaysPerWeek
from wfm.scheduling.rules.early_after_late import EarlyAfterLate
from wfm.scheduling.rules.employment import Employment
from wfm.scheduling.rules.fairness import Fairness
from wfm.scheduling.rules.hours_account import HoursAccount
from wfm.scheduling.rules.hours_in_horizon import HoursInHorizon
from wfm.scheduling.rules.hours_per_month import HoursPerMonth
from wfm.scheduling.rules.late_shifts_in_a_row import LateShiftsInARow
from wfm.scheduling.rules.locked_shifts import LockedShifts
from wfm.scheduling.rules.meetings import Meetings
from wfm.scheduling.rules.minimum_heads import MinimumHeads
from wfm.scheduling.rules.nights_in_a_row import NightsInARow
from wfm.scheduling.rules.opening_hours import OpeningHoursKept
from wfm.scheduling.rules.paid_hours import PaidHours
from wfm.scheduling.rules.rest import Rest
from wfm.scheduling.rules.rest_after_nights import RestAfterNights
from wfm.scheduling.rules.rotation import Rotation
from wfm.scheduling.rules.shift_requests import ShiftRequests
from wfm.scheduling.rules.shift_successions import ShiftSuccessions
from wfm.scheduling.rules.shift_times import ShiftTimes
from wfm.scheduling.rules.shift_type_counts import ShiftTypeCounts
from wfm.scheduling.rules.shortest_days_off_run import ShortestDaysOffRun
from wfm.scheduling.rules.shortest_working_run import ShortestWorkingRun
from wfm.scheduling.rules.split_shifts import SplitShifts
from wfm.scheduling.rules.stability import Stability
from wfm.scheduling.rules.start_changes import StartChanges
from wfm.scheduling.rules.time_off import TimeOffKept
from wfm.scheduling.rules.weekday_times import ShiftTimesByWeekday
from wfm.scheduling.rules.weekends import Weekends
from wfm.scheduling.rules.weekends_in_turn import WeekendsInTurn
from wfm.scheduling.rules.weekends_worked import WeekendsWorked
from wfm.scheduling.rules.weekly_rest import WeeklyRest
from wfm.scheduling.rules.weekly_start_window import WeeklyStartWindow
from wfm.scheduling.rules.whole_weekends import WholeWeekends
from wfm.scheduling.rules.wishes import Wishes
from wfm.scheduling.rules.working_time_law import WorkingTimeLaw

RULES: tuple[Rule, ...] = (
    ShiftTimes(),
    ShiftTimesByWeekday(),
    Breaks(),
    SplitShifts(),
    WorkingTimeLaw(),
    WeeklyStartWindow(),
    PaidHours(),
    DaysPerWeek(),
    HoursPerMonth(),
    DaysPerMonth(),
    HoursAccount(),
    HoursInHorizon(),
    ShiftTypeCounts(),
    ShiftSuccessions(),
    EarlyAfterLate(),
    StartChanges(),
    Rotation(),
    Rest(),
    RestAfterNights(),
    WeeklyRest(),
    ConsecutiveDays(),
    LateShiftsInARow(),
    NightsInARow(),
    ShortestWorkingRun(),
    Weekends(),
    WeekendsWorked(),
    WeekendsInTurn(),
    WholeWeekends(),
    ShortestDaysOffRun(),
    DaysOffTogether(),
    Employment(),
    TimeOffKept(),
    AvailabilityKept(),
    OpeningHoursKept(),
    Meetings(),
    Wishes(),
    ShiftRequests(),
    Fairness(),
    Stability(),
    LockedShifts(),
)


def counts_over_all_weeks(site: Site) -> bool:
    """Tell whether a work plan has a limit over all weeks that are planned together."""
    asked = [rule.settings for rule in RULES if rule.over_all_weeks and rule.settings]
    return any(each.of(plan) != each() for plan in site.work_plans.values() for each in asked)


__all__ = ["RULES", "Coverage", "CoveragePrice", "MinimumHeads", "Rule", "counts_over_all_weeks"]
