"""What there is to say on the pages of the live day and what came of it, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.absence.title": "Somebody is away after all",
    "page.absence.enter": "Absence",
    "page.absence.what": (
        "The absence is entered, and a new draft changes as few days of others as it needs."
    ),
    "page.absence.what.in_force": (
        "The absence is in force at once and takes the agent's shifts of the published week. A new "
        "draft then changes as few days of others as it needs; publish it if it is good."
    ),
    "page.absence.first": "First day",
    "page.absence.last": "Last day",
    "page.absence.kind": "Reason",
    "page.absence.kind.what": "Seen by those who plan, never by colleagues.",
    "page.absence.paid": "Paid",
    "page.absence.since": "From",
    "page.absence.until": "Until",
    "page.absence.hours": (
        "Leave the times empty for whole days. Who leaves in mid-shift keeps the hours until then."
    ),
    "page.absence.do": "Enter it and repair the week",
    "page.absence.another": "Enter it, and somebody else too",
    "page.absence.entered": "The absence of {name} is entered. Who else is away?",
    "page.live.title": "The running day",
    "page.live.dead": "Nothing new can be heard from the service; this is the last that is known.",
    "page.live.silent": (
        "The contact platform has said nothing for a while: what it does not tell is "
        "unknown, and no fault."
    ),
    "page.live.status": "State",
    "page.live.status.in": "as planned",
    "page.live.status.out": "against the plan",
    "page.live.status.not_come": "has not come",
    "page.live.status.neutral": "neutral",
    "page.live.status.ignored": "ignored",
    "page.live.status.unknown": "unknown",
    "page.live.status.unscheduled": "works off shift",
    "page.live.status.not_scheduled": "off shift",
    "page.live.since": "Since",
    "page.live.scheduled": "Planned",
    "page.live.actual": "Recorded",
    "page.live.next": "from {at:time}",
    "page.live.source": (
        "{source}[: last heard {heard:weekday_time}][, silent since {silent:weekday_time}]"
        "[, refused batches: {refused}][, events of unknown agents: {unknown}]"
        "[, events in unknown states: {unmapped}]"
    ),
    "page.live.authorise": "Authorise",
    "page.live.minutes": "Minutes",
    "page.live.reason": "Reason",
    "page.live.nobody": "Nobody is on shift or at work now.",
    "page.kpis.title": "Key figures",
    "page.kpis.what": "The published weeks up to today: {count}.",
    "page.kpis.figure": "Figure",
    "page.kpis.goal": "Goal",
    "page.kpis.trend": "Trend",
    "page.kpis.met": "met",
    "page.kpis.missed": "missed",
    "page.kpis.nothing": "No week is published yet.",
    "page.kpi.adherence": "Adherence",
    "page.kpi.conformance": "Conformance",
    "page.kpi.paid_hours": "Paid hours",
    "page.kpi.training_hours": "Training hours",
    "page.kpi.shrinkage_planned": "Planned shrinkage",
    "page.kpi.shrinkage_unplanned": "Unplanned shrinkage",
    "page.kpi.cost_per_contact": "Cost per contact",
    "page.kpi.turnover": "Turnover, a year",
    "page.kpi.satisfaction": "Satisfaction",
    "page.kpi.service_level": "Service level",
    "page.kpi.asa": "ASA",
    "page.kpi.abandonment": "Abandonment",
    "page.kpi.share_in_window": "Answered in the window",
    "page.kpi.occupancy": "Occupancy",
    "page.kpi.aht": "AHT",
    "page.kpi.offered": "Contacts",
    "page.kpi.forecast": "Forecast",
    "page.kpi.forecast_error": "Against forecast",
    "page.actual.title": "Planned against actual",
    "page.actual.first": "What to do first",
    "page.actual.when": "When",
    "page.actual.what": "What",
    "page.actual.heads": "Heads missing",
    "page.actual.lost": "Contacts late",
    "page.actual.all_queues": "All queues",
    "page.actual.by_day": "By queue and day",
    "page.actual.intervals": "Intervals",
    "page.actual.interval": "From",
    "page.actual.chart": "Heads of {queue}: required, scheduled and actual",
    "page.actual.required": "Required",
    "page.actual.scheduled": "Scheduled",
    "page.actual.actual": "Actual",
    "page.actual.required_h": "Required h",
    "page.actual.scheduled_h": "Scheduled h",
    "page.actual.actual_h": "Actual h",
    "page.actual.why": "Why the service differs",
    "page.actual.why.what": (
        "From the service of the required heads to what was recorded; each cause in points "
        "of the service level."
    ),
    "page.bridge.required": "Required heads",
    "page.bridge.volume": "Volume",
    "page.bridge.aht": "AHT",
    "page.bridge.absence": "Absence",
    "page.bridge.adherence": "Adherence",
    "page.bridge.routing": "Routing",
    "page.bridge.schedule_fit": "Schedule fit",
    "page.bridge.predicted": "Predicted",
    "page.bridge.recorded": "Recorded",
}
