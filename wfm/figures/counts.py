"""What is counted, and what figures are made of: each with its unit and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from wfm.figures.units import Unit


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is counted or summed, never divided."""

    name: str
    title: str
    unit: Unit
    words: str


def _contacts() -> Iterator[tuple[str, str, str]]:
    yield "contacts", "Contacts", "Contacts that are expected"
    yield "contacts_original", "Contacts forecast", "Contacts before the planner's overrides"
    yield "corrected_contacts", "Contacts overridden", "Contacts after the planner's overrides"
    yield "forecast", "Forecast", "Contacts that were expected"
    yield "offered", "Offered", "Contacts that arrived"
    yield "handled", "Handled", "Contacts that were answered"
    yield "abandoned", "Abandoned", "Contacts that gave up"
    yield "turned_away", "Turned away", "Contacts that found every line taken"
    yield "waiting", "Waiting", "Contacts that still waited at the end"
    yield "outsourced", "Outsourced", "Contacts that a partner answers"
    yield "answered_within_threshold", "Answered within T", "Answered within the goal's threshold T"
    yield "abandoned_within_threshold", "Abandoned within T", "Gave up within the threshold T"
    yield "answered_in_window", "Answered in window", "Deferred work answered in its window"
    yield (
        *("judged", "Known to be in time or not"),
        "Deferred work of which it is known whether it was answered in its response window: "
        "recorded, what was handled; planned and simulated, what was offered and is due",
    )
    yield "backlog_end", "Backlog", "Deferred work that waits at the end of the interval"
    yield "lost", "Lost", "Contacts that gave up"
    yield "contacts_saved", "Contacts saved", "Of those lost, with the heads missing, by the model"
    yield "came", "Came", "Contacts that arrived, of a forecast that is judged"
    yield "absolute_errors", "Absolute errors", "Sum of |forecast − came| over intervals"
    yield "errors", "Errors", "Sum of forecast − came over intervals"


def _heads() -> Iterator[tuple[str, str, str]]:
    yield (
        *("required", "Required"),
        "Heads on queue that meet the service goal, gross: with residual shrinkage",
    )
    yield "required_net", "Required on queue", "Heads on queue that meet the goal, shrinkage apart"
    yield (
        *("scheduled", "Scheduled"),
        "Heads on queue by the schedule: breaks, meals, meetings and training are out",
    )
    yield (
        *("actual", "Actual"),
        "Mean heads recorded on queue. Shrinkage has already happened to them, so that they stand "
        "against “required on queue”. Agents of several queues are shared among them by the work "
        "that was done in each, and while they waited by what was lacking; no head counts twice",
    )
    yield "absent", "Absent", "Scheduled heads of agents not logged on in their whole shift"
    yield "unknown", "Unknown", "Scheduled heads of agents of whom nothing is known"
    yield (
        *("shared_heads", "Shared heads"),
        "Heads by which a queue is better served in simulation than by its scheduled heads alone, "
        "because agents with several skills serve it too; below 0 where others keep them busy",
    )
    yield "rerouted", "Rerouted", "Heads that served another queue than the schedule meant"
    yield "net", "Net", "Scheduled − required; under and over are reported apart"
    yield "scheduled_under", "Scheduled under", "Heads by which the schedule lacks the requirement"
    yield "scheduled_over", "Scheduled over", "Heads by which the schedule exceeds the requirement"
    yield "actual_under", "Actual under", "Heads by which actual lacks what is required on queue"
    yield "actual_over", "Actual over", "Heads by which actual exceeds what is required on queue"
    yield "heads_missing", "Heads missing", "Heads that lacked in the interval"
    yield "remedy_heads", "Heads", "Heads that the remedy brings"


def _hours() -> Iterator[tuple[str, str, str]]:
    yield "required_hours", "Required hours", "Head-hours that meet the service goal, gross"
    yield "scheduled_hours", "Scheduled hours", "Head-hours on queue by the schedule"
    yield (
        "paid_hours",
        "Paid hours",
        "Time that the contract pays: in shifts, and as paid holiday",
    )
    yield "holiday_hours", "Holiday hours", "Time on closed days that the contract pays as holiday"
    yield "on_queue_hours", "Hours on queue", "Paid time that the schedule has on queue"
    yield "lost_hours", "Hours lost", "Paid time scheduled on queue and known to be spent elsewhere"
    yield "logged_on_hours", "Hours logged on", "Logged on, scheduled or not"
    yield "training_hours", "Training scheduled", "Time scheduled for training"
    yield (
        *("under_hours", "Under hours"),
        "Head-hours below the requirement, summed interval by interval and queue by queue",
    )
    yield (
        *("over_hours", "Over hours"),
        "Head-hours above the requirement, summed likewise; under and over do not cancel",
    )
    yield (
        *("contact_worth", "Worth of a contact"),
        "Head-hours that one more contact answered in time is worth, where the goal counts over a "
        "day or a week: a head goes where it brings more of them",
    )


def _seconds() -> Iterator[tuple[str, str, str]]:
    yield "talk_seconds", "Talk", "Sum over the handled contacts"
    yield "hold_seconds", "Hold", "Sum over the handled contacts"
    yield "acw_seconds", "After-contact work", "Sum over the handled contacts"
    yield "handle_seconds", "Handling seconds", "Talk, hold and after-contact work"
    yield (
        *("present_seconds", "Handling and available seconds"),
        "Agents' time on queue; several chats at once count as several heads",
    )
    yield "wait_seconds_answered", "Total wait of the answered", "Sum over the answered contacts"
    yield "in_seconds", "In", "Scheduled time in which the agent did what was scheduled"
    yield "out_seconds", "Out", "Scheduled time in which the agent did something else"
    yield "neutral_seconds", "Neutral", "Scheduled time that is not graded"
    yield "ignored_seconds", "Ignored", "Scheduled time that does not count"
    yield "unknown_seconds", "Unknown", "Scheduled time of which nothing is known; never out"
    yield "unscheduled_seconds", "Unscheduled work", "On-queue work outside the shift"
    yield "on_queue_scheduled_seconds", "On queue scheduled", "Time scheduled on queue"
    yield (
        *("on_queue_unknown_seconds", "On queue unknown"),
        "Time scheduled on queue of which nothing is known",
    )
    yield "on_queue_worked_seconds", "On queue worked", "Time on queue, scheduled or not"
    yield "authorised_seconds", "Authorised", "Deviations that were authorised: they count as in"
    yield "tolerance_seconds", "Tolerance", "Longest deviation at an activity's edge that is none"
    yield "seconds", "Length", "Length of the deviation"


def _money() -> Iterator[tuple[str, str, str]]:
    yield "cost", "Cost of paid hours", "Paid hours × hourly cost"
    yield "outsourcing_cost", "Cost of outsourcing", "What partners charge for their contacts"
    yield "value_saved", "Value saved", "Contacts saved × the queue's value of a contact"
    yield "value_lost", "Value lost", "Abandoned contacts × the queue's value of a contact"
    yield "saved_by_one_head", "Saved by one head", "Value that a further head would have kept"
    yield "remedy_cost", "Cost", "Cost of the remedy"


def _numbers() -> Iterator[tuple[str, str, str]]:
    yield "intervals", "Intervals", "Intervals in which the queue is open"
    yield "intervals_under", "Intervals under", "Intervals that lack heads"
    yield "intervals_over", "Intervals over", "Intervals with heads to spare"
    yield "runs_met", "Goal met in weeks", "Simulated weeks in which the goal was met"
    yield "rank", "Rank", "Most value lost first"
    yield "leavers", "Leavers of twelve months", "Agents whose employment ended"
    yield "mean_headcount", "Mean headcount", "Agents employed, on the mean of the days"
    yield "answers", "Answers", "Satisfaction scores that were imported"
    yield "schedule_version", "Schedule version", "Version of the published schedule"


_KINDS: Final = {
    Unit.CONTACTS: _contacts,
    Unit.HEADS: _heads,
    Unit.HOURS: _hours,
    Unit.SECONDS: _seconds,
    Unit.MONEY: _money,
    Unit.NUMBER: _numbers,
}
_OTHERS: Final = (
    Measure("load_erlangs", "Load", Unit.ERLANGS, "Workload: contacts × AHT / interval"),
    Measure("interval_minutes", "Interval", Unit.MINUTES, "Length of the interval"),
    Measure(
        "oldest_age_minutes",
        "Oldest age",
        Unit.MINUTES,
        "Age of the oldest deferred contact that waits, first come first served",
    ),
    Measure(
        "goal_chance",
        "Chance of the goal",
        Unit.SHARE,
        "Share of simulated weeks or days that met the whole goal, busy as the forecast allows",
    ),
    Measure(
        "rate_day_share",
        "Rate wrong by day",
        Unit.SHARE,
        "Share of the expected count's variance that all intervals of a day have in common",
    ),
    Measure(
        "rate_week_share",
        "Rate wrong by week",
        Unit.SHARE,
        "Share of the expected count's variance that all days of a week have in common",
    ),
    Measure("scores", "Scores", Unit.POINTS, "Sum of the scores that customers gave"),
)

COUNTS: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        **{
            name: Measure(name, title, unit, words)
            for unit, rows in _KINDS.items()
            for name, title, words in rows()
        },
        **{measure.name: measure for measure in _OTHERS},
    }
)
"""Name of a column → what it counts."""
