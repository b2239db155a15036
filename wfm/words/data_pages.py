"""What there is to say on the pages of a site's data, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.nav.data": "Data",
    "page.data.explain": (
        "Everything that a site’s files can say. A change holds from the next plan on, "
        "and stands in the audit trail."
    ),
    "page.data.how": (
        "Times are written like 08:30, several things with | between them, opening hours "
        "like 08:00-12:00, 13:00-18:00; - means closed. A free group of fields adds one; "
        "an emptied group is left out."
    ),
    "page.data.new": "Add",
    "page.data.now": "{text:quoted} by now, by somebody else",
    "page.data.unit.minutes": "minutes",
    "page.data.unit.hours": "hours",
    "page.data.nothing": "Nothing yet.",
    "page.data.search": "Words",
    "page.data.search.do": "Search",
    "page.data.search.all": "Show all",
    "page.data.search.found": "{found} of {count}",
    "page.data.search.none": "Nothing has these words.",
    "page.data.retired": "not in force",
    "page.data.save": "Save",
    "page.data.saved": "Saved.",
    "page.data.odd": "Some of this means nothing as it is: see beside the fields.",
    "page.data.range": "(least | most)",
    "page.data.refused": "Nothing was saved yet:",
    "page.data.settings": "Settings",
    "page.data.settings.note": (
        "How the site is planned: its zone, weekend, interval, shrinkage, what recorded states mean"
    ),
    "page.data.queues": "Queues",
    "page.data.queues.note": "Channel, skill, opening hours and goals of each kind of contact",
    "page.data.events": "Events",
    "page.data.events.note": (
        "What changes the volume at certain times: campaigns, outages, closures"
    ),
    "page.data.opening-dates": "Special opening hours",
    "page.data.opening-dates.note": "Opening hours of single dates; no window: closed",
    "page.data.teams": "Teams",
    "page.data.teams.note": "Agents who are managed together",
    "page.data.work-plans": "Work plans",
    "page.data.work-plans.note": (
        "The rules of each contract: hours, days, shifts, breaks, rest, nights, weekends"
    ),
    "page.data.agents": "Agents",
    "page.data.agents.note": "Who works here: team, work plan, skills, employment",
    "page.data.contracts": "Contracts",
    "page.data.contracts.note": "Work plans that begin on a date, or hold on some weekdays",
    "page.data.availability": "Availability",
    "page.data.availability.note": "When agents can or cannot work, each week",
    "page.data.preferences": "Preferences",
    "page.data.preferences.note": "What agents wish, each week",
    "page.data.shift-requests": "Shift requests",
    "page.data.shift-requests.note": "Types of shifts that are wanted or not, on dates",
    "page.data.meetings": "Meetings and training",
    "page.data.meetings.note": "To be placed inside shifts, at the least harmful time",
    "page.data.group-rules": "Rules between people",
    "page.data.group-rules.note": (
        "Seats, seniors present, mentors, teams on one shift, most absent at once"
    ),
    "page.data.leave-types": "Leave types",
    "page.data.leave-types.note": "Kinds of leave, and how a request is decided",
    "page.data.leave-accounts": "Leave accounts",
    "page.data.leave-accounts.note": "What each agent has of a leave in a year",
    "page.data.leave-allowances": "Leave allowances",
    "page.data.leave-allowances.note": "How much leave a team or skill bears at once",
    "page.data.self-service": "Self-service",
    "page.data.self-service.note": "What agents may do by themselves: trades, wishes",
}
